/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_STUDY_SEAL_H
#define APL_STUDY_SEAL_H

/* The digests of a run file. Each is the SHA-256 of a line that says type, width (of texts) and
 * extents, "float64 300 19\n", and of the values behind it, little-endian. A dataset carries its own
 * as the attribute `sha256`; the root carries as `seal` the digest of the sorted lines
 *
 *      group PATH
 *      dataset DIGEST PATH
 *      attribute DIGEST PATH NAME
 *
 * of everything in the file but the seal itself (data/FORMATS.md). */

#include "base/h5.h"

/* Let each dataset of a file that is being written carry its digest, and the root its seal. The last
 * that is written. APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_seal_put(apl_h5 *h5, aploc_error *err);

/* Take what is not as it was written: the path of a dataset, or "/" for the seal. What it returns but
 * APLOC_OK ends the look. */
typedef aploc_status apl_seal_broken(void *data, const char *path, const char *found,
                                     const char *expected, aploc_error *err);

/* Look at each digest and at the seal. `n_datasets` counts those looked at, also on failure.
 * APLOC_ERR_FORMAT when the file cannot be read to its end. */
aploc_status apl_seal_check(apl_h5 *h5, apl_seal_broken *broken, void *data, int32_t *n_datasets,
                            aploc_error *err);

#endif
