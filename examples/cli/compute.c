/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc compute: the APL of every commune. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"

static const char doc[] =
    "Compute the APL of every commune and write it as a table: code, name, apl, population, "
    "standardised, supply; a row per commune, in the order of the communes."
    "\vDemand is the standardised population where it is given, else the residents by age times "
    "the "
    "method's weights, else the population as it is (with a warning). A commune is 0 minutes from "
    "itself, whatever the times say.\n\n"
    "Exit status: 0 done; 1 the data or the method are wrong; 2 the call is wrong; 3 the machine "
    "failed. Nothing is written unless the whole run succeeds.";

enum { OPT_OUTPUT = 512, OPT_BELOW };

static const struct argp_option options[] = {
    {"output", OPT_OUTPUT, "OUT.csv", 0, "Where the table shall appear ('-': standard output)", 1},
    {"below", OPT_BELOW, "X", 0, "The APL under which the summary counts people (default: 2.5)", 3},
    {0}};

typedef struct call {
    inputs in;
    const char *output;
    double below;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->in;
        return 0;
    case OPT_OUTPUT:
        c->output = strcmp(arg, "-") == 0 ? "/dev/stdout" : arg;
        return 0;
    case OPT_BELOW:
        if (aploc_number_read(arg, strlen(arg), &c->below, NULL))
            argp_error(state, "found --below '%s', expected a number", arg);
        return 0;
    case ARGP_KEY_END:
        if (!c->output)
            argp_error(state, "found no --output, expected the file to write");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static aploc_status write_table(const call *c, const double *apl, aploc_error *err)
{
    static const char *const header[] = {"code",       "name",         "apl",
                                         "population", "standardised", "supply"};
    const inputs *in = &c->in;
    aploc_writer *writer;
    aploc_status status = aploc_writer_create(c->output, ',', &writer, err);
    if (status)
        return status;
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        aploc_writer_text(writer, header[k]);
    aploc_writer_end_row(writer);
    const double *population = aploc_communes_column(in->communes, APLOC_POPULATION);
    /* A column that does not exist is left empty: plain residents are no standardised ones, and
     * sites have a supply of their own. */
    const double *standardised =
        in->demand_report.source == APLOC_DEMAND_POPULATION ? NULL : in->demand;
    const double *supply = in->sites ? NULL : in->supply;
    for (int32_t i = 0; i < aploc_communes_count(in->communes); i++) {
        aploc_writer_text(writer, aploc_communes_code(in->communes, i));
        aploc_writer_text(writer, aploc_communes_name(in->communes, i));
        aploc_writer_number(writer, apl[i]);
        aploc_writer_number(writer, population ? population[i] : NAN);
        aploc_writer_number(writer, standardised ? standardised[i] : NAN);
        aploc_writer_number(writer, supply ? supply[i] : NAN);
        aploc_writer_end_row(writer);
    }
    if (interrupt_came()) {
        aploc_writer_free(writer);
        return fail(err, APLOC_ERR_CANCELLED, "stopped");
    }
    return aploc_writer_commit(writer, err);
}

/* The people under a threshold, weighted by residents (as DREES does); by demand when residents are
 * not known. */
static double share_below(const inputs *in, const double *apl, double threshold)
{
    const double *people = aploc_communes_column(in->communes, APLOC_POPULATION);
    double below = 0.0, all = 0.0;
    if (!people)
        people = in->demand;
    for (int32_t i = 0; i < aploc_communes_count(in->communes); i++) {
        if (isnan(people[i]))
            continue;
        all += people[i];
        if (apl[i] < threshold)
            below += people[i];
    }
    return all > 0.0 ? below / all : 0.0;
}

static void print_summary(const call *c, const aploc_plan *plan, const double *apl,
                          const aploc_solve_report *r)
{
    static const char *const sources[] = {
        [APLOC_DEMAND_STANDARDISED] = "the standardised population",
        [APLOC_DEMAND_AGES] = "residents by age, times the method's weights",
        [APLOC_DEMAND_POPULATION] = "the plain population"};
    const inputs *in = &c->in;
    fprintf(stderr, "method           %s: %s\n",
            aploc_method_get_text(in->method, APLOC_METHOD_NAME),
            aploc_method_get_text(in->method, APLOC_METHOD_TITLE));
    fprintf(stderr, "communes         %s\n", readable(aploc_communes_count(in->communes), 0));
    fprintf(stderr,
            "pairs used       %s, own communes included, of %s in the file (under %s minutes)\n",
            readable((double)aploc_plan_pair_count(plan), 0),
            readable((double)aploc_times_pair_count(in->times), 0),
            readable(aploc_decay_threshold(&in->decay), 0));
    fprintf(stderr, "demand           %s (%s)\n", readable(r->demand, 0),
            sources[in->demand_report.source]);
    practitioners_print(in);
    fprintf(stderr, "supply           %s\n", readable(r->supply, 0));
    fprintf(stderr, "lost supply      %s in %s places that no demand reaches\n",
            readable(r->supply_lost, 0), readable(r->n_lost, 0));
    fprintf(stderr,
            "unreached        %s communes have no supply in reach (%.2f %% of the demand)\n",
            readable(r->n_unreached, 0),
            r->demand > 0.0 ? 100.0 * r->demand_unreached / r->demand : 0.0);
    fprintf(stderr, "weighted mean    %s %s\n", readable(r->mean, 3),
            aploc_method_get_text(in->method, APLOC_METHOD_UNIT));
    char below[APLOC_NUMBER_SIZE];
    aploc_number_write(c->below, below);
    fprintf(stderr, "share below %-4s %.1f %% of people\n", below,
            100.0 * share_below(in, apl, c->below));
}

static aploc_status compute(call *c, aploc_error *err)
{
    inputs *in = &c->in;
    aploc_plan *plan = NULL;
    double *apl = NULL;
    aploc_plan_options plan_options = APLOC_PLAN_OPTIONS_INIT;
    aploc_solve_options solve_options = APLOC_SOLVE_OPTIONS_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    plan_options.n_threads = solve_options.n_threads = in->n_threads;
    solve_options.report = &report;

    aploc_status status = inputs_spare(in, c->output, err);
    if (!status)
        status = inputs_read(in, err);
    if (!status)
        status = aploc_plan_create(in->times, &in->decay, &plan_options, &plan, err);
    if (!status) {
        apl = calloc((size_t)aploc_communes_count(in->communes), sizeof *apl);
        if (!apl)
            status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    }
    if (!status)
        status = aploc_solve(plan, in->demand, in->supply, apl, &solve_options, err);
    if (!status)
        status = write_table(c, apl, err);
    if (!status && !in->quiet)
        print_summary(c, plan, apl, &report);
    free(apl);
    aploc_plan_free(plan);
    return status;
}

int run_compute(int argc, char **argv)
{
    const struct argp_child children[] = {{&inputs_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    call c = {.in = INPUTS_INIT, .below = 2.5};
    aploc_error err = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &c);
    aploc_status status = compute(&c, &err);
    inputs_free(&c.in);
    return status ? report_error(&err) : EXIT_DONE;
}
