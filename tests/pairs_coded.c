/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pairs of a file taken as they stand, against those of a table of times made of them. */
#include "engine/pairs.h"

#include "support.h"

enum { MOST = 30 };

/* A file of random pairs; rows and columns are some of the places. */
typedef struct file {
    apl_times_coded coded;
    aploc_times times; /* the same as a table of places */
    int64_t offsets[MOST + 1];
    uint16_t narrow[MOST * MOST], codes[MOST * MOST];
    int32_t wide[MOST * MOST], columns[MOST], to[MOST * MOST];
    double minutes[MOST * MOST];
} file;

static void make_file(file *f, uint64_t *seed)
{
    int n = 1 + random_below(seed, MOST),
        m = random_below(seed, 3) ? n : 1 + random_below(seed, MOST);
    int same = n == m && random_below(seed, 2), full = random_below(seed, 3) == 0, at = 0;
    int every = random_below(seed, 2), longest = 1 + random_below(seed, 400);
    *f = (file){.coded = {.scale = 10}};
    for (int j = 0; j < m; j++)
        if (every || random_below(seed, 3))
            f->columns[f->coded.n_columns++] = j;
    for (int i = 0; i < n; i++) {
        int is_row = full || random_below(seed, 4);
        for (int j = 0; j < f->coded.n_columns && is_row; j++) {
            /* Of a file that is full, the own places alone are not given: each adds a pair. */
            if (full ? f->columns[j] == i : random_below(seed, 2))
                continue;
            f->narrow[at] = (uint16_t)j;
            f->wide[at] = j;
            f->to[at] = f->columns[j];
            f->codes[at] = (uint16_t)random_below(seed, full ? 50 : longest);
            f->minutes[at] = f->codes[at] / 10.0;
            at++;
        }
        f->offsets[i + 1] = at;
    }
    f->times = (aploc_times){.n_demand = n,
                             .n_supply = m,
                             .same_places = same,
                             .offsets = f->offsets,
                             .to = f->to,
                             .minutes = f->minutes};
    f->coded.head = f->times;
    f->coded.narrow = random_below(seed, 2) ? f->narrow : NULL;
    f->coded.wide = f->wide;
    f->coded.columns = every ? NULL : f->columns;
    f->coded.codes = f->codes;
}

static void check_same(const apl_pairs *a, const apl_pairs *b)
{
    int64_t n = a->offsets[a->n_rows];
    ck_assert_int_eq(a->n_rows, b->n_rows);
    ck_assert_int_eq(a->n_columns, b->n_columns);
    ck_assert_mem_eq(a->offsets, b->offsets, ((size_t)a->n_rows + 1) * sizeof *a->offsets);
    if (n > 0) {
        ck_assert_mem_eq(a->index, b->index, (size_t)n * sizeof *a->index);
        ck_assert_mem_eq(a->codes, b->codes, (size_t)n * sizeof *a->codes);
    }
}

/* Own pairs, counted one by one. */
static void count_own(const file *f, int64_t *own, int64_t *not_zero)
{
    *own = *not_zero = 0;
    for (int i = 0; i < f->times.n_demand && f->times.same_places; i++)
        for (int64_t k = f->offsets[i]; k < f->offsets[i + 1]; k++) {
            *own += f->to[k] == i;
            *not_zero += f->to[k] == i && f->minutes[k] != 0.0;
        }
}

static void check_file(file *f, uint64_t *seed)
{
    aploc_error err = {0};
    const double steps[] = {0, 5, 12.5}, weights[] = {1, 0.5, 0.25};
    aploc_decay decay = {.size = sizeof decay,
                         .kind = APLOC_DECAY_STEPS,
                         .cut = 20,
                         .n_points = 3,
                         .minutes = steps,
                         .values = weights};
    int32_t rank[MOST], wanted = 0;
    uint16_t code_of[500];
    double minutes[500];
    apl_codes codes = {0};
    ck_assert_ok(apl_codes_make(&decay, 0, NULL, &codes, &err), err);
    for (int k = 0; k < 500; k++)
        minutes[k] = k / 10.0;
    apl_codes_of(&codes, 500, minutes, code_of);
    int chooses = random_below(seed, 2);
    for (int j = 0; j < f->times.n_supply; j++)
        rank[j] = !chooses || random_below(seed, 2) ? wanted++ : -1;
    apl_choice choice = {.codes = &codes,
                         .rank = chooses ? rank : NULL,
                         .n_wanted = wanted,
                         .own_is_zero =
                             f->times.n_demand == f->times.n_supply && random_below(seed, 3) > 0};
    apl_pairs usual = {0};
    int64_t n_usual = 0, own = 0, not_zero = 0;
    ck_assert_ok(apl_pairs_take(&f->times, &choice, 1, &usual, &n_usual, &err), err);
    count_own(f, &own, &not_zero);
    for (int32_t threads = 1; threads <= 4; threads += threads > 1 ? 2 : 1) {
        apl_pairs taken = {0};
        int64_t n = 0;
        aploc_read_report report = APLOC_READ_REPORT_INIT;
        ck_assert_ok(
            apl_pairs_take_coded(&f->coded, &choice, code_of, threads, &taken, &n, &report, &err),
            err);
        check_same(&usual, &taken);
        ck_assert_int_eq(n, n_usual);
        ck_assert_int_eq(report.n_own, own);
        ck_assert_int_eq(report.n_own_not_zero, not_zero);
        apl_pairs_free(&taken);
    }
    apl_pairs_free(&usual);
    apl_codes_free(&codes);
}

START_TEST(as_the_table_says)
{
    static file f;
    uint64_t seed = 97;
    for (int k = 0; k < 200; k++) {
        make_file(&f, &seed);
        check_file(&f, &seed);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, as_the_table_says);
}

int main(void)
{
    return run_tests("pairs_coded", add);
}
