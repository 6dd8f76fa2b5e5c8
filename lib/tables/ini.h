/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_INI_H
#define APL_TABLES_INI_H

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

/* A section that may be there, and its keys, separated by blanks; NULL: any key. A name of a section
 * or a key that ends in "*" is one for each word: "vintage*" stands for "vintage 2021" and others. */
typedef struct apl_ini_section {
    const char *name;
    const char *keys;
} apl_ini_section;

/* What a kind of file may hold, and what its faults are called. */
typedef struct apl_ini_form {
    const char *what; /* "method file" */
    const apl_ini_section *sections;
    size_t n_sections;
    aploc_status syntax; /* a line that is none of INI; a text that is too long */
    aploc_status key;    /* a section or key that is unknown or repeated */
    aploc_status value;  /* a key without a value */
} apl_ini_form;

/* The most bytes that such a file may have: more is another kind of file. */
enum { APL_INI_LARGEST = 65536 };

/* Read a text and check that it holds only the sections and keys of its form, each at most once.
 * `ini` is set on success only and given back by apl_ini_free.
 * APLOC_ERR_EMPTY, APLOC_ERR_ENCODING, APLOC_ERR_LINE, APLOC_ERR_MEMORY, and
 * the statuses of the form. */
aploc_status apl_ini_read(const char *text, size_t length, const char *file,
                          const apl_ini_form *form, apl_ini *ini, aploc_error *err);

/* The text of a file, freed by free(); more than APL_INI_LARGEST bytes of it are not read.
 * APLOC_ERR_OPEN, APLOC_ERR_READ, APLOC_ERR_MEMORY. */
aploc_status apl_ini_load(const char *path, const char *what, char **text, size_t *length,
                          aploc_error *err);

void apl_ini_free(apl_ini *ini);

/* The entry of a key; of the section itself for a NULL key; NULL when there is none. */
const apl_ini_entry *apl_ini_find(const apl_ini *ini, const char *section, const char *key);

#endif
