/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method files: what they say is what is given. */
#include <aploc/family.h>
#include <aploc/method.h>

#include <math.h>
#include <unistd.h>

#include "method_texts.h"

static aploc_method *parse(const char *text)
{
    aploc_method *method = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_parse(text, strlen(text), "m.ini", &method, &err), err);
    return method;
}

static aploc_decay decay_of(const aploc_method *method)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_get_decay(method, &decay, &err), err);
    return decay;
}

static aploc_method *builtin(const char *name)
{
    aploc_method *method = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_builtin(name, &method, &err), err);
    return method;
}

static void check_whole(const char *text, size_t length)
{
    aploc_method *method = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_parse(text, length, "m.ini", &method, &err), err);
    ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_NAME), "test");
    ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_TITLE),
                     "A title: with a colon, d'été");
    ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_PROFESSION), "nurses");
    ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_UNIT), "FTE");
    ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_SOURCE), "a report; page 3");
    ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_FILE), text);
    ck_assert_ptr_null(aploc_method_get_text(method, APLOC_METHOD_TEXT_COUNT));
    ck_assert_ptr_null(aploc_method_get_text(method, -1));
    aploc_decay decay = decay_of(method);
    static const double minutes[] = {0, 10, 15, 20}, values[] = {1, 2.0 / 3, 1.0 / 3, 0.1};
    ck_assert_int_eq(decay.kind, APLOC_DECAY_STEPS);
    ck_assert_int_eq(decay.n_points, 4);
    ck_assert_bits(decay.cut, 25.5);
    for (int k = 0; k < 4; k++) {
        ck_assert_bits(decay.minutes[k], minutes[k]);
        ck_assert_bits(decay.values[k], values[k]);
    }
    ck_assert_ok(aploc_decay_check(&decay, &err), err);
    static const aploc_age_class ages[] = {{0, 19}, {20, 89}, {90, APLOC_AGE_OPEN}};
    static const double expected[] = {0.5, 0.5, 0};
    aploc_method_ages found = APLOC_METHOD_AGES_INIT;
    ck_assert_ok(aploc_method_get_ages(method, &found, &err), err);
    ck_assert_int_eq(found.n_classes, 3);
    ck_assert_int_eq(found.sex, APLOC_BOTH_SEXES);
    ck_assert_int_eq(found.normalise, APLOC_NORMALISE_NONE);
    ck_assert_ptr_null(found.weights_men);
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(found.classes[k].from, ages[k].from);
        ck_assert_int_eq(found.classes[k].to, ages[k].to);
        ck_assert_bits(found.weights[k], expected[k]);
    }
    aploc_method_supply supply = APLOC_METHOD_SUPPLY_INIT;
    ck_assert_ok(aploc_method_get_supply(method, &supply, &err), err);
    ck_assert_bits(supply.floor, 3600);
    ck_assert_bits(supply.cap, 6000);
    ck_assert_bits(supply.max_age, 65);
    ck_assert(isnan(supply.fte));
    ck_assert_ptr_null(aploc_method_get_gap(method, 0));
    aploc_method_free(method);
}

START_TEST(says_what_the_file_says)
{
    check_whole(whole, sizeof whole - 1);
}
END_TEST

START_TEST(takes_a_byte_order_mark_and_crlf)
{
    char text[2 * sizeof whole + 8] = "\xEF\xBB\xBF";
    size_t length = 3;
    for (size_t k = 0; k < sizeof whole - 1; k++) {
        if (whole[k] == '\n')
            text[length++] = '\r';
        text[length++] = whole[k];
    }
    check_whole(text, length);
    aploc_method_free(parse("\xEF\xBB\xBF" HEAD STEPS));
}
END_TEST

