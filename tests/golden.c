/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The golden cases of data/golden: text that a statistician can read and add to. The words are
 * described in data/golden/README.md. */
#include <aploc/aploc.h>
#include <math.h>

#include "golden_files.h"

enum { PLACES_MAX = 100, WORDS_MAX = 16 };

/* A case being read, and run as its lines come. */
typedef struct golden {
    const char *file;
    int line;
    char name[1000];
    int has_source;
    aploc_method *method;
    int32_t variant;
    int n;
    char codes[PLACES_MAX][64];
    double demand[PLACES_MAX];
    double supply[PLACES_MAX];
    double minutes[PLACES_MAX * PLACES_MAX]; /* [i * PLACES_MAX + j], NaN out of reach */
    double apl[PLACES_MAX];
    int solved;
    int n_expected; /* in this case */
    int n_cases;    /* in all */
} golden;

static double number(const golden *g, const char *text)
{
    double value = 0.0;
    aploc_error err = {0};
    aploc_status status = aploc_number_read(text, strlen(text), &value, &err);
    ck_case(g, status == APLOC_OK, "%s", err.message);
    return value;
}

static int place(const golden *g, const char *code)
{
    for (int i = 0; i < g->n; i++)
        if (strcmp(g->codes[i], code) == 0)
            return i;
    ck_case(g, 0, "no place '%s'", code);
    return -1;
}

static void end_case(golden *g)
{
    if (!*g->name)
        return;
    ck_case(g, g->n_expected > 0, "expects nothing");
    ck_case(g, g->has_source, "has no source");
    aploc_method_free(g->method);
    g->n_cases++;
}

static void start_case(golden *g, const char *name)
{
    end_case(g);
    golden fresh = {.file = g->file, .line = g->line, .n_cases = g->n_cases};
    snprintf(fresh.name, sizeof fresh.name, "%s", name);
    for (int k = 0; k < PLACES_MAX * PLACES_MAX; k++)
        fresh.minutes[k] = NAN;
    *g = fresh;
}

/* "steps 0:1 10:0" or "exponential rate=0.12 cut=30": through the method reader, by its own words.
 */
static void read_decay(golden *g, int n, char **words)
{
    char text[2000];
    aploc_error err = {0};
    int at = snprintf(text, sizeof text, "[method]\nname = case\n[decay]\n");
    if (strcmp(words[1], "steps") == 0)
        at += snprintf(text + at, sizeof text - (size_t)at, "steps =");
    else
        at += snprintf(text + at, sizeof text - (size_t)at, "kind = %s\n", words[1]);
    for (int k = 2; k < n; k++) {
        for (char *c = words[k]; *c; c++)
            if (*c == ',')
                *c = ' ';
        at += snprintf(text + at, sizeof text - (size_t)at,
                       strcmp(words[1], "steps") == 0 ? " %s" : "%s\n", words[k]);
    }
    aploc_status status = aploc_method_parse(text, strlen(text), g->file, &g->method, &err);
    ck_case(g, status == APLOC_OK, "%s", err.message);
}

/* What the case asks for of a table of times: the APL, or the measure that `variant` names. */
static void measure(golden *g, const aploc_times *times, const aploc_decay *decay)
{
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_solve_options solve = APLOC_SOLVE_OPTIONS_INIT;
    aploc_nearest_options nearest = APLOC_NEAREST_OPTIONS_INIT;
    solve.variant = g->variant;
    nearest.threshold = aploc_decay_threshold(decay);
    ck_assert_ok(aploc_plan_create(times, decay, NULL, &plan, &err), err);
    if (g->variant == APLOC_VARIANT_NEAREST)
        ck_assert_ok(aploc_nearest(times, g->supply, g->apl, NULL, &nearest, &err), err);
    else if (g->variant == APLOC_VARIANT_I2SFCA)
        ck_assert_ok(aploc_crowding(plan, g->demand, g->supply, g->apl, NULL, &err), err);
    else
        ck_assert_ok(aploc_solve(plan, g->demand, g->supply, g->apl, &solve, &err), err);
    aploc_plan_free(plan);
}

static void solve_case(golden *g)
{
    static double minutes[PLACES_MAX * PLACES_MAX];
    aploc_error err = {0};
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_times *times = NULL;
    if (g->solved)
        return;
    for (int i = 0; i < g->n; i++)
        for (int j = 0; j < g->n; j++)
            minutes[i * g->n + j] = g->minutes[i * PLACES_MAX + j];
    ck_assert_ok(aploc_method_get_decay(g->method, &decay, &err), err);
    ck_assert_ok(aploc_times_from_matrix(g->n, g->n, minutes, &times, &err), err);
    measure(g, times, &decay);
    aploc_times_free(times);
    g->solved = 1;
}

