/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inputs.h"

#include <math.h>
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
    {"column", OPT_COLUMN, "ROLE=NAME", 0,
     "The column that plays a role: code, name, population, standardised, supply, lon, lat, "
     "age:LO-HI, age:LO+, from, to, minutes; practice:id, :commune, :profession, :birth_year, "
     ":age, :acts, :months, :rank, :status, :replaces, :opened (default: usual names); may be "
     "repeated. With a table before it (supply:code, sites:name), the role in that table",
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
     "What to do with a code in times, supply or practitioners that the communes lack (default: "
     "error)",
     2},
    {"missing", OPT_MISSING, "fill|error", 0,
     "What to do where some standardised populations are missing: fill in the residents, in "
     "proportion to the other communes (default), or stop",
     2},
    {"quiet", 'q', 0, 0, "No warnings, summary or progress on stderr", 3},
    {"verbose", 'v', 0, 0, "Say what was detected in each file", 3},
    {0}};

void columns_add(aploc_column *columns, int32_t *n_columns, char *arg, struct argp_state *state)
{
    char *equals = strchr(arg, '=');
    if (!equals || equals == arg || !equals[1])
        argp_error(state, "found --column '%s', expected ROLE=NAME", arg);
    if (*n_columns == COLUMNS_MAX)
        argp_error(state, "found more than %d --column, expected fewer", COLUMNS_MAX);
    *equals = '\0';
    for (int32_t k = 0; k < *n_columns; k++)
        if (strcmp(columns[k].role, arg) == 0)
            argp_error(state, "found --column %s twice, expected each role once", arg);
    columns[(*n_columns)++] = (aploc_column){arg, equals + 1};
}

