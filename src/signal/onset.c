/* Onset: where exactly a pulse begins.
 *
 * Two pieces of Gaussian noise around every onset that is tried, as in the pickers of seismology
 * (Maeda 1985; Kurzon et al. 2014 for the likelihood): before it the noise of known level; from it
 * on, one of the shapes at its best amplitude plus whatever does not fit, whose level is estimated.
 * A pulse that looks like a shape is so timed by its waveform; one that looks like none, by the
 * change of level. With a flat prior the likelihoods are a posterior of the onset: its mean is the
 * onset and its standard deviation the standard error, rivals included. */
#include "onset.h"

#include <math.h>

enum {
    TRY_BLOCKS_BEFORE = 2, /* onsets are tried from so many blocks before the candidate's start */
    TRY_BLOCKS_AFTER = 3,  /* to so many after it */
    WINDOW_BLOCKS_AFTER = TRY_BLOCKS_AFTER + ONSET_SHAPE_BLOCKS,
    WINDOW_SAMPLES = (ONSET_BLOCKS_BEFORE + ONSET_BLOCKS_AFTER) * BLOCK_MAX,
    TRY_SAMPLES = (TRY_BLOCKS_BEFORE + TRY_BLOCKS_AFTER) * BLOCK_MAX,
};

_Static_assert((int)WINDOW_BLOCKS_AFTER <= (int)ONSET_BLOCKS_AFTER, "the window is in the ring");

/* An onset is nowhere better known than to one step of those that are tried: the front's true shape
 * is not known, and within a step it cannot be told from a shift. */
static const double STEP_SIGMA = 1.0 / ONSET_PHASES;
/* Log-likelihood below the best at which a weight is lost in rounding. */
static const double NEGLIGIBLE = 40.0;
static const float DURATION_LEVEL = 0.1f; /* -10 dB */

struct window {
    float band[WINDOW_SAMPLES];
    size_t count;   /* samples that the likelihood explains */
    size_t try_end; /* onsets are tried in [try_begin, try_end) */
    size_t try_begin;
};

static struct window take_window(const struct plan *plan, const struct tct_ring *ring,
                                 uint64_t start)
{
    struct window window = {.count = (ONSET_BLOCKS_BEFORE + WINDOW_BLOCKS_AFTER) * plan->block};
    uint64_t first = start - ONSET_BLOCKS_BEFORE * plan->block;
    size_t samples = (ONSET_BLOCKS_BEFORE + ONSET_BLOCKS_AFTER) * plan->block;
    TCT_ASSERT(first >= tct_ring_begin(ring) && first + samples <= ring->end);
    for (size_t i = 0; i < samples; i++)
        window.band[i] = tct_ring_at(ring, first + i);
    window.try_begin = (ONSET_BLOCKS_BEFORE - TRY_BLOCKS_BEFORE) * plan->block;
    window.try_end = (ONSET_BLOCKS_BEFORE + TRY_BLOCKS_AFTER) * plan->block;
    return window;
}

