/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc diff: what changed between two zonings. */
#include "diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "zone_inputs.h"

static const char doc[] =
    "Compare two zonings: communes and people in each class before and after, who came and who "
    "left, "
    "and the moves from class to class; with --by also for each group of a column."
    "\vCommunes are joined by code; those that a list lacks are of no class, '-'. Where --covered "
    "or "
    "--rules say which classes are covered (with rules: all but the last), a row 'covered' counts "
    "them as one. Shares are of all communes and people of the group; change % is that of "
    "people.\n\n"
    "Exit status: 0 done; 1 the data are wrong; 2 the call is wrong; 3 the machine failed.";

enum {
    OPT_BEFORE = 768,
    OPT_AFTER,
    OPT_COMMUNES,
    OPT_BY,
    OPT_RULES,
    OPT_COVERED,
    OPT_QPV,
    OPT_FORMAT,
    OPT_OUTPUT,
    OPT_COLUMN
};

enum { BY_MAX = 8, CLASSES_MAX = 32 };

static const struct argp_option options[] = {
    {"before", OPT_BEFORE, "ZONING.csv", 0, "A list: code, class", 1},
    {"after", OPT_AFTER, "ZONING.csv", 0, "The list to compare it with", 1},
    {"communes", OPT_COMMUNES, "FILE", 0, "The communes: people, and the columns of --by", 1},
    {"by", OPT_BY, "COLUMN", 0, "Also for each group of this column; may be repeated", 2},
    {"rules", OPT_RULES, "NAME|FILE.ini", 0, "Rules that say the classes and their order", 2},
    {"covered", OPT_COVERED, "CLASS,…", 0, "The classes that are covered", 2},
    {"qpv", OPT_QPV, "FILE", 0,
     "Quarters that are classed apart where a list has their code: code, commune, people", 2},
    {"column", OPT_COLUMN, "ROLE=NAME", 0,
     "The column of the communes that plays a role: code, name, population; may be repeated", 2},
    {"format", OPT_FORMAT, "text|markdown|csv", 0, "How to show it (default: text)", 3},
    {"output", OPT_OUTPUT, "FILE", 0, "Where it shall appear (default: stdout)", 3},
    {0}};

