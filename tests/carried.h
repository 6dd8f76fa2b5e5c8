/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_CARRIED_H
#define APLOC_TESTS_CARRIED_H

/* A table carried, from text to text. */

#include <aploc/changes.h>

#include "folder.h"
#include "support.h"

/* What to carry; NULL where there is none. */
typedef struct carriage {
    const char *old, *changes;
    int32_t from, to;
    int32_t splits;
    const char *onto;
    const char *pole; /* a column */
} carriage;

/* Read the tables, make the map and carry; `map` is freed here, the tables as well. */
static inline aploc_status carry_texts(const carriage *c, char **text, aploc_carry_report *report,
                                       aploc_error *err)
{
    aploc_communes *old = NULL, *onto = NULL, *made = NULL;
    aploc_changes *changes = NULL;
    aploc_carry_map *map = NULL;
    aploc_writer *writer = NULL;
    aploc_carry_options o = APLOC_CARRY_OPTIONS_INIT;
    size_t length = 0;
    const char *path = file_path("carried.csv");
    ck_assert_ok(aploc_communes_read_csv(file_of("old.csv", c->old), NULL, &old, NULL, err), *err);
    ck_assert_ok(aploc_changes_read_csv(file_of("mvt.csv", c->changes), NULL, &changes, NULL, err),
                 *err);
    if (c->onto)
        ck_assert_ok(aploc_communes_read_csv(file_of("onto.csv", c->onto), NULL, &onto, NULL, err),
                     *err);
    o.splits = c->splits;
    o.onto = onto;
    aploc_status status = aploc_carry_map_create(changes, old, c->from, c->to, &o, &map, err);
    aploc_changes_free(changes);
    if (!status)
        status = aploc_communes_carry(map, &c->pole, c->pole != NULL, &made, report, err);
    if (!status) {
        ck_assert_ok(aploc_writer_create(path, ',', &writer, err), *err);
        ck_assert_ok(aploc_communes_write(made, writer, err), *err);
        ck_assert_ok(aploc_writer_commit(writer, err), *err);
        *text = bytes_of_file(path, &length);
    }
    aploc_carry_map_free(map);
    aploc_communes_free(made);
    aploc_communes_free(old);
    aploc_communes_free(onto);
    return status;
}

/* A table that must come out as this text; the report of it. */
static inline aploc_carry_report carries(carriage c, const char *expected)
{
    aploc_carry_report report = APLOC_CARRY_REPORT_INIT;
    aploc_error err = {0};
    char *text = NULL;
    ck_assert_ok(carry_texts(&c, &text, &report, &err), err);
    ck_assert_str_eq(text, expected);
    free(text);
    return report;
}

/* A table that must be refused, at this line, with these words. */
static inline void refuses(carriage c, aploc_status status, int64_t line, const char *words)
{
    aploc_error err = {0};
    char *text = NULL;
    ck_assert_fails(carry_texts(&c, &text, NULL, &err), status);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_msg(err.line == line, "line %d in '%s'", (int)err.line, err.message);
    ck_assert_ptr_null(text);
}

#endif
