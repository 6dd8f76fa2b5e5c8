/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic territories: the same bytes everywhere, valid at every size, and a little like France.
 */
#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/synth.h>
#include <aploc/times.h>

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synth/random.h"

#include "support.h"

static const char *const names[3] = {"communes.csv", "practitioners.csv", "times.csv"};

static char base[64];

static void make_base(void)
{
    strcpy(base, "/tmp/aploc-synth-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
}

static const char *path_of(const char *folder, const char *name)
{
    static char paths[4][160];
    static int turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s%s%s", base, folder, *name ? "/" : "", name);
    return path;
}

static void drop(const char *folder)
{
    for (int k = 0; k < 3; k++)
        unlink(path_of(folder, names[k]));
    rmdir(path_of(folder, ""));
}

static void drop_base(void)
{
    drop("a");
    drop("b");
    rmdir(base);
}

static aploc_synth_report make(const char *folder, uint64_t seed, int32_t n, double max_minutes)
{
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    aploc_synth_report report = APLOC_SYNTH_REPORT_INIT;
    aploc_error err = {0};
    options.seed = seed;
    options.n_communes = n;
    options.max_minutes = max_minutes;
    ck_assert_ok(aploc_synth_write(path_of(folder, ""), &options, &report, &err), err);
    ck_assert_int_eq(report.n_communes, n);
    return report;
}

/* FNV-1a, 64 bits. */
static uint64_t digest(const char *path)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    for (int c = getc(file); c != EOF; c = getc(file))
        hash = (hash ^ (uint64_t)c) * UINT64_C(0x100000001b3);
    fclose(file);
    return hash;
}

/* Any change here changes what every seed means, or shows a machine that rounds otherwise. */
START_TEST(bytes_are_pinned)
{
    static const uint64_t pinned[3] = {UINT64_C(0x4f790da91c831991), UINT64_C(0x05b91f0214a3cfd0),
                                       UINT64_C(0x9b0059fe19a579fb)};
    make("a", 1, 300, 30.0);
    for (int k = 0; k < 3; k++) {
        uint64_t found = digest(path_of("a", names[k]));
        ck_assert_msg(found == pinned[k], "%s is 0x%016llx", names[k], (unsigned long long)found);
    }
}
END_TEST

START_TEST(seed_decides)
{
    static const uint64_t seeds[] = {0, 2, UINT64_MAX, UINT64_C(1) << 40};
    for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++) {
        make("a", seeds[s], 150, 20.0);
        make("b", seeds[s], 150, 20.0);
        for (int k = 0; k < 3; k++)
            ck_assert_uint_eq(digest(path_of("a", names[k])), digest(path_of("b", names[k])));
        make("b", seeds[s] + 1, 150, 20.0);
        for (int k = 0; k < 3; k++)
            ck_assert_uint_ne(digest(path_of("a", names[k])), digest(path_of("b", names[k])));
    }
}
END_TEST

START_TEST(streams_have_their_moments)
{
    aploc_error err = {0};
    apl_random *random = NULL;
    ck_assert_ok(apl_random_create(1, APL_STREAM_SITES, &random, &err), err);
    double first = apl_random_unit(random), second = apl_random_unit(random);
    ck_assert_bits(first * 0x1p32, floor(first * 0x1p32));
    ck_assert_bits(second * 0x1p32, floor(second * 0x1p32));
    ck_assert(first != second);
    double sum = 0.0, squares = 0.0;
    for (int k = 0; k < 100000; k++) {
        double z = apl_random_normal(random);
        sum += z;
        squares += z * z;
        int32_t below = apl_random_below(random, 7);
        ck_assert(below >= 0 && below < 7);
    }
    ck_assert_double_eq_tol(sum / 100000.0, 0.0, 0.02);
    ck_assert_double_eq_tol(squares / 100000.0, 1.0, 0.02);
    apl_random_free(random);
    apl_random_free(NULL);
}
END_TEST

/* A territory read back. */
typedef struct territory {
    aploc_communes *communes;
    aploc_times *times;
    aploc_synth_report report;
} territory;

