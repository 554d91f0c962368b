/* Biquad: a second-order recursive filter that answers eight samples at once. */
#ifndef TACET_SIGNAL_BIQUAD_H
#define TACET_SIGNAL_BIQUAD_H

#include <stddef.h>

#include "lanes.h"

/* A recursion waits for its last answer; written out over eight samples it is sums of products of
 * the eight and of the state before them, which are independent of each other (the block state
 * space of Barnes & Shinnaka 1980). */
struct biquad {
    float b0, b1, b2, a1, a2;        /* a0 is 1 */
    float by_sample[LANES][LANES];   /* [j][i]: answer i to sample j */
    float by_state[2][LANES];        /* answer i to each part of the state */
    float state_by_sample[2][LANES]; /* state after eight, by sample j */
    float state_by_state[2][2];
};

struct biquad_state {
    float z[2]; /* transposed direct form II */
};

/* Butterworth high-pass at `corner_hz` by the bilinear transform (Bristow-Johnson's cookbook,
 * Q = 1/sqrt 2). */
struct biquad biquad_highpass(double corner_hz, double rate_hz);

/* The state in which a high-pass has heard `level` for ever: its answer to `level` is 0. */
struct biquad_state biquad_settled(const struct biquad *filter, float level);

/* Filters `count` samples, eight at a time and then one by one. `ret_out` may be `in`. */
void biquad_run(const struct biquad *filter, struct biquad_state *state, const float *in,
                size_t count, float *ret_out);

#endif
