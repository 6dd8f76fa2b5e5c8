/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_AID_H
#define APL_ZONING_AID_H

/* Aid in memory. */

#include <aploc/aid.h>

#include "base/holders.h"
#include "tables/ini.h"

typedef struct apl_aid_kind {
    aploc_aid_kind shown;
    const char *section;
    const apl_ini_entry *opened[APLOC_AID_CLASSES_MAX]; /* by class; NULL: nothing */
    double amounts[APLOC_AID_CLASSES_MAX];              /* or shares of fees; NaN: "?" */
} apl_aid_kind;

struct aploc_aid {
    apl_holders holders;
    char *file; /* its name, for messages */
    char *text; /* all of it */
    apl_ini ini;
    const char *texts[APLOC_AID_TEXT_COUNT]; /* NULL where the file has none */
    int32_t from, to;                        /* days; 0: not said */
    const char *classes[APLOC_AID_CLASSES_MAX];
    int32_t n_classes;
    apl_aid_kind kinds[APLOC_AID_KINDS_MAX];
    int32_t n_kinds;
    aploc_method_gap *gaps;
    int64_t n_gaps, gaps_room;
};

/* Build aid from aid->ini (aid_build.c). */
aploc_status apl_aid_build(aploc_aid *aid, aploc_error *err);

#endif
