/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two cells become a comparison: checked, matched by code, split where that is asked for. */
#include "study/compare.h"

#include <math.h>
#include <string.h>

#include <aploc/statistics.h>

#include "analysis/sample.h"
#include "base/memory.h"

static const char *const side_names[2] = {"before", "after"};

static aploc_status check_options(const aploc_compare_options *options, aploc_error *err)
{
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_compare_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    if ((options->unknown != APLOC_REFUSE && options->unknown != APLOC_SKIP) ||
        options->split < 0 || options->split > 1 || options->n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found unknown = %d, split = %d, n_threads = %d, expected an aploc_policy, "
                        "0 or 1, and 0 or more",
                        (int)options->unknown, (int)options->split, (int)options->n_threads);
    return apl_check_reserved("aploc_compare_options", options->reserved, err);
}

static aploc_status check_cell(const aploc_cell *cell, int which, int split, aploc_error *err)
{
    if (!cell)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no cell %s, expected one",
                        side_names[which]);
    if (cell->size != sizeof *cell)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found an aploc_cell of %zu bytes, expected %zu",
                        cell->size, sizeof *cell);
    if (!cell->name)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found a cell without a name, expected one");
    if (cell->status)
        return apl_fail(err, APLOC_ERR_CELL,
                        "cell %s: found no values, since it failed (%s), expected a cell with "
                        "values",
                        cell->name, cell->message ? cell->message : "");
    const struct {
        const char *name;
        int is_there;
    } parts[] = {{"communes", cell->communes != NULL}, {"demand", cell->demand != NULL},
                 {"values", cell->values != NULL},     {"method", !split || cell->method},
                 {"times", !split || cell->times},     {"supply", !split || cell->supply}};
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        if (!parts[k].is_there)
            return apl_fail(err, APLOC_ERR_ARGUMENT, "cell %s: found no %s, expected one",
                            cell->name, parts[k].name);
    if (!aploc_variant_name(cell->variant) || aploc_variant_is_of_supply(cell->variant) ||
        (split && cell->variant == APLOC_VARIANT_NEAREST))
        return apl_fail(err, APLOC_ERR_CELL, "cell %s: found values of the variant %s, expected %s",
                        cell->name,
                        aploc_variant_name(cell->variant) ? aploc_variant_name(cell->variant) : "?",
                        split ? "one that has a number for every commune, or no split"
                              : "one that has a value for each commune");
    return APLOC_OK;
}

/* What one value of a variant is: supply for one inhabitant, supply, or minutes. */
static int kind_of(int32_t variant)
{
    return aploc_variant_is_per_head(variant) ? 0 : variant == APLOC_VARIANT_NEAREST ? 1 : 2;
}

/* Values in two units have no difference. */
static aploc_status check_units(const aploc_cell *const cells[2], aploc_error *err)
{
    const char *units[2] = {"", ""};
    if (kind_of(cells[0]->variant) != kind_of(cells[1]->variant))
        return apl_fail(err, APLOC_ERR_CELL,
                        "found the variant %s in cell %s and %s in cell %s, expected two of one "
                        "unit",
                        aploc_variant_name(cells[0]->variant), cells[0]->name,
                        aploc_variant_name(cells[1]->variant), cells[1]->name);
    if (!cells[0]->method || !cells[1]->method || kind_of(cells[0]->variant) == 1)
        return APLOC_OK;
    for (int k = 0; k < 2; k++)
        units[k] = aploc_method_get_text(cells[k]->method, APLOC_METHOD_UNIT);
    if (aploc_method_get_per(cells[0]->method) != aploc_method_get_per(cells[1]->method) ||
        (*units[0] && *units[1] && strcmp(units[0], units[1]) != 0))
        return apl_fail(err, APLOC_ERR_CELL,
                        "found values in '%.100s' (per %.0f) in cell %s and in '%.100s' (per %.0f) "
                        "in cell %s, expected methods of one unit",
                        units[0], aploc_method_get_per(cells[0]->method), cells[0]->name, units[1],
                        aploc_method_get_per(cells[1]->method), cells[1]->name);
    return APLOC_OK;
}

