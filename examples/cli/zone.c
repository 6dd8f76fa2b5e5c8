/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc zone: from the APL of communes to a class for each, by the rules of a text. */
#include <stdlib.h>
#include <string.h>

#include "zone.h"
#include "zone_inputs.h"
#include "zone_solve.h"

static const char doc[] =
    "Class communes by the rules of a zoning: their units in order of APL, by thresholds, by "
    "shares "
    "of the people, or under the ceilings of a region."
    "\vThe list has a row a commune: code, name, unit, apl (of the unit), class, people, reason; "
    "then "
    "a row a quarter of --qpv. A summary goes to stderr.\n\n"
    "Exit status: 0 done; 1 the data or the rules are wrong; 2 the call is wrong; 3 the machine "
    "failed.";

enum { OPT_DECISIONS = 768, OPT_OUTPUT };

static const struct argp_option options[] = {
    {"decisions", OPT_DECISIONS, "FILE", 0, "Units that are put in a class: code, class", 1},
    {"output", OPT_OUTPUT, "ZONING.csv", 0, "Where the list shall appear", 3},
    {0}};

typedef struct call {
    zone_inputs in;
    const char *decisions_path;
    aploc_communes *decided;
    aploc_decision *decisions;
    aploc_zoning *zoning;
    zone_solving solving;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->in;
        state->child_inputs[1] = &c->solving;
        return 0;
    case OPT_DECISIONS:
        c->decisions_path = arg;
        return 0;
    case OPT_OUTPUT:
        c->in.output = option_output(arg);
        return 0;
    case ARGP_KEY_SUCCESS:
        if (!c->in.output)
            argp_error(state, "found no --output, expected where the list shall appear");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A decision is on a unit or a quarter, and for a class of the rules. */
static aploc_status check_decision(const call *c, int32_t row, aploc_error *err)
{
    const aploc_decision *d = &c->decisions[row];
    const aploc_communes *communes = c->in.communes;
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    int32_t n = 0, k = 0, mesh = aploc_communes_group_find(communes, c->in.options.mesh);
    if (mesh >= 0)
        aploc_communes_group_levels(communes, mesh, &n);
    while (k < n && strcmp(aploc_communes_group_text(communes, mesh, k), d->unit) != 0)
        k++;
    if (mesh >= 0 && k == n &&
        (!c->in.quarters || aploc_communes_find(c->in.quarters, d->unit) < 0))
        return fail(err, APLOC_ERR_CODE_UNKNOWN,
                    "%s: found a decision on unit '%s', expected one of column '%s' of %s",
                    zone_place(c->decided, row), d->unit, c->in.options.mesh, c->in.communes_path);
    for (k = 0; aploc_rules_get_class(c->in.rules, k, &zone, NULL) == APLOC_OK; k++)
        if (strcmp(zone.name, d->zone) == 0)
            return APLOC_OK;
    return fail(err, APLOC_ERR_UNIT,
                "%s: found the class '%s' for '%s', expected one of rules '%s'",
                zone_place(c->decided, row), d->zone, d->unit,
                aploc_rules_get_text(c->in.rules, APLOC_RULES_NAME));
}

static aploc_status take_decisions(call *c, aploc_error *err)
{
    const aploc_column columns[] = {{"code", "code"}};
    aploc_status status = zone_read_table(&c->in, c->decisions_path, columns, 1, &c->decided, err);
    if (status)
        return status;
    int32_t n = aploc_communes_count(c->decided);
    c->decisions = calloc((size_t)n, sizeof *c->decisions);
    if (!c->decisions)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the decisions");
    for (int32_t k = 0; k < n; k++) {
        c->decisions[k] = (aploc_decision){aploc_communes_code(c->decided, k),
                                           zone_text_of(c->decided, "class", k)};
        if (!c->decisions[k].zone)
            return fail(err, APLOC_ERR_NO_VALUE,
                        "%s: found no class of '%s', expected one in a column 'class'",
                        zone_place(c->decided, k), c->decisions[k].unit);
        status = check_decision(c, k, err);
        if (status)
            return status;
    }
    c->in.options.decisions = c->decisions;
    c->in.options.n_decisions = n;
    return APLOC_OK;
}

/* The zoning: in the order of APL, and filled when it shall be. */
static aploc_status make(call *c, aploc_error *err)
{
    const zone_inputs *in = &c->in;
    aploc_zoning *plain = NULL;
    aploc_status status =
        aploc_zoning_create(in->rules, in->communes, in->apl, &in->options, &plain, err);
    if (status)
        zone_locate(in->quarters, err);
    if (status || !c->solving.wanted) {
        c->zoning = plain;
        return status;
    }
    status = aploc_zoning_solve(plain, &c->solving.options, &c->zoning, err);
    aploc_zoning_free(plain);
    return status;
}

static aploc_status zone(call *c, aploc_error *err)
{
    const zone_inputs *in = &c->in;
    aploc_status status = zone_inputs_spare(in, c->decisions_path, err);
    if (!status)
        status = zone_inputs_read(&c->in, err);
    if (!status && c->decisions_path)
        status = take_decisions(c, err);
    if (!status)
        status = make(c, err);
    if (status)
        return status;
    zone_tables t = zone_tables_of(in);
    t.zoning = c->zoning;
    status = zone_write_list(&t, in->output, err);
    if (!status && in->table)
        status = zone_write_table(&t, in->table, err);
    if (!status && !in->quiet)
        status = zone_print(&t, err);
    if (!status && !in->quiet)
        status = zone_print_moves(&t, err);
    return status;
}

int run_zone(int argc, char **argv)
{
    const struct argp_child children[] = {
        {&zone_inputs_argp, 0, NULL, 0}, {&zone_solve_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    call c = {.in.options = APLOC_ZONING_OPTIONS_INIT,
              .solving = {.options = APLOC_ZONING_SOLVE_OPTIONS_INIT}};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = zone(&c, &err);
    aploc_zoning_free(c.zoning);
    aploc_communes_free(c.decided);
    free(c.decisions);
    zone_inputs_free(&c.in);
    return finish_output(status ? report_error(&err) : EXIT_DONE);
}
