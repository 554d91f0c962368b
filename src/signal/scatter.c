/* Scatter: what the elements' delays say of each other once the wave is fitted.
 *
 * Each delay errs by what noise does to it (Fisher's information), by its element's place, and by
 * something that nobody knows: wind, walls near one element, fronts sharper than the sampling. How
 * large that is - the jitter - is told by how far the delays are from any plane wave. Its scales
 * are tried one by one, each with a prior; the likelihood of the residuals (restricted: what the
 * fit takes is taken out; Patterson & Thompson 1971) weighs them, and the answer's variance is that
 * of the whole mixture, with as much of it inside 1.96 standard errors as should be.
 *
 * One kind of jitter the residuals cannot be trusted to show: a front that nothing made smoother
 * before it was sampled begins with a whole sample in every channel, and channels that differ by
 * whole samples fit each other perfectly. It is told by just that: delays that are all whole
 * samples apart. */
#include "scatter.h"

#include <math.h>
#include <string.h>

enum { SCALES = 10 }; /* 0: none, 1: of a sample's width, then doublings */

static const double WHOLE_PRIOR = 0.3;   /* of fronts that were sampled bare */
static const double WHOLE_SIGMA = 0.04;  /* of a sample: how whole their delays are */
static const double LARGER_PRIOR = 0.03; /* of jitter larger than a sample's width, all scales */
/* Of a sample: how well a delay between samples can be told where the spectrum reaches as far as
 * the sampling lets it. */
static const double BETWEEN_SIGMA = 0.067;
static const double ODD_PRIOR = 0.01;   /* of one element being off */
static const double ODD_SIGMA_S = 1e-3; /* and then by so much */
static const double ODD_CERTAIN = 0.95; /* as sure it must be to be left out */
static const double NORMAL_95 = 1.959964;

/* Variance of the jitter at one scale: a front between two samples is known to a sample's width,
 * evenly spread (a square over 12). */
static double scale_variance(int scale, double sample_s)
{
    if (scale == 0)
        return 0.0;
    return ldexp(sample_s * sample_s / 12.0, 2 * (scale - 1));
}

static double scale_prior(int scale, double whole)
{
    if (scale >= 2)
        return LARGER_PRIOR * ldexp(1.0, 1 - scale);
    return (1.0 - LARGER_PRIOR) * (scale == 1 ? whole : 1.0 - whole);
}

/* Probability that the fronts were sampled bare: the delays, as whole samples and a rest, have the
 * same rest in all channels. */
static double whole_samples(const struct wavefitter *fitter, const struct wavefit *fit,
                            double sample_s)
{
    double re = 0.0, im = 0.0, log_odds = log(WHOLE_PRIOR / (1.0 - WHOLE_PRIOR));
    for (size_t i = 0; i < fitter->spectra->count; i++) {
        if ((fit->used >> i & 1u) == 0)
            continue;
        double turn = 2.0 * M_PI * (wavefit_delay(fitter, fit, i) + fit->late_s[i]) / sample_s;
        re += cos(turn);
        im += sin(turn);
    }
    double common = atan2(im, re);
    for (size_t i = 0; i < fitter->spectra->count; i++) {
        if ((fit->used >> i & 1u) == 0 || !(fit->information[i] > 0.0))
            continue;
        double turn = 2.0 * M_PI * (wavefit_delay(fitter, fit, i) + fit->late_s[i]) / sample_s;
        double off = remainder(turn - common, 2.0 * M_PI) / (2.0 * M_PI), density = 0.0;
        double variance =
            1.0 / (fit->information[i] * sample_s * sample_s) + WHOLE_SIGMA * WHOLE_SIGMA;
        for (int wrapped = -2; wrapped <= 2; wrapped++)
            density += exp(-0.5 * (off + wrapped) * (off + wrapped) / variance);
        log_odds += log(density / sqrt(2.0 * M_PI * variance));
    }
    /* The common rest was chosen to fit: one of the factors is no evidence. */
    double number = (double)__builtin_popcount(fit->used);
    double prior = log(WHOLE_PRIOR / (1.0 - WHOLE_PRIOR));
    log_odds = prior + (log_odds - prior) * (number - 1.0) / number;
    return 1.0 / (1.0 + exp(-log_odds));
}

