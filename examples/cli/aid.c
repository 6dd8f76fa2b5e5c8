/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc aid: what the classes of a zoning open, and what a list of installations comes to. */
#include "aid.h"

#include <stdlib.h>
#include <string.h>

static const char doc[] =
    "Look up what the class of each commune of a zoning opens to doctors who settle there, or sum "
    "it "
    "for a list of installations."
    "\vWithout --installations a table of kinds and classes goes to stdout; with --code, what the "
    "class of these communes opens. With --installations: what they come to, by class and in all, "
    "and "
    "with --department also by department. A class that does not open a kind is 0.\n\n"
    "Exit status: 0 done; 1 the data are wrong; 2 the call is wrong; 3 the machine failed.";

enum {
    OPT_AID = 768,
    OPT_ZONING,
    OPT_CLASS,
    OPT_CODE,
    OPT_INSTALLATIONS,
    OPT_COMMUNES,
    OPT_DEPARTMENT,
    OPT_QPV,
    OPT_COLUMN,
    OPT_OUTPUT,
    OPT_TABLE
};

static const struct argp_option options[] = {
    {"aid", OPT_AID, "NAME|FILE.ini", 0, "Aid that comes with aploc, or a file", 1},
    {"zoning", OPT_ZONING, "ZONING.csv", 0, "The list: code, class", 1},
    {"class", OPT_CLASS, "COLUMN", 0, "Its column of classes (default: class)", 1},
    {"code", OPT_CODE, "CODE", OPTION_MAY_REPEAT,
     "Look up this commune or quarter; may be repeated", 2},
    {"installations", OPT_INSTALLATIONS, "FILE", 0,
     "Sum these: code, kind, and where there are such: count, fees, years, date", 2},
    {"communes", OPT_COMMUNES, "FILE", 0, "The communes, for --department", 2},
    {"department", OPT_DEPARTMENT, "COLUMN", 0, "The column of their department", 2},
    {"qpv", OPT_QPV, "FILE", 0, "Quarters, where installations are in some: code, commune, people",
     2},
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column of the communes that plays a role: code, name; may be repeated", 2},
    {"output", OPT_OUTPUT, "FILE.csv", 0,
     "Where a row for each code and kind, or for each installation, shall appear", 3},
    {"table", OPT_TABLE, "TABLE.csv|.md", 0, "Where the sums by department and class shall appear",
     3},
    {"quiet", 'q', 0, 0, "Nothing on stdout or stderr", 3},
    {0}};

