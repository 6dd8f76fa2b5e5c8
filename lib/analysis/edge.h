/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ANALYSIS_EDGE_H
#define APL_ANALYSIS_EDGE_H

/* Which places stand at the edge of the data. */

#include <stdint.h>

#include "base/error.h"

/* Mark with 1 in `is_edge` the places whose nearest others leave a wide sector empty. Coordinates
 * are degrees; a place without (NaN) is no edge, and nobody's neighbour. */
aploc_status apl_edge_find(int32_t n, const double *lon, const double *lat, char *is_edge,
                           aploc_error *err);

#endif
