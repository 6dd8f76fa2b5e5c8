/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_ROLES_H
#define APL_TABLES_ROLES_H

/* Which column of a file has which role: what the caller says, else the usual names. */

#include <aploc/communes.h>

#include "tables/reader.h"

typedef enum apl_role {
    APL_ROLE_CODE,
    APL_ROLE_NAME,
    APL_ROLE_POPULATION,
    APL_ROLE_STANDARDISED,
    APL_ROLE_SUPPLY,
    APL_ROLE_LON,
    APL_ROLE_LAT,
    APL_ROLE_APL,
    APL_ROLE_FROM,
    APL_ROLE_TO,
    APL_ROLE_MINUTES,
    APL_ROLE_PRACTICE_ID,
    APL_ROLE_PRACTICE_COMMUNE,
    APL_ROLE_PRACTICE_PROFESSION,
    APL_ROLE_PRACTICE_BIRTH_YEAR,
    APL_ROLE_PRACTICE_AGE,
    APL_ROLE_PRACTICE_ACTS,
    APL_ROLE_PRACTICE_MONTHS,
    APL_ROLE_PRACTICE_RANK,
    APL_ROLE_PRACTICE_STATUS,
    APL_ROLE_PRACTICE_REPLACES,
    APL_ROLE_PRACTICE_OPENED,
    APL_ROLE_CHANGE_DATE,
    APL_ROLE_CHANGE_MOD,
    APL_ROLE_CHANGE_FROM,
    APL_ROLE_CHANGE_TO,
    APL_ROLE_CHANGE_FROM_TYPE,
    APL_ROLE_CHANGE_TO_TYPE,
    APL_ROLE_CHANGE_FROM_NAME,
    APL_ROLE_CHANGE_TO_NAME,
    APL_ROLE_CHANGE_SHARE,
    APL_ROLE_SEX,
    APL_ROLE_AGE_CLASS,
    APL_ROLE_AGE_FROM,
    APL_ROLE_AGE_TO,
    APL_ROLE_CONSUMPTION,
    APL_ROLE_SCENARIO,
    APL_ROLE_EDIT_CHANGE,
    APL_ROLE_EDIT_AMOUNT,
    APL_ROLE_COUNT
} apl_role;

typedef struct apl_age_column {
    aploc_age_class ages;
    int32_t column;
} apl_age_column;

typedef struct apl_roles {
    int32_t column[APL_ROLE_COUNT]; /* -1 where there is none */
    apl_age_column *ages;           /* youngest first, apart from each other */
    int32_t n_ages;
    uint8_t *taken; /* one a column of the file: whether it has a role */
} apl_roles;

/* Sets of roles. */
#define APL_ROLE_BIT(role) (UINT64_C(1) << (role))
#define APL_ROLES_AGES APL_ROLE_BIT(APL_ROLE_COUNT)

/* Bind the roles of the set `wanted`; those of `needed` must be there. Roles that the caller binds
 * and this table does not want are passed over, once they are known to be roles. `roles` is freed
 * by apl_roles_free, also after a failure. APLOC_ERR_OPTIONS, APLOC_ERR_COLUMN_MISSING,
 * APLOC_ERR_COLUMN_REPEATED, APLOC_ERR_MEMORY. */
aploc_status apl_roles_bind(const apl_reader *reader, const aploc_read_options *options,
                            uint64_t wanted, uint64_t needed, apl_roles *roles, aploc_error *err);

void apl_roles_free(apl_roles *roles);

/* Whether a text names a role, "age:0-4" and the like included. */
int apl_is_role(const char *text);

/* Write the bindings for people: "code=codgeo, population=ptot, ages 0-4 to 90+ (19 columns)". */
void apl_roles_describe(const apl_reader *reader, const apl_roles *roles, char *text, size_t size);

#endif
