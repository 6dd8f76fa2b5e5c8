/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows say what the pairs say that they were made of, however they are cut into parts. */
#include "random_pairs.h"

static apl_rows rows_of(const random_pairs *r, const int32_t *order, apl_limits limits,
                        int32_t n_threads)
{
    apl_rows rows;
    aploc_error err = {0};
    ck_assert_ok(apl_tiles_make_within(&r->pairs, order, &r->codes, limits, n_threads, &rows, &err),
                 err);
    return rows;
}

/* A row read whole, in part and by length; no more is written than there is room for. */
static void check_row(const random_pairs *r, const apl_rows *rows, int32_t i, int32_t *index,
                      double *weights)
{
    int64_t first = r->pairs.offsets[i], n = r->pairs.offsets[i + 1] - first, same = 0;
    index[n] = -7;
    weights[n] = -7.0;
    ck_assert_int_eq(apl_row_get(rows, i, n + 1, index, weights), n);
    ck_assert_int_eq(index[n], -7);
    ck_assert_bits(weights[n], -7.0);
    for (int64_t k = 0; k < n; k++) {
        double weight = weight_at(r, first + k);
        same += index[k] == r->pairs.index[first + k] &&
                memcmp(&weights[k], &weight, sizeof weight) == 0;
    }
    ck_assert_int_eq(same, n);
    ck_assert_int_eq(apl_row_get(rows, i, 0, NULL, NULL), n);
    if (n == 0)
        return;
    index[n - 1] = -7;
    weights[n - 1] = -7.0;
    ck_assert_int_eq(apl_row_get(rows, i, n - 1, index, NULL), n);
    ck_assert_int_eq(apl_row_get(rows, i, n - 1, NULL, weights), n);
    ck_assert_int_eq(index[n - 1], -7);
    ck_assert_bits(weights[n - 1], -7.0);
}

static void check_sums(uint64_t *seed, const random_pairs *r, const apl_rows *rows)
{
    int32_t n = r->pairs.n_columns;
    double *x = malloc((size_t)n * sizeof *x);
    int32_t *names = malloc((size_t)n * sizeof *names);
    ck_assert(x && names);
    for (int32_t j = 0; j < n; j++) {
        x[j] = random_below(seed, 4) ? 1e6 * random_unit(seed) : 0.0;
        names[j] = n - 1 - j;
    }
    for (int32_t i = 0; i < r->pairs.n_rows; i++)
        ck_assert_bits(apl_row_sum(rows, i, x), plain_sum(r, APL_GATHER, i, x, 1, 0));
    /* One column at a time has something. */
    for (int32_t trial = 0; trial < 5; trial++) {
        int32_t j = random_below(seed, n);
        memset(x, 0, (size_t)n * sizeof *x);
        x[j] = 0x1p-1074;
        for (int32_t i = 0; i < r->pairs.n_rows; i++) {
            int has = 0, has_named = 0;
            for (int64_t k = r->pairs.offsets[i]; k < r->pairs.offsets[i + 1]; k++) {
                has |= r->pairs.index[k] == j;
                has_named |= r->pairs.index[k] == n - 1 - j;
            }
            ck_assert_int_eq(apl_row_any(rows, i, NULL, x), has);
            ck_assert_int_eq(apl_row_any(rows, i, names, x), has_named);
        }
    }
    free(x);
    free(names);
}

/* Rows that follow each other are said to, where a tile has all of them. */
static void check_order(const apl_rows *rows, const apl_tile *tile, int32_t n_tiles)
{
    int32_t n = 0, in_order = 0;
    for (int32_t s = 0; s < tile->n_slots; s++)
        n += rows->slots[tile->slot + s] >= 0;
    for (int32_t first = 0; n_tiles == 1 && n > 0 && first < rows->n_rows && !in_order; first++) {
        int32_t found = 0;
        for (int32_t s = 0; s < tile->n_slots; s++) {
            int32_t name = rows->slots[tile->slot + s];
            found += name >= first && name < first + n;
        }
        in_order = found == n;
        if (in_order)
            ck_assert_int_eq(tile->first_row, first);
    }
    ck_assert_int_eq(tile->n_rows, in_order ? n : 0);
}

