/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the targets share: files, laws, the list of targets, and libFuzzer's entry. */
#include "fuzz.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "base/memory.h"
#include "tables/encoding.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const fuzz_target *const families[] = {fuzz_tables,  fuzz_times,    fuzz_texts,
                                              fuzz_numbers, fuzz_problems, fuzz_h5};

const fuzz_target *fuzz_get(int k)
{
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        for (const fuzz_target *t = families[f]; t->name; t++)
            if (k-- == 0)
                return t;
    return NULL;
}

const fuzz_target *fuzz_find(const char *name)
{
    int k = 0;
    while (fuzz_get(k) && strcmp(fuzz_get(k)->name, name) != 0)
        k++;
    return fuzz_get(k);
}

void fuzz_law(int holds, const char *format, ...)
{
    if (holds)
        return;
    va_list args;
    va_start(args, format);
    fputs("broken law: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

static char folder[200];

static void remove_folder(void)
{
    static const char *const names[] = {"t.csv",    "t.csv.gz", "again.csv", "out.csv",
                                        "back.csv", "t.h5",     "good.h5",   "fixture.csv",
                                        "t.ini",    "run.h5",   "other.h5"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        unlink(fuzz_path(names[k]));
    rmdir(folder);
}

const char *fuzz_path(const char *name)
{
    static char paths[8][300];
    static int next;
    if (!*folder) {
        /* In memory where that can be: some targets write, and sync, a file an input. */
        const char *in = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        snprintf(folder, sizeof folder, "%s/aploc-fuzz-XXXXXX", in);
        fuzz_law(mkdtemp(folder) != NULL, "no folder %s", folder);
        atexit(remove_folder);
    }
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

const char *fuzz_file(const char *name, const void *bytes, size_t size)
{
    const char *path = fuzz_path(name);
    FILE *file = fopen(path, "wb");
    fuzz_law(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0, "cannot write %s",
             path);
    return path;
}

const char *fuzz_gzip_file(const char *name, const void *bytes, size_t size)
{
    const char *path = fuzz_path(name);
    gzFile file = gzopen(path, "wb1");
    fuzz_law(file && gzwrite(file, bytes, (unsigned)size) == (int)size && gzclose(file) == Z_OK,
             "cannot write %s", path);
    return path;
}

void fuzz_good_error(const char *path, aploc_status status, const aploc_error *err)
{
    char start[600];
    const char *message = err->message;
    size_t length = strlen(message);
    fuzz_law(err->status == status, "status %d in the error, %d returned", (int)err->status,
             (int)status);
    fuzz_law(strcmp(aploc_status_name(status), "unknown status") != 0, "status %d", (int)status);
    fuzz_law(length > 0 && length < sizeof err->message, "no message for %d", (int)status);
    for (size_t k = 0; k < length; k++)
        fuzz_law((unsigned char)message[k] >= 0x20 && message[k] != 0x7F, "byte %d in '%s'",
                 message[k], message);
    fuzz_law(apl_is_utf8(message, (int64_t)length), "not UTF-8: %s", message);
    fuzz_law(apl_is_utf8(err->code, (int64_t)strlen(err->code)), "not UTF-8: %s", err->code);
    if (err->line > 0)
        snprintf(start, sizeof start, "%s:%lld: ", path, (long long)err->line);
    else
        snprintf(start, sizeof start, "%s: ", path);
    fuzz_law(strncmp(message, start, strlen(start)) == 0, "'%s' does not begin with '%s'", message,
             start);
    fuzz_law(strcmp(err->file, path) == 0, "file '%s' in the error of %s", err->file, path);
    fuzz_law(strstr(message, "found ") || strstr(message, " does not know "),
             "nothing found in '%s'", message);
    fuzz_law(strstr(message, "expected ") || strstr(message, "fill it in") ||
                 strstr(message, "\xe2\x80\xa6"),
             "nothing expected in '%s'", message);
}

static aploc_communes *read_fixture(const char *text)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    const char *path = fuzz_file("fixture.csv", text, strlen(text));
    fuzz_law(aploc_communes_read_csv(path, NULL, &communes, NULL, &err) == APLOC_OK, "%s",
             err.message);
    return communes;
}

const aploc_communes *fuzz_places(void)
{
    static aploc_communes *places;
    if (!places)
        places =
            read_fixture("code,name,population,standardised,supply,unit\n"
                         "01001,Abergement,1000,990,5400,U1\n01002,Ambl\xC3\xA9on,500,510,0,U1\n"
                         "01003,Ars,20,19.5,0,U2\n2A004,Ajaccio,70000,71000.25,90000,U2\n"
                         "97101,Les "
                         "Abymes,50000,48000,12000.5,U3\na,b,1,1,1,U3\nb,,2,2,0,U3\n\"x\ny\",lines,"
                         "1,1,0,U4\n\"p;q\",marks,1,1,1,U4\n");
    return places;
}

const aploc_communes *fuzz_sites(void)
{
    static aploc_communes *sites;
    if (!sites)
        sites = read_fixture("code,supply\ns1,1\ns2,0\n01001,3\nb,4\n");
    return sites;
}

static const fuzz_target *chosen;

/* libFuzzer passes over options that begin with two dashes. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    for (int k = 1; k < *argc; k++)
        if (strncmp((*argv)[k], "--target=", 9) == 0)
            chosen = fuzz_find((*argv)[k] + 9);
    if (!chosen) {
        fputs("found no --target=NAME of a target, expected one of:\n", stderr);
        for (int k = 0; fuzz_get(k); k++)
            fprintf(stderr, "%s\n", fuzz_get(k)->name);
        exit(2);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chosen->run(chosen->which, data, size);
    return 0;
}
