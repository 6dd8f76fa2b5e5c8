/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host under a French locale, where printf writes "1,5" and strtod stops at the point, gets the
 * same numbers, to the bit and to the byte. */
#include <aploc/aploc.h>
#include <locale.h>
#include <unistd.h>

#include "support.h"

static char folder[] = "/tmp/aploc-locale-XXXXXX";

/* Compute from files to a file; the bytes of the file. */
static char *run(const char *name)
{
    char communes_path[300], times_path[300], out_path[300];
    aploc_error err = {0};
    aploc_communes *communes;
    aploc_times *times;
    aploc_method *method;
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_plan *plan;
    aploc_writer *writer;
    double demand[3], apl[3];
    snprintf(communes_path, sizeof communes_path, "%s/communes.csv", folder);
    snprintf(times_path, sizeof times_path, "%s/times.csv", folder);
    snprintf(out_path, sizeof out_path, "%s/%s", folder, name);
    ck_assert_ok(aploc_communes_read_csv(communes_path, NULL, &communes, NULL, &err), err);
    ck_assert_ok(aploc_times_read_csv(times_path, communes, NULL, NULL, &times, NULL, &err), err);
    ck_assert_ok(aploc_method_builtin("mg-dt70-exponential", &method, &err), err);
    ck_assert_ok(aploc_method_get_decay(method, &decay, &err), err);
    ck_assert_bits(decay.rate, 0.12);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_ok(aploc_demand_standardise(communes, method, NULL, demand, NULL, &err), err);
    ck_assert_ok(
        aploc_solve(plan, demand, aploc_communes_column(communes, APLOC_SUPPLY), apl, NULL, &err),
        err);
    ck_assert_ok(aploc_writer_create(out_path, ';', &writer, &err), err);
    for (int i = 0; i < 3; i++) {
        aploc_writer_text(writer, aploc_communes_name(communes, i));
        aploc_writer_number(writer, demand[i]);
        aploc_writer_number(writer, apl[i]);
        aploc_writer_end_row(writer);
    }
    ck_assert_ok(aploc_writer_commit(writer, &err), err);
    aploc_plan_free(plan);
    aploc_method_free(method);
    aploc_times_free(times);
    aploc_communes_free(communes);

    char *bytes = calloc(1, 4096);
    FILE *file = fopen(out_path, "r");
    ck_assert(bytes && file);
    ck_assert_uint_gt(fread(bytes, 1, 4095, file), 20);
    fclose(file);
    unlink(out_path);
    return bytes;
}

static void write_file(const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    fclose(file);
}

START_TEST(changes_no_number)
{
    char call[1000], shown[40];
    write_file("communes.csv", "CODE;Nom;Population standardisée;Offre\n"
                               "01001;É;1000,25;5400,5\n01002;Œ;500,125;\xc2\xa0"
                               "1\xc2\xa0"
                               "000\n01003;x;12;0\n");
    write_file("times.csv", "from,to,minutes\n01001,01002,12.25\n01002,01001,7.1\n01003,01002,3\n");
    char *plain = run("plain.csv");

    ck_assert_ptr_nonnull(setlocale(LC_ALL, "fr_FR.UTF-8"));
    snprintf(shown, sizeof shown, "%g", 1.5);
    ck_assert_str_eq(shown, "1,5");
    char *french = run("french.csv");
    ck_assert_str_eq(french, plain);
    ck_assert_str_eq(setlocale(LC_ALL, NULL), "fr_FR.UTF-8");
    char text[APLOC_NUMBER_SIZE];
    double value = 0.0;
    aploc_number_write(1.0 / 3, text);
    ck_assert_str_eq(text, "0.3333333333333333");
    aploc_number_write_fixed(1.0 / 3, 3, text);
    ck_assert_str_eq(text, "0.333");
    ck_assert_int_eq(aploc_number_read("123456789.123456789e-3", 22, &value, NULL), APLOC_OK);
    ck_assert_bits(value, 123456.789123456789);
    /* Long enough for the slow way, which asks the C library. */
    ck_assert_int_eq(aploc_number_read("0.1000000000000000055511151231257827", 36, &value, NULL),
                     APLOC_OK);
    ck_assert_bits(value, 0.1);
    free(plain);
    free(french);
    snprintf(call, sizeof call, "rm -rf %s", folder);
    ck_assert_int_eq(system(call), 0);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, changes_no_number);
}

int main(void)
{
    char call[1000];
    if (!mkdtemp(folder))
        return 1;
    snprintf(call, sizeof call, "localedef -i fr_FR -f UTF-8 %s/fr_FR.UTF-8 2>/dev/null", folder);
    if (system(call) != 0) {
        printf("1..0 # SKIP no French locale can be made (package locales)\n");
        return rmdir(folder) != 0;
    }
    setenv("LOCPATH", folder, 1);
    return run_tests("locale", add);
}
