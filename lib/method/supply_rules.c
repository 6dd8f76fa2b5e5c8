/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules, one by one. */
#include "method/supply.h"

#include <math.h>

#include <aploc/number.h>

int apl_supply_is_full(const apl_supply_work *w, int32_t row)
{
    const apl_practice *practice = &w->table->rows[row];
    return w->rules->first_year == APLOC_FIRST_YEAR_FULL && practice->opened == w->year &&
           practice->opened != 0 && practice->status != APLOC_PRACTICE_LOCUM;
}

/* Whether one practice comes before another to take acts: a locum's of a place, or, with place -1,
 * those that lack to the floor. The acts compared are those of
 * the table, so that the order of the rows plays no part. */
static int comes_first(const apl_supply_work *w, int32_t row, int32_t other, int32_t place)
{
    const apl_practice *a = &w->table->rows[row], *b = &w->table->rows[other];
    int a_here = place >= 0 && a->place == place, b_here = place >= 0 && b->place == place;
    if (a_here != b_here)
        return a_here;
    if (a->rank != b->rank)
        return a->rank == APLOC_PRACTICE_MAIN;
    if (a->acts != b->acts)
        return a->acts > b->acts;
    return a->place < b->place;
}

void apl_supply_move(apl_supply_work *w)
{
    if (w->rules->locums != APLOC_LOCUMS_MOVE)
        return;
    for (int32_t k = 0; k < w->table->count; k++) {
        const apl_practice *locum = &w->table->rows[k];
        if (w->lot[k] != APL_LOT_COUNTS || locum->status != APLOC_PRACTICE_LOCUM)
            continue;
        int32_t to = w->first[locum->replaces];
        for (int32_t row = w->next[to]; row >= 0; row = w->next[row])
            if (comes_first(w, row, to, locum->place))
                to = row;
        w->acts[to] += locum->acts;
        w->months[to] = fmin(12.0, w->months[to] + locum->months);
        w->lot[k] = APL_LOT_MOVED;
        w->report.n_moved++;
        w->report.moved += locum->acts;
    }
}

/* The age of a practitioner in the year. */
static aploc_status age_of(const apl_supply_work *w, int32_t who, double *age, aploc_error *err)
{
    const apl_practitioner *person = &w->table->people[who];
    const char *id = apl_texts_get(&w->table->ids, who);
    apl_place place = {.file = w->table->path, .code = id};
    if (person->birth_row >= 0) {
        place.line = apl_lines_get(&w->table->lines, person->birth_row);
        if (w->year == 0)
            return apl_fail_at(err, APLOC_ERR_ARGUMENT, place,
                               "found the birth year of '%s' and no year to tell the age in, "
                               "expected the year of the activity (--year)",
                               id);
        if (person->birth_year > w->year)
            return apl_fail_at(err, APLOC_ERR_RANGE, place,
                               "found '%s' born in %d, expected a year not after that of the "
                               "activity, %d",
                               id, (int)person->birth_year, (int)w->year);
        *age = (double)(w->year - person->birth_year);
        return APLOC_OK;
    }
    place.line = apl_lines_get(&w->table->lines, person->any_row);
    if (person->age_row < 0) {
        char limit[APLOC_NUMBER_SIZE];
        aploc_number_write(w->max_age, limit);
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, place,
                           "found neither birth year nor age of '%s', expected one, since those "
                           "above %s are left out",
                           id, limit);
    }
    *age = person->age;
    return APLOC_OK;
}

aploc_status apl_supply_exclude(apl_supply_work *w, aploc_error *err)
{
    if (isinf(w->max_age))
        return APLOC_OK;
    for (int32_t k = 0; k < w->table->count; k++) {
        double age = 0.0;
        int32_t who = w->table->rows[k].who;
        if (w->lot[k] != APL_LOT_COUNTS)
            continue;
        aploc_status status = age_of(w, who, &age, err);
        if (status)
            return status;
        if (!(age > w->max_age))
            continue;
        w->lot[k] = APL_LOT_EXCLUDED;
        w->report.excluded += w->acts[k];
        w->report.n_excluded += !w->left_out[who];
        w->left_out[who] = 1;
    }
    return APLOC_OK;
}

void apl_supply_scale(apl_supply_work *w)
{
    if (w->rules->part_year != APLOC_PART_YEAR_SCALED)
        return;
    for (int32_t k = 0; k < w->table->count; k++) {
        if (w->lot[k] != APL_LOT_COUNTS || w->table->rows[k].status == APLOC_PRACTICE_LOCUM ||
            !(w->months[k] < 12.0) || !(w->months[k] > 0.0) || apl_supply_is_full(w, k))
            continue;
        double scaled = w->acts[k] * 12.0 / w->months[k];
        w->report.n_scaled++;
        w->report.scaled += scaled - w->acts[k];
        w->acts[k] = scaled;
    }
}

/* The practice of a practitioner that a top-up goes to; -1 when none may. */
static int32_t topped_up(const apl_supply_work *w, int32_t who)
{
    const aploc_method_supply *rules = w->rules;
    int32_t to = w->table->people[who].main_row;
    if (to < 0 && rules->secondary == APLOC_VOLUME_KEEP)
        return -1;
    if (to < 0) {
        to = w->first[who];
        for (int32_t row = w->next[to]; row >= 0; row = w->next[row])
            if (comes_first(w, row, to, -1))
                to = row;
    }
    if (rules->salaried == APLOC_VOLUME_KEEP &&
        w->table->rows[to].status == APLOC_PRACTICE_SALARIED)
        return -1;
    if (rules->part_year == APLOC_PART_YEAR_KEEP && w->months[to] < 12.0)
        return -1;
    return apl_supply_is_full(w, to) ? -1 : to;
}

void apl_supply_floor(apl_supply_work *w)
{
    if (isnan(w->rules->floor))
        return;
    for (int32_t who = 0; who < w->table->ids.count; who++) {
        double all = 0.0;
        int32_t row = w->first[who];
        if (row < 0 || w->lot[row] != APL_LOT_COUNTS)
            continue;
        for (; row >= 0; row = w->next[row])
            all += w->acts[row];
        int32_t to = topped_up(w, who);
        if (to < 0 || !(all < w->rules->floor))
            continue;
        w->acts[to] += w->rules->floor - all;
        w->report.n_floored++;
        w->report.floored += w->rules->floor - all;
    }
}

void apl_supply_cap(apl_supply_work *w)
{
    if (isnan(w->rules->cap))
        return;
    for (int32_t k = 0; k < w->table->count; k++) {
        if (w->lot[k] != APL_LOT_COUNTS || !(w->acts[k] > w->rules->cap) ||
            apl_supply_is_full(w, k))
            continue;
        w->report.n_capped++;
        w->report.capped += w->acts[k] - w->rules->cap;
        w->acts[k] = w->rules->cap;
    }
}

double apl_supply_value(const aploc_method_supply *rules, double acts)
{
    if (rules->n_steps) {
        int32_t k = rules->n_steps - 1;
        while (k > 0 && acts < rules->step_acts[k])
            k--;
        return rules->step_fte[k];
    }
    return rules->unit == APLOC_SUPPLY_FTE ? acts / rules->fte : acts;
}
