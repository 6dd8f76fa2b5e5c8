/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method files that say what they should not: each is refused in its place. */
#include <aploc/method.h>

#include "method_texts.h"

static const struct {
    aploc_status status;
    const char *text, *message;
} bad[] = {
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[decoy]\n",
     "m.ini:5: found section [decoy], expected one of [method] [decay] [ages] [supply] [family]"},
    {APLOC_ERR_METHOD_KEY, HEAD "author = me\n" STEPS,
     "m.ini:3: found key 'author' in [method], expected one of name title profession unit "
     "per source"},
    {APLOC_ERR_METHOD_VALUE, HEAD "per = 0\n" STEPS,
     "m.ini:3: found per 0, expected a number above 0"},
    {APLOC_ERR_NUMBER, HEAD "per = many\n" STEPS,
     "m.ini:3: found 'many', expected a number for 'per' in [method]"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "cuts = 20\n",
     "m.ini:5: found key 'cuts' in [decay], expected one of kind steps points rate scale exponent "
     "cut"},
    {APLOC_ERR_METHOD_KEY, HEAD "name = y\n" STEPS,
     "m.ini:3: found key 'name' in [method] again, expected it once (line 2)"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "\n[method]\n",
     "m.ini:6: found section [method] again, expected it once (line 1)"},
    {APLOC_ERR_METHOD_KEY, STEPS, "m.ini: found no key 'name' in [method], expected one"},
    {APLOC_ERR_METHOD_KEY, "\n[method]\ntitle = x\n" STEPS,
     "m.ini:2: found no key 'name' in [method], expected one"},
    {APLOC_ERR_METHOD_KEY, HEAD, "m.ini: found no section [decay], expected one"},
    {APLOC_ERR_METHOD_KEY, HEAD "[decay]\n",
     "m.ini:3: found neither 'steps' nor 'kind' in [decay], expected one of them"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "kind = gaussian\n",
     "m.ini:4: found key 'steps' with kind = gaussian, expected kind = steps or none"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "kind = foo\n",
     "m.ini:5: found kind 'foo', expected one of steps linear power exponential gaussian "
     "logistic table"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nkind = cubic\n",
     "m.ini:4: found kind 'cubic', expected one of steps linear power exponential gaussian "
     "logistic "
     "table"},
    {APLOC_ERR_METHOD_KEY, HEAD "[decay]\nkind = gaussian\nscale = 1\nrate = 2\ncut = 3\n",
     "m.ini:6: found key 'rate' with kind = gaussian, expected only scale cut"},
    {APLOC_ERR_METHOD_KEY, HEAD "[decay]\nkind = exponential\nrate = 2\n",
     "m.ini:4: found kind = exponential without key 'cut', expected rate cut"},
    {APLOC_ERR_METHOD_KEY, HEAD "[decay]\nkind = table\ncut = 2\n",
     "m.ini:4: found kind = table without key 'points', expected points cut"},
    {APLOC_ERR_NUMBER, HEAD "[decay]\nkind = linear\ncut = thirty\n",
     "m.ini:5: found 'thirty', expected a number for 'cut' in [decay]"},
    {APLOC_ERR_NUMBER, HEAD "[decay]\nkind = linear\ncut = ?30\n",
     "m.ini:5: found '?30', expected a number for 'cut' in [decay]"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nkind = linear\ncut = 1e999\n",
     "m.ini:5: found '1e999', expected a number that fits a double for 'cut' in [decay]"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nkind = linear\ncut = -3\n",
     "m.ini:5: found cut -3, expected a number above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nkind = exponential\nrate = 0\ncut = ?\n",
     "m.ini:5: found rate 0, expected a number above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = 0:1 20:0\ncut = 0\n",
     "m.ini:5: found cut 0, expected a number above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = 0:1 20\n",
     "m.ini:4: found '20' in 'steps', expected minutes:weight such as 10:2/3"},
    {APLOC_ERR_NUMBER, HEAD "[decay]\nsteps = 0:1 20:\n",
     "m.ini:4: found '', expected a number for 'steps' in [decay]"},
    {APLOC_ERR_NUMBER, HEAD "[decay]\nsteps = 0:1 10:0,5\n",
     "m.ini:4: found '0,5', expected a number for 'steps' in [decay]"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = 0:1 20:0.5 10:0\n",
     "m.ini:4: found minute 10 after minute 20 (point 3), expected ascending minutes"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = 5:1 20:0\n",
     "m.ini:4: found minute 5 at point 1, expected the first to be 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = 0:0.5 20:1\n",
     "m.ini:4: found weight 1 after weight 0.5 (point 2), expected weights that do not rise"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = 0:0 20:0\n",
     "m.ini:4: found weight 0 at point 1, expected the first to be above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = 0:1 20:0.5\n",
     "m.ini:4: found no cut and a last step above 0, expected a cut or a last step of 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nkind = table\ncut = 9\npoints = 0:1\n",
     "m.ini:6: found 1 points, expected at least 2 for a decay of kind table"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\n0-19 = 1\n19-64 = 1\n",
     "m.ini:7: found age class 19-64 after 0-19, expected a class that starts at 20"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\n0-19 = 1\n25-64 = 1\n",
     "m.ini:7: found age class 25-64 after 0-19, expected a class that starts at 20"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\n20+ = 1\n0-19 = 1\n",
     "m.ini:7: found age class 0-19 after 20+, expected none after an open class"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\n0-19 = 1\n0-19 = 1\n",
     "m.ini:7: found key '0-19' in [ages] again, expected it once (line 6)"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\nyoung = 1\n",
     "m.ini:6: found key 'young' in [ages], expected a class such as 0-4 or 90+"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\n9-5 = 1\n",
     "m.ini:6: found key '9-5' in [ages], expected a class such as 0-4 or 90+"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\n",
     "m.ini:5: found no class in [ages], expected classes such as 0-4 = 1.27"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\n0-19 = 0\n20+ = 0\n",
     "m.ini:5: found only weights of 0 in [ages], expected one above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\n0+ = -1\n",
     "m.ini:6: found weight -1, expected a number of at least 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nweights = 3\n",
     "m.ini:6: found weights = 3, expected '?', or a key for each class such as 0-4 = 1.27"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\n0+ = 1\nweights = ?\n",
     "m.ini:6: found key '0+' beside 'weights', expected one or the other"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nsex = girls\n0+ = 1\n",
     "m.ini:6: found sex 'girls', expected one of both women men"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nsex = ?\n0+ = 1\n",
     "m.ini:6: found sex '?', expected one of both women men"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nnormalise = yes\nweights = ?\n",
     "m.ini:6: found normalise 'yes', expected one of none mean"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\nsex = women\n",
     "m.ini:5: found no class in [ages], expected classes such as 0-4 = 1.27"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\n0+ = 1\nwomen 0+ = 1\n",
     "m.ini:7: found 'women 0+' beside '0+', expected classes of both sexes alike, or of women and "
     "of men"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nwomen 0+ = 1\n",
     "m.ini:5: found 1 classes of women and 0 of men that are not the same, expected the same (sex "
     "= women where care is for women alone)"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nmen 0+ = 1\n",
     "m.ini:5: found 0 classes of women and 1 of men that are not the same, expected the same (sex "
     "= women where care is for women alone)"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nwomen 0+ = 1\nmen 0-9 = 1\n",
     "m.ini:5: found 1 classes of women and 1 of men that are not the same, expected the same (sex "
     "= women where care is for women alone)"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\nsex = both\nwomen 0+ = 1\nmen 0+ = 1\n",
     "m.ini:6: found key 'sex' beside weights of women and men, expected one or the other"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[ages]\nwomen old = 1\n",
     "m.ini:6: found key 'women old' in [ages], expected a class such as 0-4 or 90+"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[ages]\nwomen 0+ = 0\nmen 0+ = 0\n",
     "m.ini:5: found only weights of 0 in [ages], expected one above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfloor = 0\n",
     "m.ini:6: found floor 0, expected a number above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\ncap = 3\nfloor = 5\n",
     "m.ini:6: found cap 3 below floor 5, expected a cap of at least the floor"},
    {APLOC_ERR_NUMBER, HEAD STEPS "[supply]\nfte = 5 400\n",
     "m.ini:6: found '5 400', expected a number for 'fte' in [supply]"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[family]\nvariant = 4sfca\n",
     "m.ini:6: found variant '4sfca', expected one of e2sfca 2sfca kd2sfca m2sfca 3sfca bfca "
     "hansen cumulative i2sfca nearest"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[family]\nvariant = ?\n",
     "m.ini:6: found variant '?', expected one of e2sfca 2sfca kd2sfca m2sfca 3sfca bfca hansen "
     "cumulative i2sfca nearest"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[family]\nvariant = kd2sfca\n",
     "m.ini:6: found variant kd2sfca with a decay of steps, expected a continuous decay (with "
     "steps it is e2sfca)"},
    {APLOC_ERR_METHOD_VALUE, HEAD "[decay]\nsteps = ?\n[family]\nvariant = kd2sfca\n",
     "m.ini:6: found variant kd2sfca with a decay of steps, expected a continuous decay (with "
     "steps it is e2sfca)"},
    {APLOC_ERR_METHOD_VALUE, "[family]\nvariant = m2sfca\n" HEAD "[decay]\nsteps = 0:1.5 20:0\n",
     "m.ini:2: found variant m2sfca with a weight of 1.5 at 0 minutes, expected at most 1, since "
     "its weights are shares of the supply"},
    {APLOC_ERR_METHOD_VALUE,
     HEAD "[decay]\nsteps = 0:2 20:0.1\ncut = ?\n[family]\nvariant = m2sfca\n",
     "m.ini:7: found variant m2sfca with a weight of 2 at 0 minutes, expected at most 1, since its "
     "weights are shares of the supply"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[supply]\nminimum = 3\n",
     "m.ini:6: found key 'minimum' in [supply], expected one of floor cap max_age fte fte_steps "
     "unit "
     "first_year part_year locums salaried secondary"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nunit = hours\n",
     "m.ini:6: found unit 'hours', expected one of acts fte"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfirst_year = half\n",
     "m.ini:6: found first_year 'half', expected one of as_is full"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\npart_year = none\n",
     "m.ini:6: found part_year 'none', expected one of as_is scaled keep"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nlocums = drop\n",
     "m.ini:6: found locums 'drop', expected one of keep move"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nsalaried = drop\n",
     "m.ini:6: found salaried 'drop', expected one of floor keep"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nsecondary = cap\n",
     "m.ini:6: found secondary 'cap', expected one of floor keep"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfte_steps = 0:0 273\n",
     "m.ini:6: found '273' in 'fte_steps', expected acts:fte such as 273:0.2"},
    {APLOC_ERR_NUMBER, HEAD STEPS "[supply]\nfte_steps = 0:0 273:x\n",
     "m.ini:6: found 'x', expected a number for 'fte_steps' in [supply]"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfte_steps = 273:0.2\n",
     "m.ini:6: found the step '273:0.2', expected the first one at 0 acts"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfte_steps = 0:0 9:1 9:2\n",
     "m.ini:6: found the step '9:2', expected ascending acts"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfte_steps = 0:0 8:1 9:0.5\n",
     "m.ini:6: found the step '9:0.5', expected full-time equivalents of at least 0 that do not "
     "fall"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfte_steps = 0:-1\n",
     "m.ini:6: found the step '0:-1', expected full-time equivalents of at least 0 that do not "
     "fall"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[supply]\nfte_steps = 0:0 9:1\nfte = 5\n",
     "m.ini:7: found key 'fte' beside 'fte_steps', expected one or the other"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nunit = acts\nfte_steps = 0:0 9:1\n",
     "m.ini:6: found unit 'acts' beside 'fte_steps', expected fte"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[supply]\nunit = fte\n",
     "m.ini:6: found unit = fte without 'fte' or 'fte_steps', expected one of them"},
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[supply]\nfirst_year = full\n",
     "m.ini:6: found first_year = full without 'fte' or 'fte_steps', expected one of them"},
    {APLOC_ERR_METHOD_VALUE, HEAD "title =\n" STEPS,
     "m.ini:3: found key 'title' without a value, expected one"},
    {APLOC_ERR_METHOD_SYNTAX, HEAD "hello\n" STEPS "x\n",
     "m.ini:3: found 'hello', expected [section], key = value or a comment"},
    {APLOC_ERR_METHOD_SYNTAX, HEAD "hello\n" STEPS "[decoy]\n",
     "m.ini:3: found 'hello', expected [section], key = value or a comment"},
    {APLOC_ERR_METHOD_SYNTAX, HEAD "[decay\nsteps = 0:1 20:0\n",
     "m.ini:3: found '[decay', expected [section], key = value or a comment"},
    {APLOC_ERR_METHOD_SYNTAX, HEAD "[decay] steps = 0:1\n",
     "m.ini:3: found 'steps = 0:1' after a section, expected the end of the line"},
    {APLOC_ERR_METHOD_SYNTAX, "\nname = x\n",
     "m.ini:2: found key 'name' before any section, expected [method]"},
    {APLOC_ERR_EMPTY, "", "m.ini: found nothing, expected a method file"},
    {APLOC_ERR_EMPTY, "# only\n\n", "m.ini: found no section, expected [method]"},
    {APLOC_ERR_ENCODING, HEAD "title = d'\xE9t\xE9\n" STEPS,
     "m.ini:3: found byte 0xE9, expected text in UTF-8"},
    {APLOC_ERR_ENCODING, HEAD "title = \xED\xA0\x80\n" STEPS,
     "m.ini:3: found byte 0xED, expected text in UTF-8"},
    {APLOC_ERR_ENCODING, HEAD "title = \xC3", "m.ini:3: found byte 0xC3, expected text in UTF-8"},
    {APLOC_ERR_ENCODING, HEAD "title = a\fb\n", "m.ini:3: found byte 0x0C, expected text in UTF-8"},
    {APLOC_ERR_ENCODING, "[method]\rname = x\r",
     "m.ini:1: found byte 0x0D, expected text in UTF-8"},
};

