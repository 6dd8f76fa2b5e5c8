/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What if the doctor of the town retires, and another settles in a village? A session keeps the way
 * back, computes only what a change touches, and tells who gains, who loses and why. */
#include <aploc/aploc.h>
#include <stdio.h>

enum { PLACES = 5, PAIRS = 8 };

/* A road through four villages, one end in a town. */
static const char *const names[PLACES] = {"Town", "First", "Second", "Third", "Last"};
static const int32_t from[PAIRS] = {1, 0, 2, 1, 3, 2, 4, 3};
static const int32_t to[PAIRS] = {0, 1, 1, 2, 2, 3, 3, 4};
static const double minutes[PAIRS] = {8, 9, 7, 7, 12, 11, 14, 13}; /* up is slower than down */
static const double demand[PLACES] = {4000, 900, 700, 500, 300};
static const double supply[PLACES] = {16200, 0, 0, 5400, 0};

/* Apply what is queued, and show who gains and who loses against the start. */
static aploc_status show(aploc_whatif *session, const char *what, aploc_error *err)
{
    aploc_difference *d = NULL;
    aploc_status status = aploc_whatif_apply(session, err);
    if (!status)
        status = aploc_whatif_compare(session, 0, &d, err);
    printf("%s\n", what);
    for (int32_t k = 0; k < aploc_difference_count(d); k++)
        printf("    %-8s%6.2f -> %.2f\n", names[aploc_difference_places(d)[k]],
               aploc_difference_before(d)[k], aploc_difference_after(d)[k]);
    aploc_difference_free(d);
    return status;
}

static aploc_status explain(aploc_whatif *session, int32_t place, aploc_error *err)
{
    aploc_explanation *e = NULL;
    aploc_status status = aploc_whatif_explain(session, place, &e, err);
    if (!status)
        printf("%s has %.2f:\n", names[place], aploc_explanation_whole(e));
    for (int32_t k = 0; !status && k < aploc_explanation_count(e); k++) {
        aploc_part part = APLOC_PART_INIT;
        status = aploc_explanation_get(e, k, &part, err);
        printf("    %3.0f %% from %s, %.0f minutes away\n", 100 * part.share, names[part.place],
               part.minutes);
    }
    aploc_explanation_free(e);
    return status;
}

int main(void)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_whatif_options options = APLOC_WHATIF_OPTIONS_INIT;
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_whatif *session = NULL;
    aploc_error err;

    decay.kind = APLOC_DECAY_EXPONENTIAL;
    decay.rate = 0.12;
    decay.cut = 30;
    int failed = aploc_times_from_pairs(PLACES, PLACES, PAIRS, from, to, minutes, &times, &err) ||
                 aploc_plan_create(times, &decay, NULL, &plan, &err);
    options.decay = &decay;
    options.times = times;
    failed = failed || aploc_whatif_create(plan, demand, supply, &options, &session, &err) ||
             aploc_whatif_set_supply(session, 0, 10800, &err) ||
             show(session, "a doctor of the town retires", &err) ||
             aploc_whatif_set_supply(session, 1, 5400, &err) ||
             show(session, "and one settles in the first village", &err) ||
             explain(session, 2, &err) || aploc_whatif_undo(session, 0, &err) ||
             aploc_whatif_set_time(session, 4, 3, 6, &err) ||
             show(session, "instead, the road from the last village is mended", &err);
    if (failed)
        fprintf(stderr, "%s\n", err.message);
    aploc_whatif_free(session);
    aploc_plan_free(plan);
    aploc_times_free(times);
    return failed;
}