typedef struct call {
    const char *paths[2], *communes_path, *rules_name, *covered_list, *qpv_path, *output;
    const char *by[BY_MAX];
    int n_by;
    diff_format format;
    zone_inputs in; /* communes and quarters, as zonings read them */
    aploc_communes *lists[2];
    int32_t *zones[2]; /* the class of each place: communes, then quarters; -1: none */
    double *people;    /* of each place */
    int32_t n_communes, n_places;
    const char *classes[CLASSES_MAX];
    bool covered[CLASSES_MAX];
    int32_t n_classes;
    bool has_covered;
    diff_rows rows;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const formats[] = {"text", "markdown", "csv"};
    call *c = state->input;
    const struct {
        int key;
        const char **text;
        const char *option, *expected; /* NULL: not needed */
    } texts[] = {{OPT_BEFORE, &c->paths[0], "before", "a list"},
                 {OPT_AFTER, &c->paths[1], "after", "the list to compare it with"},
                 {OPT_COMMUNES, &c->communes_path, "communes", "a table of communes"},
                 {OPT_RULES, &c->rules_name, NULL, NULL},
                 {OPT_COVERED, &c->covered_list, NULL, NULL},
                 {OPT_QPV, &c->qpv_path, NULL, NULL},
                 {OPT_OUTPUT, &c->output, NULL, NULL}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        if (key == ARGP_KEY_END && texts[k].expected && !*texts[k].text)
            argp_error(state, "found no --%s, expected %s", texts[k].option, texts[k].expected);
        if (key == texts[k].key) {
            *texts[k].text = key == OPT_OUTPUT && strcmp(arg, "-") == 0 ? NULL : arg;
            return 0;
        }
    }
    switch (key) {
    case OPT_BY:
        if (c->n_by == BY_MAX)
            argp_error(state, "found more than %d options --by, expected fewer", BY_MAX);
        c->by[c->n_by++] = arg;
        return 0;
    case OPT_COLUMN:
        columns_add(c->in.columns, &c->in.n_columns, arg, state);
        return 0;
    case OPT_FORMAT:
        for (c->format = DIFF_TEXT; strcmp(arg, formats[c->format]) != 0; c->format++)
            if (c->format == DIFF_CSV)
                argp_error(state, "found --format '%s', expected text, markdown or csv", arg);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "found '%s', expected options only", arg);
        return 0;
    case ARGP_KEY_END:
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The number of a class, which is added when it is new. */
static aploc_status class_of(call *c, const char *name, int32_t *zone, aploc_error *err)
{
    for (*zone = 0; *zone < c->n_classes; ++*zone)
        if (strcmp(c->classes[*zone], name) == 0)
            return APLOC_OK;
    if (c->n_classes == CLASSES_MAX)
        return fail(err, APLOC_ERR_TOO_LARGE, "found more than %d classes, at '%s', expected fewer",
                    CLASSES_MAX, name);
    c->classes[c->n_classes++] = name;
    return APLOC_OK;
}

/* The classes of the rules, in their order; all but the last are covered. */
static void take_rules(call *c)
{
    c->n_classes = aploc_rules_class_count(c->in.rules);
    for (int32_t k = 0; k < c->n_classes; k++) {
        aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
        aploc_rules_get_class(c->in.rules, k, &zone, NULL);
        c->classes[k] = zone.name;
        c->covered[k] = !c->covered_list && k < c->n_classes - 1;
    }
    c->has_covered = c->n_classes > 0;
}

/* "ZIP,ZAC", once all classes are known. */
static aploc_status take_covered(call *c, aploc_error *err)
{
    for (const char *at = c->covered_list, *next; at; at = next) {
        size_t length = strcspn(at, ",");
        int32_t k = 0;
        next = at[length] ? at + length + 1 : NULL;
        while (k < c->n_classes &&
               (strlen(c->classes[k]) != length || strncmp(c->classes[k], at, length) != 0))
            k++;
        if (k == c->n_classes)
            return fail(err, APLOC_ERR_ARGUMENT,
                        "found --covered '%.*s', expected a class of the lists", (int)length, at);
        c->covered[k] = c->has_covered = true;
    }
    return APLOC_OK;
}

/* The classes of one list. A quarter without a row is of the class of its commune. */
static aploc_status take_list(call *c, int side, aploc_error *err)
{
    static const aploc_column code = {"code", "code"};
    aploc_status status = zone_read_table(&c->in, c->paths[side], &code, 1, &c->lists[side], err);
    if (status)
        return status;
    const aploc_communes *list = c->lists[side];
    int32_t *zones = calloc((size_t)c->n_places + 1, sizeof *zones);
    c->zones[side] = zones;
    if (!zones)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the classes");
    if (aploc_communes_group_find(list, "class") < 0)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no column 'class', expected one with the class of each commune",
                    c->paths[side]);
    for (int32_t p = 0; p < c->n_places; p++)
        zones[p] = -1;
    for (int32_t k = 0; k < aploc_communes_count(list) && !status; k++) {
        const char *text = zone_text_of(list, "class", k), *row = aploc_communes_code(list, k);
        int32_t place = aploc_communes_find(c->in.communes, row);
        if (place < 0 && c->in.quarters) {
            place = aploc_communes_find(c->in.quarters, row);
            place = place < 0 ? -1 : c->n_communes + place;
        }
        if (place < 0)
            return fail(err, APLOC_ERR_CODE_UNKNOWN,
                        "%s: found the code '%s', expected a code of %s%s", c->paths[side], row,
                        c->communes_path, c->qpv_path ? " or a quarter" : "");
        if (text)
            status = class_of(c, text, &zones[place], err);
    }
    for (int32_t k = 0; k < c->n_places - c->n_communes; k++)
        if (zones[c->n_communes + k] < 0)
            zones[c->n_communes + k] =
                zones[aploc_communes_find(c->in.communes, c->in.qpvs[k].commune)];
    return status;
}