START_TEST(refuses_in_its_place)
{
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        aploc_method *method = NULL;
        aploc_error err = {0};
        aploc_status status =
            aploc_method_parse(bad[k].text, strlen(bad[k].text), "m.ini", &method, &err);
        ck_assert_str_eq(err.message, bad[k].message);
        ck_assert_int_eq(status, bad[k].status);
        ck_assert_int_eq(err.status, bad[k].status);
        ck_assert_str_eq(err.file, "m.ini");
        const char *colon = strchr(bad[k].message, ':');
        ck_assert_int_eq(err.line, colon[1] == ' ' ? 0 : atoi(colon + 1));
        ck_assert_ptr_null(method);
        ck_assert_fails(
            aploc_method_parse(bad[k].text, strlen(bad[k].text), "m.ini", &method, NULL),
            bad[k].status);
    }
    aploc_method *method = NULL;
    aploc_error err = {0};
    static const char nul[] = HEAD "title = a\0b\n" STEPS;
    ck_assert_fails(aploc_method_parse(nul, sizeof nul - 1, "m.ini", &method, &err),
                    APLOC_ERR_ENCODING);
    ck_assert_str_eq(err.message, "m.ini:3: found byte 0x00, expected text in UTF-8");
    /* The text ends inside a character, whose rest stands behind it. */
    static const char cut[] = HEAD "title = é";
    ck_assert_fails(aploc_method_parse(cut, sizeof cut - 2, "m.ini", &method, &err),
                    APLOC_ERR_ENCODING);
    ck_assert_fails(aploc_method_parse(NULL, 0, "m.ini", &method, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_method_parse(HEAD, 4, NULL, &method, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_method_parse(HEAD, 4, "m.ini", NULL, &err), APLOC_ERR_ARGUMENT);
}
END_TEST

/* A line is as long as inih takes, or it is refused: never split. Comments are of any length. */
START_TEST(long_lines)
{
    char words[400];
    memset(words, 'a', sizeof words);
    for (int length = 180; length <= 399; length++) {
        char text[1024];
        snprintf(text, sizeof text, HEAD STEPS "# %.*s\n[ages]\nweights = ? %.*s \n", length, words,
                 length - 12, words);
        aploc_method *method = NULL;
        aploc_error err = {0};
        aploc_status status = aploc_method_parse(text, strlen(text), "m.ini", &method, &err);
        if (length <= 198) {
            ck_assert_int_eq(status, APLOC_OK);
            ck_assert_uint_eq(strlen(aploc_method_get_gap(method, 0)->hint), length - 12);
            ck_assert_int_eq(aploc_method_get_gap(method, 0)->line, 7);
        } else {
            char message[128];
            snprintf(message, sizeof message,
                     "m.ini:7: found a line of %d bytes, expected at most 198", length);
            ck_assert_int_eq(status, APLOC_ERR_LINE);
            ck_assert_str_eq(err.message, message);
            ck_assert_int_eq(err.line, 7);
        }
        aploc_method_free(method);
    }
}
END_TEST

/* Whatever stands in a text, parsing ends, with a method or with a positioned error. */
START_TEST(survives_damage)
{
    uint64_t seed = 5;
    int parsed = 0;
    for (int trial = 0; trial < 20000; trial++) {
        char text[sizeof whole];
        memcpy(text, whole, sizeof whole);
        size_t length = sizeof whole - 1;
        for (int k = random_below(&seed, 4); k >= 0; k--)
            text[random_below(&seed, (int32_t)length)] =
                "\n[]=: ?;#09-+/a\t\r"[random_below(&seed, 17)];
        if (trial % 3 == 0)
            length = (size_t)random_below(&seed, (int32_t)length);
        aploc_method *method = NULL;
        aploc_error err = {0};
        aploc_status status = aploc_method_parse(text, length, "m.ini", &method, &err);
        ck_assert_int_eq(status == APLOC_OK, method != NULL);
        ck_assert_int_eq(err.status, status);
        parsed += method != NULL;
        aploc_method_free(method);
    }
    ck_assert_int_gt(parsed, 100);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, refuses_in_its_place);
    tcase_add_test(tests, long_lines);
    tcase_add_test(tests, survives_damage);
}

int main(void)
{
    return run_tests("method_faults", add);
}
