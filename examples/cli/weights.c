/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc weights: age weights from what each class consumes, or recovered from standardised
 * populations. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "inputs.h"
#include "weights.h"

static const char doc[] =
    "Compute age weights, show them, and write them as the section [ages] of a method file."
    "\vWith --communes, the weights w >= 0 are those that come nearest to the standardised "
    "populations that are given: standardised = sum over ages of w times residents (non-negative "
    "least squares), each with its standard error. With --consumption, a table of age_class, "
    "consumption and population, the weight of a class is its consumption a head over that of "
    "all.\n\n"
    "Exit status: 0 done; 1 the data are wrong; 2 the call is wrong; 3 the machine failed.";

enum {
    OPT_COMMUNES = 512,
    OPT_CONSUMPTION,
    OPT_SEX,
    OPT_ROWS,
    OPT_METHOD,
    OPT_OUTPUT,
    OPT_COLUMN,
    OPT_UNKNOWN
};

static const struct argp_option options[] = {
    {"communes", OPT_COMMUNES, "FILE", 0,
     "Places with their standardised populations and, without --ages, residents by age", 1},
    {"consumption", OPT_CONSUMPTION, "FILE", 0,
     "Consumption and population of each age class: age_class, consumption, population", 1},
    {"method", OPT_METHOD, "NAME|FILE.ini", 0,
     "Write this method with its [ages] replaced, not the section alone", 1},
    {"output", OPT_OUTPUT, "FILE.ini", 0,
     "Where to write the section or method ('-': standard output, the table on stderr)", 1},
    {"sex", OPT_SEX, "both|women|men", 0,
     "Whose residents were standardised (default: as the method says, else both)", 2},
    {"rows", OPT_ROWS, "people|alike", 0,
     "How much a place counts: its residual over the square root of its people (default), or as it "
     "is",
     2},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column that plays a role: code, standardised, age:LO-HI … of the communes; ages:code, "
     "sex, age_class … of --ages; age_class, consumption, population of --consumption; may be "
     "repeated",
     2},
    {"unknown", OPT_UNKNOWN, "error|skip", 0,
     "What to do with a code in --ages that the communes lack (default: error)", 2},
    {"quiet", 'q', 0, 0, "No table, warnings or progress", 3},
    {"verbose", 'v', 0, 0, "Say what was detected in each file", 3},
    {0}};

typedef struct call {
    inputs in;
    const char *consumption_path, *output;
    int32_t sex; /* aploc_sex; -1: not said */
    int32_t by;  /* aploc_rows */

    aploc_age_class classes[APLOC_CLASSES_MAX]; /* of --consumption */
    found_weights found;
    aploc_recover_report report;
} call;

