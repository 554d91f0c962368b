/* Wave fit: the plane wave that makes the channels of one window add up to the strongest beam.
 * Here its parts: delays, amplitudes, the beam and what it is worth. */
#include "wavefit.h"

#include <math.h>
#include <string.h>

#include "pieces.h"
#include "turn.h"

size_t wavefitter_bytes(size_t count, size_t room)
{
    return piece_bytes(count * room * sizeof(float)) + 3 * piece_bytes(room * sizeof(float)) +
           5 * piece_bytes(room * sizeof(struct bin));
}

char *wavefitter_cut(struct wavefitter *fitter, char *memory)
{
    size_t room = fitter->spectra->room;
    fitter->amplitude = piece_cut(&memory, fitter->spectra->count * room * sizeof(float));
    fitter->weight = piece_cut(&memory, room * sizeof(float));
    fitter->sure = piece_cut(&memory, room * sizeof(float));
    fitter->response = piece_cut(&memory, room * sizeof(float));
    fitter->known = piece_cut(&memory, room * sizeof(struct bin));
    fitter->beam = piece_cut(&memory, room * sizeof(struct bin));
    for (size_t j = 0; j < 3; j++)
        fitter->slope[j] = piece_cut(&memory, room * sizeof(struct bin));
    return memory;
}

double wavefit_delay(const struct wavefitter *fitter, const struct wavefit *fit, size_t i)
{
    const struct geometry *g = &fit->geometry;
    const double *place = g->place[i];
    double delay = 0.0;
    for (size_t j = 0; j < g->rank; j++)
        delay += place[j] * fit->slowness[j];
    if (g->rank != 2)
        return delay;
    /* What is too flat to be measured across still delays: downwards, by what is left of 1 / c. */
    double left = 1.0 / (fitter->sound_speed_m_s * fitter->sound_speed_m_s) -
                  fit->slowness[0] * fit->slowness[0] - fit->slowness[1] * fit->slowness[1];
    double across = left > 0.0 ? sqrt(left) : 0.0;
    return delay + place[2] * (g->axis[2][2] > 0.0 ? -across : across);
}

void wavefit_set_amplitudes(const struct wavefitter *fitter, const struct wavefit *fit)
{
    const struct spectra *s = fitter->spectra;
    for (size_t k = s->first; k < s->end; k++) {
        float sum = 0.0f;
        for (size_t i = 0; i < s->count; i++) {
            size_t at = i * s->room + k;
            float gain = wavefit_uses(fit, i) ? (float)fit->gain[i] : 0.0f;
            fitter->amplitude[at] = gain == 0.0f ? 0.0f : gain / sqrtf(s->noise[at]);
            sum += fitter->amplitude[at] * fitter->amplitude[at];
        }
        float scale = sum > 0.0f ? 1.0f / sqrtf(sum) : 0.0f;
        fitter->response[k] = sqrtf(sum);
        for (size_t i = 0; i < s->count; i++)
            fitter->amplitude[i * s->room + k] *= scale;
    }
}

void wavefit_start(const struct wavefitter *fitter, uint32_t used, uint32_t turned_mask,
                   struct wavefit *ret_fit)
{
    const struct spectra *s = fitter->spectra;
    *ret_fit = (struct wavefit){.used = used};
    geometry_of(fitter->elements, s->count, used, &ret_fit->geometry);
    for (size_t i = 0; i < s->count; i++) {
        double sum = 0.0;
        for (size_t k = s->first; k < s->end; k++)
            sum += (double)s->noise[i * s->room + k];
        double level = wavefit_uses(ret_fit, i) ? sqrt(sum / (double)(s->end - s->first)) : 0.0;
        ret_fit->gain[i] = (turned_mask >> i & 1u) != 0 ? -level : level;
    }
}

/* Adds up the beam, and along the first `axes` axes the elements times their places, whose product
 * with the beam is the slope of its power. Inlined for each number of axes: a search does little
 * else. */