static territory read_back(uint64_t seed, int32_t n, double max_minutes)
{
    territory t = {.report = make("a", seed, n, max_minutes)};
    aploc_error err = {0};
    ck_assert_ok(aploc_communes_read_csv(path_of("a", names[0]), NULL, &t.communes, NULL, &err),
                 err);
    /* An unknown code, a repeated pair or a bad number is an error of the reader. */
    ck_assert_ok(
        aploc_times_read_csv(path_of("a", names[2]), t.communes, NULL, NULL, &t.times, NULL, &err),
        err);
    ck_assert_int_eq(aploc_communes_count(t.communes), n);
    ck_assert_int_eq(aploc_times_pair_count(t.times), t.report.n_pairs);
    return t;
}

static void give_back(territory *t)
{
    aploc_times_free(t->times);
    aploc_communes_free(t->communes);
}

static void check_people(const territory *t)
{
    static const double weights[19] = {1.27, 0.65, 0.55, 0.51, 0.54, 0.65, 0.67, 0.72, 0.75, 0.83,
                                       1.03, 1.07, 1.31, 1.39, 1.54, 1.82, 2.12, 2.84, 2.61};
    int32_t n_classes = 0;
    const aploc_age_class *classes = aploc_communes_ages(t->communes, &n_classes);
    const double *ages = aploc_communes_age_table(t->communes);
    const double *population = aploc_communes_column(t->communes, APLOC_POPULATION);
    const double *standardised = aploc_communes_column(t->communes, APLOC_STANDARDISED);
    ck_assert_int_eq(n_classes, 19);
    for (int a = 0; a < 19; a++) {
        ck_assert_int_eq(classes[a].from, 5 * a);
        ck_assert_int_eq(classes[a].to, a < 18 ? 5 * a + 4 : APLOC_AGE_OPEN);
    }
    double all = 0.0;
    for (int32_t i = 0; i < t->report.n_communes; i++) {
        double sum = 0.0, weighted = 0.0;
        for (int a = 0; a < 19; a++) {
            double residents = ages[i * 19 + a];
            ck_assert_bits(residents, floor(residents));
            sum += residents;
            weighted += weights[a] * residents;
        }
        ck_assert_bits(sum, population[i]);
        ck_assert_bits(floor(weighted * 100.0 + 0.5) / 100.0, standardised[i]);
        ck_assert(population[i] > 0.0);
        all += population[i];
    }
    ck_assert_bits(all, t->report.population);
}

static void check_times(const territory *t, double max_minutes)
{
    int64_t n_both = 0, n_different = 0;
    for (int32_t i = 0; i < t->report.n_communes; i++) {
        const int32_t *to = NULL, *back = NULL;
        const double *minutes = NULL, *minutes_back = NULL;
        int64_t n = aploc_times_row(t->times, i, &to, &minutes);
        for (int64_t k = 0; k < n; k++) {
            ck_assert_int_ne(to[k], i);
            ck_assert(minutes[k] > 0.0 && minutes[k] <= max_minutes);
            ck_assert_bits(minutes[k], floor(minutes[k] * 10.0 + 0.5) / 10.0);
            int64_t n_back = aploc_times_row(t->times, to[k], &back, &minutes_back);
            for (int64_t m = 0; m < n_back; m++) {
                if (back[m] != i)
                    continue;
                n_both++;
                n_different += minutes_back[m] != minutes[k];
                ck_assert_double_le(fabs(minutes_back[m] - minutes[k]), 15.0);
            }
        }
    }
    if (n_both > 1000)
        ck_assert_int_gt(n_different, n_both / 2);
}

