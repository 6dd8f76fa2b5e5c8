/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session of changes decoded from bytes, beside a copy of the territory that is solved anew after each
 * step: the bits must agree, and a change that is refused must change nothing. */
#include "problem.h"

enum { STEPS = 24, MOST_CHANGES = 60 };

void fuzz_what_if(int which, const uint8_t *data, size_t size);

/* The territory after each step since the start, and as it is with what is queued. */
typedef struct mirror {
    problem now, after[STEPS + 1];
    int n_steps, queued;
    int gone_demand[ROOM], gone_supply[ROOM];
    int gone_after[STEPS + 1][2][ROOM];
} mirror;

static void keep_step(mirror *m, int step)
{
    m->after[step] = m->now;
    memcpy(m->gone_after[step][0], m->gone_demand, sizeof m->gone_demand);
    memcpy(m->gone_after[step][1], m->gone_supply, sizeof m->gone_supply);
}

static void go_back(mirror *m, int step)
{
    m->now = m->after[step];
    memcpy(m->gone_demand, m->gone_after[step][0], sizeof m->gone_demand);
    memcpy(m->gone_supply, m->gone_after[step][1], sizeof m->gone_supply);
    m->n_steps = step;
    m->queued = 0;
}

/* What a session says must be what the copy gives, to the bit. */
static void check_session(const mirror *m, const aploc_whatif *session, int32_t variant)
{
    double apl[ROOM], ratios[ROOM];
    aploc_error err = {0};
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.variant = variant;
    options.ratios = ratios;
    aploc_times *times = problem_times(&m->now);
    aploc_plan *plan = problem_plan(&m->now, times);
    fuzz_law(!aploc_solve(plan, m->now.demand, m->now.supply, apl, &options, &err), "%s",
             err.message);
    fuzz_law(aploc_whatif_demand_count(session) == m->now.n &&
                 aploc_whatif_supply_count(session) == m->now.m,
             "another number of places");
    fuzz_law(aploc_whatif_step_count(session) == m->n_steps, "another number of steps");
    const double *found = aploc_whatif_get_apl(session), *r = aploc_whatif_get_ratios(session);
    for (int i = 0; i < m->now.n; i++)
        fuzz_law(memcmp(&found[i], &apl[i], sizeof *apl) == 0, "place %d: %a, not %a", i, found[i],
                 apl[i]);
    for (int j = 0; j < m->now.m; j++)
        fuzz_law(memcmp(&r[j], &ratios[j], sizeof *ratios) == 0, "ratio %d: %a, not %a", j, r[j],
                 ratios[j]);
    aploc_plan_free(plan);
    aploc_times_free(times);
}

/* Whether a place is there: on the side of demand, of supply. */
static int has_i(const mirror *m, int i)
{
    return i >= 0 && i < m->now.n && !m->gone_demand[i];
}

static int has_j(const mirror *m, int j)
{
    return j >= 0 && j < m->now.m && !m->gone_supply[j];
}

/* A place number, a bad one now and then. */
static int some_place(byte_source *s, int n)
{
    return take(s) % (n + 1);
}

static void set_amount(mirror *m, aploc_whatif *session, byte_source *s, int of_supply)
{
    aploc_error err = {0};
    problem *p = &m->now;
    int place = some_place(s, of_supply ? p->m : p->n), byte = take(s);
    double amount = byte == 255 ? -1.0 : byte == 254 ? (double)NAN : some_amount(byte);
    aploc_status status = of_supply ? aploc_whatif_set_supply(session, place, amount, &err)
                                    : aploc_whatif_set_demand(session, place, amount, &err);
    int good = (of_supply ? has_j(m, place) : has_i(m, place)) && amount >= 0.0;
    fuzz_law((status == APLOC_OK) == good, "'%s'", err.message);
    if (good) {
        (of_supply ? p->supply : p->demand)[place] = amount;
        m->queued = 1;
    }
}

static void set_time(mirror *m, aploc_whatif *session, byte_source *s)
{
    aploc_error err = {0};
    problem *p = &m->now;
    int i = some_place(s, p->n), j = some_place(s, p->m), byte = take(s);
    double minutes = minutes_of(byte);
    aploc_status status =
        aploc_whatif_set_time(session, i, j, isnan(minutes) ? (double)INFINITY : minutes, &err);
    int good = has_i(m, i) && has_j(m, j) && !(p->same && i == j);
    fuzz_law((status == APLOC_OK) == good, "'%s'", err.message);
    if (good) {
        p->minutes[i][j] = minutes;
        m->queued = 1;
    }
}