static void check_call(call *c, struct argp_state *state)
{
    const inputs *in = &c->in;
    if (!in->communes_path == !c->consumption_path)
        argp_error(state, "found %s, expected --communes or --consumption",
                   in->communes_path ? "both" : "neither");
    if (c->consumption_path && (in->by_age.path || c->sex > 0))
        argp_error(state, "found --%s with --consumption, expected it with --communes",
                   in->by_age.path ? "ages" : "sex");
    if (in->method_name && !c->output)
        argp_error(state, "found --method without --output, expected both");
    for (int32_t k = 0; k < in->n_columns; k++)
        if (!in->by_age.path && strncmp(in->columns[k].role, "ages:", 5) == 0)
            argp_error(state, "found --column %s without --ages, expected both",
                       in->columns[k].role);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const sexes[] = {"both", "women", "men", NULL};
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->in.by_age;
        return 0;
    case OPT_COMMUNES:
        c->in.communes_path = arg;
        return 0;
    case OPT_CONSUMPTION:
        c->consumption_path = arg;
        return 0;
    case OPT_METHOD:
        c->in.method_name = arg;
        return 0;
    case OPT_OUTPUT:
        c->output = option_output(arg);
        return 0;
    case OPT_SEX:
        c->sex = option_word("sex", arg, sexes, state);
        return 0;
    case OPT_ROWS:
        c->by = inputs_choose("rows", arg, "people", "alike", state);
        return 0;
    case OPT_COLUMN:
        columns_add(c->in.columns, &c->in.n_columns, arg, state);
        return 0;
    case OPT_UNKNOWN:
        c->in.unknown = inputs_choose("unknown", arg, "error", "skip", state);
        return 0;
    case 'q':
        c->in.quiet = true;
        return 0;
    case 'v':
        c->in.verbose = true;
        return 0;
    case ARGP_KEY_END:
        check_call(c, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static aploc_status make_room(found_weights *w, bool errors, aploc_error *err)
{
    w->weights = calloc((size_t)w->n, sizeof *w->weights);
    w->errors = errors ? calloc((size_t)w->n, sizeof *w->errors) : NULL;
    if (!w->weights || (errors && !w->errors))
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the weights");
    return APLOC_OK;
}

static aploc_status from_consumption(call *c, aploc_error *err)
{
    found_weights *w = &c->found;
    double consumption[APLOC_CLASSES_MAX], population[APLOC_CLASSES_MAX], people = 0.0;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    o.columns = c->in.columns;
    o.n_columns = c->in.n_columns;
    aploc_status status = aploc_consumption_read_csv(c->consumption_path, &o, c->classes,
                                                     consumption, population, &w->n, &report, err);
    if (status)
        return status;
    inputs_tell(&c->in, c->consumption_path, &report);
    w->classes = c->classes;
    status = make_room(w, false, err);
    if (!status)
        status = aploc_weights_from_consumption(w->n, consumption, population, w->weights, err);
    for (int32_t a = 0; a < w->n; a++)
        people += population[a];
    snprintf(w->source, sizeof w->source,
             "Consumption of a head of the class over that of all %s people: %s",
             readable(people, 0), one_line(c->consumption_path));
    return status;
}

/* Where the residents by age stand. */
static aploc_status find_residents(call *c, const double **residents, const char **path,
                                   aploc_error *err)
{
    static const char *const of[] = {"both sexes", "women", "men"};
    inputs *in = &c->in;
    found_weights *w = &c->found;
    if (in->by_age.path) {
        aploc_status status = inputs_hint(ages_read(in, err), false, err);
        if (status)
            return status;
        w->classes = aploc_ages_classes(in->ages, &w->n);
        *residents = aploc_ages_table(in->ages, w->sex);
        *path = in->by_age.path;
    } else {
        w->classes = aploc_communes_ages(in->communes, &w->n);
        *residents = w->sex == APLOC_BOTH_SEXES ? aploc_communes_age_table(in->communes) : NULL;
        *path = in->communes_path;
    }
    if (!*residents)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no residents by age of %s, expected some, or --ages FILE with them",
                    one_line(*path), of[w->sex]);
    return APLOC_OK;
}

/* Residuals of a millionth of a person are the rounding of doubles: their digits say nothing, and are
 * others on another machine. */
static void forget_rounding(call *c)
{
    if (c->report.residual >= 1e-6)
        return;
    c->report.residual = 0.0;
    c->report.worst[0] = -1;
    for (int32_t a = 0; a < c->found.n; a++)
        if (!isnan(c->found.errors[a]))
            c->found.errors[a] = 0.0;
}

static aploc_status recover(call *c, aploc_error *err)
{
    inputs *in = &c->in;
    found_weights *w = &c->found;
    aploc_column columns[COLUMNS_MAX];
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options o = inputs_options(in, TABLE_COMMUNES, columns);
    aploc_recover_options ro = APLOC_RECOVER_OPTIONS_INIT;
    const double *residents = NULL;
    const char *path = NULL;
    aploc_status status =
        aploc_communes_read_csv(in->communes_path, &o, &in->communes, &report, err);
    if (status)
        return status;
    inputs_tell(in, in->communes_path, &report);
    const double *standardised = aploc_communes_column(in->communes, APLOC_STANDARDISED);
    if (!standardised)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no standardised populations, expected one of the usual names, or "
                    "--column standardised=NAME",
                    one_line(in->communes_path));
    status = find_residents(c, &residents, &path, err);
    if (!status)
        status = make_room(w, true, err);
    ro.by = c->by;
    if (!status)
        status =
            aploc_weights_recover(aploc_communes_count(in->communes), w->n, w->classes, residents,
                                  standardised, &ro, w->weights, w->errors, &c->report, err);
    if (!status)
        forget_rounding(c);
    snprintf(w->source, sizeof w->source,
             "Recovered from the standardised populations of %s and the residents by age of %s",
             one_line(in->communes_path), one_line(path));
    snprintf(w->fit, sizeof w->fit,
             "%s places, each %s; age explains %.4f %% of the variation; residuals of %.3g people",
             readable(c->report.n_used, 0),
             c->by == APLOC_ROWS_ALIKE ? "as it is" : "by the square root of its people",
             100.0 * c->report.r2, c->report.residual);
    return status;
}

