/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include <aploc/version.h>

#include "base/memory.h"
#include "tables/times_h5.h"

/* What a column of minutes is kept as. */
typedef struct form {
    apl_h5_type type;
    int64_t scale; /* the minutes are whole numbers over this */
} form;

static int same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* A quotient of two whole numbers is rounded as the reading of a decimal is: once, to the nearest. */
int64_t apl_times_whole(double minutes, int64_t scale)
{
    double times = minutes * (double)scale;
    if (!(times < 4294967295.0))
        return -1;
    int64_t number = (int64_t)(times + 0.5);
    return same_bits((double)number / (double)scale, minutes) ? number : -1;
}

/* The narrowest form that gives back every bit. */
static form choose_form(const double *minutes, int64_t n)
{
    static const int64_t most = 1000000000;
    int64_t scale = 1, k = 0, largest = 0;
    for (; k < n; k++) {
        while (scale <= most && apl_times_whole(minutes[k], scale) < 0)
            scale *= 10;
        if (scale > most)
            break;
    }
    for (k = 0; k < n && scale <= most; k++) {
        int64_t number = apl_times_whole(minutes[k], scale);
        if (number < 0)
            break;
        largest = number > largest ? number : largest;
    }
    if (k == n && scale <= most)
        return (form){largest <= UINT16_MAX ? APL_H5_U16 : APL_H5_U32, scale};
    for (k = 0; k < n; k++)
        if (!same_bits((double)(float)minutes[k], minutes[k]))
            return (form){APL_H5_F64, 1};
    return (form){APL_H5_F32, 1};
}

static void encode(const form *f, const double *minutes, int64_t n, void *block)
{
    uint16_t *u16 = block;
    uint32_t *u32 = block;
    float *f32 = block;
    for (int64_t k = 0; k < n; k++) {
        if (f->type == APL_H5_U16)
            u16[k] = (uint16_t)apl_times_whole(minutes[k], f->scale);
        else if (f->type == APL_H5_U32)
            u32[k] = (uint32_t)apl_times_whole(minutes[k], f->scale);
        else
            f32[k] = (float)minutes[k];
    }
}

static aploc_status write_minutes(apl_h5 *h5, const char *path, const double *minutes, int64_t n,
                                  void *block, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    form f = choose_form(minutes, n);
    APL_TRY(apl_h5_make(h5, path, f.type, n, 0, err));
    for (int64_t first = 0; first < n; first += APL_TIMES_BLOCK) {
        int64_t count = n - first < APL_TIMES_BLOCK ? n - first : APL_TIMES_BLOCK;
        const void *values = minutes + first;
        if (f.type != APL_H5_F64) {
            encode(&f, minutes + first, count, block);
            values = block;
        }
        APL_TRY(apl_h5_put(h5, path, first, count, values, err));
    }
    APL_TRY(apl_h5_set_text(h5, path, "unit", "minutes", err));
    APL_TRY(apl_h5_set_integer(h5, path, "scale", f.scale, err));
out:
    return status;
}

static aploc_status write_index(apl_h5 *h5, const char *path, const int32_t *to, int64_t n,
                                int32_t n_places, void *block, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int is_narrow = n_places <= UINT16_MAX + 1;
    APL_TRY(apl_h5_make(h5, path, is_narrow ? APL_H5_U16 : APL_H5_U32, n, 0, err));
    for (int64_t first = 0; first < n; first += APL_TIMES_BLOCK) {
        int64_t count = n - first < APL_TIMES_BLOCK ? n - first : APL_TIMES_BLOCK;
        uint16_t *u16 = block;
        uint32_t *u32 = block;
        for (int64_t k = 0; k < count; k++) {
            if (is_narrow)
                u16[k] = (uint16_t)to[first + k];
            else
                u32[k] = (uint32_t)to[first + k];
        }
        APL_TRY(apl_h5_put(h5, path, first, count, block, err));
    }
out:
    return status;
}

aploc_status apl_times_write_group(apl_h5 *h5, const char *group, const aploc_times *times,
                                   const char *const *from, const char *const *to, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_TIMES_PATH];
    uint32_t *block = NULL;
    int64_t n = times->offsets[times->n_demand];
    APL_TRY(APL_NEW(block, n < APL_TIMES_BLOCK ? n : APL_TIMES_BLOCK, err));
    APL_TRY(apl_h5_make_group(h5, group, err));
    APL_TRY(apl_h5_set_integer(h5, group, "from_count", times->n_demand, err));
    APL_TRY(apl_h5_set_integer(h5, group, "to_count", times->n_supply, err));
    APL_TRY(apl_h5_set_integer(h5, group, "pair_count", n, err));
    APL_TRY(apl_h5_set_integer(h5, group, "same_places", times->same_places, err));
    if (from)
        APL_TRY(apl_h5_write_texts(h5, apl_times_path(path, group, "from"), times->n_demand, from,
                                   err));
    if (to)
        APL_TRY(
            apl_h5_write_texts(h5, apl_times_path(path, group, "to"), times->n_supply, to, err));
    APL_TRY(apl_h5_write(h5, apl_times_path(path, group, "offsets"), APL_H5_I64,
                         (int64_t)times->n_demand + 1, 0, times->offsets, err));
    APL_TRY(write_index(h5, apl_times_path(path, group, "index"), times->to, n, times->n_supply,
                        block, err));
    APL_TRY(
        write_minutes(h5, apl_times_path(path, group, "minutes"), times->minutes, n, block, err));
out:
    free(block);
    return status;
}

aploc_status apl_h5_write_format(apl_h5 *h5, const char *format, int64_t version, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_h5_set_text(h5, "/", "format", format, err));
    APL_TRY(apl_h5_set_integer(h5, "/", "format_version", version, err));
    APL_TRY(apl_h5_set_text(h5, "/", "library_version", aploc_version(), err));
out:
    return status;
}

aploc_status apl_h5_check_format(apl_h5 *h5, const char *format, int64_t version, aploc_error *err)
{
    char *found = NULL;
    int64_t number = 0;
    aploc_status status = APLOC_OK;
    APL_TRY(apl_h5_get_text(h5, "/", "format", &found, err));
    if (strcmp(found, format) != 0) {
        status = apl_h5_fail(h5, err, "found the format '%.100s', expected '%s'", found, format);
        goto out;
    }
    APL_TRY(apl_h5_get_integer(h5, "/", "format_version", &number, err));
    if (number != version)
        status = apl_h5_fail(h5, err, "found version %lld of '%s', expected version %lld",
                             (long long)number, format, (long long)version);
out:
    free(found);
    return status;
}
