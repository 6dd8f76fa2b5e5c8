/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_BUILTIN_H
#define APL_BASE_BUILTIN_H

/* Files that come with the library, kept inside it: tables written by embed.py. */

#include <stddef.h>
#include <stdint.h>

typedef struct apl_builtin {
    const char *name;
    const unsigned char *text;
    size_t length;
} apl_builtin;

/* In alphabetical order. */
typedef struct apl_builtin_table {
    const apl_builtin *rows;
    int32_t count;
} apl_builtin_table;

extern const apl_builtin_table apl_methods;
extern const apl_builtin_table apl_zonings;
extern const apl_builtin_table apl_aids;

/* The file of that name, or NULL. */
const apl_builtin *apl_builtin_find(const apl_builtin_table *table, const char *name);

/* The name of the k-th file, or NULL. */
const char *apl_builtin_name(const apl_builtin_table *table, int32_t k);

/* All names, separated by blanks, for a message; as many as there is room for. */
enum { APL_BUILTIN_NAMES_SIZE = 700 };
void apl_builtin_names(const apl_builtin_table *table, char names[APL_BUILTIN_NAMES_SIZE]);

#endif
