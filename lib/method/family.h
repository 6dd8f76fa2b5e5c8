/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_METHOD_FAMILY_H
#define APL_METHOD_FAMILY_H

/* What a variant asks of a decay: said by a method file and by a plan alike. */

#include <aploc/decay.h>
#include <aploc/family.h>

/* Refuse a decay that does not go with a variant. `kind` is its aploc_decay_kind, `largest` its
 * weight at 0 minutes. APLOC_ERR_OPTIONS. */
aploc_status apl_variant_check_decay(int32_t variant, int32_t kind, double largest,
                                     aploc_error *err);

#endif