static void check_call(const aid_call *c, struct argp_state *state)
{
    if (!c->aid_name)
        argp_error(state, "found no --aid, expected the name of aid, or a file");
    if (!c->zoning_path)
        argp_error(state, "found no --zoning, expected a list of codes and classes");
    if (c->n_codes && c->installations_path)
        argp_error(state, "found --code beside --installations, expected one of them");
    if (c->table && !c->installations_path)
        argp_error(state, "found --table without --installations, expected both");
    if (c->department && (!c->installations_path || !c->in.communes_path))
        argp_error(state, "found --department without %s, expected both",
                   c->installations_path ? "--communes" : "--installations");
    if (c->in.communes_path && !c->department)
        argp_error(state, "found --communes without --department, expected both");
    if (c->in.qpv_path && !c->in.communes_path)
        argp_error(state, "found --qpv without --communes, expected both");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    aid_call *c = state->input;
    const option_text texts[] = {{OPT_AID, &c->aid_name},
                                 {OPT_ZONING, &c->zoning_path},
                                 {OPT_CLASS, &c->class_column},
                                 {OPT_INSTALLATIONS, &c->installations_path},
                                 {OPT_COMMUNES, &c->in.communes_path},
                                 {OPT_DEPARTMENT, &c->department},
                                 {OPT_QPV, &c->in.qpv_path}};
    if (option_take_text(texts, sizeof texts / sizeof *texts, key, arg))
        return 0;
    switch (key) {
    case OPT_CODE:
        if (c->n_codes == AID_CODES_MAX)
            argp_error(state, "found more than %d options --code, expected fewer", AID_CODES_MAX);
        c->codes[c->n_codes++] = arg;
        return 0;
    case OPT_COLUMN:
        columns_add(c->in.columns, &c->in.n_columns, arg, state);
        return 0;
    case OPT_OUTPUT:
        c->output = option_output(arg);
        return 0;
    case OPT_TABLE:
        table_check_name(arg, state);
        c->table = option_output(arg);
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

static aploc_status find_aid(const char *name, aploc_aid **aid, aploc_error *err)
{
    return is_method_file(name) ? aploc_aid_read(name, aid, err)
                                : aploc_aid_builtin(name, aid, err);
}

static aploc_status check_outputs(const aid_call *c, aploc_error *err)
{
    const char *const paths[] = {c->zoning_path, c->installations_path, c->in.communes_path,
                                 c->in.qpv_path, is_method_file(c->aid_name) ? c->aid_name : NULL};
    enum { N = sizeof paths / sizeof *paths };
    aploc_status status = c->output ? output_check(paths, N, c->output, err) : APLOC_OK;
    if (!status && c->table)
        status = output_check(paths, N, c->table, err);
    return status ? status : outputs_apart(c->output, c->table, err);
}

/* The department of an installation: that of its commune, or of the commune of its quarter. */
static aploc_status find_area(const aid_call *c, const aploc_installation *i, const char **area,
                              aploc_error *err)
{
    const char *code = i->code;
    int32_t quarter = c->in.quarters ? aploc_communes_find(c->in.quarters, code) : -1;
    if (quarter >= 0)
        code = c->in.qpvs[quarter].commune;
    int32_t commune = aploc_communes_find(c->in.communes, code);
    if (commune < 0)
        return fail(err, APLOC_ERR_CODE_UNKNOWN,
                    "%s:%lld: found the code '%s', expected a code of %s%s", c->installations_path,
                    (long long)i->line, code, c->in.communes_path,
                    c->in.quarters ? " or a quarter" : " (or --qpv)");
    const char *text = zone_text_of(c->in.communes, c->department, commune);
    *area = text ? text : "";
    return APLOC_OK;
}

/* The installations, with their departments. */
static aploc_status take_installations(aid_call *c, aploc_error *err)
{
    aploc_status status =
        aploc_installations_read_csv(c->installations_path, NULL, &c->installations, err);
    if (status)
        return status;
    const aploc_installation *rows = aploc_installations_rows(c->installations, &c->n_rows);
    c->rows = calloc((size_t)c->n_rows + 1, sizeof *c->rows);
    if (!c->rows)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the installations");
    memcpy(c->rows, rows, (size_t)c->n_rows * sizeof *rows);
    if (!c->department)
        return APLOC_OK;
    if (aploc_communes_group_find(c->in.communes, c->department) < 0)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no column '%s' to take departments from, expected one without "
                    "another role",
                    c->in.communes_path, c->department);
    for (int32_t k = 0; k < c->n_rows && !status; k++)
        status = find_area(c, &c->rows[k], &c->rows[k].area, err);
    return status;
}

/* A row of the list, to be sorted. */
typedef struct listed_code {
    const char *code;
    int32_t row;
} listed_code;

static int by_code(const void *a, const void *b)
{
    const listed_code *one = a, *other = b;
    int order = strcmp(one->code, other->code);
    return order ? order : (one->row > other->row) - (one->row < other->row);
}

/* Of two classes of a code, none is the right one. */
static aploc_status check_list(const aid_call *c, aploc_error *err)
{
    int32_t n = 0, again = INT32_MAX, before = 0;
    const aploc_listed *list = aploc_listing_rows(c->listing, &n);
    listed_code *codes = calloc((size_t)n + 1, sizeof *codes);
    if (!codes)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the list");
    for (int32_t k = 0; k < n; k++)
        codes[k] = (listed_code){list[k].code, k};
    qsort(codes, (size_t)n, sizeof *codes, by_code);
    for (int32_t k = 1; k < n; k++)
        if (codes[k].row < again && strcmp(codes[k].code, codes[k - 1].code) == 0) {
            again = codes[k].row;
            before = codes[k - 1].row;
        }
    free(codes);
    if (again == INT32_MAX)
        return APLOC_OK;
    return fail(err, APLOC_ERR_CODE_REPEATED,
                "%s:%lld: found the code '%s' again, which stands on line %lld, expected each code "
                "once",
                c->zoning_path, (long long)aploc_listing_line(c->listing, again), list[again].code,
                (long long)aploc_listing_line(c->listing, before));
}

static aploc_status sum(aid_call *c, aploc_error *err)
{
    int32_t n = 0;
    const aploc_listed *list = aploc_listing_rows(c->listing, &n);
    aploc_status status = c->in.communes_path ? zone_inputs_read(&c->in, err) : APLOC_OK;
    if (!status)
        status = take_installations(c, err);
    if (!status)
        status = aploc_aid_sum_create(c->aid, list, n, c->rows, c->n_rows, c->installations_path,
                                      &c->sum, err);
    return status ? status : aid_show_sum(c, err);
}

static aploc_status aid(aid_call *c, aploc_error *err)
{
    aploc_status status = check_outputs(c, err);
    if (!status)
        status = find_aid(c->aid_name, &c->aid, err);
    if (!status)
        status = aploc_listing_read_csv(c->zoning_path, c->class_column ? c->class_column : "class",
                                        NULL, &c->listing, err);
    if (!status)
        status = check_list(c, err);
    if (status)
        return status;
    return c->installations_path ? sum(c, err) : aid_look_up(c, err);
}

int run_aid(int argc, char **argv)
{
    const struct argp argp = {.options = options, .parser = parse, .doc = doc};
    aid_call c = {.in = {.quiet = true}};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = aid(&c, &err);
    aploc_aid_sum_free(c.sum);
    aploc_aid_free(c.aid);
    aploc_listing_free(c.listing);
    aploc_installations_free(c.installations);
    free(c.rows);
    zone_inputs_free(&c.in);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
