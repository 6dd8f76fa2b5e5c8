/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command on 512 real communes of Isère, against the reference. This program reads the files
 * with a reader of its own (they have no quotes), so that no part of the library stands on both
 * sides. */
#include <gsl/gsl_statistics.h>
#include <unistd.h>

#include "reference.h"
#include "support.h"

enum { N = 512, FIELDS_MAX = 32 };

static char codes[N][8];
static double population[N], standardised[N], doctors[N], published[N];
static double minutes[N * N];
static char shared[4000];

/* Split a line at its commas, in place; empty fields count. */
static int split(char *line, char **fields)
{
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at && n < FIELDS_MAX;) {
        fields[n++] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    return n;
}

static int field_named(char **fields, int n, const char *name)
{
    for (int k = 0; k < n; k++)
        if (strcmp(fields[k], name) == 0)
            return k;
    ck_abort_msg("no column %s", name);
}

static int place(const char *code)
{
    for (int i = 0; i < N; i++)
        if (strcmp(codes[i], code) == 0)
            return i;
    ck_abort_msg("no commune %s", code);
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[5000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    return file;
}

static void read_inputs(void)
{
    char line[2000], *f[FIELDS_MAX];
    FILE *file = open_file(shared, "isere/communes.csv");
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    int n = split(line, f), code = field_named(f, n, "code"), pop = field_named(f, n, "pop_rp2016"),
        std = field_named(f, n, "popstd_mg_2016"), gp = field_named(f, n, "gp_bpe2017"),
        apl = field_named(f, n, "apl_mg2018");
    for (int i = 0; i < N; i++) {
        ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
        ck_assert_int_eq(split(line, f), n);
        snprintf(codes[i], sizeof codes[i], "%s", f[code]);
        population[i] = strtod(f[pop], NULL);
        standardised[i] = strtod(f[std], NULL);
        doctors[i] = strtod(f[gp], NULL);
        published[i] = strtod(f[apl], NULL);
    }
    ck_assert_ptr_null(fgets(line, sizeof line, file));
    fclose(file);

    for (int k = 0; k < N * N; k++)
        minutes[k] = NAN;
    file = open_file(shared, "isere/times.csv");
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    int n_pairs = 0, from = -1;
    for (; fgets(line, sizeof line, file); n_pairs++) {
        ck_assert_int_eq(split(line, f), 3);
        if (from < 0 || strcmp(codes[from], f[0]) != 0)
            from = place(f[0]);
        minutes[from * N + place(f[1])] = strtod(f[2], NULL);
    }
    fclose(file);
    ck_assert_int_eq(n_pairs, 120041);
}

START_TEST(equals_the_reference)
{
    static const double starts[] = {0, 10, 15, 20}, weights[] = {1, 2.0 / 3, 1.0 / 3, 0};
    static double apl[N], supply[N];
    static long double reference[N];
    char folder[] = "/tmp/aploc-isere-XXXXXX", call[16000], line[2000], *f[FIELDS_MAX];
    aploc_decay steps = APLOC_DECAY_INIT;
    double obtained = 0.0, in_all = 0.0;

    read_inputs();
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(call, sizeof call,
             "'%s' compute --communes '%s/isere/communes.csv' --times '%s/isere/times.csv' "
             "--method mg-2015 --column population=pop_rp2016 "
             "--column standardised=popstd_mg_2016 --column supply=gp_bpe2017 "
             "--supply-scale 4226 --quiet --output %s/out.csv",
             getenv("APLOC_COMMAND"), shared, shared, folder);
    ck_assert_int_eq(system(call), 0);

    FILE *file = open_file(folder, "out.csv");
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert_str_eq(line, "code,name,apl,population,standardised,supply\n");
    for (int i = 0; i < N; i++) {
        ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
        ck_assert_int_eq(split(line, f), 6);
        ck_assert_str_eq(f[0], codes[i]);
        apl[i] = strtod(f[2], NULL);
        ck_assert_bits(strtod(f[3], NULL), population[i]);
        ck_assert_bits(strtod(f[4], NULL), standardised[i]);
        supply[i] = 4226.0 * doctors[i];
        ck_assert_bits(strtod(f[5], NULL), supply[i]);
    }
    ck_assert_ptr_null(fgets(line, sizeof line, file));
    fclose(file);
    ck_assert_int_eq(unlink(strcat(strcpy(line, folder), "/out.csv")), 0);
    ck_assert_int_eq(rmdir(folder), 0);

    steps.kind = APLOC_DECAY_STEPS;
    steps.n_points = 4;
    steps.minutes = starts;
    steps.values = weights;
    reference_apl(N, N, minutes, 1, &steps, standardised, supply, reference);
    double worst = reference_distance(N, apl, reference);
    for (int i = 0; i < N; i++) {
        obtained += standardised[i] * apl[i];
        in_all += supply[i];
    }
    double r = gsl_stats_correlation(apl, 1, published, 1, N);
    /* Every commune of Isère has people, so all of the supply is reached. */
    double lost = fabs(obtained - in_all) / in_all;
    printf("# 512 communes: at most %.1e from the reference; demand x APL is the supply to %.1e; "
           "r = %.4f with the published APL\n",
           worst, lost, r);
    fflush(stdout);
    ck_assert_double_le(worst, 1e-12);
    ck_assert_double_le(lost, 1e-12);
    ck_assert_double_ge(r, 0.70);
    ck_assert_double_le(r, 0.80);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, equals_the_reference);
}

int main(void)
{
    snprintf(shared, sizeof shared, "%s", getenv("APLOC_SHARED"));
    if (access(shared, R_OK) != 0) {
        printf("1..0 # SKIP the real communes are not there (%s)\n", shared);
        return 0;
    }
    return run_tests("isere", add);
}
