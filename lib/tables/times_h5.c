/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times_h5.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/seal.h"
#include "tables/communes.h"
#include "tables/dialect.h"
#include "tables/unknown.h"

/* What one reading works with. */
typedef struct work {
    const aploc_communes *communes, *sites;
    apl_times_group group;
    char **from_codes, **to_codes;
    int32_t *rows, *columns; /* the place of each code of the file; -1 where there is none */
    int skip_unknown;
    apl_unknown unknown;
    /* The pairs kept. */
    int32_t *from, *to;
    double *minutes;
    int64_t n_pairs, n_own, n_own_not_zero;
} work;

/* The place of each code. */
static aploc_status find_places(char **codes, int32_t n, const aploc_communes *places,
                                int32_t **numbers, aploc_error *err)
{
    aploc_status status = APL_NEW(*numbers, n, err);
    for (int32_t k = 0; !status && k < n; k++)
        (*numbers)[k] = apl_texts_find(&places->codes, codes[k], (int64_t)strlen(codes[k]));
    return status;
}

/* A code that the places lack matters when a pair has it. */
static aploc_status meet_unknown(work *w, const char *path, const char *where, const char *code,
                                 const aploc_communes *places, aploc_error *err)
{
    if (w->skip_unknown)
        return apl_unknown_note(&w->unknown, code, (int64_t)strlen(code), 0, err);
    return apl_unknown_refuse_at((apl_place){.file = path, .code = code}, where, places, err);
}

/* Keep the pairs whose places are known. */
static aploc_status keep_pairs(work *w, const char *path, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_times *t = w->group.times;
    int64_t n = t->offsets[t->n_demand];
    APL_TRY(APL_NEW(w->from, n, err));
    APL_TRY(APL_NEW(w->to, n, err));
    APL_TRY(APL_NEW(w->minutes, n, err));
    for (int32_t i = 0; i < t->n_demand; i++) {
        for (int64_t k = t->offsets[i]; k < t->offsets[i + 1]; k++) {
            int32_t from = w->rows[i], to = w->columns[t->to[k]];
            if (from < 0)
                APL_TRY(meet_unknown(w, path, "/from", w->from_codes[i], w->communes, err));
            if (to < 0)
                APL_TRY(meet_unknown(w, path, w->group.to ? "/to" : "/from", w->to_codes[t->to[k]],
                                     w->sites, err));
            if (from < 0 || to < 0) {
                w->unknown.n_rows++;
                continue;
            }
            w->from[w->n_pairs] = from;
            w->to[w->n_pairs] = to;
            w->minutes[w->n_pairs++] = t->minutes[k];
            if (w->sites == w->communes && from == to) {
                w->n_own++;
                w->n_own_not_zero += t->minutes[k] != 0.0;
            }
        }
    }
out:
    return status;
}

static void fill_report(const work *w, aploc_read_report *report)
{
    *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
    report->n_rows = aploc_times_pair_count(w->group.times);
    report->n_kept = w->n_pairs;
    report->n_own = w->n_own;
    report->n_own_not_zero = w->n_own_not_zero;
    report->encoding = APLOC_UTF8;
    apl_unknown_report(&w->unknown, report);
    snprintf(report->used, sizeof report->used, "from=/from, to=%s, minutes=/minutes",
             w->group.to ? "/to" : "/from");
}

const char *apl_times_what(const char *path, char *what, size_t size)
{
    const char *slash = strrchr(path, '/');
    snprintf(what, size, "reading %.80s", slash ? slash + 1 : path);
    return what;
}

/* The whole of the root group, with its codes. */
static aploc_status read_root(const char *path, const aploc_read_options *options,
                              apl_times_group *group, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    char what[96];
    apl_times_watch watch = {options->progress, options->progress_data,
                             apl_times_what(path, what, sizeof what)};
    APL_TRY(apl_times_open(path, &h5, err));
    APL_TRY(apl_times_read_group(h5, "/", &watch, group, err));
    if (!group->from || (!group->to && !group->times->same_places))
        status = apl_h5_fail(h5, err, "found no %s, expected the codes of the places",
                             group->from ? "/to" : "/from");
    if (!status)
        status = apl_h5_check_file(h5, err);
out:
    apl_h5_close(h5);
    return status;
}