/* As many groups as communes want, none empty, each of them nested where it should be. */
static void check_groups(const territory *t)
{
    static const struct {
        const char *name;
        int32_t size; /* about so many communes */
    } groups[] = {{"department", 360}, {"region", 2340}, {"epci", 28}, {"tvs", 13}};
    int32_t n = t->report.n_communes;
    for (size_t k = 0; k < sizeof groups / sizeof *groups; k++) {
        int32_t n_levels = 0;
        int32_t g = aploc_communes_group_find(t->communes, groups[k].name);
        ck_assert_int_ge(g, 0);
        ck_assert_ptr_nonnull(aploc_communes_group_levels(t->communes, g, &n_levels));
        ck_assert_int_ge(n_levels, n >= 300 ? 2 : 1);
        ck_assert_int_le(n_levels, n / groups[k].size + 2);
        ck_assert_int_ge(n_levels, n / (2 * groups[k].size));
    }
    const int32_t *tvs = aploc_communes_group_levels(
        t->communes, aploc_communes_group_find(t->communes, "tvs"), NULL);
    int32_t of_tvs = aploc_communes_group_find(t->communes, "tvs");
    int32_t epci_column = aploc_communes_group_find(t->communes, "epci");
    int32_t department_column = aploc_communes_group_find(t->communes, "department");
    const int32_t *epci = aploc_communes_group_levels(t->communes, epci_column, NULL);
    const int32_t *department = aploc_communes_group_levels(t->communes, department_column, NULL);
    for (int32_t i = 0; i < n; i++) {
        int32_t pole = aploc_communes_find(t->communes,
                                           aploc_communes_group_text(t->communes, of_tvs, tvs[i]));
        ck_assert_int_ge(pole, 0);
        ck_assert_int_eq(tvs[pole], tvs[i]);
        int32_t seat = aploc_communes_find(
            t->communes, aploc_communes_group_text(t->communes, epci_column, epci[i]) + 1);
        ck_assert_int_ge(seat, 0);
        ck_assert_int_eq(epci[seat], epci[i]);
        ck_assert_int_eq(department[seat], department[i]);
        const char *code = aploc_communes_code(t->communes, i);
        const char *own = aploc_communes_group_text(t->communes, department_column, department[i]);
        ck_assert_uint_eq(strlen(code), 5);
        ck_assert_int_eq(strncmp(code, own, strlen(own)), 0);
        ck_assert_str_ne(aploc_communes_name(t->communes, i), "");
    }
    ck_assert_str_eq(aploc_communes_code(t->communes, 0), "00001");
}

/* Split a row of practitioners.csv, which holds nothing to quote; an empty field is kept. */
static int split(char *line, char *fields[9])
{
    int n = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *field = line; field && n < 9; n++) {
        fields[n] = field;
        field = strchr(field, ',');
        if (field)
            *field++ = '\0';
    }
    return n;
}

