/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "tables/communes.h"
#include "tables/dialect.h"
#include "tables/field.h"
#include "tables/lines.h"
#include "tables/roles.h"
#include "tables/times_scan.h"
#include "tables/times_tally.h"
#include "tables/unknown.h"

enum {
    NEEDED =
        APL_ROLE_BIT(APL_ROLE_FROM) | APL_ROLE_BIT(APL_ROLE_TO) | APL_ROLE_BIT(APL_ROLE_MINUTES),
    SCAN_BLOCK = 1 << 22,        /* bytes scanned at once */
    SCAN_FEW = 64,               /* rows, for which a scan is not worth its while */
    ROWS_WITH_CARE_MAX = 1 << 16 /* between two scans */
};

/* What one reading works with. */
typedef struct work {
    apl_reader reader;
    apl_roles roles;
    apl_unknown unknown;
    const aploc_communes *communes, *sites;
    int same_places, skip_unknown;
    /* The pairs kept. */
    int32_t *from, *to;
    double *minutes;
    int64_t n_pairs, from_room, to_room, minutes_room;
    apl_lines lines;
    int64_t n_own, n_own_not_zero;
    int32_t last_from; /* files mostly hold the pairs of a place together */
    int32_t n_threads, n_keep;
    apl_keys from_keys, to_keys;
    apl_tally *tally;  /* NULL: the pairs are kept; else they are counted, and forgotten */
    int64_t with_care; /* rows to read with care before the next scan: more and more of them in a
                          file where most need it */
} work;

/* Find the place of a code: -1 when it is unknown and was noted. */
static aploc_status find_place(work *w, int32_t column, const aploc_communes *places,
                               const char **code, int32_t *place, aploc_error *err)
{
    int64_t length = 0;
    aploc_status status = apl_field_code(&w->reader, column, code, &length, err);
    if (status)
        return status;
    *place = apl_texts_find(&places->codes, *code, length);
    if (*place >= 0)
        return APLOC_OK;
    if (!w->skip_unknown)
        return apl_unknown_refuse(&w->reader, column, *code, places, err);
    return apl_unknown_note(&w->unknown, *code, length, w->reader.fields[column].line, err);
}

/* Room for so many pairs more. */
static aploc_status make_room(work *w, int64_t more, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_GROW(w->from, &w->from_room, w->n_pairs + more, err));
    APL_TRY(APL_GROW(w->to, &w->to_room, w->n_pairs + more, err));
    APL_TRY(APL_GROW(w->minutes, &w->minutes_room, w->n_pairs + more, err));
out:
    return status;
}

/* Take the present row. */
static aploc_status add_pair(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t from = w->last_from, to = -1, column = w->roles.column[APL_ROLE_FROM];
    const char *code = NULL, *code_to = NULL;
    int64_t length = 0;
    double minutes = 0.0;
    if (from >= 0)
        code = apl_reader_text(&w->reader, column, &length);
    if (from < 0 || strcmp(code, apl_texts_get(&w->communes->codes, from)) != 0)
        APL_TRY(find_place(w, column, w->communes, &code, &from, err));
    APL_TRY(find_place(w, w->roles.column[APL_ROLE_TO], w->sites, &code_to, &to, err));
    w->last_from = from;
    if (from < 0 || to < 0) {
        w->unknown.n_rows++;
        goto out;
    }
    APL_TRY(
        apl_field_number(&w->reader, w->roles.column[APL_ROLE_MINUTES], 0, code, &minutes, err));
    APL_TRY(make_room(w, 1, err));
    APL_TRY(apl_lines_add(&w->lines, w->reader.row_line, err));
    w->from[w->n_pairs] = from;
    w->to[w->n_pairs] = to;
    w->minutes[w->n_pairs] = minutes;
    w->n_pairs++;
    if (w->same_places && from == to) {
        w->n_own++;
        w->n_own_not_zero += minutes != 0.0;
    }
out:
    return status;
}