aploc_status aploc_times_read_h5(const char *path, const aploc_communes *communes,
                                 const aploc_communes *sites, const aploc_read_options *options,
                                 aploc_times **times, aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.communes = communes, .sites = sites ? sites : communes};
    aploc_times *built = NULL;
    apl_repeats repeats;
    if (!path || !communes || !times)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found NULL, expected a path, communes and somewhere to put the times");
    APL_TRY(apl_options_check(&options, report, err));
    char what[96];
    int done = 0;
    apl_times_watch watch = {options->progress, options->progress_data,
                             apl_times_what(path, what, sizeof what)};
    APL_TRY(
        apl_times_read_h5_fast(path, communes, sites, options, &watch, times, report, &done, err));
    if (done)
        goto out;
    w.skip_unknown = options->unknown == APLOC_SKIP;
    APL_TRY(read_root(path, options, &w.group, err));
    w.from_codes = w.group.from;
    w.to_codes = w.group.to ? w.group.to : w.group.from;
    APL_TRY(find_places(w.from_codes, w.group.times->n_demand, communes, &w.rows, err));
    APL_TRY(find_places(w.to_codes, w.group.times->n_supply, w.sites, &w.columns, err));
    APL_TRY(keep_pairs(&w, path, err));
    if (report)
        fill_report(&w, report);
    /* Distinct codes are distinct places, so that no pair is there twice. */
    apl_times_group_free(&w.group);
    APL_TRY(apl_times_build_first(communes->count, w.sites->count, !sites, w.n_pairs, w.from, w.to,
                                  w.minutes, &built, &repeats, err));
    *times = built;
out:
    apl_times_group_free(&w.group);
    apl_unknown_free(&w.unknown);
    free(w.rows);
    free(w.columns);
    free(w.from);
    free(w.to);
    free(w.minutes);
    return status;
}

aploc_status aploc_times_read(const char *path, const aploc_communes *communes,
                              const aploc_communes *sites, const aploc_read_options *options,
                              aploc_times **times, aploc_read_report *report, aploc_error *err)
{
    int is_h5 = path && apl_h5_is(path);
    return (is_h5 ? aploc_times_read_h5 : aploc_times_read_csv)(path, communes, sites, options,
                                                                times, report, err);
}

/* The codes of a table of places as pointers, to be freed. */
static aploc_status codes_of(const aploc_communes *places, const char ***codes, aploc_error *err)
{
    aploc_status status = APL_NEW(*codes, places->count, err);
    for (int32_t k = 0; !status && k < places->count; k++)
        (*codes)[k] = apl_texts_get(&places->codes, k);
    return status;
}

aploc_status aploc_times_write_h5(const char *path, const aploc_times *times,
                                  const aploc_communes *communes, const aploc_communes *sites,
                                  aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    const char **from = NULL, **to = NULL;
    if (!path || !times || !communes)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL, expected a path, times and communes");
    const aploc_communes *places = sites ? sites : communes;
    if (times->n_demand != communes->count || times->n_supply != places->count)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found times of %d x %d places for tables of %d and %d, expected the "
                        "tables that they were read with",
                        (int)times->n_demand, (int)times->n_supply, (int)communes->count,
                        (int)places->count);
    APL_TRY(codes_of(communes, &from, err));
    if (!times->same_places || sites)
        APL_TRY(codes_of(places, &to, err));
    APL_TRY(apl_h5_create(path, &h5, err));
    APL_TRY(apl_h5_write_format(h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    APL_TRY(apl_times_write_group(h5, "/", times, from, to, err));
    APL_TRY(apl_seal_put_digests(h5, err));
    APL_TRY(apl_h5_commit(h5, err));
out:
    apl_h5_close(h5);
    free(from);
    free(to);
    return status;
}
