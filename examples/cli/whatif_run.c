/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session of a what-if: where it starts, and its steps. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "whatif.h"

static aploc_status scene_of_run(whatif_call *c, aploc_error *err)
{
    const side_options how = {.quiet = c->in.quiet, .bar = &c->in.bar};
    aploc_cell cell = APLOC_CELL_INIT;
    int32_t k = -1;
    aploc_status status = side_read(&c->run, c->in.run_path, &how, err);
    if (!status && !c->run.run)
        return fail(err, APLOC_ERR_FORMAT, "%s: found a table, expected a run file",
                    c->in.run_path);
    if (!status)
        status = side_find(&c->run, c->cell, &k, err);
    if (!status && k < 0)
        return fail(err, APLOC_ERR_ARGUMENT, "%s: found %s cells, expected --cell to name one",
                    c->in.run_path, readable(side_cell_count(&c->run), 0));
    if (!status)
        status = side_cell(&c->run, k, &cell, err);
    if (!status && cell.status)
        return fail(err, APLOC_ERR_CELL, "%s: cell %s failed (%s), expected one that has a result",
                    c->in.run_path, cell.name, cell.message);
    if (!status)
        c->scene = (scene){.method = cell.method,
                           .communes = cell.communes,
                           .sites = cell.sites,
                           .times = cell.times,
                           .demand = cell.demand,
                           .supply = cell.supply,
                           .decay = APLOC_DECAY_INIT,
                           .variant = cell.variant};
    if (!status)
        status = aploc_method_get_decay(cell.method, &c->scene.decay, err);
    return status;
}

static aploc_status scene_of_inputs(whatif_call *c, aploc_error *err)
{
    inputs *in = &c->in;
    aploc_status status = inputs_hint(inputs_read(in, err), false, err);
    if (!status)
        c->scene = (scene){.method = in->method,
                           .communes = in->communes,
                           .sites = in->sites,
                           .times = in->times,
                           .demand = in->demand,
                           .supply = in->supply,
                           .decay = in->decay,
                           .variant = aploc_method_get_variant(in->method)};
    return status;
}

static aploc_status read_changes(whatif_call *c, aploc_error *err)
{
    aploc_column columns[COLUMNS_MAX];
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options o = inputs_options(&c->in, TABLE_CHANGES, columns);
    const scene *s = &c->scene;
    o.unknown = APLOC_REFUSE;
    aploc_status status = aploc_edits_read_csv(c->in.changes_path, s->communes, s->sites, &o,
                                               &c->changing.edits, &report, err);
    if (!status)
        inputs_tell(&c->in, c->in.changes_path, &report);
    return status;
}

aploc_status whatif_start(whatif_call *c, aploc_error *err)
{
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    aploc_whatif_options o = APLOC_WHATIF_OPTIONS_INIT;
    changing *ch = &c->changing;
    scene *s = &c->scene;
    aploc_status status = c->in.run_path ? scene_of_run(c, err) : scene_of_inputs(c, err);
    if (!status && c->by && aploc_communes_group_find(s->communes, c->by) < 0)
        status = fail(err, APLOC_ERR_COLUMN_MISSING,
                      "%s: found no column '%s' to group by, expected one without another role",
                      aploc_communes_path(s->communes), c->by);
    if (status)
        return status;
    s->per = aploc_variant_is_per_head(s->variant) ? aploc_method_get_per(s->method) : 1.0;
    if (c->n_below == 0 && s->per == 1.0)
        c->below[c->n_below++] = 2.5;
    ch->scene = s;
    ch->path = c->in.changes_path;
    if (c->in.run_path)
        snprintf(ch->sources, sizeof ch->sources, "demand and supply of %.190s", c->in.run_path);
    else
        measure_sources(&c->in, ch->sources);
    if (c->in.changes_path)
        status = read_changes(c, err);
    how.n_threads = o.n_threads = c->in.n_threads;
    if (!status)
        status = aploc_plan_create(s->times, &s->decay, &how, &c->plan, err);
    o.variant = s->variant;
    o.decay = &s->decay;
    o.times = s->times;
    if (!status)
        status = changing_fault(
            aploc_whatif_create(c->plan, s->demand, s->supply, &o, &ch->session, err), ch, err);
    if (!status)
        status = aploc_whatif_get_report(ch->session, &c->before, err);
    /* From here on they come of the changes as well. */
    strncat(ch->sources, ", with the changes", sizeof ch->sources - strlen(ch->sources) - 1);
    if (!status && !c->in.quiet)
        warn_of_heads(s->method, s->variant, c->before.mean);
    return status;
}