static aploc_status check_demand(const aploc_cell *cell, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t i = 0; !status && i < aploc_communes_count(cell->communes); i++)
        status = apl_number_check("demand", cell->demand[i], APL_NOT_NEGATIVE, i, err);
    return status;
}

static aploc_status refuse_codes(const aploc_cell *const cells[2], const apl_match *match,
                                 aploc_error *err)
{
    int has = match->n_only[0] ? 0 : 1;
    const char *code = aploc_communes_code(cells[has]->communes, match->first_only[has]);
    return apl_fail_at(err, APLOC_ERR_CODE_UNKNOWN, (apl_place){.code = code},
                       "found %d communes before and %d after that the other side does not have, "
                       "the first '%s' %s, expected the same codes on both sides, or that the "
                       "others be left out",
                       (int)match->n_only[0], (int)match->n_only[1], code, side_names[has]);
}

/* Sum of some numbers; NaN for none. */
static double total_of(const double *numbers, int32_t n)
{
    apl_sum sum = {0};
    for (int32_t i = 0; numbers && i < n; i++)
        apl_sum_add(&sum, numbers[i]);
    return numbers ? apl_sum_value(sum) : NAN;
}

/* Totals of both sides, and what the codes of one side alone hold. */
static void report_totals(aploc_comparison *c, const aploc_cell *const cells[2],
                          const apl_match *match)
{
    aploc_compare_report *r = &c->report;
    double demand[2], supply[2], shared[2];
    const char *only[2] = {"", ""};
    for (int k = 0; k < 2; k++) {
        const aploc_communes *communes = cells[k]->communes;
        const aploc_communes *where = cells[k]->sites ? cells[k]->sites : communes;
        apl_sum sum = {0};
        for (int32_t i = 0; i < match->n; i++)
            apl_sum_add(&sum, cells[k]->demand[match->at[k][i]]);
        demand[k] = total_of(cells[k]->demand, aploc_communes_count(communes));
        supply[k] = total_of(cells[k]->supply, aploc_communes_count(where));
        shared[k] = match->n_only[k] ? apl_sum_value(sum) : demand[k];
        if (match->n_only[k])
            only[k] = aploc_communes_code(communes, match->first_only[k]);
    }
    r->n_only_before = match->n_only[0];
    r->n_only_after = match->n_only[1];
    r->demand_before = demand[0];
    r->demand_after = demand[1];
    r->supply_before = supply[0];
    r->supply_after = supply[1];
    r->lost_before = demand[0] - shared[0];
    r->lost_after = demand[1] - shared[1];
    apl_copy_text(r->only_before, sizeof r->only_before, only[0]);
    apl_copy_text(r->only_after, sizeof r->only_after, only[1]);
}

/* ln(to / from), the opposite of ln(from / to) to the bit; NaN where there is none. */
static double log_change(double from, double to)
{
    return from > 0.0 && to > 0.0 && isfinite(from) && isfinite(to) ? log(to) - log(from) : NAN;
}

static aploc_status report_logs(aploc_comparison *c, int per_head, aploc_error *err)
{
    aploc_compare_report *r = &c->report;
    aploc_change change = APLOC_CHANGE_INIT;
    aploc_status status = aploc_comparison_changes(c, 1, NULL, &change, err);
    if (status)
        return status;
    r->log_mean = per_head ? log_change(change.before, change.after) : NAN;
    r->log_supply = per_head ? log_change(r->supply_before, r->supply_after) : NAN;
    r->log_demand = per_head ? log_change(r->demand_before, r->demand_after) : NAN;
    r->log_rest = r->log_mean - (r->log_supply - r->log_demand);
    return APLOC_OK;
}

