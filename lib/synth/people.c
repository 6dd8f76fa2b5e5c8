/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many live where, and how old they are. */
#include "synth/people.h"

#include <math.h>

#include "base/memory.h"
#include "synth/random.h"

/* Consumption of general practitioners' care by age class, whole population 1: IRDES, Document de
 * travail 70 (2016), table 2, year 2009. */
static const double weights[APL_AGE_COUNT] = {1.27, 0.65, 0.55, 0.51, 0.54, 0.65, 0.67,
                                              0.72, 0.75, 0.83, 1.03, 1.07, 1.31, 1.39,
                                              1.54, 1.82, 2.12, 2.84, 2.61};

/* Shares by age class, percent: the shape of the country as a whole, of cities with students, of
 * suburbs with families, of the deep country. Made for this, after the French pyramids. */
static const double whole[APL_AGE_COUNT] = {5.2, 5.9, 6.2, 6.1, 5.6, 5.6, 6.0, 6.2, 6.2, 6.5,
                                            6.7, 6.6, 6.3, 5.8, 5.3, 3.7, 2.8, 2.0, 1.3};
static const double city[APL_AGE_COUNT] = {5.3, 5.2, 5.1, 6.8, 10.5, 8.3, 7.2, 6.4, 5.9, 5.7,
                                           5.6, 5.3, 5.0, 4.7, 4.3,  3.1, 2.5, 1.8, 1.3};
static const double families[APL_AGE_COUNT] = {5.9, 6.9, 7.4, 6.6, 4.6, 5.0, 6.4, 7.3, 7.4, 7.6,
                                               7.2, 6.2, 5.3, 4.9, 4.3, 3.0, 2.1, 1.3, 0.7};
static const double country[APL_AGE_COUNT] = {4.1, 4.9, 5.3, 4.8, 3.2, 3.6, 4.5, 5.2, 5.6, 6.4,
                                              7.4, 8.0, 8.4, 8.3, 7.4, 5.1, 3.8, 2.6, 1.6};

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* A heavy tail around 1: log-logistic with the exponent 5/8, by square roots alone. */
static double heavy(apl_random *random)
{
    double u = (apl_random_unit(random) + 0x1p-33);
    double odds = u / (1.0 - u);
    double root = sqrt(odds);
    return root * sqrt(sqrt(sqrt(odds)));
}

static int32_t people_of(const apl_territory *territory, int32_t i, apl_random *random)
{
    const apl_commune *c = &territory->communes[i];
    double tail = heavy(random), fertile = apl_land_fertility(&territory->land, c->x, c->y);
    double size;
    if (i < territory->n_poles)
        size = territory->pole_size[i] * (0.85 + 0.3 * (tail / (1.0 + tail)));
    else
        size = 370.0 * tail * (0.6 + 1.0 * fertile) *
               (1.0 + 42.0 * c->suburban * c->suburban + 12.0 * c->suburban);
    /* Room for everybody ends somewhere: no suburb larger than most cities. */
    if (i >= territory->n_poles)
        size = size / (1.0 + size / 90000.0);
    if (c->oddity == APL_ISOLATED)
        size = 700.0 + 300.0 * (tail / (1.0 + tail));
    return (int32_t)(size < 12.0 ? 12.0 : size);
}

aploc_status apl_people_make(apl_territory *territory, aploc_error *err)
{
    aploc_status status;
    apl_random *random = NULL;
    APL_TRY(apl_random_create(territory->seed, APL_STREAM_PEOPLE, &random, err));
    for (int32_t i = 0; i < territory->n; i++)
        territory->communes[i].population = people_of(territory, i, random);
out:
    apl_random_free(random);
    return status;
}

