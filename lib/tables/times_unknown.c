/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times_unknown.h"

#include <string.h>

#include "base/memory.h"

static int has_columns(const apl_times_file *file)
{
    return strcmp(file->to_path, "/from") != 0;
}

/* All codes at once: HDF5 unpacks a thousand of them for each. */
static aploc_status load(apl_times_unknown *u, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = u->file;
    int64_t n = 0;
    if (u->rows_told && u->columns_told)
        return APLOC_OK;
    if (!u->from)
        APL_TRY(apl_h5_read_texts(f->h5, "/from", &n, &u->from, err));
    if (!u->to && has_columns(f))
        APL_TRY(apl_h5_read_texts(f->h5, f->to_path, &n, &u->to, err));
    if (!u->rows_told)
        APL_TRY(APL_ZEROED(u->rows_told, f->head.n_demand, err));
    APL_TRY(APL_ZEROED(u->columns_told, f->head.n_supply, err));
out:
    return status;
}

static aploc_status tell(const apl_times_unknown *u, const char *where, const char *code,
                         const aploc_communes *places, aploc_error *err)
{
    if (u->policy == APLOC_SKIP)
        return apl_unknown_note(u->left_out, code, (int64_t)strlen(code), 0, err);
    return apl_unknown_refuse_at((apl_place){.file = u->file->path, .code = code}, where, places,
                                 err);
}

aploc_status apl_times_tell_row(apl_times_unknown *u, int32_t row, aploc_error *err)
{
    aploc_status status = load(u, err);
    if (status || u->rows_told[row])
        return status;
    u->rows_told[row] = 1;
    return tell(u, "/from", u->from[row], u->file->communes, err);
}

aploc_status apl_times_tell_column(apl_times_unknown *u, int32_t column, aploc_error *err)
{
    aploc_status status = load(u, err);
    if (status || u->columns_told[column])
        return status;
    u->columns_told[column] = 1;
    return tell(u, u->file->to_path, (u->to ? u->to : u->from)[column], u->file->sites, err);
}

void apl_times_unknown_begin(apl_times_unknown *u)
{
    if (u->rows_told)
        memset(u->rows_told, 0, (size_t)u->file->head.n_demand);
    if (u->columns_told)
        memset(u->columns_told, 0, (size_t)u->file->head.n_supply);
    apl_unknown_free(u->left_out);
}

aploc_status apl_times_unknown_bytes(const apl_times_file *file, int64_t *bytes, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_shape shape;
    *bytes = (int64_t)file->head.n_demand + file->head.n_supply;
    APL_TRY(apl_h5_look(file->h5, "/from", &shape, err));
    *bytes += shape.rows * (shape.width + 1 + (int64_t)sizeof(char *));
    if (has_columns(file)) {
        APL_TRY(apl_h5_look(file->h5, file->to_path, &shape, err));
        *bytes += shape.rows * (shape.width + 1 + (int64_t)sizeof(char *));
    }
out:
    return status;
}

void apl_times_unknown_free(apl_times_unknown *u)
{
    free(u->from);
    free(u->to);
    free(u->rows_told);
    free(u->columns_told);
    *u = (apl_times_unknown){0};
}
