/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/territory.h"

#include "base/memory.h"

aploc_status apl_territory_create(const aploc_synth_options *options, apl_territory **territory,
                                  aploc_error *err)
{
    aploc_status status;
    int32_t n = options->n_communes;
    apl_territory *t = NULL;
    APL_TRY(APL_ZEROED(t, 1, err));
    t->seed = options->seed;
    t->progress = options->progress;
    t->progress_data = options->progress_data;
    t->n = n;
    /* As many communes to each group as in France. */
    t->n_poles = (n + 6) / 13 > 2 ? (n + 6) / 13 : n < 20 ? 1 : 2;
    t->n_departments = (n + 180) / 360 > 2 ? (n + 180) / 360 : n < 100 ? 1 : 2;
    t->n_epci = (n + 14) / 28 > t->n_departments ? (n + 14) / 28 : t->n_departments;
    t->n_regions = (n + 1170) / 2340 > 2 ? (n + 1170) / 2340 : t->n_departments < 2 ? 1 : 2;
    APL_TRY(APL_ZEROED(t->communes, n, err));
    APL_TRY(APL_ZEROED(t->order, n, err));
    APL_TRY(APL_ZEROED(t->row, n, err));
    APL_TRY(APL_ZEROED(t->pole_size, t->n_poles, err));
    APL_TRY(apl_land_make(&t->land, t->seed, n, err));
    APL_TRY(apl_places_make(t, err));
    APL_TRY(apl_groups_make(t, err));
    *territory = t;
    t = NULL;
out:
    apl_territory_free(t);
    return status;
}

void apl_territory_free(apl_territory *territory)
{
    if (!territory)
        return;
    free(territory->communes);
    free(territory->order);
    free(territory->row);
    free(territory->pole_size);
    free(territory);
}

aploc_status apl_territory_tell(const apl_territory *territory, const char *what, int64_t done,
                                int64_t all, aploc_error *err)
{
    if (territory->progress &&
        territory->progress(territory->progress_data, what, (double)done / (double)all))
        return apl_fail(err, APLOC_ERR_CANCELLED, "the caller asked to stop while %s", what);
    return APLOC_OK;
}
