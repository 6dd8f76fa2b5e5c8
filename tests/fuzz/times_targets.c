/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times: the quick way against the careful one on every input; to HDF5 and back. */
#include <stdlib.h>
#include <string.h>

#include "../careful.h"
#include "fuzz.h"

/* The pair of a careful row k in the table; its minutes must be those of the first such row. */
static void check_pair(const aploc_times *times, const outcome *o, int64_t k)
{
    const int32_t *to = NULL;
    const double *minutes = NULL;
    int64_t n = aploc_times_row(times, o->from[k], &to, &minutes), at = 0, first = 0;
    while (at < n && to[at] != o->to[k])
        at++;
    fuzz_law(at < n, "row %lld is not in the table", (long long)k);
    while (o->from[first] != o->from[k] || o->to[first] != o->to[k])
        first++;
    fuzz_law(memcmp(&minutes[at], &o->minutes[first], sizeof *minutes) == 0, "%.17g, not %.17g",
             minutes[at], o->minutes[first]);
}

/* The first byte says how: bit 0 skips unknown codes, bits 1 and 2 are threads. */
static void scan(int which, const uint8_t *data, size_t size)
{
    static outcome o;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_times *times = NULL;
    aploc_error err = {0};
    (void)which;
    if (size < 1 || size > CAREFUL_BYTES)
        return;
    options.unknown = data[0] & 1;
    options.n_threads = data[0] >> 1 & 3;
    options.repeated = APLOC_SKIP;
    const char *path = fuzz_file("t.csv", data + 1, size - 1);
    read_carefully(path, fuzz_places(), &options, &o);
    aploc_status status =
        aploc_times_read_csv(path, fuzz_places(), NULL, &options, &times, &report, &err);
    fuzz_law(status == o.status && strcmp(err.message, o.err.message) == 0 &&
                 err.column == o.err.column && err.line == o.err.line,
             "found '%s', expected '%s'", err.message, o.err.message);
    if (status) {
        fuzz_good_error(path, status, &err);
        return;
    }
    fuzz_law(report.n_rows == o.n_rows && report.n_unknown == o.n_unknown &&
                 report.n_own == o.n_own && report.n_kept + report.n_repeated == o.n &&
                 report.decimal == o.decimal,
             "another report");
    fuzz_law(aploc_times_pair_count(times) == report.n_kept, "another count of pairs");
    for (int64_t k = 0; k < o.n; k++)
        check_pair(times, &o, k);
    aploc_times_free(times);
}

static char *bytes_of(const char *path, size_t *length)
{
    char *bytes = calloc(1, 1 << 20);
    FILE *file = fopen(path, "rb");
    fuzz_law(file && bytes, "cannot read %s", path);
    *length = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

static void check_equal(const aploc_times *a, const aploc_times *b)
{
    int32_t n = aploc_times_demand_count(a);
    fuzz_law(n == aploc_times_demand_count(b) &&
                 aploc_times_supply_count(a) == aploc_times_supply_count(b),
             "another number of places");
    for (int32_t i = 0; i < n; i++) {
        const int32_t *to_a = NULL, *to_b = NULL;
        const double *minutes_a = NULL, *minutes_b = NULL;
        int64_t m = aploc_times_row(a, i, &to_a, &minutes_a);
        fuzz_law(m == aploc_times_row(b, i, &to_b, &minutes_b), "another row %d", (int)i);
        fuzz_law(m == 0 || (memcmp(to_a, to_b, (size_t)m * sizeof *to_a) == 0 &&
                            memcmp(minutes_a, minutes_b, (size_t)m * sizeof *minutes_a) == 0),
                 "another row %d", (int)i);
    }
}

/* To HDF5 and back: the same bytes where that is said; what it is read as is the same either way. */
static void convert(int which, const uint8_t *data, size_t size)
{
    aploc_convert_report report = APLOC_CONVERT_REPORT_INIT, back = APLOC_CONVERT_REPORT_INIT;
    aploc_error err = {0};
    aploc_times *tables[3] = {NULL, NULL, NULL};
    (void)which;
    const char *in = fuzz_file("t.csv", data, size), *h5 = fuzz_path("t.h5"),
               *out = fuzz_path("back.csv");
    remove(h5);
    aploc_status status = aploc_times_convert(in, h5, NULL, &report, &err);
    if (status) {
        FILE *left = fopen(h5, "rb");
        fuzz_law(left == NULL, "a file was left after '%s'", err.message);
        /* An HDF5 file, and an output of HDF5; a build without HDF5. */
        if (status != APLOC_ERR_ARGUMENT && status != APLOC_ERR_UNSUPPORTED)
            fuzz_good_error(in, status, &err);
        return;
    }
    fuzz_law(aploc_times_convert(h5, out, NULL, &back, &err) == APLOC_OK, "back: %s", err.message);
    if (report.same_text == 1 && !(size >= 2 && data[0] == 0x1F && data[1] == 0x8B)) {
        size_t length = 0;
        char *bytes = bytes_of(out, &length);
        fuzz_law(length == size && memcmp(bytes, data, size) == 0, "another text:\n%s", bytes);
        free(bytes);
    }
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.unknown = APLOC_SKIP;
    const char *const paths[] = {in, h5, out};
    for (int k = 0; k < 3; k++) {
        status = aploc_times_read(paths[k], fuzz_places(), NULL, &options, &tables[k], NULL, &err);
        fuzz_law(status == APLOC_OK, "%s", err.message);
        check_equal(tables[0], tables[k]);
    }
    for (int k = 0; k < 3; k++)
        aploc_times_free(tables[k]);
}

const fuzz_target fuzz_times[] = {{"scan", scan, 0}, {"convert", convert, 0}, {NULL, NULL, 0}};