START_TEST(reads_a_file)
{
    char path[] = "/tmp/aploc-method-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, whole, sizeof whole - 1), sizeof whole - 1);
    close(descriptor);
    aploc_method *method = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_read(path, &method, &err), err);
    ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_FILE), whole);
    aploc_method_free(method);
    unlink(path);
    method = NULL;
    ck_assert_fails(aploc_method_read(path, &method, &err), APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(
        err.message,
        ": found nothing that can be opened (No such file or directory), expected a method file"));
    ck_assert_str_eq(err.file, path);
    ck_assert_fails(aploc_method_read("/tmp", &method, &err), APLOC_ERR_OPEN);
    ck_assert_str_eq(err.message, "/tmp: found a folder, expected a method file");
    ck_assert_fails(aploc_method_read("/dev/zero", &method, &err), APLOC_ERR_METHOD_SYNTAX);
    ck_assert_fails(aploc_method_read("/dev/null", &method, &err), APLOC_ERR_EMPTY);
    ck_assert_fails(aploc_method_read(NULL, &method, &err), APLOC_ERR_ARGUMENT);
    ck_assert_ptr_null(method);
}
END_TEST

START_TEST(reads_every_kind)
{
    static const struct {
        const char *text;
        int32_t kind;
        double rate, scale, exponent, cut;
    } cases[] = {
        {"kind = linear\ncut = 40\n", APLOC_DECAY_LINEAR, 0, 0, 0, 40},
        {"kind = power\nscale = 5\nexponent = 2\ncut = 60\n", APLOC_DECAY_POWER, 0, 5, 2, 60},
        {"cut = 60\nexponent = 1.5\nkind = power\n", APLOC_DECAY_POWER, 0, 1, 1.5, 60},
        {"kind = exponential\nrate = 1/20\ncut = 30\n", APLOC_DECAY_EXPONENTIAL, 1.0 / 20, 0, 0,
         30},
        {"kind = gaussian\nscale = 180\ncut = 30\n", APLOC_DECAY_GAUSSIAN, 0, 180, 0, 30},
        {"kind = logistic\nscale = 20\nrate = 0.5\ncut = 60\n", APLOC_DECAY_LOGISTIC, 0.5, 20, 0,
         60},
        {"kind = table\npoints = 0:1 10:0.8 30:0.1\ncut = 45\n", APLOC_DECAY_TABLE, 0, 0, 0, 45},
        {"steps = 0:1 20:0\n", APLOC_DECAY_STEPS, 0, 0, 0, 0},
        {"steps = 0:1\ncut = 15\n", APLOC_DECAY_STEPS, 0, 0, 0, 15}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[256];
        aploc_error err = {0};
        snprintf(text, sizeof text, HEAD "[decay]\n%s", cases[k].text);
        aploc_method *method = parse(text);
        aploc_decay decay = decay_of(method);
        ck_assert_int_eq(decay.kind, cases[k].kind);
        ck_assert_bits(decay.rate, cases[k].rate);
        ck_assert_bits(decay.scale, cases[k].scale);
        ck_assert_bits(decay.exponent, cases[k].exponent);
        ck_assert_bits(decay.cut, cases[k].cut);
        ck_assert_ok(aploc_decay_check(&decay, &err), err);
        aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
        ck_assert_ok(aploc_method_get_ages(method, &ages, &err), err);
        ck_assert_int_eq(ages.n_classes, 0);
        ck_assert_ptr_null(ages.classes);
        ck_assert_ptr_null(ages.weights);
        ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_TITLE), "");
        aploc_method_free(method);
    }
}
END_TEST

