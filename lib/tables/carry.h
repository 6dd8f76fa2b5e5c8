/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_CARRY_H
#define APL_TABLES_CARRY_H

/* Where places go, and what they take along. */

#include <aploc/changes.h>

#include "tables/communes.h"
#include "tables/texts.h"

/* A part of a place, where it ended. */
typedef struct apl_ended {
    int32_t place;
    int32_t code;  /* number in the changes; -1 where they do not have it: the place's own */
    double share;  /* NaN where not known */
    int64_t line;  /* of the split that nothing is known of; 0 where there is none */
    int32_t split; /* the code that split there */
    int32_t date;
    uint8_t absorbed; /* it went into a commune that was there, and kept its code */
} apl_ended;

/* What the walk through the days gives. All zero is empty. */
typedef struct apl_walk {
    apl_ended *ended; /* by place; those of a split in the order of the rows */
    int64_t count;
    int32_t *names; /* of each code of the changes, the last name given; -1 where there is none */
} apl_walk;

void apl_walk_free(apl_walk *walk);

/* Take the places through the days. Freed by the caller also after a failure. APLOC_ERR_CHANGE,
 * APLOC_ERR_MEMORY. */
aploc_status apl_walk_days(const aploc_changes *changes, const aploc_communes *places, int32_t from,
                           int32_t to, apl_walk *walk, aploc_error *err);

/* Lists of numbers with shares: those of `k` stand at [starts[k], starts[k + 1]). */
typedef struct apl_links {
    int64_t *starts;
    int32_t *ends;
    double *shares;
    uint8_t *absorbed;
} apl_links;

struct aploc_carry_map {
    const aploc_communes *places;
    const aploc_communes *onto; /* NULL when there is none */
    apl_texts codes;            /* of the new communes */
    apl_texts names;
    int32_t *name;     /* of each new commune; -1 where the changes say none */
    apl_links targets; /* of each place */
    apl_links sources; /* of each new commune, ascending */
    int32_t *splits;   /* of each place left out: a code it goes to, in `lost` */
    apl_texts lost;
    uint8_t *kinds;
    uint8_t *stray;
    apl_texts absent;   /* codes of the first date that the places lack, and */
    int32_t *absent_in; /* the new commune, one of the places', that each goes to */
};

/* Find which places the changes say not to exist on a day: they ended, or come later. APLOC_ERR_MEMORY. */
aploc_status apl_carry_find_strays(aploc_carry_map *map, const aploc_changes *changes, int32_t day,
                                   aploc_error *err);

/* Find what goes into the new communes and the table lacks. As apl_walk_days. */
aploc_status apl_carry_find_absent(aploc_carry_map *map, const aploc_changes *changes, int32_t from,
                                   int32_t to, aploc_error *err);

/* The name of new commune `k` when the target table or the changes say one, else NULL. */
const char *apl_carry_name(const aploc_carry_map *map, int32_t k);

/* The place that new commune `k` takes after in what is no sum. */
int32_t apl_carry_model(const aploc_carry_map *map, int32_t k);

/* What of `value` goes to end `at` of place `i`. */
double apl_carry_part(const aploc_carry_map *map, int32_t i, int64_t at, double value);

/* A group column for the new communes: that of each one's model. `texts` are the new texts of the old
 * levels, NULL where they stay. */
aploc_status apl_carry_group(const aploc_carry_map *map, const apl_group *old,
                             const char *const *texts, apl_group *group, aploc_error *err);

/* The new texts of the groups of a pole column (one for each level of `old`, borrowed from the map and
 * its places), and notes of those that became one.
 * APLOC_ERR_CODE_UNKNOWN, APLOC_ERR_MEMORY. */
aploc_status apl_carry_poles(const aploc_carry_map *map, const apl_group *old, const char **texts,
                             aploc_carry_report *report, aploc_error *err);

/* Note the whole parts of new communes that are in another group than their commune. */
void apl_carry_conflicts(const aploc_carry_map *map, const apl_group *old, const char *const *texts,
                         aploc_carry_report *report);

/* Put a note into a list of a report and count it. */
void apl_carry_note(aploc_carry_note *list, int32_t *count, const char *code, const char *other,
                    const char *column);

#endif
