/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of each group of communes. */
#include <stdlib.h>
#include <string.h>

#include "describe.h"

/* Group by group, by their texts. */
static int compare_rows(const void *one, const void *other)
{
    const figures *a = one, *b = other;
    return strcmp(a->name, b->name);
}

aploc_status describe_groups(const sample *all, const int32_t *levels, int32_t n_levels,
                             const aploc_communes *groups, int32_t group, const double *below,
                             int n_below, figures *rows, int32_t *n_rows, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t first = *n_rows;
    int32_t *starts = calloc((size_t)n_levels + 2, sizeof *starts);
    double *room = calloc((size_t)all->n * 3, sizeof *room);
    double *apl = room, *means = room + all->n, *shares = means + all->n;
    if (!starts || !room) {
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the groups");
        goto out;
    }
    /* The communes of a group are gathered behind one another. */
    for (int32_t k = 0; k < all->n; k++)
        starts[levels[k] + 2]++;
    for (int32_t g = 0; g < n_levels; g++)
        starts[g + 1] += starts[g];
    for (int32_t k = 0; k < all->n; k++) {
        int32_t at = starts[levels[k] + 1]++;
        apl[at] = all->apl[k];
        means[at] = all->mean_weights[k];
        shares[at] = all->share_weights[k];
    }
    for (int32_t g = 0; !status && g < n_levels; g++) {
        int32_t from = starts[g], n = starts[g + 1] - from;
        const sample s = {n, apl + from, means + from, shares + from};
        const char *name = aploc_communes_group_text(groups, group, g);
        if (n == 0)
            continue;
        rows[*n_rows].name = *name ? name : "(none)";
        status = describe(&s, below, n_below, &rows[*n_rows], err);
        ++*n_rows;
    }
    if (!status)
        qsort(rows + first, (size_t)(*n_rows - first), sizeof *rows, compare_rows);
out:
    free(room);
    free(starts);
    return status;
}
