/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_SEAL_H
#define APL_BASE_SEAL_H

/* The digests of HDF5 files (data/FORMATS.md). Each is the SHA-256 of a line that says type, width (of
 * texts) and extents, "float64 300 19\n", and of the values behind it, little-endian. A dataset carries
 * its own as the attribute `sha256`; an object with attributes carries as `sha256_attributes` the digest
 * of the lines
 *
 *      DIGEST NAME
 *
 * of all of them, by name, but these two and the seal. The root of a file that is sealed carries as
 * `seal` the digest of the sorted lines
 *
 *      group PATH
 *      dataset DIGEST PATH
 *      attribute DIGEST PATH NAME
 *
 * of everything in the file but the seal itself. */

#include "base/digest.h"
#include "base/h5.h"

/* Let each dataset and each group of a file that is being written carry its digests, and the root its
 * seal. The last that is written. APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_seal_put(apl_h5 *h5, aploc_error *err);

/* Let each dataset carry its digests; groups stay open to whoever has something to note. */
aploc_status apl_seal_put_digests(apl_h5 *h5, aploc_error *err);

typedef enum apl_seal_part { APL_SEAL_VALUES, APL_SEAL_ATTRIBUTES, APL_SEAL_WHOLE } apl_seal_part;

/* What is not as it was written. */
typedef struct apl_seal_break {
    apl_seal_part part;
    const char *path;           /* of the object; "/" for the seal */
    const char *found, *stated; /* digests; `stated` is NULL where none stands */
} apl_seal_break;

/* Take a break. What it returns but APLOC_OK ends the look. */
typedef aploc_status apl_seal_broken(void *data, const apl_seal_break *what, aploc_error *err);

/* A break in words: "/minutes: found values of digest …, expected …, as stands with them". */
void apl_seal_tell(const apl_seal_break *what, char *text, size_t size);

/* Look at each digest and at the seal. `n_datasets` counts those looked at, also on failure; `step`,
 * which gets `data` too and may be NULL, is called between pieces. APLOC_ERR_FORMAT when the file cannot
 * be read to its end, and what `step` returns. */
aploc_status apl_seal_check(apl_h5 *h5, apl_seal_broken *broken, apl_digest_step *step, void *data,
                            int32_t *n_datasets, aploc_error *err);

/* Hold one dataset against those digests that it carries: one made by others has none. Nothing is
 * said of one that is not there. APLOC_ERR_DIGEST, APLOC_ERR_FORMAT, APLOC_ERR_MEMORY. */
aploc_status apl_seal_check_dataset(apl_h5 *h5, const char *path, aploc_error *err);

/* The same for its attributes alone: the values are looked at elsewhere, by the two calls below.
 * APLOC_ERR_DIGEST, APLOC_ERR_FORMAT, APLOC_ERR_MEMORY. */
aploc_status apl_seal_check_attributes(apl_h5 *h5, const char *path, aploc_error *err);

/* Begin the digest of the values of a dataset, which are added as they are stored. */
void apl_seal_begin(apl_digest *digest, const apl_h5_shape *shape);

/* The digest that a dataset carries of its values; "" when it has none, "no digest" when what stands
 * there is another thing. APLOC_ERR_MEMORY. */
aploc_status apl_seal_stated(apl_h5 *h5, const char *path, char hex[APL_DIGEST_SIZE],
                             aploc_error *err);

#endif
