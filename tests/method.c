/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method files: what they say is what is given; what they should not say is refused in its place.
 */
#include <aploc/method.h>

#include <math.h>
#include <unistd.h>

#include "support.h"

#define HEAD "[method]\nname = x\n"
#define STEPS "[decay]\nsteps = 0:1 20:0\n"

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

static const char whole[] = "# a comment\n"
                            "; another\n"
                            "[method]\n"
                            "name = test\n"
                            "title = A title: with a colon, d'été\n"
                            "profession = nurses   \n"
                            "unit = FTE ; a note\n"
                            "source = a report; page 3\n"
                            "\n"
                            "  [decay] # cut\n"
                            "\tsteps = 0:1  10:2/3\t15:1/3 20:0.1\n"
                            "kind = steps\n"
                            "cut = 25.5\n"
                            "[ages]\n"
                            "0-19 = 0.5\n"
                            "20-89 = 1/2\n"
                            "90+ = 0\n"
                            "[supply]\n"
                            "floor = 3600\n"
                            "cap = 6000\n"
                            "max_age = 65\n"
                            "[family]\n"
                            "variant = e2sfca";

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
    const aploc_age_class *classes = NULL;
    const double *weights = NULL;
    int32_t n = 0;
    ck_assert_ok(aploc_method_get_ages(method, &classes, &weights, &n, &err), err);
    ck_assert_int_eq(n, 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(classes[k].from, ages[k].from);
        ck_assert_int_eq(classes[k].to, ages[k].to);
        ck_assert_bits(weights[k], expected[k]);
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
    ck_assert_fails(aploc_method_read("/dev/zero", &method, &err), APLOC_ERR_TOO_LARGE);
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
        const aploc_age_class *classes;
        const double *weights;
        int32_t n = -1;
        ck_assert_ok(aploc_method_get_ages(method, &classes, &weights, &n, &err), err);
        ck_assert_int_eq(n, 0);
        ck_assert_ptr_null(classes);
        ck_assert_ptr_null(weights);
        ck_assert_str_eq(aploc_method_get_text(method, APLOC_METHOD_TITLE), "");
        aploc_method_free(method);
    }
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
    const aploc_age_class *classes = (const aploc_age_class *)&decay;
    const double *weights = &decay.cut;
    int32_t n = 42;
    ck_assert_fails(aploc_method_get_ages(method, &classes, &weights, &n, &err),
                    APLOC_ERR_METHOD_UNKNOWN);
    ck_assert_str_eq(
        err.message,
        "method 'x' does not know [ages] 20+ (m.ini:9); fill it in a copy of the file");
    ck_assert_int_eq(n, 42);
    ck_assert_ptr_eq(weights, &decay.cut);
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
    ck_assert_fails(aploc_method_get_ages(method, &classes, &weights, &n, NULL),
                    APLOC_ERR_METHOD_UNKNOWN);
    ck_assert_int_eq(decay_of(method).n_points, 2);
    aploc_method_free(method);
}
END_TEST

static const struct {
    aploc_status status;
    const char *text, *message;
} bad[] = {
    {APLOC_ERR_METHOD_KEY, HEAD STEPS "[decoy]\n",
     "m.ini:5: found section [decoy], expected one of [method] [decay] [ages] [supply] [family]"},
    {APLOC_ERR_METHOD_KEY, HEAD "author = me\n" STEPS,
     "m.ini:3: found key 'author' in [method], expected one of name title profession unit source"},
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
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\nfloor = 0\n",
     "m.ini:6: found floor 0, expected a number above 0"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[supply]\ncap = 3\nfloor = 5\n",
     "m.ini:6: found cap 3 below floor 5, expected a cap of at least the floor"},
    {APLOC_ERR_NUMBER, HEAD STEPS "[supply]\nfte = 5 400\n",
     "m.ini:6: found '5 400', expected a number for 'fte' in [supply]"},
    {APLOC_ERR_METHOD_VALUE, HEAD STEPS "[family]\nvariant = 3sfca\n",
     "m.ini:6: found variant '3sfca', expected one of e2sfca"},
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
    const aploc_age_class *classes;
    const double *weights;
    int32_t n = 0;
    ck_assert_fails(aploc_method_get_ages(method, &classes, &weights, &n, &err),
                    APLOC_ERR_METHOD_UNKNOWN);
    aploc_method_free(method);

    method = builtin("mg-2010");
    decay = decay_of(method);
    static const double first_minutes[] = {0, 5, 10, 15}, first_values[] = {1, 0.3, 0.1, 0};
    ck_assert_mem_eq(decay.minutes, first_minutes, sizeof first_minutes);
    ck_assert_mem_eq(decay.values, first_values, sizeof first_values);
    static const double ages[] = {1.27, 0.65, 0.55, 0.51, 0.54, 0.65, 0.67, 0.72, 0.75, 0.83,
                                  1.03, 1.07, 1.31, 1.39, 1.54, 1.82, 2.12, 2.84, 2.61};
    ck_assert_ok(aploc_method_get_ages(method, &classes, &weights, &n, &err), err);
    ck_assert_int_eq(n, 19);
    ck_assert_mem_eq(weights, ages, sizeof ages);
    for (int32_t k = 0; k < n; k++) {
        ck_assert_int_eq(classes[k].from, 5 * k);
        ck_assert_int_eq(classes[k].to, k < 18 ? 5 * k + 4 : APLOC_AGE_OPEN);
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
                     "method 'ehpad' does not know [decay] steps (ehpad.ini:12); who publishes it: "
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
    tcase_add_test(tests, unknown_values_load_and_refuse);
    tcase_add_test(tests, refuses_in_its_place);
    tcase_add_test(tests, long_lines);
    tcase_add_test(tests, survives_damage);
    tcase_add_test(tests, builtins_are_there_in_order);
    tcase_add_test(tests, builtins_hold_the_published_numbers);
}

int main(void)
{
    return run_tests("method", add);
}
