/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The golden cases of supply, data/golden: text that a statistician can read and add to.
 * The words are described in data/golden/README.md. */
#include <stddef.h>

#include "golden_files.h"
#include "supply_cases.h"

enum { TEXT = 4000, ROWS = 64, EXPECTED = 64 };

/* A case being read; it runs when it ends. */
typedef struct golden {
    const char *file;
    int line;
    char name[200];
    int has_source;
    char rules[TEXT];
    char builtin[64];
    char places[TEXT];
    char header[TEXT];
    char rows[ROWS][200];
    int n_rows;
    char profession[100];
    aploc_supply_options options;
    char expected[EXPECTED][200];
    int expected_lines[EXPECTED];
    int n_expected;
} golden;

/* The numbers of a report, by name. */
#define WHOLE(name)                                                                                \
    {                                                                                              \
#name, offsetof(aploc_supply_report, name), 1                                              \
    }
#define REAL(name)                                                                                 \
    {                                                                                              \
#name, offsetof(aploc_supply_report, name), 0                                              \
    }
static const struct {
    const char *name;
    size_t offset;
    int whole;
} fields[] = {WHOLE(n_practices),    WHOLE(n_practitioners),
              WHOLE(n_moved),        WHOLE(n_excluded),
              WHOLE(n_scaled),       WHOLE(n_floored),
              WHOLE(n_capped),       WHOLE(n_unknown),
              WHOLE(unit),           WHOLE(n_first_year),
              WHOLE(opened_unknown), REAL(max_age),
              REAL(before),          REAL(moved),
              REAL(excluded),        REAL(scaled),
              REAL(floored),         REAL(capped),
              REAL(unknown),         REAL(after),
              REAL(first_year),      REAL(supply)};
enum { N_FIELDS = sizeof fields / sizeof *fields };

static double number(const golden *g, const char *text)
{
    double value = 0.0;
    aploc_error err = {0};
    aploc_status status = aploc_number_read(text, strlen(text), &value, &err);
    ck_case(g, status == APLOC_OK, "%s", err.message);
    return value;
}

static double found_by(const golden *g, const supply_result *r, const char *what, const char *where)
{
    if (strcmp(what, "report") == 0) {
        for (size_t k = 0; k < N_FIELDS; k++) {
            const char *at = (const char *)&r->report + fields[k].offset;
            int32_t whole = 0;
            double real = 0.0;
            if (strcmp(fields[k].name, where) != 0)
                continue;
            memcpy(fields[k].whole ? (void *)&whole : (void *)&real, at,
                   fields[k].whole ? sizeof whole : sizeof real);
            return fields[k].whole ? whole : real;
        }
    }
    int32_t i = 0;
    for (const char *at = g->places; *at; at += strspn(at, " "), i++) {
        size_t length = strcspn(at, " ");
        if (strcmp(what, "supply") == 0 && strlen(where) == length &&
            memcmp(at, where, length) == 0)
            return r->supply[i];
        at += length;
    }
    ck_case(g, 0, "no %s '%s'", what, where);
    return NAN;
}

/* "supply X 3600 within 1e-12": exactly, unless said. */
static void check_expected(golden *g, const supply_result *r, const char *text)
{
    char what[20], where[64], value[64], tolerance[64] = "0";
    int n = sscanf(text, "%19s %63s %63s within %63s", what, where, value, tolerance);
    ck_case(g, n == 3 || n == 4, "expect supply|report WHAT VALUE [within TOLERANCE]");
    double found = found_by(g, r, what, where), wanted = number(g, value);
    ck_case(g, fabs(found - wanted) <= number(g, tolerance), "%s %s is %.17g, expected %.17g", what,
            where, found, wanted);
}

/* The table, its rows in the order of the file or backwards. */
static void table_of(const golden *g, int backwards, char text[3 * TEXT])
{
    int at = snprintf(text, 3 * TEXT, "%s\n", g->header);
    for (int k = 0; k < g->n_rows; k++)
        at += snprintf(text + at, (size_t)(3 * TEXT - at), "%s\n",
                       g->rows[backwards ? g->n_rows - 1 - k : k]);
}

