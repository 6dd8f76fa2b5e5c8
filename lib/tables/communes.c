/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/communes.h"

#include <string.h>

#include "base/memory.h"

static void free_group(apl_group *group)
{
    free(group->name);
    free(group->levels);
    apl_texts_free(&group->texts);
}

aploc_communes *apl_communes_hold(const aploc_communes *communes)
{
    aploc_communes *held = APL_HELD(aploc_communes, communes);
    if (held)
        apl_hold(&held->holders);
    return held;
}

void aploc_communes_free(aploc_communes *communes)
{
    if (!communes || !apl_let_go(&communes->holders))
        return;
    free(communes->path);
    apl_lines_free(&communes->lines);
    apl_texts_free(&communes->codes);
    free_group(&communes->names);
    for (int role = 0; role < APLOC_ROLE_COUNT; role++)
        free(communes->columns[role].values);
    free(communes->ages);
    free(communes->age_table.values);
    for (int32_t g = 0; communes->groups && g < communes->n_groups; g++)
        free_group(&communes->groups[g]);
    free(communes->groups);
    for (int32_t k = 0; communes->header && k < communes->n_header; k++)
        free(communes->header[k].name);
    free(communes->header);
    free(communes);
}

int32_t aploc_communes_count(const aploc_communes *communes)
{
    return communes ? communes->count : 0;
}

const char *aploc_communes_path(const aploc_communes *communes)
{
    return communes ? communes->path : NULL;
}

const char *apl_communes_called(const aploc_communes *communes)
{
    return *communes->path ? communes->path : "the table";
}

static int is_place(const aploc_communes *communes, int32_t i)
{
    return communes && i >= 0 && i < communes->count;
}

const char *aploc_communes_code(const aploc_communes *communes, int32_t i)
{
    return is_place(communes, i) ? apl_texts_get(&communes->codes, i) : NULL;
}

int64_t aploc_communes_line(const aploc_communes *communes, int32_t i)
{
    return is_place(communes, i) && i < communes->lines.n_rows ? apl_lines_get(&communes->lines, i)
                                                               : 0;
}

const char *aploc_communes_name(const aploc_communes *communes, int32_t i)
{
    if (!is_place(communes, i))
        return NULL;
    if (!communes->names.levels)
        return "";
    return apl_texts_get(&communes->names.texts, communes->names.levels[i]);
}

int32_t aploc_communes_find(const aploc_communes *communes, const char *code)
{
    if (!communes || !code)
        return -1;
    return apl_texts_find(&communes->codes, code, (int64_t)strlen(code));
}

const double *aploc_communes_column(const aploc_communes *communes, int32_t role)
{
    if (!communes || role < 0 || role >= APLOC_ROLE_COUNT)
        return NULL;
    return communes->columns[role].values;
}

const aploc_age_class *aploc_communes_ages(const aploc_communes *communes, int32_t *n_classes)
{
    int32_t n = communes ? communes->n_ages : 0;
    if (n_classes)
        *n_classes = n;
    return n ? communes->ages : NULL;
}

const double *aploc_communes_age_table(const aploc_communes *communes)
{
    return communes && communes->n_ages ? communes->age_table.values : NULL;
}

int32_t aploc_communes_group_count(const aploc_communes *communes)
{
    return communes ? communes->n_groups : 0;
}

/* A group column, or NULL when there is none of that number. */
static const apl_group *group_at(const aploc_communes *communes, int32_t g)
{
    return communes && g >= 0 && g < communes->n_groups ? &communes->groups[g] : NULL;
}

const char *aploc_communes_group_name(const aploc_communes *communes, int32_t g)
{
    const apl_group *group = group_at(communes, g);
    return group ? group->name : NULL;
}

int32_t aploc_communes_group_find(const aploc_communes *communes, const char *name)
{
    for (int32_t g = 0; name && g < aploc_communes_group_count(communes); g++)
        if (strcmp(communes->groups[g].name, name) == 0)
            return g;
    return -1;
}

const int32_t *aploc_communes_group_levels(const aploc_communes *communes, int32_t g,
                                           int32_t *n_levels)
{
    const apl_group *group = group_at(communes, g);
    if (n_levels)
        *n_levels = group ? group->texts.count : 0;
    return group ? group->levels : NULL;
}

const char *aploc_communes_group_text(const aploc_communes *communes, int32_t g, int32_t level)
{
    const apl_group *group = group_at(communes, g);
    if (!group || level < 0 || level >= group->texts.count)
        return NULL;
    return apl_texts_get(&group->texts, level);
}

/* A field of place `i`. */
static void write_field(const aploc_communes *c, const apl_header *column, int32_t i,
                        aploc_writer *writer)
{
    switch (column->kind) {
    case APL_COLUMN_CODE:
        aploc_writer_text(writer, apl_texts_get(&c->codes, i));
        break;
    case APL_COLUMN_NAME:
        aploc_writer_text(writer, aploc_communes_name(c, i));
        break;
    case APL_COLUMN_NUMBER:
        aploc_writer_number(writer, c->columns[column->index].values[i]);
        break;
    case APL_COLUMN_AGES:
        aploc_writer_number(writer, c->age_table.values[(int64_t)i * c->n_ages + column->index]);
        break;
    default: {
        const apl_group *group = &c->groups[column->index];
        aploc_writer_text(writer, apl_texts_get(&group->texts, group->levels[i]));
    }
    }
}

aploc_status aploc_communes_write(const aploc_communes *communes, aploc_writer *writer,
                                  aploc_error *err)
{
    if (!communes || !writer)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as the %s, expected one",
                        communes ? "writer" : "table of places");
    for (int32_t k = 0; k < communes->n_header; k++)
        aploc_writer_text(writer, communes->header[k].name);
    aploc_writer_end_row(writer);
    for (int32_t i = 0; i < communes->count; i++) {
        for (int32_t k = 0; k < communes->n_header; k++)
            write_field(communes, &communes->header[k], i, writer);
        aploc_writer_end_row(writer);
    }
    return APLOC_OK;
}
