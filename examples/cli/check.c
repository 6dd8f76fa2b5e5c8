/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc check: what to know of the inputs before trusting a result. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"

static const char doc[] =
    "Report on the inputs of a run, as 'aploc compute' would read them: codes that are not known, "
    "pairs given twice, times that differ by direction, communes that are cut off, supply that "
    "nobody reaches, people near the edge of the data."
    "\vWhat can be counted is counted rather than refused. With --list, every commune of every "
    "finding goes into a table: finding, code, name, demand, supply.\n\n"
    "Exit status: 0 'compute' would run; 1 it would refuse (codes, repeated pairs), or the data or "
    "the method cannot be read; 2 the call is wrong; 3 the machine failed.";

enum { OPT_LIST = 512 };

/* How many codes a line of the report shows. */
enum { SHOWN = 8 };

static const struct argp_option options[] = {
    {"list", OPT_LIST, "LIST.csv", 0, "Where to write the places of every finding", 1}, {0}};

typedef struct call {
    inputs in;
    int32_t unknown_wanted; /* what --unknown says: whether `compute` would refuse */
    const char *list;
} call;

/* A finding, and how the report words it. */
static const struct {
    int32_t finding;
    const char *word; /* in the list */
    const char *text;
} findings[] = {
    {APLOC_FINDING_NO_PAIR, "no-pair", "communes with no time to or from another one"},
    {APLOC_FINDING_CUT_OFF, "cut-off",
     "communes whose times are all over the threshold, both ways"},
    {APLOC_FINDING_OWN_SUPPLY_ONLY, "own-supply-only",
     "communes whose supply nobody else reaches: their APL is their own"},
    {APLOC_FINDING_LOST_SUPPLY, "lost-supply", "places whose supply no demand reaches: it is lost"},
    {APLOC_FINDING_UNREACHED, "unreached", "communes with no supply in reach: APL 0"},
    {APLOC_FINDING_NO_DEMAND, "no-demand", "communes without demand"},
    {APLOC_FINDING_WHOLE_CITY, "whole-city",
     "codes of Paris, Lyon or Marseille that should be arrondissements"},
    {APLOC_FINDING_EDGE, "edge", "communes at the edge of the data (the sea counts)"},
    {APLOC_FINDING_NEAR_EDGE, "near-edge", "communes within the threshold of the edge"},
};

enum { N_FINDINGS = sizeof findings / sizeof *findings };

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->in;
        return 0;
    case OPT_LIST:
        if (strcmp(arg, "-") == 0)
            argp_error(state,
                       "found --list '-', expected a file: the report takes standard output");
        c->list = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const aploc_communes *places_of(const call *c, int32_t finding)
{
    return finding == APLOC_FINDING_LOST_SUPPLY ? inputs_places_of_supply(&c->in) : c->in.communes;
}

static void print_count(const char *number, const char *text)
{
    printf("%14s  %s\n", number, text);
}

static void print_left_out(const char *label, const aploc_left_out *rows, int64_t n)
{
    printf("%14s  %s", "", label);
    for (int64_t k = 0; k < n && k < APLOC_LEFT_OUT_MAX; k++) {
        printf(" %s", rows[k].code);
        if (*rows[k].other)
            printf("-%s", rows[k].other);
        printf(" (line %lld)", (long long)rows[k].line);
    }
    puts(n > APLOC_LEFT_OUT_MAX ? " …" : "");
}

