/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_TABLES_H
#define APLOC_TESTS_TABLES_H

/* Tables that must be read, and tables that must be refused. */

#include <aploc/communes.h>

#include "folder.h"
#include "support.h"

/* Read a table of places that must be good. */
static inline aploc_communes *read_good(const char *path, aploc_read_report *report)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &communes, report, &err), err);
    return communes;
}

/* Read a table that must be refused, with this status, at this place, with these words. */
static inline void refuse(const char *path, const aploc_read_options *options, aploc_status status,
                          int64_t line, int32_t column, const char *words)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    ck_assert_fails(aploc_communes_read_csv(path, options, &communes, NULL, &err), status);
    ck_assert_ptr_null(communes);
    ck_assert_int_eq(err.status, status);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_msg(err.line == line && err.column == column, "line %d, column %d in '%s'",
                  (int)err.line, (int)err.column, err.message);
    ck_assert_int_eq(aploc_communes_read_csv(path, options, &communes, NULL, NULL), status);
}

static inline void refuse_text(const char *text, aploc_status status, int64_t line, int32_t column,
                               const char *words)
{
    refuse(file_of("refused.csv", text), NULL, status, line, column, words);
}

#endif
