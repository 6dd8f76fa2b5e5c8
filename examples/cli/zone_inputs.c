/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What zonings and audits are made of: rules, communes, APLs, quarters. */
#include "zone_inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_RULES = 512,
    OPT_COMMUNES,
    OPT_APL,
    OPT_RUN,
    OPT_CELL,
    OPT_MESH,
    OPT_REGION,
    OPT_DEPARTMENT,
    OPT_WEIGHT,
    OPT_PEOPLE,
    OPT_QPV,
    OPT_ASSIGN,
    OPT_SCOPE,
    OPT_STRADDLE,
    OPT_TIES,
    OPT_REGIONS,
    OPT_DISAGREEMENT,
    OPT_MISSING,
    OPT_COLUMN,
    OPT_OVERLAY,
    OPT_UNDERNEATH,
    OPT_TABLE
};

static const struct argp_option options[] = {
    {"rules", OPT_RULES, "NAME|FILE.ini", 0, "Rules that come with aploc, or a file", 1},
    {"communes", OPT_COMMUNES, "FILE", 0, "The communes: people, unit, region, department", 1},
    {"apl", OPT_APL, "OUT.csv", 0, "A table of 'aploc compute': code, apl; joined by code", 1},
    {"run", OPT_RUN, "RUN.h5", 0, "A run file in the place of --apl", 1},
    {"cell", OPT_CELL, "NAME", 0, "The cell of the run, where it has several", 1},
    {"mesh", OPT_MESH, "COLUMN", 0, "The column of the communes that names their unit", 1},
    {"region", OPT_REGION, "COLUMN", 0, "The column of their region", 1},
    {"department", OPT_DEPARTMENT, "COLUMN", 0, "The column of their department", 1},
    {"qpv", OPT_QPV, "FILE", 0,
     "Quarters that are classed apart: code, commune, people, and where there are such: apl, class",
     1},
    {"overlay", OPT_OVERLAY, "NAME=COLUMN|FILE.csv", OPTION_MAY_REPEAT,
     "The places of an overlay of the rules: a column of the communes (1 or 0), or a list of "
     "codes; "
     "may be repeated",
     1},
    {"underneath", OPT_UNDERNEATH, 0, 0, "Put no overlay on: the classes underneath", 1},
    {"weight", OPT_WEIGHT, "COLUMN", 0,
     "What weighs in the mean of a unit: population, standardised, or a column (default: as the "
     "rules say)",
     2},
    {"people", OPT_PEOPLE, "COLUMN", 0, "Who is counted in shares and ceilings: likewise", 2},
    {"assign", OPT_ASSIGN, "WAY", 0,
     "thresholds, shares, ceilings, both or list (default, here and below: as the rules say)", 2},
    {"scope", OPT_SCOPE, "AREA", 0, "Where shares and ceilings count: nation, region, department",
     2},
    {"straddle", OPT_STRADDLE, "SIDE", 0,
     "Where a unit goes that straddles a cut: lower, upper, nearest", 2},
    {"ties", OPT_TIES, "HOW", 0, "Units with the same APL: by code, or together", 2},
    {"regions", OPT_REGIONS, "WHO", 0, "Who counts a unit over several regions: own, majority", 2},
    {"disagreement", OPT_DISAGREEMENT, "HOW", 0,
     "A unit that regions class differently: keep, largest", 2},
    {"missing", OPT_MISSING, "error|skip", 0,
     "What to do where a commune has no APL: stop (default), or leave it out of the mean of its "
     "unit",
     2},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column of the communes that plays a role: code, name, population, standardised; "
     "apl:ROLE=NAME in OUT.csv; may be repeated",
     2},
    {"table", OPT_TABLE, "TABLE.csv|.md", 0,
     "Where people and shares by department and class shall appear", 3},
    {"quiet", 'q', 0, 0, "No warnings, summary or progress on stderr", 3},
    {0}};

/* The options that are one of some words; their place, from 1, is their value in zoning.h. */
static const struct {
    int key;
    const char *name, *words[6];
} choices[] = {{OPT_ASSIGN, "assign", {"thresholds", "shares", "ceilings", "both", "list"}},
               {OPT_SCOPE, "scope", {"nation", "region", "department"}},
               {OPT_STRADDLE, "straddle", {"lower", "upper", "nearest"}},
               {OPT_TIES, "ties", {"code", "together"}},
               {OPT_REGIONS, "regions", {"own", "majority"}},
               {OPT_DISAGREEMENT, "disagreement", {"keep", "largest"}},
               {OPT_MISSING, "missing", {"error", "skip"}}};