START_TEST(reads_every_variant)
{
    aploc_method *method = parse(HEAD STEPS);
    ck_assert_int_eq(aploc_method_get_variant(method), APLOC_VARIANT_E2SFCA);
    aploc_method_free(method);
    for (int32_t variant = 0; variant < APLOC_VARIANT_COUNT; variant++) {
        char text[256];
        snprintf(text, sizeof text,
                 HEAD "[family]\nvariant = %s\n[decay]\nkind = linear\ncut = 30\n",
                 aploc_variant_name(variant));
        method = parse(text);
        ck_assert_int_eq(aploc_method_get_variant(method), variant);
        aploc_method_free(method);
    }
    /* Weights that are not known cannot be too large. */
    method = parse(HEAD "[decay]\nsteps = ?\n[family]\nvariant = m2sfca\n");
    ck_assert_int_eq(aploc_method_get_variant(method), APLOC_VARIANT_M2SFCA);
    aploc_method_free(method);
    method = parse(HEAD "[decay]\nkind = ?\ncut = 30\n[family]\nvariant = kd2sfca\n");
    ck_assert_int_eq(aploc_method_get_variant(method), APLOC_VARIANT_KD2SFCA);
    aploc_method_free(method);
}
END_TEST

START_TEST(unknown_values_load_and_refuse)
{
    aploc_method *method = parse(HEAD "[decay]\n# unknown\nsteps = ? DREES, APL\ncut = ?\n"
                                      "[ages]\n0-19 = 1\n20+ = ?\n[supply]\nfte = ? nobody\n");
    static const aploc_method_gap gaps[] = {{"decay", "steps", "DREES, APL", 5},
                                            {"decay", "cut", "", 6},
                                            {"ages", "20+", "", 9},
                                            {"supply", "fte", "nobody", 11}};
    for (int32_t k = 0; k < 4; k++) {
        const aploc_method_gap *gap = aploc_method_get_gap(method, k);
        ck_assert_ptr_nonnull(gap);
        ck_assert_str_eq(gap->section, gaps[k].section);
        ck_assert_str_eq(gap->key, gaps[k].key);
        ck_assert_str_eq(gap->hint, gaps[k].hint);
        ck_assert_int_eq(gap->line, gaps[k].line);
    }
    ck_assert_ptr_null(aploc_method_get_gap(method, 4));
    ck_assert_ptr_null(aploc_method_get_gap(method, -1));
    aploc_error err = {0};
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.n_points = 42;
    ck_assert_fails(aploc_method_get_decay(method, &decay, &err), APLOC_ERR_METHOD_UNKNOWN);
    ck_assert_str_eq(err.message, "method 'x' does not know [decay] steps (m.ini:5); who publishes "
                                  "it: DREES, APL; fill it in a copy of the file");
    ck_assert_str_eq(err.file, "m.ini");
    ck_assert_int_eq(err.line, 5);
    ck_assert_int_eq(decay.n_points, 42);
    decay.size = 8;
    ck_assert_fails(aploc_method_get_decay(method, &decay, &err), APLOC_ERR_OPTIONS);
    ck_assert_str_eq(err.message, "found a decay of 8 bytes, expected 64");
    ck_assert(decay.size == 8 && decay.n_points == 42);
    decay.size = sizeof decay;
    aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
    ages.n_classes = 42;
    ck_assert_fails(aploc_method_get_ages(method, &ages, &err), APLOC_ERR_METHOD_UNKNOWN);
    ck_assert_str_eq(
        err.message,
        "method 'x' does not know [ages] 20+ (m.ini:9); fill it in a copy of the file");
    ck_assert_int_eq(ages.n_classes, 42);
    aploc_method_supply supply = APLOC_METHOD_SUPPLY_INIT;
    ck_assert_ok(aploc_method_get_supply(method, &supply, &err), err);
    ck_assert(isnan(supply.fte));
    supply.size = 1;
    ck_assert_fails(aploc_method_get_supply(method, &supply, &err), APLOC_ERR_OPTIONS);
    aploc_method_free(method);
    /* One unknown value among known ones, and an unknown kind. */
    method = parse(HEAD "[decay]\nkind = exponential\nrate = 0.1\ncut = ? you\n");
    ck_assert_fails(aploc_method_get_decay(method, &decay, NULL), APLOC_ERR_METHOD_UNKNOWN);
    aploc_method_free(method);
    method = parse(HEAD "[decay]\nkind = ?\ncut = 30\n");
    ck_assert_fails(aploc_method_get_decay(method, &decay, NULL), APLOC_ERR_METHOD_UNKNOWN);
    aploc_method_free(method);
    method = parse(HEAD STEPS "[ages]\nweights = ?\n");
    ck_assert_fails(aploc_method_get_ages(method, &ages, NULL), APLOC_ERR_METHOD_UNKNOWN);
    ck_assert_int_eq(decay_of(method).n_points, 2);
    aploc_method_free(method);
}
END_TEST

