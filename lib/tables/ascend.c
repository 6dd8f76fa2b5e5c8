/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/ascend.h"

#include "base/memory.h"

enum {
    SHORT = 128, /* rows in which each column is compared with each */
    COLUMN = 32, /* where the column stands in a pair of column and number */
    DIGIT = 8,
    MASK = (1 << DIGIT) - 1
};

aploc_status apl_ascend_new(apl_ascend *room, int64_t most, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_NEW(room->pairs, most, err));
    APL_TRY(APL_NEW(room->sorted, most, err));
out:
    return status;
}

void apl_ascend_free(apl_ascend *room)
{
    free(room->pairs);
    free(room->sorted);
    *room = (apl_ascend){0};
}

/* Count what is below each: a few columns an instruction. */
static void count_below(const int32_t *columns, int32_t n, int32_t *order)
{
    for (int32_t k = 0; k < n; k++) {
        int32_t below = 0;
        for (int32_t j = 0; j < n; j++)
            below += columns[j] < columns[k];
        order[below] = k;
    }
}

/* Digit by digit, the last first. */
static void sort_digits(uint64_t *pairs, uint64_t *sorted, int32_t n, int32_t limit, int32_t *order)
{
    for (int shift = COLUMN; (int64_t)(limit - 1) >> (shift - COLUMN); shift += DIGIT) {
        int32_t at[MASK + 1] = {0}, sum = 0;
        for (int32_t k = 0; k < n; k++)
            at[pairs[k] >> shift & MASK]++;
        for (int d = 0; d <= MASK; d++) {
            int32_t count = at[d];
            at[d] = sum;
            sum += count;
        }
        for (int32_t k = 0; k < n; k++)
            sorted[at[pairs[k] >> shift & MASK]++] = pairs[k];
        uint64_t *swapped = sorted;
        sorted = pairs;
        pairs = swapped;
    }
    for (int32_t k = 0; k < n; k++)
        order[k] = (int32_t)(uint32_t)pairs[k];
}

int apl_ascend_find(const apl_ascend *room, const int32_t *columns, int32_t n, int32_t limit,
                    int32_t *order)
{
    int falls = 0;
    for (int32_t k = 1; k < n; k++)
        falls |= columns[k] < columns[k - 1];
    if (!falls) {
        for (int32_t k = 0; k < n; k++)
            order[k] = k;
    } else if (n <= SHORT) {
        count_below(columns, n, order);
    } else {
        for (int32_t k = 0; k < n; k++)
            room->pairs[k] = (uint64_t)columns[k] << COLUMN | (uint32_t)k;
        sort_digits(room->pairs, room->sorted, n, limit, order);
    }
    return falls;
}
