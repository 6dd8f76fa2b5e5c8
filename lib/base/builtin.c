/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/builtin.h"

#include <string.h>

const apl_builtin *apl_builtin_find(const apl_builtin_table *table, const char *name)
{
    for (int32_t k = 0; k < table->count; k++)
        if (strcmp(table->rows[k].name, name) == 0)
            return &table->rows[k];
    return NULL;
}

const char *apl_builtin_name(const apl_builtin_table *table, int32_t k)
{
    return k >= 0 && k < table->count ? table->rows[k].name : NULL;
}

void apl_builtin_names(const apl_builtin_table *table, char names[APL_BUILTIN_NAMES_SIZE])
{
    size_t used = 0;
    names[0] = '\0';
    for (int32_t k = 0; k < table->count; k++) {
        size_t length = strlen(table->rows[k].name);
        if (used + length + 2 > APL_BUILTIN_NAMES_SIZE)
            break;
        if (used)
            names[used++] = ' ';
        memcpy(names + used, table->rows[k].name, length + 1);
        used += length;
    }
}
