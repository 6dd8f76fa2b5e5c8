/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vintages of a synthetic territory: the same places and people, some years before. */
#include <aploc/aploc.h>
#include <math.h>

#include "tables.h"

enum { N_AGES = 19 };

/* A folder of its own below the test's, removed with its files. */
static const char *folder_of(const char *name)
{
    return file_path(name);
}

static void drop(const char *name)
{
    char path[500];
    static const char *const tables[] = {"communes", "practitioners"};
    for (int k = 0; k < 2 * APLOC_SYNTH_MAX_VINTAGES; k++) {
        char year[16] = "";
        if (k >= 2)
            snprintf(year, sizeof year, "-%d", APLOC_SYNTH_YEAR - k / 2);
        snprintf(path, sizeof path, "%s/%s%s.csv", folder_of(name), tables[k % 2], year);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/times.csv", folder_of(name));
    unlink(path);
    rmdir(folder_of(name));
}

static aploc_synth_report make(const char *name, uint64_t seed, int32_t n, int32_t n_vintages)
{
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    aploc_synth_report report = APLOC_SYNTH_REPORT_INIT;
    aploc_error err = {0};
    options.seed = seed;
    options.n_communes = n;
    options.max_minutes = 10.0;
    options.n_vintages = n_vintages;
    drop(name);
    ck_assert_ok(aploc_synth_write(folder_of(name), &options, &report, &err), err);
    return report;
}

/* The path of a table of a year; good for the next seven calls. */
static const char *table_path(const char *name, const char *table, int year)
{
    char file[100];
    if (year == APLOC_SYNTH_YEAR)
        snprintf(file, sizeof file, "%s/%s.csv", name, table);
    else
        snprintf(file, sizeof file, "%s/%s-%d.csv", name, table, year);
    return file_path(file);
}

/* FNV-1a, 64 bits. */
static uint64_t digest(const char *path)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    for (int c = getc(file); c != EOF; c = getc(file))
        hash = (hash ^ (uint64_t)c) * UINT64_C(0x100000001b3);
    fclose(file);
    return hash;
}

/* As in tests/synth.c: any change here changes what every seed means. */
START_TEST(bytes_are_pinned)
{
    static const uint64_t pinned[2][2] = {
        {UINT64_C(0xe529583b3df2ae0b), UINT64_C(0xe504f9e35e32957c)},
        {UINT64_C(0xedd36703f3ccf361), UINT64_C(0x546adcc2e133b50a)}};
    static const char *const tables[2] = {"communes", "practitioners"};
    make("a", 1, 300, 3);
    for (int year = 2021; year <= 2022; year++)
        for (int k = 0; k < 2; k++) {
            uint64_t found = digest(table_path("a", tables[k], year));
            ck_assert_msg(found == pinned[year - 2021][k], "%s-%d.csv is 0x%016llx", tables[k],
                          year, (unsigned long long)found);
        }
    drop("a");
}
END_TEST

/* Asked for more years, those that were there stay the same bytes; none is written unasked. */
START_TEST(earlier_years_change_nothing)
{
    static const char *const tables[2] = {"communes", "practitioners"};
    for (int32_t n_vintages = 1; n_vintages <= 4; n_vintages++) {
        aploc_synth_report few = make("a", 9, 400, n_vintages);
        aploc_synth_report many = make("b", 9, 400, n_vintages + 1);
        int oldest = APLOC_SYNTH_YEAR + 1 - n_vintages;
        for (int year = oldest; year <= APLOC_SYNTH_YEAR; year++)
            for (int k = 0; k < 2; k++)
                ck_assert_uint_eq(digest(table_path("a", tables[k], year)),
                                  digest(table_path("b", tables[k], year)));
        ck_assert_uint_eq(digest(file_path("a/times.csv")), digest(file_path("b/times.csv")));
        ck_assert_int_ne(access(table_path("a", tables[0], oldest - 1), F_OK), 0);
        ck_assert_int_eq(few.n_practitioners, many.n_practitioners);
        ck_assert_bits(few.population, many.population);
    }
    drop("a");
    drop("b");
}
END_TEST

/* A vintage read back. */
typedef struct vintage {
    aploc_communes *communes;
    aploc_practitioners *care;
    aploc_practice *rows;          /* in the order of the file */
    const aploc_practice **sorted; /* by id and place */
    int32_t n_rows;
    const double *population, *standardised, *supply, *ages;
} vintage;

