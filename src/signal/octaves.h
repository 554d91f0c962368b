/* Octaves: power of a stretch of the aligned trace in octave bands, and how tonal it is. */
#ifndef TACET_SIGNAL_OCTAVES_H
#define TACET_SIGNAL_OCTAVES_H

#include "aligned.h"

enum {
    OCTAVES = 6,
    OCTAVE_SEGMENT = 16 * ALIGNED_PER_MS, /* samples: lines of 62.5 Hz */
};

/* Lower edges of the bands are 47, 94, 219, 469, 969, 1969 Hz; the last ends at 4219 Hz. */
struct octaves {
    double power[OCTAVES];
};

/* Adds the power spectrum of the `OCTAVE_SEGMENT` samples, tapered by Hann's window over its second
 * half only where `sudden` (it begins with an onset), else over all. */
void octaves_add(struct octaves *octaves, const float *x, bool sudden);

double octaves_total(const struct octaves *octaves);

/* The highest value of the normalised autocorrelation beyond its first fall below 0.2, for lags up
 * to 10 ms: 1 for a tone, near 0 for noise and single pulses. */
double tonality(const float *x, size_t count);

#endif
