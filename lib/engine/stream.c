/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two steps over rows that come one after the other. The first scatters: the sum of a place of
 * supply takes its entries as the rows come, that is, ascending, as a gather over its column does. */
#include <aploc/family.h>
#include <aploc/stream.h>
#include <string.h>

#include "base/memory.h"
#include "engine/kept.h"
#include "engine/step.h"
#include "engine/weigh.h"
#include "method/family.h"
#include "tables/communes.h"

/* What a weight does to a number. */
typedef enum manner { ONCE, TWICE, AS_ONE } manner;

/* The variants as what they make of the steps; recipe.h says what the words mean. */
typedef struct how {
    manner first, second;
    int is_known, competes, splits_demand, splits_result, splits_supply;
} how;

static const how variants[APLOC_VARIANT_COUNT] = {
    [APLOC_VARIANT_E2SFCA] = {ONCE, ONCE, 1, 1, 0, 0, 0},
    [APLOC_VARIANT_2SFCA] = {AS_ONE, AS_ONE, 1, 1, 0, 0, 0},
    [APLOC_VARIANT_KD2SFCA] = {ONCE, ONCE, 1, 1, 0, 0, 0},
    [APLOC_VARIANT_M2SFCA] = {ONCE, TWICE, 1, 1, 0, 0, 0},
    [APLOC_VARIANT_3SFCA] = {TWICE, TWICE, 1, 1, 1, 1, 0},
    [APLOC_VARIANT_BFCA] = {ONCE, ONCE, 1, 1, 1, 0, 1},
    [APLOC_VARIANT_HANSEN] = {ONCE, ONCE, 1, 0, 0, 0, 0},
    [APLOC_VARIANT_CUMULATIVE] = {AS_ONE, AS_ONE, 1, 0, 0, 0, 0},
};

typedef struct work {
    const double *demand, *supply;
    const how *how;
    int32_t n_demand, n_supply;
    apl_stretches *source;
    apl_weigher weigher;
    apl_kept *kept; /* NULL: the file is read again */
    int64_t n_pairs, bytes, bytes_kept;
    int32_t n_passes;
    /* by supply */
    double *reaching, *ratios, *crowd, *shares;
    /* by demand */
    double *result, *choices, *wanted;
    uint8_t *has_supply; /* in reach */
} work;

/* ---- rows ---- */

static void scatter(const apl_weigher *w, manner by, double x, double *sums)
{
    for (int32_t k = 0; k < w->n; k++) {
        double weight = w->weights[k];
        sums[w->to[k]] += by == ONCE ? weight * x : by == TWICE ? weight * (weight * x) : x;
    }
}

static double gather(const apl_weigher *w, manner by, const double *x)
{
    double sum = 0.0;
    for (int32_t k = 0; k < w->n; k++) {
        double weight = w->weights[k], y = x[w->to[k]];
        sum += by == ONCE ? weight * y : by == TWICE ? weight * (weight * y) : y;
    }
    return sum;
}

/* The weights of the supply in reach; whether there is any. */
static double sum_choices(const apl_weigher *w, const double *supply, uint8_t *has_supply)
{
    double sum = 0.0;
    uint8_t has = 0;
    for (int32_t k = 0; k < w->n; k++) {
        int there = supply[w->to[k]] > 0.0;
        sum += w->weights[k] * (double)there;
        has |= (uint8_t)there;
    }
    *has_supply = has;
    return sum;
}

/* What place i wants, added where it can be had. */
static void step_one(work *w, int32_t i)
{
    const apl_weigher *row = &w->weigher;
    double wanted = w->demand[i];
    double choices = sum_choices(row, w->supply, &w->has_supply[i]);
    if (w->how->splits_demand) {
        w->choices[i] = choices;
        wanted = w->wanted[i] = choices > 0.0 ? wanted / choices : 0.0;
    }
    scatter(row, w->how->first, wanted, w->reaching);
    if (w->how->splits_supply)
        scatter(row, ONCE, w->demand[i] > 0.0, w->crowd);
    w->n_pairs += row->n;
    if (!w->kept)
        return;
    int fits = apl_kept_add(w->kept, row);
    w->bytes_kept = apl_kept_bytes(w->kept);
    if (!fits) {
        apl_kept_free(w->kept);
        w->kept = NULL;
    }
}

