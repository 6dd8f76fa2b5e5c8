/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <endian.h>
#include <string.h>

#include "base/seal.h"
#include "tables/times_file.h"

aploc_status apl_times_column_open(apl_h5 *h5, const char *path, int64_t rows,
                                   apl_times_column *column, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_seal_check_attributes(h5, path, err));
    APL_TRY(apl_h5_expect(h5, path, 1, rows, -1, NULL, err));
    APL_TRY(apl_seal_stated(h5, path, column->stated, err));
    APL_TRY(apl_h5_column_open(h5, path, &column->source, err));
    APL_TRY(apl_h5_room_new(column->source, &column->room, err));
    APL_TRY(apl_digest_new(&column->digest, err));
    column->type = apl_h5_column_shape(column->source)->type;
    column->width = apl_h5_column_shape(column->source)->width;
    apl_times_column_rewind(column);
out:
    return status;
}

void apl_times_column_close(apl_times_column *column)
{
    apl_h5_room_free(column->room);
    apl_h5_column_close(column->source);
    apl_digest_free(column->digest);
    *column = (apl_times_column){0};
}

void apl_times_column_rewind(apl_times_column *column)
{
    char unused[APL_DIGEST_SIZE];
    apl_digest_end(column->digest, unused);
    apl_seal_begin(column->digest, apl_h5_column_shape(column->source));
    column->next = column->left = 0;
}

aploc_status apl_times_column_load(apl_times_column *column, aploc_error *err)
{
    column->left = 0;
    if (column->next == apl_h5_column_pieces(column->source))
        return APLOC_OK;
    aploc_status status = apl_h5_column_read(column->source, column->next, column->room,
                                             &column->bytes, &column->left, err);
    if (status)
        return status;
    column->next++;
    if (*column->stated)
        apl_digest_add(column->digest, column->bytes, (size_t)(column->left * column->width));
    return APLOC_OK;
}

aploc_status apl_times_column_take(apl_times_column *column, int64_t rows, unsigned char *bytes,
                                   aploc_error *err)
{
    while (rows > 0) {
        if (column->left == 0) {
            aploc_status status = apl_times_column_load(column, err);
            if (status)
                return status;
        }
        int64_t n = rows < column->left ? rows : column->left;
        memcpy(bytes, column->bytes, (size_t)(n * column->width));
        column->bytes += n * column->width;
        column->left -= n;
        bytes += n * column->width;
        rows -= n;
    }
    return APLOC_OK;
}

int apl_times_column_is_sound(apl_times_column *column)
{
    char found[APL_DIGEST_SIZE];
    if (!*column->stated)
        return 1;
    apl_digest_end(column->digest, found);
    return strcmp(found, column->stated) == 0;
}

/* ---- decoding: a loop a type, so that each is a few instructions a value ---- */

static uint16_t load16(const unsigned char *bytes)
{
    uint16_t value;
    memcpy(&value, bytes, sizeof value);
    return le16toh(value);
}

static uint32_t load32(const unsigned char *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return le32toh(value);
}

static uint64_t load64(const unsigned char *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return le64toh(value);
}

static float load_float(const unsigned char *bytes)
{
    uint32_t bits = load32(bytes);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double load_double(const unsigned char *bytes)
{
    uint64_t bits = load64(bytes);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

int32_t apl_times_decode_index(apl_h5_type type, const unsigned char *bytes, int64_t n, int32_t *to)
{
    int32_t largest = 0, all = 0;
    switch (type) {
    case APL_H5_U8:
        for (int64_t k = 0; k < n; k++)
            to[k] = bytes[k];
        break;
    case APL_H5_U16:
        for (int64_t k = 0; k < n; k++)
            to[k] = load16(bytes + 2 * k);
        break;
    case APL_H5_U32:
    case APL_H5_I32:
        for (int64_t k = 0; k < n; k++) {
            uint32_t value = load32(bytes + 4 * k);
            to[k] = value > INT32_MAX ? -1 : (int32_t)value;
        }
        break;
    default:
        for (int64_t k = 0; k < n; k++) {
            uint64_t value = load64(bytes + 8 * k);
            to[k] = value > INT32_MAX ? -1 : (int32_t)value;
        }
    }
    for (int64_t k = 0; k < n; k++) {
        largest = to[k] > largest ? to[k] : largest;
        all |= to[k];
    }
    return all < 0 ? -1 : largest;
}

int apl_times_decode_minutes(apl_h5_type type, int64_t scale, const unsigned char *bytes, int64_t n,
                             double *minutes)
{
    double by = (double)scale;
    int sound = 1;
    switch (type) {
    case APL_H5_U8:
        for (int64_t k = 0; k < n; k++)
            minutes[k] = bytes[k] / by;
        break;
    case APL_H5_U16:
        for (int64_t k = 0; k < n; k++)
            minutes[k] = load16(bytes + 2 * k) / by;
        break;
    case APL_H5_U32:
        for (int64_t k = 0; k < n; k++)
            minutes[k] = load32(bytes + 4 * k) / by;
        break;
    case APL_H5_I32:
        for (int64_t k = 0; k < n; k++)
            minutes[k] = (int32_t)load32(bytes + 4 * k) / by;
        break;
    case APL_H5_F32:
        for (int64_t k = 0; k < n; k++)
            minutes[k] = (double)load_float(bytes + 4 * k);
        break;
    default:
        for (int64_t k = 0; k < n; k++)
            minutes[k] = load_double(bytes + 8 * k);
    }
    /* NaN compares with nothing. */
    for (int64_t k = 0; k < n; k++)
        sound &= minutes[k] >= 0.0 && minutes[k] <= 1.7976931348623157e308;
    return sound;
}

int apl_times_are_codes(apl_h5_type type)
{
    return type == APL_H5_U8 || type == APL_H5_U16;
}

void apl_times_decode_codes(apl_h5_type type, const unsigned char *bytes, int64_t n,
                            uint16_t *codes)
{
    if (type == APL_H5_U8)
        for (int64_t k = 0; k < n; k++)
            codes[k] = bytes[k];
    else
        for (int64_t k = 0; k < n; k++)
            codes[k] = (uint16_t)load16(bytes + 2 * k);
}