/* What a tile is: its list within the limit and ascending; its slots whole slices; bands apart. */
static void check_shape(const apl_rows *rows, apl_limits limits)
{
    int64_t n_columns = 0, n_slots = 0, n_entries = 0, most = 0;
    ck_assert_int_eq(rows->bands[rows->n_bands], rows->n_tiles);
    ck_assert_int_eq(rows->work[rows->n_bands], rows->n_entries);
    for (int32_t b = 0; b < rows->n_bands; b++) {
        ck_assert_int_lt(rows->bands[b], rows->bands[b + 1]);
        ck_assert_int_eq(rows->work[b], rows->tiles[rows->bands[b]].entry);
        for (int32_t t = rows->bands[b]; t < rows->bands[b + 1]; t++) {
            const apl_tile *tile = &rows->tiles[t];
            const uint32_t *slices = rows->slices + tile->slice;
            int32_t n_slices = tile->n_slots / APL_LANES;
            ck_assert_int_eq(tile->goes_on, t > rows->bands[b]);
            ck_assert_int_eq(tile->column, n_columns);
            ck_assert_int_eq(tile->slot, n_slots);
            ck_assert_int_eq(tile->entry, n_entries);
            ck_assert_int_eq(tile->n_slots % APL_LANES, 0);
            ck_assert_int_le(tile->n_columns, limits.columns);
            check_order(rows, tile, rows->bands[b + 1] - rows->bands[b]);
            for (int32_t k = 1; k < tile->n_columns; k++)
                ck_assert_int_lt(rows->columns[n_columns + k - 1], rows->columns[n_columns + k]);
            n_columns += tile->n_columns;
            n_slots += tile->n_slots;
            n_entries += (int64_t)slices[n_slices] * APL_LANES;
            int64_t products = rows->form == APL_FORM_CLASSES
                                   ? 1 + (int64_t)tile->n_columns * rows->n_weights
                                   : tile->n_columns;
            most = products + tile->n_slots > most ? products + tile->n_slots : most;
        }
    }
    ck_assert_int_eq(n_columns, rows->n_columns);
    ck_assert_int_eq(n_slots, rows->n_slots);
    ck_assert_int_eq(n_entries, rows->n_entries);
    ck_assert_int_eq(apl_rows_room(rows), most);
}

static void check_rows(uint64_t *seed, const random_pairs *r, const apl_rows *rows,
                       apl_limits limits)
{
    size_t room = (size_t)r->pairs.n_columns + 1;
    int32_t *index = malloc(room * sizeof *index);
    double *weights = malloc(room * sizeof *weights);
    ck_assert(index && weights);
    for (int32_t i = 0; i < r->pairs.n_rows; i++)
        check_row(r, rows, i, index, weights);
    check_sums(seed, r, rows);
    check_shape(rows, limits);
    free(index);
    free(weights);
}

START_TEST(rows_are_the_pairs)
{
    uint64_t seed = 5;
    int n_cut = 0, n_apart = 0;
    for (int trial = 0; trial < trials(10 * N_WEIGHT_COUNTS); trial++) {
        int32_t n_rows = 1 + random_below(&seed, trial % 7 ? 400 : 2);
        int32_t n_columns = 1 + random_below(&seed, trial % 5 ? 200 : 2);
        random_pairs r =
            make_pairs(&seed, n_rows, n_columns, weight_counts[trial % N_WEIGHT_COUNTS]);
        int32_t *order = some_order(&seed, n_rows);
        apl_limits limits = some_limits(&seed, &r.codes);
        apl_rows rows = rows_of(&r, order, limits, 1 + trial % 4);
        check_rows(&seed, &r, &rows, limits);
        n_cut += rows.n_tiles > rows.n_bands;
        n_apart += rows.n_bands > 1;
        apl_rows_free(&rows);
        free(order);
        free_pairs(&r);
    }
    ck_assert_int_gt(n_cut, trials(20));
    ck_assert_int_gt(n_apart, trials(20));
}
END_TEST

/* Bands of full size: closed for their pairs, their rows and their columns. */
START_TEST(usual_limits)
{
    static const int32_t sizes[][2] = {{20000, 3}, {300, 700}, {100, 9000}};
    uint64_t seed = 6;
    for (int trial = 0; trial < 3 * trials(3); trial++) {
        random_pairs r =
            make_pairs(&seed, sizes[trial % 3][0], sizes[trial % 3][1], trial / 3 * trial * 5);
        apl_limits limits = apl_usual_limits(&r.codes);
        apl_rows rows;
        aploc_error err = {0};
        ck_assert_ok(apl_tiles_make(&r.pairs, NULL, &r.codes, 2, &rows, &err), err);
        check_rows(&seed, &r, &rows, limits);
        ck_assert_int_gt(rows.n_bands, 1);
        ck_assert_int_eq(rows.next != NULL, sizes[trial % 3][1] > limits.columns);
        apl_rows_free(&rows);
        free_pairs(&r);
    }
}
END_TEST

/* An entry has 16 bits. */
START_TEST(limits_fit_an_entry)
{
    for (int32_t n = 0; n <= APL_MOST_CODES; n++) {
        apl_codes codes = {.n_weights = n};
        apl_limits limits = apl_usual_limits(&codes);
        ck_assert_int_ge(limits.columns, APL_LEAST_COLUMNS);
        ck_assert_int_le((int64_t)limits.columns * (n <= APL_MOST_CLASSES && n ? n : 1),
                         UINT16_MAX);
    }
}
END_TEST

