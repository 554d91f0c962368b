/* Shapes: what pulses of several lengths and rises look like behind the front end. */
#include "onset.h"

#include <math.h>
#include <string.h>

/* In blocks (milliseconds where the rate allows): positive phases of a Friedlander pulse from a
 * shock-like crack to a large charge, and fronts from sharp to rounded by walls and corners. */
static const double PHASE_BLOCKS[] = {0.4, 1.0, 2.5};
static const double RISE_BLOCKS[] = {0.0, 0.1, 0.2, 0.4, 0.8, 1.6};
enum { STEPS = 32 }; /* of the sum that stands for an integral over one trigger sample */

_Static_assert(TCT_COUNT(PHASE_BLOCKS) == ONSET_BASIS, "one wave for each length");
_Static_assert(TCT_COUNT(RISE_BLOCKS) == ONSET_RISES, "all rises");

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

/* A shape stands for all rises nearer to its own than to the next. What is fitted is the front's
 * middle, so that the onset errs by half of the rise's error, spread evenly: a square over 12. */
static double onset_variance(size_t rise)
{
    size_t last = TCT_COUNT(RISE_BLOCKS) - 1;
    double below = rise > 0 ? 0.5 * (RISE_BLOCKS[rise] - RISE_BLOCKS[rise - 1]) : 0.0;
    double above = 0.5 * (rise < last ? RISE_BLOCKS[rise + 1] - RISE_BLOCKS[rise]
                                      : RISE_BLOCKS[rise] - RISE_BLOCKS[rise - 1]);
    double onsets = 0.5 * (below + above);
    return onsets * onsets / 12.0;
}

static void make_wave(float *wave, size_t samples, const struct plan *plan,
                      const struct biquad *highpass, double onset, double rise, double tau)
{
    struct biquad_state state = {0};
    for (size_t i = 0; i < samples; i++)
        wave[i] = biquad_step(highpass, &state,
                              (float)mean_pressure(i, onset, rise, tau, plan->decimate));
}

/* Modified Gram-Schmidt: takes from `wave` what lies along the `count` waves before it, and scales
 * the rest to length 1. */
static void make_orthonormal(float basis[][ONSET_SHAPE_SAMPLES], size_t count, size_t samples)
{
    float *wave = basis[count];
    for (size_t j = 0; j < count; j++) {
        float along = 0.0f;
        for (size_t i = 0; i < samples; i++)
            along += wave[i] * basis[j][i];
        for (size_t i = 0; i < samples; i++)
            wave[i] -= along * basis[j][i];
    }
    float square = 0.0f;
    for (size_t i = 0; i < samples; i++)
        square += wave[i] * wave[i];
    TCT_ASSERT(square > 0.0f);
    for (size_t i = 0; i < samples; i++)
        wave[i] /= sqrtf(square);
}

void onset_shapes_init(struct onset_shapes *shapes, const struct plan *plan,
                       const struct biquad *highpass)
{
    memset(shapes, 0, sizeof(*shapes));
    double block = (double)plan->block;
    size_t samples = ONSET_SHAPE_BLOCKS * plan->block;
    for (size_t r = 0; r < ONSET_RISES; r++) {
        shapes->spread[r] = (float)(onset_variance(r) * block * block);
        for (size_t p = 0; p < ONSET_PHASES; p++) {
            for (size_t b = 0; b < ONSET_BASIS; b++) {
                make_wave(shapes->wave[r][p][b], samples, plan, highpass, (double)p / ONSET_PHASES,
                          RISE_BLOCKS[r] * block, PHASE_BLOCKS[b] * block);
                make_orthonormal(shapes->wave[r][p], b, samples);
            }
        }
    }
}
