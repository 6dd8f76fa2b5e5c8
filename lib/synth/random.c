/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/random.h"

#include <gsl/gsl_rng.h>

#include "base/memory.h"

struct apl_random {
    gsl_rng generator;
};

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t z)
{
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t apl_hash_key(uint64_t seed, apl_stream stream)
{
    return mix(mix(seed) ^ (uint64_t)stream);
}

uint64_t apl_hash(uint64_t key, int64_t a, int64_t b)
{
    return mix(mix(key ^ (uint64_t)a) + (uint64_t)b);
}

double apl_hash_unit(uint64_t key, int64_t a, int64_t b)
{
    return (double)(apl_hash(key, a, b) >> 32) * 0x1p-32;
}

aploc_status apl_random_create(uint64_t seed, apl_stream stream, apl_random **random,
                               aploc_error *err)
{
    aploc_status status;
    apl_random *made = NULL;
    APL_TRY(apl_array_zeroed(&made, 1, sizeof *made, err));
    /* By hand: gsl_rng_alloc would call GSL's handler, which aborts, when memory is short. */
    made->generator.type = gsl_rng_mt19937;
    APL_TRY(apl_array_zeroed(&made->generator.state, 1, gsl_rng_mt19937->size, err));
    /* 32 bits are what MT19937 takes, and what an unsigned long holds everywhere. */
    gsl_rng_set(&made->generator, (unsigned long)(apl_hash_key(seed, stream) >> 32));
    *random = made;
    made = NULL;
out:
    apl_random_free(made);
    return status;
}

void apl_random_free(apl_random *random)
{
    if (random)
        free(random->generator.state);
    free(random);
}

double apl_random_unit(apl_random *random)
{
    return (double)gsl_rng_get(&random->generator) * 0x1p-32;
}

double apl_random_between(apl_random *random, double low, double high)
{
    return low + (high - low) * apl_random_unit(random);
}

double apl_random_normal(apl_random *random)
{
    double sum = -2.0;
    for (int k = 0; k < 4; k++)
        sum += apl_random_unit(random);
    return sum * 1.7320508075688772;
}

int32_t apl_random_below(apl_random *random, int32_t n)
{
    return (int32_t)((uint64_t)gsl_rng_get(&random->generator) * (uint64_t)n >> 32);
}
