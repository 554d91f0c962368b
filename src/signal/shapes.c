/* Shapes: what pulses of several lengths and rises look like behind the front end. */
#include "onset.h"

#include <math.h>
#include <string.h>

/* In blocks (milliseconds where the rate allows): positive phases of a Friedlander pulse from a
 * shock-like crack to a large charge, and fronts from sharp to rounded by walls and corners. */
static const double PHASE_BLOCKS[] = {0.5, 1.0, 2.0, 4.0};
static const double RISE_BLOCKS[] = {0.0, 0.5, 1.5};
enum { STEPS = 32 }; /* of the sum that stands for an integral over one trigger sample */

_Static_assert(TCT_COUNT(PHASE_BLOCKS) * TCT_COUNT(RISE_BLOCKS) == ONSET_SHAPES, "all shapes");

/* A straight rise, then p(t) = (1 - t/tau) exp(-t/tau) (Friedlander 1946). */
static double pressure(double t, double rise, double tau)
{
    if (t < 0.0)
        return 0.0;
    if (t < rise)
        return t / rise;
    t = (t - rise) / tau;
    return (1.0 - t) * exp(-t);
}

/* Mean pressure over the raw samples that make up trigger sample `index`, each of which stands for
 * half a raw sample on either side of its instant. Times in trigger samples. */
static double mean_pressure(size_t index, double onset, double rise, double tau, size_t decimate)
{
    double from = (double)index - 0.5 / (double)decimate - onset, sum = 0.0;
    for (int i = 0; i < STEPS; i++)
        sum += pressure(from + (i + 0.5) / STEPS, rise, tau);
    return sum / STEPS;
}

void onset_shapes_init(struct onset_shapes *shapes, const struct plan *plan,
                       const struct biquad *highpass)
{
    memset(shapes, 0, sizeof(*shapes));
    size_t samples = ONSET_SHAPE_BLOCKS * plan->block;
    for (size_t s = 0; s < ONSET_SHAPES; s++) {
        double tau = PHASE_BLOCKS[s % TCT_COUNT(PHASE_BLOCKS)] * (double)plan->block;
        double rise = RISE_BLOCKS[s / TCT_COUNT(PHASE_BLOCKS)] * (double)plan->block;
        for (size_t p = 0; p < ONSET_PHASES; p++) {
            struct biquad_state state = {0};
            double onset = (double)p / ONSET_PHASES;
            for (size_t i = 0; i < samples; i++) {
                float in = (float)mean_pressure(i, onset, rise, tau, plan->decimate);
                float out = biquad_step(highpass, &state, in);
                shapes->wave[s][p][i] = out;
                shapes->energy[s][p] += out * out;
            }
        }
    }
}
