/* Plan: what follows from the sample rate. */
#include "plan.h"

#include <math.h>

#include "tacet/base.h"

/* A muzzle blast lasts 1 to 5 ms (Maher 2006): its energy lies below 1 kHz, and what a city's
 * corners let through lies lower still. Below 300 Hz are wind and engines. */
static const double BAND_LOW_HZ = 300.0;
static const double BAND_HIGH_HZ = 3000.0;
/* What comes after an onset is looked at with all that tells a shot from a door: some 5 kHz. */
static const double WIDE_LEAST_HZ = 11000.0;
static const double BLOCK_S = 0.001;
/* With less than that the first band holds all there is. */
static const double HIGH_LEAST_HZ = 11000.0;
static const double LOW_BLOCK_MOST_S = 0.5; /* a rise of 1 Hz and more */
static const double GAP_S = 0.005;          /* no sound holds exact zeros so long */

struct plan plan_for_rate(double rate_hz)
{
    struct plan plan = {.rate_hz = rate_hz, .wide = 1};
    while (rate_hz / (double)(2 * plan.wide) >= WIDE_LEAST_HZ)
        plan.wide *= 2;
    plan.wide_hz = rate_hz / (double)plan.wide;
    double factor = floor(plan.wide_hz / (2.0 * BAND_HIGH_HZ) + 0.5);
    plan.narrow = factor < 1.0 ? 1 : (size_t)factor;
    plan.decimate = plan.wide * plan.narrow;
    plan.trigger_hz = rate_hz / (double)plan.decimate;
    plan.block = (size_t)floor(plan.trigger_hz * BLOCK_S + 0.5);
    if (plan.block < BLOCK_MIN)
        plan.block = BLOCK_MIN;
    plan.wide_block = plan.block * plan.narrow;
    plan.raw_block = plan.block * plan.decimate;
    /* Where the rate is low the band moves down with it and keeps its proportion. */
    plan.highpass_hz = fmin(BAND_LOW_HZ, plan.trigger_hz * BAND_LOW_HZ / (2.0 * BAND_HIGH_HZ));
    plan.high = rate_hz >= HIGH_LEAST_HZ;
    double block_s = (double)plan.raw_block / rate_hz * BUNDLE;
    for (; plan.low_bands < LOW_BANDS && block_s <= LOW_BLOCK_MOST_S; block_s *= BUNDLE)
        plan.low_bands++;
    plan.gap_samples = (size_t)ceil(rate_hz * GAP_S);
    if (plan.gap_samples < 4 * plan.raw_block)
        plan.gap_samples = 4 * plan.raw_block;
    TCT_ASSERT(plan.block <= BLOCK_MAX && plan.wide_block <= WIDE_BLOCK_MAX &&
               plan.raw_block <= RAW_BLOCK_MAX);
    return plan;
}
