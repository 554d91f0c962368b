/* Biquad: one second-order recursive filter. */
#include "biquad.h"

#include <math.h>

struct biquad biquad_highpass(double corner_hz, double rate_hz)
{
    double w = 2.0 * M_PI * corner_hz / rate_hz;
    double alpha = sin(w) / M_SQRT2;
    double a0 = 1.0 + alpha;
    double b = (1.0 + cos(w)) / (2.0 * a0);
    return (struct biquad){.b0 = (float)b,
                           .b1 = (float)(-2.0 * b),
                           .b2 = (float)b,
                           .a1 = (float)(-2.0 * cos(w) / a0),
                           .a2 = (float)((1.0 - alpha) / a0)};
}

struct biquad_state biquad_settled(const struct biquad *filter, float level)
{
    return (struct biquad_state){.z1 = (filter->b1 + filter->b2) * level, .z2 = filter->b2 * level};
}
