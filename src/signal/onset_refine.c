/* Onset, refined: least squares on the whitened waveform, between samples.
 *
 * Which front a pulse has is not known. All kinds are weighed against each other, each by its
 * likelihood times the width of its posterior over that of its prior (Laplace's approximation;
 * MacKay 1992): a sharp one; rises of unknown length, which cannot be negative; and a sharp one in
 * samples that are moments, as of a sound made without a converter, whose onset nothing can tell
 * within a sample. The pulse behind the front has one phase, or is a sum of several. */
#include <math.h>
#include <string.h>

#include "onset_parts.h"
#include "tacet/base.h"

enum {
    COLUMNS = ONSET_BASIS + 3, /* waves, and what a change of phase, onset and rise adds */
    ROUNDS = 20,
};

static const double SMALL = 0.05;      /* a step that is no longer worth it, in standard errors */
static const double STRIDE_MOST = 0.7; /* samples that one round may move an onset */
static const double RISE_FIRST = 0.3;  /* samples */
static const double RISE_LEAST = 0.02; /* samples; a front sharper than this is sharp */
/* A kind of front whose misfit is so much larger than the best's may have been lost on its way. */
static const double LOST = 1.05;

/* A front that is tried. */
struct front_try {
    double at, rise; /* samples */
    double phase;    /* blocks; 0: a sum of all waves */
    enum rise_kind kind;
    bool with_rise; /* whether the rise is fitted, too */
};

/* Least squares around a front, linear in its changes. Variances are for noise of variance 1. */
struct local {
    double misfit;                 /* with the best amplitudes, unchanged */
    size_t first;                  /* sample where the onset lies */
    double longer, shift, stretch; /* best change of the phase's logarithm, of onset and rise */
    double shift_var, stretch_var, covariance;
    double longer_alone; /* variance of the phase's logarithm when onset and rise are known */
};

struct columns {
    double value[COLUMNS][ONSET_WEIGHED];
    double by_onset[ONSET_BASIS][ONSET_WEIGHED], by_rise[ONSET_BASIS][ONSET_WEIGHED];
    double by_phase[ONSET_WEIGHED];
    size_t waves, order, count;
};

static void fill_waves(const struct onset_rest *rest, const struct front_try *front,
                       struct columns *columns)
{
    columns->waves = front->phase > 0.0 ? 1 : ONSET_BASIS;
    for (size_t b = 0; b < columns->waves; b++) {
        double phase = front->phase > 0.0 ? front->phase : onset_phases[b];
        struct front_shape shape = {.onset = front->at - floor(front->at),
                                    .rise = front->rise,
                                    .kind = front->kind,
                                    .tau = phase * (double)rest->sound->block,
                                    .before = 0.5 / (double)rest->sound->raw};
        struct front_slopes slopes = {columns->by_onset[b],
                                      front->with_rise ? columns->by_rise[b] : NULL,
                                      front->phase > 0.0 ? columns->by_phase : NULL};
        front_shape_fill(&shape, columns->count, columns->value[b], slopes);
        noise_whiten_wave(&rest->noise, columns->value[b], columns->count);
    }
    columns->order = columns->waves;
}

/* Adds the column of a change: the sum of what it does to each wave. */
static void add_change(const struct onset_rest *rest, struct columns *columns,
                       const double (*by)[ONSET_WEIGHED], const double *amplitudes)
{
    double *column = columns->value[columns->order++];
    memset(column, 0, columns->count * sizeof(double));
    for (size_t b = 0; b < columns->waves; b++)
        for (size_t i = 0; i < columns->count; i++)
            column[i] += amplitudes[b] * by[b][i];
    noise_whiten_wave(&rest->noise, column, columns->count);
}

