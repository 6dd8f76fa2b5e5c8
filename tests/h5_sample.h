/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_H5_SAMPLE_H
#define APLOC_TESTS_H5_SAMPLE_H

/* An HDF5 file with every kind of part, and the digest of all that a walk sees in a file. */

#include "base/digest.h"
#include "base/h5.h"
#include "folder.h"
#include "support.h"

enum { MANY = 150001 };

static const char *const sample_names[] = {"Is\xc3\xa8re", "", "2A004"};

/* A file with every kind of part. */
static inline void write_sample(const char *path, int32_t seed)
{
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    ck_assert_ok(apl_h5_create(path, &h5, &err), err);
    uint8_t u8[3] = {0, 7, 255};
    uint16_t u16[3] = {0, 7, 65535};
    uint32_t u32[3] = {0, 7, UINT32_MAX};
    int32_t i32[6] = {INT32_MIN, -1, 0, 1, INT32_MAX, seed};
    int64_t i64[2] = {INT64_MIN, INT64_MAX};
    float f32[2] = {0.1f, -0.0f};
    double f64[3] = {0.1, -0.0, 1e-310};
    ck_assert_ok(apl_h5_write(h5, "/a/u8", APL_H5_U8, 3, 0, u8, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/a/u16", APL_H5_U16, 3, 0, u16, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/a/u32", APL_H5_U32, 3, 0, u32, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/a/i32", APL_H5_I32, 3, 2, i32, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/b/c/i64", APL_H5_I64, 2, 0, i64, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/b/c/f32", APL_H5_F32, 2, 0, f32, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/b/c/f64", APL_H5_F64, 3, 0, f64, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/nothing", APL_H5_F64, 0, 0, f64, &err), err);
    ck_assert_ok(apl_h5_write_texts(h5, "/names", 3, sample_names, &err), err);
    ck_assert_ok(apl_h5_write_text(h5, "/text", "line\nline", &err), err);
    ck_assert_ok(apl_h5_make_group(h5, "/x/y", &err), err);
    ck_assert_ok(apl_h5_make_group(h5, "/x/y", &err), err);
    uint32_t *many = calloc(MANY, sizeof *many);
    for (uint32_t k = 0; k < MANY; k++)
        many[k] = k * 3 + k % 7;
    ck_assert_ok(apl_h5_make(h5, "/many", APL_H5_U32, MANY, 0, &err), err);
    for (int64_t k = 0; k < MANY; k += APL_H5_CHUNK)
        ck_assert_ok(apl_h5_put(h5, "/many", k, MANY - k < APL_H5_CHUNK ? MANY - k : APL_H5_CHUNK,
                                many + k, &err),
                     err);
    ck_assert_ok(apl_h5_write(h5, "/wide", APL_H5_U32, MANY / 100, 100, many, &err), err);
    free(many);
    ck_assert_ok(apl_h5_set_text(h5, "/", "format", "a sample", &err), err);
    ck_assert_ok(apl_h5_set_text(h5, "/", "empty", "", &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "version", INT64_MIN, &err), err);
    ck_assert_ok(apl_h5_set_number(h5, "/a/u8", "scale", 0.1, &err), err);
    for (int k = 0; k < 12; k++) { /* more than HDF5 keeps beside the object */
        char name[8] = {'n', (char)('a' + k)};
        ck_assert_ok(apl_h5_set_integer(h5, "/x", name, k, &err), err);
    }
    ck_assert_ok(apl_h5_commit(h5, &err), err);
    apl_h5_close(h5);
}

static inline aploc_status add_item(void *data, const apl_h5_item *item, const void *bytes,
                                    size_t length, aploc_error *err)
{
    (void)err;
    char line[400];
    if (!bytes) {
        snprintf(line, sizeof line, "%d %.200s %.100s %s %d %lld %lld", (int)item->kind, item->path,
                 item->attribute ? item->attribute : "", apl_h5_type_name(item->shape.type),
                 item->shape.rank, (long long)item->shape.rows, (long long)item->shape.columns);
        apl_digest_add(data, line, strlen(line));
    }
    apl_digest_add(data, bytes ? bytes : "", length);
    return APLOC_OK;
}

/* The digest of a whole file, or how reading it failed. */
static inline aploc_status digest_of(const char *path, char hex[APL_DIGEST_SIZE], aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    apl_digest *digest = NULL;
    APL_TRY(apl_h5_open(path, &h5, err));
    APL_TRY(apl_digest_new(&digest, err));
    APL_TRY(apl_h5_walk(h5, "/", add_item, digest, err));
    apl_digest_end(digest, hex);
out:
    apl_digest_free(digest);
    apl_h5_close(h5);
    return status;
}

#endif
