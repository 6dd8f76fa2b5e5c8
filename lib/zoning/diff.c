/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison of two lists: its rows. */
#include "zoning/diff.h"

#include <string.h>

#include "base/memory.h"
#include "tables/communes.h"

/* The figures of one set of classes; `all` is of its group. */
typedef struct tally {
    aploc_diff_figures communes, people;
} tally;

/* Of each group: the classes, then those of no class, then the covered. */
typedef struct tallies {
    tally *of;
    int32_t n_sets;
} tallies;

static void add_before(tally *t, int commune, double people, int leaves)
{
    t->communes.before += commune;
    t->people.before += people;
    if (leaves) {
        t->communes.out += commune;
        t->people.out += people;
    }
}

static void add_after(tally *t, int commune, double people, int comes)
{
    t->communes.after += commune;
    t->people.after += people;
    if (comes) {
        t->communes.in += commune;
        t->people.in += people;
    }
}

/* Count all places into the sets of their groups (levels NULL: one group). */
static void count(const aploc_zoning_diff *diff, const int32_t *levels, tallies *to)
{
    int32_t none = diff->classes.count, covered = none + 1;
    for (int32_t p = 0; p < diff->n_places; p++) {
        tally *sets = to->of + (int64_t)(levels ? levels[diff->homes[p]] : 0) * to->n_sets;
        int32_t from = diff->zones[0][p], then = diff->zones[1][p];
        int commune = p < diff->n_communes;
        int was = from >= 0 && diff->covered[from], is = then >= 0 && diff->covered[then];
        double people = diff->people[p];
        add_before(&sets[from < 0 ? none : from], commune, people, from != then);
        add_after(&sets[then < 0 ? none : then], commune, people, from != then);
        if (was)
            add_before(&sets[covered], commune, people, !is);
        if (is)
            add_after(&sets[covered], commune, people, !was);
        for (int32_t k = 0; k < to->n_sets; k++) {
            sets[k].communes.all += commune;
            sets[k].people.all += people;
        }
    }
}

static aploc_status add_row(aploc_zoning_diff *diff, aploc_diff_row row, aploc_error *err)
{
    aploc_status status = APL_GROW(diff->rows, &diff->room, diff->n_rows + 1, err);
    if (!status)
        diff->rows[diff->n_rows++] = row;
    return status;
}

/* The sets of one group, by classes; those that nobody has are left out of groups. */
static aploc_status add_group(aploc_zoning_diff *diff, const char *by, const char *group,
                              const tally *sets, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t none = diff->classes.count, covered = none + 1;
    for (int32_t k = 0; k <= covered && !status; k++) {
        const tally *t = &sets[k];
        int empty =
            t->communes.before + t->communes.after + t->people.before + t->people.after == 0.0;
        if (k == covered ? !diff->any_covered : empty && (k == none || *by))
            continue;
        status = add_row(diff,
                         (aploc_diff_row){.size = sizeof(aploc_diff_row),
                                          .by = by,
                                          .group = group,
                                          .from = "",
                                          .zone = k < none ? apl_texts_get(&diff->classes, k) : "",
                                          .communes = t->communes,
                                          .people = t->people,
                                          .kind = k < none    ? APLOC_DIFF_CLASS
                                                  : k == none ? APLOC_DIFF_NONE
                                                              : APLOC_DIFF_COVERED},
                         err);
    }
    return status;
}

static const char *name_of(const aploc_zoning_diff *diff, int32_t zone)
{
    return zone < 0 ? "" : apl_texts_get(&diff->classes, zone);
}

static aploc_status add_moves(aploc_zoning_diff *diff, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = diff->classes.count + 1;
    tally *moves = NULL;
    APL_TRY(APL_ZEROED(moves, (int64_t)n * n, err));
    for (int32_t p = 0; p < diff->n_places; p++) {
        int32_t from = diff->zones[0][p], then = diff->zones[1][p];
        if (from != then)
            add_after(&moves[(from + 1) * n + then + 1], p < diff->n_communes, diff->people[p], 1);
    }
    for (int32_t k = 0; k < n * n; k++) {
        const tally *t = &moves[k];
        if (t->communes.in + t->people.in == 0.0)
            continue;
        APL_TRY(add_row(diff,
                        (aploc_diff_row){.size = sizeof(aploc_diff_row),
                                         .by = "",
                                         .group = "",
                                         .from = name_of(diff, k / n - 1),
                                         .zone = name_of(diff, k % n - 1),
                                         .communes = {.in = t->communes.in},
                                         .people = {.in = t->people.in},
                                         .kind = APLOC_DIFF_MOVE},
                        err));
    }
out:
    free(moves);
    return status;
}

