/* Wave fit, its climb: Fisher's information on the slowness, and scoring uphill by it. */
#include <math.h>
#include <string.h>

#include "wavefit.h"

/* A wave cannot be slower than sound; noise may make it look so by a little. */
static const double SLOWNESS_SPARE = 1.25;

/* Fisher's information on the delay of each element: 2 w^2 times signal over noise, less what is
 * lost because the wave's shape has to be learnt from the same channels. */
void wavefit_set_information(const struct wavefitter *fitter, struct wavefit *fit, size_t end)
{
    const struct spectra *s = fitter->spectra;
    for (size_t i = 0; i < s->count; i++) {
        double sum = 0.0;
        const float *amplitude = fitter->amplitude + i * s->room;
        for (size_t k = s->first; k < end && wavefit_uses(fit, i); k++) {
            double w = (double)k * s->step_rad_s;
            sum += 2.0 * w * w * (double)(fitter->sure[k] * amplitude[k] * amplitude[k]);
        }
        fit->information[i] = sum;
    }
}

void wavefit_information(const struct wavefit *fit, double ret_information[3][3])
{
    double mean[3] = {0}, sum = 0.0;
    memset(ret_information, 0, 9 * sizeof(double));
    for (size_t i = 0; i < TCT_ELEMENTS_MAX; i++) {
        sum += fit->information[i];
        for (size_t j = 0; j < 3; j++)
            mean[j] += fit->information[i] * fit->geometry.place[i][j];
    }
    for (size_t j = 0; j < 3 && sum > 0.0; j++)
        mean[j] /= sum;
    for (size_t i = 0; i < TCT_ELEMENTS_MAX; i++)
        for (size_t j = 0; j < 3; j++)
            for (size_t l = 0; l < 3; l++)
                ret_information[j][l] += fit->information[i] *
                                         (fit->geometry.place[i][j] - mean[j]) *
                                         (fit->geometry.place[i][l] - mean[l]);
}

static void keep_within_reach(const struct wavefitter *fitter, double slowness[3])
{
    double most = SLOWNESS_SPARE / fitter->sound_speed_m_s;
    double length = sqrt(dot3(slowness, slowness));
    for (size_t j = 0; j < 3 && length > most; j++)
        slowness[j] *= most / length;
}

/* One step of Fisher's scoring uphill; false at the top. */
static bool climb(struct wavefitter *fitter, struct wavefit *fit, size_t end)
{
    enum { HALVINGS = 8 };
    const struct spectra *s = fitter->spectra;
    size_t rank = fit->geometry.rank;
    double slope[3] = {0}, step[3] = {0}, covariance[3][3], from[3], gained = 0.0;
    wavefit_beam_and_slopes(fitter, fit, end);
    fit->power = wavefit_power(fitter, end);
    wavefit_set_information(fitter, fit, end);
    for (size_t j = 0; j < rank; j++)
        for (size_t k = s->first; k < end; k++) {
            struct bin b = wavefit_expected(fitter, fitter->beam[k], k), d = fitter->slope[j][k];
            slope[j] -= 2.0 * (double)k * s->step_rad_s * (double)(b.re * d.im - b.im * d.re);
        }
    wavefit_information(fit, covariance);
    if (!invert_spd(covariance, rank))
        return false;
    for (size_t j = 0; j < rank; j++) {
        for (size_t l = 0; l < rank; l++)
            step[j] += covariance[j][l] * slope[l];
        gained += step[j] * slope[j];
    }
    memcpy(from, fit->slowness, sizeof(from));
    double before = fit->power;
    for (int halving = 0; halving < HALVINGS; halving++) {
        for (size_t j = 0; j < 3; j++)
            fit->slowness[j] = from[j] + ldexp(step[j], -halving);
        keep_within_reach(fitter, fit->slowness);
        wavefit_beam(fitter, fit, end);
        fit->power = wavefit_power(fitter, end);
        if (fit->power > before)
            return gained > 1e-4; /* a hundredth of a standard deviation */
    }
    memcpy(fit->slowness, from, sizeof(from));
    fit->power = before;
    return false;
}

void wavefit_climb(struct wavefitter *fitter, struct wavefit *fit, size_t end)
{
    enum { STEPS = 25 };
    for (int i = 0; i < STEPS && climb(fitter, fit, end); i++)
        ;
}
