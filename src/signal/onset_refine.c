/* Onset, refined: least squares on the whitened waveform, between samples.
 *
 * Which front a pulse has is not known. All kinds are weighed against each other by their
 * likelihood, summed over all that they could be: a sharp one; rises of unknown length; and a sharp
 * one in samples that are moments, as of a sound made without a converter, whose onset nothing can
 * tell within a sample. Onset and phase are Gaussian around their best (Laplace's approximation;
 * MacKay 1992); over rises the sum is taken step by step. The pulse behind the front has one phase,
 * or is a sum of several. */
#include <math.h>

#include "onset_local.h"
#include "tacet/base.h"

enum { ROUNDS = 20 };

static const double SMALL = 0.1;       /* a step that is no longer worth it, in standard errors */
static const double STRIDE_MOST = 0.7; /* samples that one round may move an onset */
static const double RISE_FIRST = 0.3;  /* samples */
static const double RISE_LEAST = 0.02; /* samples; a front sharper than this is sharp */
/* A kind of front whose misfit is so much larger than the best's may have been lost on its way. */
static const double LOST = 1.05;
static const double HOPELESS = 2.0; /* so much larger that its weight is nothing */
/* Where the rises of each kind have reached half of the peak. */
static const double MIDDLES[RISE_KINDS] = {0.5, 0.5, 0.293, 0.707};
/* Walking over rises: logarithm of the weight below the best at which a walk ends, what may be lost
 * or won in a step, and what is so little that the next may be longer. */
static const double NEGLIGIBLE = 12.0, DROP_MOST = 4.0, DROP_LEAST = 0.3;
static const double STEP_LEAST = 0.02; /* samples */
static const double MUCH_BETTER = 1.0; /* logarithm of weights */
enum { STEPS = 24, AGAIN_MOST = 4 };

