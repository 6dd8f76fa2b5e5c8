/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/memory.h"
#include "tables/dialect.h"
#include "tables/times_convert.h"
#include "tables/times_h5.h"
#include "tables/times_text.h"
#include "tables/writer.h"

enum { TELL_EVERY = 1 << 18 };

/* The order of the rows: every pair once. */
static aploc_status read_order(apl_h5 *h5, int64_t n, int64_t **order, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    uint8_t *seen = NULL;
    if (apl_h5_find(h5, APL_TIMES_ORDER) == APL_H5_NONE)
        return APLOC_OK;
    APL_TRY(apl_h5_expect(h5, APL_TIMES_ORDER, 1, n, -1, NULL, err));
    APL_TRY(APL_NEW(*order, n, err));
    APL_TRY(APL_ZEROED(seen, n, err));
    APL_TRY(apl_h5_read(h5, APL_TIMES_ORDER, APL_H5_I64, 0, n, *order, err));
    for (int64_t k = 0; k < n; k++) {
        int64_t pair = (*order)[k];
        if (pair < 0 || pair >= n || seen[pair]) {
            status = apl_h5_fail(h5, err,
                                 "found %lld in " APL_TIMES_ORDER ", row %lld, expected "
                                 "each of 0 to %lld once",
                                 (long long)pair, (long long)k, (long long)n - 1);
            goto out;
        }
        seen[pair] = 1;
    }
out:
    free(seen);
    return status;
}

/* What a text is written from. */
typedef struct source {
    apl_times_group group;
    apl_times_form form;
    int64_t *order;
    char *digest; /* of the text that went in; NULL when not known */
} source;

static aploc_status read_source(const char *in, const aploc_read_options *options, source *s,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    apl_times_watch watch = {options->progress, options->progress_data, "reading HDF5"};
    APL_TRY(apl_times_open(in, &h5, err));
    APL_TRY(apl_times_read_group(h5, "/", &watch, &s->group, err));
    if (!s->group.from || (!s->group.to && !s->group.times->same_places)) {
        status = apl_h5_fail(h5, err, "found no %s, expected the codes of the places",
                             s->group.from ? "/to" : "/from");
        goto out;
    }
    if (apl_h5_find(h5, APL_TIMES_TEXT) == APL_H5_NONE) {
        APL_TRY(apl_times_form_plain(&s->form, err));
    } else {
        APL_TRY(apl_times_form_read(h5, APL_TIMES_TEXT, &s->form, err));
        APL_TRY(read_order(h5, aploc_times_pair_count(s->group.times), &s->order, err));
        if (apl_h5_has(h5, APL_TIMES_TEXT, "sha256"))
            APL_TRY(apl_h5_get_text(h5, APL_TIMES_TEXT, "sha256", &s->digest, err));
    }
    APL_TRY(apl_h5_check_file(h5, err));
out:
    apl_h5_close(h5);
    return status;
}

static void put(aploc_writer *writer, apl_digest *digest, const char *bytes, size_t length)
{
    apl_writer_bytes(writer, bytes, length);
    apl_digest_add(digest, bytes, length);
}

static aploc_status write_rows(const source *s, const aploc_read_options *options,
                               aploc_writer *writer, apl_digest *digest, aploc_error *err)
{
    char row[APL_TIMES_ROW];
    int64_t n = aploc_times_pair_count(s->group.times);
    size_t end = strlen(s->form.line_end);
    apl_times_rows rows = {.times = s->group.times,
                           .from = s->group.from,
                           .to = s->group.to ? s->group.to : s->group.from,
                           .order = s->order};
    if (s->form.bom)
        put(writer, digest, "\xEF\xBB\xBF", 3);
    put(writer, digest, s->form.header, strlen(s->form.header));
    put(writer, digest, s->form.line_end, n || s->form.final_end ? end : 0);
    for (int64_t k = 0; k < n; k++) {
        size_t length = apl_times_rows_get(&rows, &s->form, k, row);
        put(writer, digest, row, k < n - 1 || s->form.final_end ? length : length - end);
        if (k % TELL_EVERY == 0 && options->progress &&
            options->progress(options->progress_data, "writing CSV", (double)k / (double)n))
            return apl_fail(err, APLOC_ERR_CANCELLED, "stopped by the caller");
    }
    return APLOC_OK;
}

aploc_status apl_times_h5_to_csv(const char *in, const char *out, const aploc_read_options *options,
                                 aploc_convert_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    source s = {0};
    aploc_writer *writer = NULL;
    apl_digest *digest = NULL;
    char hex[APL_DIGEST_SIZE];
    APL_TRY(read_source(in, options, &s, err));
    APL_TRY(apl_digest_new(&digest, err));
    APL_TRY(aploc_writer_create(out, ',', &writer, err));
    APL_TRY(write_rows(&s, options, writer, digest, err));
    status = aploc_writer_commit(writer, err);
    writer = NULL;
    if (status)
        goto out;
    apl_digest_end(digest, hex);
    report->from_count = s.group.times->n_demand;
    report->to_count = s.group.times->n_supply;
    report->pair_count = aploc_times_pair_count(s.group.times);
    report->same_text = s.digest ? strcmp(hex, s.digest) == 0 : -1;
out:
    aploc_writer_free(writer);
    apl_digest_free(digest);
    apl_times_group_free(&s.group);
    apl_times_form_free(&s.form);
    free(s.order);
    free(s.digest);
    return status;
}

static int ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Whether a path leads to something that is read once, as it comes. */
static int is_pipe(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && !S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode);
}

/* A name that says the form which the input has already is a mistake. */
static aploc_status check_direction(const char *in, const char *out, int to_h5, aploc_error *err)
{
    int is_h5_name = ends_in(out, ".h5") || ends_in(out, ".hdf5");
    int is_csv_name = ends_in(out, ".csv") || ends_in(out, ".csv.gz");
    if (to_h5 ? !is_csv_name : !is_h5_name)
        return APLOC_OK;
    if (to_h5 && is_pipe(in))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found the pipe %s and the output %s, expected an output that ends in .h5 "
                        "or .hdf5, for CSV, or a file as input: HDF5 cannot be read from a pipe",
                        in, out);
    return apl_fail(err, APLOC_ERR_ARGUMENT,
                    "found the %s file %s and the output %s, expected an output that ends in %s",
                    to_h5 ? "CSV" : "HDF5", in, out, to_h5 ? ".h5 or .hdf5" : ".csv or .csv.gz");
}

aploc_status aploc_times_convert(const char *in, const char *out, const aploc_read_options *options,
                                 aploc_convert_report *report, aploc_error *err)
{
    aploc_convert_report own = APLOC_CONVERT_REPORT_INIT;
    if (!in || !out)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL, expected an input and an output");
    aploc_status status = apl_options_check(&options, NULL, err);
    if (status)
        return status;
    if (report && report->size != sizeof own)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a report of %zu bytes, expected %zu: APLOC_CONVERT_REPORT_INIT",
                        report->size, sizeof own);
    own.to_h5 = !apl_h5_is(in);
    status = check_direction(in, out, own.to_h5, err);
    if (status)
        return status;
    status = own.to_h5 ? apl_times_csv_to_h5(in, out, options, &own, err)
                       : apl_times_h5_to_csv(in, out, options, &own, err);
    if (!status && report)
        *report = own;
    return status;
}