/* The supply of each commune follows from the practitioners, by the rule of the header. */
static void check_practitioners(const territory *t)
{
    int32_t n = t->report.n_communes, n_rows = 0;
    double *supply = calloc((size_t)n, sizeof *supply);
    double acts_before = 0.0, floor_before = 0.0;
    int32_t before = -1;
    char line[200], doctor[16] = "";
    FILE *file = fopen(path_of("a", names[1]), "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert_str_eq(line, "id,commune,profession,birth_year,acts,months,rank,status,replaces\n");
    for (;;) {
        char *fields[9];
        int more = fgets(line, sizeof line, file) != NULL;
        ck_assert(!more || split(line, fields) == 9);
        int locum = more && strcmp(fields[7], "locum") == 0;
        if (!locum && before >= 0) {
            double acts = acts_before < floor_before ? floor_before : acts_before;
            supply[before] += acts < 6000.0 ? acts : 6000.0;
            before = -1;
        }
        if (!more)
            break;
        n_rows++;
        int32_t commune = aploc_communes_find(t->communes, fields[1]);
        ck_assert_int_ge(commune, 0);
        int age = 2023 - atoi(fields[3]), months = atoi(fields[5]);
        ck_assert(age >= 24 && age <= 75 && months >= 1 && months <= 12);
        int gp = strcmp(fields[2], "gp") == 0;
        ck_assert(gp || strcmp(fields[2], "nurse") == 0);
        if (locum) {
            ck_assert_str_eq(fields[8], doctor);
            ck_assert_int_eq(commune, before);
            acts_before += atof(fields[4]);
            continue;
        }
        ck_assert_str_eq(fields[8], "");
        if (!gp)
            continue;
        int main_practice = strcmp(fields[6], "main") == 0;
        ck_assert(main_practice ? strcmp(fields[0], doctor) > 0 : !strcmp(fields[0], doctor));
        snprintf(doctor, sizeof doctor, "%s", fields[0]);
        before = commune;
        acts_before = atof(fields[4]);
        floor_before =
            main_practice && months == 12 && !strcmp(fields[7], "liberal") ? 3600.0 : 0.0;
    }
    fclose(file);
    ck_assert_int_eq(n_rows, t->report.n_practitioners);
    const double *written = aploc_communes_column(t->communes, APLOC_SUPPLY);
    for (int32_t i = 0; i < n; i++)
        ck_assert_bits(supply[i], written[i]);
    free(supply);
}

static const int32_t sizes[] = {2, 3, 10, 25, 99, 100, 300, 2000};

START_TEST(every_size_is_valid)
{
    territory t = read_back(5, sizes[_i], 35.0);
    check_people(&t);
    check_times(&t, 35.0);
    check_groups(&t);
    check_practitioners(&t);
    give_back(&t);
}
END_TEST

START_TEST(oddities_are_planted)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        territory t = read_back(seed, 100 + 50 * (int32_t)seed, 60.0);
        const double *supply = aploc_communes_column(t.communes, APLOC_SUPPLY);
        int32_t n = t.report.n_communes, n_cut_off = 0, n_alone = 0;
        double *nearest = malloc((size_t)n * sizeof *nearest);
        for (int32_t i = 0; i < n; i++)
            nearest[i] = INFINITY;
        for (int32_t i = 0; i < n; i++) {
            const int32_t *to = NULL;
            const double *minutes = NULL;
            int64_t n_pairs = aploc_times_row(t.times, i, &to, &minutes);
            for (int64_t k = 0; k < n_pairs; k++) {
                nearest[i] = fmin(nearest[i], minutes[k]);
                nearest[to[k]] = fmin(nearest[to[k]], minutes[k]);
            }
        }
        for (int32_t i = 0; i < n; i++) {
            n_cut_off += nearest[i] > 20.0 && isfinite(nearest[i]) && supply[i] > 0.0;
            n_alone += isinf(nearest[i]) && supply[i] == 0.0;
        }
        /* Mountains may cut off another. */
        ck_assert_int_ge(n_cut_off, 1);
        ck_assert_int_eq(n_alone, 1);
        free(nearest);
        give_back(&t);
    }
}
END_TEST

/* Wide bounds around France: a median of some hundreds of people, most communes without a doctor,
 * some 40 neighbours in 20 minutes. */
START_TEST(looks_like_france)
{
    territory t = read_back(3, 4000, 20.0);
    const double *population = aploc_communes_column(t.communes, APLOC_POPULATION);
    const double *standardised = aploc_communes_column(t.communes, APLOC_STANDARDISED);
    const double *supply = aploc_communes_column(t.communes, APLOC_SUPPLY);
    double small = 0.0, people = 0.0, demand = 0.0, acts = 0.0, without = 0.0;
    for (int32_t i = 0; i < 4000; i++) {
        small += population[i] < 600.0;
        people += population[i];
        demand += standardised[i];
        acts += supply[i];
        without += supply[i] == 0.0;
    }
    ck_assert(small > 1600.0 && small < 2700.0);
    ck_assert(people > 4000.0 * 1300.0 && people < 4000.0 * 2500.0);
    ck_assert(demand > 0.95 * people && demand < 1.08 * people);
    ck_assert(acts > 3.0 * demand && acts < 4.2 * demand);
    ck_assert(without > 2400.0 && without < 3100.0);
    ck_assert(t.report.n_pairs > 4000 * 28 && t.report.n_pairs < 4000 * 60);
    give_back(&t);
}
END_TEST

