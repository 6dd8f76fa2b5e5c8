/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_AGES_H
#define APL_TABLES_AGES_H

/* Age classes in the names of columns and roles. */

#include <aploc/communes.h>

/* No class begins later. */
enum { APL_AGES_OLDEST = 150 };

/* Read an age class from the name of a column: "0-4", "age_0_4", "0 à 4 ans", "90+",
 * "90ansetplus" …; 0 when it is none. A name needs two bounds or a plus: "2016" is no class. */
int apl_ages_of_column(const char *name, aploc_age_class *ages);

/* Read "LO-HI" or "LO+", exactly; 0 when it is neither. */
int apl_ages_of_role(const char *text, aploc_age_class *ages);

/* Room for the text of an age class, and the text: "0-4" or "90+". */
enum { APL_AGES_SIZE = 16 };
const char *apl_ages_text(aploc_age_class ages, char *text);

#endif
