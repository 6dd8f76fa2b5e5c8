/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_WHATIF_H
#define APLOC_WHATIF_H

/** @file
 *  What if: a session over a plan, in which supply, demand, times and places change one by one or
 *  together, and what they change of the APL is known at once.
 *
 *      aploc_whatif_create(plan, demand, supply, NULL, &session, &err);
 *      aploc_whatif_set_supply(session, j, supply[j] + 5400, &err);
 *      aploc_whatif_apply(session, &err);
 *      aploc_whatif_compare(session, 0, &difference, &err);
 *
 *  Changes queue up; aploc_whatif_apply computes again what they touch, each row once however many
 *  of them touch it, and makes one step of them, which can be undone.
 *
 *  Bits. Everything that a session gives is, to the bit, what aploc_times, aploc_plan_create and
 *  aploc_solve give for the changed territory: a sum over a row is added from 0 by ascending index
 *  there and here, and what is computed again is the sum over a whole row, never an old sum with a
 *  difference on top. A row none of whose terms changed has the bits that it had. A place that
 *  appears gets the next number, behind all others; one that goes keeps its number, without demand,
 *  supply and times, so that the other places keep theirs. What is undone comes back as it was kept.
 *
 *  A session never changes its plan: rows that change are kept beside it. So many sessions may share
 *  a plan, each in a thread of its own. A session is used by one thread at a time. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/decay.h>
#include <aploc/export.h>
#include <aploc/plan.h>
#include <aploc/status.h>
#include <aploc/times.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A session: a plan, a demand, a supply, what became of them, and the way back. */
typedef struct aploc_whatif aploc_whatif;

/** What a session needs to know besides the plan. All zero but `size` will do for changes of demand
 *  and supply. */
typedef struct aploc_whatif_options {
    size_t size;     /**< sizeof(aploc_whatif_options) */
    int32_t variant; /**< APLOC_VARIANT_E2SFCA (0), _KD2SFCA, _2SFCA or _M2SFCA (family.h) */
    int32_t own;     /**< APLOC_OWN_AS_TIMES: that of the plan; any other must be the plan's */
    const aploc_decay *decay; /**< NULL: that of the plan; any other must be the plan's */
    const aploc_times *times; /**< those of the plan, for the minutes of explanations; held, so that
                                   the caller may free his. NULL: minutes are not known */
    int32_t n_threads;        /**< for the first computation; 0: as many as the work is worth */
    int32_t reserved;         /**< 0 */
} aploc_whatif_options;

/** Initialiser of aploc_whatif_options. */
#define APLOC_WHATIF_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_whatif_options), 0, APLOC_OWN_AS_TIMES, NULL, NULL, 0, 0                      \
    }

/** Start a session.
 *
 *  @param[in]  plan     not NULL; borrowed: it must outlive the session
 *  @param[in]  demand   aploc_plan_demand_count(plan) numbers, finite, not negative; copied
 *  @param[in]  supply   aploc_plan_supply_count(plan) numbers, finite, not negative; copied
 *  @param[in]  options  NULL for the defaults
 *  @param[out] session  set on success only; freed by aploc_whatif_free
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for times of other sizes than the plan, and for a plan
 *          made for one supply (aploc_plan_options.supply), since supply may appear anywhere;
 *          APLOC_ERR_OPTIONS, also for a variant that is not one of those above, or a decay or
 *          `own` that is not the plan's; APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE;
 *          APLOC_ERR_OVERFLOW as aploc_solve; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: any. Complexity: O(pairs + places); some 80 bytes a place. Since 0.1. */
APLOC_API aploc_status aploc_whatif_create(const aploc_plan *plan, const double *demand,
                                           const double *supply,
                                           const aploc_whatif_options *options,
                                           aploc_whatif **session, aploc_error *err);

/** Free a session. @param[in] session  may be NULL. */
APLOC_API void aploc_whatif_free(aploc_whatif *session);

