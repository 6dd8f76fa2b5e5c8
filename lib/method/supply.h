/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_METHOD_SUPPLY_H
#define APL_METHOD_SUPPLY_H

/* From practitioners to places: what the steps share. The order of the steps and what each does
 * stand in the public header. */

#include <aploc/supply.h>

#include "tables/practitioners.h"

/* What becomes of a practice. */
typedef enum apl_lot {
    APL_LOT_OTHER = 0, /* of another profession */
    APL_LOT_COUNTS,
    APL_LOT_MOVED,   /* a locum's, now of the practitioner replaced */
    APL_LOT_EXCLUDED /* its practitioner is above the age limit */
} apl_lot;

typedef struct apl_supply_work {
    const aploc_practitioners *table;
    const aploc_method_supply *rules;
    int32_t year;
    double max_age; /* infinite when there is none */
    double *acts;   /* of each practice, by the rules so far */
    double *months;
    uint8_t *lot;          /* apl_lot, of each practice */
    uint8_t *left_out;     /* one an id: 1 above the age limit */
    int32_t *first, *next; /* the practices of each id that are no locum's: a list, -1 at its end */
    aploc_supply_report report;
} apl_supply_work;

/* The steps 1 to 5, in this order. Only the second can fail: APLOC_ERR_ARGUMENT,
 * APLOC_ERR_NO_VALUE, APLOC_ERR_RANGE. */
void apl_supply_move(apl_supply_work *w);
aploc_status apl_supply_exclude(apl_supply_work *w, aploc_error *err);
void apl_supply_scale(apl_supply_work *w);
void apl_supply_floor(apl_supply_work *w);
void apl_supply_cap(apl_supply_work *w);

/* Whether a practice opened in a year that counts full. */
int apl_supply_is_full(const apl_supply_work *w, int32_t row);

/* What a number of acts counts for, in the method's unit. */
double apl_supply_value(const aploc_method_supply *rules, double acts);

#endif
