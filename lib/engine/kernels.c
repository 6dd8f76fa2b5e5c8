/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which kernels to use. */
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "engine/kernel.h"

static _Atomic(const apl_kernels *) asked_for;

const apl_kernels *apl_kernels_at(int k)
{
    const apl_kernels *known[4] = {NULL};
    int n = 0;
#ifdef APL_KERNELS_AVX512
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
        known[n++] = &apl_kernels_avx512;
#endif
#ifdef APL_KERNELS_AVX2
    if (__builtin_cpu_supports("avx2"))
        known[n++] = &apl_kernels_avx2;
#endif
    known[n++] = &apl_kernels_portable;
    return k >= 0 && k < n ? known[k] : NULL;
}

const apl_kernels *apl_kernels_in_use(void)
{
    const apl_kernels *kernels = atomic_load(&asked_for);
    return kernels ? kernels : apl_kernels_at(0);
}

int apl_kernels_use(const char *name)
{
    const apl_kernels *kernels = NULL;
    for (int k = 0; name && (kernels = apl_kernels_at(k)); k++)
        if (strcmp(kernels->name, name) == 0)
            break;
    if (name && !kernels)
        return 0;
    atomic_store(&asked_for, kernels);
    return 1;
}