static double product(const double *a, const double *b, size_t count)
{
    double sum[4] = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (size_t j = 0; j < 4; j++)
            sum[j] += a[i + j] * b[i + j];
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void fill_products(const struct columns *columns, size_t from, const double *sound,
                          double products[COLUMNS][COLUMNS], double matches[COLUMNS])
{
    for (size_t a = from; a < columns->order; a++) {
        matches[a] = product(columns->value[a], sound, columns->count);
        for (size_t b = 0; b <= a; b++)
            products[a][b] = product(columns->value[a], columns->value[b], columns->count);
    }
}

/* The inverse's last elements from the factor that onset_solve leaves; the onset comes last, or
 * last but for the rise. */
static void read_variances(const double factor[COLUMNS][COLUMNS], size_t shift, bool with_rise,
                           struct local *local)
{
    double ss = factor[shift][shift];
    local->longer_alone = 1.0 / (factor[shift - 1][shift - 1] * factor[shift - 1][shift - 1]);
    local->shift_var = 1.0 / (ss * ss);
    if (!with_rise)
        return;
    double rs = factor[shift + 1][shift], rr = factor[shift + 1][shift + 1];
    local->stretch_var = 1.0 / (rr * rr);
    local->covariance = -rs / (ss * rr * rr);
    local->shift_var += rs * rs / (ss * ss * rr * rr);
}

static bool solve_local(const struct onset_rest *rest, const struct front_try *front,
                        struct local *local)
{
    struct columns columns;
    double products[COLUMNS][COLUMNS], matches[COLUMNS], factor[COLUMNS][COLUMNS], best[COLUMNS];
    if (!(front->at >= 0.0 && front->at < (double)rest->tries))
        return false;
    *local = (struct local){.first = (size_t)front->at};
    columns.count = rest->count - local->first;
    const double *sound = rest->rest + local->first;
    fill_waves(rest, front, &columns);
    fill_products(&columns, 0, sound, products, matches);
    memcpy(factor, products, sizeof(factor));
    memcpy(best, matches, sizeof(best));
    if (!onset_solve(&factor[0][0], COLUMNS, columns.order, best))
        return false;
    double misfit = rest->before[rest->count] - rest->before[local->first];
    for (size_t b = 0; b < columns.waves; b++)
        misfit -= best[b] * matches[b];
    local->misfit = fmax(misfit, 0.0);
    if (front->phase > 0.0)
        add_change(rest, &columns, (const double(*)[ONSET_WEIGHED])columns.by_phase, best);
    size_t shift = columns.order;
    add_change(rest, &columns, (const double(*)[ONSET_WEIGHED])columns.by_onset, best);
    if (front->with_rise)
        add_change(rest, &columns, (const double(*)[ONSET_WEIGHED])columns.by_rise, best);
    fill_products(&columns, columns.waves, sound, products, matches);
    if (!onset_solve(&products[0][0], COLUMNS, columns.order, matches))
        return false;
    local->longer = front->phase > 0.0 ? matches[shift - 1] : 0.0;
    local->shift = matches[shift];
    local->stretch = front->with_rise ? matches[shift + 1] : 0.0;
    read_variances((const double(*)[COLUMNS])products, shift, front->with_rise, local);
    return true;
}

static double clamp(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static double noise_of(const struct onset_rest *rest, const struct local *local)
{
    return fmax(rest->noise.variance, local->misfit / (double)(rest->count - local->first));
}

static double rise_most(const struct onset_rest *rest)
{
    return ONSET_RISE_MOST * (double)rest->sound->block;
}

/* The front one round nearer to the best, `share` of the way. */
static struct front_try step_from(const struct onset_rest *rest, const struct front_try *front,
                                  const struct local *local, double share)
{
    struct front_try next = *front;
    double step = local->shift;
    if (front->with_rise) {
        double stretch = clamp(local->stretch, -0.5 * front->rise, 0.5 * front->rise + STRIDE_MOST);
        next.rise = clamp(front->rise + share * stretch, RISE_LEAST, rise_most(rest));
        /* Where the rise may not follow, the onset is the best for the rise that it has. */
        double missed = (next.rise - front->rise) / share - local->stretch;
        step += local->covariance / local->stretch_var * missed;
    }
    next.at += share * clamp(step, -STRIDE_MOST, STRIDE_MOST);
    if (front->phase > 0.0)
        next.phase = clamp(front->phase * exp(share * clamp(local->longer, -0.5, 0.5)),
                           ONSET_PHASE_LEAST, ONSET_PHASE_MOST);
    return next;
}

static bool is_still(const struct front_try *from, const struct front_try *to,
                     const struct local *local, double noise)
{
    double shift = to->at - from->at, stretch = to->rise - from->rise;
    double least = SMALL * SMALL * noise;
    return shift * shift <= least * local->shift_var &&
           stretch * stretch <= least * local->stretch_var;
}

/* Gauss and Newton's rounds, halved where they lead astray. Leaves the best front and what lies
 * around it; false when there is none. */
static bool descend(const struct onset_rest *rest, struct front_try *front, struct local *local)
{
    struct front_try next = *front;
    double share = 1.0, best = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        struct local here;
        bool solved = solve_local(rest, &next, &here);
        double misfit = solved ? -onset_likelihood(rest, here.first, here.misfit) : INFINITY;
        if (misfit < best) {
            bool still = isfinite(best) && best - misfit < SMALL * SMALL;
            best = misfit;
            *front = next;
            *local = here;
            share = 1.0;
            next = step_from(rest, front, local, share);
            if (still || is_still(front, &next, local, noise_of(rest, local)))
                break;
        } else if (!isfinite(best) || share < 0.03) {
            break;
        } else {
            share *= 0.35;
            next = step_from(rest, front, local, share);
        }
    }
    return isfinite(best);
}

/* Logarithm of what not knowing the pulse behind the front costs. */
static double loss_of_shape(const struct onset_rest *rest, const struct front_try *front,
                            const struct local *local)
{
    if (!(front->phase > 0.0))
        return onset_sum_loss(rest, local->first, local->misfit);
    double width = sqrt(2.0 * M_PI * local->longer_alone * noise_of(rest, local));
    return log(fmin(width / log(ONSET_PHASE_MOST / ONSET_PHASE_LEAST), 1.0));
}

static bool refine_sharp(const struct onset_rest *rest, double at, double phase,
                         struct onset_share *ret_share, struct front_try *ret_front)
{
    struct local local;
    *ret_front = (struct front_try){.at = at, .phase = phase};
    if (!descend(rest, ret_front, &local))
        return false;
    double variance = local.shift_var * noise_of(rest, &local);
    *ret_share = (struct onset_share){
        .log_weight = onset_likelihood(rest, local.first, local.misfit) +
                      loss_of_shape(rest, ret_front, &local) + 0.5 * log(2.0 * M_PI * variance),
        .kind = FRONT_MEANS,
        .mean = ret_front->at,
        .variance = variance,
        .misfit = local.misfit / (double)(rest->count - local.first) / rest->noise.variance,
    };
    return true;
}

/* A Gaussian of mean `mean` and deviation `sigma` cut off below 0: how much of it is left, and the
 * mean and variance of that. */
static double cut_off(double mean, double sigma, double *ret_mean, double *ret_variance)
{
    double z = mean / sigma, left = 0.5 * erfc(-z / M_SQRT2);
    if (left < 1e-6) { /* the tail of a Gaussian is exponential */
        *ret_mean = -sigma / z;
        *ret_variance = *ret_mean * *ret_mean;
        return left;
    }
    double pull = exp(-0.5 * z * z) / sqrt(2.0 * M_PI) / left;
    *ret_mean = mean + sigma * pull;
    *ret_variance = fmax(sigma * sigma * (1.0 - z * pull - pull * pull), 0.0);
    return left;
}

static bool weigh_round(const struct onset_rest *rest, const struct front_try *front,
                        const struct local *local, struct onset_share *ret_share)
{
    double noise = noise_of(rest, local), slope = local->covariance / local->stretch_var;
    double sigma = sqrt(local->stretch_var * noise), most = rise_most(rest), kept, kept_variance;
    double alone = fmax(local->shift_var - local->covariance * slope, 0.0) * noise;
    if (!(sigma < most))
        return false; /* the sound says nothing of a rise */
    /* At the edge the likelihood is the edge's: the Gaussian's top lies beyond it. */
    double over = front->rise <= RISE_LEAST ? fmin(local->stretch, 0.0) : 0.0;
    double left = cut_off(front->rise + over, sigma, &kept, &kept_variance);
    *ret_share = (struct onset_share){
        .log_weight = onset_likelihood(rest, local->first, local->misfit) +
                      loss_of_shape(rest, front, local) + 0.5 * over * over / (sigma * sigma) +
                      log(left) + 0.5 * log(alone) + log(2.0 * M_PI * sigma / most),
        .kind = FRONT_RISES + (int)front->kind,
        .mean = front->at + slope * (kept - front->rise),
        .variance = alone + slope * slope * kept_variance,
        .misfit = local->misfit / (double)(rest->count - local->first) / rest->noise.variance,
    };
    return isfinite(ret_share->log_weight);
}

/* Sharp fronts in samples that are moments: the raw samples around the best onset are tried as the
 * first that the pulse reached. */
static bool weigh_moments(const struct onset_rest *rest, struct front_try front,
                          struct onset_share *ret_share)
{
    enum { TRIES = 5 };
    double raw = (double)rest->sound->raw, values[TRIES], best = -INFINITY;
    double sum = 0.0, first = 0.0, second = 0.0, from = floor(front.at * raw) - 1.5;
    for (int k = 0; k < TRIES; k++) {
        struct local local;
        /* Read as means, such samples begin in the middle between two. */
        front.at = (from + k) / raw;
        values[k] = -INFINITY;
        if (solve_local(rest, &front, &local))
            values[k] = onset_likelihood(rest, local.first, local.misfit) +
                        loss_of_shape(rest, &front, &local);
        best = fmax(best, values[k]);
    }
    if (!isfinite(best))
        return false;
    for (int k = 0; k < TRIES; k++) {
        double weight = exp(values[k] - best), middle = (from + k) / raw;
        sum += weight;
        first += weight * middle;
        second += weight * (middle * middle + 1.0 / (12.0 * raw * raw));
    }
    double mean = first / sum;
    *ret_share = (struct onset_share){.log_weight = best + log(sum / raw),
                                      .kind = FRONT_MOMENTS,
                                      .mean = mean,
                                      .variance = fmax(second / sum - mean * mean, 0.0),
                                      .misfit = INFINITY};
    return true;
}

/* The same front as another kind: as steep in its middle, and that where it was. */
static struct front_try as_kind(const struct front_try *front, enum rise_kind kind)
{
    static const double lengths[RISE_KINDS] = {1.0, 1.4, 1.4, 1.4};     /* of the same steepness */
    static const double middles[RISE_KINDS] = {0.5, 0.5, 0.293, 0.707}; /* half of the peak */
    struct front_try other = *front;
    other.kind = kind;
    other.rise *= lengths[kind] / lengths[front->kind];
    other.at += middles[front->kind] * front->rise - middles[kind] * other.rise;
    other.at = fmax(other.at, 0.0);
    return other;
}

/* A front to begin at, and what it left unexplained. */
struct reached {
    struct front_try front;
    double misfit;
};

/* Every kind of rise from `start`; a second time, from where the best ended, those that were lost.
 * `best` is that of the sharp fronts. */
static size_t refine_rounds(const struct onset_rest *rest, struct front_try start,
                            struct reached best, struct onset_share *ret_shares)
{
    struct front_try fronts[RISE_KINDS];
    struct local locals[RISE_KINDS];
    bool found[RISE_KINDS];
    size_t count = 0;
    for (size_t k = 0; k < RISE_KINDS; k++) {
        fronts[k] = as_kind(&start, (enum rise_kind)k);
        found[k] = descend(rest, &fronts[k], &locals[k]);
        if (found[k] && locals[k].misfit < best.misfit)
            best = (struct reached){fronts[k], locals[k].misfit};
    }
    for (size_t k = 0; k < RISE_KINDS; k++) {
        struct front_try again = as_kind(&best.front, (enum rise_kind)k);
        struct local local;
        if (found[k] && locals[k].misfit < LOST * best.misfit)
            continue;
        if (descend(rest, &again, &local) && (!found[k] || local.misfit < locals[k].misfit)) {
            fronts[k] = again;
            locals[k] = local;
            found[k] = true;
        }
    }
    for (size_t k = 0; k < RISE_KINDS; k++)
        if (found[k] && weigh_round(rest, &fronts[k], &locals[k], &ret_shares[count]))
            count++;
    return count;
}

/* All fronts before pulses of one phase, or before sums. Adds up the least misfit. */
static size_t refine_all(const struct onset_rest *rest, const struct onset_start *start, bool sums,
                         struct onset_share *ret_shares, double *ret_misfit)
{
    size_t count = 0;
    struct front_try start_round = {.at = start->round_at,
                                    .rise = start->round_rise,
                                    .phase = sums ? 0.0 : start->round_phase,
                                    .with_rise = true};
    struct reached best = {.front = start_round, .misfit = INFINITY};
    struct front_try front;
    *ret_misfit = INFINITY;
    if (refine_sharp(rest, start->sharp_at, sums ? 0.0 : start->sharp_phase, &ret_shares[count],
                     &front)) {
        best.misfit = ret_shares[count].misfit * rest->noise.variance *
                      (double)(rest->count - (size_t)front.at);
        count++;
        count += weigh_moments(rest, front, &ret_shares[count]);
        /* As a start for rises: all but sharp. */
        best.front = front;
        best.front.rise = RISE_FIRST;
        best.front.at = fmax(front.at - 0.5 * RISE_FIRST, 0.0);
        best.front.with_rise = true;
    }
    count += refine_rounds(rest, start_round, best, ret_shares + count);
    for (size_t i = 0; i < count; i++)
        *ret_misfit = fmin(*ret_misfit, ret_shares[i].misfit);
    return count;
}

size_t onset_refine(const struct onset_rest *rest, const struct onset_start *start,
                    struct onset_share ret_shares[ONSET_SHARES])
{
    double misfit;
    size_t count = refine_all(rest, start, false, ret_shares, &misfit);
    if (misfit > 1.0 + 3.0 * sqrt(2.0 / (double)rest->count))
        count += refine_all(rest, start, true, ret_shares + count, &misfit);
    return count;
}