static inline void add_up(struct wavefitter *fitter, const struct wavefit *fit, size_t end,
                          size_t axes)
{
    const struct spectra *s = fitter->spectra;
    memset(fitter->beam, 0, s->room * sizeof(struct bin));
    for (size_t j = 0; j < axes; j++)
        memset(fitter->slope[j], 0, s->room * sizeof(struct bin));
    for (size_t i = 0; i < s->count; i++) {
        if (!wavefit_uses(fit, i))
            continue;
        struct turn turn = turn_from(wavefit_delay(fitter, fit, i) * s->step_rad_s, s->first);
        const struct bin *wave = fitter->data + i * s->room;
        const float *amplitude = fitter->amplitude + i * s->room;
        for (size_t k = s->first; k < end; k++, turn_on(&turn)) {
            struct bin bin = turned(wave[k], &turn);
            bin = (struct bin){amplitude[k] * bin.re, amplitude[k] * bin.im};
            fitter->beam[k].re += bin.re;
            fitter->beam[k].im += bin.im;
            for (size_t j = 0; j < axes; j++) {
                fitter->slope[j][k].re += (float)fit->geometry.place[i][j] * bin.re;
                fitter->slope[j][k].im += (float)fit->geometry.place[i][j] * bin.im;
            }
        }
    }
}

void wavefit_beam(struct wavefitter *fitter, const struct wavefit *fit, size_t end)
{
    add_up(fitter, fit, end, 0);
}

void wavefit_beam_and_slopes(struct wavefitter *fitter, const struct wavefit *fit, size_t end)
{
    add_up(fitter, fit, end, fit->geometry.rank);
}

/* Log-likelihood of the beam, up to a constant. */
double wavefit_power(const struct wavefitter *fitter, size_t end)
{
    double power = 0.0;
    for (size_t k = fitter->spectra->first; k < end; k++) {
        struct bin beam = fitter->beam[k], known = fitter->known[k];
        float weight = fitter->weight[k];
        power += (double)(weight * bin_power(beam) +
                          2.0f * (1.0f - weight) * (beam.re * known.re + beam.im * known.im));
    }
    return power;
}

struct bin wavefit_expected(const struct wavefitter *fitter, struct bin beam, size_t k)
{
    float weight = fitter->weight[k];
    return (struct bin){weight * beam.re + (1.0f - weight) * fitter->known[k].re,
                        weight * beam.im + (1.0f - weight) * fitter->known[k].im};
}

double wavefit_energy(const struct wavefitter *fitter)
{
    double energy = 0.0;
    for (size_t k = fitter->spectra->first; k < fitter->spectra->end; k++)
        energy += (double)fitter->sure[k];
    return energy;
}

double wavefit_share(struct wavefitter *fitter, const struct wavefit *fit, size_t end)
{
    const struct spectra *s = fitter->spectra;
    double beam = 0.0, all = 0.0;
    wavefit_beam(fitter, fit, end);
    for (size_t k = s->first; k < end; k++) {
        beam += (double)fitter->weight[k] * ((double)bin_power(fitter->beam[k]) - 1.0);
        for (size_t i = 0; i < s->count; i++)
            if (wavefit_uses(fit, i))
                all += (double)fitter->weight[k] *
                       ((double)bin_power(fitter->data[i * s->room + k]) - 1.0);
    }
    return all > 0.0 ? fmin(fmax(beam / all, 0.0), 1.0) : 0.0;
}

void wavefit_take_away(struct wavefitter *fitter, const struct wavefit *fit, struct bin *ret_rest)
{
    const struct spectra *s = fitter->spectra;
    memcpy(ret_rest, s->wave, s->count * s->room * sizeof(*ret_rest));
    for (size_t i = 0; i < s->count; i++) {
        if (!wavefit_uses(fit, i))
            continue;
        struct turn turn = turn_from(-wavefit_delay(fitter, fit, i) * s->step_rad_s, s->first);
        for (size_t k = s->first; k < s->end; k++, turn_on(&turn)) {
            struct bin wave = turned(wavefit_expected(fitter, fitter->beam[k], k), &turn);
            float a = fitter->amplitude[i * s->room + k];
            ret_rest[i * s->room + k].re -= a * wave.re;
            ret_rest[i * s->room + k].im -= a * wave.im;
        }
    }
}