static void print_worst(const call *c, FILE *to)
{
    const aploc_recover_report *r = &c->report;
    if (r->worst[0] < 0)
        return;
    fputs("largest", to);
    for (int k = 0; k < 3 && r->worst[k] >= 0; k++)
        fprintf(to, "%s%s %s (%+.3g)", k ? ", " : "          ",
                aploc_communes_code(c->in.communes, r->worst[k]),
                one_line(aploc_communes_name(c->in.communes, r->worst[k])), r->worst_residual[k]);
    fputc('\n', to);
}

static void print(const call *c, FILE *to)
{
    const found_weights *w = &c->found;
    const aploc_recover_report *r = &c->report;
    fprintf(to, "class     weight%s\n", w->errors ? "  standard error" : "");
    for (int32_t a = 0; a < w->n; a++) {
        fprintf(to, "%-8s %7.4f", class_text(w->classes[a]), w->weights[a]);
        if (w->errors && isnan(w->errors[a]))
            fputs("  held at 0", to);
        else if (w->errors)
            fprintf(to, "  %14.2g", w->errors[a]);
        fputc('\n', to);
    }
    if (!w->errors)
        return;
    fprintf(to, "\nplaces           %s, each %s\n", readable(r->n_used, 0),
            c->by == APLOC_ROWS_ALIKE ? "as it is" : "by the square root of its people");
    if (r->n_missing || r->n_empty)
        fprintf(to, "left out         %s without a number, %s without residents\n",
                readable(r->n_missing, 0), readable(r->n_empty, 0));
    fprintf(to, "explained        %.4f %% of the variation beyond one weight for all\n",
            100.0 * r->r2);
    fprintf(to, "residuals        %.3g people (root mean square)\n", r->residual);
    fprintf(to, "condition        %.1f\n", r->condition);
    print_worst(c, to);
}

static aploc_status compute(call *c, aploc_error *err)
{
    inputs *in = &c->in;
    const char *const paths[] = {in->communes_path, in->by_age.path, c->consumption_path,
                                 in->method_name};
    aploc_status status = APLOC_OK;
    if (c->output)
        status = output_check(paths, sizeof paths / sizeof *paths, c->output, err);
    if (!status && in->method_name)
        status = find_method(in->method_name, &in->method, err);
    c->found.sex = c->sex >= 0 ? c->sex : in->method ? aploc_method_get_sex(in->method) : 0;
    if (!status)
        status = c->consumption_path ? from_consumption(c, err) : recover(c, err);
    progress_end(&in->bar);
    if (!status && c->output)
        status = weights_write(&c->found, in->method, c->output, err);
    if (!status && !in->quiet)
        print(c, c->output && strcmp(c->output, "/dev/stdout") == 0 ? stderr : stdout);
    return status;
}

int run_weights(int argc, char **argv)
{
    const struct argp_child children[] = {{&ages_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    call c = {.in = INPUTS_INIT, .sex = -1, .report = APLOC_RECOVER_REPORT_INIT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    progress_start(&c.in.bar, c.in.quiet);
    aploc_status status = compute(&c, &err);
    inputs_free(&c.in);
    free(c.found.weights);
    free(c.found.errors);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
