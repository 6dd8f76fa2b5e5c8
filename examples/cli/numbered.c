/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numbered.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* How messages on a place of supply begin; all others are on places of demand, or say of which. */
static bool is_of_supply(const char *message, const char *behind)
{
    static const char *const starts[] = {"found a supply of ",
                                         "found a supply at ",
                                         "found a demand in reach ",
                                         "found a supply divided by its demand ",
                                         "found a ratio divided by its weights ",
                                         "found a crowding "};
    if (strncmp(behind, " of supply", 10) == 0)
        return true;
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
        if (strstr(message, starts[k]))
            return true;
    return false;
}

aploc_status name_places(aploc_status status, code_of_place *code, const void *data,
                         const char *sources, aploc_error *err)
{
    char before[sizeof err->message], behind[sizeof err->message] = "";
    /* Other faults are of files, or name no place. */
    if ((status != APLOC_ERR_OVERFLOW && status != APLOC_ERR_INDEX) || *err->file)
        return status;
    memcpy(before, err->message, sizeof before);
    char *at = strstr(before, "place ");
    if (at && isdigit((unsigned char)at[6])) {
        char *end;
        long place = strtol(at + 6, &end, 10);
        const char *text = code(data, is_of_supply(before, end), (int32_t)place);
        if (text)
            snprintf(behind, sizeof behind, "the code '%.60s'%s", text, end);
        if (text)
            *at = '\0';
    }
    bool grew = status == APLOC_ERR_OVERFLOW && sources && *sources;
    return fail(err, status, "%s%.800s%s%.400s%s", before, behind, grew ? " (" : "",
                grew ? sources : "", grew ? ")" : "");
}
