/* Seeded random numbers: xoshiro256** and the two distributions that the house needs. */
#include "tacet/base/random.h"

#include <math.h>

static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void tct_random_init(struct tct_random *random, uint64_t seed, uint64_t stream)
{
    uint64_t state = seed;
    uint64_t mixed = split_mix(&state) ^ stream;
    for (int i = 0; i < 4; i++)
        random->state[i] = split_mix(&mixed);
}

static uint64_t rotate_left(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

uint64_t tct_random_bits(struct tct_random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double tct_random_uniform(struct tct_random *random)
{
    return (double)(tct_random_bits(random) >> 11) * 0x1p-53;
}

double tct_random_normal(struct tct_random *random)
{
    for (;;) {
        double u = 2.0 * tct_random_uniform(random) - 1.0;
        double v = 2.0 * tct_random_uniform(random) - 1.0;
        double s = u * u + v * v;
        if (s > 0.0 && s < 1.0)
            return u * sqrt(-2.0 * log(s) / s);
    }
}

double tct_random_exponential(struct tct_random *random)
{
    return -log1p(-tct_random_uniform(random));
}