static float dot(const float *a, const float *b, size_t count)
{
    float sum[4] = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (size_t j = 0; j < 4; j++)
            sum[j] += a[i + j] * b[i + j];
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Log-likelihood of the window with `before` (sum of squares) ahead of the onset and `misfit` over
 * the `count` samples from it on, up to a constant. */
static double log_likelihood(double before, double misfit, size_t count, double noise)
{
    double level = fmax(misfit / (double)count, noise);
    return -0.5 * (before / noise + (double)count * log(level / noise) + misfit / level);
}

/* A posterior that is summed up as it comes, relative to the best value so far. */
struct posterior {
    double best, sum, first, second;
};

static void posterior_add(struct posterior *posterior, double value, double at, double spread)
{
    if (value > posterior->best) {
        double shrink = exp(posterior->best - value);
        posterior->sum *= shrink;
        posterior->first *= shrink;
        posterior->second *= shrink;
        posterior->best = value;
    }
    if (value < posterior->best - NEGLIGIBLE)
        return;
    double weight = exp(value - posterior->best);
    posterior->sum += weight;
    posterior->first += weight * at;
    posterior->second += weight * (at * at + spread);
}

/* Energy of the part of `band` that is a pulse. */
static double explained_energy(const float (*basis)[ONSET_SHAPE_SAMPLES], const float *band,
                               size_t samples)
{
    double energy = 0.0;
    for (size_t b = 0; b < ONSET_BASIS; b++) {
        double match = (double)dot(band, basis[b], samples);
        energy += match * match;
    }
    return energy;
}

/* Mean and standard deviation of the onset's posterior, in samples of the window. */
static void weigh_onsets(const struct onset_shapes *shapes, size_t shape_samples,
                         const struct window *window, double noise, double *ret_mean,
                         double *ret_sigma)
{
    struct posterior posterior = {.best = -INFINITY};
    double before = (double)dot(window->band, window->band, window->try_begin);
    double rest = (double)dot(window->band + window->try_begin, window->band + window->try_begin,
                              window->count - window->try_begin);
    for (size_t i = 0; window->try_begin + i < window->try_end; i++) {
        size_t at = window->try_begin + i;
        for (size_t p = 0; p < ONSET_PHASES; p++) {
            for (size_t r = 0; r < ONSET_RISES; r++) {
                double pulse =
                    explained_energy(shapes->wave[r][p], window->band + at, shape_samples);
                double value =
                    log_likelihood(before, fmax(rest - pulse, 0.0), window->count - at, noise);
                posterior_add(&posterior, value, (double)i + (double)p / ONSET_PHASES,
                              (double)shapes->spread[r]);
            }
        }
        double square = (double)window->band[at] * (double)window->band[at];
        before += square;
        rest -= square;
    }
    double mean = posterior.first / posterior.sum;
    double variance = fmax(posterior.second / posterior.sum - mean * mean, 0.0);
    *ret_mean = mean + (double)window->try_begin;
    *ret_sigma = sqrt(variance + STEP_SIGMA * STEP_SIGMA);
}

/* What the pulse looks like from its onset on. */
static void describe(const struct plan *plan, const struct window *window, struct onset *onset,
                     double at)
{
    size_t from = (size_t)fmax(floor(at), 0.0), peak = from, block = plan->block;
    size_t end = (ONSET_BLOCKS_BEFORE + ONSET_BLOCKS_AFTER) * block;
    size_t near_end = from + ONSET_SHAPE_BLOCKS * block;
    double energy = 0.0, slope = 0.0;
    for (size_t i = from; i < near_end; i++) {
        double step = (double)window->band[i] - (double)window->band[i - 1];
        if (fabsf(window->band[i]) > fabsf(window->band[peak]))
            peak = i;
        energy += (double)window->band[i] * (double)window->band[i];
        slope += step * step;
    }
    onset->peak = fabs((double)window->band[peak]);
    onset->rise_s = fmax((double)peak - at, 0.0) / plan->trigger_hz;
    /* The mean square of x[i] - x[i-1] is that of x times (2 sin(pi f / rate))^2. */
    double ratio = energy > 0.0 ? fmin(sqrt(slope / energy) / 2.0, 1.0) : 0.0;
    onset->center_hz = plan->trigger_hz * asin(ratio) / M_PI;
    float highest = 0.0f;
    size_t last = from;
    for (size_t i = from; i + block <= end; i++) {
        float level = dot(window->band + i, window->band + i, block);
        highest = fmaxf(highest, level);
        if (level < DURATION_LEVEL * highest)
            break;
        last = i + block;
    }
    onset->duration_s = ((double)last - at) / plan->trigger_hz;
}

struct onset onset_find(const struct onset_shapes *shapes, const struct plan *plan,
                        const struct tct_ring *ring, uint64_t start, double noise)
{
    TCT_ASSERT(noise > 0.0);
    struct window window = take_window(plan, ring, start);
    struct onset onset = {0};
    double at;
    weigh_onsets(shapes, ONSET_SHAPE_BLOCKS * plan->block, &window, noise, &at, &onset.sigma);
    onset.at = (double)(start - ONSET_BLOCKS_BEFORE * plan->block) + at;
    describe(plan, &window, &onset, at);
    return onset;
}