/* expect apl CODE VALUE|none within T | expect weight MINUTES VALUE within T */
static void expect(golden *g, int n, char **words)
{
    ck_case(g, n == 6 && strcmp(words[4], "within") == 0,
            "expect WHAT WHERE VALUE within TOLERANCE");
    ck_case(g, g->method != NULL, "no decay and no method");
    int is_none = strcmp(words[3], "none") == 0;
    double wanted = is_none ? NAN : number(g, words[3]);
    double tolerance = number(g, words[5]), found = NAN;
    if (strcmp(words[1], "apl") == 0) {
        solve_case(g);
        found = g->apl[place(g, words[2])];
    } else if (strcmp(words[1], "weight") == 0) {
        aploc_decay decay = APLOC_DECAY_INIT;
        aploc_error err = {0};
        double minutes = number(g, words[2]);
        ck_assert_ok(aploc_method_get_decay(g->method, &decay, &err), err);
        ck_assert_ok(aploc_decay_weights(&decay, 1, &minutes, &found, &err), err);
    }
    ck_case(g, is_none ? isnan(found) : fabs(found - wanted) <= tolerance,
            "%s %s is %.15g, expected %.15g within %g", words[1], words[2], found, wanted,
            tolerance);
    g->n_expected++;
}

static void read_variant(golden *g, const char *name)
{
    int32_t k = 0;
    while (k < APLOC_VARIANT_COUNT && strcmp(aploc_variant_name(k), name) != 0)
        k++;
    ck_case(g, k < APLOC_VARIANT_COUNT && !g->solved, "variant '%s' is not one, or comes too late",
            name);
    g->variant = k;
}

static void read_line(golden *g, char *line)
{
    char *words[WORDS_MAX], *rest = NULL;
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, "case ", 5) == 0) {
        start_case(g, line + 5);
        return;
    }
    for (char *w = strtok_r(line, " ", &rest); w && *w != '#'; w = strtok_r(NULL, " ", &rest)) {
        ck_case(g, n < WORDS_MAX, "more than %d words", WORDS_MAX);
        words[n++] = w;
        if (strcmp(words[0], "source") == 0)
            break;
    }
    if (n == 0)
        return;
    ck_case(g, *g->name, "a line before the first case");
    if (strcmp(words[0], "source") == 0) {
        g->has_source = 1;
    } else if (strcmp(words[0], "decay") == 0 && n >= 3 && !g->method) {
        read_decay(g, n, words);
    } else if (strcmp(words[0], "method") == 0 && n == 2 && !g->method) {
        aploc_error err = {0};
        ck_assert_ok(aploc_method_builtin(words[1], &g->method, &err), err);
    } else if (strcmp(words[0], "variant") == 0 && n == 2) {
        read_variant(g, words[1]);
    } else if (strcmp(words[0], "place") == 0 && n == 6 && strcmp(words[2], "demand") == 0 &&
               strcmp(words[4], "supply") == 0) {
        ck_case(g, !g->solved && g->n < PLACES_MAX, "a place after a result, or too many");
        snprintf(g->codes[g->n], sizeof g->codes[0], "%s", words[1]);
        g->demand[g->n] = number(g, words[3]);
        g->supply[g->n] = number(g, words[5]);
        g->n++;
    } else if (strcmp(words[0], "time") == 0 && n == 4) {
        ck_case(g, !g->solved, "a time after a result");
        g->minutes[place(g, words[1]) * PLACES_MAX + place(g, words[2])] = number(g, words[3]);
    } else if (strcmp(words[0], "expect") == 0) {
        expect(g, n, words);
    } else {
        ck_case(g, 0, "'%s' is not understood", words[0]);
    }
}

static int run_file(const char *path)
{
    static golden g;
    char line[1000];
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    memset(&g, 0, sizeof g);
    g.file = path;
    while (fgets(line, sizeof line, file)) {
        g.line++;
        read_line(&g, line);
    }
    end_case(&g);
    fclose(file);
    return g.n_cases;
}

START_TEST(every_case_of_every_file)
{
    int n_files;
    int n_cases = run_golden_files(".case", run_file, &n_files);
    ck_assert_int_ge(n_files, 4);
    ck_assert_int_ge(n_cases, 32);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, every_case_of_every_file);
}

int main(void)
{
    return run_tests("golden", add);
}
