/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_METHOD_INI_H
#define APL_METHOD_INI_H

/* INI texts, read by inih with exact positions. The only place of the library that knows inih. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/status.h>

/* A line that says something: "[section]", whose key is NULL, or "key = value". */
typedef struct apl_ini_entry {
    const char *section;
    const char *key;
    const char *value;
    int64_t line;
} apl_ini_entry;

/* The entries of a text, in its order. */
typedef struct apl_ini {
    const char *file; /* borrowed: the name in messages */
    apl_ini_entry *entries;
    int64_t n, capacity;
    char *strings; /* what the entries point to */
} apl_ini;

/* A section that may be there, and its keys, separated by blanks; NULL: any key. */
typedef struct apl_ini_section {
    const char *name;
    const char *keys;
} apl_ini_section;

/* Read a text and check that it holds only the sections and keys of `sections`, each at most once.
 * `ini` is set on success only and given back by apl_ini_free.
 * APLOC_ERR_EMPTY, APLOC_ERR_ENCODING, APLOC_ERR_LINE, APLOC_ERR_METHOD_SYNTAX,
 * APLOC_ERR_METHOD_KEY, APLOC_ERR_MEMORY. */
aploc_status apl_ini_read(const char *text, size_t length, const char *file,
                          const apl_ini_section *sections, size_t n_sections, apl_ini *ini,
                          aploc_error *err);

void apl_ini_free(apl_ini *ini);

/* The entry of a key; of the section itself for a NULL key; NULL when there is none. */
const apl_ini_entry *apl_ini_find(const apl_ini *ini, const char *section, const char *key);

#endif
