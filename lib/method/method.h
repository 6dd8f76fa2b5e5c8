/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_METHOD_METHOD_H
#define APL_METHOD_METHOD_H

/* A method in memory, and the steps that build it from the entries of its file. */

#include <aploc/method.h>

#include "base/error.h"
#include "base/holders.h"
#include "tables/ini.h"

/* A gap and the block that holds its texts. */
typedef struct apl_gap {
    aploc_method_gap gap;
    char *texts;
} apl_gap;

struct aploc_method {
    apl_holders holders;
    char *texts[APLOC_METHOD_TEXT_COUNT]; /* NULL where the file has none */
    char *file;                           /* its name, for messages */
    double per;                           /* how many inhabitants the unit counts by */
    aploc_decay decay;
    double *minutes, *values; /* of the decay */
    int64_t minutes_capacity, values_capacity;
    aploc_age_class *classes;
    double *weights, *weights_men; /* the latter NULL where both sexes weigh alike */
    int32_t n_classes;
    int32_t sex;       /* aploc_sex: whose care */
    int32_t normalise; /* aploc_normalise */
    aploc_method_supply supply;
    int32_t variant;
    double *step_acts, *step_fte; /* of the supply */
    int64_t step_acts_capacity, step_fte_capacity;
    apl_gap *gaps;
    int64_t n_gaps, gaps_capacity;
};

/* Hold a method once more; each holder calls aploc_method_free. NULL gives NULL. */
aploc_method *apl_method_hold(const aploc_method *method);

/* Each takes one section, checks it, and leaves what it took in `method`, whatever it returns, for
 * aploc_method_free. Unknown values count as valid here. */
aploc_status apl_method_take_decay(aploc_method *method, const apl_ini *ini, aploc_error *err);
aploc_status apl_method_take_ages(aploc_method *method, const apl_ini *ini, aploc_error *err);
aploc_status apl_method_take_supply(aploc_method *method, const apl_ini *ini, aploc_error *err);

/* Build a method from the entries of its text. */
aploc_status apl_method_build(aploc_method *method, const apl_ini *ini, aploc_error *err);

/* Whether a value stands as "?"; `hint`, unless NULL, is the words after it. */
int apl_method_unknown(const apl_ini_entry *entry, const char **hint);

/* Read a number of an entry, with the entry's place in the message; `text` is all or part of it. */
aploc_status apl_method_number(const apl_ini *ini, const apl_ini_entry *entry, const char *text,
                               size_t length, double *value, aploc_error *err);

/* The same for all of an entry, which must be above 0. */
aploc_status apl_method_positive(const apl_ini *ini, const apl_ini_entry *entry, double *value,
                                 aploc_error *err);

/* The place of an entry; of the file for NULL. */
apl_place apl_method_place(const apl_ini *ini, const apl_ini_entry *entry);

/* A copy of a text, given back with free(). */
aploc_status apl_method_copy(char **copy, const char *text, size_t length, aploc_error *err);

/* Fail with APLOC_ERR_METHOD_UNKNOWN when a value of the section is unknown, but for the keys
 * `unneeded`, ended by NULL (NULL: all are needed). */
aploc_status apl_method_refuse_gaps(const aploc_method *method, const char *section,
                                    const char *const *unneeded, aploc_error *err);

/* "0-4" or "90+". */
enum { APL_AGE_TEXT_SIZE = 32 };
void apl_age_text(aploc_age_class age, char text[APL_AGE_TEXT_SIZE]);

#endif
