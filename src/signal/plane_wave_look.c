/* Plane waves, one window: the slowness of the strongest beam, and how much of the window it is. */
#include <kissfft/kiss_fftr.h>
#include <math.h>
#include <string.h>

#include "plane_wave_parts.h"

/* What a mean over Hann's window is worth of one over as long a rectangle: the square of the mean
 * of its square over the mean of its fourth power. */
static const double HANN_SHARE = 0.514;

/* Transforms the channel's window, without its mean and slope; false when any of it is missing or
 * it holds one level. Every channel is scaled to the same power in the band: gains are not known,
 * and the loudest must not decide alone. */
static bool take_channel(struct tct_wave_detector *d, size_t i, double *ret_power)
{
    struct spectra *s = &d->spectra;
    struct bin *wave = s->wave + i * s->room;
    double sum = 0.0, slope = 0.0, half = 0.5 * (double)(d->window - 1), power = 0.0;
    for (size_t j = 0; j < d->window; j++) {
        double value = (double)d->ring[i][(d->due - d->window + j) & d->ring_mask];
        if (!isfinite(value))
            return false;
        sum += value;
        slope += value * ((double)j - half);
    }
    double mean = sum / (double)d->window;
    slope *= 12.0 / ((double)d->window * ((double)d->window * (double)d->window - 1.0));
    memset(s->samples, 0, s->window * sizeof(float));
    for (size_t j = 0; j < d->window; j++) {
        double value = (double)d->ring[i][(d->due - d->window + j) & d->ring_mask];
        double hann = 0.5 - 0.5 * cos(2.0 * M_PI * ((double)j + 0.5) / (double)d->window);
        s->samples[j] = (float)((value - mean - slope * ((double)j - half)) * hann);
    }
    kiss_fftr(s->transform, s->samples, (kiss_fft_cpx *)s->spectrum);
    for (size_t k = s->first; k < s->end; k++)
        power += (double)bin_power(s->spectrum[k]);
    if (!(power > 0.0))
        return false;
    float scale = (float)(1.0 / sqrt(power / (double)(s->end - s->first)));
    for (size_t k = s->first; k < s->end; k++) {
        wave[k] = (struct bin){s->spectrum[k].re * scale, s->spectrum[k].im * scale};
        s->noise[i * s->room + k] = 1.0f;
    }
    *ret_power = power;
    return true;
}

/* F and what the window tells of each element's delay, from the beam at its best. The bins of a
 * tapered, padded window are not independent, and count as many as its time-bandwidth product. */
static void judge_beam(struct tct_wave_detector *d, struct wavefit *fit, struct look *look)
{
    const struct spectra *s = &d->spectra;
    double number = (double)__builtin_popcount(fit->used), beam = 0.0, first = 0.0, all = 0.0;
    wavefit_beam(&d->fitter, fit, s->end);
    for (size_t k = s->first; k < s->end; k++) {
        double power = (double)bin_power(d->fitter.beam[k]);
        beam += power;
        first += power * (double)k;
        for (size_t i = 0; i < s->count; i++)
            if (wavefit_uses(fit, i))
                all += (double)bin_power(s->wave[i * s->room + k]);
    }
    double bins = (double)(s->end - s->first);
    double independent =
        fmax((d->config.high_hz - d->config.low_hz) * d->config.window_s * HANN_SHARE, 2.0);
    double rest = fmax(all - beam, 1e-9 * all);
    double noise = rest / ((number - 1.0) * bins);
    look->f = (number - 1.0) * beam / rest;
    look->freedom = 2.0 * independent;
    look->frequency = first / beam * s->step_rad_s / (2.0 * M_PI);
    double signal = 0.0, power_all = 0.0;
    for (size_t k = s->first; k < s->end; k++) {
        double w2 = (double)k * (double)k;
        double power = (double)bin_power(d->fitter.beam[k]) / noise;
        d->fitter.sure[k] = (float)(power - 1.0); /* of one bin a matter of luck, of all right */
        signal += w2 * (power - 1.0);
        power_all += w2 * power;
    }
    /* Every bin counts alike in the fit, whatever it holds: what it tells is not Fisher's
     * information but the square of the slope's mean over its variance. */
    double worth = fmax(signal / power_all, 0.05) * independent / bins;
    for (size_t k = s->first; k < s->end; k++)
        d->fitter.sure[k] *= (float)worth;
    wavefit_set_information(&d->fitter, fit, s->end);
    /* Elements that stand elsewhere than the table says. */
    for (size_t i = 0; i < s->count; i++)
        if (wavefit_uses(fit, i)) {
            double off_s = d->elements[i].position_sigma_m / WAVE_SPEED_M_S;
            fit->information[i] = 1.0 / (1.0 / fmax(fit->information[i], 1e-3) + off_s * off_s);
        }
}

bool wave_look(struct tct_wave_detector *d, struct look *look)
{
    const struct spectra *s = &d->spectra;
    struct wavefit fit;
    double power[TCT_ELEMENTS_MAX] = {0}, covariance[3][3], xy[3], total = 0.0;
    uint32_t live = 0;
    for (size_t i = 0; i < s->count; i++)
        if (take_channel(d, i, &power[i])) {
            live |= UINT32_C(1) << i;
            total += power[i];
        }
    double number = (double)__builtin_popcount(live);
    if (number < 3.0)
        return false;
    memset(d->fitter.known, 0, s->room * sizeof(struct bin));
    for (size_t k = s->first; k < s->end; k++)
        d->fitter.weight[k] = d->fitter.sure[k] = 1.0f;
    wavefit_start(&d->fitter, live, 0, &fit);
    if (fit.geometry.rank < 2)
        return false;
    wavefit_search(&d->fitter, &fit);
    *look = (struct look){.middle = (double)d->due - 0.5 * (double)d->window, .used = live};
    judge_beam(d, &fit, look);
    wavefit_information(&fit, covariance);
    if (!invert_spd(covariance, 2))
        return false;
    geometry_to_xyz(&fit.geometry, fit.slowness, xy);
    memcpy(look->slowness, xy, sizeof(look->slowness));
    for (size_t j = 0; j < 2; j++)
        for (size_t l = 0; l < 2; l++) {
            double c = covariance[j][l];
            const double(*a)[3] = (const double(*)[3])fit.geometry.axis;
            look->covariance[0] += a[j][0] * c * a[l][0];
            look->covariance[1] += a[j][0] * c * a[l][1];
            look->covariance[2] += a[j][1] * c * a[l][1];
        }
    /* Mean square of the coherent part of the samples: Parseval, Hann's mean square 3/8. */
    double share = look->f > 1.0 ? (look->f - 1.0) / (look->f + number - 1.0) : 0.0;
    look->amplitude =
        sqrt(2.0 * share * total / number / (0.375 * (double)d->window) / (double)s->window);
    return true;
}

double wave_azimuth(const struct look *look)
{
    double azimuth = atan2(-look->slowness[0], -look->slowness[1]);
    return azimuth < 0.0 ? azimuth + 2.0 * M_PI : azimuth;
}
