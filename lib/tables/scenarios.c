/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/scenarios.h"

#include <aploc/number.h>
#include <math.h>
#include <string.h>

#include "tables/encoding.h"

void aploc_scenarios_free(aploc_scenarios *scenarios)
{
    if (!scenarios)
        return;
    apl_texts_free(&scenarios->names);
    free(scenarios->path);
    free(scenarios->offsets);
    free(scenarios->changes);
    free(scenarios);
}

int32_t aploc_scenarios_count(const aploc_scenarios *scenarios)
{
    return scenarios ? scenarios->names.count : 0;
}

const char *aploc_scenarios_name(const aploc_scenarios *scenarios, int32_t scenario)
{
    if (scenario < 0 || scenario >= aploc_scenarios_count(scenarios))
        return NULL;
    return apl_texts_get(&scenarios->names, scenario);
}

/* The supply of a changed place; below 0 or infinite when it cannot be. */
static double changed(const apl_supply_change *change, const double *given, double scale)
{
    double value = change->value * scale;
    return change->is_added ? given[change->place] + value : value;
}

static aploc_status refuse_change(const aploc_scenarios *scenarios, int32_t scenario,
                                  const apl_supply_change *change, double given, double result,
                                  aploc_error *err)
{
    apl_place place = {.file = scenarios->path, .line = change->line};
    char found[APLOC_NUMBER_SIZE], there[APLOC_NUMBER_SIZE], name[64];
    apl_shown(apl_texts_get(&scenarios->names, scenario), name, sizeof name);
    aploc_number_write(change->value, found);
    aploc_number_write(given, there);
    if (!isfinite(result))
        return apl_fail_at(err, APLOC_ERR_OVERFLOW, place,
                           "found a supply too large for a number in the scenario '%s', expected "
                           "one of usual size",
                           name);
    return apl_fail_at(err, APLOC_ERR_NEGATIVE, place,
                       "found %s in the scenario '%s' where the supply is %s, expected a supply "
                       "that stays at 0 or above",
                       found, name, there);
}

static aploc_status refuse_given(int32_t place, double given, aploc_error *err)
{
    char text[APLOC_NUMBER_SIZE];
    aploc_number_write(given, text);
    return apl_fail(err, isfinite(given) ? APLOC_ERR_NEGATIVE : APLOC_ERR_NOT_FINITE,
                    "found a supply of %s at place %d, expected a finite number, not negative",
                    text, (int)place);
}

aploc_status aploc_scenarios_supply(const aploc_scenarios *scenarios, int32_t scenario,
                                    const double *given, double scale, double *supply,
                                    aploc_error *err)
{
    if (!scenarios || !given || !supply)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !scenarios ? "scenarios"
                        : !given   ? "supply as given"
                                   : "room for the supply");
    if (scenario < 0 || scenario >= scenarios->names.count)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found scenario %d, expected one of 0 to %d",
                        (int)scenario, (int)scenarios->names.count - 1);
    if (!(scale > 0.0) || !isfinite(scale))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found a scale that is not above 0, expected one that is");
    for (int32_t i = 0; i < scenarios->n_places; i++)
        if (!(given[i] >= 0.0) || !isfinite(given[i]))
            return refuse_given(i, given[i], err);
    const apl_supply_change *first = scenarios->changes + scenarios->offsets[scenario];
    const apl_supply_change *end = scenarios->changes + scenarios->offsets[scenario + 1];
    for (const apl_supply_change *c = first; c < end; c++) {
        double result = changed(c, given, scale);
        if (!(result >= 0.0) || !isfinite(result))
            return refuse_change(scenarios, scenario, c, given[c->place] / scale, result, err);
    }
    memmove(supply, given, sizeof *supply * (size_t)scenarios->n_places);
    for (const apl_supply_change *c = first; c < end; c++)
        supply[c->place] = changed(c, supply, scale);
    return APLOC_OK;
}
