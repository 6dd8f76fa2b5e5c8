/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_AID_H
#define APLOC_CLI_AID_H

/* aploc aid: its call, and how it shows what it found. */

#include "table.h"
#include "zone_inputs.h"

enum { AID_CODES_MAX = 64 };

typedef struct aid_call {
    const char *aid_name, *zoning_path, *class_column, *installations_path, *department;
    const char *output, *table;
    const char *codes[AID_CODES_MAX];
    int n_codes;
    bool quiet;
    zone_inputs in; /* communes and quarters, as zonings read them */
    aploc_aid *aid;
    aploc_listing *listing;
    aploc_installations *installations;
    aploc_installation *rows; /* with their departments */
    int32_t n_rows;
    aploc_aid_sum *sum;
} aid_call;

/* What the classes of the list open: for all of them, or for the codes that were named. */
aploc_status aid_look_up(aid_call *c, aploc_error *err);

/* What the installations come to. */
aploc_status aid_show_sum(const aid_call *c, aploc_error *err);

#endif