static void step_two(work *w, int32_t i)
{
    const double *x = w->how->splits_supply ? w->shares : w->ratios;
    w->result[i] = gather(&w->weigher, w->how->second, x);
}

/* ---- passes ---- */

static aploc_status pass(work *w, void (*step)(work *w, int32_t i), aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_stretch stretch;
    w->n_passes++;
    APL_TRY(apl_stretches_begin(w->source, err));
    for (;;) {
        APL_TRY(apl_stretches_next(w->source, &stretch, err));
        if (stretch.n_rows == 0)
            break;
        for (int32_t r = 0; r < stretch.n_rows; r++) {
            APL_TRY(apl_weigher_row(&w->weigher, &stretch, r, err));
            step(w, stretch.first + r);
        }
    }
out:
    return status;
}

static void pass_over_kept(work *w)
{
    apl_kept_begin(w->kept);
    for (int32_t i = 0; i < w->n_demand; i++) {
        apl_kept_next(w->kept, &w->weigher);
        step_two(w, i);
    }
}

/* Between the steps: from what reaches a supply to what it gives. Checks in the order of aploc_solve,
 * whose words they have. */
static aploc_status share_out(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (w->how->splits_demand) {
        APL_TRY(apl_check_results("a sum of weights", w->choices, w->n_demand, NULL, err));
        APL_TRY(apl_check_results("a demand divided by its weights", w->wanted, w->n_demand, NULL,
                                  err));
    }
    APL_TRY(apl_check_results("a demand in reach", w->reaching, w->n_supply, NULL, err));
    if (w->how->competes)
        apl_divide(w->n_supply, w->supply, w->reaching, w->ratios);
    else
        memcpy(w->ratios, w->supply, (size_t)w->n_supply * sizeof *w->ratios);
    APL_TRY(apl_check_results("a supply divided by its demand", w->ratios, w->n_supply, NULL, err));
    if (w->how->splits_supply) {
        APL_TRY(apl_check_results("a sum of weights", w->crowd, w->n_supply, NULL, err));
        apl_divide(w->n_supply, w->ratios, w->crowd, w->shares);
        APL_TRY(
            apl_check_results("a ratio divided by its weights", w->shares, w->n_supply, NULL, err));
    }
out:
    return status;
}

static aploc_status run(work *w, aploc_read_report *rows, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(pass(w, step_one, err));
    w->bytes += w->bytes_kept;
    apl_stretches_report(w->source, rows);
    APL_TRY(share_out(w, err));
    if (w->kept)
        pass_over_kept(w);
    else
        APL_TRY(pass(w, step_two, err));
    if (w->how->splits_result)
        apl_divide(w->n_demand, w->result, w->choices, w->result);
    APL_TRY(apl_check_results("an APL", w->result, w->n_demand, NULL, err));
out:
    return status;
}

static aploc_status fill_report(const work *w, aploc_solve_report *report, aploc_error *err)
{
    aploc_solve_report r = APLOC_SOLVE_REPORT_INIT;
    double obtained = 0.0;
    for (int32_t j = 0; j < w->n_supply; j++) {
        r.supply += w->supply[j];
        if (w->reaching[j] > 0.0) {
            r.supply_reached += w->supply[j];
        } else if (w->supply[j] > 0.0) {
            r.supply_lost += w->supply[j];
            r.n_lost++;
        }
    }
    for (int32_t i = 0; i < w->n_demand; i++) {
        r.demand += w->demand[i];
        obtained += w->demand[i] * w->result[i];
        if (w->result[i] == 0.0 && !w->has_supply[i]) {
            r.n_unreached++;
            r.demand_unreached += w->demand[i];
        }
    }
    aploc_status status = apl_check_totals(r.demand, r.supply, obtained, err);
    if (status)
        return status;
    r.mean = r.demand > 0.0 ? obtained / r.demand : 0.0;
    *report = r;
    return APLOC_OK;
}

