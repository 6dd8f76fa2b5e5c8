/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_PLACES_H5_H
#define APL_TABLES_PLACES_H5_H

/* A table of places as a group of an HDF5 file: code and name; a dataset for each numeric column,
 * under the name of its role; age_classes (from, to) and ages (places x classes); and for each group
 * column k a group groups/k with the attribute `name`, the `texts` of its levels and the level of
 * each place. Levels, as in R's factors: a text that a thousand places share is kept once, though all
 * texts of a dataset have one width. */

#include <aploc/communes.h>

#include "base/h5.h"

/* Write a table as the group `path`, which is not there yet. APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE,
 * APLOC_ERR_ARGUMENT. */
aploc_status apl_places_put(apl_h5 *h5, const char *path, const aploc_communes *places,
                            aploc_error *err);

/* Read it, by the rules of aploc_communes_from_arrays; the table is named after the file.
 * APLOC_ERR_FORMAT, and as aploc_communes_from_arrays. */
aploc_status apl_places_get(apl_h5 *h5, const char *path, aploc_communes **places,
                            aploc_error *err);

#endif
