/* Wave fit, its residuals: how late each element is against the beam of the others. */
#include <math.h>

#include "turn.h"
#include "wavefit.h"

/* Product of the others' beam with the channel, turned by a further delay: its real part is how
 * well they match, its imaginary part tells which way to go. */
static void match(const struct wavefitter *fitter, const struct wavefit *fit, size_t i,
                  double late_s, size_t end, double *ret_match, double *ret_slope)
{
    const struct spectra *s = fitter->spectra;
    double delay = wavefit_delay(fitter, fit, i), alike = 0.0, slope = 0.0;
    struct turn at = turn_from(delay * s->step_rad_s, s->first);
    struct turn later = turn_from((delay + late_s) * s->step_rad_s, s->first);
    for (size_t k = s->first; k < end; k++, turn_on(&at), turn_on(&later)) {
        float a = fitter->amplitude[i * s->room + k];
        struct bin wave = fitter->data[i * s->room + k];
        struct bin own = turned(wave, &at), moved = turned(wave, &later);
        struct bin others = {fitter->beam[k].re - a * own.re, fitter->beam[k].im - a * own.im};
        others = wavefit_expected(fitter, others, k);
        alike += (double)(a * (others.re * moved.re + others.im * moved.im));
        slope -= 2.0 * (double)k * s->step_rad_s *
                 (double)(a * (others.re * moved.im - others.im * moved.re));
    }
    *ret_match = alike;
    *ret_slope = slope;
}

void wavefit_residuals(struct wavefitter *fitter, struct wavefit *fit)
{
    enum { TRIED = 60, STEPS = 4 };
    static const double FARTHEST_S = 1e-3;
    const struct spectra *s = fitter->spectra;
    double total = 0.0;
    size_t end = wavefit_search_end(fitter, fit);
    for (size_t i = 0; i < s->count; i++)
        total += fit->information[i];
    for (size_t i = 0; i < s->count; i++) {
        double best = 0.0, best_match = -INFINITY, alike, slope;
        fit->late_s[i] = 0.0;
        if (!wavefit_uses(fit, i) || !(fit->information[i] > 0.0 && fit->information[i] < total))
            continue;
        for (int t = -TRIED; t <= TRIED; t++) {
            double late = FARTHEST_S * t / TRIED;
            match(fitter, fit, i, late, end, &alike, &slope);
            if (alike > best_match) {
                best_match = alike;
                best = late;
            }
        }
        /* The others' beam has so much less information than all; what they do not know themselves
         * is not this one's error. */
        double share = (total - fit->information[i]) / total;
        for (int step = 0; step < STEPS; step++) {
            match(fitter, fit, i, best, s->end, &alike, &slope);
            best += fmin(fmax(slope / (fit->information[i] * share), -2e-5), 2e-5);
        }
        fit->late_s[i] = best * share;
    }
}