/** Queue: the supply of place `j` becomes `supply`.
 *
 *  @param[in,out] session  not NULL; unchanged on failure
 *  @param[in]     j        a place of supply that is there
 *  @param[in]     supply   finite, not negative
 *  @param[out]    err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_INDEX for a place that is not there, or went;
 *          APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Complexity: O(1); aploc_whatif_apply then sums the rows of those who reach `j`. Since 0.1. */
APLOC_API aploc_status aploc_whatif_set_supply(aploc_whatif *session, int32_t j, double supply,
                                               aploc_error *err);

/** Queue: the demand of place `i` becomes `demand`.
 *
 *  @param[in,out] session  not NULL; unchanged on failure
 *  @param[in]     i        a place of demand that is there
 *  @param[in]     demand   finite, not negative
 *  @param[out]    err      filled on failure; may be NULL
 *  @return as aploc_whatif_set_supply.
 *  Complexity: O(pairs of i); aploc_whatif_apply then sums the rows of the suppliers that `i` reaches
 *  and of all who reach one that has supply. Since 0.1. */
APLOC_API aploc_status aploc_whatif_set_demand(aploc_whatif *session, int32_t i, double demand,
                                               aploc_error *err);

/** Queue: it takes `minutes` from place `i` of demand to place `j` of supply; this way, not back.
 *
 *  The pair may be a new one. A time from the threshold of the decay on takes it out of the plan, as
 *  anywhere.
 *  @param[in,out] session  not NULL; unchanged on failure
 *  @param[in]     i, j     places that are there
 *  @param[in]     minutes  not negative; infinite: `j` is out of reach of `i` (the pair is removed)
 *  @param[out]    err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for a place and itself where that is 0 minutes by the
 *          rule of times.h; APLOC_ERR_INDEX;
 *          APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE for a NaN; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Complexity: O(pairs of i + pairs of j). Since 0.1. */
APLOC_API aploc_status aploc_whatif_set_time(aploc_whatif *session, int32_t i, int32_t j,
                                             double minutes, aploc_error *err);

/** A place that appears. */
typedef struct aploc_whatif_place {
    size_t size;        /**< sizeof(aploc_whatif_place) */
    int32_t has_demand; /**< 1: a place of demand */
    int32_t has_supply; /**< 1: a place of supply; both where the two stand at the same places */
    double demand;      /**< 0 without has_demand */
    double supply;      /**< 0 without has_supply */
    const int32_t *to;  /**< n_to places of supply that it reaches; needs has_demand */
    const double *to_minutes;   /**< and in how many minutes: finite, not negative */
    const int32_t *from;        /**< n_from places of demand that reach it; needs has_supply */
    const double *from_minutes; /**< likewise */
    int32_t n_to;               /**< of `to` */
    int32_t n_from;             /**< of `from` */
} aploc_whatif_place;

/** Initialiser of aploc_whatif_place. */
#define APLOC_WHATIF_PLACE_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_whatif_place), 1, 1, 0, 0, NULL, NULL, NULL, NULL, 0, 0                       \
    }

/** Queue: a place appears. It gets the next number: what aploc_whatif_demand_count and
 *  aploc_whatif_supply_count were. Where places are 0 minutes from themselves, so is this one.
 *
 *  @param[in,out] session  not NULL; unchanged on failure
 *  @param[in]     place    not NULL; everything is copied
 *  @param[out]    err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT for what is NULL, of neither side, of one side where the
 *          places are the same, or times of a side that it does not have; APLOC_ERR_OPTIONS;
 *          APLOC_ERR_INDEX; APLOC_ERR_PAIR_REPEATED for a place that stands twice in `to` or `from`;
 *          APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Complexity: O(n log n + the pairs of the places in `to` and `from`), and now and then a copy of all
 *  places. Since 0.1. */
APLOC_API aploc_status aploc_whatif_add_place(aploc_whatif *session,
                                              const aploc_whatif_place *place, aploc_error *err);