static int compare_rows(const void *a, const void *b)
{
    const aploc_practice *p = *(const aploc_practice *const *)a;
    const aploc_practice *q = *(const aploc_practice *const *)b;
    int by_id = strcmp(p->id, q->id);
    return by_id ? by_id : (p->place > q->place) - (p->place < q->place);
}

static vintage read_vintage(int year)
{
    vintage v = {.n_rows = 0};
    aploc_error err = {0};
    v.communes = read_good(table_path("a", "communes", year), NULL);
    ck_assert_ok(aploc_practitioners_read_csv(table_path("a", "practitioners", year), v.communes,
                                              NULL, &v.care, NULL, &err),
                 err);
    v.n_rows = aploc_practitioners_count(v.care);
    v.rows = calloc((size_t)v.n_rows + 1, sizeof *v.rows);
    v.sorted = calloc((size_t)v.n_rows + 1, sizeof *v.sorted);
    ck_assert(v.rows && v.sorted);
    for (int32_t k = 0; k < v.n_rows; k++) {
        v.rows[k] = (aploc_practice)APLOC_PRACTICE_INIT;
        ck_assert_ok(aploc_practitioners_get(v.care, k, &v.rows[k], &err), err);
        v.sorted[k] = &v.rows[k];
    }
    qsort(v.sorted, (size_t)v.n_rows, sizeof *v.sorted, compare_rows);
    v.population = aploc_communes_column(v.communes, APLOC_POPULATION);
    v.standardised = aploc_communes_column(v.communes, APLOC_STANDARDISED);
    v.supply = aploc_communes_column(v.communes, APLOC_SUPPLY);
    v.ages = aploc_communes_age_table(v.communes);
    return v;
}

static void give_back(vintage *v)
{
    free(v->rows);
    free(v->sorted);
    aploc_practitioners_free(v->care);
    aploc_communes_free(v->communes);
}

/* Whole people, who add up and weigh what they should. */
static void check_people(const vintage *v, int32_t n)
{
    static const double weights[N_AGES] = {1.27, 0.65, 0.55, 0.51, 0.54, 0.65, 0.67,
                                           0.72, 0.75, 0.83, 1.03, 1.07, 1.31, 1.39,
                                           1.54, 1.82, 2.12, 2.84, 2.61};
    for (int32_t i = 0; i < n; i++) {
        double sum = 0.0, weighted = 0.0;
        for (int a = 0; a < N_AGES; a++) {
            double residents = v->ages[i * N_AGES + a];
            ck_assert(residents >= 0.0 && residents == floor(residents));
            sum += residents;
            weighted += weights[a] * residents;
        }
        ck_assert_bits(sum, v->population[i]);
        ck_assert_bits(floor(weighted * 100.0 + 0.5) / 100.0, v->standardised[i]);
        ck_assert(v->population[i] >= 10.0);
    }
}

/* The supply of each commune is what the practitioners of the year make. */
static void check_supply(const vintage *v, int32_t n)
{
    double *supply = calloc((size_t)n, sizeof *supply);
    for (int32_t k = 0; k < v->n_rows; k++) {
        aploc_practice row = v->rows[k];
        if (strcmp(aploc_practitioners_profession(v->care, row.profession), "gp") != 0 ||
            row.status == APLOC_PRACTICE_LOCUM)
            continue;
        double acts = row.acts;
        if (k + 1 < v->n_rows) {
            aploc_practice after = v->rows[k + 1];
            if (after.status == APLOC_PRACTICE_LOCUM) {
                ck_assert_str_eq(after.replaces, row.id);
                ck_assert_int_eq(after.place, row.place);
                acts += after.acts;
            }
        }
        if (row.rank == APLOC_PRACTICE_MAIN && row.status == APLOC_PRACTICE_LIBERAL &&
            row.months == 12.0)
            acts = fmax(acts, 3600.0);
        supply[row.place] += fmin(acts, 6000.0);
    }
    for (int32_t i = 0; i < n; i++)
        ck_assert_bits(supply[i], v->supply[i]);
    free(supply);
}

