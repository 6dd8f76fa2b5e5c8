/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small problems against a dense reference in long double, each variant and each way to solve. */
#include "problem.h"

#include <stdlib.h>

enum { SCENARIOS = 5 };

static weights reference;

static void dense_weights(const problem *p, weights *w)
{
    w->n_demand = p->n;
    w->n_supply = p->m;
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < p->m; j++) {
            long double minutes = p->same && i == j ? 0.0L : (long double)p->minutes[i][j];
            w->f[i][j] = isnan(minutes) ? 0.0L : reference_weight(&p->decay, minutes);
        }
}

static void check_close(int n, const double *found, const long double *expected, const char *what)
{
    double worst = reference_distance(n, found, expected);
    fuzz_law(worst <= 1e-12, "%s: off by %g", what, worst);
}

static void check_bits(const double *a, const double *b, int n, const char *what)
{
    for (int k = 0; k < n; k++)
        fuzz_law(memcmp(&a[k], &b[k], sizeof *a) == 0, "%s: %a and %a at %d", what, a[k], b[k], k);
}

/* Whether aploc_solve must refuse the variant. */
static int is_refused(const problem *p, int32_t variant)
{
    return (variant == APLOC_VARIANT_KD2SFCA && p->decay.kind == APLOC_DECAY_STEPS) ||
           (variant == APLOC_VARIANT_M2SFCA && reference_weight(&p->decay, 0.0L) > 1.0L) ||
           variant >= APLOC_VARIANT_I2SFCA;
}

static aploc_status solve_one(const aploc_plan *plan, int32_t variant, int32_t n_threads,
                              const double *demand, const double *supply, double *result,
                              double *ratios)
{
    aploc_error err = {0};
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.variant = variant;
    options.n_threads = n_threads;
    options.ratios = ratios;
    aploc_status status = aploc_solve(plan, demand, supply, result, &options, &err);
    fuzz_law(!status || (err.status == status && strstr(err.message, "expected")), "'%s'",
             err.message);
    return status;
}

static void solve_variants(const problem *p, const aploc_plan *plan, int with_threads)
{
    for (int32_t variant = 0; variant < APLOC_VARIANT_COUNT; variant++) {
        double result[ROOM], ratios[ROOM], again[ROOM], ratios_again[ROOM];
        long double expected[ROOM];
        result[0] = ratios[0] = -7.0;
        aploc_status status = solve_one(plan, variant, 1, p->demand, p->supply, result, ratios);
        if (is_refused(p, variant)) {
            fuzz_law(status == APLOC_ERR_OPTIONS && result[0] == -7.0 && ratios[0] == -7.0,
                     "status %d", (int)status);
            continue;
        }
        fuzz_law(status == APLOC_OK, "status %d", (int)status);
        reference_measure(variant, &reference, p->demand, p->supply, expected);
        check_close(p->n, result, expected, aploc_variant_name(variant));
        if (variant != with_threads)
            continue;
        fuzz_law(!solve_one(plan, variant, 2, p->demand, p->supply, again, ratios_again),
                 "two threads");
        check_bits(result, again, p->n, "two threads");
        check_bits(ratios, ratios_again, p->m, "two threads");
    }
}

static void solve_scenarios(const problem *p, const aploc_plan *plan, byte_source *s)
{
    double demand[SCENARIOS * ROOM], supply[SCENARIOS * ROOM], apl[SCENARIOS * ROOM],
        ratios[SCENARIOS * ROOM], one[ROOM], one_ratios[ROOM];
    aploc_error err = {0};
    aploc_solve_many_options options = APLOC_SOLVE_MANY_OPTIONS_INIT;
    int form = take(s), k = 1 + take(s) % SCENARIOS, demands = form & 1 ? k : 1,
        supplies = form & 2 ? k : 1;
    for (int at = 0; at < demands * p->n; at++)
        demand[at] = at < p->n ? p->demand[at] : some_amount(take(s));
    for (int at = 0; at < supplies * p->m; at++)
        supply[at] = at < p->m ? p->supply[at] : some_amount(take(s));
    options.variant = form >> 2 & 7;
    options.n_threads = form >> 5;
    options.ratios = ratios;
    aploc_status status =
        aploc_solve_many(plan, k, demands, demand, supplies, supply, apl, &options, &err);
    fuzz_law((status == APLOC_ERR_OPTIONS) == is_refused(p, options.variant), "'%s'", err.message);
    for (int c = 0; c < k && !status; c++) {
        const double *d = demand + (demands > 1 ? c : 0) * p->n;
        const double *q = supply + (supplies > 1 ? c : 0) * p->m;
        fuzz_law(!solve_one(plan, options.variant, 1, d, q, one, one_ratios), "one of them");
        check_bits(apl + c * p->n, one, p->n, "a scenario");
        check_bits(ratios + c * p->m, one_ratios, p->m, "ratios of a scenario");
    }
}

