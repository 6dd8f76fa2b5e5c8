/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call of a command that computes: its options, and which column of which table plays a role. */
#include "inputs.h"

#include <stdlib.h>
#include <string.h>

enum {
    OPT_COMMUNES = 256,
    OPT_TIMES,
    OPT_SITES,
    OPT_SUPPLY,
    OPT_PRACTITIONERS,
    OPT_PROFESSION,
    OPT_YEAR,
    OPT_MAX_AGE,
    OPT_METHOD,
    OPT_COLUMN,
    OPT_SCALE,
    OPT_UNKNOWN,
    OPT_MISSING
};

static const struct argp_option options[] = {
    {"communes", OPT_COMMUNES, "FILE", 0, "Places where people live: code, name, population …", 1},
    {"times", OPT_TIMES, "FILE", 0,
     "Travel times: from, to, minutes; CSV, or HDF5 of 'aploc convert'", 1},
    {"method", OPT_METHOD, "NAME|FILE.ini", 0, "A method of 'aploc methods list', or a file", 1},
    {"supply", OPT_SUPPLY, "FILE", 0,
     "Supply by place: code, supply (default: the supply column of the communes or sites)", 1},
    {"practitioners", OPT_PRACTITIONERS, "FILE", 0,
     "Practices, from which the method's rules make the supply: id, commune, acts, profession, "
     "birth_year …",
     1},
    {"sites", OPT_SITES, "FILE", 0,
     "Places of supply when they are not the communes; then no time is implied", 1},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column that plays a role: code, name, population, standardised, supply, lon, lat, "
     "age:LO-HI, age:LO+, from, to, minutes; practice:id, :commune, :profession, :birth_year, "
     ":age, :acts, :months, :rank, :status, :replaces, :opened; sex, age_class, age_from, age_to; "
     "scenario "
     "(default: usual names); may be repeated. With a table before it (supply:code, sites:name), "
     "the role in that table",
     2},
    {"profession", OPT_PROFESSION, "NAME", 0, "The profession of the practitioners to count", 2},
    {"year", OPT_YEAR, "N", 0, "The year of their activity: for ages, and practices opened in it",
     2},
    {"max-age", OPT_MAX_AGE, "N|none", 0,
     "Leave out practitioners older than N (default: as the method says); with --layout drees a "
     "list, a column each (default: none,65,62,60)",
     2},
    {"supply-scale", OPT_SCALE, "X", 0,
     "Multiply every supply by X, a number or a fraction (acts a head, for a head count)", 2},
    {"unknown", OPT_UNKNOWN, "error|skip", 0,
     "What to do with a code in times, supply, ages or practitioners that the communes lack "
     "(default: "
     "error)",
     2},
    {"missing", OPT_MISSING, "fill|error", 0,
     "What to do where some standardised populations (or residents by age of --ages) are missing: "
     "fill in the residents, in proportion to the other communes (default; not with --ages), or "
     "stop",
     2},
    {"quiet", 'q', 0, 0,
     "No warnings, summary or progress; results on stdout stay: the comparison of scenarios, what "
     "check finds, what --explain and --users ask for",
     3},
    {"verbose", 'v', 0, 0, "Say what was detected in each file", 3},
    {0}};

int32_t inputs_choose(const char *option, const char *arg, const char *first, const char *second,
                      struct argp_state *state)
{
    const char *const words[] = {first, second, NULL};
    return option_word(option, arg, words, state);
}

/* A whole number between bounds. */
int32_t inputs_whole_number(const char *option, const char *arg, long least, long most,
                            struct argp_state *state)
{
    char *end;
    long n = strtol(arg, &end, 10);
    if (*end || end == arg || n < least || n > most)
        argp_error(state, "found --%s '%s', expected a whole number from %ld to %ld", option, arg,
                   least, most);
    return (int32_t)n;
}

static int is_role_of_ages(const char *role)
{
    return strcmp(role, "sex") == 0 || strncmp(role, "age_", 4) == 0;
}

/* The table of changes stands beside a run file as beside the inputs. */
static bool is_role_of_changes(const char *role)
{
    return strncmp(role, "changes:", 8) == 0;
}

