/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc carry: a table of communes from the geography of one date to that of another. */
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"

static const char doc[] =
    "Carry a table of communes to the communes of another date: populations, supply and ages are "
    "summed, groups follow the commune whose code is kept."
    "\vThe communes of a date are those after the changes of that very day. A later date may be "
    "carried back to an earlier one: a merger is a split then.\n\n"
    "Exit status: 0 done; 1 the data are wrong, or a commune splits and nothing says how; 2 the "
    "call is wrong; 3 the machine failed.";

enum {
    OPT_COMMUNES = 768,
    OPT_CHANGES,
    OPT_FROM,
    OPT_TO,
    OPT_ONTO,
    OPT_POLES,
    OPT_SPLITS,
    OPT_OUTPUT,
    OPT_COLUMN,
    POLES_MAX = 16
};

static const struct argp_option options[] = {
    {"communes", OPT_COMMUNES, "OLD.csv", 0, "The communes of the first date", 1},
    {"changes", OPT_CHANGES, "FILE", 0,
     "INSEE's file of events (mvtcommune_AAAA.csv), or a table date, from, to, share", 1},
    {"from", OPT_FROM, "DATE", 0,
     "The date of OLD.csv: 2019-01-01, 01/01/2019, or 2019 for its first day", 1},
    {"to", OPT_TO, "DATE", 0, "The date to carry to", 1},
    {"onto", OPT_ONTO, "TARGET.csv", 0,
     "The communes of that date: their order, names, coordinates, and shares of splits", 1},
    {"output", OPT_OUTPUT, "NEW.csv", 0,
     "Where the table shall appear, with the columns of OLD.csv; - for standard output", 1},
    {"poles", OPT_POLES, "COLUMN", OPTION_MAY_REPEAT,
     "A column whose values are codes of communes, the poles of groups (TVS): when poles merge, "
     "their groups become one; may be repeated",
     2},
    {"splits", OPT_SPLITS, "refuse|share|skip", 0,
     "A commune that splits: stop (default); share its numbers by the population of TARGET.csv; "
     "leave it out and say so",
     2},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column of OLD.csv that plays a role: code, name, population, standardised, supply, lon, "
     "lat, apl, age:LO-HI, age:LO+; of the changes change:date, :mod, :from, :to, :from_type, "
     ":to_type, :from_name, :to_name, :share; of TARGET.csv onto:ROLE; may be repeated",
     2},
    {"quiet", 'q', 0, 0, "No summary, warnings or progress on stderr", 3},
    {0}};

/* Bindings of columns of one table. */
typedef struct bindings {
    aploc_column columns[COLUMNS_MAX];
    int32_t n;
} bindings;

typedef struct call {
    const char *communes_path, *changes_path, *onto_path, *output;
    int32_t from, to; /* 0: not said */
    const char *poles[POLES_MAX];
    int32_t n_poles;
    int32_t splits;
    bool quiet;
    bindings of_communes, of_changes, of_onto;

    aploc_communes *communes, *onto, *carried;
    aploc_changes *changes;
    aploc_carry_map *map;
    aploc_carry_report report;
    progress_bar bar;
} call;

static int32_t date_named(const char *option, const char *arg, struct argp_state *state)
{
    int32_t date = 0;
    if (aploc_date_read(arg, &date, NULL))
        argp_error(state, "found --%s '%s', expected a date: 2019-01-01, 01/01/2019 or 2019",
                   option, arg);
    return date;
}

static void add_column(call *c, char *arg, struct argp_state *state)
{
    bindings *b = strncmp(arg, "change:", 7) == 0 ? &c->of_changes : &c->of_communes;
    if (!columns_add_of("onto:", c->of_onto.columns, &c->of_onto.n, arg, state))
        columns_add(b->columns, &b->n, arg, state);
}

