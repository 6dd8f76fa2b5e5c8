/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_WORKBOOK_H
#define APLOC_CLI_WORKBOOK_H

/* The table that DREES publishes each year: code, commune, the APL by age limit, standardised and
 * total population; three decimals. */

#include "cli.h"

enum { LIMITS_MAX = 8 };

typedef struct workbook {
    const aploc_communes *communes;
    int n_limits;               /* columns of the APL */
    const char *const *limits;  /* the name of each: "all", "65"; "" for one alone */
    const double *const *apl;   /* the numbers of each; NULL: left empty */
    const double *standardised; /* NULL: left empty */
    const char *year;           /* in the names of the populations; "" for none */
} workbook;

aploc_status workbook_write(const char *output, const workbook *book, aploc_error *err);

/* Take a list of age limits, "none,65,62,60", each once; returns how many, or 0 when it is none. */
int limits_read(const char *text, double limits[LIMITS_MAX]);

/* "all" or "65", in the ring of readable. */
const char *limit_name(double limit);

#endif
