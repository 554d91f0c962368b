/* Seeded random numbers: xoshiro256** seeded by SplitMix64 (Blackman & Vigna 2018,
 * doi:10.1145/3460772). The same seed gives the same numbers everywhere. Not for secrets. */
#ifndef TACET_BASE_RANDOM_H
#define TACET_BASE_RANDOM_H

#include <stdint.h>

#include "tacet/base/status.h"

struct tct_random {
    uint64_t state[4];
};

/* `stream` gives independent sequences under one seed: one for each station, path or shooter. */
TCT_API void tct_random_init(struct tct_random *random, uint64_t seed, uint64_t stream);

/* 64 uniform bits. */
TCT_API uint64_t tct_random_bits(struct tct_random *random);

/* Uniform in [0, 1). */
TCT_API double tct_random_uniform(struct tct_random *random);

/* Standard normal, by inversion-free polar method (Marsaglia & Bray 1964). */
TCT_API double tct_random_normal(struct tct_random *random);

/* Exponential with mean 1. */
TCT_API double tct_random_exponential(struct tct_random *random);

#endif