/** Queue: a place goes, with its demand, its supply and all its times. Its number stays, and can no
 *  longer be named; its APL is 0, as that of a place without any pair.
 *
 *  @param[in,out] session  not NULL; unchanged on failure
 *  @param[in]     i        the place of demand that goes; -1: none
 *  @param[in]     j        the place of supply that goes; -1: none; `i` where the two stand at the same
 *                          places
 *  @param[out]    err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for one side of a place that has two; APLOC_ERR_INDEX;
 *          APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Complexity: O(the pairs of its neighbours). Since 0.1. */
APLOC_API aploc_status aploc_whatif_remove_place(aploc_whatif *session, int32_t i, int32_t j,
                                                 aploc_error *err);

/** Compute what the queued changes touch; they become one step, also when there are none.
 *
 *  @param[in,out] session  not NULL; on failure the queue is dropped, and all is as after the last
 *                          step
 *  @param[out]    err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OVERFLOW as aploc_solve; APLOC_ERR_MEMORY,
 *          APLOC_ERR_TOO_LARGE.
 *  Complexity: O(the rows touched), whatever the number of places. Since 0.1. */
APLOC_API aploc_status aploc_whatif_apply(aploc_whatif *session, aploc_error *err);

/** Return the number of steps since the start, which is creation or the last commit: what to give
 *  aploc_whatif_undo and aploc_whatif_compare to mean now; 0 for NULL. O(1). Since 0.1. */
APLOC_API int64_t aploc_whatif_step_count(const aploc_whatif *session);

/** Go back to what was after `step` steps; 0 is the start. What is queued is dropped, which alone is
 *  done for the present number of steps.
 *
 *  @param[in,out] session  not NULL; unchanged on failure
 *  @param[in]     step     0 to aploc_whatif_step_count
 *  @param[out]    err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for a step that is not one.
 *  Complexity: O(what the steps changed). Since 0.1. */
APLOC_API aploc_status aploc_whatif_undo(aploc_whatif *session, int64_t step, aploc_error *err);

/** Let the present be the start: the steps so far can no longer be undone or compared with, and the
 *  memory of their way back is given back.
 *
 *  @param[in,out] session  not NULL; unchanged on failure
 *  @param[out]    err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also while changes are queued.
 *  Complexity: O(what the steps changed). Since 0.1. */
APLOC_API aploc_status aploc_whatif_commit(aploc_whatif *session, aploc_error *err);

/** Return the number of places of demand, those that went and those queued to appear included; 0 for
 *  NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_whatif_demand_count(const aploc_whatif *session);

/** Return the number of places of supply, likewise. O(1). Since 0.1. */
APLOC_API int32_t aploc_whatif_supply_count(const aploc_whatif *session);

/** Return the APL of every place of demand after the last step; one of a place that is queued to
 *  appear is 0. NULL for NULL. Borrowed, up to the next call that changes the session. O(1).
 *  Since 0.1. */
APLOC_API const double *aploc_whatif_get_apl(const aploc_whatif *session);

/** Return R of every place of supply, likewise. O(1). Since 0.1. */
APLOC_API const double *aploc_whatif_get_ratios(const aploc_whatif *session);

/** Return the demand of every place, what is queued included; else likewise. O(1). Since 0.1. */
APLOC_API const double *aploc_whatif_get_demand(const aploc_whatif *session);

/** Return the supply of every place, what is queued included; else likewise. O(1). Since 0.1. */
APLOC_API const double *aploc_whatif_get_supply(const aploc_whatif *session);

/** Compute the report of aploc_solve for the present, to the bit. Places that went are in none of its
 *  counts.
 *
 *  @param[in]  session  not NULL, with an empty queue
 *  @param[out] report   set on success only, but for `size`, which the caller sets
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also while changes are queued; APLOC_ERR_OPTIONS;
 *          APLOC_ERR_OVERFLOW for totals too large.
 *  Complexity: O(places). Since 0.1. */
APLOC_API aploc_status aploc_whatif_get_report(const aploc_whatif *session,
                                               aploc_solve_report *report, aploc_error *err);

