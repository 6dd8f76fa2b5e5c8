/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc compare: what changed between two results, for whom, and why. */
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_show.h"
#include "inputs.h"
#include "sides.h"

static const char doc[] =
    "Compare two results: run files, or tables of 'aploc compute'. Says how the mean, each group "
    "and "
    "each commune changed, who gains and who loses; between run files also how much of it supply, "
    "demand, times and method bring about, whatever their order (Shapley); the parts add up to "
    "the change but for rounding, a few units of the last place."
    "\vMeans are weighted by the standardised population of each side; people are those of AFTER "
    "on "
    "both sides. Two run files of several cells are compared cell by cell of the same name, unless "
    "--cell names one.\n\n"
    "Exit status: 0 done; 1 the data are wrong; 2 the call is wrong; 3 the machine failed.";

enum {
    OPT_CELL = 512,
    OPT_BEFORE_CELL,
    OPT_AFTER_CELL,
    OPT_COMMUNES,
    OPT_BY,
    OPT_BELOW,
    OPT_TOP,
    OPT_CODES,
    OPT_COLUMN,
    OPT_THREADS,
    OPT_FORMAT,
    OPT_OUTPUT,
    OPT_LIST
};

static const struct argp_option options[] = {
    {"cell", OPT_CELL, "NAME", 0, "The cell to compare, of both run files", 1},
    {"before-cell", OPT_BEFORE_CELL, "NAME", 0, "The cell of BEFORE", 1},
    {"after-cell", OPT_AFTER_CELL, "NAME", 0, "The cell of AFTER", 1},
    {"communes", OPT_COMMUNES, "FILE", 0,
     "The communes, for --by; joined by code (default: those of AFTER)", 2},
    {"by", OPT_BY, "COLUMN", OPTION_MAY_REPEAT,
     "A row for each group of this column of the communes; may be repeated", 2},
    {"below", OPT_BELOW, "X", OPTION_MAY_REPEAT,
     "The APL under which people are counted (default: 2.5 where the unit is by inhabitant); may "
     "be "
     "repeated",
     2},
    {"top", OPT_TOP, "N", 0, "So many of the largest gains, and losses (default: 5)", 2},
    {"codes", OPT_CODES, "same|common", 0,
     "What to do with codes that one side alone has: refuse them (default), or compare the others, "
     "without parts",
     2},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column of the tables that plays a role: code, apl, population, standardised, supply; "
     "communes:code=NAME for the code of the communes; may be repeated",
     2},
    {"threads", OPT_THREADS, "N", 0, "At most so many threads", 2},
    {"list", OPT_LIST, "FILE", 0, "Write each commune, its change and the parts of it, as CSV", 3},
    {"format", OPT_FORMAT, "text|csv|markdown", 0, "How to write it (default: text)", 3},
    {"output", OPT_OUTPUT, "FILE", 0, "Where it shall appear (default: standard output)", 3},
    {"quiet", 'q', 0, 0, "No warnings or progress on stderr", 3},
    {0}};

enum { BY_MAX = 8, TOP_DEFAULT = 5, TOP_MAX = 1000000 };
typedef enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_MARKDOWN } format;

typedef struct call {
    const char *paths[2], *cell, *cells[2];
    const char *communes_path, *by[BY_MAX], *output, *list;
    double below[BELOW_MAX];
    int n_paths, n_by, n_below;
    int32_t top, codes, n_threads;
    format format;
    bool quiet;
    aploc_column columns[COLUMNS_MAX], communes_columns[COLUMNS_MAX];
    int32_t n_columns, n_communes_columns;

    side sides[2];
    aploc_communes *communes; /* of --communes */
    change_rows rows;
    progress_bar bar;
} call;

