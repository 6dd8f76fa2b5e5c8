/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file of times to the plan. Minutes that are kept as codes of 16 bits become codes of weights
 * where they stand: no table of times is made. All else goes through the table. */
#include "base/h5.h"
#include "base/memory.h"
#include "base/threads.h"
#include "engine/plan.h"
#include "tables/dialect.h"
#include "tables/times_h5.h"

/* What one file becomes on its way. */
typedef struct work {
    apl_times_coded coded;
    double *minutes;   /* of each code of the file */
    uint16_t *code_of; /* the code of the weight of each */
    double *met;       /* the distinct minutes of the pairs */
} work;

static void free_work(work *w)
{
    apl_times_coded_free(&w->coded);
    free(w->minutes);
    free(w->code_of);
    free(w->met);
    *w = (work){0};
}

/* From codes of minutes to codes of weights, of which minutes that are met get one, as those of a table
 * do; weights without codes leave `codes` with none. */
static aploc_status find_codes(work *w, const aploc_decay *decay, apl_codes *codes,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t n_met = 0;
    APL_TRY(APL_NEW(w->minutes, APL_TIMES_CODES, err));
    APL_TRY(APL_NEW(w->code_of, APL_TIMES_CODES, err));
    APL_TRY(APL_NEW(w->met, APL_TIMES_CODES, err));
    for (int32_t code = 0; code < APL_TIMES_CODES; code++) {
        w->minutes[code] = (double)code / (double)w->coded.scale;
        if (w->coded.is_met && w->coded.is_met[code])
            w->met[n_met++] = w->minutes[code];
    }
    APL_TRY(apl_codes_make(decay, n_met, w->met, codes, err));
    if (codes->n_weights > 0)
        apl_codes_of(codes, APL_TIMES_CODES, w->minutes, w->code_of);
out:
    return status;
}

/* The plan of a sound file with codes, which is given back on the way; `done` says whether there are codes
 * for the weights, too. */
static aploc_status make(work *w, const aploc_decay *decay, const aploc_plan_options *options,
                         aploc_plan *plan, aploc_read_report *report, int *done, aploc_error *err)
{
    aploc_status status;
    apl_codes codes = {0};
    apl_pairs pairs = {0};
    int32_t *rank = NULL;
    const aploc_times *head = &w->coded.head;
    int32_t n_threads = apl_thread_count(options->n_threads, report->n_kept, APL_PAIRS_A_THREAD);
    APL_TRY(apl_check_own(head, options->own, options->n_threads, err));
    APL_TRY(find_codes(w, decay, &codes, err));
    if (codes.n_weights == 0)
        goto out;
    APL_TRY(apl_plan_begin(plan, head, decay, options, &rank, err));
    apl_choice choice = {
        .codes = &codes, .rank = rank, .n_wanted = plan->n_used, .own_is_zero = plan->own_is_zero};
    APL_TRY(apl_pairs_take_coded(&w->coded, &choice, w->code_of, n_threads, &pairs, &plan->n_pairs,
                                 report, err));
    free_work(w);
    APL_TRY(apl_plan_end(plan, &pairs, &codes, n_threads, err));
    *done = 1;
out:
    free(rank);
    apl_pairs_free(&pairs);
    apl_codes_free(&codes);
    return status;
}

/* The short way. What it cannot do, or finds wrong, is left to the usual way, which has the words. */
static aploc_status try_codes(const char *path, const aploc_communes *communes,
                              const aploc_communes *sites, const aploc_decay *decay,
                              const aploc_plan_options *options, const aploc_read_options *reading,
                              aploc_plan **plan, aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char what[96];
    int done = 0;
    work w = {0};
    aploc_plan *made = NULL;
    aploc_read_report found = APLOC_READ_REPORT_INIT;
    apl_times_watch watch = {reading->progress, reading->progress_data,
                             apl_times_what(path, what, sizeof what)};
    if (!apl_h5_is(path))
        return APLOC_OK;
    APL_TRY(apl_times_read_coded(path, communes, sites, reading, &watch,
                                 apl_codes_need_times(decay), &w.coded, &found, &done, err));
    if (!done)
        goto out;
    APL_TRY(APL_ZEROED(made, 1, err));
    done = 0;
    if (make(&w, decay, options, made, &found, &done, NULL) || !done)
        goto out;
    *plan = made;
    made = NULL;
    if (report)
        *report = found;
out:
    free_work(&w);
    aploc_plan_free(made);
    return status;
}

aploc_status aploc_plan_create_from_file(const char *path, const aploc_communes *communes,
                                         const aploc_communes *sites, const aploc_decay *decay,
                                         const aploc_plan_options *options,
                                         const aploc_read_options *reading, aploc_plan **plan,
                                         aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_plan_options defaults = APLOC_PLAN_OPTIONS_INIT;
    aploc_times *times = NULL;
    aploc_plan *made = NULL;
    aploc_read_report found = APLOC_READ_REPORT_INIT;
    if (!path || !communes || !decay || !plan)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !path       ? "path"
                        : !communes ? "communes"
                        : !decay    ? "decay"
                                    : "place for the plan");
    options = options ? options : &defaults;
    APL_TRY(apl_options_check(&reading, report, err));
    APL_TRY(apl_plan_check(options, decay, err));
    APL_TRY(try_codes(path, communes, sites, decay, options, reading, &made, &found, err));
    if (!made) {
        APL_TRY(aploc_times_read(path, communes, sites, reading, &times, &found, err));
        APL_TRY(aploc_plan_create(times, decay, options, &made, err));
    }
    if (report)
        *report = found;
    *plan = made;
out:
    aploc_times_free(times);
    return status;
}
