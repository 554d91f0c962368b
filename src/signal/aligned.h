/* Aligned: the stretch around a pulse brought to one rate, one band and one alignment, so that what
 * is measured on it does not depend on how it was recorded. */
#ifndef TACET_SIGNAL_ALIGNED_H
#define TACET_SIGNAL_ALIGNED_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ALIGNED_PER_MS = 10, /* samples: 10 kHz */
    ALIGNED_BEFORE_MS = 20,
    ALIGNED_AFTER_MS = 120,
    ALIGNED_BEFORE = ALIGNED_BEFORE_MS * ALIGNED_PER_MS, /* index of the onset */
    ALIGNED_SAMPLES = (ALIGNED_BEFORE_MS + ALIGNED_AFTER_MS) * ALIGNED_PER_MS,
};

/* Slower recordings hold too little of the band. The fastest keeps the cost bounded. */
#define ALIGNED_RATE_MIN_HZ 10500.0
#define ALIGNED_RATE_MAX_HZ 200000.0

/* What a recording holds around a pulse, in one piece. */
struct surroundings {
    const float *samples;
    size_t count;
    double rate_hz;
    double onset; /* in samples, between two of them too */
};

struct aligned {
    float x[ALIGNED_SAMPLES]; /* 10 kHz, below some 4.5 kHz, mean before the onset 0 */
    size_t begin, end;        /* only [begin, end) is known, 0 outside */
};

/* False when the rate is out of range, a sample is not finite, or too little is known around the
 * onset: 18 ms before, 40 ms after. */
bool aligned_take(const struct surroundings *around, struct aligned *ret);

#endif
