/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_ZONES_H
#define APL_ZONING_ZONES_H

/* A zoning in memory. Places are the communes in their order, then the quarters (QPV) in theirs; units
 * are the levels of the mesh, then the quarters. */

#include <aploc/zoning.h>
#include <aploc/zoning_solve.h>

#include "base/holders.h"
#include "tables/texts.h"
#include "zoning/rules.h"

/* Of a commune, among the overlays it is in: a quarter has stayed in its unit. */
#define APL_FOLLOWED (UINT32_C(1) << 31)

/* The share of a class stays when it changes by no more than this share of the people: 0.1 %. */
#define APL_SHARE_STAYS 0.001

enum { APL_REASON_SIZE = 256, APL_SCOPES = APLOC_SCOPE_DEPARTMENT + 1 };

/* A unit, or what an area has of it. */
typedef struct apl_part {
    const char *code; /* of the unit */
    int32_t unit;
    int32_t area; /* of the scope */
    int32_t zone; /* -1: none */
    int32_t rank;
    int32_t n_communes;
    int32_t decided; /* 1 when a decision gave its class */
    double apl, people;
    char reason[APL_REASON_SIZE];
} apl_part;

/* The areas of a scope. */
typedef struct apl_areas {
    const char **texts; /* by bytes ascending */
    int32_t count;
    int32_t *of_places;
    double *people;  /* by area and class underneath, those of no class last */
    double *covered; /* by area and class with overlays, likewise */
    double *lifted;  /* by area and overlay */
} apl_areas;

/* What was moved, and its words: those of its part. */
typedef struct apl_move {
    aploc_zone_move move; /* without its reason */
    int32_t part;
} apl_move;

struct aploc_zoning {
    apl_holders holders;
    aploc_zoning
        *plain; /* of a solved one: its owner of all but parts, classes of places, moves, people
                            of areas and ceilings */
    aploc_rules *rules;
    aploc_communes *communes;
    aploc_zoning_options options; /* every choice settled; without its texts and arrays, once the
                                     zoning is made */
    int32_t n_communes, n_places, n_units;
    int32_t mesh; /* the group column of the units */
    apl_texts quarters;
    int32_t *order;  /* the communes by code, then the quarters: sums are taken in it, so that the
                        order of the rows is not in their last digit */
    int32_t *units;  /* of each place */
    double *people;  /* of each place */
    double *apl;     /* of each unit */
    int32_t *forced; /* the class that a decision gives a unit; -1: none */
    apl_areas areas[APL_SCOPES];
    apl_part *parts;
    int32_t n_parts;
    int32_t *part_of;    /* of each place */
    uint32_t *members;   /* of each place: the overlays it is in, a bit each; and APL_FOLLOWED */
    int32_t *zones;      /* of each place, overlays put on; -1: none */
    int32_t *overlay_of; /* what gave it; -1: its part */
    double *ceilings;    /* by area of the scope and class; NaN: none */
    apl_move *moves;
    int32_t n_moves;
    aploc_zone_fill *fills; /* by area of the scope; NULL when it was not solved */
};

/* The code of a unit. */
const char *apl_zoning_unit_code(const aploc_zoning *z, int32_t unit);

/* Take communes and quarters: units, people, the mean APL of each unit, decisions (units.c). */
aploc_status apl_zoning_take_units(aploc_zoning *z, const double *apl, aploc_error *err);

/* Take the areas of each scope, and find where units over several are counted (areas.c); after the
 * units, before the quarters are cut out. */
aploc_status apl_zoning_take_areas(aploc_zoning *z, aploc_error *err);

/* Cut the people of the quarters out of their communes. */
aploc_status apl_zoning_cut_quarters(aploc_zoning *z, aploc_error *err);

/* Make the parts, in the order in which they are taken. */
aploc_status apl_zoning_make_parts(aploc_zoning *z, aploc_error *err);

/* Class the parts (assign.c), and settle disagreements. */
aploc_status apl_zoning_assign(aploc_zoning *z, aploc_error *err);

/* Find the places of overlays, and put their classes on top of the parts' (overlays.c). */
aploc_status apl_zoning_take_overlays(aploc_zoning *z, aploc_error *err);
aploc_status apl_zoning_lift(aploc_zoning *z, aploc_error *err);

/* The overlay that lifts a place out of a class; -1: none does. */
int32_t apl_overlay_on(const aploc_zoning *z, int32_t place, int32_t zone);

/* Whether a quarter of this commune is of its unit. */
int apl_is_followed(const aploc_zoning *z, int32_t commune);

/* The code of a place, and the place of a code, -1: a commune or a quarter. */
const char *apl_place_code(const aploc_zoning *z, int32_t place);
int32_t apl_zoning_place(const aploc_zoning *z, const char *code);

/* Count the people of areas and classes. */
aploc_status apl_zoning_count_people(aploc_zoning *z, aploc_error *err);

/* Count people again, by classes that are given for each place: underneath, and with overlays. */
void apl_zoning_recount(aploc_zoning *z, const int32_t *underneath, const int32_t *on_top,
                        const int32_t *overlays);

/* Whether a unit is a quarter. */
int apl_zoning_is_quarter(const aploc_zoning *z, int32_t unit);

/* Words for reasons (reasons.c): numbers without the locale. */

/* An APL beside a bound: three decimals, more where these would hide on which side it lies. */
void apl_apl_text(double apl, double bound, char text[32]);

/* A share in per cent, with one decimal. */
void apl_percent_text(double part, double all, char text[32]);

/* People, as a whole number. */
void apl_people_text(double people, char text[32]);

void apl_reason(apl_part *part, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "found commune '01001' …" with its file and code. */
apl_place apl_commune_place(const aploc_zoning *z, int32_t i);

#endif