static aploc_status take_people(call *c, aploc_error *err)
{
    const double *population = aploc_communes_column(c->in.communes, APLOC_POPULATION);
    c->n_communes = aploc_communes_count(c->in.communes);
    c->n_places = c->n_communes + aploc_communes_count(c->in.quarters);
    c->people = calloc((size_t)c->n_places + 1, sizeof *c->people);
    if (!c->people)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the people");
    for (int32_t i = 0; i < c->n_communes; i++) {
        c->people[i] = population ? population[i] : (double)NAN;
        if (isnan(c->people[i]))
            return fail(err, APLOC_ERR_NO_VALUE,
                        "%s: found no population of '%s', expected a number", c->communes_path,
                        aploc_communes_code(c->in.communes, i));
    }
    for (int32_t k = 0; k < c->n_places - c->n_communes; k++) {
        const aploc_qpv *qpv = &c->in.qpvs[k];
        int32_t commune = aploc_communes_find(c->in.communes, qpv->commune);
        if (commune < 0 || !(qpv->people <= c->people[commune]))
            return fail(
                err, APLOC_ERR_UNIT,
                "%s: found quarter '%s' in '%s', expected a commune of %s with as many people",
                c->qpv_path, qpv->code, qpv->commune, c->communes_path);
        c->people[c->n_communes + k] = qpv->people;
        c->people[commune] -= qpv->people;
    }
    return APLOC_OK;
}

static aploc_status add_row(call *c, diff_row row, aploc_error *err)
{
    if (c->rows.n == c->rows.room) {
        int32_t room = c->rows.room ? 2 * c->rows.room : 64;
        diff_row *rows = realloc(c->rows.rows, (size_t)room * sizeof *rows);
        if (!rows)
            return fail(err, APLOC_ERR_MEMORY, "not enough memory for the table");
        c->rows.rows = rows;
        c->rows.room = room;
    }
    c->rows.rows[c->rows.n++] = row;
    return APLOC_OK;
}

/* A set of classes: one, those that are covered (-2), or none (-1). */
static bool is_in(const call *c, int32_t set, int32_t zone)
{
    return set == -2 ? zone >= 0 && c->covered[zone] : zone == set;
}

/* Count a place where `in` is a commune and its people; a quarter is people only. */
static void count(const call *c, int32_t place, double sums[2])
{
    sums[0] += place < c->n_communes;
    sums[1] += c->people[place];
}

/* One row: a set of classes in the places of a group (levels NULL: all). */
static diff_row count_row(const call *c, int32_t set, const int32_t *levels, int32_t level)
{
    diff_row row = {.by = "",
                    .group = "",
                    .from = "",
                    .class = set == -2   ? "covered"
                             : set == -1 ? "-"
                                         : c->classes[set]};
    for (int32_t p = 0; p < c->n_places; p++) {
        int32_t commune =
            p < c->n_communes
                ? p
                : aploc_communes_find(c->in.communes, c->in.qpvs[p - c->n_communes].commune);
        if (levels && levels[commune] != level)
            continue;
        bool before = is_in(c, set, c->zones[0][p]), after = is_in(c, set, c->zones[1][p]);
        count(c, p, row.all);
        if (before)
            count(c, p, row.before);
        if (after)
            count(c, p, row.after);
        if (before && !after)
            count(c, p, row.out);
        if (after && !before)
            count(c, p, row.in);
    }
    return row;
}

