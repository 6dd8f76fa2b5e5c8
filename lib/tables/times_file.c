/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times_file.h"

#include <endian.h>
#include <string.h>

#include "base/memory.h"
#include "base/seal.h"
#include "tables/communes.h"
#include "tables/texts.h"

enum { BLOCK_BYTES = 1 << 22 };

/* What matching a list of codes meets. */
typedef struct matching {
    const aploc_communes *places;
    int32_t *numbers;
    uint8_t *seen; /* of the places */
    apl_texts unknown;
    int32_t last;
    int ascends, is_odd; /* a code is given again, or is none */
} matching;

/* The digest of what is read, where the dataset has one. */
typedef struct hashing {
    apl_digest *digest;
    char stated[APL_DIGEST_SIZE];
} hashing;

static aploc_status begin_hash(apl_h5 *h5, const char *path, const apl_h5_shape *shape, hashing *h,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_seal_check_attributes(h5, path, err));
    APL_TRY(apl_seal_stated(h5, path, h->stated, err));
    APL_TRY(apl_digest_new(&h->digest, err));
    apl_seal_begin(h->digest, shape);
out:
    return status;
}

/* Which digest was found, is told by those who look at nothing else. */
static aploc_status end_hash(apl_h5 *h5, const char *path, const hashing *h, aploc_error *err)
{
    char found[APL_DIGEST_SIZE];
    apl_digest_end(h->digest, found);
    return !*h->stated || strcmp(found, h->stated) == 0 ? APLOC_OK
                                                        : apl_seal_check_dataset(h5, path, err);
}

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
    m->is_odd |= length == 0 || length > APL_LONGEST_CODE;
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
    hashing h = {0};
    APL_TRY(apl_h5_expect(f->h5, path, 1, n, -1, &shape, err));
    APL_TRY(begin_hash(f->h5, path, &shape, &h, err));
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
        apl_digest_add(h.digest, texts, (size_t)count * width);
        for (int64_t k = 0; k < count; k++) {
            const char *code = texts + (size_t)k * width;
            APL_TRY(match_code(m, code, strnlen(code, width), first + k, err));
        }
    }
    APL_TRY(end_hash(f->h5, path, &h, err));
    /* Which code it is, and where it stood before, is told by those who keep all of them. */
    if (m->is_odd)
        APL_TRY(apl_times_check_codes(f->h5, path, n, err));
out:
    apl_digest_free(h.digest);
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

aploc_status apl_times_file_columns(apl_times_file *f, aploc_error *err)
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

/* Offsets are hashed as they come to be, which is as they are stored where that is in the usual type. */
static aploc_status read_offsets(apl_times_file *f, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_shape shape;
    hashing h = {0};
    APL_TRY(apl_h5_expect(f->h5, "/offsets", 1, -1, -1, &shape, err));
    if (shape.type != APL_H5_I64 || htole64(1) != 1) {
        APL_TRY(apl_seal_check_dataset(f->h5, "/offsets", err));
        return apl_times_read_offsets(f->h5, "/offsets", &f->head, f->n_pairs, err);
    }
    APL_TRY(begin_hash(f->h5, "/offsets", &shape, &h, err));
    APL_TRY(apl_times_read_offsets(f->h5, "/offsets", &f->head, f->n_pairs, err));
    apl_digest_add(h.digest, f->head.offsets, (size_t)shape.rows * sizeof *f->head.offsets);
    APL_TRY(end_hash(f->h5, "/offsets", &h, err));
out:
    apl_digest_free(h.digest);
    return status;
}

/* What was damaged is said first: what else is wrong may come of it. */
static aploc_status look_for_damage(apl_times_file *f, aploc_status found, aploc_error *err)
{
    static const char *const small[] = {"/from", "/to", "/offsets"};
    aploc_status status = APLOC_OK;
    aploc_error own;
    if (found == APLOC_OK || found == APLOC_ERR_MEMORY)
        return found;
    for (size_t k = 0; k < sizeof small / sizeof *small && !status; k++)
        status = apl_seal_check_dataset(f->h5, small[k], &own);
    if (status && err)
        *err = own;
    return status ? status : found;
}

aploc_status apl_times_file_places(apl_times_file *file, aploc_error *err)
{
    aploc_status status = read_offsets(file, err);
    if (!status)
        status = match_places(file, err);
    return look_for_damage(file, status, err);
}

aploc_status apl_times_file_begin(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, apl_times_file *file,
                                  aploc_error *err)
{
    aploc_status status = APLOC_OK;
    *file = (apl_times_file){.communes = communes, .sites = sites ? sites : communes};
    APL_TRY(apl_text_copy(path, &file->path, err));
    APL_TRY(apl_h5_open(path, &file->h5, err));
    APL_TRY(apl_h5_check_format(file->h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    APL_TRY(apl_times_read_counts(file->h5, "/", &file->head, &file->n_pairs, err));
out:
    return status;
}

aploc_status apl_times_file_open(const char *path, const aploc_communes *communes,
                                 const aploc_communes *sites, apl_times_file *file,
                                 aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file own = {0};
    APL_TRY(apl_times_file_begin(path, communes, sites, &own, err));
    APL_TRY(apl_times_file_places(&own, err));
    APL_TRY(apl_times_file_columns(&own, err));
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
