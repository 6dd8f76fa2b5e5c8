/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A build without HDF5 has no targets of it. */
#include "fuzz.h"

const fuzz_target fuzz_h5[] = {{NULL, NULL, 0}};
