/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_AGE_FIELD_H
#define APL_TABLES_AGE_FIELD_H

/* Age classes in the fields of a row. */

#include <aploc/communes.h>

#include "tables/reader.h"
#include "tables/roles.h"

/* Whether a text without case and accents is one of some words, ended by NULL. */
int apl_is_one_of(const char *folded, const char *const *words);

/* Whether it says that nothing is told apart: "total" and the like, of sexes and of ages. */
int apl_means_all(const char *folded);

/* The age class of the present row: of the columns age_from and age_to where there are both, else
 * of age_class, where `all` becomes 1 for all ages together. Any 4xx. */
aploc_status apl_field_ages(apl_reader *reader, const apl_roles *roles, const char *code,
                            aploc_age_class *ages, int *all, aploc_error *err);

#endif
