/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_DIFF_H
#define APLOC_CLI_DIFF_H

/* How the comparison of two zonings is shown. */

#include "cli.h"

typedef enum diff_format { DIFF_TEXT, DIFF_MARKDOWN, DIFF_CSV } diff_format;

/* Its rows as tables for people, or as one CSV with every digit. */
aploc_status diff_show(const aploc_zoning_diff *diff, diff_format format, aploc_writer *to,
                       aploc_error *err);

#endif
