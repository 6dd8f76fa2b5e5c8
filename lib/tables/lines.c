/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/lines.h"

#include "base/memory.h"

void apl_lines_free(apl_lines *lines)
{
    free(lines->runs);
    *lines = (apl_lines){0};
}

aploc_status apl_lines_add(apl_lines *lines, int64_t line, aploc_error *err)
{
    return apl_lines_add_many(lines, line, 1, err);
}

aploc_status apl_lines_add_many(apl_lines *lines, int64_t line, int64_t n_rows, aploc_error *err)
{
    if (line != lines->next) {
        aploc_status status = APL_GROW(lines->runs, &lines->room, lines->n_runs + 1, err);
        if (status)
            return status;
        lines->runs[lines->n_runs++] = (apl_run){.row = lines->n_rows, .line = line};
    }
    lines->n_rows += n_rows;
    lines->next = line + n_rows;
    return APLOC_OK;
}

int64_t apl_lines_get(const apl_lines *lines, int64_t row)
{
    int64_t low = 0, high = lines->n_runs;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (lines->runs[middle].row <= row)
            low = middle;
        else
            high = middle;
    }
    return lines->runs[low].line + (row - lines->runs[low].row);
}
