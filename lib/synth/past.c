/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Practitioners in earlier years: who had settled yet, and what they did. Looked up by person and
 * year, not drawn in order: a year is the same however many others are written. */
#include "synth/care.h"
#include "synth/random.h"

/* What a number of a person and year is for. */
enum { SETTLED, ACTS, MONTHS, PART, LOCUM, N_USES };

static double number_of(uint64_t key, int32_t id, int32_t year, int use)
{
    return apl_hash_unit(key, id, (int64_t)year * N_USES + use);
}

/* The chance that somebody of this age settled within the year. Nobody works younger than the
 * youngest of the latest vintage. */
static double chance_to_settle(int32_t profession, int32_t age)
{
    int32_t youngest = profession == APL_GP ? 28 : 24;
    if (age <= youngest)
        return 1.0;
    if (age <= youngest + 8)
        return 0.14;
    return age <= 50 ? 0.03 : 0.008;
}

static int had_settled(uint64_t key, const apl_practice *row, int32_t year)
{
    for (int32_t k = row->last_year; k > year; k--)
        if (number_of(key, row->id, k, SETTLED) <
            chance_to_settle(row->profession, k - row->birth_year))
            return 0;
    return 1;
}

/* A colleague who comes in most years, from the age of a doctor on. */
static int had_come(uint64_t key, const apl_practice *locum, int32_t year)
{
    return year - locum->birth_year >= 28 && number_of(key, locum->id, year, LOCUM) < 0.8;
}

/* Half a percent more for each year back, and some luck. */
static void set_acts(uint64_t key, int32_t year, apl_practice *row)
{
    double whole_year = (double)row->acts * 12.0 / (double)row->months;
    double factor = 0.94 + 0.12 * number_of(key, row->id, year, ACTS);
    factor += 0.005 * (double)(row->last_year - year);
    if (row->status != APL_LOCUM) {
        int whole = number_of(key, row->id, year, MONTHS) < 0.94;
        double part = number_of(key, row->id, year, PART);
        row->months = (int8_t)(whole ? 12 : 1 + (int32_t)(11.0 * part));
    }
    row->acts = (int32_t)(whole_year * factor * (double)row->months / 12.0);
}

int32_t apl_past_look(uint64_t key, int32_t year, int always, apl_practice *rows, int32_t n_rows)
{
    int32_t n = 0;
    int is_there = 1; /* the doctor whose locum or secondary practice may follow */
    for (int32_t k = 0; k < n_rows; k++) {
        apl_practice row = rows[k];
        if (row.last_year > year) {
            if (row.rank == APL_MAIN && row.status != APL_LOCUM)
                is_there = always || had_settled(key, &row, year);
            if (!is_there || (row.status == APL_LOCUM && !had_come(key, &row, year)))
                continue;
            set_acts(key, year, &row);
        }
        rows[n++] = row;
    }
    return n;
}
