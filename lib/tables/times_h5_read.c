/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "base/seal.h"
#include "tables/texts.h"
#include "tables/times_h5.h"
#include "tables/times_convert.h"

void apl_times_group_free(apl_times_group *group)
{
    aploc_times_free(group->times);
    free(group->from);
    free(group->to);
    *group = (apl_times_group){0};
}

aploc_status apl_times_tell(const apl_times_watch *watch, int64_t done, int64_t all,
                            aploc_error *err)
{
    if (watch && watch->progress &&
        watch->progress(watch->data, watch->what, all ? (double)done / (double)all : 1.0))
        return apl_fail(err, APLOC_ERR_CANCELLED, "stopped by the caller");
    return APLOC_OK;
}

aploc_status apl_times_open(const char *path, apl_h5 **h5, aploc_error *err)
{
    static const char *const datasets[] = {"/from",  "/to",      "/offsets",
                                           "/index", "/minutes", APL_TIMES_ORDER};
    aploc_status status = APLOC_OK;
    apl_h5 *own = NULL;
    APL_TRY(apl_h5_open(path, &own, err));
    APL_TRY(apl_h5_check_format(own, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    for (size_t k = 0; k < sizeof datasets / sizeof *datasets; k++)
        APL_TRY(apl_seal_check_dataset(own, datasets[k], err));
    *h5 = own;
    own = NULL;
out:
    apl_h5_close(own);
    return status;
}

/* Codes as files have them: not empty, not long, each once. */
static aploc_status check_codes(apl_h5 *h5, const char *path, char **codes, int64_t n,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_texts seen = {0};
    for (int64_t k = 0; k < n; k++) {
        size_t length = strlen(codes[k]);
        int32_t number = 0;
        if (length == 0 || length > APL_LONGEST_CODE) {
            status =
                apl_h5_fail(h5, err, "found a code of %zu bytes in %s, row %lld, expected 1 to %d",
                            length, path, (long long)k, (int)APL_LONGEST_CODE);
            goto out;
        }
        APL_TRY(apl_texts_add(&seen, codes[k], (int64_t)length, &number, err));
        if (number != k) {
            status = apl_fail_at(
                err, APLOC_ERR_CODE_REPEATED,
                (apl_place){.file = apl_h5_path(h5), .code = codes[k]},
                "found the code '%s' again in %s, rows %d and %lld, expected each code once",
                codes[k], path, (int)number, (long long)k);
            goto out;
        }
    }
out:
    apl_texts_free(&seen);
    return status;
}

/* The codes of a list that may not be there. */
static aploc_status read_codes(apl_h5 *h5, const char *path, int32_t n, char ***codes,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t rows = 0;
    if (apl_h5_find(h5, path) == APL_H5_NONE)
        return APLOC_OK;
    APL_TRY(apl_h5_expect(h5, path, 1, n, -1, NULL, err));
    APL_TRY(apl_h5_read_texts(h5, path, &rows, codes, err));
    APL_TRY(check_codes(h5, path, *codes, rows, err));
out:
    return status;
}

aploc_status apl_times_check_codes(apl_h5 *h5, const char *path, int32_t n, aploc_error *err)
{
    char **codes = NULL;
    aploc_status status = read_codes(h5, path, n, &codes, err);
    free(codes);
    return status;
}

/* How many places a group says it has. */
static aploc_status read_count(apl_h5 *h5, const char *group, const char *name, int32_t *count,
                               aploc_error *err)
{
    int64_t value = 0;
    aploc_status status = apl_h5_get_integer(h5, group, name, &value, err);
    if (!status && (value < 1 || value > INT32_MAX - 1))
        status = apl_h5_fail(h5, err, "found %lld as %s of %s, expected 1 to %d", (long long)value,
                             name, group, INT32_MAX - 1);
    if (!status)
        *count = (int32_t)value;
    return status;
}

aploc_status apl_times_read_offsets(apl_h5 *h5, const char *path, aploc_times *t, int64_t n_pairs,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t n = (int64_t)t->n_demand + 1;
    APL_TRY(apl_h5_expect(h5, path, 1, n, -1, NULL, err));
    APL_TRY(APL_NEW(t->offsets, n, err));
    APL_TRY(apl_h5_read(h5, path, APL_H5_I64, 0, n, t->offsets, err));
    for (int64_t i = 0; i < n; i++) {
        int64_t least = i ? t->offsets[i - 1] : 0, most = i ? n_pairs : 0;
        least = i == n - 1 ? n_pairs : least;
        if (t->offsets[i] < least || t->offsets[i] > most) {
            status = apl_h5_fail(h5, err, "found %lld in %s, row %lld, expected %lld to %lld",
                                 (long long)t->offsets[i], path, (long long)i, (long long)least,
                                 (long long)most);
            goto out;
        }
    }
out:
    return status;
}

aploc_status apl_times_check_index(apl_h5 *h5, const char *path, const aploc_times *t, int32_t row,
                                   int64_t k, int64_t before, int64_t to, aploc_error *err)
{
    if (to < 0 || to >= t->n_supply)
        return apl_fail_at(err, APLOC_ERR_INDEX, (apl_place){.file = apl_h5_path(h5)},
                           "found %lld in %s, row %lld, expected 0 to %d", (long long)to, path,
                           (long long)k, (int)t->n_supply - 1);
    if (k == t->offsets[row] || before < to)
        return APLOC_OK;
    if (before == to)
        return apl_fail_at(err, APLOC_ERR_PAIR_REPEATED, (apl_place){.file = apl_h5_path(h5)},
                           "found %lld in %s twice for place %d, rows %lld and %lld, expected each "
                           "pair once",
                           (long long)to, path, (int)row, (long long)k - 1, (long long)k);
    return apl_h5_fail(h5, err,
                       "found %lld after %d in %s, row %lld, expected the columns of place "
                       "%d to ascend",
                       (long long)to, (int)before, path, (long long)k, (int)row);
}

static aploc_status read_index(apl_h5 *h5, const char *path, aploc_times *t, int64_t n_pairs,
                               int64_t *block, const apl_times_watch *watch, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t row = 0;
    APL_TRY(apl_h5_expect(h5, path, 1, n_pairs, -1, NULL, err));
    APL_TRY(APL_NEW(t->to, n_pairs, err));
    for (int64_t first = 0; first < n_pairs; first += APL_TIMES_BLOCK) {
        int64_t count = n_pairs - first < APL_TIMES_BLOCK ? n_pairs - first : APL_TIMES_BLOCK;
        APL_TRY(apl_times_tell(watch, first, 2 * n_pairs, err));
        APL_TRY(apl_h5_read(h5, path, APL_H5_I64, first, count, block, err));
        for (int64_t k = first; k < first + count; k++) {
            while (t->offsets[row + 1] <= k)
                row++;
            APL_TRY(apl_times_check_index(h5, path, t, row, k, k ? t->to[k - 1] : -1,
                                          block[k - first], err));
            t->to[k] = (int32_t)block[k - first];
        }
    }
out:
    return status;
}

/* Without the attribute they are minutes. */
static aploc_status check_unit(apl_h5 *h5, const char *path, aploc_error *err)
{
    char *unit = NULL;
    aploc_status status = APLOC_OK;
    if (!apl_h5_has(h5, path, "unit"))
        return APLOC_OK;
    APL_TRY(apl_h5_get_text(h5, path, "unit", &unit, err));
    if (strcmp(unit, "minutes") != 0)
        status =
            apl_h5_fail(h5, err, "found the unit '%.64s' of %s, expected 'minutes'", unit, path);
out:
    free(unit);
    return status;
}

aploc_status apl_times_read_scale(apl_h5 *h5, const char *path, apl_h5_type type, int64_t *scale,
                                  aploc_error *err)
{
    *scale = 1;
    aploc_status status = check_unit(h5, path, err);
    if (status || !apl_h5_has(h5, path, "scale"))
        return status;
    status = apl_h5_get_integer(h5, path, "scale", scale, err);
    int is_whole = type != APL_H5_F32 && type != APL_H5_F64, is_power = 0;
    for (int64_t power = 1; power <= 1000000000; power *= 10)
        is_power |= *scale == power;
    if (!status && (!is_power || (!is_whole && *scale != 1)))
        status = apl_h5_fail(h5, err, "found the scale %lld of %s, expected 1%s", (long long)*scale,
                             path, is_whole ? ", 10, 100 \xe2\x80\xa6 to 10^9" : "");
    return status;
}

aploc_status apl_times_check_minutes(apl_h5 *h5, const char *path, int64_t k, double minutes,
                                     aploc_error *err)
{
    if (isfinite(minutes) && minutes >= 0.0)
        return APLOC_OK;
    char text[APLOC_NUMBER_SIZE];
    aploc_number_write(minutes, text);
    return apl_fail_at(err, isfinite(minutes) ? APLOC_ERR_NEGATIVE : APLOC_ERR_NOT_FINITE,
                       (apl_place){.file = apl_h5_path(h5)},
                       "found %s minutes in %s, row %lld, expected a finite time that is not "
                       "negative",
                       text, path, (long long)k);
}

static aploc_status read_minutes(apl_h5 *h5, const char *path, aploc_times *t, int64_t n_pairs,
                                 const apl_times_watch *watch, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_shape shape;
    int64_t scale = 1;
    APL_TRY(apl_h5_expect(h5, path, 1, n_pairs, -1, &shape, err));
    APL_TRY(apl_times_read_scale(h5, path, shape.type, &scale, err));
    APL_TRY(APL_NEW(t->minutes, n_pairs, err));
    for (int64_t first = 0; first < n_pairs; first += APL_TIMES_BLOCK) {
        int64_t count = n_pairs - first < APL_TIMES_BLOCK ? n_pairs - first : APL_TIMES_BLOCK;
        APL_TRY(apl_times_tell(watch, n_pairs + first, 2 * n_pairs, err));
        APL_TRY(apl_h5_read(h5, path, APL_H5_F64, first, count, t->minutes + first, err));
        for (int64_t k = first; k < first + count; k++) {
            t->minutes[k] /= (double)scale;
            APL_TRY(apl_times_check_minutes(h5, path, k, t->minutes[k], err));
        }
    }
out:
    return status;
}

/* Every attribute that says how much there is. */
aploc_status apl_times_read_counts(apl_h5 *h5, const char *path, aploc_times *t, int64_t *n_pairs,
                                   aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t same = 0;
    APL_TRY(read_count(h5, path, "from_count", &t->n_demand, err));
    APL_TRY(read_count(h5, path, "to_count", &t->n_supply, err));
    APL_TRY(apl_h5_get_integer(h5, path, "pair_count", n_pairs, err));
    APL_TRY(apl_h5_get_integer(h5, path, "same_places", &same, err));
    if (*n_pairs < 0 || same < 0 || same > 1 || (same && t->n_demand != t->n_supply))
        status = apl_h5_fail(h5, err,
                             "found %lld pairs and same_places %lld in %s, expected 0 pairs or "
                             "more, and 0, or 1 for as many columns as rows",
                             (long long)*n_pairs, (long long)same, path);
    t->same_places = (int32_t)same;
out:
    return status;
}

aploc_status apl_times_read_group(apl_h5 *h5, const char *path, const apl_times_watch *watch,
                                  apl_times_group *group, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char part[APL_TIMES_PATH];
    apl_times_group own = {0};
    int64_t n_pairs = 0, *block = NULL;
    APL_TRY(APL_ZEROED(own.times, 1, err));
    aploc_times *t = own.times;
    APL_TRY(apl_times_read_counts(h5, path, t, &n_pairs, err));
    APL_TRY(read_codes(h5, apl_times_path(part, path, "from"), t->n_demand, &own.from, err));
    APL_TRY(read_codes(h5, apl_times_path(part, path, "to"), t->n_supply, &own.to, err));
    APL_TRY(apl_times_read_offsets(h5, apl_times_path(part, path, "offsets"), t, n_pairs, err));
    APL_TRY(APL_NEW(block, n_pairs < APL_TIMES_BLOCK ? n_pairs : APL_TIMES_BLOCK, err));
    APL_TRY(read_index(h5, apl_times_path(part, path, "index"), t, n_pairs, block, watch, err));
    APL_TRY(read_minutes(h5, apl_times_path(part, path, "minutes"), t, n_pairs, watch, err));
    APL_TRY(apl_times_tell(watch, 1, 1, err));
    *group = own;
    own = (apl_times_group){0};
out:
    free(block);
    apl_times_group_free(&own);
    return status;
}
