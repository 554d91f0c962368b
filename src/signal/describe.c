/* Describe: what a pulse looks like in the trigger's band. */
#include "describe.h"

#include <math.h>

#include "tacet/base.h"

enum { NEAR_BLOCKS = 4 };
static const double DURATION_LEVEL = 0.1; /* -10 dB */

/* Until the level of a block falls 10 dB below the highest so far. */
static size_t end_of_pulse(const float *band, size_t from, size_t count, size_t block)
{
    double highest = 0.0;
    size_t last = from;
    for (size_t i = from; i + block <= count; i++) {
        double level = 0.0;
        for (size_t j = 0; j < block; j++)
            level += (double)band[i + j] * (double)band[i + j];
        highest = fmax(highest, level);
        if (level < DURATION_LEVEL * highest)
            break;
        last = i + block;
    }
    return last;
}

struct description describe(const float *band, size_t count, size_t block, double rate_hz,
                            double onset)
{
    TCT_ASSERT(onset >= 1.0 && onset + (double)(NEAR_BLOCKS * block) <= (double)count);
    size_t from = (size_t)onset, peak = from;
    double energy = 0.0, slope = 0.0;
    for (size_t i = from; i < from + NEAR_BLOCKS * block; i++) {
        double step = (double)band[i] - (double)band[i - 1];
        if (fabsf(band[i]) > fabsf(band[peak]))
            peak = i;
        energy += (double)band[i] * (double)band[i];
        slope += step * step;
    }
    /* The mean square of x[i] - x[i-1] is that of x times (2 sin(pi f / rate))^2. */
    double ratio = energy > 0.0 ? fmin(sqrt(slope / energy) / 2.0, 1.0) : 0.0;
    return (struct description){
        .peak = fabs((double)band[peak]),
        .rise_s = fmax((double)peak - onset, 0.0) / rate_hz,
        .duration_s = ((double)end_of_pulse(band, from, count, block) - onset) / rate_hz,
        .center_hz = rate_hz * asin(ratio) / M_PI,
    };
}
