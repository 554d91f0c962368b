/* Wave fit, its refinement: beam, shape, gains and slowness in turn, with all bins. */
#include <math.h>
#include <string.h>

#include "turn.h"
#include "wavefit.h"

/* The wave's amplitude in each channel, by what the beam explains of it. */
static void learn_gains(struct wavefitter *fitter, struct wavefit *fit)
{
    const struct spectra *s = fitter->spectra;
    double gains[TCT_ELEMENTS_MAX] = {0};
    for (size_t i = 0; i < s->count; i++) {
        if (!wavefit_uses(fit, i))
            continue;
        struct turn turn = turn_from(wavefit_delay(fitter, fit, i) * s->step_rad_s, s->first);
        const struct bin *wave = fitter->data + i * s->room;
        double along = 0.0, energy = 0.0;
        for (size_t k = s->first; k < s->end; k++, turn_on(&turn)) {
            size_t at = i * s->room + k;
            if (fitter->amplitude[at] == 0.0f)
                continue;
            /* The wave itself is beam x amplitude / gain x noise deviation. */
            float part = fitter->amplitude[at] / (float)fit->gain[i];
            struct bin bin = turned(wave[k], &turn),
                       one = wavefit_expected(fitter, fitter->beam[k], k);
            along += (double)(part * (bin.re * one.re + bin.im * one.im));
            energy += (double)(part * part * bin_power(one));
        }
        gains[i] = energy > 0.0 ? along / energy : fit->gain[i];
    }
    memcpy(fit->gain, gains, sizeof(gains));
    for (size_t i = 0; i < s->count; i++)
        if (fit->gain[i] == 0.0)
            fit->used &= ~(UINT32_C(1) << i);
}

void wavefit_refine(struct wavefitter *fitter, struct wavefit *fit)
{
    enum { ROUNDS = 2 };
    const struct spectra *s = fitter->spectra;
    wavefit_set_amplitudes(fitter, fit);
    for (int round = 0; round < ROUNDS; round++) {
        size_t end = round == 0 ? wavefit_search_end(fitter, fit) : s->end;
        for (; end < s->end; end = 2 * end < s->end ? 2 * end : s->end)
            wavefit_climb(fitter, fit, end);
        wavefit_climb(fitter, fit, s->end);
        wavefit_beam(fitter, fit, s->end);
        if (round > 0) {
            fitter->likest =
                family_fit(fitter->family, fitter->beam, fitter->response, fitter->likeness);
            family_show(fitter->family, &fitter->likeness[fitter->likest], fitter->response,
                        fitter->known);
        }
        wavefit_weigh_beam(fitter);
        learn_gains(fitter, fit);
        wavefit_set_amplitudes(fitter, fit);
    }
    wavefit_climb(fitter, fit, s->end);
    wavefit_beam(fitter, fit, s->end);
    wavefit_set_information(fitter, fit, s->end);
}