/* All classes of a group, and the covered ones; classes that nobody has are left out of groups. */
static aploc_status add_classes(call *c, const char *by, const char *group, const int32_t *levels,
                                int32_t level, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; k < c->n_classes + 2 && !status; k++) {
        int32_t set = k < c->n_classes ? k : k == c->n_classes ? -1 : -2;
        diff_row row = count_row(c, set, levels, level);
        bool empty = row.before[0] + row.after[0] + row.before[1] + row.after[1] == 0.0;
        row.by = by;
        row.group = group;
        if ((set == -2 && !c->has_covered) || (empty && (set == -1 || (levels && set >= 0))))
            continue;
        status = add_row(c, row, err);
    }
    return status;
}

static aploc_status add_moves(call *c, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t from = -1; from < c->n_classes; from++)
        for (int32_t to = -1; to < c->n_classes && !status; to++) {
            diff_row row = {.by = "",
                            .group = "",
                            .from = from < 0 ? "-" : c->classes[from],
                            .class = to < 0 ? "-" : c->classes[to]};
            for (int32_t p = 0; p < c->n_places && from != to; p++)
                if (c->zones[0][p] == from && c->zones[1][p] == to)
                    count(c, p, row.in);
            if (row.in[0] > 0.0 || row.in[1] > 0.0)
                status = add_row(c, row, err);
        }
    return status;
}

static int by_text(const void *one, const void *other)
{
    const char *const *a = one, *const *b = other;
    return strcmp(*a, *b);
}

/* The groups of a column, by their texts. */
static aploc_status add_groups(call *c, const char *by, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = 0, group = aploc_communes_group_find(c->in.communes, by);
    if (group < 0)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no column '%s' to group by, expected one without another role",
                    c->communes_path, by);
    const int32_t *levels = aploc_communes_group_levels(c->in.communes, group, &n);
    const char **texts = calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the groups");
    for (int32_t k = 0; k < n; k++)
        texts[k] = aploc_communes_group_text(c->in.communes, group, k);
    qsort(texts, (size_t)n, sizeof *texts, by_text);
    for (int32_t k = 0; k < n && !status; k++) {
        int32_t level = 0;
        while (strcmp(aploc_communes_group_text(c->in.communes, group, level), texts[k]) != 0)
            level++;
        status = add_classes(c, by, texts[k], levels, level, err);
    }
    free(texts);
    return status;
}

static aploc_status read_all(call *c, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    c->in.communes_path = c->communes_path;
    c->in.qpv_path = c->qpv_path;
    c->in.rules_name = c->rules_name;
    if (c->output) {
        const char *const paths[] = {c->paths[0], c->paths[1], c->communes_path, c->qpv_path,
                                     c->rules_name};
        status = output_check(paths, sizeof paths / sizeof *paths, c->output, err);
    }
    if (!status)
        status = zone_inputs_read(&c->in, err);
    if (!status)
        status = take_people(c, err);
    take_rules(c);
    for (int side = 0; side < 2 && !status; side++)
        status = take_list(c, side, err);
    return status ? status : take_covered(c, err);
}

static aploc_status diff(call *c, aploc_error *err)
{
    aploc_writer *to;
    aploc_status status = read_all(c, err);
    if (!status)
        status = add_classes(c, "", "", NULL, 0, err);
    if (!status)
        status = add_moves(c, err);
    for (int k = 0; k < c->n_by && !status; k++)
        status = add_groups(c, c->by[k], err);
    if (!status)
        status = output_create(c->output ? c->output : "/dev/stdout", NULL, 0, &to, err);
    if (status)
        return status;
    return output_commit(to, diff_show(&c->rows, c->format, to, err), err);
}

int run_diff(int argc, char **argv)
{
    const struct argp argp = {.options = options, .parser = parse, .doc = doc};
    call c = {.in = {.quiet = true}};
    aploc_error err = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &c);
    aploc_status status = diff(&c, &err);
    aploc_communes_free(c.lists[0]);
    aploc_communes_free(c.lists[1]);
    free(c.zones[0]);
    free(c.zones[1]);
    free(c.people);
    free(c.rows.rows);
    zone_inputs_free(&c.in);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
