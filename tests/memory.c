/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocation: sizes are checked before they are multiplied, contents survive growth. */
#include "base/memory.h"

#include "support.h"

START_TEST(refuses_sizes_that_overflow)
{
    double *block = NULL;
    aploc_error err = {0};
    ck_assert_fails(APL_NEW(block, INT64_MAX, &err), APLOC_ERR_TOO_LARGE);
    ck_assert_fails(APL_NEW(block, INT64_MAX / 8 + 1, &err), APLOC_ERR_TOO_LARGE);
    ck_assert_fails(APL_NEW(block, -1, &err), APLOC_ERR_TOO_LARGE);
    ck_assert_fails(APL_ZEROED(block, INT64_MAX / 4, &err), APLOC_ERR_TOO_LARGE);
    ck_assert_ptr_null(block);
    int64_t capacity = 0;
    ck_assert_fails(APL_GROW(block, &capacity, INT64_MAX, &err), APLOC_ERR_TOO_LARGE);
    ck_assert_int_eq(capacity, 0);
    ck_assert_int_eq(err.status, APLOC_ERR_TOO_LARGE);
}
END_TEST

START_TEST(empty_is_a_block)
{
    double *block = NULL;
    ck_assert_int_eq(APL_NEW(block, 0, NULL), APLOC_OK);
    ck_assert_ptr_nonnull(block);
    free(block);
}
END_TEST

START_TEST(grows_and_keeps)
{
    int32_t *block = NULL;
    int64_t capacity = 0;
    for (int32_t k = 0; k < 10000; k++) {
        ck_assert_int_eq(APL_GROW(block, &capacity, k + 1, NULL), APLOC_OK);
        ck_assert_int_gt(capacity, k);
        block[k] = k;
    }
    for (int32_t k = 0; k < 10000; k++)
        ck_assert_int_eq(block[k], k);
    free(block);
    double *zeros = NULL;
    ck_assert_int_eq(APL_ZEROED(zeros, 100, NULL), APLOC_OK);
    for (int k = 0; k < 100; k++)
        ck_assert_bits(zeros[k], 0.0);
    free(zeros);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, refuses_sizes_that_overflow);
    tcase_add_test(tests, empty_is_a_block);
    tcase_add_test(tests, grows_and_keeps);
}

int main(void)
{
    return run_tests("memory", add);
}