START_TEST(refuses_bad_options)
{
    static const struct {
        int32_t n, n_vintages;
        double max_minutes;
    } bad[] = {{1, 1, 30.0},   {0, 1, 30.0},      {-5, 1, 30.0},   {5000001, 1, 30.0},
               {300, 0, 30.0}, {300, 1, 4.9},     {300, 1, 121.0}, {300, 1, -1.0},
               {300, 1, NAN},  {300, 1, INFINITY}};
    aploc_error err = {0};
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    aploc_synth_report report = APLOC_SYNTH_REPORT_INIT;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        options.n_communes = bad[k].n;
        options.n_vintages = bad[k].n_vintages;
        options.max_minutes = bad[k].max_minutes;
        ck_assert_fails(aploc_synth_write(path_of("a", ""), &options, NULL, &err),
                        APLOC_ERR_OPTIONS);
        ck_assert_int_eq(err.status, APLOC_ERR_OPTIONS);
    }
    options = (aploc_synth_options)APLOC_SYNTH_OPTIONS_INIT;
    options.size = 0;
    ck_assert_fails(aploc_synth_write(path_of("a", ""), &options, NULL, NULL), APLOC_ERR_OPTIONS);
    report.size = 3;
    ck_assert_fails(aploc_synth_write(path_of("a", ""), NULL, &report, NULL), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_synth_write(NULL, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_synth_write("", NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_int_ne(access(path_of("a", ""), F_OK), 0);
    ck_assert_fails(aploc_synth_write(path_of("a", "b"), NULL, NULL, &err), APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(err.message, "/a/b: "));
    ck_assert_fails(aploc_synth_write("/dev/null", NULL, NULL, NULL), APLOC_ERR_OPEN);
}
END_TEST

typedef struct watch {
    char what[64];
    double done;
    int calls, stop_at;
} watch;

static int look(void *data, const char *what, double done)
{
    watch *seen = data;
    ck_assert(done >= 0.0 && done <= 1.0);
    if (strcmp(what, seen->what) == 0)
        ck_assert_double_ge(done, seen->done);
    snprintf(seen->what, sizeof seen->what, "%s", what);
    seen->done = done;
    return ++seen->calls == seen->stop_at;
}

/* Stopped at any call: an error, and neither files nor folder. */
START_TEST(cancels_without_a_trace)
{
    watch seen = {.stop_at = -1};
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    aploc_error err = {0};
    options.n_communes = 600;
    options.max_minutes = 10.0;
    options.progress = look;
    options.progress_data = &seen;
    ck_assert_ok(aploc_synth_write(path_of("a", ""), &options, NULL, &err), err);
    ck_assert_str_eq(seen.what, "writing times.csv");
    ck_assert_bits(seen.done, 1.0);
    int calls = seen.calls;
    ck_assert_int_ge(calls, 5);
    for (int stop = 1; stop <= calls; stop++) {
        seen = (watch){.stop_at = stop};
        ck_assert_fails(aploc_synth_write(path_of("b", ""), &options, NULL, &err),
                        APLOC_ERR_CANCELLED);
        ck_assert_int_eq(seen.calls, stop);
        ck_assert_int_ne(access(path_of("b", ""), F_OK), 0);
    }
    /* What stood there before still does. */
    uint64_t before = digest(path_of("a", names[2]));
    seen = (watch){.stop_at = calls};
    options.seed = 77;
    ck_assert_fails(aploc_synth_write(path_of("a", ""), &options, NULL, NULL), APLOC_ERR_CANCELLED);
    ck_assert_uint_eq(digest(path_of("a", names[2])), before);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make_base, drop_base);
    tcase_add_test(tests, bytes_are_pinned);
    tcase_add_test(tests, seed_decides);
    tcase_add_test(tests, streams_have_their_moments);
    tcase_add_loop_test(tests, every_size_is_valid, 0, (int)(sizeof sizes / sizeof *sizes));
    tcase_add_test(tests, oddities_are_planted);
    tcase_add_test(tests, looks_like_france);
    tcase_add_test(tests, refuses_bad_options);
    tcase_add_test(tests, cancels_without_a_trace);
}

int main(void)
{
    return run_tests("synth", add);
}
