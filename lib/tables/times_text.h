/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_TEXT_H
#define APL_TABLES_TIMES_TEXT_H

/* The form of a text of travel times: what there is to know, besides the numbers and their order, to
 * write the same bytes again. */

#include "base/h5.h"
#include "tables/times.h"

typedef enum apl_times_field {
    APL_FIELD_FROM,
    APL_FIELD_TO,
    APL_FIELD_MINUTES,
    APL_FIELDS
} apl_times_field;

typedef enum apl_times_quotes {
    APL_QUOTES_NONE, /* but where a code needs them */
    APL_QUOTES_CODES,
    APL_QUOTES_ALL
} apl_times_quotes;

typedef struct apl_times_form {
    char *header; /* the first line, without its end */
    char separator;
    char mark;                          /* of decimals */
    int32_t decimals;                   /* that every number has at least */
    apl_times_field fields[APL_FIELDS]; /* in their order in a row */
    apl_times_quotes quotes;
    char line_end[3];
    int bom, final_end; /* a byte order mark; a line end after the last row */
} apl_times_form;

void apl_times_form_free(apl_times_form *form);

/* The form of a text that nobody has written yet: "from,to,minutes", LF. APLOC_ERR_MEMORY. */
aploc_status apl_times_form_plain(apl_times_form *form, aploc_error *err);

/* Bytes that a row may need. */
enum { APL_TIMES_ROW = 512 };

/* Keep the form as attributes of a group. */
aploc_status apl_times_form_write(apl_h5 *h5, const char *group, const apl_times_form *form,
                                  aploc_error *err);

/* Read it, checked; `form` is freed by apl_times_form_free, also after a failure. */
aploc_status apl_times_form_read(apl_h5 *h5, const char *group, apl_times_form *form,
                                 aploc_error *err);

/* The rows of a text: pairs with their codes, in the order of the text. */
typedef struct apl_times_rows {
    const aploc_times *times;
    char **from, **to;
    int64_t *order; /* which pair stands in each row; NULL when they follow each other */
    int32_t place;  /* of the last row asked for */
} apl_times_rows;

/* Write row k. */
size_t apl_times_rows_get(apl_times_rows *rows, const apl_times_form *form, int64_t k,
                          char row[APL_TIMES_ROW]);

#endif