START_TEST(nothing_at_all)
{
    for (int k = 0; k < N_WEIGHT_COUNTS; k++) {
        int64_t offsets[4] = {0, 0, 0, 0};
        double table[APL_MOST_CODES + 1] = {0};
        random_pairs r = {.pairs = {.n_rows = 3 * (k % 2), .offsets = offsets},
                          .codes = {.n_weights = weight_counts[k], .weights = table}};
        uint16_t no_codes[1];
        double no_weights[1];
        r.pairs.codes = weight_counts[k] ? no_codes : NULL;
        r.pairs.weights = weight_counts[k] ? NULL : no_weights;
        apl_rows rows = rows_of(&r, NULL, apl_usual_limits(&r.codes), 1);
        ck_assert_int_eq(rows.n_entries, 0);
        ck_assert_int_eq(rows.n_bands, k % 2);
        for (int32_t i = 0; i < r.pairs.n_rows; i++)
            ck_assert_int_eq(apl_row_get(&rows, i, 0, NULL, NULL), 0);
        apl_rows_free(&rows);
    }
}
END_TEST

/* The number of threads says nothing about the rows. */
START_TEST(equal_for_any_number_of_threads)
{
    uint64_t seed = 8;
    for (int trial = 0; trial < N_WEIGHT_COUNTS; trial++) {
        random_pairs r = make_pairs(&seed, 500, 90, weight_counts[trial % N_WEIGHT_COUNTS]);
        apl_limits limits = {.columns = 20, .stretch_pairs = 200};
        apl_rows one = rows_of(&r, NULL, limits, 1);
        for (int32_t n_threads = 2; n_threads <= 8; n_threads++) {
            apl_rows many = rows_of(&r, NULL, limits, n_threads);
            size_t n = (size_t)one.n_entries;
            ck_assert_int_eq(apl_rows_bytes(&many), apl_rows_bytes(&one));
            ck_assert_int_eq(many.n_tiles, one.n_tiles);
            ck_assert_mem_eq(many.tiles, one.tiles, (size_t)one.n_tiles * sizeof *one.tiles);
            ck_assert_mem_eq(many.columns, one.columns, (size_t)one.n_columns * 4);
            ck_assert_mem_eq(many.slots, one.slots, (size_t)one.n_slots * 4);
            ck_assert_mem_eq(many.slices, one.slices, (size_t)one.n_slices * 4);
            ck_assert_mem_eq(many.entries, one.entries, n * sizeof *one.entries);
            if (one.codes)
                ck_assert_mem_eq(many.codes, one.codes, n * sizeof *one.codes);
            if (one.weights)
                ck_assert_mem_eq(many.weights, one.weights, n * sizeof *one.weights);
            apl_rows_free(&many);
        }
        apl_rows_free(&one);
        free_pairs(&r);
    }
}
END_TEST

/* The other orientation has each pair where it belongs, rows ascending, for any number of parts. */
START_TEST(turned_twice_is_the_same)
{
    uint64_t seed = 9;
    for (int trial = 0; trial < trials(60); trial++) {
        int32_t n_rows = 1 + random_below(&seed, 120), n_columns = 1 + random_below(&seed, 120);
        random_pairs r = make_pairs(&seed, n_rows, n_columns, trial % 2 ? 0 : 1 + trial);
        apl_pairs turned, back;
        aploc_error err = {0};
        ck_assert_ok(apl_pairs_transpose(&r.pairs, 1 + trial % 8, &turned, &err), err);
        ck_assert_int_eq(turned.n_rows, n_columns);
        ck_assert_int_eq(turned.n_columns, n_rows);
        for (int32_t j = 0; j < n_columns; j++)
            for (int64_t k = turned.offsets[j]; k < turned.offsets[j + 1]; k++) {
                int32_t i = turned.index[k];
                int64_t at = r.pairs.offsets[i];
                ck_assert(k == turned.offsets[j] || turned.index[k - 1] < i);
                while (at < r.pairs.offsets[i + 1] && r.pairs.index[at] != j)
                    at++;
                ck_assert_int_lt(at, r.pairs.offsets[i + 1]);
                if (turned.codes)
                    ck_assert_int_eq(turned.codes[k], r.pairs.codes[at]);
                else
                    ck_assert_bits(turned.weights[k], r.pairs.weights[at]);
            }
        ck_assert_ok(apl_pairs_transpose(&turned, 1 + trial % 3, &back, &err), err);
        size_t n = (size_t)r.pairs.offsets[n_rows];
        ck_assert_mem_eq(back.offsets, r.pairs.offsets, ((size_t)n_rows + 1) * 8);
        ck_assert_mem_eq(back.index, r.pairs.index, n * 4);
        apl_pairs_free(&back);
        apl_pairs_free(&turned);
        free_pairs(&r);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, rows_are_the_pairs);
    tcase_add_test(tests, usual_limits);
    tcase_add_test(tests, limits_fit_an_entry);
    tcase_add_test(tests, nothing_at_all);
    tcase_add_test(tests, equal_for_any_number_of_threads);
    tcase_add_test(tests, turned_twice_is_the_same);
}

int main(void)
{
    return run_tests("tiles", add);
}