static double clamp(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static double noise_of(const struct onset_rest *rest, const struct local *local)
{
    return fmax(rest->noise.variance, local->misfit / (double)(rest->count - local->first));
}

/* Logarithm of the prior density: the longer, the rarer. */
static double rise_prior(const struct onset_rest *rest, double rise)
{
    double mean = ONSET_RISE_MEAN * (double)rest->sound->block;
    return -rise / mean - log(mean);
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
        bool solved = onset_solve_local(rest, &next, &here);
        double misfit = solved ? -onset_likelihood(rest, here.first, here.misfit) : INFINITY;
        if (misfit < best) {
            bool still = isfinite(best) && best - misfit < 0.25 * SMALL * SMALL;
            best = misfit;
            *front = next;
            *local = here;
            share = 1.0;
            next = step_from(rest, front, local, share);
            if (still || is_still(front, &next, local, noise_of(rest, local))) {
                *front = next; /* what it would change of the rest is of second order */
                break;
            }
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

/* Logarithm of the posterior's density over kinds and rises at one front: its likelihood times the
 * widths of what else is not known of it. */
static double value_of(const struct onset_rest *rest, const struct front_try *front,
                       const struct local *local)
{
    double variance = local->shift_var * noise_of(rest, local);
    return onset_likelihood(rest, local->first, local->misfit) + loss_of_shape(rest, front, local) +
           0.5 * log(2.0 * M_PI * variance);
}

/* Where the onset passes from one sample to the next the misfit has an edge that no descent
 * crosses: the samples beside the first one are begun in as well. */
static bool refine_sharp(const struct onset_rest *rest, double at, double phase,
                         struct onset_share *ret_share, struct front_try *ret_front)
{
    struct local local;
    double best = -INFINITY;
    for (int k = -1; k <= 1; k++) {
        struct front_try front = {.at = at + k, .phase = phase};
        struct local here;
        if (!descend(rest, &front, &here) ||
            !(onset_likelihood(rest, here.first, here.misfit) > best))
            continue;
        best = onset_likelihood(rest, here.first, here.misfit);
        *ret_front = front;
        local = here;
    }
    if (!(best > -INFINITY))
        return false;
    *ret_share = (struct onset_share){
        .log_weight = value_of(rest, ret_front, &local),
        .kind = FRONT_MEANS,
        .mean = ret_front->at,
        .variance = local.shift_var * noise_of(rest, &local),
        .misfit = local.misfit / (double)(rest->count - local.first) / rest->noise.variance,
    };
    return true;
}

/* A front whose rise is held, the best otherwise. */
struct held {
    struct front_try front;
    double value;    /* logarithm of the posterior's density over rises */
    double variance; /* of the onset */
};

static bool hold(const struct onset_rest *rest, struct front_try front, struct held *held)
{
    struct local local;
    front.with_rise = false;
    if (!descend(rest, &front, &local))
        return false;
    held->front = front;
    held->value = value_of(rest, &front, &local) + rise_prior(rest, front.rise);
    held->variance = local.shift_var * noise_of(rest, &local);
    return true;
}

/* Walks from the best rise up or down to where the posterior ends, and sums it up: over rises by
 * trapezia, over onsets as the Gaussian that they are for each rise. The rise's posterior itself is
 * no Gaussian: it ends at 0, and within a sample nothing tells a rise from a sharp front. */
static void walk(const struct onset_rest *rest, struct held from, double step,
                 struct onset_mix *sum, struct held *best)
{
    double middle = MIDDLES[from.front.kind];
    for (int k = 0; k < STEPS && from.value > best->value - NEGLIGIBLE; k++) {
        struct front_try front = from.front;
        struct held next;
        front.rise = clamp(front.rise + step, 0.0, rise_most(rest));
        double went = front.rise - from.front.rise;
        front.at = fmax(front.at - middle * went, 0.0);
        if (went == 0.0 || !hold(rest, front, &next))
            break;
        double drop = fabs(next.value - from.value), half = log(0.5 * fabs(went));
        if (drop > DROP_MOST && fabs(step) > STEP_LEAST) {
            step *= 0.5;
            continue;
        }
        onset_mix_add(sum, from.value + half, from.front.at, from.variance);
        onset_mix_add(sum, next.value + half, next.front.at, next.variance);
        if (drop < DROP_LEAST)
            step *= 2.0;
        from = next;
        if (from.value > best->value)
            *best = from;
    }
}

/* Where a walk comes to something much better, the descent had ended elsewhere: it goes on there,
 * and the walk begins anew. */
static bool weigh_round(const struct onset_rest *rest, struct front_try front, struct local local,
                        struct onset_share *ret_share)
{
    struct onset_mix sum;
    struct held from, best;
    for (int again = 0; again < AGAIN_MOST; again++) {
        double sigma = sqrt(local.stretch_var * noise_of(rest, &local));
        double step = clamp(sigma, STEP_LEAST, 0.25 * rise_most(rest));
        if (!hold(rest, front, &from))
            return false;
        sum = ONSET_MIX_NONE;
        best = from;
        walk(rest, from, step, &sum, &best);
        walk(rest, from, -step, &sum, &best);
        if (best.value < from.value + MUCH_BETTER)
            break;
        front = best.front;
        front.with_rise = true;
        if (!descend(rest, &front, &local))
            return false;
    }
    if (!(sum.weight > 0.0))
        return false;
    *ret_share = (struct onset_share){
        .log_weight = onset_mix_weight(&sum),
        .kind = FRONT_RISES + (int)front.kind,
        .mean = onset_mix_mean(&sum),
        .variance = onset_mix_variance(&sum),
        .misfit = local.misfit / (double)(rest->count - local.first) / rest->noise.variance,
    };
    return true;
}

/* Sharp fronts in samples that are moments: the raw samples around the best onset are tried as the
 * first that the pulse reached. */
static bool weigh_moments(const struct onset_rest *rest, struct front_try front,
                          struct onset_share *ret_share)
{
    enum { TRIES = 5 };
    struct onset_mix sum = ONSET_MIX_NONE;
    double raw = (double)rest->sound->raw, from = floor(front.at * raw) - 1.5;
    for (int k = 0; k < TRIES; k++) {
        struct local local;
        /* Read as means, such samples begin in the middle between two. */
        front.at = (from + k) / raw;
        if (onset_solve_local(rest, &front, &local))
            onset_mix_add(&sum,
                          onset_likelihood(rest, local.first, local.misfit) +
                              loss_of_shape(rest, &front, &local) - log(raw),
                          front.at, 1.0 / (12.0 * raw * raw));
    }
    if (!(sum.weight > 0.0))
        return false;
    *ret_share = (struct onset_share){.log_weight = onset_mix_weight(&sum),
                                      .kind = FRONT_MOMENTS,
                                      .mean = onset_mix_mean(&sum),
                                      .variance = onset_mix_variance(&sum),
                                      .misfit = INFINITY};
    return true;
}

/* The same front as another kind: as steep in its middle, and that where it was. */
static struct front_try as_kind(const struct front_try *front, enum rise_kind kind)
{
    static const double lengths[RISE_KINDS] = {1.0, 1.4, 1.4, 1.4}; /* of the same steepness */
    struct front_try other = *front;
    other.kind = kind;
    other.rise *= lengths[kind] / lengths[front->kind];
    other.at += MIDDLES[front->kind] * front->rise - MIDDLES[kind] * other.rise;
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
        if (found[k] && !(locals[k].misfit > HOPELESS * best.misfit) &&
            weigh_round(rest, fronts[k], locals[k], &ret_shares[count]))
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
