/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variants by name, and the decays that each takes. */
#include "method/family.h"

#include <aploc/number.h>
#include <stddef.h>

#include "base/error.h"

static const struct {
    const char *name, *title;
} variants[APLOC_VARIANT_COUNT] = {
    [APLOC_VARIANT_E2SFCA] = {"e2sfca",
                              "enhanced two-step floating catchment area (Luo and Qi 2009)"},
    [APLOC_VARIANT_2SFCA] = {"2sfca", "two-step floating catchment area (Luo and Wang 2003)"},
    [APLOC_VARIANT_KD2SFCA] = {"kd2sfca", "kernel density two-step floating catchment area (Dai "
                                          "and Wang 2011)"},
    [APLOC_VARIANT_M2SFCA] = {"m2sfca",
                              "modified two-step floating catchment area (Delamater 2013)"},
    [APLOC_VARIANT_3SFCA] = {"3sfca", "three-step floating catchment area (Wan, Zou and Sternberg "
                                      "2012)"},
    [APLOC_VARIANT_BFCA] = {"bfca", "balanced floating catchment area (Paez, Higgins and Vivona "
                                    "2019)"},
    [APLOC_VARIANT_HANSEN] = {"hansen", "gravity potential, no competition (Hansen 1959)"},
    [APLOC_VARIANT_CUMULATIVE] = {"cumulative", "cumulative opportunities, no competition (Wachs "
                                                "and Kumagai 1973)"},
    [APLOC_VARIANT_I2SFCA] = {"i2sfca", "inverted two-step floating catchment area: crowding of "
                                        "the supply (Wang 2018)"},
    [APLOC_VARIANT_NEAREST] = {"nearest", "minutes to the nearest supply"},
};

const char *aploc_variant_name(int32_t variant)
{
    return variant >= 0 && variant < APLOC_VARIANT_COUNT ? variants[variant].name : NULL;
}

const char *aploc_variant_title(int32_t variant)
{
    return variant >= 0 && variant < APLOC_VARIANT_COUNT ? variants[variant].title : NULL;
}

aploc_status apl_variant_check_decay(int32_t variant, int32_t kind, double largest,
                                     aploc_error *err)
{
    if (variant == APLOC_VARIANT_KD2SFCA && kind == APLOC_DECAY_STEPS)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found variant kd2sfca with a decay of steps, expected a continuous decay "
                        "(with steps it is e2sfca)");
    if (variant == APLOC_VARIANT_M2SFCA && largest > 1.0) {
        char text[APLOC_NUMBER_SIZE];
        aploc_number_write(largest, text);
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found variant m2sfca with a weight of %s at 0 minutes, expected at most "
                        "1, since its weights are shares of the supply",
                        text);
    }
    return APLOC_OK;
}
