/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_RANDOM_H
#define APL_SYNTH_RANDOM_H

/* Random numbers that are the same on any machine. The only file that knows GSL's generators. */

#include <stdint.h>

#include <aploc/status.h>

/* One stream a purpose: what one of them draws more or less moves none of the others. The numbers
 * are part of what a seed means: add at the end. */
typedef enum apl_stream {
    APL_STREAM_OUTLINE = 1,
    APL_STREAM_POLES = 2,
    APL_STREAM_SITES = 3,
    APL_STREAM_PEOPLE = 4,
    APL_STREAM_AGES = 5,
    APL_STREAM_COUNTS = 6,
    APL_STREAM_DOCTORS = 7,
    APL_STREAM_NURSES = 8,
    APL_STREAM_RELIEF = 9,
    APL_STREAM_NAMES = 10,
    APL_STREAM_ROADS = 11,
    APL_STREAM_ORDER = 12,
    APL_STREAM_PAST = 13,
    APL_STREAM_DRIFT = 14,
    APL_STREAM_CELLS = 15
} apl_stream;

typedef struct apl_random apl_random;

/* A generator for one stream of a seed; freed by apl_random_free. */
aploc_status apl_random_create(uint64_t seed, apl_stream stream, apl_random **random,
                               aploc_error *err);
void apl_random_free(apl_random *random);

/* Uniform in [0, 1), a multiple of 2^-32. */
double apl_random_unit(apl_random *random);

/* Uniform in [low, high). */
double apl_random_between(apl_random *random, double low, double high);

/* Mean 0, variance 1, within +-3.47: the sum of four uniforms, since logarithms differ between
 * machines. */
double apl_random_normal(apl_random *random);

/* Uniform in 0 ... n - 1; n at least 1. */
int32_t apl_random_below(apl_random *random, int32_t n);

/* The key of a stream that is looked up by place and not drawn in order: noise, names, roads. */
uint64_t apl_hash_key(uint64_t seed, apl_stream stream);

/* Two numbers and a key, mixed (the finaliser of SplitMix64). */
uint64_t apl_hash(uint64_t key, int64_t a, int64_t b);

/* The same, uniform in [0, 1). */
double apl_hash_unit(uint64_t key, int64_t a, int64_t b);

#endif
