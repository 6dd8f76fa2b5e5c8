/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For x86-64 with AVX2. */
#include <immintrin.h>

#include "engine/kernel.h"

#define KERNELS apl_kernels_avx2
#define NAME "avx2"
#define WIDTH 4

#include "engine/kernel_body.h"