/* The shares meant for a commune, in any unit. */
static void pyramid(const apl_commune *c, apl_random *random, double *shares)
{
    double in_city = smaller(1.0, 1.5 * c->urban);
    double in_suburb = smaller(1.0, 3.0 * c->suburban) * (1.0 - in_city);
    double high = c->altitude / (c->altitude + 900.0);
    double remote =
        (1.0 - in_city - in_suburb) * smaller(1.0, 0.15 + high + 0.5 * apl_random_unit(random));
    double rest = 1.0 - in_city - in_suburb - remote;
    double old = -0.1 + 0.2 * apl_random_normal(random);
    for (int a = 0; a < APL_AGE_COUNT; a++) {
        double share =
            in_city * city[a] + in_suburb * families[a] + remote * country[a] + rest * whole[a];
        shares[a] = share * (1.0 + old * ((double)a - 9.0) / 12.0);
    }
}

/* Rounded from the bottom up, so that the classes add up to the population. `sum` is that of the
 * shares. */
static void share_out(int32_t population, const double *shares, double sum, int32_t *residents)
{
    double below = 0.0;
    int32_t given = 0;
    for (int a = 0; a < APL_AGE_COUNT; a++) {
        below += shares[a];
        int32_t upto = (int32_t)floor((double)population * (below / sum) + 0.5);
        if (a == APL_AGE_COUNT - 1)
            upto = population;
        residents[a] = upto - given;
        given = upto;
    }
}

/* What residents weigh. Weights have two decimals, and so has the sum, but for the rounding of its
 * terms. */
static double weigh(const int32_t *residents)
{
    double all = 0.0;
    for (int a = 0; a < APL_AGE_COUNT; a++)
        all += weights[a] * (double)residents[a];
    return floor(all * 100.0 + 0.5) / 100.0;
}

void apl_people_ages(apl_commune *c, apl_random *random, int32_t *residents)
{
    double shares[APL_AGE_COUNT], all = 0.0, sum = 0.0;
    pyramid(c, random, shares);
    for (int a = 0; a < APL_AGE_COUNT; a++)
        all += shares[a];
    /* As many as chance would give: nobody draws 65 million people one by one. */
    for (int a = 0; a < APL_AGE_COUNT; a++) {
        double meant = (double)c->population * shares[a] / all;
        double drawn = meant + sqrt(meant) * apl_random_normal(random);
        shares[a] = drawn > 0.0 ? drawn : 0.0;
        sum += shares[a];
    }
    share_out(c->population, shares, sum, residents);
    c->standardised = weigh(residents);
}

/* How much larger a commune was a year before, and how much younger: country and small towns lose
 * people and age, suburbs gain, cities stay as they are. */
static void drift_of(const apl_territory *territory, int32_t i, uint64_t key, double *growth,
                     double *youth)
{
    static const double growths[] = {-0.001, -0.009, 0.001, 0.004}; /* by apl_type */
    static const double youths[] = {0.004, 0.005, 0.009, 0.012};
    apl_type type = territory->communes[i].type;
    double u = apl_hash_unit(key, i, 0) + apl_hash_unit(key, i, 1) - 1.0;
    *growth = growths[type] + 0.009 * u;
    *youth = youths[type];
}

int32_t apl_people_before(const apl_territory *territory, int32_t i, int32_t years,
                          int32_t *residents)
{
    apl_commune *c = &territory->communes[i];
    uint64_t key = apl_hash_key(territory->seed, APL_STREAM_DRIFT);
    uint64_t own = apl_hash(key, i, (int64_t)years + 1);
    double growth, youth, shares[APL_AGE_COUNT], sum = 0.0, k = (double)years;
    drift_of(territory, i, key, &growth, &youth);
    double size = (double)c->population * (1.0 + growth * k);
    size += 0.2 * sqrt(size) * (2.0 * apl_hash_unit(own, 0, 0) - 1.0);
    int32_t population = (int32_t)floor(size < 10.0 ? 10.0 : size + 0.5);
    for (int a = 0; a < APL_AGE_COUNT; a++) {
        double there = (double)residents[a] * (1.0 - youth * k * ((double)a - 9.0) / 9.0);
        there += 0.3 * sqrt(there) * (2.0 * apl_hash_unit(own, 1, a) - 1.0);
        shares[a] = there > 0.0 ? there : 0.0;
        sum += shares[a];
    }
    share_out(population, shares, sum, residents);
    c->standardised = weigh(residents);
    return population;
}
