/* Onset: where exactly a pulse begins.
 *
 * Two pieces of Gaussian noise around every onset that is tried, as in the pickers of seismology
 * (Maeda 1985; Kurzon et al. 2014 for the likelihood): before it the noise as it was before; from
 * it on, a pulse at its best amplitudes plus whatever does not fit, whose level is estimated. A
 * pulse that looks like a blast is so timed by its waveform; one that looks like none, by the
 * change of level. With a flat prior the likelihoods are a posterior of the onset: its mean is the
 * onset and its standard deviation the standard error, rivals included. All that is weighed has
 * been made white by the noise before. A grid finds where the best and its rivals are; around the
 * best, least squares between the samples take the grid's place. */
#include "onset.h"

#include <math.h>
#include <string.h>

#include "cholesky.h"
#include "front_shape.h"
#include "onset_parts.h"
#include "tacet/base.h"

const double onset_phases[ONSET_BASIS] = {0.3, 0.8, 2.0, 5.0};
static const double PHASES[] = {0.3, 0.5, 0.8, 1.25, 2.0, 3.2, 5.0};
static const double RISES[] = {0.0, 0.1, 0.2, 0.4, 0.8, 1.6};
static const double SUM_SHARE = 0.05; /* of pulses that are sums of waves */
enum { NOISE_NEAR = 24 };             /* blocks */
/* Log-likelihood below the best at which a weight is lost in rounding. */
static const double NEGLIGIBLE = 25.0;
/* Around the best, in samples and in shares of the rise that is tried, the refinement stands for
 * the grid. */
static const double HOLE = 4.0, HOLE_RISE = 0.3;
static const double LEAST_VARIANCE = 1e-8; /* samples^2: what is left of a double's digits */

void onset_mix_add(struct onset_mix *mix, double log_weight, double mean, double variance)
{
    if (!isfinite(log_weight))
        return;
    if (log_weight > mix->scale) {
        double less = exp(mix->scale - log_weight);
        mix->weight *= less;
        mix->first *= less;
        mix->second *= less;
        mix->scale = log_weight;
    }
    double weight = exp(log_weight - mix->scale);
    mix->weight += weight;
    mix->first += weight * mean;
    mix->second += weight * (mean * mean + variance);
}

double onset_mix_weight(const struct onset_mix *mix)
{
    return mix->scale + log(mix->weight);
}

double onset_mix_mean(const struct onset_mix *mix)
{
    return mix->first / mix->weight;
}

double onset_mix_variance(const struct onset_mix *mix)
{
    double mean = onset_mix_mean(mix);
    return fmax(mix->second / mix->weight - mean * mean, 0.0);
}

double onset_likelihood(const struct onset_rest *rest, size_t at, double misfit)
{
    double count = (double)(rest->count - at), noise = rest->noise.variance;
    double level = fmax(misfit / count, noise);
    return -0.5 * (rest->before[at] / noise + count * log(level / noise) + misfit / level);
}

double onset_sum_loss(const struct onset_rest *rest, size_t at, double misfit)
{
    double whole = rest->before[rest->count] - rest->before[at];
    double level = fmax(misfit / (double)(rest->count - at), rest->noise.variance);
    double share = 2.0 * M_PI * level / fmax(whole - misfit, level);
    return 0.5 * (ONSET_BASIS - 1) * log(fmin(share, 1.0)) + log(SUM_SHARE);
}

static void take_rest(const struct onset_sound *sound, struct onset_rest *rest)
{
    size_t lead = ONSET_TRY_BEFORE * sound->block;
    rest->sound = sound;
    rest->begin = sound->start - lead;
    rest->count = lead + ONSET_BLOCKS_AFTER * sound->block;
    rest->tries = lead + ONSET_TRY_AFTER * sound->block;
    rest->noise =
        noise_learn(sound->samples, rest->begin, NOISE_NEAR * sound->block, sound->least_noise);
    noise_whiten(&rest->noise, sound->samples + rest->begin, rest->count, rest->rest);
    rest->before[0] = 0.0;
    for (size_t i = 0; i < rest->count; i++) {
        rest->narrow[i] = (float)rest->rest[i];
        rest->before[i + 1] = rest->before[i] + rest->rest[i] * rest->rest[i];
    }
}

/* The waves of one rise, white as the sound is: an orthonormal basis (modified Gram-Schmidt), so
 * that it stays well conditioned when it is cut short, and what makes a pulse of each phase. */
struct waves {
    float basis[ONSET_BASIS][ONSET_WEIGHED];
    double pulse[TCT_COUNT(PHASES)][ONSET_BASIS];
};

static void make_wave(const struct onset_rest *rest, double rise, double phase, double *ret_wave)
{
    struct front_shape shape = {.rise = rise * (double)rest->sound->block,
                                .tau = phase * (double)rest->sound->block,
                                .before = 0.5};
    front_shape_fill(&shape, rest->count, ret_wave, (struct front_slopes){0});
    noise_whiten_wave(&rest->noise, ret_wave, rest->count);
}

