/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc compute: the APL of every commune, or the measure of the family that the method asks for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"
#include "measure.h"
#include "memory.h"
#include "run.h"
#include "scenarios.h"
#include "workbook.h"

static const char doc[] =
    "Compute the APL of every commune and write it as a table: code, name, apl, population, "
    "standardised, supply; a row per commune, in the order of the communes."
    "\vDemand is the residents by age of --ages times the method's weights; without --ages the "
    "standardised population where it is given, else the residents by age of the communes times "
    "the "
    "method's weights, else the population as it is (with a warning). A commune is 0 minutes from "
    "itself, whatever the times say.\n\n"
    "A method with another [family] variant than e2sfca puts that measure into the column apl: see "
    "the manual.\n\n"
    "Exit status: 0 done; 1 the data or the method are wrong; 2 the call is wrong; 3 the machine "
    "failed. Nothing is written unless the whole run succeeds.";

enum {
    OPT_OUTPUT = 512,
    OPT_LAYOUT,
    OPT_RUN,
    OPT_SCENARIOS,
    OPT_REPEATED,
    OPT_BELOW,
    OPT_THREADS,
    OPT_MEMORY
};

static const struct argp_option options[] = {
    {"output", OPT_OUTPUT, "OUT.csv", 0, "Where the table shall appear ('-': standard output)", 1},
    {"layout", OPT_LAYOUT, "full|drees|wide|long", 0,
     "The columns of the table: all at full precision (default), or those of the workbook of "
     "DREES, three decimals, one APL for each --max-age; of scenarios: an APL a column (wide, "
     "default), or one after the other (long)",
     1},
    {"scenarios", OPT_SCENARIOS, "FILE", 0,
     "Compare other supplies with the one as given: scenario, code, supply, a row a change; or "
     "code and a column a scenario, none of which is named as a population, an age class or a "
     "coordinate; +N and -N are added, N takes its place. Several columns of supply are scenarios, "
     "too: --column supply=A,B,C",
     1},
    {"run", OPT_RUN, "RUN.h5", 0,
     "Write the result with everything it was computed from, for 'aploc verify'; beside --output, "
     "or "
     "in its place",
     1},
    {"repeated", OPT_REPEATED, "error|skip", 0,
     "What to do with a pair that the times give again (default: error; skip keeps the first)", 2},
    {"below", OPT_BELOW, "X", 0,
     "The APL under which the summary counts people (default: 2.5 where the unit is consultations)",
     3},
    {"threads", OPT_THREADS, "N", 0, "At most N threads (default: as many as the work is worth)",
     3},
    {"memory", OPT_MEMORY, "SIZE", 0,
     "Take no more memory than SIZE, such as 512M or 1G (K, M, G, T: powers of 1024): times in "
     "HDF5 that do not fit are read a stretch at a time, with the same result; what cannot be is "
     "refused with the size that is enough",
     3},
    {0}};

typedef struct call {
    inputs in;
    const char *output; /* NULL with --run alone */
    const char *run;    /* NULL: none */
    run_files files;    /* with it */
    const char *layout; /* NULL: not said */
    bool workbook;      /* --layout drees */
    scenarios_call scenarios;
    double below; /* 2.5 when not said */
    bool has_below;
} call;

static bool has_scenarios(const call *c)
{
    return c->in.scenarios_path || c->scenarios.n_columns > 0;
}

static bool is_layout_of_scenarios(const char *layout)
{
    return strcmp(layout, "wide") == 0 || strcmp(layout, "long") == 0;
}