/* The place gets times to some of the others; each is named once. */
static void add_place(mirror *m, aploc_whatif *session, byte_source *s)
{
    aploc_error err = {0};
    problem *p = &m->now;
    aploc_whatif_place place = APLOC_WHATIF_PLACE_INIT;
    int32_t to[ROOM], from[ROOM];
    double to_minutes[ROOM], from_minutes[ROOM];
    int i = p->n, j = p->m, sides = p->same ? 3 : 1 + take(s) % 3;
    if (p->n >= ROOM || p->m >= ROOM)
        return;
    place.has_demand = sides & 1;
    place.has_supply = sides >> 1;
    place.demand = place.has_demand ? some_amount(take(s)) : 0.0;
    place.supply = place.has_supply ? some_amount(take(s)) : 0.0;
    for (int k = 0; k < p->m && place.has_demand; k++) {
        double minutes = minutes_of(take(s));
        p->minutes[i][k] = has_j(m, k) ? minutes : (double)NAN;
        if (!isnan(p->minutes[i][k])) {
            to[place.n_to] = k;
            to_minutes[place.n_to++] = minutes;
        }
    }
    for (int k = 0; k < p->n && place.has_supply; k++) {
        double minutes = minutes_of(take(s));
        p->minutes[k][j] = has_i(m, k) ? minutes : (double)NAN;
        if (!isnan(p->minutes[k][j])) {
            from[place.n_from] = k;
            from_minutes[place.n_from++] = minutes;
        }
    }
    p->minutes[i][j] = (double)NAN;
    place.to = to;
    place.to_minutes = to_minutes;
    place.from = from;
    place.from_minutes = from_minutes;
    fuzz_law(!aploc_whatif_add_place(session, &place, &err), "%s", err.message);
    m->queued = 1;
    if (place.has_demand) {
        p->demand[p->n] = place.demand;
        m->gone_demand[p->n++] = 0;
    }
    if (place.has_supply) {
        p->supply[p->m] = place.supply;
        m->gone_supply[p->m++] = 0;
    }
}

static void remove_place(mirror *m, aploc_whatif *session, byte_source *s)
{
    aploc_error err = {0};
    problem *p = &m->now;
    int i = some_place(s, p->n) - 1, j = p->same ? i : some_place(s, p->m) - 1;
    aploc_status status = aploc_whatif_remove_place(session, i, j, &err);
    int good = (i >= 0 || j >= 0) && (i < 0 || has_i(m, i)) && (j < 0 || has_j(m, j));
    fuzz_law((status == APLOC_OK) == good, "'%s'", err.message);
    if (!good)
        return;
    m->queued = 1;
    if (i >= 0) {
        m->gone_demand[i] = 1;
        p->demand[i] = 0.0;
        for (int k = 0; k < p->m; k++)
            p->minutes[i][k] = (double)NAN;
    }
    if (j >= 0) {
        m->gone_supply[j] = 1;
        p->supply[j] = 0.0;
        for (int k = 0; k < p->n; k++)
            p->minutes[k][j] = (double)NAN;
    }
}

/* Apply, undo, commit. Returns whether the session is at a step, so that it can be looked at. */
static int move_on(mirror *m, aploc_whatif *session, byte_source *s)
{
    aploc_error err = {0};
    int what = take(s) % 4;
    if (what < 2 && m->n_steps < STEPS) {
        fuzz_law(!aploc_whatif_apply(session, &err), "%s", err.message);
        keep_step(m, ++m->n_steps);
        m->queued = 0;
    } else if (what == 2) {
        int step = take(s) % (m->n_steps + 2);
        aploc_status status = aploc_whatif_undo(session, step, &err);
        fuzz_law((status == APLOC_OK) == (step <= m->n_steps), "'%s'", err.message);
        if (!status)
            go_back(m, step);
    } else {
        aploc_status status = aploc_whatif_commit(session, &err);
        fuzz_law((status == APLOC_OK) == !m->queued, "'%s'", err.message);
        if (!status) {
            keep_step(m, 0);
            m->n_steps = 0;
        }
    }
    return !m->queued;
}

void fuzz_what_if(int which, const uint8_t *data, size_t size)
{
    static const int32_t variants[] = {APLOC_VARIANT_E2SFCA, APLOC_VARIANT_2SFCA};
    static mirror m;
    byte_source s = {data, size};
    aploc_error err = {0};
    aploc_whatif *session = NULL;
    (void)which;
    memset(&m, 0, sizeof m);
    decode(&s, &m.now);
    if (aploc_decay_check(&m.now.decay, &err))
        return;
    int32_t variant = variants[take(&s) & 1];
    keep_step(&m, 0);
    aploc_times *times = problem_times(&m.now);
    aploc_plan *plan = problem_plan(&m.now, times);
    aploc_whatif_options options = APLOC_WHATIF_OPTIONS_INIT;
    options.variant = variant;
    options.decay = &m.now.decay;
    options.times = take(&s) & 1 ? times : NULL;
    options.own = m.now.same ? APLOC_OWN_AS_TIMES : APLOC_OWN_AS_GIVEN;
    fuzz_law(!aploc_whatif_create(plan, m.now.demand, m.now.supply, &options, &session, &err), "%s",
             err.message);
    aploc_times_free(times);
    for (int k = 0; k < MOST_CHANGES && s.left > 0; k++) {
        switch (take(&s) % 8) {
        case 0:
        case 1:
            set_amount(&m, session, &s, 1);
            break;
        case 2:
            set_amount(&m, session, &s, 0);
            break;
        case 3:
            set_time(&m, session, &s);
            break;
        case 4:
            add_place(&m, session, &s);
            break;
        case 5:
            remove_place(&m, session, &s);
            break;
        default:
            if (move_on(&m, session, &s))
                check_session(&m, session, variant);
            break;
        }
    }
    aploc_whatif_free(session);
    aploc_plan_free(plan);
}