enum { N_CHOICES = sizeof choices / sizeof *choices };

static int32_t *choice_of(zone_inputs *c, int key)
{
    aploc_zoning_options *o = &c->options;
    return key == OPT_ASSIGN         ? &o->assign
           : key == OPT_SCOPE        ? &o->scope
           : key == OPT_STRADDLE     ? &o->straddle
           : key == OPT_TIES         ? &o->ties
           : key == OPT_REGIONS      ? &o->regions
           : key == OPT_DISAGREEMENT ? &o->disagreement
                                     : &o->missing;
}

/* Whether `key` is one of the options of words; takes it. */
static bool take_choice(zone_inputs *c, int key, const char *arg, struct argp_state *state)
{
    for (int k = 0; k < N_CHOICES; k++)
        if (choices[k].key == key) {
            int32_t word = option_word(choices[k].name, arg, choices[k].words, state);
            *choice_of(c, key) = key == OPT_MISSING ? word : word + 1;
            return true;
        }
    return false;
}

static void check_call(const zone_inputs *c, struct argp_state *state)
{
    const struct {
        const char *value, *option, *expected;
    } needed[] = {{c->rules_name, "rules", "the name of rules, or a file"},
                  {c->communes_path, "communes", "a table of communes"},
                  {c->apl_path || c->run_path || c->without_apl ? "" : NULL, "apl",
                   "the table of a result, or --run"},
                  {c->options.mesh, "mesh", "the column of the units"}};
    for (size_t k = 0; k < sizeof needed / sizeof *needed; k++)
        if (!needed[k].value)
            argp_error(state, "found no --%s, expected %s", needed[k].option, needed[k].expected);
    if (c->apl_path && c->run_path)
        argp_error(state, "found --run beside --apl, expected one of them");
    if (c->cell && !c->run_path)
        argp_error(state, "found --cell without --run, expected a run file");
}

