/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/care.h"

#include <math.h>

#include "base/memory.h"
#include "synth/grid.h"
#include "synth/random.h"

/* Main practices to 1000 people. */
static const double gp_rate = 0.77;
static const double nurse_rate = 1.5;

/* DREES counts a doctor as at least 3600 acts a year, and a practice as at most 6000. */
static const double acts_floor = 3600.0, acts_cap = 6000.0;

/* Of those at work, how many leave for good in a year. */
static const double gps_leaving = 0.042;
static const double nurses_leaving = 0.05;

/* Those whose last year is the same: APL_YEAR for all who are still at work, else the year before they
 * left. Each has streams of its own, so that earlier ones change nothing in later ones. */
typedef struct cohort {
    int32_t year;
    uint64_t past; /* key of what its people did in earlier years */
    apl_random *counts, *doctors, *nurses;
    int32_t last_id;
} cohort;

struct apl_care {
    apl_territory *territory;
    int32_t year; /* the vintage */
    apl_grid grid;
    double gp_scale, nurse_scale;      /* practices for a unit of attraction */
    cohort cohorts[APL_MOST_VINTAGES]; /* the latest first, down to that of the vintage */
    int32_t n_cohorts;
    apl_practice *rows;
    int64_t capacity;
    int32_t n_rows;
};

/* How well a TVS does, whatever its people: half of what doctors do is history. */
static double luck(const apl_territory *territory, int32_t tvs)
{
    uint64_t key = apl_hash_key(territory->seed, APL_STREAM_COUNTS);
    double u = 0.5 * (apl_hash_unit(key, tvs, 0) + apl_hash_unit(key, tvs, 1));
    double all = 0.5 + 1.0 * u;
    /* Where the last one left: deserts, among small towns only. */
    if (territory->pole_size[tvs] < 5000.0 && apl_hash_unit(key, tvs, 2) < 0.14)
        all *= 0.12;
    return all;
}

/* What draws doctors to a commune, in people: towns serve the country around them. */
static double attraction(const apl_territory *territory, const apl_commune *c)
{
    double share;
    if (c->type == APL_SMALL_TOWN)
        share = 1.9;
    else if (c->type == APL_CENTRE)
        share = 1.5;
    else if (c->population < 600)
        share = 0.12;
    else if (c->population < 1200)
        share = 0.3;
    else
        share = c->population < 2000 ? 0.6 : 0.85;
    return share * (double)c->population * luck(territory, c->tvs);
}

static aploc_status start_cohort(const apl_territory *territory, cohort *c, int32_t year,
                                 aploc_error *err)
{
    aploc_status status;
    uint64_t key = apl_hash_key(territory->seed, APL_STREAM_PAST);
    uint64_t seed = year == APL_YEAR ? territory->seed : apl_hash(key, year, 0);
    c->year = year;
    c->past = apl_hash(key, year, 1);
    APL_TRY(apl_random_create(seed, APL_STREAM_COUNTS, &c->counts, err));
    APL_TRY(apl_random_create(seed, APL_STREAM_DOCTORS, &c->doctors, err));
    APL_TRY(apl_random_create(seed, APL_STREAM_NURSES, &c->nurses, err));
out:
    return status;
}

aploc_status apl_care_create(apl_territory *territory, int32_t year, apl_care **care,
                             aploc_error *err)
{
    aploc_status status;
    apl_care *made = NULL;
    APL_TRY(APL_ZEROED(made, 1, err));
    made->territory = territory;
    made->year = year;
    APL_TRY(apl_grid_start(&made->grid, territory, 4.0, territory->n, err));
    double people = 0.0, attractive = 0.0;
    for (int32_t i = 0; i < territory->n; i++) {
        apl_grid_add(&made->grid, i);
        territory->communes[i].supply = 0.0;
        people += (double)territory->communes[i].population;
        attractive += attraction(territory, &territory->communes[i]);
    }
    made->gp_scale = gp_rate / 1000.0 * people / attractive;
    made->nurse_scale = nurse_rate / 1000.0 * people / attractive;
    for (int32_t last = APL_YEAR; last >= year; last--)
        APL_TRY(start_cohort(territory, &made->cohorts[made->n_cohorts++], last, err));
    *care = made;
    made = NULL;
out:
    apl_care_free(made);
    return status;
}

