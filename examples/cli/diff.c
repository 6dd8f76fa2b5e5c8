/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc diff: what changed between two zonings. */
#include "diff.h"

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
    "them as one; with rules a class that they lack is refused. Shares are of all communes and "
    "people of the group; change % is that of people.\n\n"
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
    OPT_COLUMN,
    OPT_CLASS
};

enum { BY_MAX = 8, COVERED_MAX = APLOC_DIFF_CLASSES_MAX };

static const struct argp_option options[] = {
    {"before", OPT_BEFORE, "ZONING.csv", 0, "A list: code, class", 1},
    {"after", OPT_AFTER, "ZONING.csv", 0, "The list to compare it with", 1},
    {"communes", OPT_COMMUNES, "FILE", 0, "The communes: people, and the columns of --by", 1},
    {"class", OPT_CLASS, "COLUMN", 0, "The column of classes in both lists (default: class)", 1},
    {"by", OPT_BY, "COLUMN", OPTION_MAY_REPEAT,
     "Also for each group of this column; may be repeated", 2},
    {"rules", OPT_RULES, "NAME|FILE.ini", 0, "Rules that say the classes and their order", 2},
    {"covered", OPT_COVERED, "CLASS,…", 0, "The classes that are covered", 2},
    {"qpv", OPT_QPV, "FILE", 0,
     "Quarters that are classed apart where a list has their code: code, commune, people", 2},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column of the communes that plays a role: code, name, population; may be repeated", 2},
    {"format", OPT_FORMAT, "text|markdown|csv", 0, "How to show it (default: text)", 3},
    {"output", OPT_OUTPUT, "FILE", 0, "Where it shall appear (default: stdout)", 3},
    {0}};

typedef struct call {
    const char *paths[2], *communes_path, *rules_name, *qpv_path, *class_column, *output;
    const char *by[BY_MAX], *covered[COVERED_MAX];
    int n_by;
    diff_format format;
    zone_inputs in; /* communes and quarters, as zonings read them */
    aploc_communes *lists[2];
    aploc_listed *rows[2];
    aploc_diff_options options;
    aploc_zoning_diff *diff;
} call;

/* "ZIP,ZAC". */
static void take_covered(call *c, char *arg, struct argp_state *state)
{
    c->options.n_covered = 0;
    for (char *at = arg, *next; at; at = next) {
        next = strchr(at, ',');
        if (next)
            *next++ = '\0';
        if (c->options.n_covered == COVERED_MAX)
            argp_error(state, "found more than %d classes in --covered, expected fewer",
                       COVERED_MAX);
        c->covered[c->options.n_covered++] = at;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const formats[] = {"text", "markdown", "csv", NULL};
    call *c = state->input;
    const struct {
        int key;
        const char **text;
        const char *option, *expected; /* NULL: not needed */
    } texts[] = {{OPT_BEFORE, &c->paths[0], "before", "a list"},
                 {OPT_AFTER, &c->paths[1], "after", "the list to compare it with"},
                 {OPT_COMMUNES, &c->communes_path, "communes", "a table of communes"},
                 {OPT_RULES, &c->rules_name, NULL, NULL},
                 {OPT_CLASS, &c->class_column, NULL, NULL},
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
    case OPT_COVERED:
        take_covered(c, arg, state);
        return 0;
    case OPT_COLUMN:
        columns_add(c->in.columns, &c->in.n_columns, arg, state);
        return 0;
    case OPT_FORMAT:
        c->format = (diff_format)option_word("format", arg, formats, state);
        return 0;
    case ARGP_KEY_END:
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The rows of one list. */
static aploc_status take_list(call *c, int side, aploc_error *err)
{
    static const aploc_column code = {"code", "code"};
    const char *column = c->class_column ? c->class_column : "class";
    aploc_status status = zone_read_table(&c->in, c->paths[side], &code, 1, &c->lists[side], err);
    if (status)
        return status;
    const aploc_communes *list = c->lists[side];
    int32_t n = aploc_communes_count(list);
    aploc_listed *rows = calloc((size_t)n + 1, sizeof *rows);
    c->rows[side] = rows;
    if (!rows)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the classes");
    if (aploc_communes_group_find(list, column) < 0)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no column '%s', expected one with the class of each commune",
                    c->paths[side], column);
    for (int32_t k = 0; k < n; k++) {
        const char *text = zone_text_of(list, column, k);
        rows[k] = (aploc_listed){aploc_communes_code(list, k), text ? text : "", NULL};
    }
    return APLOC_OK;
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
    for (int side = 0; side < 2 && !status; side++)
        status = take_list(c, side, err);
    return status;
}

static aploc_status diff(call *c, aploc_error *err)
{
    aploc_writer *to;
    aploc_status status = read_all(c, err);
    if (status)
        return status;
    c->options.rules = c->in.rules;
    c->options.covered = c->covered;
    c->options.by = c->by;
    c->options.n_by = c->n_by;
    c->options.qpvs = c->in.qpvs;
    c->options.n_qpvs = aploc_communes_count(c->in.quarters);
    c->options.before = c->paths[0];
    c->options.after = c->paths[1];
    status = aploc_zoning_diff_create(c->in.communes, c->rows[0], aploc_communes_count(c->lists[0]),
                                      c->rows[1], aploc_communes_count(c->lists[1]), &c->options,
                                      &c->diff, err);
    if (status) {
        zone_locate(c->in.quarters, err);
        zone_locate(c->lists[0], err);
        zone_locate(c->lists[1], err);
    }
    if (!status)
        status = output_create(c->output ? c->output : "/dev/stdout", NULL, 0, &to, err);
    if (status)
        return status;
    return output_commit(to, diff_show(c->diff, c->format, to, err), err);
}

int run_diff(int argc, char **argv)
{
    const struct argp argp = {.options = options, .parser = parse, .doc = doc};
    call c = {.in = {.quiet = true}, .options = APLOC_DIFF_OPTIONS_INIT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = diff(&c, &err);
    aploc_zoning_diff_free(c.diff);
    for (int side = 0; side < 2; side++) {
        aploc_communes_free(c.lists[side]);
        free(c.rows[side]);
    }
    zone_inputs_free(&c.in);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
