/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc audit: a list of communes and classes, held against the rules of its text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "zone.h"
#include "zone_inputs.h"

static const char doc[] =
    "Hold an existing zoning against its rules: codes that are unknown, missing or twice, "
    "thresholds, additions, communes apart from their unit, quarters (QPV), exchanges, ceilings "
    "and "
    "their margins."
    "\vA line on stdout for each thing that was held against the rules: broken, margin (past a "
    "limit, within the margin that the rules state), unknown (the rules do not know a value, or it "
    "was not given), kept. Quarters of --qpv are classed apart where they stand in the list. "
    "Without --apl or --run nothing is held against thresholds or cuts.\n\n"
    "Exit status: 0 no rule is broken; 1 some rule is, or the data are wrong; 2 the call is wrong; "
    "3 the machine failed.";

enum { OPT_ZONING = 768, OPT_CLASS, OPT_OUTPUT };

/* Of each check and verdict, so many lines on stdout; all of them in --output. */
enum { LINES_MAX = 20 };

static const struct argp_option options[] = {
    {"zoning", OPT_ZONING, "ZONING.csv", 0, "The list that is audited: code, class", 1},
    {"class", OPT_CLASS, "COLUMN", 0, "Its column of classes (default: class)", 1},
    {"output", OPT_OUTPUT, "AUDIT.csv|.md", 0, "Where all findings shall appear, a row each", 3},
    {0}};