/* Where two vintages must agree on places: all columns that are no count. */
static void check_places(const vintage *before, const vintage *after, int32_t n)
{
    static const char *const groups[] = {"department", "region", "epci", "tvs", "type", "altitude"};
    static const aploc_role degrees[] = {APLOC_LON, APLOC_LAT};
    ck_assert_int_eq(aploc_communes_count(before->communes), n);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        int32_t a = aploc_communes_group_find(before->communes, groups[g]);
        int32_t b = aploc_communes_group_find(after->communes, groups[g]);
        ck_assert(a >= 0 && b >= 0);
        const int32_t *level_a = aploc_communes_group_levels(before->communes, a, NULL);
        const int32_t *level_b = aploc_communes_group_levels(after->communes, b, NULL);
        for (int32_t i = 0; i < n; i++)
            ck_assert_str_eq(aploc_communes_group_text(before->communes, a, level_a[i]),
                             aploc_communes_group_text(after->communes, b, level_b[i]));
    }
    for (int k = 0; k < 2; k++)
        ck_assert_mem_eq(aploc_communes_column(before->communes, degrees[k]),
                         aploc_communes_column(after->communes, degrees[k]),
                         (size_t)n * sizeof(double));
    for (int32_t i = 0; i < n; i++) {
        ck_assert_str_eq(aploc_communes_code(before->communes, i),
                         aploc_communes_code(after->communes, i));
        ck_assert_str_eq(aploc_communes_name(before->communes, i),
                         aploc_communes_name(after->communes, i));
    }
}

/* A practice of a table by who and where; NULL when there is none. */
static const aploc_practice *find(const vintage *v, const aploc_practice *like)
{
    const aploc_practice **found =
        bsearch(&like, v->sorted, (size_t)v->n_rows, sizeof *v->sorted, compare_rows);
    return found ? *found : NULL;
}

/* Who is in both is the same person, with other acts; ids say who left and when. Returns how many of
 * the doctors and nurses at work in `year` were in the next one too, in per mille. */
static int check_lives(const vintage *now, const vintage *next, int year)
{
    int stayed = 0, all = 0, same_acts = 0;
    char left[16];
    snprintf(left, sizeof left, "L%d", year);
    for (int32_t k = 0; k < now->n_rows; k++) {
        aploc_practice row = now->rows[k];
        int age = year - row.birth_year;
        ck_assert(age >= 24 && age <= 75 && row.acts >= 0.0 && row.months >= 1.0);
        ck_assert(row.id[0] == 'P' || (row.id[0] == 'L' && atoi(row.id + 1) / 100000 >= year));
        const aploc_practice *then = find(next, &row);
        if (then)
            ck_assert_int_eq(then->birth_year, row.birth_year);
        if (row.status == APLOC_PRACTICE_LOCUM)
            continue;
        all++;
        /* Gone for good, and exactly those whose id says so. */
        ck_assert_int_eq(!then, strncmp(row.id, left, 5) == 0);
        if (!then)
            continue;
        stayed++;
        same_acts += then->acts == row.acts;
        ck_assert_int_eq(then->rank, row.rank);
        ck_assert_int_eq(then->status, row.status);
        ck_assert_str_eq(aploc_practitioners_profession(now->care, row.profession),
                         aploc_practitioners_profession(next->care, then->profession));
    }
    ck_assert_int_lt(20 * same_acts, stayed);
    return 1000 * stayed / all;
}

START_TEST(places_and_people_are_the_same)
{
    int32_t n = 500;
    make("a", 4 + (uint64_t)_i, n, 4);
    vintage v[4];
    for (int k = 0; k < 4; k++)
        v[k] = read_vintage(2020 + k);
    for (int k = 0; k < 4; k++) {
        check_people(&v[k], n);
        check_supply(&v[k], n);
        check_places(&v[k], &v[3], n);
    }
    for (int k = 0; k < 3; k++) {
        int stayed = check_lives(&v[k], &v[k + 1], 2020 + k);
        ck_assert(stayed > 920 && stayed < 985);
    }
    /* Some are new each year. */
    for (int k = 1; k < 4; k++) {
        int settled = 0;
        for (const aploc_practice *row = v[k].rows; row < v[k].rows + v[k].n_rows; row++)
            settled += row->status != APLOC_PRACTICE_LOCUM && !find(&v[k - 1], row);
        ck_assert(50 * settled > v[k].n_rows && 10 * settled < v[k].n_rows);
    }
    for (int k = 0; k < 4; k++)
        give_back(&v[k]);
    drop("a");
}
END_TEST

