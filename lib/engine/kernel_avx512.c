/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For x86-64 with AVX-512 (F and VL). */
#include <immintrin.h>

#include "engine/kernel.h"

#define KERNELS apl_kernels_avx512
#define NAME "avx512"
#define WIDTH 8
/* Into a vector of zeros: a gather waits for what its target held before. */
#define LOAD_GATHERED(x, entries)                                                                  \
    ((vector)_mm512_mask_i32gather_pd(                                                             \
        _mm512_setzero_pd(), 0xFF,                                                                 \
        _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)(entries))), (x), 8))
#define STREAM(to, values) _mm512_stream_pd((to), (__m512d)(values))
#define STREAMED() _mm_sfence()

#include "engine/kernel_body.h"