/** What changed between two moments of a session; immutable, and free of it. */
typedef struct aploc_difference aploc_difference;

/** Compare the present with what was after `since` steps.
 *
 *  @param[in]  session     not NULL, with an empty queue
 *  @param[in]  since       0 (the start) to aploc_whatif_step_count
 *  @param[out] difference  set on success only; freed by aploc_difference_free
 *  @param[out] err         filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also while changes are queued, and for a step that is not
 *          one; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Complexity: O(places + what changed log of it). Since 0.1. */
APLOC_API aploc_status aploc_whatif_compare(const aploc_whatif *session, int64_t since,
                                            aploc_difference **difference, aploc_error *err);

/** Free a difference. @param[in] difference  may be NULL. */
APLOC_API void aploc_difference_free(aploc_difference *difference);

/** Return the number of places whose APL is another, or that appeared or went; 0 for NULL. O(1).
 *  Since 0.1. */
APLOC_API int32_t aploc_difference_count(const aploc_difference *difference);

/** Return these places: by what they gain, the most first, so that the largest loss stands last; of
 *  equal ones the one that stands first; then those that appeared or went, by number. Borrowed. O(1).
 *  Since 0.1. */
APLOC_API const int32_t *aploc_difference_places(const aploc_difference *difference);

/** Return the APL before of each of these places, in their order; NaN where it was not there. Borrowed.
 *  O(1). Since 0.1. */
APLOC_API const double *aploc_difference_before(const aploc_difference *difference);

/** Return the APL after of each of these places, in their order; NaN where it is not there. Borrowed.
 *  O(1). Since 0.1. */
APLOC_API const double *aploc_difference_after(const aploc_difference *difference);

/** What changed for a group of places. Places that appeared or went gain and lose nothing: they count
 *  apart, and in the demand and the mean of the side on which they are there. */
typedef struct aploc_difference_group {
    size_t size;           /**< set by the caller to sizeof(aploc_difference_group) */
    double demand_before;  /**< sum of D */
    double demand_after;   /**< sum of D */
    double mean_before;    /**< sum D A / sum D; NaN without demand */
    double mean_after;     /**< sum D A / sum D; NaN without demand */
    double people;         /**< of all its places that are there on both sides */
    double people_gaining; /**< where the APL rose */
    double people_losing;  /**< where it fell */
    double people_up;      /**< who were under the threshold and are not */
    double people_down;    /**< who are under the threshold and were not */
    int32_t n_places;      /**< there on both sides */
    int32_t n_gaining;     /**< of them */
    int32_t n_losing;      /**< of them */
    int32_t n_up;          /**< of them */
    int32_t n_down;        /**< of them */
    int32_t n_appeared;    /**< places */
    int32_t n_gone;        /**< places */
    int32_t reserved;      /**< 0 */
} aploc_difference_group;

/** Initialiser of aploc_difference_group. */
#define APLOC_DIFFERENCE_GROUP_INIT                                                                \
    {                                                                                              \
        sizeof(aploc_difference_group), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0          \
    }

/** Count who gains, who loses and who crosses a threshold, in all or by group. An APL equal to the
 *  threshold is not under it, as in aploc_stat_share_below. Sums run in the order of the places.
 *
 *  @param[in]  difference  not NULL
 *  @param[in]  people      one number a place of demand, finite, not negative; NULL: the demand after
 *  @param[in]  threshold   any number but NaN
 *  @param[in]  n_levels    how many groups, at least 1
 *  @param[in]  levels      the group of each place of demand (as many as the session has), in
 *                          [0, n_levels), or -1 for none; NULL: all are in group 0
 *  @param[out] groups      n_levels, the size of each set; the rest set on success only
 *  @param[out] err         filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_INDEX for a level out of range;
 *          APLOC_ERR_NOT_FINITE, APLOC_ERR_NEGATIVE for the people; APLOC_ERR_NOT_FINITE for a
 *          threshold of NaN, as in aploc_stat_share_below; APLOC_ERR_OVERFLOW, APLOC_ERR_MEMORY,
 *          APLOC_ERR_TOO_LARGE.
 *  Threads: any. Complexity: O(places + n_levels). Since 0.1. */
