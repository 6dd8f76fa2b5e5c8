/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc summary: the tables that are published of a result. */
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "describe.h"
#include "inputs.h"
#include "sides.h"

static const char doc[] =
    "Describe the result of 'aploc compute': means, quantiles and tenths of the people, the share "
    "under a threshold, inequality; for all communes, and by group."
    "\vMeans are weighted by the standardised population, all else by the population, as the "
    "French "
    "statistics are. Communes without an APL are left out, with a warning.\n\n"
    "Exit status: 0 done; 1 the data are wrong; 2 the call is wrong; 3 the machine failed.";

enum {
    OPT_APL = 512,
    OPT_RUN,
    OPT_CELL,
    OPT_COMMUNES,
    OPT_BY,
    OPT_WEIGHT,
    OPT_MEAN_WEIGHT,
    OPT_SHARE_WEIGHT,
    OPT_BELOW,
    OPT_FORMAT,
    OPT_OUTPUT,
    OPT_COLUMN
};

static const struct argp_option options[] = {
    {"apl", OPT_APL, "OUT.csv", 0, "A table of 'aploc compute': code, apl, population …", 1},
    {"run", OPT_RUN, "RUN.h5", 0, "A run file, in the place of --apl", 1},
    {"cell", OPT_CELL, "NAME", 0, "The cell of the run file, where it has several", 1},
    {"communes", OPT_COMMUNES, "FILE", 0, "The communes, for --by; joined by code", 1},
    {"by", OPT_BY, "COLUMN", 0,
     "A row for each group of this column of the communes (without --communes: of OUT.csv)", 1},
    {"mean-weight", OPT_MEAN_WEIGHT, "WEIGHT", 0,
     "What weighs in means: standardised (default), population, supply, or equal: every commune "
     "alike",
     2},
    {"share-weight", OPT_SHARE_WEIGHT, "WEIGHT", 0,
     "What weighs in quantiles, tenths, shares and inequality (default: population)", 2},
    {"weight", OPT_WEIGHT, "WEIGHT", 0, "Both", 2},
    {"below", OPT_BELOW, "X", OPTION_MAY_REPEAT,
     "The APL under which people are counted (default: 2.5); may be repeated", 2},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column of OUT.csv that plays a role: code, apl, population, standardised, supply; "
     "communes:code=NAME for the code of the communes; may be repeated",
     2},
    {"format", OPT_FORMAT, "text|csv|markdown", 0, "How to write it (default: text)", 3},
    {"output", OPT_OUTPUT, "FILE", 0, "Where it shall appear (default: standard output)", 3},
    {"quiet", 'q', 0, 0, "No warnings or progress on stderr", 3},
    {0}};

typedef enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_MARKDOWN } format;

/* The weights by name; the first three are columns. */
enum { WEIGHT_POPULATION, WEIGHT_STANDARDISED, WEIGHT_SUPPLY, WEIGHT_EQUAL, WEIGHT_DEFAULT = -1 };
static const char *const weight_names[] = {"population", "standardised", "supply", "equal", NULL};
static const int32_t weight_roles[] = {APLOC_POPULATION, APLOC_STANDARDISED, APLOC_SUPPLY, -1};

