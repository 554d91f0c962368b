/* Sample level: how large the samples of a file are that does not say what the largest can be. */
#include "sample_level.h"

#include <math.h>

enum { BLOCK = 1024, ZERO_BIN = 128, RUBBISH_POWERS = 20, POWER_MOST = 38 };

/* Pascals, counts, volts: nothing that is measured is as small or as large as this. */
static const float SMALLEST = 1e-20f, LARGEST = 1e20f;

static void count_absurd(struct sample_level *level, const float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        float magnitude = fabsf(samples[i]);
        level->samples += magnitude > 0.0f || isnan(magnitude);
        level->absurd += (magnitude > 0.0f && magnitude < SMALLEST) || !(magnitude <= LARGEST);
    }
}

bool sample_level_is_absurd(const struct sample_level *level)
{
    return 4 * level->absurd > level->samples;
}

static float largest_of(const float *samples, size_t count)
{
    float largest = 0.0f;
    for (size_t i = 0; i < count; i++) {
        float magnitude = fabsf(samples[i]);
        if (magnitude > largest && isfinite(magnitude))
            largest = magnitude;
    }
    return largest;
}

void sample_level_take(struct sample_level *level, const float *samples, size_t count)
{
    count_absurd(level, samples, count);
    for (size_t at = 0; at < count; at += BLOCK) {
        float largest = largest_of(samples + at, count - at < BLOCK ? count - at : BLOCK);
        int power;
        if (largest <= 0.0f)
            continue;
        (void)frexpf(largest, &power); /* largest < 2^power */
        int bin = power + ZERO_BIN;
        bin = bin < 0 ? 0 : bin >= LEVEL_BINS ? LEVEL_BINS - 1 : bin;
        level->blocks[bin]++;
        level->block_count++;
    }
}

double sample_level_full_scale(const struct sample_level *level)
{
    if (level->block_count == 0)
        return 1.0;
    uint64_t below = 0;
    int usual = 0;
    while (below + level->blocks[usual] < (level->block_count + 1) / 2)
        below += level->blocks[usual++];
    int largest = usual;
    for (int bin = usual; bin < LEVEL_BINS && bin <= usual + RUBBISH_POWERS; bin++)
        if (level->blocks[bin] > 0)
            largest = bin;
    int power = largest - ZERO_BIN + 1;
    power = power < -POWER_MOST ? -POWER_MOST : power > POWER_MOST ? POWER_MOST : power;
    return ldexp(1.0, power);
}
