/* Biquad: one second-order recursive filter. Coefficients and state are apart, so that one set
 * serves the samples and the templates. */
#ifndef TACET_SIGNAL_BIQUAD_H
#define TACET_SIGNAL_BIQUAD_H

struct biquad {
    float b0, b1, b2, a1, a2; /* a0 is 1 */
};

struct biquad_state {
    float z1, z2; /* transposed direct form II */
};

/* Butterworth high-pass at `corner_hz` by the bilinear transform (Bristow-Johnson's cookbook,
 * Q = 1/sqrt 2). */
struct biquad biquad_highpass(double corner_hz, double rate_hz);

/* The state in which a high-pass has heard `level` for ever: its answer to `level` is 0. */
struct biquad_state biquad_settled(const struct biquad *filter, float level);

static inline float biquad_step(const struct biquad *filter, struct biquad_state *state, float in)
{
    float out = filter->b0 * in + state->z1;
    state->z1 = filter->b1 * in - filter->a1 * out + state->z2;
    state->z2 = filter->b2 * in - filter->a2 * out;
    return out;
}

#endif
