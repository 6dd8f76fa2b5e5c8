/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed from a vintage to the next: the mean, and how much of it is supply, how much demand. */
#include <math.h>
#include <string.h>

#include "rerun.h"

/* A name without its vintage: "gp-65". */
static const char *beyond_vintage(const result *one)
{
    return one->asked.name + strlen(one->asked.vintage);
}

/* The vintage after that of a cell, as the study orders them; NULL after the last. */
static const char *next_vintage(const rerun *r, const result *one)
{
    const result *end = r->results + r->n_results;
    for (const result *other = one; other < end; other++)
        if (strcmp(other->asked.vintage, one->asked.vintage) != 0)
            return other->asked.vintage;
    return NULL;
}

/* The same cell of the next vintage. */
static const result *successor(const rerun *r, const result *one)
{
    const char *vintage = next_vintage(r, one);
    for (const result *other = one; vintage && other < r->results + r->n_results; other++)
        if (strcmp(other->asked.vintage, vintage) == 0 &&
            strcmp(beyond_vintage(other), beyond_vintage(one)) == 0)
            return other;
    return NULL;
}

/* d ln mean = d ln supply - d ln demand, where all supply is reached: the mean, weighted by demand, is
 * the supply that is reached over the demand (DREES). What is lost, and what measures add that do
 * not share the supply out, is the rest. */
static void split(change *c)
{
    const figures *f = &c->before->national, *g = &c->after->national;
    const aploc_solve_report *a = c->before->cell.report, *b = c->after->cell.report;
    c->mean = c->ln_mean = c->supply = c->demand = c->rest = NAN;
    if (!c->before->has_figures || !c->after->has_figures)
        return;
    c->mean = g->mean - f->mean;
    if (!(f->mean > 0.0) || !(g->mean > 0.0) || !(a->supply > 0.0) || !(b->supply > 0.0) ||
        !aploc_variant_is_per_head(c->before->cell.variant) ||
        c->before->cell.variant != c->after->cell.variant)
        return;
    c->ln_mean = log(g->mean / f->mean);
    c->supply = log(b->supply / a->supply);
    c->demand = -log(b->demand / a->demand);
    c->rest = c->ln_mean - c->supply - c->demand;
    if (fabs(c->rest) < 1e-13) /* rounding is no rest */
        c->rest = 0.0;
}

bool rerun_change(const rerun *r, int32_t k, change *c)
{
    for (const result *one = r->results; one < r->results + r->n_results; one++) {
        *c = (change){.before = one, .after = successor(r, one)};
        if (c->after && k-- == 0) {
            split(c);
            return true;
        }
    }
    return false;
}

aploc_status rerun_write_changes(rerun *r, aploc_error *err)
{
    static const char *const header[] = {
        "from",      "to",      "profession",       "method",        "variant",     "max_age",
        "mean_from", "mean_to", "change",           "d_ln_mean",     "from_supply", "from_demand",
        "from_rest", "below",   "share_below_from", "share_below_to"};
    aploc_writer *to = NULL;
    change c;
    aploc_status status =
        rerun_create(r, "changes", ".csv", header, sizeof header / sizeof *header, &to, err);
    if (status)
        return status;
    for (int32_t k = 0; rerun_change(r, k, &c); k++) {
        const result *a = c.before, *b = c.after;
        const bool a_share = a->has_figures && rerun_below(a),
                   b_share = b->has_figures && rerun_below(b);
        const double numbers[] = {a->cell.max_age > 0.0 ? a->cell.max_age : NAN,
                                  a->has_figures ? a->national.mean : NAN,
                                  b->has_figures ? b->national.mean : NAN,
                                  c.mean,
                                  c.ln_mean,
                                  c.supply,
                                  c.demand,
                                  c.rest,
                                  a->asked.below,
                                  a_share ? a->national.below[0] : NAN,
                                  b_share ? b->national.below[0] : NAN};
        aploc_writer_text(to, a->cell.name);
        aploc_writer_text(to, b->cell.name);
        aploc_writer_text(to, a->asked.profession);
        aploc_writer_text(to, a->method);
        aploc_writer_text(to, a->variant);
        for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
            aploc_writer_number(to, numbers[n]);
        aploc_writer_end_row(to);
    }
    return rerun_commit(r, to, APLOC_OK, err);
}