static void check_scenarios(const call *c, struct argp_state *state)
{
    if (has_scenarios(c) && c->layout && !is_layout_of_scenarios(c->layout))
        argp_error(state, "found --layout %s with scenarios, expected wide or long", c->layout);
    if (!has_scenarios(c) && c->layout && is_layout_of_scenarios(c->layout))
        argp_error(state,
                   "found --layout %s without scenarios, expected --scenarios FILE or "
                   "several columns of supply",
                   c->layout);
    if (has_scenarios(c) && c->run)
        argp_error(state, "found scenarios with --run, expected one or the other: a run file of "
                          "several results is made by aploc rerun");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->in;
        return 0;
    case OPT_OUTPUT:
        c->output = option_output(arg);
        return 0;
    case OPT_LAYOUT:
        c->layout = arg;
        c->workbook = strcmp(arg, "drees") == 0;
        c->scenarios.is_long = strcmp(arg, "long") == 0;
        c->in.takes_limits = c->workbook;
        if (!c->workbook && !is_layout_of_scenarios(arg) && strcmp(arg, "full") != 0)
            argp_error(state,
                       "found --layout '%s', expected 'full' or 'drees', or of scenarios "
                       "'wide' or 'long'",
                       arg);
        return 0;
    case OPT_SCENARIOS:
        c->in.scenarios_path = arg;
        return 0;
    case OPT_RUN:
        c->run = arg;
        return 0;
    case OPT_REPEATED:
        c->in.repeated =
            inputs_choose("repeated", arg, "error", "skip", state) ? APLOC_SKIP : APLOC_REFUSE;
        return 0;
    case OPT_BELOW:
        if (aploc_number_read(arg, strlen(arg), &c->below, NULL))
            argp_error(state, "found --below '%s', expected a number (with a decimal point)", arg);
        c->has_below = true;
        return 0;
    case OPT_THREADS:
        c->in.n_threads = inputs_whole_number("threads", arg, 1, 4096, state);
        return 0;
    case OPT_MEMORY:
        c->in.memory = memory_size(arg, state);
        c->in.memory_text = arg;
        return 0;
    case ARGP_KEY_END:
        scenarios_split(&c->scenarios, &c->in, state);
        check_scenarios(c, state);
        if (!c->output && !c->run && !has_scenarios(c))
            argp_error(state, "found no --output, expected the file to write");
        if (c->workbook && !c->output)
            argp_error(state, "found --layout drees without --output, expected both");
        if (c->workbook && c->run)
            argp_error(state, "found --layout drees with --run, expected one or the other: a run "
                              "file of several ages is made by aploc rerun");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char *code_of(const void *places, int32_t i)
{
    return aploc_communes_code(places, i);
}

static const char *name_of(const void *places, int32_t i)
{
    return aploc_communes_name(places, i);
}

static aploc_status write_table(const call *c, const measure *m, aploc_error *err)
{
    static const char *const header[] = {"code",       "name",         "apl",
                                         "population", "standardised", "supply"};
    const inputs *in = &c->in;
    aploc_writer *writer;
    aploc_status status =
        output_create(c->output, header, sizeof header / sizeof *header, &writer, err);
    if (status)
        return status;
    /* A column that does not exist is left empty: plain residents are no standardised ones, and
     * demand and supply may stand at other places than the rows. */
    int has_standardised =
        m->places == in->communes && in->demand_report.source != APLOC_DEMAND_POPULATION;
    int has_supply = m->places == inputs_places_of_supply(in);
    const aploc_write_column columns[] = {
        {NULL, code_of, m->places},
        {NULL, name_of, m->places},
        {m->values, NULL, NULL},
        {aploc_communes_column(m->places, APLOC_POPULATION), NULL, NULL},
        {has_standardised ? in->demand : NULL, NULL, NULL},
        {has_supply ? in->supply : NULL, NULL, NULL}};
    aploc_writer_rows(writer, aploc_communes_count(m->places), sizeof columns / sizeof *columns,
                      columns, in->n_threads);
    return output_commit(writer, APLOC_OK, err);
}

/* The APL for one more age limit. */
static aploc_status compute_limit(const inputs *in, const measure *m, double limit, double *supply,
                                  double *apl, aploc_error *err)
{
    aploc_status status = practitioners_supply(in, limit, supply, NULL, err);
    return status ? status : measure_again(in, m, supply, apl, err);
}

/* The workbook: without practitioners there is one APL, of all there are. */
static aploc_status write_workbook(const call *c, const measure *m, aploc_error *err)
{
    const inputs *in = &c->in;
    char year[16] = "";
    double limits[LIMITS_MAX];
    const char *names[LIMITS_MAX] = {""};
    const double *columns[LIMITS_MAX] = {m->values};
    int n_limits = in->n_limits;
    workbook book = {.communes = m->places, .limits = names, .apl = columns, .year = year};
    size_t n = (size_t)aploc_communes_count(m->places);
    aploc_status status = APLOC_OK;
    memcpy(limits, in->limits, sizeof limits);
    if (in->practitioners && !n_limits)
        n_limits = limits_read("none,65,62,60", limits);
    if (in->year)
        snprintf(year, sizeof year, "%d", (int)in->year);
    if (m->places == in->communes && in->demand_report.source != APLOC_DEMAND_POPULATION)
        book.standardised = in->demand;
    double *room =
        calloc((size_t)n_limits * n + (size_t)aploc_communes_count(inputs_places_of_supply(in)),
               sizeof *room);
    if (!room)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    for (int k = 0; !status && k < n_limits; k++) {
        double *apl = room + (size_t)k * n;
        columns[k] = apl;
        names[k] = limit_name(limits[k]);
        status = compute_limit(in, m, limits[k], room + (size_t)n_limits * n, apl, err);
    }
    book.n_limits = n_limits ? n_limits : 1;
    if (!status)
        status = workbook_write(c->output, &book, err);
    free(room);
    return status;
}

static double share_below(const double *people, const double *apl, int32_t n, double threshold)
{
    double below = 0.0, all = 0.0;
    for (int32_t i = 0; i < n; i++) {
        if (isnan(people[i]))
            continue;
        all += people[i];
        if (apl[i] < threshold)
            below += people[i];
    }
    return all > 0.0 ? below / all : 0.0;
}

/* Shares are weighted by residents (as DREES does); by demand where residents are not known. */
static void print_share(const call *c, const measure *m)
{
    const inputs *in = &c->in;
    const double *people = aploc_communes_column(in->communes, APLOC_POPULATION);
    char below[APLOC_NUMBER_SIZE];
    if (!c->has_below && !is_in_consultations(in->method, m->variant))
        return;
    aploc_number_write(c->below, below);
    fprintf(stderr, "share below %-4s %.1f %% of %s\n", below,
            100.0 * share_below(people ? people : in->demand, m->values,
                                aploc_communes_count(in->communes), c->below),
            people ? "people" : "the demand");
}

/* Without what the mean is one of: NULL, or the name of it. */
static const char *what_is_none(const measure *m)
{
    const aploc_solve_report *r = &m->report;
    if (m->variant == APLOC_VARIANT_I2SFCA)
        return r->supply > 0.0 ? NULL : "supply";
    if (m->variant == APLOC_VARIANT_NEAREST && !(r->demand > r->demand_unreached))
        return "demand with supply in reach";
    return r->demand > 0.0 ? NULL : "demand";
}

/* The mean, and the people under the threshold; each in the unit of the measure. */
static void print_results(const call *c, const measure *m)
{
    const inputs *in = &c->in;
    const char *unit = aploc_method_get_text(in->method, APLOC_METHOD_UNIT); /* of the APL */
    if (m->variant == APLOC_VARIANT_NEAREST)
        unit = "minutes, of those who have supply in reach";
    else if (m->variant == APLOC_VARIANT_I2SFCA)
        unit = "of the demand for one of the supply, weighted by supply";
    else if (!aploc_variant_is_per_head(m->variant))
        unit = "of the supply";
    if (what_is_none(m))
        fprintf(stderr, "weighted mean    none: no %s\n", what_is_none(m));
    else
        fprintf(stderr, "weighted mean    %s %s\n", readable(m->report.mean, 3), unit);
    print_share(c, m);
    warn_of_heads(in->method, m->variant, m->report.mean);
    if (aploc_method_get_per(in->method) == 1.0 && strstr(unit, "100 000"))
        warn("the unit counts by 100 000 inhabitants, and [method] has no per = 100000: the result "
             "is by inhabitant");
}

/* Of all rows from a place to another, those left out (--unknown skip, --repeated skip) too. */
static void print_pairs(const inputs *in, const measure *m)
{
    const aploc_read_report *rows = &in->times_report;
    int64_t own = in->sites ? 0 : aploc_communes_count(in->communes);
    fprintf(stderr, "pairs used       %s of %s in the file, under %s minutes",
            readable((double)(m->n_pairs - own), 0),
            readable((double)(rows->n_rows - rows->n_own), 0),
            exactly(aploc_decay_threshold(&in->decay)));
    fputs(in->sites ? "\n" : "; and each commune with itself\n", stderr);
}

/* Whether the method has rules for the supply, and the supply came ready-made. */
static bool has_unused_rules(const inputs *in)
{
    aploc_method_supply rules = APLOC_METHOD_SUPPLY_INIT;
    return !in->practitioners_path && !aploc_method_get_supply(in->method, &rules, NULL) &&
           !(isnan(rules.floor) && isnan(rules.cap) && isnan(rules.max_age) && isnan(rules.fte) &&
             rules.n_steps == 0);
}

static void print_summary(const call *c, const measure *m)
{
    static const char *const sources[] = {
        [APLOC_DEMAND_STANDARDISED] = "the standardised population",
        [APLOC_DEMAND_AGES] = "residents by age, times the method's weights",
        [APLOC_DEMAND_POPULATION] = "the plain population"};
    const inputs *in = &c->in;
    const aploc_solve_report *r = &m->report;
    fprintf(stderr, "method           %s: %s\n",
            aploc_method_get_text(in->method, APLOC_METHOD_NAME),
            aploc_method_get_text(in->method, APLOC_METHOD_TITLE));
    if (m->variant != APLOC_VARIANT_E2SFCA)
        fprintf(stderr, "variant          %s: %s\n", aploc_variant_name(m->variant),
                aploc_variant_title(m->variant));
    fprintf(stderr, "communes         %s\n", readable(aploc_communes_count(in->communes), 0));
    print_pairs(in, m);
    fprintf(stderr, "demand           %s (%s)\n", readable(r->demand, 0),
            sources[in->demand_report.source]);
    ages_print(in);
    practitioners_print(in);
    fprintf(stderr, "supply           %s%s\n", readable(r->supply, r->supply < 1000.0 ? 1 : 0),
            has_unused_rules(in) ? " (as given: the method's supply rules are for practitioners)"
                                 : "");
    if (m->variant != APLOC_VARIANT_NEAREST)
        fprintf(stderr, "lost supply      %s in %s that no demand reaches\n",
                readable(r->supply_lost, 0), counted(r->n_lost, "place", "places"));
    fprintf(stderr, "unreached        %s no supply in reach (%.2f %% of the demand)\n",
            counted(r->n_unreached, "commune has", "communes have"),
            r->demand > 0.0 ? 100.0 * r->demand_unreached / r->demand : 0.0);
    print_results(c, m);
}

/* What a place has in many scenarios is a measure of aploc_solve_many. */
static aploc_status refuse_variant(int32_t variant, aploc_error *err)
{
    if (!aploc_variant_is_of_supply(variant) && variant != APLOC_VARIANT_NEAREST)
        return APLOC_OK;
    return fail(err, APLOC_ERR_ARGUMENT,
                "found scenarios with variant %s, expected a measure of supply in reach",
                aploc_variant_name(variant));
}

/* The summary is that of the supply as given: the scenarios are compared with it. */
static aploc_status compute_scenarios(call *c, scenario_results *results, const measure *m,
                                      aploc_error *err)
{
    c->scenarios.output = c->output;
    c->scenarios.below = c->below;
    c->scenarios.has_below = c->has_below || is_in_consultations(c->in.method, m->variant);
    aploc_status status = scenarios_run(results, m, err);
    if (!status && !c->in.quiet)
        print_summary(c, m);
    return status ? status : scenarios_print(results, err);
}

/* No output replaces an input, or another output. */
static aploc_status check_outputs(const call *c, aploc_error *err)
{
    aploc_status status = c->output ? inputs_spare(&c->in, c->output, err) : APLOC_OK;
    if (!status && c->run)
        status = inputs_spare(&c->in, c->run, err);
    return status ? status : outputs_apart(c->output, c->run, err);
}

/* What a variant does not go with. */
static aploc_status check_variant(const call *c, aploc_error *err)
{
    int32_t variant = aploc_method_get_variant(c->in.method);
    if (c->has_below && variant == APLOC_VARIANT_I2SFCA)
        return fail(err, APLOC_ERR_ARGUMENT,
                    "found --below with variant i2sfca, expected none: it counts people, and the "
                    "result is one of places of supply");
    if (c->workbook && aploc_variant_is_of_supply(variant))
        return fail(err, APLOC_ERR_ARGUMENT,
                    "found --layout drees with variant i2sfca, expected --layout full: its result "
                    "is one of places of supply");
    return has_scenarios(c) ? refuse_variant(variant, err) : APLOC_OK;
}

static aploc_status write_outputs(const call *c, const measure *m, aploc_error *err)
{
    aploc_status status = c->run ? run_file_write(&c->in, &c->files, m, c->run, err) : APLOC_OK;
    if (!status && c->output)
        status = c->workbook ? write_workbook(c, m, err) : write_table(c, m, err);
    if (!status && !c->in.quiet)
        print_summary(c, m);
    return status;
}

static aploc_status compute(call *c, aploc_error *err)
{
    inputs *in = &c->in;
    measure m = {0};
    scenario_results results = {0};
    in->needs_all = c->run             ? "--run"
                    : c->workbook      ? "--layout drees"
                    : has_scenarios(c) ? "scenarios"
                                       : NULL;
    in->plans_only = !c->run; /* a run file has the times */
    in->other_supplies = has_scenarios(c) || c->workbook;
    aploc_status status = check_outputs(c, err);
    if (c->run)
        run_files_look(in, &c->files);
    if (!status)
        status = inputs_read_tables(in, err);
    if (!status)
        status = check_variant(c, err);
    if (!status && has_scenarios(c))
        status = scenarios_read(&c->scenarios, in, &results, err);
    if (!status)
        status = inputs_read_times(in, err);
    if (!status)
        status = measure_run(in, &m, err);
    if (!status)
        status =
            has_scenarios(c) ? compute_scenarios(c, &results, &m, err) : write_outputs(c, &m, err);
    scenarios_free(&results);
    measure_free(&m);
    return status;
}

int run_compute(int argc, char **argv)
{
    const struct argp_child children[] = {{&inputs_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    call c = {.in = INPUTS_INIT, .below = 2.5};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = inputs_hint(compute(&c, &err), true, &err);
    free(c.scenarios.words);
    inputs_free(&c.in);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