typedef struct call {
    const char *apl_path, *communes_path, *by, *output; /* apl_path: or of --run */
    const char *run_path, *cell;
    int weight, mean_weight, share_weight;
    double below[BELOW_MAX];
    int n_below;
    format format;
    bool quiet;
    aploc_column columns[COLUMNS_MAX], communes_columns[COLUMNS_MAX];
    int32_t n_columns, n_communes_columns;

    aploc_communes *table;    /* of --apl */
    aploc_communes *communes; /* of --communes; NULL without */
    int32_t *places;          /* rows of the table that have an APL */
    sample all;               /* of those rows */
    int32_t *levels;          /* of those rows */
    int32_t n_levels;
    const aploc_communes *groups; /* where the levels have their texts */
    int32_t group;
    progress_bar bar;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const formats[] = {"text", "csv", "markdown", NULL};
    call *c = state->input;
    const option_text texts[] = {{OPT_APL, &c->apl_path},
                                 {OPT_RUN, &c->run_path},
                                 {OPT_CELL, &c->cell},
                                 {OPT_COMMUNES, &c->communes_path}};
    if (option_take_text(texts, sizeof texts / sizeof *texts, key, arg))
        return 0;
    switch (key) {
    case OPT_BY:
        if (c->by && strcmp(c->by, arg) != 0)
            argp_error(state, "found --by %s and --by %s, expected one", c->by, arg);
        c->by = arg;
        return 0;
    case OPT_WEIGHT:
        c->weight = option_word("weight", arg, weight_names, state);
        return 0;
    case OPT_MEAN_WEIGHT:
        c->mean_weight = option_word("mean-weight", arg, weight_names, state);
        return 0;
    case OPT_SHARE_WEIGHT:
        c->share_weight = option_word("share-weight", arg, weight_names, state);
        return 0;
    case OPT_BELOW:
        option_below(c->below, &c->n_below, arg, state);
        return 0;
    case OPT_COLUMN:
        if (!columns_add_of("communes:", c->communes_columns, &c->n_communes_columns, arg, state))
            columns_add(c->columns, &c->n_columns, arg, state);
        return 0;
    case OPT_FORMAT:
        c->format = (format)option_word("format", arg, formats, state);
        return 0;
    case OPT_OUTPUT:
        c->output = option_output(arg);
        return 0;
    case 'q':
        c->quiet = true;
        return 0;
    case ARGP_KEY_END:
        if (!c->apl_path && !c->run_path)
            argp_error(state, "found no --apl, expected the table of a result");
        if (c->apl_path && c->run_path)
            argp_error(state, "found --apl and --run, expected one of them");
        if (c->cell && !c->run_path)
            argp_error(state, "found --cell without --run, expected a run file");
        if (c->run_path)
            c->apl_path = c->run_path;
        if (c->communes_path && !c->by)
            argp_error(state, "found --communes without --by, expected a column to group by");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Whether a weight can be had: a column with at least one number. */
static bool has_weight(const call *c, int weight)
{
    const double *column = aploc_communes_column(c->table, weight_roles[weight]);
    for (int32_t i = 0; column && i < aploc_communes_count(c->table); i++)
        if (!isnan(column[i]))
            return true;
    return weight == WEIGHT_EQUAL;
}

/* Settle on a weight: as called, else the usual one, else what can stand in for it. */
static aploc_status choose_weight(const call *c, const char *option, int usual, int *weight,
                                  aploc_error *err)
{
    int other = usual == WEIGHT_POPULATION ? WEIGHT_STANDARDISED : WEIGHT_POPULATION;
    bool as_called = *weight != WEIGHT_DEFAULT || c->weight != WEIGHT_DEFAULT;
    if (*weight == WEIGHT_DEFAULT)
        *weight = as_called ? c->weight : usual;
    if (has_weight(c, *weight))
        return APLOC_OK;
    if (as_called || !has_weight(c, other))
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no number for '%s', expected a column of it, or another --%s",
                    c->apl_path, weight_names[*weight], option);
    if (!c->quiet)
        warn("%s has no number for '%s'; '%s' stands in for it (--%s)", c->apl_path,
             weight_names[*weight], weight_names[other], option);
    *weight = other;
    return APLOC_OK;
}

/* The weights of the communes that have an APL; one without a number weighs nothing. */
static aploc_status take_weights(const call *c, int weight, double **taken, aploc_error *err)
{
    const double *column = aploc_communes_column(c->table, weight_roles[weight]);
    int32_t n_missing = 0, first = 0;
    *taken = calloc((size_t)c->all.n, sizeof **taken);
    if (!*taken)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the weights");
    for (int32_t k = 0; k < c->all.n; k++) {
        double number = column ? column[c->places[k]] : 1.0;
        if (isnan(number) && n_missing++ == 0)
            first = c->places[k];
        (*taken)[k] = isnan(number) ? 0.0 : number;
    }
    if (n_missing && !c->quiet)
        warn("%s of %s without a number for '%s' and so without weight (the first: %s)",
             counted(n_missing, "commune", "communes"), c->apl_path, weight_names[weight],
             aploc_communes_code(c->table, first));
    return APLOC_OK;
}

/* The communes that have an APL. */
static aploc_status take_apl(call *c, aploc_error *err)
{
    int32_t n = aploc_communes_count(c->table), first = 0;
    const double *apl = aploc_communes_column(c->table, APLOC_APL);
    if (!apl)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no apl column, expected one named 'apl' or --column apl=NAME",
                    c->apl_path);
    c->places = calloc((size_t)n, sizeof *c->places);
    c->all.apl = calloc((size_t)n, sizeof *c->all.apl);
    if (!c->places || !c->all.apl)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    for (int32_t i = n - 1; i >= 0; i--)
        first = isnan(apl[i]) ? i : first;
    for (int32_t i = 0; i < n; i++)
        if (!isnan(apl[i])) {
            c->places[c->all.n] = i;
            c->all.apl[c->all.n++] = apl[i];
        }
    if (c->all.n == 0)
        return fail(err, APLOC_ERR_NO_VALUE, "%s: found no APL, expected numbers", c->apl_path);
    if (c->all.n < n && !c->quiet)
        warn("%s of %s without an APL left out (the first: %s)",
             counted(n - c->all.n, "commune", "communes"), c->apl_path,
             aploc_communes_code(c->table, first));
    return APLOC_OK;
}

