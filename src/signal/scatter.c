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

#include "cholesky.h"

enum { SCALES = 10 }; /* 0: none, 1: of a sample's width, then doublings */

static const double WHOLE_PRIOR = 0.3;   /* of fronts that were sampled bare */
static const double WHOLE_SIGMA = 0.04;  /* of a sample: how whole their delays are */
static const double LARGER_PRIOR = 0.03; /* of jitter larger than a sample's width, all scales */
/* Of a sample: how well a delay between samples can be told where the spectrum reaches as far as
 * the sampling lets it. Of means of a step it is 0.036: a sine of a height of 0.051. */
static const double BETWEEN_SIGMA = 0.052;
/* Share of its variance that is not of the period of a sample: images of the spectrum beyond the
 * first, and gains and shapes that are not quite those of the beam. */
static const double BETWEEN_REST = 0.08;
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

/* The delay of an element as it was measured, in samples. */
static double delay_in_samples(const struct wavefitter *fitter, const struct wavefit *fit, size_t i,
                               double sample_s)
{
    return (wavefit_delay(fitter, fit, i) + fit->late_s[i]) / sample_s;
}

/* Probability that the fronts were sampled bare: the delays, as whole samples and a rest, have the
 * same rest in all channels. The likelihood of one common rest, over all that it could be, against
 * that of rests that are evenly spread. */
