/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For any processor. */
#include "engine/kernel.h"

#define KERNELS apl_kernels_portable
#define NAME "portable"
#define WIDTH 2
#define LOAD_GATHERED(x, entries) ((vector){(x)[(entries)[0]], (x)[(entries)[1]]})
#define STREAM(to, values) (*(vector *)(void *)(to) = (values))
#define STREAMED() ((void)0)

#include "engine/kernel_body.h"