static void run_case(golden *g)
{
    char method[2 * TEXT], table[3 * TEXT];
    aploc_error err = {0};
    supply_result forth, back;
    if (*g->builtin) {
        aploc_method *builtin = NULL;
        ck_assert_ok(aploc_method_builtin(g->builtin, &builtin, &err), err);
        snprintf(method, sizeof method, "%s", aploc_method_get_text(builtin, APLOC_METHOD_FILE));
        aploc_method_free(builtin);
    } else {
        snprintf(method, sizeof method,
                 "[method]\nname = case\n[decay]\nsteps = 0:1 20:0\n[supply]\n%s", g->rules);
    }
    if (*g->profession)
        g->options.profession = g->profession;
    supply_inputs in = {g->places, table, method, g->options};
    table_of(g, 0, table);
    aploc_status status = run_supply(&in, &forth, &err);
    ck_case(g, status == APLOC_OK, "%s", err.message);
    for (int k = 0; k < g->n_expected; k++) {
        g->line = g->expected_lines[k];
        check_expected(g, &forth, g->expected[k]);
    }
    table_of(g, 1, table);
    status = run_supply(&in, &back, &err);
    ck_case(g, status == APLOC_OK, "backwards: %s", err.message);
    for (int32_t i = 0; i < forth.n; i++)
        ck_case(g, fabs(forth.supply[i] - back.supply[i]) < 1e-9, "place %d depends on the order",
                (int)i);
    for (int k = 0; k < g->n_expected; k++)
        check_expected(g, &back, g->expected[k]);
}

static int end_case(golden *g)
{
    if (!*g->name)
        return 0;
    ck_case(g, g->n_expected > 0 && g->has_source && g->n_rows > 0,
            "has no source, no practice, or expects nothing");
    run_case(g);
    return 1;
}

/* "A X 2000 main" as a row of the table, and its commune among the places. */
static void add_row(golden *g, const char *text, int and_place)
{
    char *row = g->rows[g->n_rows];
    const char *columns = strstr(g->header, "commune");
    int column = 0, k = 0;
    ck_case(g, g->n_rows < ROWS && columns, "too many rows, or no column 'commune'");
    for (const char *c = g->header; c < columns; c++)
        column += *c == ',';
    for (const char *at = text; *at; at += strspn(at, " "), k++) {
        int length = (int)strcspn(at, " ");
        char field[64];
        snprintf(field, sizeof field, "%.*s", length, at);
        if (k == column && and_place && !strstr(g->places, field))
            strcat(strcat(g->places, *g->places ? " " : ""), field);
        strcat(strcat(row, k ? "," : ""), strcmp(field, "-") ? field : "");
        at += length;
    }
    g->n_rows++;
}

static int read_line(golden *g, char *line, int *own_places)
{
    char *rest = strchr(line, ' ');
    int ended = 0;
    line[strcspn(line, "\r\n")] = '\0';
    if (!*line || *line == '#')
        return 0;
    ck_case(g, rest != NULL, "'%s' is not understood", line);
    *rest++ = '\0';
    if (strcmp(line, "case") == 0) {
        ended = end_case(g);
        *g = (golden){.file = g->file, .line = g->line, .options = APLOC_SUPPLY_OPTIONS_INIT};
        snprintf(g->name, sizeof g->name, "%s", rest);
        *own_places = 0;
    } else if (strcmp(line, "source") == 0) {
        g->has_source = 1;
    } else if (strcmp(line, "rule") == 0) {
        snprintf(g->rules + strlen(g->rules), 200, "%s\n", rest);
    } else if (strcmp(line, "method") == 0) {
        snprintf(g->builtin, sizeof g->builtin, "%s", rest);
    } else if (strcmp(line, "places") == 0) {
        snprintf(g->places, sizeof g->places, "%s", rest);
        *own_places = 1;
    } else if (strcmp(line, "year") == 0) {
        g->options.year = (int32_t)number(g, rest);
    } else if (strcmp(line, "profession") == 0) {
        snprintf(g->profession, sizeof g->profession, "%s", rest);
    } else if (strcmp(line, "max-age") == 0) {
        g->options.max_age = strcmp(rest, "none") == 0 ? APLOC_NO_MAX_AGE : number(g, rest);
    } else if (strcmp(line, "columns") == 0) {
        snprintf(g->header, sizeof g->header, "%s", rest);
        for (char *c = g->header; *c; c++)
            *c = *c == ' ' ? ',' : *c;
    } else if (strcmp(line, "practice") == 0) {
        add_row(g, rest, !*own_places);
    } else if (strcmp(line, "expect") == 0 && g->n_expected < EXPECTED) {
        g->expected_lines[g->n_expected] = g->line;
        snprintf(g->expected[g->n_expected++], sizeof g->expected[0], "%s", rest);
    } else {
        ck_case(g, 0, "'%s' is not understood", line);
    }
    return ended;
}

static int run_file(const char *path)
{
    static golden g;
    char line[1000];
    int n = 0, own_places = 0;
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    memset(&g, 0, sizeof g);
    g.file = path;
    while (fgets(line, sizeof line, file)) {
        g.line++;
        n += read_line(&g, line, &own_places);
    }
    n += end_case(&g);
    fclose(file);
    return n;
}

START_TEST(every_case_of_every_file)
{
    int n_files;
    int n_cases = run_golden_files(".supply", run_file, &n_files);
    ck_assert_int_ge(n_files, 1);
    ck_assert_int_ge(n_cases, 24);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, every_case_of_every_file);
}

int main(void)
{
    return run_tests("supply", add);
}
