/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/solution.h"

#include <aploc/family.h>
#include <string.h>

#include "engine/recipe.h"
#include "engine/step.h"
#include "method/family.h"

aploc_status apl_check_variant(const aploc_plan *plan, int32_t variant, aploc_error *err)
{
    const char *name = aploc_variant_name(variant);
    if (!name)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found variant = %d, expected an aploc_variant",
                        variant);
    if (!apl_recipe_of(variant))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found variant %s, expected it in %s", name,
                        variant == APLOC_VARIANT_I2SFCA ? "aploc_crowding, whose result is one "
                                                          "number a place of supply"
                                                        : "aploc_nearest, which takes times");
    return apl_variant_check_decay(variant, plan->decay.kind, plan->largest_weight, err);
}

void apl_scatter_used(const aploc_plan *plan, const double *used, double *x)
{
    if (plan->used)
        memset(x, 0, (size_t)plan->n_supply * sizeof *x);
    for (int32_t k = 0; k < plan->n_used; k++)
        x[plan->used ? plan->used[k] : k] = used[k];
}

/* An APL above 0 has a supply in reach; one of 0 may too, when that supply is lost. */
static int has_supply_in_reach(const aploc_plan *plan, int32_t i, const double *supply)
{
    return apl_row_any(&plan->by_demand, i, plan->used, supply);
}

aploc_status apl_fill_report(const aploc_plan *plan, const double *demand, const double *supply,
                             const double *reaching, const double *apl, aploc_solve_report *report,
                             aploc_error *err)
{
    aploc_solve_report r = APLOC_SOLVE_REPORT_INIT;
    double obtained = 0.0;
    for (int32_t k = 0; k < plan->n_used; k++) {
        int32_t j = plan->used ? plan->used[k] : k;
        r.supply += supply[j];
        if (reaching[k] > 0.0) {
            r.supply_reached += supply[j];
        } else if (supply[j] > 0.0) {
            r.supply_lost += supply[j];
            r.n_lost++;
        }
    }
    for (int32_t i = 0; i < plan->n_demand; i++) {
        r.demand += demand[i];
        obtained += demand[i] * apl[i];
        if (apl[i] == 0.0 && !has_supply_in_reach(plan, i, supply)) {
            r.n_unreached++;
            r.demand_unreached += demand[i];
        }
    }
    aploc_status status = apl_check_totals(r.demand, r.supply, obtained, err);
    if (status)
        return status;
    r.mean = r.demand > 0.0 ? obtained / r.demand : 0.0;
    *report = r;
    return APLOC_OK;
}