void apl_care_free(apl_care *care)
{
    if (!care)
        return;
    for (int32_t k = 0; k < care->n_cohorts; k++) {
        apl_random_free(care->cohorts[k].counts);
        apl_random_free(care->cohorts[k].doctors);
        apl_random_free(care->cohorts[k].nurses);
    }
    apl_grid_end(&care->grid);
    free(care->rows);
    free(care);
}

static aploc_status add_row(apl_care *care, apl_practice row, aploc_error *err)
{
    aploc_status status = APL_GROW(care->rows, &care->capacity, (int64_t)care->n_rows + 1, err);
    if (!status)
        care->rows[care->n_rows++] = row;
    return status;
}

/* Heavy at 55 to 67, as the generation that retires now. */
static int32_t age_of_doctor(apl_random *random)
{
    double kind = apl_random_unit(random), u = apl_random_unit(random);
    if (kind < 0.32)
        return 30 + (int32_t)(20.0 * u);
    if (kind < 0.84)
        return 55 + (int32_t)(13.0 * u);
    return 28 + (int32_t)(48.0 * u);
}

/* Most who leave retire. */
static int32_t age_of_leaver(apl_random *random)
{
    if (apl_random_unit(random) < 0.65)
        return 62 + apl_random_below(random, 10);
    return age_of_doctor(random);
}

static int32_t acts_of(apl_random *random, double mean, double spread, int32_t months)
{
    double acts = mean + spread * apl_random_normal(random);
    if (acts < 300.0)
        acts = 300.0;
    return (int32_t)(acts * (double)months / 12.0);
}

static int32_t months_of(apl_random *random)
{
    return apl_random_unit(random) < 0.94 ? 12 : 1 + apl_random_below(random, 11);
}

/* A colleague who worked part of the year in this place; these acts are the doctor's. */
static aploc_status add_locum(apl_care *care, cohort *of, const apl_practice *doctor,
                              aploc_error *err)
{
    apl_random *random = of->doctors;
    apl_practice locum = {.id = ++of->last_id,
                          .last_year = doctor->last_year,
                          .commune = doctor->commune,
                          .replaces = doctor->id,
                          .rank = APL_MAIN,
                          .profession = APL_GP,
                          .status = APL_LOCUM};
    locum.birth_year = (int16_t)(of->year - 28 - apl_random_below(random, 12));
    locum.months = (int8_t)(1 + apl_random_below(random, 4));
    locum.acts = acts_of(random, 4200.0, 900.0, locum.months);
    return add_row(care, locum, err);
}

/* Some days a week in another commune nearby. Its volume counts there, as it is. */
static aploc_status add_secondary(apl_care *care, cohort *of, const apl_practice *doctor,
                                  aploc_error *err)
{
    apl_random *random = of->doctors;
    const apl_territory *territory = care->territory;
    const apl_commune *home = &territory->communes[doctor->commune];
    double x = home->x + apl_random_between(random, -9.0, 9.0);
    double y = home->y + apl_random_between(random, -9.0, 9.0);
    apl_practice second = *doctor;
    second.rank = APL_SECONDARY;
    second.acts = acts_of(random, 1100.0, 350.0, doctor->months);
    second.commune = apl_grid_nearest(&care->grid, x, y);
    if (second.commune == doctor->commune ||
        territory->communes[second.commune].oddity != APL_ORDINARY)
        return APLOC_OK;
    return add_row(care, second, err);
}