static void check_others(const problem *p, const aploc_plan *plan, const aploc_times *times)
{
    double crowding[ROOM], minutes[ROOM];
    long double expected[ROOM];
    int32_t index[ROOM];
    aploc_error err = {0};
    aploc_nearest_options options = APLOC_NEAREST_OPTIONS_INIT;
    fuzz_law(!aploc_crowding(plan, p->demand, p->supply, crowding, NULL, &err), "%s", err.message);
    reference_crowding(&reference, p->demand, p->supply, expected);
    check_close(p->m, crowding, expected, "crowding");
    options.own = p->same ? APLOC_OWN_AS_TIMES : APLOC_OWN_AS_GIVEN;
    fuzz_law(!aploc_nearest(times, p->supply, minutes, index, &options, &err), "%s", err.message);
    for (int i = 0; i < p->n; i++) {
        double least = (double)INFINITY;
        int where = -1;
        for (int j = 0; j < p->m; j++) {
            double t = p->same && i == j ? 0.0 : p->minutes[i][j];
            if (p->supply[j] > 0.0 && t < least) {
                least = t;
                where = j;
            }
        }
        fuzz_law(index[i] == where && (where < 0 ? isnan(minutes[i]) : minutes[i] == least),
                 "the nearest of %d is %d", i, (int)index[i]);
    }
}

static void run_solve(int which, const uint8_t *data, size_t size)
{
    static problem p;
    byte_source s = {data, size};
    aploc_error err = {0};
    (void)which;
    decode(&s, &p);
    aploc_times *times = problem_times(&p);
    aploc_status status = aploc_decay_check(&p.decay, &err);
    if (!status) {
        aploc_plan *plan = problem_plan(&p, times);
        dense_weights(&p, &reference);
        solve_variants(&p, plan, take(&s) % APLOC_VARIANT_COUNT);
        solve_scenarios(&p, plan, &s);
        check_others(&p, plan, times);
        aploc_plan_free(plan);
    }
    aploc_times_free(times);
}

/* ---- from a file ---- */

static aploc_communes *places_of(int n, char letter)
{
    char codes[ROOM][8];
    const char *pointers[ROOM];
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    aploc_places places = APLOC_PLACES_INIT;
    for (int k = 0; k < n; k++) {
        snprintf(codes[k], sizeof codes[k], "%c%03d", letter, k % 1000);
        pointers[k] = codes[k];
    }
    places.codes = pointers;
    places.count = n;
    fuzz_law(!aploc_communes_from_arrays(&places, &communes, &err), "%s", err.message);
    return communes;
}

static void run_stream(int which, const uint8_t *data, size_t size)
{
    static problem p;
    byte_source s = {data, size};
    aploc_error err = {0};
    double apl[ROOM], ratios[ROOM], streamed[ROOM], streamed_ratios[ROOM];
    (void)which;
    decode(&s, &p);
    if (aploc_decay_check(&p.decay, &err))
        return;
    aploc_communes *communes = places_of(p.n, 'c');
    aploc_communes *sites = p.same ? NULL : places_of(p.m, 's');
    aploc_times *times = problem_times(&p);
    aploc_plan *plan = problem_plan(&p, times);
    const char *path = fuzz_path("t.h5");
    dense_weights(&p, &reference);
    aploc_status written = aploc_times_write_h5(path, times, communes, sites, &err);
    fuzz_law(!written || written == APLOC_ERR_UNSUPPORTED, "%s", err.message);
    int form = take(&s);
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    options.variant = form & 7;
    options.n_threads = 1 + (form >> 3 & 1);
    options.ratios = streamed_ratios;
    aploc_status status = written ? written
                                  : aploc_solve_file(path, communes, sites, &p.decay, p.demand,
                                                     p.supply, streamed, &options, &err);
    fuzz_law(written ||
                 status == solve_one(plan, options.variant, 1, p.demand, p.supply, apl, ratios),
             "'%s'", err.message);
    if (!status) {
        check_bits(apl, streamed, p.n, "from the file");
        check_bits(ratios, streamed_ratios, p.m, "ratios from the file");
    }
    aploc_plan_free(plan);
    aploc_times_free(times);
    aploc_communes_free(communes);
    aploc_communes_free(sites);
}

extern void fuzz_what_if(int which, const uint8_t *data, size_t size);

const fuzz_target fuzz_problems[] = {{"solve", run_solve, 0},
                                     {"stream", run_stream, 0},
                                     {"what-if", fuzz_what_if, 0},
                                     {NULL, NULL, 0}};