/* The people of a type of commune, and of them those of 65 and more. */
static void count_type(const vintage *v, const char *type, double *people, double *old)
{
    int32_t group = aploc_communes_group_find(v->communes, "type");
    const int32_t *levels = aploc_communes_group_levels(v->communes, group, NULL);
    *people = *old = 0.0;
    for (int32_t i = 0; i < aploc_communes_count(v->communes); i++) {
        if (strcmp(aploc_communes_group_text(v->communes, group, levels[i]), type) != 0)
            continue;
        *people += v->population[i];
        for (int a = 13; a < N_AGES; a++)
            *old += v->ages[i * N_AGES + a];
    }
}

/* The country loses people, suburbs gain, everybody ages, and within bounds. */
START_TEST(drift_is_plausible)
{
    static const char *const types[] = {"country", "suburb", "small town", "centre"};
    make("a", 3, 3000, 6);
    vintage v[2] = {read_vintage(2018), read_vintage(2023)};
    for (int t = 0; t < 4; t++) {
        double people[2], old[2];
        for (int k = 0; k < 2; k++)
            count_type(&v[k], types[t], &people[k], &old[k]);
        double growth = people[1] / people[0] - 1.0;
        ck_assert_msg(fabs(growth) < 0.08, "%s: %g", types[t], growth);
        if (t == 0)
            ck_assert_double_lt(growth, -0.005);
        if (t == 1)
            ck_assert_double_gt(growth, 0.02);
        double ageing = old[1] / people[1] - old[0] / people[0];
        ck_assert_msg(ageing > 0.002 && ageing < 0.03, "%s: %g", types[t], ageing);
    }
    int differ = 0;
    for (int32_t i = 0; i < 3000; i++) {
        differ += v[0].population[i] != v[1].population[i];
        ck_assert_double_le(fabs(v[1].population[i] / v[0].population[i] - 1.0), 0.2);
    }
    ck_assert_int_gt(differ, 2500);
    for (int k = 0; k < 2; k++)
        give_back(&v[k]);
    drop("a");
}
END_TEST

/* The smallest and the longest: all files are valid. */
START_TEST(every_size_has_every_vintage)
{
    static const int32_t sizes[] = {2, 10, 100};
    make("a", 6, sizes[_i], APLOC_SYNTH_MAX_VINTAGES);
    for (int k = 0; k < APLOC_SYNTH_MAX_VINTAGES; k++) {
        vintage v = read_vintage(APLOC_SYNTH_YEAR - k);
        check_people(&v, sizes[_i]);
        check_supply(&v, sizes[_i]);
        give_back(&v);
    }
    drop("a");
}
END_TEST

START_TEST(refuses_other_numbers)
{
    static const int32_t bad[] = {0, -1, APLOC_SYNTH_MAX_VINTAGES + 1, INT32_MAX, INT32_MIN};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
        aploc_error err = {0};
        options.n_vintages = bad[k];
        ck_assert_fails(aploc_synth_write(folder_of("a"), &options, NULL, &err), APLOC_ERR_OPTIONS);
        ck_assert_ptr_nonnull(strstr(err.message, "vintages, expected 1 to 20"));
        ck_assert_int_ne(access(folder_of("a"), F_OK), 0);
    }
}
END_TEST

static int stop_late(void *data, const char *what, double done)
{
    (void)data, (void)done;
    return strcmp(what, "writing communes-2021.csv") == 0;
}

START_TEST(stops_without_a_trace)
{
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    options.n_vintages = 3;
    options.progress = stop_late;
    ck_assert_fails(aploc_synth_write(folder_of("a"), &options, NULL, NULL), APLOC_ERR_CANCELLED);
    ck_assert_int_ne(access(folder_of("a"), F_OK), 0);
}
END_TEST

static void clean(void)
{
    drop("a");
    drop("b");
    folder_remove();
}

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, clean);
    tcase_add_test(tests, bytes_are_pinned);
    tcase_add_test(tests, earlier_years_change_nothing);
    tcase_add_loop_test(tests, places_and_people_are_the_same, 0, 2);
    tcase_add_test(tests, drift_is_plausible);
    tcase_add_loop_test(tests, every_size_has_every_vintage, 0, 3);
    tcase_add_test(tests, refuses_other_numbers);
    tcase_add_test(tests, stops_without_a_trace);
}

int main(void)
{
    return run_tests("synth_vintages", add);
}
