/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/edge.h"

#include <math.h>

#include "analysis/nearest.h"
#include "analysis/statistics.h"
#include "base/memory.h"

/* Chosen on Isère, whose border is known: of 12 to 60 neighbours and 75 to 150 degrees, these agree
 * best with it. Fewer neighbours take every valley for an edge. */
enum { NEIGHBOURS = 60 };
static const double empty_sector = 1.5707963267948966; /* 90 degrees */

static const double pi = 3.141592653589793;

/* Where a place is on a plane, in degrees of latitude. A degree of longitude shrinks as in the middle
 * of the table: over metropolitan France that is off by a tenth at most. */
static apl_point project(double lon, double lat, double shrink)
{
    return (apl_point){lon * shrink, lat};
}

/* The widest angle between two neighbours next to each other, seen from `centre`. */
static double widest_gap(apl_point centre, const apl_point *points, const int32_t *nearest,
                         int32_t n)
{
    double angles[NEIGHBOURS], widest = 2.0 * pi;
    int32_t n_angles = 0;
    for (int32_t k = 0; k < n; k++) {
        double east = points[nearest[k]].x - centre.x, north = points[nearest[k]].y - centre.y;
        /* One that stands at the very place lies in no direction. */
        if (east != 0.0 || north != 0.0)
            angles[n_angles++] = atan2(north, east);
    }
    if (n_angles > 0) {
        apl_sort(angles, n_angles);
        widest = angles[0] + 2.0 * pi - angles[n_angles - 1];
        for (int32_t k = 1; k < n_angles; k++)
            widest = fmax(widest, angles[k] - angles[k - 1]);
    }
    return widest;
}

aploc_status apl_edge_find(int32_t n, const double *lon, const double *lat, char *is_edge,
                           aploc_error *err)
{
    aploc_status status;
    apl_point *points = NULL;
    int32_t *places = NULL; /* of the points: those that have coordinates */
    apl_cells cells = {0};
    int32_t n_points = 0, nearest[NEIGHBOURS];
    double squares[NEIGHBOURS], middle = 0.0;

    APL_TRY(APL_NEW(points, n, err));
    APL_TRY(APL_NEW(places, n, err));
    for (int32_t i = 0; i < n; i++) {
        is_edge[i] = 0;
        if (isnan(lon[i]) || isnan(lat[i]))
            continue;
        middle += lat[i];
        places[n_points++] = i;
    }
    double shrink = n_points ? cos(middle / n_points * pi / 180.0) : 1.0;
    for (int32_t k = 0; k < n_points; k++)
        points[k] = project(lon[places[k]], lat[places[k]], shrink);
    APL_TRY(apl_cells_create(points, n_points, &cells, err));
    for (int32_t k = 0; k < n_points; k++) {
        int32_t n_nearest = apl_cells_nearest(&cells, k, NEIGHBOURS, nearest, squares);
        is_edge[places[k]] = widest_gap(points[k], points, nearest, n_nearest) >= empty_sector;
    }
out:
    apl_cells_free(&cells);
    free(points);
    free(places);
    return status;
}