static void check_role_of_changes(const char *role, struct argp_state *state)
{
    static const char *const roles[] = {"change", "code", "to", "amount"};
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
        if (strcmp(role + 8, roles[k]) == 0)
            return;
    argp_error(state,
               "found --column %s, expected changes:change, changes:code, changes:to or "
               "changes:amount",
               role);
}

/* A column of a table that is not there would be named for nothing. */
static void check_columns(const inputs *in, struct argp_state *state)
{
    const struct {
        const char *prefix, *option, *path;
    } tables[] = {{"sites:", "sites", in->sites_path},
                  {"supply:", "supply", in->supply_path},
                  {"ages:", "ages", in->by_age.path},
                  {"practice:", "practitioners", in->practitioners_path},
                  {"scenario", "scenarios", in->scenarios_path},
                  {"changes:", "changes", in->changes_path}};
    for (int32_t k = 0; k < in->n_columns; k++) {
        const char *role = in->columns[k].role;
        if (strncmp(role, "practitioners:", 14) == 0)
            argp_error(state, "found --column %s, expected practice:%s", role, role + 14);
        if (is_role_of_changes(role))
            check_role_of_changes(role, state);
        if (!in->by_age.path && is_role_of_ages(role))
            argp_error(state, "found --column %s without --ages, expected both", role);
        for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
            if (!tables[t].path && strncmp(role, tables[t].prefix, strlen(tables[t].prefix)) == 0)
                argp_error(state, "found --column %s without --%s, expected both", role,
                           tables[t].option);
    }
}

static bool has_columns_of_inputs(const inputs *in)
{
    for (int32_t k = 0; k < in->n_columns; k++)
        if (!is_role_of_changes(in->columns[k].role))
            return true;
    return false;
}

/* A run file has all the inputs. */
static void check_run(const inputs *in, struct argp_state *state)
{
    const struct {
        const char *option, *value;
    } others[] = {{"communes", in->communes_path},
                  {"times", in->times_path},
                  {"sites", in->sites_path},
                  {"supply", in->supply_path},
                  {"practitioners", in->practitioners_path},
                  {"ages", in->by_age.path},
                  {"method", in->method_name},
                  {"profession", in->profession},
                  {"year", in->year ? "" : NULL},
                  {"max-age", in->n_limits ? "" : NULL},
                  {"column", has_columns_of_inputs(in) ? "" : NULL},
                  {"supply-scale", in->supply_scale != 1.0 ? "" : NULL},
                  {"unknown", in->unknown ? "" : NULL},
                  {"missing", in->missing >= 0 ? "" : NULL},
                  {"demand", in->by_age.source ? "" : NULL}};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (others[k].value)
            argp_error(state,
                       "found --run and --%s, expected one or the other: a run has its inputs",
                       others[k].option);
}

