/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_TERRITORY_H
#define APL_SYNTH_TERRITORY_H

/* What the files of this room fill in one after the other: land, places, people, groups. */

#include <stdint.h>

#include <aploc/progress.h>
#include <aploc/status.h>
#include <aploc/synth.h>

#include "synth/land.h"

typedef enum apl_type {
    APL_CENTRE = 0,
    APL_SUBURB = 1,
    APL_SMALL_TOWN = 2,
    APL_COUNTRY = 3
} apl_type;

/* Special cases, so that a small territory has something to find. */
typedef enum apl_oddity {
    APL_ORDINARY = 0,
    APL_ISOLATED = 1, /* doctors of its own, and more than 20 minutes from anybody */
    APL_NO_PAIR = 2   /* the roads do not know it */
} apl_oddity;

enum { APL_AGE_COUNT = 19, APL_CODE_SIZE = 8 };

/* Poles come first in the table of communes, by rank of size; each is the centre of a TVS. */
typedef struct apl_commune {
    double x, y;     /* kilometres */
    double altitude; /* metres, whole */
    double urban;    /* 0 in the open country, towards 1 in the middle of a large city */
    double suburban; /* 0 to 1: how much a town nearby adds to it */
    double standardised;
    double supply; /* acts a year */
    int32_t population;
    int32_t tvs; /* its pole, an index of commune */
    int32_t epci, department, region;
    apl_type type;
    apl_oddity oddity;
    char code[APL_CODE_SIZE];
} apl_commune;

typedef struct apl_territory {
    apl_land land;
    uint64_t seed;
    int32_t n, n_poles, n_epci, n_departments, n_regions;
    apl_commune *communes;
    int32_t *order;    /* row of the files -> commune */
    int32_t *row;      /* commune -> row of the files */
    double *pole_size; /* residents meant for each pole */
    aploc_progress_fn progress;
    void *progress_data;
} apl_territory;

/* Lay out places, people and groups; what remains is drawn while it is written. Freed by
 * apl_territory_free. */
aploc_status apl_territory_create(const aploc_synth_options *options, apl_territory **territory,
                                  aploc_error *err);
void apl_territory_free(apl_territory *territory);

/* Tell the caller how far `what` is: APLOC_OK or APLOC_ERR_CANCELLED. */
aploc_status apl_territory_tell(const apl_territory *territory, const char *what, int64_t done,
                                int64_t all, aploc_error *err);

/* Places: poles and their sizes, then the other communes, altitude, urban, suburban. places.c */
aploc_status apl_places_make(apl_territory *territory, aploc_error *err);

/* Groups, types, codes, oddities and the order of the files. groups.c */
aploc_status apl_groups_make(apl_territory *territory, aploc_error *err);

/* Text of a group: department 0 is "00". `text` holds APL_CODE_SIZE bytes. groups.c */
void apl_department_code(int32_t department, char *text);

/* Populations. people.c */
aploc_status apl_people_make(apl_territory *territory, aploc_error *err);

/* The name of a commune; `text` holds APL_NAME_SIZE bytes. names.c */
enum { APL_NAME_SIZE = 96 };
void apl_name_write(const apl_territory *territory, int32_t commune, char *text);

#endif