static double product(const double *a, const double *b, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

static void make_waves(const struct onset_rest *rest, double rise, struct waves *waves)
{
    double basis[ONSET_BASIS][ONSET_WEIGHED], wave[ONSET_WEIGHED];
    size_t count = rest->count;
    for (size_t b = 0; b < ONSET_BASIS; b++) {
        make_wave(rest, rise, onset_phases[b], basis[b]);
        for (size_t j = 0; j < b; j++) {
            double along = product(basis[b], basis[j], count);
            for (size_t i = 0; i < count; i++)
                basis[b][i] -= along * basis[j][i];
        }
        double scale = 1.0 / sqrt(product(basis[b], basis[b], count));
        for (size_t i = 0; i < count; i++) {
            basis[b][i] *= scale;
            waves->basis[b][i] = (float)basis[b][i];
        }
    }
    for (size_t p = 0; p < TCT_COUNT(PHASES); p++) {
        make_wave(rest, rise, PHASES[p], wave);
        for (size_t b = 0; b < ONSET_BASIS; b++)
            waves->pulse[p][b] = product(wave, basis[b], count);
    }
}

static float dot(const float *a, const float *b, size_t count)
{
    float sum[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t j = 0; j < 8; j++)
            sum[j] += a[i + j] * b[i + j];
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

/* Likelihoods of one onset and rise. */
struct cell {
    double value; /* logarithm of their sum over all that the pulse can be */
    double phase; /* of the best pulse */
};

/* Energy that a pulse of phase `p` explains. */
static double explained(const struct waves *waves, size_t p,
                        const double products[ONSET_BASIS][ONSET_BASIS], const double *match)
{
    const double *pulse = waves->pulse[p];
    double along = 0.0, square = 0.0;
    for (size_t a = 0; a < ONSET_BASIS; a++) {
        along += pulse[a] * match[a];
        square += pulse[a] * pulse[a] * products[a][a];
        for (size_t b = 0; b < a; b++)
            square += 2.0 * pulse[a] * pulse[b] * products[a][b];
    }
    return square > 0.0 ? along * along / square : 0.0;
}

/* `best` is the best value so far: what cannot come near it is not worked out. */
static struct cell weigh_cell(const struct onset_rest *rest, const struct waves *waves, size_t at,
                              const double products[ONSET_BASIS][ONSET_BASIS], const double *match,
                              double best)
{
    enum { COUNT = TCT_COUNT(PHASES) };
    double values[COUNT + 1], factor[ONSET_BASIS][ONSET_BASIS], sums[ONSET_BASIS], sum = 0.0;
    double whole = rest->before[rest->count] - rest->before[at], misfit = whole;
    memcpy(factor, products, sizeof(factor));
    memcpy(sums, match, sizeof(sums));
    if (cholesky_factor(&factor[0][0], ONSET_BASIS, ONSET_BASIS)) {
        cholesky_solve(&factor[0][0], ONSET_BASIS, ONSET_BASIS, sums);
        for (size_t b = 0; b < ONSET_BASIS; b++)
            misfit -= match[b] * sums[b];
    }
    misfit = fmax(misfit, 0.0);
    values[COUNT] = onset_likelihood(rest, at, misfit);
    if (values[COUNT] < best - NEGLIGIBLE) /* a pulse of one phase fits no better than a sum */
        return (struct cell){.value = values[COUNT], .phase = 1.0};
    values[COUNT] += onset_sum_loss(rest, at, misfit);
    size_t top = 0;
    for (size_t p = 0; p < COUNT; p++) {
        double left = fmax(whole - explained(waves, p, products, match), 0.0);
        values[p] = onset_likelihood(rest, at, left) - log((double)COUNT);
        if (values[p] > values[top])
            top = p;
    }
    double most = fmax(values[top], values[COUNT]);
    for (size_t k = 0; k <= COUNT; k++)
        if (values[k] > most - NEGLIGIBLE)
            sum += exp(values[k] - most);
    return (struct cell){.value = most + log(sum), .phase = PHASES[top]};
}

/* Onsets of the grid lie in the middle of what a sample is the mean over. */
static double grid_at(const struct onset_rest *rest, size_t at)
{
    return (double)at + 0.5 - 0.5 / (double)rest->sound->raw;
}

/* Onsets at whole samples with one rise. */
static void weigh_rise(const struct onset_rest *rest, double rise, double *best,
                       struct cell *ret_cells)
{
    struct waves waves;
    double products[ONSET_BASIS][ONSET_BASIS] = {0}, match[ONSET_BASIS];
    make_waves(rest, rise, &waves);
    /* From the last onset to the first: the part of the waves that counts grows by one sample. */
    size_t length = 0;
    for (size_t at = rest->tries; at-- > 0;) {
        for (; length < rest->count - at; length++)
            for (size_t a = 0; a < ONSET_BASIS; a++)
                for (size_t b = 0; b <= a; b++)
                    products[a][b] +=
                        (double)waves.basis[a][length] * (double)waves.basis[b][length];
        for (size_t b = 0; b < ONSET_BASIS; b++)
            match[b] = (double)dot(waves.basis[b], rest->narrow + at, length);
        ret_cells[at] = weigh_cell(rest, &waves, at, products, match, *best);
        *best = fmax(*best, ret_cells[at].value);
    }
}

struct grid {
    struct cell cells[TCT_COUNT(RISES)][ONSET_WEIGHED];
    double best;
    double best_middle; /* where the best has reached half of its peak */
    struct onset_start start;
};

static void weigh_grid(const struct onset_rest *rest, struct grid *grid)
{
    double sharp = -INFINITY, round = -INFINITY;
    grid->best = -INFINITY;
    for (size_t r = 0; r < TCT_COUNT(RISES); r++) {
        weigh_rise(rest, RISES[r], &grid->best, grid->cells[r]);
        for (size_t at = 0; at < rest->tries; at++) {
            struct cell cell = grid->cells[r][at];
            if (r == 0 && cell.value > sharp) {
                sharp = cell.value;
                grid->start.sharp_at = grid_at(rest, at);
                grid->start.sharp_phase = cell.phase;
            } else if (r > 0 && cell.value > round) {
                round = cell.value;
                grid->start.round_at = grid_at(rest, at);
                grid->start.round_rise = RISES[r] * (double)rest->sound->block;
                grid->start.round_phase = cell.phase;
            }
        }
    }
    grid->best_middle =
        sharp > round ? grid->start.sharp_at : grid->start.round_at + 0.5 * grid->start.round_rise;
}

/* How much of the rises lies nearest to each of the grid. */
static double rise_share(size_t r)
{
    double from = r == 1 ? 0.0 : 0.5 * (RISES[r - 1] + RISES[r]);
    double to = r + 1 < TCT_COUNT(RISES) ? 0.5 * (RISES[r] + RISES[r + 1]) : ONSET_RISE_MOST;
    return exp(-from / ONSET_RISE_MEAN) - exp(-to / ONSET_RISE_MEAN);
}

/* Sums the grid up, without the `hole` around the best or with it. */
static void sum_grid(const struct onset_rest *rest, const struct grid *grid, double sharp,
                     bool hole, struct onset_mix *posterior)
{
    for (size_t r = 0; r < TCT_COUNT(RISES); r++) {
        double rise = RISES[r] * (double)rest->sound->block;
        double share = log(r == 0 ? sharp : (1.0 - sharp) * rise_share(r));
        for (size_t at = 0; at < rest->tries; at++) {
            double value = grid->cells[r][at].value, onset = grid_at(rest, at);
            double off = fabs(onset + 0.5 * rise - grid->best_middle);
            if (value > grid->best - NEGLIGIBLE && (!hole || off > HOLE + HOLE_RISE * rise))
                onset_mix_add(posterior, share + value, onset, 1.0 / 12.0);
        }
    }
}

/* The refined posterior around the best, and the grid's elsewhere. Learns which kind of front it
 * was. */
static struct onset_mix weigh(const struct onset_rest *rest, const struct grid *grid,
                              struct onset_fronts *fronts)
{
    struct onset_share shares[ONSET_SHARES];
    struct onset_mix posterior = ONSET_MIX_NONE;
    double prior[ONSET_FRONTS], kinds[ONSET_FRONTS] = {0};
    onset_fronts_prior(fronts, prior);
    size_t count = onset_refine(rest, &grid->start, shares);
    for (size_t i = 0; i < count; i++)
        onset_mix_add(&posterior, shares[i].log_weight + log(prior[shares[i].kind]), shares[i].mean,
                      shares[i].variance);
    bool refined = posterior.weight > 0.0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(shares[i].log_weight))
            kinds[shares[i].kind] +=
                prior[shares[i].kind] * exp(shares[i].log_weight - posterior.scale);
    if (refined)
        onset_fronts_learn(fronts, prior, kinds);
    sum_grid(rest, grid, prior[FRONT_MEANS] + prior[FRONT_MOMENTS], refined, &posterior);
    return posterior;
}

struct onset onset_find(const struct onset_sound *sound, struct onset_fronts *fronts)
{
    TCT_ASSERT(sound->block <= WIDE_BLOCK_MAX && sound->start >= 4 * sound->block);
    TCT_ASSERT(sound->count >= sound->start + ONSET_BLOCKS_AFTER * sound->block);
    struct onset_rest rest;
    struct grid grid;
    take_rest(sound, &rest);
    weigh_grid(&rest, &grid);
    struct onset_mix posterior = weigh(&rest, &grid, fronts);
    double at = fmin(fmax(onset_mix_mean(&posterior), 0.0), (double)rest.tries);
    double whole = rest.before[rest.count];
    double level = onset_likelihood(&rest, 0, whole), same = -0.5 * whole / rest.noise.variance;
    return (struct onset){.at = at + (double)rest.begin,
                          .sigma = sqrt(fmax(onset_mix_variance(&posterior), LEAST_VARIANCE)),
                          .evidence = fmax(grid.best - level, 0.5 * (grid.best - same))};
}