void table_check_name(const char *path, struct argp_state *state)
{
    static const char *const endings[] = {".csv", ".csv.gz", ".md"};
    size_t length = strlen(path);
    bool known = strcmp(path, "-") == 0 || strncmp(path, "/dev/", 5) == 0;
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
        size_t n = strlen(endings[k]);
        known |= length > n && strcmp(path + length - n, endings[k]) == 0;
    }
    if (!known)
        argp_error(state, "found --table '%s', expected a name that ends in .csv or .md, or -",
                   path);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    zone_inputs *c = state->input;
    const option_text texts[] = {{OPT_RULES, &c->rules_name},
                                 {OPT_COMMUNES, &c->communes_path},
                                 {OPT_APL, &c->apl_path},
                                 {OPT_RUN, &c->run_path},
                                 {OPT_CELL, &c->cell},
                                 {OPT_QPV, &c->qpv_path},
                                 {OPT_MESH, &c->options.mesh},
                                 {OPT_REGION, &c->options.region},
                                 {OPT_DEPARTMENT, &c->options.department},
                                 {OPT_WEIGHT, &c->options.weight},
                                 {OPT_PEOPLE, &c->options.people}};
    if (option_take_text(texts, sizeof texts / sizeof *texts, key, arg))
        return 0;
    if (take_choice(c, key, arg, state))
        return 0;
    switch (key) {
    case OPT_COLUMN:
        if (!columns_add_of("apl:", c->apl_columns, &c->n_apl_columns, arg, state))
            columns_add(c->columns, &c->n_columns, arg, state);
        return 0;
    case OPT_OVERLAY:
        if (!strchr(arg, '=') || *arg == '=' || !strchr(arg, '=')[1])
            argp_error(state, "found --overlay '%s', expected NAME=COLUMN or NAME=FILE.csv", arg);
        if (c->n_overlays == APLOC_ZONE_OVERLAYS_MAX)
            argp_error(state, "found more than %d --overlay, expected fewer",
                       APLOC_ZONE_OVERLAYS_MAX);
        c->overlays[c->n_overlays++] = arg;
        return 0;
    case OPT_TABLE:
        table_check_name(arg, state);
        c->table = option_output(arg);
        return 0;
    case OPT_UNDERNEATH:
        c->options.underneath = 1;
        return 0;
    case 'q':
        c->quiet = true;
        return 0;
    case ARGP_KEY_END:
        check_call(c, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp zone_inputs_argp = {.options = options, .parser = parse};

aploc_status zone_read_table(zone_inputs *c, const char *path, const aploc_column *columns,
                             int32_t n, aploc_communes **read, aploc_error *err)
{
    return columns_read(path, columns, n, &c->bar, read, err);
}

/* The text of a row in a group column; NULL when the table lacks it or the row is empty there. */
const char *zone_text_of(const aploc_communes *rows, const char *column, int32_t row)
{
    int32_t group = aploc_communes_group_find(rows, column);
    if (group < 0)
        return NULL;
    const char *text =
        aploc_communes_group_text(rows, group, aploc_communes_group_levels(rows, group, NULL)[row]);
    return *text ? text : NULL;
}

const char *zone_place(const aploc_communes *rows, int32_t row)
{
    static char ring[2][600];
    static unsigned next;
    char *text = ring[next++ % 2];
    snprintf(text, sizeof ring[0], "%s:%lld", one_line(aploc_communes_path(rows)),
             (long long)aploc_communes_line(rows, row));
    return text;
}

void zone_locate(const aploc_communes *rows, aploc_error *err)
{
    int32_t row = aploc_communes_find(rows, err->code);
    const char *path = row < 0 ? NULL : aploc_communes_path(rows);
    if (!path || err->line || (*err->file && strcmp(err->file, path) != 0))
        return;
    const aploc_error found = *err;
    const char *words = found.message + (*found.file ? strlen(one_line(path)) + 2 : 0);
    fail(err, found.status, "%s: %s", zone_place(rows, row), words);
}

/* The APL of each commune, by code; NaN where the result has none. */
static aploc_status join_apl(zone_inputs *c, const aploc_communes *rows, const double *values,
                             aploc_error *err)
{
    const char *path = c->run_path ? c->run_path : c->apl_path;
    int32_t n = aploc_communes_count(c->communes);
    c->apl = calloc((size_t)n, sizeof *c->apl);
    if (!c->apl)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    for (int32_t i = 0; i < n; i++)
        c->apl[i] = (double)NAN;
    for (int32_t k = 0; k < aploc_communes_count(rows); k++) {
        const char *code = aploc_communes_code(rows, k);
        int32_t i = aploc_communes_find(c->communes, code);
        if (i < 0)
            return fail(err, APLOC_ERR_CODE_UNKNOWN,
                        "%s: found the code '%s', expected a code of %s",
                        c->run_path ? path : zone_place(rows, k), code, c->communes_path);
        c->apl[i] = values[k];
    }
    int32_t n_missing = 0, first = 0;
    for (int32_t i = n - 1; i >= 0; i--)
        if (isnan(c->apl[i])) {
            n_missing++;
            first = i;
        }
    if (!n_missing)
        return APLOC_OK;
    if (c->options.missing == APLOC_REFUSE)
        return fail(err, APLOC_ERR_NO_VALUE,
                    "%s: found no APL of commune '%s', expected a number (or --missing skip)", path,
                    aploc_communes_code(c->communes, first));
    if (!c->quiet)
        warn("%s: no APL of %s (the first: %s): left out of the means of their units", path,
             counted(n_missing, "commune", "communes"), aploc_communes_code(c->communes, first));
    return APLOC_OK;
}

static aploc_status read_apl(zone_inputs *c, aploc_error *err)
{
    aploc_status status =
        zone_read_table(c, c->apl_path, c->apl_columns, c->n_apl_columns, &c->apl_table, err);
    if (status)
        return status;
    const double *column = aploc_communes_column(c->apl_table, APLOC_APL);
    if (!column)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no apl column, expected one named 'apl' or --column apl:apl=NAME",
                    c->apl_path);
    return join_apl(c, c->apl_table, column, err);
}

/* The values of a cell: the one that was named, or the only one. */
static aploc_status read_run(zone_inputs *c, aploc_error *err)
{
    aploc_cell cell = APLOC_CELL_INIT;
    aploc_status status = aploc_run_read_h5(c->run_path, NULL, &c->run, err);
    if (status)
        return status;
    int32_t n = aploc_run_cell_count(c->run), k = c->cell ? aploc_run_find(c->run, c->cell) : 0;
    if (k < 0)
        return fail(err, APLOC_ERR_ARGUMENT, "%s: found no cell '%s', expected one of its %s",
                    c->run_path, c->cell, readable(n, 0));
    if (n != 1 && !c->cell)
        return fail(err, APLOC_ERR_ARGUMENT, "%s: found %s cells, expected --cell with one of them",
                    c->run_path, readable(n, 0));
    status = aploc_run_get_cell(c->run, k, &cell, err);
    if (status)
        return status;
    if (cell.status || aploc_variant_is_of_supply(cell.variant))
        return fail(err, APLOC_ERR_NO_VALUE, "%s: found no APL of communes in cell '%s'%s%s",
                    c->run_path, cell.name, cell.status ? ": " : "", cell.message);
    return join_apl(c, cell.communes, cell.values, err);
}

/* The quarters: a table whose column `commune` stands where others have a name. */
static aploc_status take_quarters(zone_inputs *c, aploc_error *err)
{
    const aploc_column columns[] = {
        {"code", "code"}, {"name", "commune"}, {"population", "people"}};
    aploc_status status = zone_read_table(c, c->qpv_path, columns, 3, &c->quarters, err);
    /* A header alone: a region without quarters. */
    if (status == APLOC_ERR_EMPTY && err->line == 1)
        return APLOC_OK;
    if (status)
        return status;
    int32_t n = aploc_communes_count(c->quarters);
    const double *apl = aploc_communes_column(c->quarters, APLOC_APL);
    const double *people = aploc_communes_column(c->quarters, APLOC_POPULATION);
    c->qpvs = calloc((size_t)n, sizeof *c->qpvs);
    if (!c->qpvs)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the quarters");
    for (int32_t k = 0; k < n; k++) {
        c->qpvs[k] = (aploc_qpv){.code = aploc_communes_code(c->quarters, k),
                                 .commune = aploc_communes_name(c->quarters, k),
                                 .decision = zone_text_of(c->quarters, "class", k),
                                 .people = people[k],
                                 .apl = apl ? apl[k] : (double)NAN};
        const aploc_qpv *qpv = &c->qpvs[k];
        if (isnan(people[k]))
            return fail(err, APLOC_ERR_NO_VALUE, "%s: found no people of '%s', expected a number",
                        zone_place(c->quarters, k), qpv->code);
        if (aploc_communes_find(c->communes, qpv->commune) < 0)
            return fail(err, APLOC_ERR_CODE_UNKNOWN,
                        "%s: found quarter '%s' in commune '%s', expected a code of %s",
                        zone_place(c->quarters, k), qpv->code, qpv->commune, c->communes_path);
        if (aploc_communes_find(c->communes, qpv->code) >= 0)
            return fail(err, APLOC_ERR_CODE_REPEATED,
                        "%s: found quarter '%s', which is the code of a commune, expected one of "
                        "its own",
                        zone_place(c->quarters, k), qpv->code);
    }
    c->options.qpvs = c->qpvs;
    c->options.n_qpvs = n;
    return APLOC_OK;
}

/* Rules by the name of built-in ones, or by the path of a file, as methods are. */
static aploc_status find_rules(const char *name, aploc_rules **rules, aploc_error *err)
{
    return is_method_file(name) ? aploc_rules_read(name, rules, err)
                                : aploc_rules_builtin(name, rules, err);
}

aploc_status zone_inputs_spare(const zone_inputs *c, const char *also, aploc_error *err)
{
    enum { PATHS = 6 };
    const char *paths[PATHS + APLOC_ZONE_OVERLAYS_MAX] = {
        c->communes_path, c->apl_path, c->run_path,
        c->qpv_path,      also,        is_method_file(c->rules_name) ? c->rules_name : NULL};
    for (int32_t k = 0; k < c->n_overlays; k++)
        paths[PATHS + k] = zone_overlay_file(c->overlays[k]);
    aploc_status status = APLOC_OK;
    if (c->output)
        status = output_check(paths, PATHS + c->n_overlays, c->output, err);
    if (!status && c->table)
        status = output_check(paths, PATHS + c->n_overlays, c->table, err);
    return status ? status : outputs_apart(c->output, c->table, err);
}

aploc_status zone_inputs_read(zone_inputs *c, aploc_error *err)
{
    aploc_status status = c->rules_name ? find_rules(c->rules_name, &c->rules, err) : APLOC_OK;
    progress_start(&c->bar, c->quiet);
    if (!status)
        status = zone_read_table(c, c->communes_path, c->columns, c->n_columns, &c->communes, err);
    if (!status && c->run_path)
        status = read_run(c, err);
    if (!status && c->apl_path)
        status = read_apl(c, err);
    if (!status && c->qpv_path)
        status = take_quarters(c, err);
    if (!status)
        status = zone_overlays_take(c, err);
    progress_end(&c->bar);
    return status;
}

void zone_inputs_free(zone_inputs *c)
{
    zone_overlays_free(c);
    aploc_rules_free(c->rules);
    aploc_run_free(c->run);
    aploc_communes_free(c->communes);
    aploc_communes_free(c->apl_table);
    aploc_communes_free(c->quarters);
    free(c->apl);
    free(c->qpvs);
}
