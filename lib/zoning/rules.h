/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_RULES_H
#define APL_ZONING_RULES_H

/* The rules of a zoning in memory, and the steps that build them from the entries of their file. */

#include <aploc/zoning.h>

#include "base/holders.h"
#include "tables/ini.h"

/* What a section [nation], [region X] or [department X] says of a class. */
typedef struct apl_ceiling {
    int32_t scope;
    int32_t zone;
    const char *area;           /* "*" for all without a section of their own */
    const char *name;           /* another name of the area; "" without */
    double share;               /* from 0 to 1; NaN for a ceiling in people */
    double people;              /* NaN for a ceiling as a share */
    double margin;              /* NaN without */
    const apl_ini_entry *entry; /* of the ceiling; NULL where only the area is named */
} apl_ceiling;

/* A section [overlay NAME]. */
typedef struct apl_overlay {
    aploc_zone_overlay shown;
    const apl_ini_entry *zone, *departments; /* departments: NULL without */
} apl_overlay;

struct aploc_rules {
    apl_holders holders;
    char *file;                                /* its name, for messages */
    char *text;                                /* all of it */
    apl_ini ini;                               /* what all other texts point into */
    const char *texts[APLOC_RULES_TEXT_COUNT]; /* NULL where the file has none */
    aploc_rules_values values;
    aploc_zone_class classes[APLOC_ZONE_CLASSES_MAX];
    const char *sections[APLOC_ZONE_CLASSES_MAX]; /* "class ZIP" */
    int32_t n_classes;
    apl_ceiling *ceilings;
    int64_t n_ceilings, ceilings_room;
    apl_overlay overlays[APLOC_ZONE_OVERLAYS_MAX];
    int32_t n_overlays;
    aploc_method_gap *gaps;
    int64_t n_gaps, gaps_room;
};

/* Build rules from rules->ini. */
aploc_status apl_rules_build(aploc_rules *rules, aploc_error *err);

/* Take the sections of areas: ceilings. */
aploc_status apl_rules_take_areas(aploc_rules *rules, aploc_error *err);

/* Take the sections of overlays, once the classes are known. */
aploc_status apl_rules_take_overlays(aploc_rules *rules, aploc_error *err);

/* Whether all quarters are in an overlay. */
int apl_rules_lift_quarters(const aploc_rules *rules);

/* Fail with APLOC_ERR_RULES at an entry (NULL: the file). */
aploc_status apl_rules_wrong(const aploc_rules *rules, const apl_ini_entry *entry, aploc_error *err,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Read "71.3 %": a share from 0 to 1. NaN for "?". */
aploc_status apl_rules_share(const aploc_rules *rules, const apl_ini_entry *entry, double *share,
                             aploc_error *err);

/* Whether the value is written with a percent sign. */
int apl_rules_is_share(const char *text);

/* A number of at least 0; NaN for "?". */
aploc_status apl_rules_number(const aploc_rules *rules, const apl_ini_entry *entry, double *value,
                              aploc_error *err);

/* The class of that name (of `length` bytes), or -1. */
int32_t apl_rules_class(const aploc_rules *rules, const char *name, size_t length);

/* Fail with APLOC_ERR_RULES_UNKNOWN and what the entry says of who publishes it. */
aploc_status apl_rules_unknown(const aploc_rules *rules, const apl_ini_entry *entry,
                               aploc_error *err);

/* Hold rules once more; each holder calls aploc_rules_free. */
aploc_rules *apl_rules_hold(const aploc_rules *rules);

/* A share in whole hundred-millionths: 71.3 % is the same however often it is added up. */
int64_t apl_share_units(double share);

/* How many of `all` people a share in such units is; exact up to 90 million whole people. */
double apl_people_of_share(int64_t units, double all);

#endif