static void check_together(const call *c, struct argp_state *state)
{
    if (!c->communes_path || !c->changes_path || !c->from || !c->to || !c->output)
        argp_error(state,
                   "found no --%s, expected --communes, --changes, --from, --to and --output",
                   !c->communes_path  ? "communes"
                   : !c->changes_path ? "changes"
                   : !c->from         ? "from"
                   : !c->to           ? "to"
                                      : "output");
    if (!c->onto_path && c->splits == APLOC_SPLIT_SHARE)
        argp_error(state, "found --splits share without --onto, expected the communes to share by");
    if (!c->onto_path && c->of_onto.n)
        argp_error(state, "found --column onto:%s without --onto, expected both",
                   c->of_onto.columns[0].role);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const splits[] = {"refuse", "share", "skip", NULL};
    static const int32_t policies[] = {APLOC_SPLIT_REFUSE, APLOC_SPLIT_SHARE,
                                       APLOC_SPLIT_LEAVE_OUT};
    call *c = state->input;
    switch (key) {
    case OPT_COMMUNES:
        c->communes_path = arg;
        return 0;
    case OPT_CHANGES:
        c->changes_path = arg;
        return 0;
    case OPT_FROM:
        c->from = date_named("from", arg, state);
        return 0;
    case OPT_TO:
        c->to = date_named("to", arg, state);
        return 0;
    case OPT_ONTO:
        c->onto_path = arg;
        return 0;
    case OPT_POLES:
        if (c->n_poles == POLES_MAX)
            argp_error(state, "found more than %d --poles, expected fewer", POLES_MAX);
        c->poles[c->n_poles++] = arg;
        return 0;
    case OPT_SPLITS:
        c->splits = policies[option_word("splits", arg, splits, state)];
        return 0;
    case OPT_OUTPUT:
        c->output = option_output(arg);
        return 0;
    case OPT_COLUMN:
        add_column(c, arg, state);
        return 0;
    case 'q':
        c->quiet = true;
        return 0;
    case ARGP_KEY_END:
        check_together(c, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static aploc_status read_tables(call *c, aploc_error *err)
{
    const bindings *b = &c->of_communes, *onto = &c->of_onto;
    const aploc_read_options of_changes =
        columns_options(c->of_changes.columns, c->of_changes.n, &c->bar);
    aploc_status status =
        columns_read(c->communes_path, b->columns, b->n, &c->bar, &c->communes, err);
    if (!status)
        status = aploc_changes_read_csv(c->changes_path, &of_changes, &c->changes, NULL, err);
    if (!status && c->onto_path)
        status = columns_read(c->onto_path, onto->columns, onto->n, &c->bar, &c->onto, err);
    return status;
}

/* ", …" and the end of the line after a list of `listed` of `n`. */
static void end_list(int32_t n)
{
    fputs(n > APLOC_CARRY_LISTED_MAX ? ", …\n" : "\n", stderr);
}

static int32_t listed(int32_t n)
{
    return n < APLOC_CARRY_LISTED_MAX ? n : APLOC_CARRY_LISTED_MAX;
}

static void print_codes(const char *label, int32_t n, const char *what,
                        const aploc_carry_note *list)
{
    if (n == 0)
        return;
    fprintf(stderr, "%-12s %s %s", label, readable(n, 0), what);
    for (int32_t k = 0; k < listed(n); k++)
        fprintf(stderr, "%s%s", k ? ", " : ": ", one_line(list[k].code));
    end_list(n);
}

static void print_pairs(const char *label, int32_t n, const char *what, const char *between,
                        bool with_column, const aploc_carry_note *list)
{
    if (n == 0)
        return;
    fprintf(stderr, "%-12s %s %s", label, readable(n, 0), what);
    for (int32_t k = 0; k < listed(n); k++) {
        fprintf(stderr, "%s%s%s%s", k ? ", " : ": ", one_line(list[k].other), between,
                one_line(list[k].code));
        if (with_column)
            fprintf(stderr, " (%s)", one_line(list[k].column));
    }
    end_list(n);
}

static void print_total(const char *label, double before, double after, double left_out,
                        double unknown)
{
    fprintf(stderr, "%-12s %s -> %s", label, readable(before, 0), readable(after, 0));
    if (left_out != 0.0)
        fprintf(stderr, "; %s left out", readable(left_out, 0));
    if (unknown != 0.0)
        fprintf(stderr, "; %s in sums with a missing value, now missing", readable(unknown, 0));
    fputc('\n', stderr);
}

static void print_report(const call *c)
{
    static const char *const totals[] = {"population", "standardised", "supply"};
    const aploc_carry_report *r = &c->report;
    fprintf(stderr, "%-12s %s -> %s\n", "communes", readable(r->n_before, 0),
            readable(r->n_after, 0));
    fprintf(stderr, "%-12s %s into %s\n", "merged", readable(r->kinds[APLOC_CHANGE_MERGED], 0),
            readable(r->n_made, 0));
    fprintf(stderr, "%-12s %s with a new name, %s with a new code\n", "changed",
            readable(r->kinds[APLOC_CHANGE_RENAMED], 0),
            readable(r->kinds[APLOC_CHANGE_RECODED], 0));
    fprintf(stderr, "%-12s %s\n", "split", readable(r->kinds[APLOC_CHANGE_SPLIT], 0));
    for (int32_t role = APLOC_POPULATION; role <= APLOC_SUPPLY; role++)
        if (aploc_communes_column(c->communes, role))
            print_total(totals[role], r->before[role], r->after[role], r->left_out[role],
                        r->unknown[role]);
    if (aploc_communes_ages(c->communes, NULL))
        print_total("by age", r->ages_before, r->ages_after, r->ages_left_out, 0.0);
    print_pairs("joined", r->n_joined, "groups, their poles having merged", " in ", true,
                r->joined);
    print_pairs("other value", r->n_conflicts, "parts had another value", " in ", true,
                r->conflicts);
    print_codes("left out", r->kinds[APLOC_CHANGE_LEFT_OUT], "that split", r->left);
    print_codes("strangers", r->n_stray, "codes that the first date does not have, by the changes",
                r->strays);
    print_pairs("absent", r->n_absent, "codes of the first date that the table lacks", " into ",
                false, r->absent);
    print_codes("beyond", r->n_beyond, "codes that the target lacks", r->beyond);
    print_codes("unreached", r->n_unreached, "codes of the target that nothing goes to",
                r->unreached);
}

/* A file of events that ends years before the later date is likely an old one. */
static void warn_of_old_changes(const call *c)
{
    int32_t last = aploc_changes_day(c->changes, 1), later = c->from > c->to ? c->from : c->to;
    if (!c->quiet && last && later - last > 10000)
        warn("%s: its last change is of %d, more than a year before %d", c->changes_path,
             (int)(last / 10000), (int)(later / 10000));
}

static aploc_status carry(call *c, aploc_error *err)
{
    const char *const paths[] = {c->communes_path, c->changes_path, c->onto_path};
    aploc_carry_options o = APLOC_CARRY_OPTIONS_INIT;
    aploc_writer *to;
    aploc_status status = output_check(paths, 3, c->output, err);
    progress_start(&c->bar, c->quiet);
    if (!status)
        status = read_tables(c, err);
    progress_end(&c->bar);
    if (!status)
        warn_of_old_changes(c);
    o.splits = c->splits;
    o.onto = c->onto;
    if (!status)
        status = aploc_carry_map_create(c->changes, c->communes, c->from, c->to, &o, &c->map, err);
    if (!status)
        status = aploc_communes_carry(c->map, c->poles, c->n_poles, &c->carried, &c->report, err);
    if (!status)
        status = output_create(c->output, NULL, 0, &to, err);
    if (status)
        return status;
    return output_commit(to, aploc_communes_write(c->carried, to, err), err);
}

int run_carry(int argc, char **argv)
{
    const struct argp argp = {.options = options, .parser = parse, .doc = doc};
    call c = {.report = APLOC_CARRY_REPORT_INIT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = carry(&c, &err);
    if (!status && !c.quiet)
        print_report(&c);
    aploc_carry_map_free(c.map);
    aploc_communes_free(c.communes);
    aploc_communes_free(c.onto);
    aploc_communes_free(c.carried);
    aploc_changes_free(c.changes);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