/* Take the rows that wait and need no care. */
static aploc_status scan(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_reader *reader = &w->reader;
    apl_source *source = &reader->source;
    if (w->n_keep > 0) /* the reader knows which rows are meant */
        return APLOC_OK;
    const apl_scan_rules rules = {.separator = reader->separator,
                                  .mark = reader->decimal,
                                  .n_columns = reader->n_columns,
                                  .from = w->roles.column[APL_ROLE_FROM],
                                  .to = w->roles.column[APL_ROLE_TO],
                                  .minutes = w->roles.column[APL_ROLE_MINUTES],
                                  .from_codes = &w->communes->codes,
                                  .to_codes = &w->sites->codes,
                                  .from_keys = &w->from_keys,
                                  .to_keys = w->same_places ? &w->from_keys : &w->to_keys};
    APL_TRY(apl_source_more(source, SCAN_BLOCK, w->n_threads, err));
    const char *text = source->buffer + source->begin;
    const char *last = memrchr(text, '\n', (size_t)(source->end - source->begin));
    if (!last)
        goto out;
    int64_t length = last + 1 - text;
    apl_parts parts;
    apl_parts_cut(&parts, text, length, 0, apl_thread_count(w->n_threads, length, APL_PART_BYTES));
    APL_TRY(make_room(w, parts.lines, err));
    apl_scan_pairs pairs = {w->from + w->n_pairs, w->to + w->n_pairs, w->minutes + w->n_pairs};
    apl_scanned done = apl_times_scan(&rules, &parts, pairs);
    if (done.rows < SCAN_FEW && done.bytes < length && w->with_care < ROWS_WITH_CARE_MAX)
        w->with_care *= 2;
    else if (done.rows >= SCAN_FEW)
        w->with_care = 1;
    if (done.rows == 0)
        goto out;
    APL_TRY(apl_lines_add_many(&w->lines, source->line + 1, done.rows, err));
    w->last_from = w->from[w->n_pairs + done.rows - 1];
    w->n_pairs += done.rows;
    w->n_own += w->same_places ? done.own : 0;
    w->n_own_not_zero += w->same_places ? done.own_not_zero : 0;
    reader->n_rows += done.rows;
    source->line += done.rows;
    source->begin += done.bytes;
    source->crlf |= done.crlf;
out:
    return status;
}

/* Count the pairs at hand and forget them. */
static void tally_pairs(work *w)
{
    apl_tally *t = w->tally;
    for (int64_t k = 0; k < w->n_pairs; k++) {
        int32_t from = w->from[k], to = w->to[k];
        double minutes = w->minutes[k];
        t->is_ascending &= from > t->from || (from == t->from && to > t->to);
        t->from = from;
        t->to = to;
        t->is_coarse &= minutes > t->below || rint(minutes * 100.0) / 100.0 == minutes;
        t->n_used += minutes <= t->below && (!t->supply || t->supply[to] > 0.0);
        if (++t->lengths[from] > t->longest)
            t->longest = t->lengths[from];
    }
    t->n_pairs += w->n_pairs;
    w->n_pairs = 0;
}

/* Take all rows. */
static aploc_status read_rows(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_keys_make(&w->communes->codes, &w->from_keys, err));
    if (!w->same_places)
        APL_TRY(apl_keys_make(&w->sites->codes, &w->to_keys, err));
    for (int more = 1; more;) {
        APL_TRY(scan(w, err));
        for (int64_t k = w->with_care; k > 0 && more; k--) {
            APL_TRY(apl_reader_next(&w->reader, &more, err));
            if (more)
                APL_TRY(add_pair(w, err));
        }
        if (w->tally)
            tally_pairs(w);
    }
out:
    return status;
}

static aploc_status refuse_repeat(const work *w, const int64_t pair[2], aploc_error *err)
{
    const char *from = aploc_communes_code(w->communes, w->from[pair[1]]);
    apl_place place = {.file = w->reader.source.path,
                       .line = apl_lines_get(&w->lines, pair[1]),
                       .column = w->roles.column[APL_ROLE_FROM] + 1,
                       .code = from};
    return apl_fail_at(err, APLOC_ERR_PAIR_REPEATED, place,
                       "found the pair from '%s' to '%s' again, after line %lld, expected each "
                       "pair once",
                       from, aploc_communes_code(w->sites, w->to[pair[1]]),
                       (long long)apl_lines_get(&w->lines, pair[0]));
}