/* ---- the call ---- */

static aploc_status check_reports(const aploc_solve_file_options *o, aploc_error *err)
{
    const struct {
        const char *name;
        size_t found, expected;
    } sizes[] = {
        {"aploc_solve_file_options", o->size, sizeof *o},
        {"aploc_solve_report", o->report ? o->report->size : sizeof *o->report, sizeof *o->report},
        {"aploc_read_report", o->rows ? o->rows->size : sizeof *o->rows, sizeof *o->rows},
        {"aploc_solve_file_report", o->work ? o->work->size : sizeof *o->work, sizeof *o->work}};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        if (sizes[k].found != sizes[k].expected)
            return apl_fail(err, APLOC_ERR_OPTIONS, "found %s of %zu bytes, expected %zu",
                            sizes[k].name, sizes[k].found, sizes[k].expected);
    if (o->n_threads < 0 || o->memory < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d threads and %lld bytes of memory, expected 0 or more of both",
                        (int)o->n_threads, (long long)o->memory);
    if (o->unknown != APLOC_REFUSE && o->unknown != APLOC_SKIP)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found unknown = %d, expected an aploc_policy",
                        (int)o->unknown);
    return APLOC_OK;
}

static aploc_status check_variant(const aploc_decay *decay, int32_t variant, aploc_error *err)
{
    const double zero = 0.0;
    double largest = 0.0;
    const char *name = aploc_variant_name(variant);
    if (!name)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found variant = %d, expected an aploc_variant",
                        (int)variant);
    if (!variants[variant].is_known)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found variant %s for times that are not kept in memory, expected one of "
                        "aploc_solve, or more memory",
                        name);
    aploc_status status = aploc_decay_weights(decay, 1, &zero, &largest, err);
    return status ? status : apl_variant_check_decay(variant, decay->kind, largest, err);
}

static aploc_status check(const char *path, const aploc_communes *communes,
                          const aploc_communes *sites, const aploc_decay *decay,
                          const double *demand, const double *supply, const double *apl,
                          const aploc_solve_file_options *options, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (!path || !communes || !decay || !demand || !supply || !apl)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !path       ? "path"
                        : !communes ? "communes"
                        : !decay    ? "decay"
                        : !demand   ? "demand"
                        : !supply   ? "supply"
                                    : "place for the APL");
    int32_t n_supply = (sites ? sites : communes)->count;
    APL_TRY(check_reports(options, err));
    if (options->own < APLOC_OWN_AS_TIMES || options->own > APLOC_OWN_AS_GIVEN ||
        (options->own == APLOC_OWN_ZERO && n_supply != communes->count)) {
        status = apl_fail(err, APLOC_ERR_OPTIONS,
                          "found own = %d for %d places of demand and %d of supply, expected an "
                          "aploc_own, and as many of both for APLOC_OWN_ZERO",
                          (int)options->own, (int)communes->count, (int)n_supply);
        goto out;
    }
    APL_TRY(aploc_decay_check(decay, err));
    APL_TRY(check_variant(decay, options->variant, err));
    APL_TRY(apl_check_numbers("a demand of", demand, communes->count, err));
    APL_TRY(apl_check_numbers("a supply of", supply, n_supply, err));
out:
    return status;
}