static void print_files(const call *c)
{
    const inputs *in = &c->in;
    const aploc_read_report *r = &in->times_report;
    puts("Files");
    print_count(readable(aploc_communes_count(in->communes), 0), "communes");
    if (in->sites)
        print_count(readable(aploc_communes_count(in->sites), 0), "sites");
    print_count(readable((double)r->n_rows, 0), "rows of times");
    print_count(readable((double)r->n_unknown, 0), "rows of times with an unknown code");
    if (r->n_unknown)
        print_left_out("unknown:", r->unknown, r->n_unknown_codes);
    if (in->supply_path || in->practitioners_path)
        print_count(readable((double)in->supply_rows.n_unknown, 0),
                    in->practitioners_path ? "rows of practitioners with an unknown code"
                                           : "rows of supply with an unknown code");
    if (in->supply_rows.n_unknown)
        print_left_out("unknown:", in->supply_rows.unknown, in->supply_rows.n_unknown_codes);
    print_count(readable((double)r->n_repeated, 0), "rows of times that repeat a pair");
    if (r->n_repeated)
        print_left_out("repeated:", r->repeated, r->n_repeated);
    if (!in->sites) {
        print_count(readable((double)r->n_own, 0),
                    "rows from a commune to itself (0 minutes is used)");
        print_count(readable((double)r->n_own_not_zero, 0),
                    "rows from a commune to itself that say something else than 0");
    }
    if (in->demand_report.source == APLOC_DEMAND_POPULATION)
        print_count("", "demand is the plain population: nothing is standardised");
    print_count(readable(in->demand_report.n_filled, 0),
                "standardised populations missing, filled in from the residents");
}

static void print_times(const call *c, const aploc_quality_numbers *n)
{
    printf("\nTimes (threshold %s minutes)\n", exactly(aploc_decay_threshold(&c->in.decay)));
    print_count(readable((double)n->n_pairs, 0), "pairs of two different places");
    print_count(readable((double)n->n_used, 0), "of them under the threshold");
    print_count(readable((double)n->n_on_step, 0),
                "exactly on a step or the threshold (they fall to the right)");
    if (c->in.sites)
        return;
    print_count(readable((double)n->n_one_way, 0), "without the way back");
    print_count(readable((double)n->n_asymmetric, 0), "pairs of communes whose two ways differ");
    printf("%14s  minutes is the median difference, %s the 95th percentile, %s the largest",
           readable(n->asymmetry_median, 2), readable(n->asymmetry_p95, 2),
           readable(n->asymmetry_max, 2));
    if (n->worst_from >= 0)
        printf(" (%s to %s)", aploc_communes_code(c->in.communes, n->worst_from),
               aploc_communes_code(c->in.communes, n->worst_to));
    putchar('\n');
}

static void print_finding(const call *c, const aploc_quality *quality, int k)
{
    int32_t n;
    const aploc_communes *places = places_of(c, findings[k].finding);
    const int32_t *index = aploc_quality_get_places(quality, findings[k].finding, &n);
    print_count(readable(n, 0), findings[k].text);
    if (n == 0)
        return;
    printf("%14s ", "");
    for (int32_t at = 0; at < n && at < SHOWN; at++)
        printf(" %s %s%s", aploc_communes_code(places, index[at]),
               aploc_communes_name(places, index[at]), at + 1 < n && at + 1 < SHOWN ? "," : "");
    puts(n > SHOWN ? ", …" : "");
}

static double percent(double part, double whole)
{
    return whole > 0.0 ? 100.0 * part / whole : 0.0;
}

/* Whether a finding can be made: the edge needs coordinates, some need care in the communes. */
static bool applies(const call *c, int32_t finding, const aploc_quality_numbers *n)
{
    switch (finding) {
    case APLOC_FINDING_EDGE:
    case APLOC_FINDING_NEAR_EDGE:
        return !isnan(n->demand_near_edge);
    case APLOC_FINDING_NO_PAIR:
    case APLOC_FINDING_CUT_OFF:
    case APLOC_FINDING_OWN_SUPPLY_ONLY:
        return !c->in.sites;
    default:
        return true;
    }
}

