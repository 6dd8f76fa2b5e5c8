/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_WHATIF_H
#define APL_ENGINE_WHATIF_H

/* The state of a session, and the journal by which it goes back. */

#include <aploc/family.h>
#include <aploc/whatif.h>

#include "engine/overlay.h"
#include "engine/plan.h"

/* What a session keeps one number of a place for. */
typedef enum apl_kept {
    APL_KEPT_DEMAND,
    APL_KEPT_APL,
    APL_KEPT_DEMAND_IS_THERE, /* 1, or 0 of a place that went */
    APL_KEPT_SUPPLY,
    APL_KEPT_REACHING,
    APL_KEPT_RATIO,
    APL_KEPT_SUPPLY_IS_THERE,
    APL_KEPT_COUNT
} apl_kept;

/* The two sides of a session: its places of demand, and of supply. */
typedef enum apl_side { APL_SIDE_DEMAND, APL_SIDE_SUPPLY } apl_side;

/* What else the journal has entries of. */
enum {
    APL_WAS_ROW = APL_KEPT_COUNT,    /* and the side */
    APL_WAS_COUNT = APL_WAS_ROW + 2, /* and the side */
};

/* What something was before it changed. */
typedef struct apl_was {
    int32_t what;
    int32_t place;
    union {
        double number;
        apl_own_row *row; /* the journal's to free */
    } old;
} apl_was;

/* Places that wait to be computed again. */
typedef struct apl_waiting {
    uint8_t *flags;
    int32_t *places;
    int32_t n;
} apl_waiting;

enum { APL_WAITS = 1, APL_WAITS_FOR_SUM = 2 };

struct aploc_whatif {
    const aploc_plan *plan;
    aploc_times *times; /* NULL: not known */
    int32_t variant;
    apl_term first, second; /* of step 1 and step 2 */
    double *kept[APL_KEPT_COUNT];
    apl_overlay rows[2];    /* by apl_side */
    int64_t room[2];        /* of what is kept of a place */
    apl_waiting waiting[2]; /* demand: its APL; supply: its ratio, and maybe its sum */
    apl_was *journal;
    int64_t n_journal, journal_room;
    int64_t *steps; /* where in the journal each step ends */
    int64_t n_steps, steps_room;
    int64_t generation; /* of the rows made for the queue: others are copied before they change */
    int32_t queued;
};

/* Make room for `n` more entries of the journal. */
aploc_status apl_journal_reserve(aploc_whatif *w, int64_t n, aploc_error *err);

/* Note what is about to change, and change it. There is room. */
void apl_journal_number(aploc_whatif *w, apl_kept what, int32_t place, double number);
void apl_journal_row(aploc_whatif *w, apl_side side, int32_t r, apl_own_row *row);
void apl_journal_count(aploc_whatif *w, apl_side side);

/* Undo the journal down to its entry `to`. */
void apl_journal_undo(aploc_whatif *w, int64_t to);

/* Let a place wait; those that wait forget it. */
void apl_wait(aploc_whatif *w, apl_side side, int32_t place, int flags);
void apl_stop_waiting(aploc_whatif *w);

/* The side on which a number is kept. */
apl_side apl_kept_side(apl_kept what);

/* Refuse a session with a queue, or none. */
aploc_status apl_check_settled(const aploc_whatif *w, aploc_error *err);

/* Refuse a place that is not there. */
aploc_status apl_check_place(const aploc_whatif *w, apl_side side, int32_t place, aploc_error *err);

#endif