static void fill_report(const work *w, const apl_repeats *repeats, aploc_read_report *report)
{
    *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
    apl_reader_report(&w->reader, report);
    report->n_kept = w->n_pairs - repeats->count;
    report->n_own = w->n_own;
    report->n_own_not_zero = w->n_own_not_zero;
    apl_unknown_report(&w->unknown, report);
    report->n_repeated = repeats->count;
    for (int64_t k = 0; k < repeats->count && k < APLOC_LEFT_OUT_MAX; k++) {
        aploc_left_out *out = &report->repeated[k];
        int64_t pair = repeats->pairs[k][1];
        out->line = apl_lines_get(&w->lines, pair);
        apl_copy_text(out->code, sizeof out->code, aploc_communes_code(w->communes, w->from[pair]));
        apl_copy_text(out->other, sizeof out->other, aploc_communes_code(w->sites, w->to[pair]));
    }
    apl_roles_describe(&w->reader, &w->roles, report->used, sizeof report->used);
}

static void free_work(work *w)
{
    free(w->from);
    free(w->to);
    free(w->minutes);
    apl_keys_free(&w->from_keys);
    apl_keys_free(&w->to_keys);
    apl_lines_free(&w->lines);
    apl_unknown_free(&w->unknown);
    apl_roles_free(&w->roles);
    apl_reader_close(&w->reader);
}

/* Read the rows of a file to where the work wants them. */
static aploc_status read_file(work *w, const char *path, const aploc_read_options *options,
                              aploc_error *err)
{
    aploc_status status;
    w->skip_unknown = options->unknown == APLOC_SKIP;
    APL_TRY(apl_reader_open(&w->reader, path, options, err));
    APL_TRY(apl_roles_bind(&w->reader, options, NEEDED, NEEDED, &w->roles, err));
    w->n_threads = options->n_threads;
    w->n_keep = options->n_keep;
    APL_TRY(read_rows(w, err));
out:
    return status;
}

aploc_status apl_times_tally_csv(const char *path, const aploc_communes *communes,
                                 const aploc_communes *sites, const aploc_read_options *options,
                                 apl_tally *tally, aploc_error *err)
{
    aploc_status status;
    work w = {.communes = communes,
              .sites = sites ? sites : communes,
              .same_places = !sites,
              .last_from = -1,
              .with_care = 1,
              .tally = tally};
    tally->is_ascending = tally->is_coarse = 1;
    tally->from = -1;
    APL_TRY(APL_ZEROED(tally->lengths, communes->count, err));
    APL_TRY(read_file(&w, path, options, err));
    tally->n_runs = w.lines.n_runs;
out:
    free(tally->lengths);
    tally->lengths = NULL;
    free_work(&w);
    return status;
}

aploc_status aploc_times_read_csv(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, const aploc_read_options *options,
                                  aploc_times **times, aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.communes = communes,
              .sites = sites ? sites : communes,
              .same_places = !sites,
              .last_from = -1,
              .with_care = 1};
    aploc_times *built = NULL;
    if (!path || !communes || !times)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as %s, expected %s",
                        !path       ? "the path"
                        : !communes ? "the communes"
                                    : "the place of the times",
                        !path       ? "a file"
                        : !communes ? "a table of places"
                                    : "somewhere to put them");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(read_file(&w, path, options, err));
    apl_repeats repeats;
    APL_TRY(apl_times_build_taking(communes->count, w.sites->count, w.same_places, w.n_pairs,
                                   &w.from, &w.to, &w.minutes, w.n_threads, &built, &repeats, err));
    if (repeats.count && options->repeated == APLOC_REFUSE) {
        status = refuse_repeat(&w, repeats.pairs[0], err);
        goto out;
    }
    if (report)
        fill_report(&w, &repeats, report);
    *times = built;
    built = NULL;
out:
    aploc_times_free(built);
    free_work(&w);
    return status;
}