/* Variance of what cannot be told between samples: the more, the further up the spectrum of the
 * front reaches. Power of the beam's steps from sample to sample, in the upper part of the spectrum
 * over that in the lower. */
static double between_samples(const struct wavefitter *fitter, double sample_s)
{
    const struct spectra *s = fitter->spectra;
    double part[2] = {0}, bins[2] = {0};
    for (size_t k = s->first; k < s->end; k++) {
        double share = (double)k / (double)(s->window / 2);
        int upper = share > 0.6 ? 1 : 0;
        if (share < 0.05 || (share > 0.3 && share <= 0.6) || !(fitter->response[k] > 0.0f))
            continue;
        double step = sin(0.5 * M_PI * share) / (double)fitter->response[k];
        part[upper] += step * step * (double)fitter->sure[k];
        bins[upper] += 1.0;
    }
    if (!(part[0] > 0.0 && bins[1] > 0.0))
        return BETWEEN_SIGMA * BETWEEN_SIGMA * sample_s * sample_s;
    double reach = fmin(part[1] / bins[1] / (part[0] / bins[0]), 1.0);
    return BETWEEN_SIGMA * BETWEEN_SIGMA * sample_s * sample_s * reach;
}

/* A fit of the delays with one set of variances. */
struct trial {
    double log_likelihood;
    double covariance[3][3]; /* of the slowness */
};

/* Weighted least squares of the residual delays on a common delay and the slowness. The common
 * delay is taken out by centring, the rest by normal equations. */
static bool try_variances(const struct wavefit *fit, size_t count, const double *variance,
                          struct trial *ret_trial)
{
    size_t rank = fit->geometry.rank;
    double sum = 0.0, late = 0.0, mean[3] = {0}, normal[3][3] = {{0}}, right[3] = {0}, square = 0.0;
    double log_variances = 0.0;
    for (size_t i = 0; i < count; i++) {
        if ((fit->used >> i & 1u) == 0)
            continue;
        double weight = 1.0 / variance[i];
        sum += weight;
        late += weight * fit->late_s[i];
        log_variances += log(variance[i]);
        for (size_t j = 0; j < rank; j++)
            mean[j] += weight * fit->geometry.place[i][j];
    }
    for (size_t i = 0; i < count; i++) {
        if ((fit->used >> i & 1u) == 0)
            continue;
        double weight = 1.0 / variance[i], y = fit->late_s[i] - late / sum, x[3];
        for (size_t j = 0; j < rank; j++)
            x[j] = fit->geometry.place[i][j] - mean[j] / sum;
        square += weight * y * y;
        for (size_t j = 0; j < rank; j++) {
            right[j] += weight * x[j] * y;
            for (size_t l = 0; l < rank; l++)
                normal[j][l] += weight * x[j] * x[l];
        }
    }
    memcpy(ret_trial->covariance, normal, sizeof(normal));
    if (!invert_spd(ret_trial->covariance, rank))
        return false;
    double determinant =
        rank == 2 ? normal[0][0] * normal[1][1] - normal[0][1] * normal[1][0]
                  : normal[0][0] * (normal[1][1] * normal[2][2] - normal[1][2] * normal[2][1]) -
                        normal[0][1] * (normal[1][0] * normal[2][2] - normal[1][2] * normal[2][0]) +
                        normal[0][2] * (normal[1][0] * normal[2][1] - normal[1][1] * normal[2][0]);
    for (size_t j = 0; j < rank; j++)
        for (size_t l = 0; l < rank; l++)
            square -= right[j] * ret_trial->covariance[j][l] * right[l];
    ret_trial->log_likelihood = -0.5 * (log_variances + log(sum) + log(determinant) + square);
    return true;
}

