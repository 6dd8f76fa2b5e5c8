/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_SAME_RUNS_H
#define APLOC_TESTS_SAME_RUNS_H

/* Runs that must be equal in everything that can be asked of them. */

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"

static inline void same_file(const char *a, const char *b)
{
    size_t n = 0, m = 0;
    char *x = bytes_of_file(a, &n), *y = bytes_of_file(b, &m);
    ck_assert(x && y && n > 0);
    ck_assert_uint_eq(n, m);
    ck_assert_msg(memcmp(x, y, n) == 0, "%s and %s differ", a, b);
    free(x);
    free(y);
}

static inline void same_numbers(const double *a, const double *b, int64_t n)
{
    ck_assert_int_eq(!a, !b);
    ck_assert(!a || memcmp(a, b, (size_t)n * sizeof *a) == 0);
}

static inline void same_places(const aploc_communes *a, const aploc_communes *b)
{
    int32_t n = aploc_communes_count(a), n_ages = 0, m_ages = 0;
    ck_assert_int_eq(n, aploc_communes_count(b));
    for (int32_t i = 0; i < n; i++) {
        ck_assert_str_eq(aploc_communes_code(a, i), aploc_communes_code(b, i));
        ck_assert_str_eq(aploc_communes_name(a, i), aploc_communes_name(b, i));
    }
    for (int32_t role = 0; role < APLOC_ROLE_COUNT; role++)
        same_numbers(aploc_communes_column(a, role), aploc_communes_column(b, role), n);
    const aploc_age_class *x = aploc_communes_ages(a, &n_ages),
                          *y = aploc_communes_ages(b, &m_ages);
    ck_assert_int_eq(n_ages, m_ages);
    for (int32_t k = 0; k < n_ages; k++)
        ck_assert(x[k].from == y[k].from && x[k].to == y[k].to);
    same_numbers(aploc_communes_age_table(a), aploc_communes_age_table(b), (int64_t)n * n_ages);
    ck_assert_int_eq(aploc_communes_group_count(a), aploc_communes_group_count(b));
    for (int32_t g = 0; g < aploc_communes_group_count(a); g++) {
        int32_t n_levels = 0, m_levels = 0;
        const int32_t *p = aploc_communes_group_levels(a, g, &n_levels);
        const int32_t *q = aploc_communes_group_levels(b, g, &m_levels);
        ck_assert_str_eq(aploc_communes_group_name(a, g), aploc_communes_group_name(b, g));
        ck_assert_int_eq(n_levels, m_levels);
        ck_assert(memcmp(p, q, (size_t)n * sizeof *p) == 0);
        for (int32_t k = 0; k < n_levels; k++)
            ck_assert_str_eq(aploc_communes_group_text(a, g, k),
                             aploc_communes_group_text(b, g, k));
    }
}

static inline void same_times(const aploc_times *a, const aploc_times *b)
{
    ck_assert_int_eq(aploc_times_demand_count(a), aploc_times_demand_count(b));
    ck_assert_int_eq(aploc_times_supply_count(a), aploc_times_supply_count(b));
    for (int32_t i = 0; i < aploc_times_demand_count(a); i++) {
        const int32_t *p = NULL, *q = NULL;
        const double *x = NULL, *y = NULL;
        int64_t n = aploc_times_row(a, i, &p, &x);
        ck_assert_int_eq(n, aploc_times_row(b, i, &q, &y));
        ck_assert(memcmp(p, q, (size_t)n * sizeof *p) == 0);
        ck_assert(memcmp(x, y, (size_t)n * sizeof *x) == 0);
    }
}

static inline void same_cell(const aploc_cell *a, const aploc_cell *b)
{
    const char *const x[] = {a->name,       a->territory, a->people,     a->vintage,
                             a->profession, a->message,   a->fingerprint};
    const char *const y[] = {b->name,       b->territory, b->people,     b->vintage,
                             b->profession, b->message,   b->fingerprint};
    for (size_t k = 0; k < sizeof x / sizeof *x; k++)
        ck_assert_str_eq(x[k], y[k]);
    ck_assert_bits(a->max_age, b->max_age);
    ck_assert_bits(a->supply_scale, b->supply_scale);
    ck_assert(a->variant == b->variant && a->year == b->year && a->missing == b->missing &&
              a->demand_origin == b->demand_origin && a->supply_origin == b->supply_origin &&
              a->status == b->status);
    ck_assert(!a->report == !b->report && !a->demand_report == !b->demand_report &&
              !a->supply_report == !b->supply_report);
    ck_assert(!a->report || memcmp(a->report, b->report, sizeof *a->report) == 0);
    ck_assert(!a->demand_report ||
              memcmp(a->demand_report, b->demand_report, sizeof *a->demand_report) == 0);
    ck_assert(!a->supply_report ||
              memcmp(a->supply_report, b->supply_report, sizeof *a->supply_report) == 0);
    ck_assert_int_eq(!a->values, !b->values);
    if (!a->values)
        return;
    ck_assert_int_eq(!a->sites, !b->sites);
    same_places(a->communes, b->communes);
    if (a->sites)
        same_places(a->sites, b->sites);
    same_times(a->times, b->times);
    int32_t n = aploc_communes_count(a->communes);
    int32_t n_supply = a->sites ? aploc_communes_count(a->sites) : n;
    same_numbers(a->demand, b->demand, n);
    same_numbers(a->supply, b->supply, n_supply);
    same_numbers(a->values, b->values, aploc_variant_is_of_supply(a->variant) ? n_supply : n);
    for (int32_t k = 0; k < APLOC_METHOD_TEXT_COUNT; k++)
        ck_assert_str_eq(aploc_method_get_text(a->method, k), aploc_method_get_text(b->method, k));
}

static inline void same_run(const aploc_run *a, const aploc_run *b)
{
    const aploc_input *x, *y;
    ck_assert_int_eq(aploc_run_cell_count(a), aploc_run_cell_count(b));
    for (int32_t k = 0; k < aploc_run_cell_count(a); k++) {
        aploc_error err = {0};
        aploc_cell p = APLOC_CELL_INIT, q = APLOC_CELL_INIT;
        ck_assert_ok(aploc_run_get_cell(a, k, &p, &err), err);
        ck_assert_ok(aploc_run_get_cell(b, k, &q, &err), err);
        same_cell(&p, &q);
    }
    ck_assert_str_eq(aploc_run_get_study(a), aploc_run_get_study(b));
    for (int32_t k = 0; (x = aploc_run_get_input(a, k)) != NULL; k++) {
        y = aploc_run_get_input(b, k);
        ck_assert_ptr_nonnull(y);
        ck_assert_str_eq(x->role, y->role);
        ck_assert_str_eq(x->path, y->path);
        ck_assert_str_eq(x->sha256, y->sha256);
        ck_assert_int_eq(x->bytes, y->bytes);
    }
}

#endif
