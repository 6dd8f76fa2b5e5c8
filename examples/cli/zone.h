/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_ZONE_H
#define APLOC_CLI_ZONE_H

/* The tables of a zoning. */

#include "table.h"
#include "zone_inputs.h"

/* What the tables are made of. */
typedef struct zone_tables {
    const aploc_rules *rules;
    const aploc_communes *communes;
    const aploc_communes *quarters; /* of --qpv, their names being communes; NULL without */
    const aploc_zoning *zoning;
    const aploc_audit
        *audit; /* whose people the table shows in the place of the zoning's; or NULL */
    const char *mesh, *region, *department; /* columns; NULL where not said */
    bool underneath;                        /* no overlay was put on */
} zone_tables;

/* The tables of what was read, without a zoning or an audit yet. */
zone_tables zone_tables_of(const zone_inputs *in);

/* ZONING.csv: a row a commune, then a row a quarter. */
aploc_status zone_write_list(const zone_tables *t, const char *output, aploc_error *err);

/* People and shares by département, region and in all, and class: Markdown when the name ends in
 * ".md", else CSV. */
aploc_status zone_write_table(const zone_tables *t, const char *output, aploc_error *err);

/* What the zoning holds, class by class, on stderr. */
aploc_status zone_print(const zone_tables *t, aploc_error *err);

#endif