static void print_report(const call *c, const aploc_quality *quality,
                         const aploc_quality_numbers *n)
{
    print_files(c);
    print_times(c, n);
    puts("\nPlaces");
    for (int k = 0; k < N_FINDINGS; k++)
        if (applies(c, findings[k].finding, n))
            print_finding(c, quality, k);
    puts("\nShares");
    printf("%12.2f %%  of the supply is lost\n", percent(n->supply_lost, n->supply));
    printf("%12.2f %%  of the demand has no supply in reach\n",
           percent(n->demand_unreached, n->demand));
    if (isnan(n->demand_near_edge))
        print_count("not known", "share of the demand near the edge: needs columns lon and lat, "
                                 "and care in the communes");
    else
        printf("%12.2f %%  of the demand is within the threshold of the edge of the data\n",
               percent(n->demand_near_edge, n->demand));
}

static aploc_status write_list(const call *c, const aploc_quality *quality, aploc_error *err)
{
    static const char *const header[] = {"finding", "code", "name", "demand", "supply"};
    aploc_writer *writer;
    aploc_status status =
        output_create(c->list, header, sizeof header / sizeof *header, &writer, err);
    if (status)
        return status;
    for (int k = 0; k < N_FINDINGS; k++) {
        int32_t n, finding = findings[k].finding;
        const aploc_communes *places = places_of(c, finding);
        const int32_t *index = aploc_quality_get_places(quality, finding, &n);
        for (int32_t at = 0; at < n; at++) {
            int has_demand = places == c->in.communes;
            int has_supply = places == inputs_places_of_supply(&c->in);
            aploc_writer_text(writer, findings[k].word);
            aploc_writer_text(writer, aploc_communes_code(places, index[at]));
            aploc_writer_text(writer, aploc_communes_name(places, index[at]));
            aploc_writer_number(writer, has_demand ? c->in.demand[index[at]] : NAN);
            aploc_writer_number(writer, has_supply ? c->in.supply[index[at]] : NAN);
            aploc_writer_end_row(writer);
        }
    }
    return output_commit(writer, APLOC_OK, err);
}

static aploc_status check(call *c, aploc_error *err)
{
    inputs *in = &c->in;
    aploc_quality *quality = NULL;
    aploc_quality_numbers numbers = APLOC_QUALITY_NUMBERS_INIT;
    aploc_status status = c->list ? inputs_spare(in, c->list, err) : APLOC_OK;
    if (!status)
        status = inputs_read(in, err);
    if (!status)
        status = aploc_quality_check(in->communes, in->sites, in->times, &in->decay, in->demand,
                                     in->supply, &quality, err);
    if (!status)
        status = aploc_quality_get_numbers(quality, &numbers, err);
    if (!status && c->list)
        status = write_list(c, quality, err);
    if (!status && !in->quiet)
        practitioners_print(in);
    if (!status)
        print_report(c, quality, &numbers);
    aploc_quality_free(quality);
    return status;
}

/* Whether `compute` would take these inputs, and the exit status that says so. */
static int print_verdict(const call *c)
{
    int64_t repeated = c->in.times_report.n_repeated;
    int64_t unknown = c->unknown_wanted == APLOC_REFUSE
                          ? c->in.times_report.n_unknown + c->in.supply_rows.n_unknown
                          : 0;
    puts("\nVerdict");
    if (unknown)
        print_count("", "compute refuses unknown codes (unless --unknown skip)");
    if (repeated)
        print_count("", "compute refuses repeated pairs");
    if (!unknown && !repeated)
        print_count("", "compute takes these inputs");
    return unknown || repeated ? EXIT_DATA : EXIT_DONE;
}

int run_check(int argc, char **argv)
{
    const struct argp_child children[] = {{&inputs_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    call c = {.in = INPUTS_INIT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    /* Look further than `compute` would: count what it refuses. */
    c.unknown_wanted = c.in.unknown;
    c.in.unknown = c.in.repeated = APLOC_SKIP;
    c.in.counts_left_out = true;
    aploc_status status = check(&c, &err);
    int exit_status = status ? report_error(&err) : print_verdict(&c);
    inputs_free(&c.in);
    return finish_output(exit_status);
}