/* Standard error that holds 95 % of a mixture of normal distributions within 1.96 of it. */
static double mixture_sigma(const double *weight, const double *variance, size_t count)
{
    double low = 0.0, high = 0.0, all = 0.0;
    for (size_t i = 0; i < count; i++) {
        high = fmax(high, sqrt(variance[i]));
        all += weight[i];
    }
    for (int step = 0; step < 60; step++) {
        double middle = 0.5 * (low + high), inside = 0.0;
        for (size_t i = 0; i < count; i++)
            if (variance[i] > 0.0)
                inside += weight[i] * erf(NORMAL_95 * middle / sqrt(2.0 * variance[i]));
        if (inside < 0.95 * all)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

/* All scales with no element off (odd < 0) or one. */
struct judgement {
    double weight[SCALES]; /* likelihood times prior, unnormalised, relative to exp(best) */
    double trace[SCALES];
    struct trial trial[SCALES];
    double best, sum;
};

/* What is asked of all elements alike. */
struct question {
    const struct wavefitter *fitter;
    const struct wavefit *fit;
    double sample_s, whole, between;
};

static bool judge(const struct question *question, int odd, struct judgement *ret)
{
    const struct wavefitter *fitter = question->fitter;
    const struct wavefit *fit = question->fit;
    size_t count = fitter->spectra->count;
    double value[SCALES];
    ret->best = -INFINITY;
    for (int scale = 0; scale < SCALES; scale++) {
        double variance[TCT_ELEMENTS_MAX] = {0};
        for (size_t i = 0; i < count; i++) {
            double place_s = fitter->elements[i].position_sigma_m / fitter->sound_speed_m_s;
            if ((fit->used >> i & 1u) == 0)
                continue;
            if (!(fit->information[i] > 0.0))
                return false;
            variance[i] = 1.0 / fit->information[i] + place_s * place_s + question->between +
                          scale_variance(scale, question->sample_s) +
                          ((int)i == odd ? ODD_SIGMA_S * ODD_SIGMA_S : 0.0);
        }
        if (!try_variances(fit, count, variance, &ret->trial[scale]))
            return false;
        value[scale] = ret->trial[scale].log_likelihood + log(scale_prior(scale, question->whole));
        ret->best = fmax(ret->best, value[scale]);
    }
    ret->sum = 0.0;
    for (int scale = 0; scale < SCALES; scale++) {
        const double(*c)[3] = (const double(*)[3])ret->trial[scale].covariance;
        ret->weight[scale] = exp(value[scale] - ret->best);
        ret->sum += ret->weight[scale];
        ret->trace[scale] = 0.0;
        for (size_t j = 0; j < fit->geometry.rank; j++)
            ret->trace[scale] += c[j][j];
    }
    return true;
}

/* The element that is off, when one surely is: -1 for none. */
static int find_odd(const struct question *question, const struct judgement *all)
{
    const struct wavefit *fit = question->fit;
    double none = all->best + log(all->sum), best = -INFINITY, together = 1.0;
    int odd = -1;
    struct judgement one;
    for (size_t i = 0; i < question->fitter->spectra->count; i++) {
        if ((fit->used >> i & 1u) == 0 || !judge(question, (int)i, &one))
            continue;
        double odds = one.best + log(one.sum) + log(ODD_PRIOR) - none;
        together += exp(fmin(odds, 700.0));
        if (odds > best) {
            best = odds;
            odd = (int)i;
        }
    }
    return odd >= 0 && exp(fmin(best, 700.0)) > ODD_CERTAIN * together ? odd : -1;
}

bool scatter_judge(const struct wavefitter *fitter, const struct wavefit *fit, double sample_s,
                   struct scatter *ret_scatter)
{
    struct judgement all;
    size_t rank = fit->geometry.rank, used = (size_t)__builtin_popcount(fit->used);
    *ret_scatter = (struct scatter){.odd = 0};
    struct question question = {fitter, fit, sample_s, whole_samples(fitter, fit, sample_s),
                                between_samples(fitter, sample_s)};
    if (rank < 2 || !judge(&question, -1, &all))
        return false;
    /* With one element off, the others must still be more than the fit needs. */
    if (used >= rank + 3) {
        int odd = find_odd(&question, &all);
        ret_scatter->odd = odd >= 0 ? UINT32_C(1) << odd : 0;
    }
    int likely = 0;
    for (int scale = 1; scale < SCALES; scale++)
        if (all.weight[scale] > all.weight[likely])
            likely = scale;
    double sigma = mixture_sigma(all.weight, all.trace, SCALES);
    double factor = sigma * sigma / all.trace[likely];
    wavefit_information(fit, ret_scatter->noise);
    if (!invert_spd(ret_scatter->noise, rank))
        return false;
    for (size_t j = 0; j < rank; j++)
        for (size_t l = 0; l < rank; l++)
            ret_scatter->covariance[j][l] = factor * all.trial[likely].covariance[j][l];
    return true;
}
