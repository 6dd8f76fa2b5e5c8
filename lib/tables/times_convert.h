/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_CONVERT_H
#define APL_TABLES_TIMES_CONVERT_H

/* The two ways of aploc_times_convert; `options` were checked, `report` is not NULL. */

#include <aploc/times.h>

/* Where the form of the text and the order of its rows stand in a file of times. */
#define APL_TIMES_TEXT "/text"
#define APL_TIMES_ORDER "/text/order"

aploc_status apl_times_csv_to_h5(const char *in, const char *out, const aploc_read_options *options,
                                 aploc_convert_report *report, aploc_error *err);

aploc_status apl_times_h5_to_csv(const char *in, const char *out, const aploc_read_options *options,
                                 aploc_convert_report *report, aploc_error *err);

#endif