START_TEST(builtins_are_there_in_order)
{
    int32_t n = 0;
    for (; aploc_method_builtin_name(n); n++) {
        const char *name = aploc_method_builtin_name(n);
        if (n)
            ck_assert_int_lt(strcmp(aploc_method_builtin_name(n - 1), name), 0);
        aploc_method *method = builtin(name);
        ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_NAME), name);
        for (int32_t k = 0; k < APLOC_METHOD_TEXT_COUNT; k++)
            ck_assert_str_ne(aploc_method_get_text(method, k), "");
        for (int32_t k = 0; aploc_method_get_gap(method, k); k++)
            ck_assert_str_ne(aploc_method_get_gap(method, k)->hint, "");
        aploc_decay decay = APLOC_DECAY_INIT;
        aploc_error err = {0};
        aploc_status status = aploc_method_get_decay(method, &decay, &err);
        ck_assert_int_eq(status, strncmp(name, "mg-", 3) ? APLOC_ERR_METHOD_UNKNOWN : APLOC_OK);
        if (!status)
            ck_assert_ok(aploc_decay_check(&decay, &err), err);
        aploc_method_free(method);
    }
    ck_assert_int_eq(n, 10);
    ck_assert_ptr_null(aploc_method_builtin_name(-1));
    aploc_method *method = NULL;
    aploc_error err = {0};
    ck_assert_fails(aploc_method_builtin("mg-2014", &method, &err), APLOC_ERR_METHOD_NAME);
    ck_assert_str_eq(err.message, "found method 'mg-2014', expected one of dentists ehpad mg-2010 "
                                  "mg-2015 mg-dt70-exponential mg-dt70-gaussian midwives "
                                  "midwives-2013 nurses physiotherapists");
    ck_assert_fails(aploc_method_builtin(NULL, &method, &err), APLOC_ERR_ARGUMENT);
    ck_assert_ptr_null(method);
}
END_TEST