/* The places that are compared, and their demand. Without a split, those that have both values. */
static aploc_status take_places(aploc_comparison *c, const aploc_cell *const cells[2],
                                const apl_match *match, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int k = 0; k < 2; k++) {
        APL_TRY(APL_NEW(c->places[k], match->n, err));
        APL_TRY(APL_NEW(c->demand[k], match->n, err));
    }
    for (int32_t m = 0; m < match->n; m++) {
        int32_t at[2] = {match->at[0][m], match->at[1][m]};
        if (!c->split && (isnan(cells[0]->values[at[0]]) || isnan(cells[1]->values[at[1]]))) {
            c->report.n_missing++;
            continue;
        }
        for (int k = 0; k < 2; k++) {
            c->places[k][c->n] = at[k];
            c->demand[k][c->n] = cells[k]->demand[at[k]];
        }
        c->n++;
    }
    c->report.n_places = c->n;
    if (c->n == 0)
        status = apl_fail(err, APLOC_ERR_NO_VALUE,
                          "found no commune that has a value in both cells (%s, %s), expected some",
                          cells[0]->name, cells[1]->name);
out:
    return status;
}

/* The values of the cells as they are. */
static aploc_status take_values(aploc_comparison *c, const aploc_cell *const cells[2],
                                aploc_error *err)
{
    aploc_status status = APL_NEW(c->states, 2 * (int64_t)c->n, err);
    c->n_states = 2;
    for (int k = 0; !status && k < 2; k++)
        for (int32_t i = 0; !status && i < c->n; i++) {
            double value = cells[k]->values[c->places[k][i]];
            status = apl_number_check("value", value, APL_NOT_NEGATIVE, c->places[k][i], err);
            apl_compare_end(c, k)[i] = value;
        }
    return status;
}

aploc_status aploc_compare_cells(const aploc_cell *before, const aploc_cell *after,
                                 const aploc_compare_options *options, aploc_comparison **made,
                                 aploc_error *err)
{
    const aploc_compare_options defaults = APLOC_COMPARE_OPTIONS_INIT;
    const aploc_cell *const cells[2] = {before, after};
    aploc_status status = APLOC_OK;
    aploc_comparison *c = NULL;
    apl_match match = {0};
    options = options ? options : &defaults;
    APL_TRY(check_options(options, err));
    if (!made)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found nowhere to put the comparison");
    for (int k = 0; k < 2; k++)
        APL_TRY(check_cell(cells[k], k, options->split, err));
    APL_TRY(check_units(cells, err));
    for (int k = 0; k < 2; k++)
        APL_TRY(check_demand(cells[k], err));
    APL_TRY(apl_match_places(before->communes, after->communes, &match, err));
    int all_shared = match.n_only[0] == 0 && match.n_only[1] == 0;
    if (!all_shared && options->unknown == APLOC_REFUSE)
        APL_TRY(refuse_codes(cells, &match, err));
    APL_TRY(APL_ZEROED(c, 1, err));
    c->report = (aploc_compare_report)APLOC_COMPARE_REPORT_INIT;
    c->split = c->report.split = options->split && all_shared;
    report_totals(c, cells, &match);
    APL_TRY(take_places(c, cells, &match, err));
    if (c->split)
        APL_TRY(apl_compare_split(c, cells, &match, options->n_threads, err));
    else
        APL_TRY(take_values(c, cells, err));
    APL_TRY(report_logs(c, aploc_variant_is_per_head(before->variant), err));
    *made = c;
    c = NULL;
out:
    apl_match_free(&match);
    aploc_comparison_free(c);
    return status;
}

void aploc_comparison_free(aploc_comparison *comparison)
{
    if (!comparison)
        return;
    for (int k = 0; k < 2; k++) {
        free(comparison->places[k]);
        free(comparison->demand[k]);
    }
    free(comparison->states);
    free(comparison->parts);
    free(comparison);
}
