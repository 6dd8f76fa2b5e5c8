/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Residents by age: the options that name their table and say how its classes fit those of the
 * method; the demand made of them; what is said of it. */
#include <stdlib.h>
#include <string.h>

#include "inputs.h"

enum { OPT_AGES = 384, OPT_KEEP, OPT_FIT, OPT_OLDEST, OPT_DEMAND };

static const struct argp_option table_options[] = {
    {"ages", OPT_AGES, "FILE", 0,
     "Residents by age: code, sex where there is one, and a column for each class (0-4 …), or "
     "age_class and population",
     1},
    {"keep", OPT_KEEP, "COLUMN=VALUE", OPTION_MAY_REPEAT,
     "Read only the rows of --ages with this value in this column (year=2018); may be repeated", 2},
    {0}};

static error_t parse_table(int key, char *arg, struct argp_state *state)
{
    ages_call *c = state->input;
    char *equals;
    switch (key) {
    case OPT_AGES:
        c->path = arg;
        return 0;
    case OPT_KEEP:
        equals = strchr(arg, '=');
        if (!equals || equals == arg)
            argp_error(state, "found --keep '%s', expected COLUMN=VALUE", arg);
        if (c->n_keep == KEEP_MAX)
            argp_error(state, "found more than %d --keep, expected fewer", KEEP_MAX);
        *equals = '\0';
        c->keep[c->n_keep++] = (aploc_keep){arg, equals + 1};
        return 0;
    case ARGP_KEY_END:
        if (c->n_keep && !c->path)
            argp_error(state, "found --keep without --ages, expected both");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp ages_argp = {.options = table_options, .parser = parse_table};

/* By aploc_demand_source; the first is that none is wanted. */
static const char *const demands[] = {"auto", "standardised", "ages", "population", NULL};

static const struct argp_option fit_options[] = {
    {"demand", OPT_DEMAND, "auto|standardised|ages|population", 0,
     "What the demand is made of (auto: the first that there is of --ages, the standardised "
     "population, residents by age, the population)",
     2},
    {"age-classes", OPT_FIT, "match|refit", 0,
     "Where the age classes of the data are not those of the method: stop and show both (default), "
     "or merge those that lie within one and split others evenly over their years",
     2},
    {"oldest-age", OPT_OLDEST, "N", 0,
     "The age at which an open class (90+) ends where it is split (default: 100)", 2},
    {0}};

bool ages_choose_source(ages_call *c, const char *word)
{
    for (int32_t k = 0; demands[k]; k++)
        if (strcmp(word, demands[k]) == 0) {
            c->source = k;
            return true;
        }
    return false;
}

static error_t parse_fit(int key, char *arg, struct argp_state *state)
{
    ages_call *c = state->input;
    switch (key) {
    case OPT_DEMAND:
        c->source = option_word("demand", arg, demands, state);
        return 0;
    case OPT_FIT:
        c->fit = inputs_choose("age-classes", arg, "match", "refit", state) ? APLOC_AGES_REFIT
                                                                            : APLOC_AGES_MATCH;
        return 0;
    case OPT_OLDEST:
        c->oldest = inputs_whole_number("oldest-age", arg, 2, 150, state);
        return 0;
    case ARGP_KEY_END:
        if (c->oldest && c->fit != APLOC_AGES_REFIT)
            argp_error(state, "found --oldest-age without --age-classes refit, expected both");
        if (c->path && c->source && c->source != APLOC_DEMAND_AGES)
            argp_error(state, "found --ages with --demand %s, expected one or the other",
                       demands[c->source]);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp ages_fit_argp = {.options = fit_options, .parser = parse_fit};

aploc_status ages_read(inputs *in, aploc_error *err)
{
    aploc_column columns[COLUMNS_MAX];
    aploc_read_options o = inputs_options(in, TABLE_AGES, columns);
    o.keep = in->by_age.keep;
    o.n_keep = in->by_age.n_keep;
    aploc_status status =
        aploc_ages_read_csv(in->by_age.path, in->communes, &o, &in->ages, &in->ages_rows, err);
    if (!status)
        inputs_tell(in, in->by_age.path, &in->ages_rows);
    return status;
}

aploc_status ages_read_demand(inputs *in, aploc_error *err)
{
    aploc_demand_options o = APLOC_DEMAND_OPTIONS_INIT;
    aploc_status status = in->by_age.path ? ages_read(in, err) : APLOC_OK;
    if (status)
        return status;
    in->demand = calloc((size_t)aploc_communes_count(in->communes), sizeof *in->demand);
    if (!in->demand)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the demand");
    o.ages = in->ages;
    o.fit = in->by_age.fit;
    o.oldest = in->by_age.oldest;
    o.source = in->by_age.source;
    /* A table of ages that lacks places is more likely the wrong one than a published column with
     * some gaps: it is filled in only when told to. */
    o.missing = in->missing >= 0 ? in->missing : in->ages ? APLOC_REFUSE : APLOC_SKIP;
    return aploc_demand_standardise(in->communes, in->method, &o, in->demand, &in->demand_report,
                                    err);
}

void ages_warn(const inputs *in)
{
    const aploc_demand_report *d = &in->demand_report;
    char end[64] = "";
    if (d->oldest)
        snprintf(end, sizeof end, ", open ones up to %d years", (int)d->oldest - 1);
    if (d->n_split)
        warn("%s people are in age classes that were split evenly over their years%s: %s",
             readable(d->moved, 0), end, d->changes);
}

void ages_print(const inputs *in)
{
    const aploc_demand_report *d = &in->demand_report;
    /* Where some were split, the warning has said all. */
    if (*d->changes && !d->n_split)
        fprintf(stderr, "age classes      %s\n", d->changes);
    if (d->source == APLOC_DEMAND_AGES && d->scale != 1.0)
        fprintf(stderr, "normalised       weights times %.6f: as many as the residents by age\n",
                d->scale);
}