/* One of two words. */
static int32_t choose(const char *option, const char *arg, const char *first, const char *second,
                      struct argp_state *state)
{
    if (strcmp(arg, first) != 0 && strcmp(arg, second) != 0)
        argp_error(state, "found --%s '%s', expected '%s' or '%s'", option, arg, first, second);
    return strcmp(arg, second) == 0;
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

/* A column of a table that is not there would be named for nothing. */
static void check_columns(const inputs *in, struct argp_state *state)
{
    const struct {
        const char *prefix, *option, *path;
    } tables[] = {{"sites:", "sites", in->sites_path},
                  {"supply:", "supply", in->supply_path},
                  {"practice:", "practitioners", in->practitioners_path}};
    for (int32_t k = 0; k < in->n_columns; k++) {
        const char *role = in->columns[k].role;
        if (strncmp(role, "practitioners:", 14) == 0)
            argp_error(state, "found --column %s, expected practice:%s", role, role + 14);
        for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
            if (!tables[t].path && strncmp(role, tables[t].prefix, strlen(tables[t].prefix)) == 0)
                argp_error(state, "found --column %s without --%s, expected both", role,
                           tables[t].option);
    }
}

/* What only goes together, or never. */
static void check_together(const inputs *in, struct argp_state *state)
{
    check_columns(in, state);
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
    switch (key) {
    case OPT_COMMUNES:
        in->communes_path = arg;
        return 0;
    case OPT_TIMES:
        in->times_path = arg;
        return 0;
    case OPT_SITES:
        in->sites_path = arg;
        return 0;
    case OPT_SUPPLY:
        in->supply_path = arg;
        return 0;
    case OPT_PRACTITIONERS:
        in->practitioners_path = arg;
        return 0;
    case OPT_PROFESSION:
        in->profession = arg;
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
    case OPT_METHOD:
        in->method_name = arg;
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
        in->unknown = choose("unknown", arg, "error", "skip", state) ? APLOC_SKIP : APLOC_REFUSE;
        return 0;
    case OPT_MISSING:
        in->missing = choose("missing", arg, "fill", "error", state) ? APLOC_REFUSE : APLOC_SKIP;
        return 0;
    case 'q':
        in->quiet = true;
        return 0;
    case 'v':
        in->verbose = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "found '%s', expected options only", arg);
        return 0;
    case ARGP_KEY_END:
        check_together(in, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp inputs_argp = {.options = options, .parser = parse};

bool is_method_file(const char *name)
{
    size_t length = strlen(name);
    return strchr(name, '/') || (length > 4 && strcmp(name + length - 4, ".ini") == 0);
}

aploc_status find_method(const char *name, aploc_method **method, aploc_error *err)
{
    return is_method_file(name) ? aploc_method_read(name, method, err)
                                : aploc_method_builtin(name, method, err);
}

const aploc_communes *inputs_places_of_supply(const inputs *in)
{
    return in->sites ? in->sites : in->communes;
}

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
    } named[] = {{"communes:", TABLE_COMMUNES},
                 {"sites:", TABLE_SITES},
                 {"supply:", TABLE_SUPPLY},
                 {"times:", TABLE_TIMES}};
    for (size_t k = 0; k < sizeof named / sizeof *named; k++) {
        size_t length = strlen(named[k].prefix);
        if (strncmp(*role, named[k].prefix, length) == 0) {
            *role += length;
            return named[k].table;
        }
    }
    if (in->practitioners_path && strncmp(*role, "practice:", 9) == 0)
        return TABLE_PRACTITIONERS;
    if (is_role_of_times(*role))
        return TABLE_TIMES;
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

void inputs_tell(const inputs *in, const char *path, const aploc_read_report *r)
{
    static const char *const encodings[] = {"ASCII", "UTF-8", "Windows-1252"};
    if (!in->verbose || in->quiet)
        return;
    if (!r->separator) {
        fprintf(stderr, "aploc: %s: %s pairs; HDF5; columns %s\n", one_line(path),
                readable((double)r->n_rows, 0), r->used);
        return;
    }
    char separator[] = {'\'', r->separator, '\'', '\0'};
    fprintf(stderr, "aploc: %s: %s rows; %s%s%s%s, separated by %s%s%s; columns %s\n",
            one_line(path), readable((double)r->n_rows, 0), encodings[r->encoding],
            r->bom ? " with a byte order mark" : "", r->crlf ? ", CRLF" : "",
            r->gzip ? ", gzip" : "", r->separator == '\t' ? "tabs" : separator,
            r->decimal ? ", decimal mark " : "",
            r->decimal == ',' ? "','" : (r->decimal == '.' ? "'.'" : ""), r->used);
}

static aploc_status no_supply(const aploc_communes *places, aploc_error *err)
{
    char others[512] = "";
    size_t used = 0;
    for (int32_t g = 0; g < aploc_communes_group_count(places); g++) {
        const char *name = aploc_communes_group_name(places, g);
        if (used + strlen(name) + 8 > sizeof others) {
            strcpy(others + used, ", …");
            break;
        }
        used += (size_t)sprintf(others + used, "%s'%s'", g ? ", " : "", name);
    }
    return fail(err, APLOC_ERR_COLUMN_MISSING,
                "%s: found no supply column%s%s, expected one of the usual names, --column "
                "supply=NAME, --supply FILE or --practitioners FILE",
                aploc_communes_path(places), *others ? " among " : "", others);
}

aploc_status inputs_scale(const inputs *in, double *supply, aploc_error *err)
{
    const aploc_communes *places = inputs_places_of_supply(in);
    for (int32_t j = 0; j < aploc_communes_count(places); j++) {
        supply[j] *= in->supply_scale;
        if (!isfinite(supply[j]))
            return fail(err, APLOC_ERR_OVERFLOW,
                        "found a supply too large for a number at %s, expected a smaller "
                        "--supply-scale",
                        aploc_communes_code(places, j));
    }
    return APLOC_OK;
}

static aploc_status read_supply(inputs *in, aploc_error *err)
{
    const aploc_communes *places = inputs_places_of_supply(in);
    int32_t n = aploc_communes_count(places);
    in->supply = calloc((size_t)n, sizeof *in->supply);
    if (!in->supply)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the supply");
    if (in->practitioners_path) {
        double max_age = in->n_limits == 1 ? in->limits[0] : 0.0;
        aploc_status status = practitioners_read(in, err);
        if (!status)
            status = practitioners_supply(in, max_age, in->supply, &in->supply_report, err);
        return status;
    } else if (in->supply_path) {
        aploc_column columns[COLUMNS_MAX];
        aploc_read_options o = inputs_options(in, TABLE_SUPPLY, columns);
        aploc_status status =
            aploc_supply_read_csv(in->supply_path, places, &o, in->supply, &in->supply_rows, err);
        if (status)
            return status;
        inputs_tell(in, in->supply_path, &in->supply_rows);
    } else {
        const double *column = aploc_communes_column(places, APLOC_SUPPLY);
        if (!column)
            return no_supply(places, err);
        memcpy(in->supply, column, (size_t)n * sizeof *column);
    }
    return inputs_scale(in, in->supply, err);
}

static aploc_status read_demand(inputs *in, aploc_error *err)
{
    int32_t n = aploc_communes_count(in->communes);
    in->demand = calloc((size_t)n, sizeof *in->demand);
    if (!in->demand)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the demand");
    return aploc_demand_standardise(in->communes, in->method, in->missing, in->demand,
                                    &in->demand_report, err);
}

static void warn_of_unknown(const char *path, const aploc_read_report *r)
{
    if (r->n_unknown && !r->separator)
        warn("%s pairs of %s left out, for %s unknown codes (the first: %s)",
             readable((double)r->n_unknown, 0), path, readable((double)r->n_unknown_codes, 0),
             r->unknown[0].code);
    else if (r->n_unknown)
        warn("%s rows of %s left out, for %s unknown codes (the first: %s, line %lld)",
             readable((double)r->n_unknown, 0), path, readable((double)r->n_unknown_codes, 0),
             r->unknown[0].code, (long long)r->unknown[0].line);
}

/* Residents come whole: "1.234" is more likely to be meant as 1234. */
static void warn_of_fractions(const inputs *in)
{
    const double *people = aploc_communes_column(in->communes, APLOC_POPULATION);
    int32_t n = 0, first = -1;
    for (int32_t i = 0; people && i < aploc_communes_count(in->communes); i++)
        if (!isnan(people[i]) && people[i] != floor(people[i]) && n++ == 0)
            first = i;
    if (n)
        warn(
            "%s populations are no whole numbers (the first: %s, %.10g): a point or comma was read "
            "as the decimal mark",
            readable(n, 0), aploc_communes_code(in->communes, first), people[first]);
}

static void warn_of_inputs(const inputs *in)
{
    const aploc_demand_report *d = &in->demand_report;
    if (in->quiet)
        return;
    if (d->source == APLOC_DEMAND_POPULATION)
        warn("no standardised population and no age classes: demand is the plain population, "
             "nothing was standardised");
    if (d->n_filled)
        warn("%s communes have no standardised population; %s people stand in for it, their "
             "residents times %.4f as in the other communes (--missing error to stop instead)",
             readable(d->n_filled, 0), readable(d->filled, 0), d->fill_ratio);
    /* `check` counts in its report what is left out here. */
    if (in->repeated == APLOC_REFUSE) {
        warn_of_unknown(in->times_path, &in->times_report);
        warn_of_unknown(in->supply_path ? in->supply_path : in->practitioners_path,
                        &in->supply_rows);
    }
    warn_of_fractions(in);
    if (in->supply_report.opened_unknown)
        warn("no column 'opened' in %s: no practice counts as opened in the year, though the "
             "method has first_year = full",
             in->practitioners_path);
}

aploc_status inputs_read(inputs *in, aploc_error *err)
{
    aploc_column columns[COLUMNS_MAX];
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options o;
    aploc_status status;

    progress_start(&in->bar, in->quiet);
    /* The method first: it is quick, and a run that cannot be is refused before anything is read.
     */
    status = find_method(in->method_name, &in->method, err);
    if (!status)
        status = aploc_method_get_decay(in->method, &in->decay, err);
    if (!status) {
        o = inputs_options(in, TABLE_COMMUNES, columns);
        status = aploc_communes_read_csv(in->communes_path, &o, &in->communes, &report, err);
    }
    if (!status)
        inputs_tell(in, in->communes_path, &report);
    if (!status && in->sites_path) {
        o = inputs_options(in, TABLE_SITES, columns);
        status = aploc_communes_read_csv(in->sites_path, &o, &in->sites, &report, err);
        if (!status)
            inputs_tell(in, in->sites_path, &report);
    }
    if (!status)
        status = read_supply(in, err);
    if (!status)
        status = read_demand(in, err);
    if (!status) {
        o = inputs_options(in, TABLE_TIMES, columns);
        status = aploc_times_read(in->times_path, in->communes, in->sites, &o, &in->times,
                                  &in->times_report, err);
    }
    progress_end(&in->bar);
    if (!status) {
        inputs_tell(in, in->times_path, &in->times_report);
        warn_of_inputs(in);
    }
    return status;
}

aploc_status inputs_spare(const inputs *in, const char *output, aploc_error *err)
{
    const char *const paths[] = {
        in->communes_path,      in->times_path,
        in->sites_path,         in->supply_path,
        in->practitioners_path, is_method_file(in->method_name) ? in->method_name : NULL};
    return output_check(paths, sizeof paths / sizeof *paths, output, err);
}

void inputs_free(inputs *in)
{
    aploc_method_free(in->method);
    aploc_communes_free(in->communes);
    aploc_communes_free(in->sites);
    aploc_times_free(in->times);
    aploc_practitioners_free(in->practitioners);
    free(in->demand);
    free(in->supply);
}