static aploc_status add_doctor(apl_care *care, cohort *of, int32_t commune, aploc_error *err)
{
    aploc_status status;
    apl_random *random = of->doctors;
    apl_practice doctor = {.id = ++of->last_id,
                           .last_year = (int16_t)of->year,
                           .commune = commune,
                           .profession = APL_GP,
                           .rank = APL_MAIN};
    int32_t age = of->year == APL_YEAR ? age_of_doctor(random) : age_of_leaver(random);
    doctor.birth_year = (int16_t)(of->year - age);
    doctor.status = apl_random_unit(random) < 0.07 ? APL_SALARIED : APL_LIBERAL;
    doctor.months = (int8_t)months_of(random);
    double mean = doctor.status == APL_SALARIED ? 3300.0 : age >= 68 ? 3900.0 : 5100.0;
    doctor.acts = acts_of(random, mean, 1500.0, doctor.months);
    APL_TRY(add_row(care, doctor, err));
    double chance = apl_random_unit(random);
    if (doctor.status == APL_LIBERAL && chance < 0.05)
        APL_TRY(add_locum(care, of, &doctor, err));
    else if (doctor.status == APL_LIBERAL && chance > 0.97)
        APL_TRY(add_secondary(care, of, &doctor, err));
out:
    return status;
}

static aploc_status add_nurse(apl_care *care, cohort *of, int32_t commune, aploc_error *err)
{
    apl_random *random = of->nurses;
    apl_practice nurse = {.id = ++of->last_id,
                          .last_year = (int16_t)of->year,
                          .commune = commune,
                          .profession = APL_NURSE,
                          .rank = APL_MAIN};
    nurse.birth_year = (int16_t)(of->year - 24 - apl_random_below(random, 42));
    nurse.status = apl_random_unit(random) < 0.12 ? APL_SALARIED : APL_LIBERAL;
    nurse.months = (int8_t)months_of(random);
    nurse.acts = acts_of(random, 9000.0, 2500.0, nurse.months);
    return add_row(care, nurse, err);
}

/* Add those of a cohort who live in a commune, as they were in its year. */
static aploc_status add_cohort(apl_care *care, cohort *of, int32_t commune, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_commune *c = &care->territory->communes[commune];
    double draw = attraction(care->territory, c);
    int stayed = of->year == APL_YEAR;
    double gps = care->gp_scale * (stayed ? 1.0 : gps_leaving) * draw;
    double nurses = care->nurse_scale * (stayed ? 1.0 : nurses_leaving) * draw;
    gps += apl_random_unit(of->counts);
    nurses += apl_random_unit(of->counts);
    /* The doctor of the isolated commune has always been there. */
    if (c->oddity == APL_ISOLATED)
        gps = stayed ? 1.0 : 0.0;
    else if (c->oddity == APL_NO_PAIR)
        gps = 0.0;
    for (int32_t k = 1; (double)k <= gps; k++)
        APL_TRY(add_doctor(care, of, commune, err));
    for (int32_t k = 1; (double)k <= nurses; k++)
        APL_TRY(add_nurse(care, of, commune, err));
out:
    return status;
}

/* Add up what doctors do where they do it; a locum's row follows that of the doctor. */
static void add_supply(const apl_care *care)
{
    for (int32_t k = 0; k < care->n_rows; k++) {
        const apl_practice *row = &care->rows[k];
        double acts = (double)row->acts;
        if (row->profession != APL_GP || row->status == APL_LOCUM)
            continue;
        if (k + 1 < care->n_rows && row[1].status == APL_LOCUM)
            acts += (double)row[1].acts;
        if (row->rank == APL_MAIN && row->status == APL_LIBERAL && row->months == 12 &&
            acts < acts_floor)
            acts = acts_floor;
        care->territory->communes[row->commune].supply += acts < acts_cap ? acts : acts_cap;
    }
}

aploc_status apl_care_commune(apl_care *care, int32_t commune, const apl_practice **rows,
                              int32_t *n_rows, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int always = care->territory->communes[commune].oddity == APL_ISOLATED;
    care->n_rows = 0;
    for (int32_t k = 0; k < care->n_cohorts; k++) {
        cohort *of = &care->cohorts[k];
        int32_t before = care->n_rows;
        APL_TRY(add_cohort(care, of, commune, err));
        if (care->n_rows > before)
            care->n_rows = before + apl_past_look(of->past, care->year, always, &care->rows[before],
                                                  care->n_rows - before);
    }
    add_supply(care);
    *rows = care->rows;
    *n_rows = care->n_rows;
out:
    return status;
}
