/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_NUMBERED_H
#define APLOC_CLI_NUMBERED_H

/* The library knows places by number where it computes; a message of the command names them by code. */

#include "cli.h"

/* The code of a place of demand, or of supply; NULL when there is none of that number. */
typedef const char *code_of_place(const void *data, int of_supply, int32_t place);

/* Let a message of the engine, which is about no file, name a place by its code; where numbers grew too
 * large, also what they came from (NULL: not known). `status` is returned, and 0 changes nothing. */
aploc_status name_places(aploc_status status, code_of_place *code, const void *data,
                         const char *sources, aploc_error *err);

#endif