typedef struct call {
    zone_inputs in;
    const char *zoning_path, *class_column;
    aploc_listing *listing;
    aploc_audit *audit;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->in;
        return 0;
    case OPT_ZONING:
        c->zoning_path = arg;
        return 0;
    case OPT_CLASS:
        c->class_column = arg;
        return 0;
    case OPT_OUTPUT:
        c->in.output = option_output(arg);
        return 0;
    case ARGP_KEY_SUCCESS:
        if (!c->zoning_path)
            argp_error(state, "found no --zoning, expected the list that is audited");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static aploc_audit_finding finding_of(const call *c, int32_t k)
{
    aploc_audit_finding finding = APLOC_AUDIT_FINDING_INIT;
    aploc_audit_get(c->audit, k, &finding, NULL);
    return finding;
}

static const char *class_name(const call *c, int32_t k)
{
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    return aploc_rules_get_class(c->in.rules, k, &zone, NULL) == APLOC_OK ? zone.name : "";
}

static const char *scope_name(int32_t scope)
{
    static const char *const names[] = {"", "nation", "region", "department"};
    return names[scope];
}

static bool is_markdown(const char *path)
{
    size_t length = strlen(path);
    return length > 3 && strcmp(path + length - 3, ".md") == 0;
}

static const char *const header[] = {"words", "verdict", "check",  "scope", "area",
                                     "code",  "class",   "people", "limit", "margin"};
enum { COLUMNS = sizeof header / sizeof *header };

static aploc_status write_csv(const call *c, aploc_writer *to)
{
    for (int k = 1; k < COLUMNS; k++)
        aploc_writer_text(to, header[k]);
    aploc_writer_text(to, header[0]);
    aploc_writer_end_row(to);
    for (int32_t k = 0; k < aploc_audit_count(c->audit); k++) {
        const aploc_audit_finding f = finding_of(c, k);
        aploc_writer_text(to, aploc_audit_verdict_name(f.verdict));
        aploc_writer_text(to, aploc_audit_check_name(f.check));
        aploc_writer_text(to, scope_name(f.scope));
        aploc_writer_text(to, f.area);
        aploc_writer_text(to, f.code);
        aploc_writer_text(to, class_name(c, f.zone));
        aploc_writer_number(to, f.people);
        aploc_writer_number(to, f.limit);
        aploc_writer_number(to, f.margin);
        aploc_writer_text(to, f.words);
        aploc_writer_end_row(to);
    }
    return APLOC_OK;
}

static aploc_status write_markdown(const call *c, aploc_writer *to, aploc_error *err)
{
    table cells = table_create(COLUMNS);
    for (int k = 0; k < COLUMNS; k++)
        table_add(&cells, header[k]);
    for (int32_t k = 0; k < aploc_audit_count(c->audit); k++) {
        const aploc_audit_finding f = finding_of(c, k);
        table_add(&cells, f.words);
        table_add(&cells, aploc_audit_verdict_name(f.verdict));
        table_add(&cells, aploc_audit_check_name(f.check));
        table_add(&cells, scope_name(f.scope));
        table_add(&cells, f.area);
        table_add(&cells, f.code);
        table_add(&cells, class_name(c, f.zone));
        table_add(&cells, readable(f.people, 0));
        table_add(&cells, isnan(f.limit) ? "" : readable(f.limit, 0));
        table_add(&cells, isnan(f.margin) ? "" : readable(f.margin, 0));
    }
    return table_write(&cells, TABLE_MARKDOWN, to, err);
}

static aploc_status write_findings(const call *c, aploc_error *err)
{
    aploc_writer *to;
    aploc_status status = output_create(c->in.output, NULL, 0, &to, err);
    if (status)
        return status;
    status = is_markdown(c->in.output) ? write_markdown(c, to, err) : write_csv(c, to);
    return output_commit(to, status, err);
}

static void print_finding(const aploc_audit_finding *f)
{
    printf("%-7s  %-12s  ", aploc_audit_verdict_name(f->verdict), aploc_audit_check_name(f->check));
    if (*f->area)
        printf("%s %s: ", scope_name(f->scope), one_line(f->area));
    printf("%s\n", f->words);
}

/* How many things a check held without any finding: all of them keep the rules. */
static int32_t kept_by_all(const call *c, int32_t check)
{
    for (int32_t k = 0; k < aploc_audit_count(c->audit); k++)
        if (finding_of(c, k).check == check)
            return 0;
    return aploc_audit_held(c->audit, check);
}

/* A line for each check that all kept. */
static int32_t print_kept(const call *c, bool silent)
{
    static const char *const words[APLOC_AUDIT_CHECK_COUNT] = {
        [APLOC_AUDIT_CHECK_CODE] = "rows are of communes or quarters",
        [APLOC_AUDIT_CHECK_REPEATED] = "rows, no code twice",
        [APLOC_AUDIT_CHECK_CLASS] = "rows have a class of the rules",
        [APLOC_AUDIT_CHECK_MISSING] = "communes have a row",
        [APLOC_AUDIT_CHECK_THRESHOLD] = "units are where their APL leads",
        [APLOC_AUDIT_CHECK_SUBSTITUTION] = "units have all their communes in one class",
        [APLOC_AUDIT_CHECK_DISAGREEMENT] = "units by area, no disagreement",
        [APLOC_AUDIT_CHECK_QUARTER] = "quarters have the class of their commune",
        [APLOC_AUDIT_CHECK_EXCHANGE] = "units are where the cuts put them",
        [APLOC_AUDIT_CHECK_SHARE] = "areas have the shares of the cuts",
        [APLOC_AUDIT_CHECK_ORDER] = "units are in the order of APL"};
    int32_t n = 0;
    for (int32_t k = 0; k < APLOC_AUDIT_CHECK_COUNT; k++) {
        int32_t held = words[k] ? kept_by_all(c, k) : 0;
        if (held && !silent)
            printf("%-7s  %-12s  %s %s\n", aploc_audit_verdict_name(APLOC_AUDIT_KEPT),
                   aploc_audit_check_name(k), readable(held, 0), words[k]);
        n += held > 0;
    }
    return n;
}

/* The findings, those of a verdict together: what is broken first. */
static void print_findings(const call *c)
{
    static const int32_t order[] = {APLOC_AUDIT_BROKEN, APLOC_AUDIT_MARGIN, APLOC_AUDIT_UNKNOWN,
                                    APLOC_AUDIT_KEPT};
    for (size_t v = 0; v < sizeof order / sizeof *order; v++) {
        int shown[APLOC_AUDIT_CHECK_COUNT] = {0};
        for (int32_t k = 0; k < aploc_audit_count(c->audit); k++) {
            const aploc_audit_finding f = finding_of(c, k);
            if (f.verdict == order[v] && shown[f.check]++ < LINES_MAX)
                print_finding(&f);
        }
        for (int32_t k = 0; k < APLOC_AUDIT_CHECK_COUNT; k++)
            if (shown[k] > LINES_MAX)
                printf("%-7s  %-12s  and %s more, all of them in --output\n",
                       aploc_audit_verdict_name(order[v]), aploc_audit_check_name(k),
                       readable(shown[k] - LINES_MAX, 0));
    }
    print_kept(c, false);
}

static void print_summary(const call *c)
{
    fprintf(stderr, "rules     %s: %s\n",
            one_line(aploc_rules_get_text(c->in.rules, APLOC_RULES_NAME)),
            one_line(aploc_rules_get_text(c->in.rules, APLOC_RULES_TITLE)));
    fprintf(stderr, "communes  %s, %s people\n", readable(aploc_communes_count(c->in.communes), 0),
            readable(aploc_audit_people_of(c->audit, APLOC_SCOPE_NATION, 0, -2), 0));
    fprintf(stderr, "findings  %s broken, %s within a margin, %s unknown, %s kept\n",
            readable(aploc_audit_count_of(c->audit, APLOC_AUDIT_BROKEN), 0),
            readable(aploc_audit_count_of(c->audit, APLOC_AUDIT_MARGIN), 0),
            readable(aploc_audit_count_of(c->audit, APLOC_AUDIT_UNKNOWN), 0),
            readable(aploc_audit_count_of(c->audit, APLOC_AUDIT_KEPT) + print_kept(c, true), 0));
}

/* Units past thresholds, where there are ceilings to hold them against: a list that fills ceilings. */
static void print_hint(const call *c)
{
    bool thresholds = false, ceilings = false;
    for (int32_t k = 0; k < aploc_audit_count(c->audit); k++) {
        const aploc_audit_finding f = finding_of(c, k);
        thresholds |= f.check == APLOC_AUDIT_CHECK_THRESHOLD && f.verdict == APLOC_AUDIT_BROKEN;
        ceilings |= f.check == APLOC_AUDIT_CHECK_CEILING && f.verdict != APLOC_AUDIT_UNKNOWN;
    }
    if (thresholds && ceilings && c->in.options.assign == 0)
        fputs("hint      a list that was made under ceilings is held with --assign ceilings\n",
              stderr);
}

static aploc_status prepare(call *c, aploc_error *err)
{
    const zone_inputs *in = &c->in;
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    aploc_status status = zone_inputs_spare(in, c->zoning_path, err);
    if (!status)
        status = zone_inputs_read(&c->in, err);
    if (!status)
        status = aploc_listing_read_csv(c->zoning_path, c->class_column ? c->class_column : "class",
                                        &o, &c->listing, err);
    return status;
}

static aploc_status audit(call *c, aploc_error *err)
{
    const zone_inputs *in = &c->in;
    int32_t n = 0;
    aploc_status status = prepare(c, err);
    if (status)
        return status;
    const aploc_listed *rows = aploc_listing_rows(c->listing, &n);
    status =
        aploc_audit_create(in->rules, in->communes, in->apl, rows, n, &in->options, &c->audit, err);
    if (status)
        zone_locate(in->quarters, err);
    zone_tables t = zone_tables_of(in);
    t.audit = c->audit;
    if (!status && in->output)
        status = write_findings(c, err);
    if (!status && in->table)
        status = zone_write_table(&t, in->table, err);
    if (status)
        return status;
    print_findings(c);
    if (!in->quiet) {
        print_summary(c);
        print_hint(c);
    }
    return APLOC_OK;
}

int run_audit(int argc, char **argv)
{
    const struct argp_child children[] = {{&zone_inputs_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    call c = {.in = {.options = APLOC_ZONING_OPTIONS_INIT, .without_apl = true}};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = audit(&c, &err);
    bool broken = aploc_audit_count_of(c.audit, APLOC_AUDIT_BROKEN) > 0;
    aploc_audit_free(c.audit);
    aploc_listing_free(c.listing);
    zone_inputs_free(&c.in);
    return finish_output(status ? report_error(&err) : broken ? EXIT_DATA : EXIT_DONE);
}