static double whole_samples(const struct wavefitter *fitter, const struct wavefit *fit,
                            double sample_s)
{
    enum { RESTS = 64 };
    double log_density[RESTS] = {0}, odds = 0.0;
    for (size_t i = 0; i < fitter->spectra->count; i++) {
        if ((fit->used >> i & 1u) == 0 || !(fit->information[i] > 0.0))
            continue;
        double variance =
            1.0 / (fit->information[i] * sample_s * sample_s) + WHOLE_SIGMA * WHOLE_SIGMA;
        for (int rest = 0; rest < RESTS; rest++) {
            double density = 0.0,
                   off = delay_in_samples(fitter, fit, i, sample_s) - (double)rest / RESTS;
            off -= round(off);
            for (int wrapped = -2; wrapped <= 2; wrapped++)
                density += exp(-0.5 * (off + wrapped) * (off + wrapped) / variance);
            log_density[rest] += log(density / sqrt(2.0 * M_PI * variance));
        }
    }
    for (int rest = 0; rest < RESTS; rest++)
        odds += exp(fmin(log_density[rest], 300.0)) / RESTS;
    odds *= WHOLE_PRIOR / (1.0 - WHOLE_PRIOR);
    return odds / (1.0 + odds);
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

/* A fit of the delays with one covariance. */
struct trial {
    double log_likelihood;
    double shift[3];         /* of the slowness */
    double covariance[3][3]; /* of the slowness */
};

enum { UNKNOWNS = 4 }; /* a common delay and the slowness */

/* The whitened columns of the least squares: what each unknown does to the delays, and the delays.
 * `factor` is that of the delays' covariance, of the elements that are used. */
static void whiten(const struct wavefit *fit, size_t count,
                   const double factor[TCT_ELEMENTS_MAX][TCT_ELEMENTS_MAX],
                   double ret_columns[UNKNOWNS + 1][TCT_ELEMENTS_MAX])
{
    size_t rank = fit->geometry.rank, used = 0;
    for (size_t i = 0; i < count; i++) {
        if ((fit->used >> i & 1u) == 0)
            continue;
        ret_columns[0][used] = 1.0;
        for (size_t j = 0; j < rank; j++)
            ret_columns[1 + j][used] = fit->geometry.place[i][j];
        ret_columns[1 + rank][used++] = fit->late_s[i];
    }
    for (size_t j = 0; j < rank + 2; j++)
        cholesky_forward(&factor[0][0], TCT_ELEMENTS_MAX, used, ret_columns[j]);
}

/* Generalised least squares of the residual delays on a common delay and the slowness; `covariance`
 * of the delays, of the elements that are used, is overwritten. */
static bool try_covariance(const struct wavefit *fit, size_t count,
                           double covariance[TCT_ELEMENTS_MAX][TCT_ELEMENTS_MAX],
                           struct trial *ret_trial)
{
    double columns[UNKNOWNS + 1][TCT_ELEMENTS_MAX], normal[UNKNOWNS][UNKNOWNS] = {{0}};
    double right[UNKNOWNS] = {0}, square = 0.0, log_determinants = 0.0;
    size_t rank = fit->geometry.rank, unknowns = rank + 1;
    size_t used = (size_t)__builtin_popcount(fit->used);
    if (!cholesky_factor(&covariance[0][0], TCT_ELEMENTS_MAX, used))
        return false;
    whiten(fit, count, (const double(*)[TCT_ELEMENTS_MAX])covariance, columns);
    const double *late = columns[unknowns];
    for (size_t i = 0; i < used; i++) {
        log_determinants += 2.0 * log(covariance[i][i]);
        square += late[i] * late[i];
        for (size_t j = 0; j < unknowns; j++) {
            right[j] += columns[j][i] * late[i];
            for (size_t l = 0; l <= j; l++)
                normal[j][l] += columns[j][i] * columns[l][i];
        }
    }
    if (!cholesky_factor(&normal[0][0], UNKNOWNS, unknowns))
        return false;
    double best[UNKNOWNS];
    memcpy(best, right, sizeof(best));
    cholesky_solve(&normal[0][0], UNKNOWNS, unknowns, best);
    for (size_t j = 0; j < unknowns; j++) {
        log_determinants += 2.0 * log(normal[j][j]);
        square -= right[j] * best[j];
    }
    *ret_trial = (struct trial){.log_likelihood = -0.5 * (log_determinants + square)};
    for (size_t j = 0; j < rank; j++) {
        double unit[UNKNOWNS] = {0};
        unit[1 + j] = 1.0;
        cholesky_solve(&normal[0][0], UNKNOWNS, unknowns, unit);
        ret_trial->shift[j] = best[1 + j];
        for (size_t l = 0; l < rank; l++)
            ret_trial->covariance[j][l] = unit[1 + l];
    }
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
    double delay[TCT_ELEMENTS_MAX]; /* samples */
    double blur[TCT_ELEMENTS_MAX]; /* variance of the delay, in turns: what the phase is short of */
};

/* Covariance of the delays of the elements that are used, in a row, with one scale of jitter. What
 * is lost between samples is a wave itself: it comes again from sample to sample, so that fronts
 * that fall upon their samples alike err alike, and those half a sample apart err oppositely. */
static bool fill_covariance(const struct question *question, int scale, int odd,
                            double ret_covariance[TCT_ELEMENTS_MAX][TCT_ELEMENTS_MAX])
{
    const struct wavefitter *fitter = question->fitter;
    const struct wavefit *fit = question->fit;
    size_t row = 0;
    for (size_t i = 0; i < fitter->spectra->count; i++) {
        if ((fit->used >> i & 1u) == 0)
            continue;
        if (!(fit->information[i] > 0.0))
            return false;
        double place_s = fitter->elements[i].position_sigma_m / fitter->sound_speed_m_s;
        for (size_t j = 0, column = 0; j <= i; j++) {
            if (wavefit_uses(fit, j))
                ret_covariance[row][column++] =
                    question->between * cos(2.0 * M_PI * (question->delay[i] - question->delay[j]));
        }
        ret_covariance[row][row] += (BETWEEN_REST + question->blur[i]) * question->between +
                                    1.0 / fit->information[i] + place_s * place_s +
                                    scale_variance(scale, question->sample_s) +
                                    ((int)i == odd ? ODD_SIGMA_S * ODD_SIGMA_S : 0.0);
        row++;
    }
    return true;
}

static bool judge(const struct question *question, int odd, struct judgement *ret)
{
    const struct wavefit *fit = question->fit;
    size_t count = question->fitter->spectra->count;
    double value[SCALES];
    ret->best = -INFINITY;
    for (int scale = 0; scale < SCALES; scale++) {
        double covariance[TCT_ELEMENTS_MAX][TCT_ELEMENTS_MAX];
        if (!fill_covariance(question, scale, odd, covariance) ||
            !try_covariance(fit, count, covariance, &ret->trial[scale]))
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

/* What `fitted` shifts the slowness by, its scales weighed as `all` has them. */
static void mean_shift(const struct judgement *all, const struct judgement *fitted,
                       double ret_shift[3])
{
    memset(ret_shift, 0, 3 * sizeof(double));
    for (int scale = 0; scale < SCALES; scale++)
        for (size_t j = 0; j < 3; j++)
            ret_shift[j] += all->weight[scale] / all->sum * fitted->trial[scale].shift[j];
}

static int likeliest(const struct judgement *all)
{
    int likely = 0;
    for (int scale = 1; scale < SCALES; scale++)
        if (all->weight[scale] > all->weight[likely])
            likely = scale;
    return likely;
}

/* Where fronts fall upon their samples is known the better the better the slowness is. `before` is
 * what was judged before, or NULL. */
static void place_fronts(struct question *question, const struct judgement *before,
                         const double shift[3])
{
    const struct wavefit *fit = question->fit;
    const struct trial *trial = before != NULL ? &before->trial[likeliest(before)] : NULL;
    for (size_t i = 0; i < question->fitter->spectra->count; i++) {
        const double *place = fit->geometry.place[i];
        double variance = 0.0, turn = 2.0 * M_PI / question->sample_s;
        question->delay[i] =
            (wavefit_delay(question->fitter, fit, i) + dot3(place, shift)) / question->sample_s;
        for (size_t j = 0; j < fit->geometry.rank && trial != NULL; j++)
            for (size_t l = 0; l < fit->geometry.rank; l++)
                variance += place[j] * trial->covariance[j][l] * place[l];
        question->blur[i] = fmin(variance * turn * turn, 1.0);
    }
}

/* Where noise alone moves the delays the fit has them already, and knows more of them than what is
 * left: only what the wave between samples adds is new. At the same scales: without the wave a
 * jitter would seem likely that is none, and make an element that hears little count as much as the
 * others. */
static bool take_noise_back(const struct question *question, const struct judgement *all,
                            double shift[3])
{
    struct question plain = *question;
    struct judgement without;
    double noise[3];
    plain.between = 0.0;
    if (!judge(&plain, -1, &without))
        return false;
    mean_shift(all, &without, noise);
    for (size_t j = 0; j < 3; j++)
        shift[j] -= noise[j];
    return true;
}

bool scatter_judge(const struct wavefitter *fitter, const struct wavefit *fit, double sample_s,
                   struct scatter *ret_scatter)
{
    enum { PASSES = 3 };
    struct judgement all;
    size_t rank = fit->geometry.rank, used = (size_t)__builtin_popcount(fit->used);
    *ret_scatter = (struct scatter){.odd = 0};
    struct question question = {fitter,
                                fit,
                                sample_s,
                                whole_samples(fitter, fit, sample_s),
                                between_samples(fitter, sample_s),
                                {0},
                                {0}};
    if (rank < 2)
        return false;
    for (int pass = 0; pass < PASSES; pass++) {
        place_fronts(&question, pass > 0 ? &all : NULL, ret_scatter->shift);
        if (!judge(&question, -1, &all))
            return false;
        mean_shift(&all, &all, ret_scatter->shift);
    }
    if (!take_noise_back(&question, &all, ret_scatter->shift))
        return false;
    double variance[SCALES];
    for (int scale = 0; scale < SCALES; scale++)
        variance[scale] = question.between + scale_variance(scale, sample_s);
    ret_scatter->sigma_s = mixture_sigma(all.weight, variance, SCALES);
    /* With one element off, the others must still be more than the fit needs. */
    if (used >= rank + 3) {
        int odd = find_odd(&question, &all);
        ret_scatter->odd = odd >= 0 ? UINT32_C(1) << odd : 0;
    }
    int likely = likeliest(&all);
    double sigma = mixture_sigma(all.weight, all.trace, SCALES);
    double factor = sigma * sigma / all.trace[likely];
    for (size_t j = 0; j < rank; j++)
        for (size_t l = 0; l < rank; l++)
            ret_scatter->covariance[j][l] = factor * all.trial[likely].covariance[j][l];
    return true;
}