double whatif_people_before(const scene *s, int32_t i)
{
    const double *column = aploc_communes_column(s->communes, APLOC_POPULATION);
    double people = column ? column[i] : s->demand[i];
    return isnan(people) ? 0.0 : people;
}

/* The people of every place by now: of the communes their population, else their demand;
 * of one that went, nobody. */
static aploc_status take_people(whatif_call *c, aploc_error *err)
{
    const scene *s = &c->scene;
    int32_t n = aploc_whatif_demand_count(c->changing.session),
            count = aploc_communes_count(s->communes);
    const double *demand = aploc_whatif_get_demand(c->changing.session);
    free(c->people);
    c->people_name = aploc_communes_column(s->communes, APLOC_POPULATION) ? "population" : "demand";
    c->people = calloc((size_t)n, sizeof *c->people);
    if (!c->people)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the people");
    for (int32_t i = 0; i < n; i++)
        c->people[i] = i >= count ? demand[i] : whatif_people_before(s, i);
    for (int32_t k = 0; k < c->changing.n_made; k++)
        if (c->changing.made[k].is_gone)
            c->people[c->changing.made[k].place] = 0.0;
    return APLOC_OK;
}

/* What the last step did, and how it stands now. */
static aploc_status take_effect(whatif_call *c, aploc_error *err)
{
    const aploc_whatif *w = c->changing.session;
    int64_t step = aploc_whatif_step_count(w);
    aploc_difference *d = NULL;
    aploc_difference_group g = APLOC_DIFFERENCE_GROUP_INIT;
    aploc_solve_report r = APLOC_SOLVE_REPORT_INIT;
    step_effect *more = realloc(c->effects, ((size_t)step + 1) * sizeof *more), *e;
    if (!more)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the steps");
    c->effects = more;
    e = &more[step];
    *e = (step_effect){0};
    aploc_status status = take_people(c, err);
    if (!status)
        status = aploc_whatif_get_report(w, &r, err);
    if (!status)
        status = aploc_whatif_compare(w, step > 0 ? step - 1 : 0, &d, err);
    if (!status)
        status = aploc_difference_groups(d, c->people, 0.0, 1, NULL, &g, err);
    aploc_difference_free(d);
    if (status)
        return status;
    e->n_made = c->changing.n_made;
    e->mean = r.demand > 0.0 ? r.mean * c->scene.per : NAN;
    e->people_gaining = g.people_gaining;
    e->people_losing = g.people_losing;
    for (int32_t i = 0; i < aploc_whatif_demand_count(w); i++)
        for (int b = 0; b < c->n_below; b++)
            if (aploc_whatif_get_apl(w)[i] * c->scene.per < c->below[b])
                e->below[b] += c->people[i];
    return APLOC_OK;
}

/* End a step after each change with --steps, else once. */
static aploc_status end_step(whatif_call *c, bool is_last, aploc_error *err)
{
    if (!c->steps && !is_last)
        return APLOC_OK;
    int64_t step = aploc_whatif_step_count(c->changing.session);
    if (c->steps && c->changing.n_made == c->effects[step].n_made)
        return APLOC_OK; /* nothing since */
    aploc_status status =
        changing_fault(aploc_whatif_apply(c->changing.session, err), &c->changing, err);
    return status || !c->steps ? status : take_effect(c, err);
}

aploc_status whatif_change(whatif_call *c, aploc_error *err)
{
    changing *ch = &c->changing;
    aploc_status status = c->steps ? take_effect(c, err) : APLOC_OK;
    if (!status && c->retire_over > 0.0)
        status = change_retire(ch, &c->in, c->retire_over, err);
    if (!status)
        status = end_step(c, false, err);
    for (int32_t k = 0; !status && k < aploc_edits_count(ch->edits); k++) {
        status = change_edit(ch, k, err);
        if (!status)
            status = end_step(c, false, err);
    }
    for (int k = 0; !status && k < c->n_asked; k++) {
        status = change_ask(ch, &c->asked[k], err);
        if (!status)
            status = end_step(c, false, err);
    }
    if (!status)
        status = end_step(c, true, err);
    if (!status)
        status = aploc_whatif_get_report(ch->session, &c->after, err);
    return status ? status : take_people(c, err);
}