typedef struct named {
    const char *text;
    int32_t level;
} named;

static int by_text(const void *one, const void *other)
{
    const named *a = one, *b = other;
    return strcmp(a->text, b->text);
}

/* The groups of a column, by their texts; of all communes without one. */
static aploc_status add_groups(aploc_zoning_diff *diff, const char *by, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const int32_t *levels = NULL;
    int32_t n = 1, group = by ? aploc_communes_group_find(diff->communes, by) : -1;
    tallies to = {.n_sets = diff->classes.count + 2};
    named *names = NULL;
    if (by && group < 0)
        return apl_fail_at(
            err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = aploc_communes_path(diff->communes)},
            "found no column '%s' to group by, expected one without another role", by);
    if (by)
        levels = aploc_communes_group_levels(diff->communes, group, &n);
    APL_TRY(APL_ZEROED(to.of, (int64_t)n * to.n_sets, err));
    APL_TRY(APL_ZEROED(names, n, err));
    for (int32_t k = 0; k < n; k++)
        names[k] = (named){by ? aploc_communes_group_text(diff->communes, group, k) : "", k};
    qsort(names, (size_t)n, sizeof *names, by_text);
    count(diff, levels, &to);
    for (int32_t k = 0; k < n; k++)
        APL_TRY(add_group(diff, by ? aploc_communes_group_name(diff->communes, group) : "",
                          names[k].text, to.of + (int64_t)names[k].level * to.n_sets, err));
out:
    free(to.of);
    free(names);
    return status;
}

static aploc_status check(const aploc_communes *communes, const aploc_listed *before,
                          int32_t n_before, const aploc_listed *after, int32_t n_after,
                          const aploc_diff_options *o, aploc_error *err)
{
    if (!communes || n_before < 0 || n_after < 0 || (n_before > 0 && !before) ||
        (n_after > 0 && !after))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no communes or lists, or nowhere to put the comparison");
    if (o->size != sizeof *o)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found options of %zu bytes, expected %zu", o->size,
                        sizeof *o);
    if (o->n_covered < 0 || o->n_by < 0 || o->n_qpvs < 0 || (o->n_covered > 0 && !o->covered) ||
        (o->n_by > 0 && !o->by) || (o->n_qpvs > 0 && !o->qpvs))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found covered classes, columns or quarters that are not there, expected "
                        "them");
    return apl_check_reserved("aploc_diff_options", o->reserved, err);
}

aploc_status aploc_zoning_diff_create(const aploc_communes *communes, const aploc_listed *before,
                                      int32_t n_before, const aploc_listed *after, int32_t n_after,
                                      const aploc_diff_options *options, aploc_zoning_diff **diff,
                                      aploc_error *err)
{
    static const aploc_diff_options usual = APLOC_DIFF_OPTIONS_INIT;
    aploc_status status = APLOC_OK;
    aploc_zoning_diff *made = NULL;
    const aploc_diff_options *o = options ? options : &usual;
    const aploc_listed *const lists[] = {before, after};
    const int32_t counts[] = {n_before, n_after};
    APL_TRY(check(diff ? communes : NULL, before, n_before, after, n_after, o, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    made->communes = apl_communes_hold(communes);
    APL_TRY(apl_diff_take(made, lists, counts, o, err));
    APL_TRY(add_groups(made, NULL, err));
    APL_TRY(add_moves(made, err));
    for (int32_t k = 0; k < o->n_by; k++)
        APL_TRY(add_groups(made, o->by[k], err));
    *diff = made;
    made = NULL;
out:
    aploc_zoning_diff_free(made);
    return status;
}

void aploc_zoning_diff_free(aploc_zoning_diff *diff)
{
    if (!diff)
        return;
    aploc_communes_free(diff->communes);
    apl_texts_free(&diff->classes);
    free(diff->zones[0]);
    free(diff->zones[1]);
    free(diff->homes);
    free(diff->people);
    free(diff->rows);
    free(diff);
}

int32_t aploc_zoning_diff_count(const aploc_zoning_diff *diff)
{
    return diff ? (int32_t)diff->n_rows : 0;
}

aploc_status aploc_zoning_diff_get(const aploc_zoning_diff *diff, int32_t k, aploc_diff_row *row,
                                   aploc_error *err)
{
    if (!diff || !row)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no comparison or nowhere to put a row");
    if (row->size != sizeof *row)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a row of %zu bytes, expected %zu", row->size,
                        sizeof *row);
    if (k < 0 || k >= diff->n_rows)
        return apl_fail(err, APLOC_ERR_INDEX, "found row %d, expected 0 to %d", (int)k,
                        (int)diff->n_rows - 1);
    *row = diff->rows[k];
    return APLOC_OK;
}