START_TEST(builtins_hold_the_published_numbers)
{
    aploc_method *method = builtin("mg-2015");
    aploc_decay decay = decay_of(method);
    static const double minutes[] = {0, 10, 15, 20}, values[] = {1, 2.0 / 3, 1.0 / 3, 0};
    ck_assert_int_eq(decay.n_points, 4);
    ck_assert_mem_eq(decay.minutes, minutes, sizeof minutes);
    ck_assert_mem_eq(decay.values, values, sizeof values);
    aploc_method_supply supply = APLOC_METHOD_SUPPLY_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_get_supply(method, &supply, &err), err);
    ck_assert_bits(supply.floor, 3600);
    ck_assert_bits(supply.cap, 6000);
    ck_assert_bits(supply.max_age, 65);
    ck_assert_bits(supply.fte, 5400);
    ck_assert_bits(aploc_method_get_per(method), 1.0);
    ck_assert_int_eq(supply.unit, APLOC_SUPPLY_ACTS);
    ck_assert_int_eq(supply.n_steps, 0);
    ck_assert_ptr_null(supply.step_acts);
    ck_assert_int_eq(supply.locums, APLOC_LOCUMS_MOVE);
    ck_assert_int_eq(supply.salaried, APLOC_VOLUME_KEEP);
    ck_assert_int_eq(supply.secondary, APLOC_VOLUME_KEEP);
    ck_assert_int_eq(supply.first_year, APLOC_FIRST_YEAR_AS_IS);
    ck_assert_int_eq(supply.part_year, APLOC_PART_YEAR_AS_IS);
    aploc_method_ages found = APLOC_METHOD_AGES_INIT;
    ck_assert_fails(aploc_method_get_ages(method, &found, &err), APLOC_ERR_METHOD_UNKNOWN);
    aploc_method_free(method);

    method = builtin("mg-2010");
    ck_assert_bits(aploc_method_get_per(method), 100000.0);
    decay = decay_of(method);
    static const double first_minutes[] = {0, 5, 10, 15}, first_values[] = {1, 0.3, 0.1, 0};
    ck_assert_mem_eq(decay.minutes, first_minutes, sizeof first_minutes);
    ck_assert_mem_eq(decay.values, first_values, sizeof first_values);
    static const double step_acts[] = {0, 273, 1028, 2643, 4252}, fte[] = {0, 0.2, 0.5, 0.7, 1};
    ck_assert_ok(aploc_method_get_supply(method, &supply, &err), err);
    ck_assert_int_eq(supply.n_steps, 5);
    ck_assert_mem_eq(supply.step_acts, step_acts, sizeof step_acts);
    ck_assert_mem_eq(supply.step_fte, fte, sizeof fte);
    ck_assert_int_eq(supply.unit, APLOC_SUPPLY_FTE);
    ck_assert_int_eq(supply.first_year, APLOC_FIRST_YEAR_FULL);
    ck_assert_int_eq(supply.locums, APLOC_LOCUMS_MOVE);
    ck_assert(isnan(supply.floor) && isnan(supply.cap) && isnan(supply.max_age) &&
              isnan(supply.fte));
    static const double ages[] = {1.27, 0.65, 0.55, 0.51, 0.54, 0.65, 0.67, 0.72, 0.75, 0.83,
                                  1.03, 1.07, 1.31, 1.39, 1.54, 1.82, 2.12, 2.84, 2.61};
    ck_assert_ok(aploc_method_get_ages(method, &found, &err), err);
    ck_assert_int_eq(found.n_classes, 19);
    ck_assert_mem_eq(found.weights, ages, sizeof ages);
    for (int32_t k = 0; k < found.n_classes; k++) {
        ck_assert_int_eq(found.classes[k].from, 5 * k);
        ck_assert_int_eq(found.classes[k].to, k < 18 ? 5 * k + 4 : APLOC_AGE_OPEN);
    }
    aploc_method_free(method);

    method = builtin("mg-dt70-exponential");
    decay = decay_of(method);
    ck_assert_bits(decay.rate, 0.12);
    ck_assert_bits(decay.cut, 30);
    aploc_method_free(method);
    method = builtin("mg-dt70-gaussian");
    decay = decay_of(method);
    ck_assert_bits(decay.scale, 180);
    ck_assert_bits(decay.cut, 30);
    aploc_method_free(method);

    method = builtin("ehpad");
    ck_assert_fails(aploc_method_get_decay(method, &decay, &err), APLOC_ERR_METHOD_UNKNOWN);
    ck_assert_str_eq(err.message,
                     "method 'ehpad' does not know [decay] steps (ehpad.ini:13); who publishes it: "
                     "DREES, data.drees.solidarites-sante.gouv.fr, data set \"APL\", methodology "
                     "note; fill it in a copy of the file");
    aploc_method_free(method);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, says_what_the_file_says);
    tcase_add_test(tests, takes_a_byte_order_mark_and_crlf);
    tcase_add_test(tests, reads_a_file);
    tcase_add_test(tests, reads_every_kind);
    tcase_add_test(tests, reads_every_variant);
    tcase_add_test(tests, unknown_values_load_and_refuse);
    tcase_add_test(tests, builtins_are_there_in_order);
    tcase_add_test(tests, builtins_hold_the_published_numbers);
}

int main(void)
{
    return run_tests("method", add);
}
