/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times_file.h"

#include <string.h>

#include "base/memory.h"
#include "base/seal.h"
#include "tables/communes.h"
#include "tables/texts.h"

enum { BLOCK_BYTES = 1 << 22, LONGEST_CODE = 47 };

/* What matching a list of codes meets. */
typedef struct matching {
    const aploc_communes *places;
    int32_t *numbers;
    uint8_t *seen; /* of the places */
    apl_texts unknown;
    int32_t last;
    int ascends, is_odd; /* a code is given again, or is none */
} matching;

/* The place of a code. Lists are mostly in the order of the table, so the next place is tried first. */
static int32_t place_of(const matching *m, const char *code, size_t length)
{
    const apl_texts *codes = &m->places->codes;
    int32_t next = m->last + 1;
    if (next < codes->count) {
        const char *text = apl_texts_get(codes, next);
        if (strlen(text) == length && memcmp(text, code, length) == 0)
            return next;
    }
    return apl_texts_find(codes, code, (int64_t)length);
}

static aploc_status match_code(matching *m, const char *code, size_t length, int64_t row,
                               aploc_error *err)
{
    int32_t place = place_of(m, code, length), number = 0, before = m->unknown.count;
    m->numbers[row] = place;
    m->is_odd |= length == 0 || length > LONGEST_CODE;
    if (place < 0) {
        aploc_status status = apl_texts_add(&m->unknown, code, (int64_t)length, &number, err);
        m->is_odd |= m->unknown.count == before;
        return status;
    }
    m->is_odd |= m->seen[place];
    m->seen[place] = 1;
    m->ascends &= place > m->last;
    m->last = place;
    return APLOC_OK;
}

/* Find the place of each code of a list, without keeping the list. */
static aploc_status match(apl_times_file *f, const char *path, int32_t n, matching *m,
                          aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_shape shape;
    char *texts = NULL;
    APL_TRY(apl_h5_expect(f->h5, path, 1, n, -1, &shape, err));
    size_t width = (size_t)shape.width;
    /* As many as may be: HDF5 unpacks a chunk each time that it is asked for a part of it. */
    int64_t block = shape.width < BLOCK_BYTES ? BLOCK_BYTES / shape.width : 1;
    block = block < n ? block : n;
    APL_TRY(apl_array_new(&texts, block, width, err));
    APL_TRY(APL_NEW(m->numbers, n, err));
    APL_TRY(APL_ZEROED(m->seen, m->places->count, err));
    for (int64_t first = 0; first < n; first += block) {
        int64_t count = n - first < block ? n - first : block;
        APL_TRY(apl_h5_read_text_rows(f->h5, path, first, count, texts, err));
        for (int64_t k = 0; k < count; k++) {
            const char *code = texts + (size_t)k * width;
            APL_TRY(match_code(m, code, strnlen(code, width), first + k, err));
        }
    }
    /* Which code it is, and where it stood before, is told by those who keep all of them. */
    if (m->is_odd)
        APL_TRY(apl_times_check_codes(f->h5, path, n, err));
out:
    free(texts);
    return status;
}

static aploc_status match_list(apl_times_file *f, const char *path, int32_t n,
                               const aploc_communes *places, int32_t **numbers, int *ascends,
                               aploc_error *err)
{
    matching m = {.places = places, .last = -1, .ascends = 1};
    aploc_status status = match(f, path, n, &m, err);
    f->has_unknown |= m.unknown.count > 0;
    *ascends = m.ascends;
    *numbers = m.numbers;
    free(m.seen);
    apl_texts_free(&m.unknown);
    return status;
}

static aploc_status match_places(apl_times_file *f, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int has_from = apl_h5_find(f->h5, "/from") != APL_H5_NONE;
    int has_to = apl_h5_find(f->h5, "/to") != APL_H5_NONE;
    f->to_path = has_to ? "/to" : "/from";
    if (!has_from || (!has_to && !f->head.same_places))
        return apl_h5_fail(f->h5, err, "found no %s, expected the codes of the places",
                           has_from ? "/to" : "/from");
    APL_TRY(match_list(f, "/from", f->head.n_demand, f->communes, &f->rows, &f->rows_ascend, err));
    if (!has_to && f->sites == f->communes) { /* the same list among the same places */
        APL_TRY(APL_NEW(f->columns, f->head.n_supply, err));
        memcpy(f->columns, f->rows, (size_t)f->head.n_supply * sizeof *f->columns);
        f->columns_ascend = f->rows_ascend;
        goto out;
    }
    APL_TRY(match_list(f, f->to_path, f->head.n_supply, f->sites, &f->columns, &f->columns_ascend,
                       err));
out:
    return status;
}

static aploc_status open_columns(apl_times_file *f, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_times_column_open(f->h5, "/index", f->n_pairs, &f->index, err));
    APL_TRY(apl_times_column_open(f->h5, "/minutes", f->n_pairs, &f->minutes, err));
    if (f->index.type > APL_H5_I64) {
        status = apl_h5_fail(f->h5, err, "found %s in /index, expected what fits int64",
                             apl_h5_type_name(f->index.type));
    } else if (f->minutes.type == APL_H5_I64) {
        status = apl_h5_fail(f->h5, err, "found int64 in /minutes, expected what fits float64");
    } else {
        status = apl_times_read_scale(f->h5, "/minutes", f->minutes.type, &f->scale, err);
    }
out:
    return status;
}

aploc_status apl_times_file_open(const char *path, const aploc_communes *communes,
                                 const aploc_communes *sites, apl_times_file *file,
                                 aploc_error *err)
{
    static const char *const small[] = {"/from", "/to", "/offsets"};
    aploc_status status = APLOC_OK;
    apl_times_file own = {.communes = communes, .sites = sites ? sites : communes};
    APL_TRY(apl_text_copy(path, &own.path, err));
    APL_TRY(apl_h5_open(path, &own.h5, err));
    APL_TRY(apl_h5_check_format(own.h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    for (size_t k = 0; k < sizeof small / sizeof *small; k++)
        APL_TRY(apl_seal_check_dataset(own.h5, small[k], err));
    APL_TRY(apl_times_read_head(own.h5, "/", &own.head, &own.n_pairs, err));
    APL_TRY(match_places(&own, err));
    APL_TRY(open_columns(&own, err));
    *file = own;
    own = (apl_times_file){0};
out:
    apl_times_file_close(&own);
    return status;
}

void apl_times_file_close(apl_times_file *file)
{
    apl_times_column_close(&file->index);
    apl_times_column_close(&file->minutes);
    apl_h5_close(file->h5);
    free(file->head.offsets);
    free(file->rows);
    free(file->columns);
    free(file->path);
    *file = (apl_times_file){0};
}

aploc_status apl_times_file_code(const apl_times_file *file, const char *path, int64_t row,
                                 char **code, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_shape shape;
    char *text = NULL;
    APL_TRY(apl_h5_look(file->h5, path, &shape, err));
    APL_TRY(APL_ZEROED(text, shape.width + 1, err));
    APL_TRY(apl_h5_read_text_rows(file->h5, path, row, 1, text, err));
    *code = text;
    text = NULL;
out:
    free(text);
    return status;
}