/* The group of each commune, by code. */
static aploc_status take_levels(call *c, aploc_error *err)
{
    c->groups = c->communes ? c->communes : c->table;
    c->group = aploc_communes_group_find(c->groups, c->by);
    if (c->group < 0)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no column '%s' to group by, expected one without another role",
                    aploc_communes_path(c->groups), c->by);
    const int32_t *levels = aploc_communes_group_levels(c->groups, c->group, &c->n_levels);
    c->levels = calloc((size_t)c->all.n, sizeof *c->levels);
    if (!c->levels)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the groups");
    for (int32_t k = 0; k < c->all.n; k++) {
        const char *code = aploc_communes_code(c->table, c->places[k]);
        int32_t place = c->communes ? aploc_communes_find(c->communes, code) : c->places[k];
        if (place < 0)
            return fail(err, APLOC_ERR_CODE_UNKNOWN,
                        "%s: found the code '%s', expected a code of %s", c->apl_path, code,
                        c->communes_path);
        c->levels[k] = levels[place];
    }
    return APLOC_OK;
}

static aploc_status write_summary(const call *c, const figures *rows, int32_t n_rows,
                                  aploc_error *err)
{
    const presentation p = {.below = c->below,
                            .n_below = c->n_below,
                            .by = c->by,
                            .mean_weight = weight_names[c->mean_weight],
                            .share_weight = weight_names[c->share_weight]};
    aploc_writer *to;
    aploc_status status = output_create(c->output ? c->output : "/dev/stdout", NULL, 0, &to, err);
    if (status)
        return status;
    if (c->format == FORMAT_CSV)
        show_csv(&p, rows, n_rows, to);
    else
        status = show_tables(&p, rows, n_rows, c->format == FORMAT_MARKDOWN, to, err);
    return output_commit(to, status, err);
}

/* The table of a cell of a run file. */
static aploc_status read_run(call *c, aploc_error *err)
{
    side s = {.path = c->run_path};
    aploc_cell cell;
    int32_t k = -1;
    aploc_status status = aploc_run_read_h5(s.path, NULL, &s.run, err);
    if (!status)
        status = side_find(&s, c->cell, &k, err);
    if (!status && k < 0)
        status = fail(err, APLOC_ERR_ARGUMENT, "%s: found %d cells, expected --cell NAME", s.path,
                      (int)side_cell_count(&s));
    if (!status)
        status = side_cell(&s, k, &cell, err);
    if (!status)
        status = cell_table(&cell, s.path, &c->table, err);
    side_free(&s);
    return status;
}

static aploc_status prepare(call *c, aploc_error *err)
{
    const char *const paths[] = {c->apl_path, c->communes_path};
    aploc_status status = c->output ? output_check(paths, 2, c->output, err) : APLOC_OK;
    progress_start(&c->bar, c->quiet);
    if (!status)
        status = c->run_path
                     ? read_run(c, err)
                     : columns_read(c->apl_path, c->columns, c->n_columns, &c->bar, &c->table, err);
    if (!status && c->communes_path)
        status = columns_read(c->communes_path, c->communes_columns, c->n_communes_columns, &c->bar,
                              &c->communes, err);
    progress_end(&c->bar);
    if (!status)
        status = take_apl(c, err);
    if (!status)
        status = choose_weight(c, "mean-weight", WEIGHT_STANDARDISED, &c->mean_weight, err);
    if (!status)
        status = choose_weight(c, "share-weight", WEIGHT_POPULATION, &c->share_weight, err);
    if (!status)
        status = take_weights(c, c->mean_weight, &c->all.mean_weights, err);
    if (!status)
        status = take_weights(c, c->share_weight, &c->all.share_weights, err);
    return !status && c->by ? take_levels(c, err) : status;
}

static aploc_status summarise(call *c, aploc_error *err)
{
    figures *rows = NULL;
    int32_t n_rows = 1;
    aploc_status status = prepare(c, err);
    if (!status) {
        rows = calloc((size_t)c->n_levels + 1, sizeof *rows);
        if (!rows)
            status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the summary");
    }
    if (!status) {
        rows[0].name = "";
        status = describe(&c->all, c->below, c->n_below, rows, err);
    }
    if (!status && c->by)
        status = aploc_stat_theil_by_group(c->all.n, c->all.apl, c->all.share_weights, c->levels,
                                           c->n_levels, &rows[0].theil, NULL, err);
    if (!status && c->by)
        status = describe_groups(&c->all, c->levels, c->n_levels, c->groups, c->group, c->below,
                                 c->n_below, rows, &n_rows, err);
    if (!status)
        status = write_summary(c, rows, n_rows, err);
    free(rows);
    return status;
}

int run_summary(int argc, char **argv)
{
    const struct argp argp = {.options = options, .parser = parse, .doc = doc};
    call c = {
        .weight = WEIGHT_DEFAULT, .mean_weight = WEIGHT_DEFAULT, .share_weight = WEIGHT_DEFAULT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    if (c.n_below == 0)
        c.below[c.n_below++] = 2.5;
    aploc_status status = summarise(&c, &err);
    aploc_communes_free(c.table);
    aploc_communes_free(c.communes);
    free(c.places);
    free(c.levels);
    free(c.all.apl);
    free(c.all.mean_weights);
    free(c.all.share_weights);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