APLOC_API aploc_status aploc_difference_groups(const aploc_difference *difference,
                                               const double *people, double threshold,
                                               int32_t n_levels, const int32_t *levels,
                                               aploc_difference_group *groups, aploc_error *err);

/** Where the APL of a place comes from, or where the supply of a place goes; immutable. */
typedef struct aploc_explanation aploc_explanation;

/** Explain the APL of place `i` of demand: what each supplier in its reach gives.
 *
 *  A[i] is the sum of f_ij R[j] over the suppliers (of 2sfca: of R[j]; of m2sfca: of f_ij^2 R[j]), and
 *  each term is a part. The parts, added by ascending number of the supplier, are A[i] to the bit.
 *  @param[in]  session      not NULL, with an empty queue
 *  @param[in]  i            a place of demand that is there
 *  @param[out] explanation  set on success only; freed by aploc_explanation_free
 *  @param[out] err          filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also while changes are queued; APLOC_ERR_INDEX;
 *          APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Complexity: O(n log n + n log(pairs of i)) for n pairs. Since 0.1. */
APLOC_API aploc_status aploc_whatif_explain(const aploc_whatif *session, int32_t i,
                                            aploc_explanation **explanation, aploc_error *err);

/** Explain where the supply of place `j` goes: what each place of demand has of it, D[i] times its part
 *  of A[i]. The parts add up to S[j], but for rounding (of m2sfca: to less, since distance wears it).
 *
 *  @param[in]  session      not NULL, with an empty queue
 *  @param[in]  j            a place of supply that is there
 *  @param[out] explanation  set on success only; freed by aploc_explanation_free
 *  @param[out] err          filled on failure; may be NULL
 *  @return as aploc_whatif_explain. Since 0.1. */
APLOC_API aploc_status aploc_whatif_explain_supply(const aploc_whatif *session, int32_t j,
                                                   aploc_explanation **explanation,
                                                   aploc_error *err);

/** Free an explanation. @param[in] explanation  may be NULL. */
APLOC_API void aploc_explanation_free(aploc_explanation *explanation);

/** Return the number of parts: suppliers with supply in reach, or places with demand that reach the
 *  supplier; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_explanation_count(const aploc_explanation *explanation);

/** Return what the parts are of: A[i], or S[j]; 0 for NULL. O(1). Since 0.1. */
APLOC_API double aploc_explanation_whole(const aploc_explanation *explanation);

/** A part of an APL, or of a supply. */
typedef struct aploc_part {
    size_t size;      /**< set by the caller to sizeof(aploc_part) */
    double minutes;   /**< from the place of demand to the supplier; NaN when not known */
    double weight;    /**< f of them */
    double demand;    /**< D of the place of demand */
    double supply;    /**< S of the supplier */
    double reaching;  /**< the demand that reaches the supplier, weighted: R = supply / reaching */
    double ratio;     /**< R of the supplier */
    double value;     /**< the part */
    double share;     /**< of the whole, 0 to 1; 0 where the whole is 0 */
    int32_t place;    /**< the supplier; of a supply the place of demand */
    int32_t reserved; /**< 0 */
} aploc_part;

/** Initialiser of aploc_part. */
#define APLOC_PART_INIT                                                                            \
    {                                                                                              \
        sizeof(aploc_part), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                                           \
    }

/** Give the k-th part, the largest first; of equal ones that of the lower number.
 *
 *  @param[in]  explanation  not NULL
 *  @param[in]  k            in [0, aploc_explanation_count)
 *  @param[out] part         set on success only, but for `size`, which the caller sets
 *  @param[out] err          filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX. Threads: any. O(1).
 *  Since 0.1. */
APLOC_API aploc_status aploc_explanation_get(const aploc_explanation *explanation, int32_t k,
                                             aploc_part *part, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