static void end_of_call(const call *c, struct argp_state *state)
{
    if (c->n_paths < 2)
        argp_error(state, "found %d results, expected two: BEFORE and AFTER", c->n_paths);
    if (c->communes_path && !c->n_by)
        argp_error(state, "found --communes without --by, expected a column to group by");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const formats[] = {"text", "csv", "markdown", NULL};
    call *c = state->input;
    const option_text texts[] = {{OPT_CELL, &c->cell},
                                 {OPT_BEFORE_CELL, &c->cells[0]},
                                 {OPT_AFTER_CELL, &c->cells[1]},
                                 {OPT_COMMUNES, &c->communes_path},
                                 {OPT_LIST, &c->list}};
    if (option_take_text(texts, sizeof texts / sizeof *texts, key, arg))
        return 0;
    switch (key) {
    case OPT_BY:
        if (c->n_by == BY_MAX)
            argp_error(state, "found more than %d --by, expected fewer", BY_MAX);
        c->by[c->n_by++] = arg;
        return 0;
    case OPT_BELOW:
        option_below(c->below, &c->n_below, arg, state);
        return 0;
    case OPT_TOP:
        c->top = inputs_whole_number("top", arg, 0, TOP_MAX, state);
        return 0;
    case OPT_CODES:
        c->codes = inputs_choose("codes", arg, "same", "common", state);
        return 0;
    case OPT_COLUMN:
        if (!columns_add_of("communes:", c->communes_columns, &c->n_communes_columns, arg, state))
            columns_add(c->columns, &c->n_columns, arg, state);
        return 0;
    case OPT_THREADS:
        c->n_threads = inputs_whole_number("threads", arg, 1, 4096, state);
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
    case ARGP_KEY_ARG:
        if (c->n_paths == 2)
            argp_error(state, "found '%s' after two results, expected options only", arg);
        c->paths[c->n_paths++] = arg;
        return 0;
    case ARGP_KEY_END:
        end_of_call(c, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static aploc_status read_all(call *c, aploc_error *err)
{
    const char *const read[] = {c->paths[0], c->paths[1], c->communes_path};
    const side_options how = {c->columns, c->n_columns, c->quiet, &c->bar};
    aploc_status status = c->output ? output_check(read, 3, c->output, err) : APLOC_OK;
    if (!status && c->list)
        status = output_check(read, 3, c->list, err);
    if (!status)
        status = outputs_apart(c->output, c->list, err);
    progress_start(&c->bar, c->quiet);
    for (int k = 0; !status && k < 2; k++)
        status = side_read(&c->sides[k], c->paths[k], &how, err);
    if (!status && c->communes_path)
        status = columns_read(c->communes_path, c->communes_columns, c->n_communes_columns, &c->bar,
                              &c->communes, err);
    progress_end(&c->bar);
    return status;
}

/* Compare two cells, and say what was left out: of `name`, among several. A table has no inputs, so no
 * parts. */
static aploc_status compare_two(const call *c, const aploc_cell cells[2], const char *name,
                                aploc_comparison **made, aploc_error *err)
{
    const char *between = *name ? ": " : "";
    aploc_compare_options o = APLOC_COMPARE_OPTIONS_INIT;
    aploc_compare_report r = APLOC_COMPARE_REPORT_INIT;
    o.unknown = c->codes;
    o.n_threads = c->n_threads;
    o.split = cells[0].times && cells[1].times;
    for (int k = 0; k < 2; k++)
        o.split = o.split && cells[k].variant != APLOC_VARIANT_NEAREST;
    aploc_status status = aploc_compare_cells(&cells[0], &cells[1], &o, made, err);
    if (status == APLOC_ERR_CODE_UNKNOWN) {
        char message[sizeof err->message];
        memcpy(message, err->message, sizeof message);
        return fail(err, status,
                    "%.900s (--codes common); or carry one to the codes of the other (aploc carry)",
                    message);
    }
    if (!status)
        status = aploc_comparison_get_report(*made, &r, err);
    if (status || c->quiet)
        return status;
    if (r.n_only_before)
        warn("%s%s%s of %s alone left out (the first: %s), a demand of %s", name, between,
             counted(r.n_only_before, "commune", "communes"), c->paths[0], r.only_before,
             readable(r.lost_before, 0));
    if (r.n_only_after)
        warn("%s%s%s of %s alone left out (the first: %s), a demand of %s", name, between,
             counted(r.n_only_after, "commune", "communes"), c->paths[1], r.only_after,
             readable(r.lost_after, 0));
    if (r.n_missing)
        warn("%s%s%s without a value on one side left out", name, between,
             counted(r.n_missing, "commune", "communes"));
    return APLOC_OK;
}

static aploc_status write_list(const call *c, const aploc_comparison *made,
                               const aploc_communes *communes, aploc_error *err)
{
    aploc_writer *to;
    aploc_status status = output_create(c->list, list_header, LIST_COLUMNS, &to, err);
    if (status)
        return status;
    show_list(made, communes, to);
    return output_commit(to, APLOC_OK, err);
}

/* Write what was found: of a pair, or (NULL) the rows of several cells. */
static aploc_status write_output(const call *c, const shown_pair *p, aploc_error *err)
{
    aploc_writer *to;
    bool markdown = c->format == FORMAT_MARKDOWN;
    aploc_status status = output_create(c->output ? c->output : "/dev/stdout", NULL, 0, &to, err);
    if (status)
        return status;
    if (c->format == FORMAT_CSV)
        show_changes_csv(c->rows.rows, c->rows.n, to);
    else if (p)
        status = show_comparison(p, markdown, to, err);
    else
        status = show_changes("cell", c->rows.rows, c->rows.n, markdown, to, err);
    return output_commit(to, status, err);
}

/* Without --below: the threshold of the zoning of 2017, where the values are by inhabitant. */
static void choose_below(call *c, const aploc_cell *cell)
{
    if (c->n_below == 0 && (!cell->method || aploc_method_get_per(cell->method) == 1.0))
        c->below[c->n_below++] = 2.5;
}

/* Two cells, in full. */
static aploc_status show_two(call *c, const aploc_cell cells[2], aploc_error *err)
{
    aploc_comparison *made = NULL;
    double *people = NULL;
    int32_t *top = NULL;
    aploc_change all = APLOC_CHANGE_INIT;
    shown_pair p = {.report = APLOC_COMPARE_REPORT_INIT};
    const grouping by = {c->communes ? c->communes : cells[1].communes, cells[1].communes,
                         c->paths[1]};
    aploc_status status = compare_two(c, cells, "", &made, err);
    if (!status)
        status = aploc_comparison_get_report(made, &p.report, err);
    if (!status)
        status = pair_take_people(made, &cells[1], &people, &p, err);
    if (!status)
        status = pair_take_top(made, c->top, &top, &p, err);
    choose_below(c, &cells[1]);
    for (int k = 0; !status && (k == 0 || k < c->n_below); k++) {
        p.moves[k] = (aploc_moves)APLOC_MOVES_INIT;
        status = aploc_comparison_moves(made, people, c->below[k], &p.moves[k], err);
    }
    if (!status)
        status = aploc_comparison_changes(made, 1, NULL, &all, err);
    if (!status)
        status = change_rows_add(&c->rows, "", "", &all, err);
    for (int k = 0; !status && k < c->n_by; k++)
        status = change_rows_add_groups(&c->rows, made, &by, c->by[k], err);
    p.comparison = made;
    p.below = c->below;
    p.n_below = c->n_below;
    p.rows = c->rows.rows;
    p.n_rows = c->rows.n;
    for (int k = 0; k < 2; k++)
        p.communes[k] = cells[k].communes;
    if (!status && c->list)
        status = write_list(c, made, cells[1].communes, err);
    if (!status)
        status = write_output(c, &p, err);
    aploc_comparison_free(made);
    free(people);
    free(top);
    return status;
}

/* Whether a message says of itself which cell it is about. */
static bool names_cell(const char *message, const char *name)
{
    const char *at = message;
    size_t length = strlen(name);
    while ((at = strstr(at, "cell ")) != NULL) {
        at += strlen("cell ");
        if (strncmp(at, name, length) == 0 && (!at[length] || strchr(":, ", at[length])))
            return true;
    }
    return false;
}

/* Every cell of BEFORE that AFTER has too: a row each. One that cannot be compared stops no other. */
static aploc_status show_all(call *c, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_cell cells[2];
    int32_t other, n_shared = 0;
    if (c->n_by || c->list)
        return fail(err, APLOC_ERR_ARGUMENT,
                    "found --%s for run files of several cells, expected --cell NAME",
                    c->list ? "list" : "by");
    for (int32_t k = 0; !status && k < side_cell_count(&c->sides[0]); k++) {
        aploc_comparison *made = NULL;
        aploc_change all = APLOC_CHANGE_INIT;
        aploc_error why = {0};
        status = side_cell(&c->sides[0], k, &cells[0], err);
        other = status || !c->sides[1].run ? -1 : aploc_run_find(c->sides[1].run, cells[0].name);
        if (other < 0)
            continue;
        n_shared++;
        status = side_cell(&c->sides[1], other, &cells[1], err);
        if (!status && compare_two(c, cells, cells[0].name, &made, &why)) {
            if (why.status == APLOC_ERR_MEMORY || why.status == APLOC_ERR_TOO_LARGE) {
                *err = why;
                status = why.status;
            } else if (!c->quiet) {
                const char *name = names_cell(why.message, cells[0].name) ? "" : cells[0].name;
                warn("%s%s%s", name, *name ? ": " : "", why.message);
            }
        }
        if (!status && made)
            status = aploc_comparison_changes(made, 1, NULL, &all, err);
        if (!status && made)
            status = change_rows_add(&c->rows, "cell", cells[0].name, &all, err);
        aploc_comparison_free(made);
    }
    if (!status && c->rows.n == 0)
        status = fail(err, n_shared ? APLOC_ERR_CELL : APLOC_ERR_ARGUMENT,
                      "found no cell of the same name in %s and %s%s, expected some, or "
                      "--before-cell and --after-cell",
                      c->paths[0], c->paths[1], n_shared ? " that can be compared" : "");
    return status ? status : write_output(c, NULL, err);
}

/* Two cells by their names; that of one side will do for the other. Without names the only ones, or
 * all. */
static aploc_status compare_sides(call *c, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t numbers[2];
    aploc_cell cells[2];
    for (int k = 0; !status && k < 2; k++) {
        const char *name = c->cells[k] ? c->cells[k] : c->sides[k].run ? c->cell : NULL;
        bool needs = !name && c->cells[!k] && side_cell_count(&c->sides[k]) > 1;
        status = side_find(&c->sides[k], needs ? c->cells[!k] : name, &numbers[k], err);
    }
    if (!status && (numbers[0] < 0 || numbers[1] < 0))
        return show_all(c, err);
    for (int k = 0; !status && k < 2; k++)
        status = side_cell(&c->sides[k], numbers[k], &cells[k], err);
    return status ? status : show_two(c, cells, err);
}

int run_compare(int argc, char **argv)
{
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "BEFORE AFTER", .doc = doc};
    call c = {.top = TOP_DEFAULT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = read_all(&c, &err);
    if (!status)
        status = compare_sides(&c, &err);
    for (int k = 0; k < 2; k++)
        side_free(&c.sides[k]);
    aploc_communes_free(c.communes);
    free(c.rows.rows);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
