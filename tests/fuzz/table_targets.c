/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of any bytes: refused with one good line and outputs as they were, or read so that what was
 * read says the same when it is written and read again, compressed or not, strictly or not. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tables.h"

/* What a reading gave. */
typedef struct reading {
    aploc_status status;
    aploc_error err;
    aploc_read_report report;
    char *text;
    size_t length;
} reading;

static reading read_once(const csv_table *table, const char *path, int policy)
{
    reading r = {.report = APLOC_READ_REPORT_INIT};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.unknown = options.repeated = policy;
    FILE *text = open_memstream(&r.text, &r.length);
    r.status = table->read(path, &options, text, &r.report, &r.err);
    fclose(text);
    if (r.status)
        fuzz_good_error(path, r.status, &r.err);
    return r;
}

static void check_report(const csv_table *table, const reading *r)
{
    if (!table->has_report || r->status)
        return;
    const aploc_read_report *p = &r->report;
    fuzz_law(p->n_rows >= 1 && p->n_kept >= 0 && p->n_kept <= p->n_rows, "%lld kept of %lld rows",
             (long long)p->n_kept, (long long)p->n_rows);
    fuzz_law(p->n_unknown >= 0 && p->n_unknown <= p->n_rows && p->n_repeated >= 0 &&
                 p->n_unknown_codes <= 2 * p->n_rows,
             "%lld unknown, %lld repeated", (long long)p->n_unknown, (long long)p->n_repeated);
    fuzz_law(memchr(p->used, 0, sizeof p->used) != NULL, "columns without an end");
}

static void check_same(const reading *a, const reading *b, const char *what)
{
    fuzz_law(a->status == b->status, "%s: '%s' and '%s'", what, a->err.message, b->err.message);
    fuzz_law(!a->status || strcmp(a->err.message, b->err.message) == 0, "%s: '%s' and '%s'", what,
             a->err.message, b->err.message);
    fuzz_law(a->status || (a->length == b->length && memcmp(a->text, b->text, a->length) == 0),
             "%s:\n%s\nand\n%s", what, a->text, b->text);
}

static void run(int which, const uint8_t *data, size_t size)
{
    const csv_table *table = &csv_tables[which];
    char *ignored = NULL;
    size_t none = 0;
    const char *path = fuzz_file("t.csv", data, size);
    reading strict = read_once(table, path, APLOC_REFUSE);
    check_report(table, &strict);

    FILE *text = open_memstream(&ignored, &none);
    fuzz_law(table->read(path, NULL, text, NULL, NULL) == strict.status, "another status: '%s'",
             strict.err.message);
    fclose(text);
    free(ignored);

    reading lenient = read_once(table, path, APLOC_SKIP);
    check_report(table, &lenient);
    if (!strict.status)
        check_same(&strict, &lenient, "what is good is as good to who skips");
    if (size % 4 == 0 && !(size >= 2 && data[0] == 0x1F && data[1] == 0x8B)) {
        fuzz_gzip_file("t.csv", data, size);
        reading packed = read_once(table, path, APLOC_REFUSE);
        check_same(&strict, &packed, "compressed");
        free(packed.text);
    }
    if (!strict.status && table->again) {
        path = fuzz_file("again.csv", strict.text, strict.length);
        reading again = read_once(table, path, APLOC_REFUSE);
        check_same(&strict, &again, "written and read again");
        free(again.text);
    }
    free(strict.text);
    free(lenient.text);
}

const fuzz_target fuzz_tables[] = {
    {"communes", run, 0}, {"supply", run, 1},        {"times", run, 2},
    {"ages", run, 3},     {"consumption", run, 4},   {"scenarios", run, 5},
    {"listing", run, 6},  {"installations", run, 7}, {"practitioners", run, 8},
    {"edits", run, 9},    {"changes", run, 10},      {NULL, NULL, 0}};
