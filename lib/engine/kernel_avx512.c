/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For x86-64 with AVX-512 (F and VL). */
#include <immintrin.h>

#include "engine/kernel.h"

#define KERNELS apl_kernels_avx512
#define NAME "avx512"
#define WIDTH 8
#define LOAD_GATHERED(x, entries)                                                                  \
    ((vector)_mm512_i32gather_pd(                                                                  \
        _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)(entries))), (x), 8))

#include "engine/kernel_body.h"
