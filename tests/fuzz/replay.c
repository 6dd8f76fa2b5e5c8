/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run every target over the files of its folder of the corpus: replay CORPUS [TARGET]. What libFuzzer
 * found once is looked at in every test run, with any compiler. Each target runs in a process of its
 * own; one that takes longer than it may is ended. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"

enum { SECONDS = 120, LARGEST = 1 << 20 };

static void run_file(const fuzz_target *target, const char *path)
{
    static uint8_t bytes[LARGEST];
    FILE *file = fopen(path, "rb");
    fuzz_law(file != NULL, "cannot open %s", path);
    size_t size = fread(bytes, 1, LARGEST, file);
    fclose(file);
    /* A copy of the very size, so that sanitizers see a byte too far. */
    uint8_t *copy = malloc(size + !size);
    fuzz_law(copy != NULL, "no memory");
    memcpy(copy, bytes, size);
    target->run(target->which, copy, size);
    free(copy);
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* All files of a folder, in order; how many there were. */
static int run_folder(const fuzz_target *target, const char *folder)
{
    struct dirent **entries = NULL;
    char path[1200];
    int n = scandir(folder, &entries, is_input, alphasort);
    for (int k = 0; k < n; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[k]->d_name);
        fprintf(stderr, "%s\n", path);
        run_file(target, path);
        free(entries[k]);
    }
    free(entries);
    return n;
}

/* One target in a process of its own; whether all its inputs went through. */
static int run_target(const fuzz_target *target, const char *corpus, int *n)
{
    char folder[900];
    int ends[2], status = 0;
    snprintf(folder, sizeof folder, "%s/%s", corpus, target->name);
    fuzz_law(pipe(ends) == 0, "no pipe");
    fflush(stdout);
    pid_t child = fork();
    fuzz_law(child >= 0, "no process");
    if (child == 0) {
        alarm(SECONDS);
        *n = run_folder(target, folder);
        fuzz_law(write(ends[1], n, sizeof *n) == sizeof *n, "no pipe");
        exit(0);
    }
    close(ends[1]);
    *n = -1;
    if (read(ends[0], n, sizeof *n) != sizeof *n)
        *n = -1;
    close(ends[0]);
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(int argc, char **argv)
{
    int n_targets = 0, failed = 0;
    if (argc < 2) {
        fputs("found no folder, expected replay CORPUS [TARGET]\n", stderr);
        return 2;
    }
    while (fuzz_get(n_targets))
        n_targets++;
    printf("1..%d\n", n_targets);
    for (int k = 0; k < n_targets; k++) {
        const fuzz_target *target = fuzz_get(k);
        int n = 0;
        if (argc > 2 && strcmp(argv[2], target->name) != 0) {
            printf("ok %d - %s # SKIP not asked for\n", k + 1, target->name);
            continue;
        }
        int good = run_target(target, argv[1], &n) && n > 0;
        printf("%sok %d - %s: %d inputs\n", good ? "" : "not ", k + 1, target->name, n);
        failed |= !good;
    }
    return failed;
}
