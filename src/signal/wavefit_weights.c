/* Wave fit, its weights: how much of what a bin holds is signal, and what it tells of a delay. */
#include <math.h>
#include <string.h>

#include "wavefit.h"

/* Half width of the mean over bins, as a share of the bin's number: spectra are smooth on a
 * logarithmic scale. */
static const double SMOOTH_SHARE = 0.2;
enum { SMOOTH_LEAST = 4 };
/* So many standard deviations of such a mean of exponential powers are no sign of a signal: bins
 * of noise would add up, high ones above all. */
static const double EXCESS_SIGMAS = 3.0;

static struct bin less(struct bin a, struct bin b)
{
    return (struct bin){a.re - b.re, a.im - b.im};
}

/* From the power over noise of what is not known in each bin (a mean of `parts` independent ones)
 * to the weights, Wiener's: a wave of known shape S plus an unknown one of power m over noise is
 * S + m / (1 + m) (beam - S) by what the beam says; and to what the bin tells of delays, |S|^2 +
 * m^2 / (1 + m), which falls off where the shape has to be learnt from the same channels. */
static void set_weights(struct wavefitter *fitter, double parts, double beam_gain)
{
    const struct spectra *s = fitter->spectra;
    const float *power = fitter->weight; /* overwritten only when all of it was read */
    double sum = 0.0;
    size_t from = s->first, end = s->first;
    for (size_t k = s->first; k < s->end; k++) {
        size_t half = (size_t)((double)k * SMOOTH_SHARE);
        half = half < SMOOTH_LEAST ? SMOOTH_LEAST : half;
        size_t lower = k < s->first + half ? s->first : k - half;
        size_t upper = k + half + 1 < s->end ? k + half + 1 : s->end;
        for (; end < upper; end++)
            sum += (double)power[end];
        for (; from < lower; from++)
            sum -= (double)power[from];
        double number = (double)(upper - lower);
        double excess = sum / number - 1.0 - EXCESS_SIGMAS / sqrt(number * parts);
        fitter->sure[k] = excess > 0.0 ? (float)(excess * beam_gain) : 0.0f;
    }
    for (size_t k = s->first; k < s->end; k++) {
        float unknown = fitter->sure[k];
        fitter->weight[k] = unknown / (1.0f + unknown);
        fitter->sure[k] = bin_power(fitter->known[k]) + unknown * fitter->weight[k];
    }
}

void wavefit_weigh_loudness(struct wavefitter *fitter, const struct wavefit *fit)
{
    const struct spectra *s = fitter->spectra;
    double number = 0.0;
    memset(fitter->known, 0, s->room * sizeof(struct bin));
    memset(fitter->weight, 0, s->room * sizeof(float));
    for (size_t i = 0; i < s->count; i++) {
        if (!wavefit_uses(fit, i))
            continue;
        number += 1.0;
        for (size_t k = s->first; k < s->end; k++)
            fitter->weight[k] += bin_power(fitter->data[i * s->room + k]);
    }
    for (size_t k = s->first; k < s->end; k++)
        fitter->weight[k] /= (float)number;
    set_weights(fitter, number, number);
}

void wavefit_weigh_beam(struct wavefitter *fitter)
{
    const struct spectra *s = fitter->spectra;
    for (size_t k = s->first; k < s->end; k++)
        fitter->weight[k] = bin_power(less(fitter->beam[k], fitter->known[k]));
    set_weights(fitter, 1.0, 1.0);
}