/* What only goes together, or never. */
static void check_together(const inputs *in, struct argp_state *state)
{
    if (in->run_path)
        check_run(in, state);
    check_columns(in, state);
    if (in->run_path)
        return;
    if (in->supply_path && in->practitioners_path)
        argp_error(state, "found --supply and --practitioners, expected one or the other");
    if (!in->practitioners_path && (in->profession || in->year || in->n_limits))
        argp_error(state, "found --%s without --practitioners, expected both",
                   in->profession ? "profession"
                   : in->year     ? "year"
                                  : "max-age");
    if (in->n_limits > 1 && !in->takes_limits)
        argp_error(state, "found %d ages in --max-age, expected one, or --layout drees",
                   in->n_limits);
    if (!in->communes_path || !in->times_path || !in->method_name)
        argp_error(state, "found no --%s, expected --communes, --times and --method",
                   !in->communes_path ? "communes"
                   : !in->times_path  ? "times"
                                      : "method");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    inputs *in = state->input;
    const option_text texts[] = {{OPT_COMMUNES, &in->communes_path},
                                 {OPT_TIMES, &in->times_path},
                                 {OPT_SITES, &in->sites_path},
                                 {OPT_SUPPLY, &in->supply_path},
                                 {OPT_PRACTITIONERS, &in->practitioners_path},
                                 {OPT_PROFESSION, &in->profession},
                                 {OPT_METHOD, &in->method_name}};
    if (option_take_text(texts, sizeof texts / sizeof *texts, key, arg))
        return 0;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = state->child_inputs[1] = &in->by_age;
        return 0;
    case OPT_YEAR:
        in->year = inputs_whole_number("year", arg, 1900, 2100, state);
        return 0;
    case OPT_MAX_AGE:
        in->n_limits = limits_read(arg, in->limits);
        if (!in->n_limits)
            argp_error(state,
                       "found --max-age '%s', expected an age above 0, or none, or a list of up to "
                       "%d such as none,65,62,60",
                       arg, LIMITS_MAX);
        return 0;
    case OPT_COLUMN:
        columns_add(in->columns, &in->n_columns, arg, state);
        return 0;
    case OPT_SCALE:
        if (aploc_number_read(arg, strlen(arg), &in->supply_scale, NULL) || in->supply_scale <= 0.0)
            argp_error(
                state,
                "found --supply-scale '%s', expected a number above 0 (with a decimal point)", arg);
        return 0;
    case OPT_UNKNOWN:
        in->unknown =
            inputs_choose("unknown", arg, "error", "skip", state) ? APLOC_SKIP : APLOC_REFUSE;
        return 0;
    case OPT_MISSING:
        in->missing =
            inputs_choose("missing", arg, "fill", "error", state) ? APLOC_REFUSE : APLOC_SKIP;
        return 0;
    case 'q':
        in->quiet = true;
        return 0;
    case 'v':
        in->verbose = true;
        return 0;
    case ARGP_KEY_END:
        check_together(in, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {
    {&ages_argp, 0, NULL, 0}, {&ages_fit_argp, 0, NULL, 0}, {0}};
const struct argp inputs_argp = {.options = options, .parser = parse, .children = children};

static int is_role_of_times(const char *role)
{
    return strcmp(role, "from") == 0 || strcmp(role, "to") == 0 || strcmp(role, "minutes") == 0;
}

/* "supply:code" is the role `code` in the table of --supply: which table, and the role in it. Without
 * a table's name, the one where the role is usual. */
static inputs_table table_of(const inputs *in, const char **role)
{
    static const struct {
        const char *prefix;
        inputs_table table;
    } named[] = {{"communes:", TABLE_COMMUNES}, {"sites:", TABLE_SITES},
                 {"supply:", TABLE_SUPPLY},     {"ages:", TABLE_AGES},
                 {"times:", TABLE_TIMES},       {"scenarios:", TABLE_SCENARIOS}};
    for (size_t k = 0; k < sizeof named / sizeof *named; k++) {
        size_t length = strlen(named[k].prefix);
        if (strncmp(*role, named[k].prefix, length) == 0) {
            *role += length;
            return named[k].table;
        }
    }
    if (is_role_of_changes(*role)) {
        *role += 8;
        if (strcmp(*role, "change") == 0)
            *role = "edit:change";
        else if (strcmp(*role, "amount") == 0)
            *role = "edit:amount";
        return TABLE_CHANGES;
    }
    if (in->practitioners_path && strncmp(*role, "practice:", 9) == 0)
        return TABLE_PRACTITIONERS;
    if (is_role_of_times(*role))
        return TABLE_TIMES;
    if (is_role_of_ages(*role))
        return TABLE_AGES;
    if (strcmp(*role, "scenario") == 0)
        return TABLE_SCENARIOS;
    if (strcmp(*role, "supply") != 0)
        return TABLE_COMMUNES;
    return in->supply_path ? TABLE_SUPPLY : in->sites_path ? TABLE_SITES : TABLE_COMMUNES;
}

aploc_read_options inputs_options(inputs *in, inputs_table which, aploc_column *columns)
{
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    for (int32_t k = 0; k < in->n_columns; k++) {
        const char *role = in->columns[k].role;
        if (table_of(in, &role) == which)
            columns[o.n_columns++] = (aploc_column){role, in->columns[k].name};
    }
    o.columns = columns;
    o.unknown = in->unknown;
    o.repeated = in->repeated;
    o.n_threads = in->n_threads;
    o.progress = progress_show;
    o.progress_data = &in->bar;
    return o;
}