/* The arrays, and room to keep pairs in when some is left. */
static aploc_status make_arrays(work *w, int64_t memory, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t by_demand = 1 + 8 * (w->how->splits_demand ? 3 : 1);
    int64_t by_supply = 8 * (w->how->splits_supply ? 4 : 2);
    w->bytes = apl_stretches_bytes(w->source) + apl_weigher_bytes(w->source) +
               by_demand * w->n_demand + by_supply * w->n_supply;
    if (memory && memory < w->bytes)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %lld bytes of memory for the computation, expected %lld or more",
                        (long long)memory, (long long)w->bytes);
    APL_TRY(APL_ZEROED(w->reaching, w->n_supply, err));
    APL_TRY(APL_NEW(w->ratios, w->n_supply, err));
    APL_TRY(APL_NEW(w->result, w->n_demand, err));
    APL_TRY(APL_NEW(w->has_supply, w->n_demand, err));
    if (w->how->splits_demand) {
        APL_TRY(APL_NEW(w->choices, w->n_demand, err));
        APL_TRY(APL_NEW(w->wanted, w->n_demand, err));
    }
    if (w->how->splits_supply) {
        APL_TRY(APL_ZEROED(w->crowd, w->n_supply, err));
        APL_TRY(APL_NEW(w->shares, w->n_supply, err));
    }
    int64_t left = memory ? memory - w->bytes : INT64_MAX;
    if (apl_stretches_scale(w->source) && left > 4 * (int64_t)w->n_demand)
        APL_TRY(apl_kept_new(w->n_demand, w->n_supply, left, &w->kept, err));
out:
    return status;
}

static void free_work(work *w)
{
    apl_stretches_close(w->source);
    apl_weigher_end(&w->weigher);
    apl_kept_free(w->kept);
    free(w->reaching);
    free(w->ratios);
    free(w->crowd);
    free(w->shares);
    free(w->result);
    free(w->choices);
    free(w->wanted);
    free(w->has_supply);
}

static void give(const work *w, const aploc_solve_report *report, const aploc_read_report *rows,
                 double *apl, const aploc_solve_file_options *options)
{
    if (options->report)
        *options->report = *report;
    if (options->rows)
        *options->rows = *rows;
    if (options->work)
        *options->work =
            (aploc_solve_file_report){sizeof *options->work, w->n_pairs, w->bytes, w->n_passes};
    if (options->ratios)
        memcpy(options->ratios, w->ratios, (size_t)w->n_supply * sizeof *w->ratios);
    memcpy(apl, w->result, (size_t)w->n_demand * sizeof *w->result);
}

aploc_status aploc_solve_file(const char *path, const aploc_communes *communes,
                              const aploc_communes *sites, const aploc_decay *decay,
                              const double *demand, const double *supply, double *apl,
                              const aploc_solve_file_options *options, aploc_error *err)
{
    const aploc_solve_file_options defaults = APLOC_SOLVE_FILE_OPTIONS_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_read_report rows = APLOC_READ_REPORT_INIT;
    work w = {.demand = demand, .supply = supply};
    options = options ? options : &defaults;
    aploc_status status = check(path, communes, sites, decay, demand, supply, apl, options, err);
    if (status)
        return status;
    apl_stretch_options reading = {.ahead = options->n_threads != 1,
                                   .unknown = options->unknown,
                                   .progress = options->progress,
                                   .progress_data = options->progress_data};
    w.how = &variants[options->variant];
    w.n_demand = communes->count;
    w.n_supply = (sites ? sites : communes)->count;
    int own = options->own == APLOC_OWN_ZERO || (options->own == APLOC_OWN_AS_TIMES && !sites);
    APL_TRY(apl_stretches_open(path, communes, sites, &reading, &w.source, err));
    status = make_arrays(&w, options->memory, err);
    if (options->work && options->memory && options->memory < w.bytes)
        options->work->bytes = w.bytes;
    if (status)
        goto out;
    APL_TRY(apl_weigher_start(&w.weigher, w.source, decay, own, err));
    APL_TRY(run(&w, &rows, err));
    if (options->report)
        APL_TRY(fill_report(&w, &report, err));
    give(&w, &report, &rows, apl, options);
out:
    free_work(&w);
    return status;
}
