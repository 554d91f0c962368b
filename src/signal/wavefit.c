/* Wave fit: the plane wave that makes the channels of one window add up to the strongest beam. */
#include "wavefit.h"

#include <math.h>
#include <string.h>

/* A wave cannot be slower than sound; noise may make it look so by a little. */
static const double SLOWNESS_SPARE = 1.25;

/* Half width of the mean over bins, as a share of the bin's number: spectra are smooth on a
 * logarithmic scale. */
static const double SMOOTH_SHARE = 0.2;
enum { SMOOTH_LEAST = 4 };
/* So many standard deviations of such a mean of exponential powers are no sign of a signal: bins
 * of noise would add up, high ones above all. */
static const double EXCESS_SIGMAS = 3.0;

static bool has(uint32_t mask, size_t i)
{
    return (mask >> i & 1u) != 0;
}

static float square(struct bin bin)
{
    return bin.re * bin.re + bin.im * bin.im;
}

static struct bin less(struct bin a, struct bin b)
{
    return (struct bin){a.re - b.re, a.im - b.im};
}

/* Turns phase by phase, bin after bin, as a delay does. */
struct turn {
    double re, im, step_re, step_im;
};

static struct turn turn_from(double delay_s, double step_rad_s, size_t first)
{
    double phase = delay_s * step_rad_s;
    return (struct turn){cos(phase * (double)first), sin(phase * (double)first), cos(phase),
                         sin(phase)};
}

static void turn_on(struct turn *turn)
{
    double re = turn->re * turn->step_re - turn->im * turn->step_im;
    turn->im = turn->re * turn->step_im + turn->im * turn->step_re;
    turn->re = re;
}

static struct bin turned(struct bin bin, const struct turn *turn)
{
    float re = (float)turn->re, im = (float)turn->im;
    return (struct bin){bin.re * re - bin.im * im, bin.re * im + bin.im * re};
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
            float gain = has(fit->used, i) ? (float)fit->gain[i] : 0.0f;
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
        double level = has(used, i) ? sqrt(sum / (double)(s->end - s->first)) : 0.0;
        ret_fit->gain[i] = has(turned_mask, i) ? -level : level;
    }
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
        fitter->sure[k] = square(fitter->known[k]) + unknown * fitter->weight[k];
    }
}

void wavefit_weigh_loudness(struct wavefitter *fitter, const struct wavefit *fit)
{
    const struct spectra *s = fitter->spectra;
    double number = 0.0;
    memset(fitter->known, 0, s->room * sizeof(struct bin));
    memset(fitter->weight, 0, s->room * sizeof(float));
    for (size_t i = 0; i < s->count; i++) {
        if (!has(fit->used, i))
            continue;
        number += 1.0;
        for (size_t k = s->first; k < s->end; k++)
            fitter->weight[k] += square(fitter->data[i * s->room + k]);
    }
    for (size_t k = s->first; k < s->end; k++)
        fitter->weight[k] /= (float)number;
    set_weights(fitter, number, number);
}

static void weigh_beam(struct wavefitter *fitter)
{
    const struct spectra *s = fitter->spectra;
    for (size_t k = s->first; k < s->end; k++)
        fitter->weight[k] = square(less(fitter->beam[k], fitter->known[k]));
    set_weights(fitter, 1.0, 1.0);
}

void wavefit_beam(struct wavefitter *fitter, const struct wavefit *fit, size_t end)
{
    const struct spectra *s = fitter->spectra;
    memset(fitter->beam, 0, s->room * sizeof(struct bin));
    for (size_t i = 0; i < s->count; i++) {
        if (!has(fit->used, i))
            continue;
        struct turn turn = turn_from(wavefit_delay(fitter, fit, i), s->step_rad_s, s->first);
        const struct bin *wave = fitter->data + i * s->room;
        const float *amplitude = fitter->amplitude + i * s->room;
        for (size_t k = s->first; k < end; k++, turn_on(&turn)) {
            struct bin bin = turned(wave[k], &turn);
            fitter->beam[k].re += amplitude[k] * bin.re;
            fitter->beam[k].im += amplitude[k] * bin.im;
        }
    }
}

/* Log-likelihood of the beam, up to a constant. */
double wavefit_power(const struct wavefitter *fitter, size_t end)
{
    double power = 0.0;
    for (size_t k = fitter->spectra->first; k < end; k++) {
        struct bin beam = fitter->beam[k], known = fitter->known[k];
        float weight = fitter->weight[k];
        power += (double)(weight * square(beam) +
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

/* The beam, and each axis' sum of elements times places, whose product with it is the slope of the
 * power. */
static void beam_with_slopes(struct wavefitter *fitter, const struct wavefit *fit, size_t end)
{
    const struct spectra *s = fitter->spectra;
    memset(fitter->beam, 0, s->room * sizeof(struct bin));
    for (size_t j = 0; j < 3; j++)
        memset(fitter->slope[j], 0, s->room * sizeof(struct bin));
    for (size_t i = 0; i < s->count; i++) {
        if (!has(fit->used, i))
            continue;
        struct turn turn = turn_from(wavefit_delay(fitter, fit, i), s->step_rad_s, s->first);
        const struct bin *wave = fitter->data + i * s->room;
        const float *amplitude = fitter->amplitude + i * s->room;
        for (size_t k = s->first; k < end; k++, turn_on(&turn)) {
            struct bin bin = turned(wave[k], &turn);
            bin = (struct bin){amplitude[k] * bin.re, amplitude[k] * bin.im};
            fitter->beam[k].re += bin.re;
            fitter->beam[k].im += bin.im;
            for (size_t j = 0; j < fit->geometry.rank; j++) {
                fitter->slope[j][k].re += (float)fit->geometry.place[i][j] * bin.re;
                fitter->slope[j][k].im += (float)fit->geometry.place[i][j] * bin.im;
            }
        }
    }
}

/* Fisher's information on the delay of each element: 2 w^2 times signal over noise, less what is
 * lost because the wave's shape has to be learnt from the same channels. */
void wavefit_set_information(const struct wavefitter *fitter, struct wavefit *fit, size_t end)
{
    const struct spectra *s = fitter->spectra;
    for (size_t i = 0; i < s->count; i++) {
        double sum = 0.0;
        const float *amplitude = fitter->amplitude + i * s->room;
        for (size_t k = s->first; k < end && has(fit->used, i); k++) {
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
    beam_with_slopes(fitter, fit, end);
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

/* The wave's amplitude in each channel, by what the beam explains of it. */
static void learn_gains(struct wavefitter *fitter, struct wavefit *fit)
{
    const struct spectra *s = fitter->spectra;
    double gains[TCT_ELEMENTS_MAX] = {0};
    for (size_t i = 0; i < s->count; i++) {
        if (!has(fit->used, i))
            continue;
        struct turn turn = turn_from(wavefit_delay(fitter, fit, i), s->step_rad_s, s->first);
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
            energy += (double)(part * part * square(one));
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
        weigh_beam(fitter);
        learn_gains(fitter, fit);
        wavefit_set_amplitudes(fitter, fit);
    }
    wavefit_climb(fitter, fit, s->end);
    wavefit_beam(fitter, fit, s->end);
    wavefit_set_information(fitter, fit, s->end);
}

double wavefit_share(struct wavefitter *fitter, const struct wavefit *fit, size_t end)
{
    const struct spectra *s = fitter->spectra;
    double beam = 0.0, all = 0.0;
    wavefit_beam(fitter, fit, end);
    for (size_t k = s->first; k < end; k++) {
        beam += (double)fitter->weight[k] * ((double)square(fitter->beam[k]) - 1.0);
        for (size_t i = 0; i < s->count; i++)
            if (has(fit->used, i))
                all += (double)fitter->weight[k] *
                       ((double)square(fitter->data[i * s->room + k]) - 1.0);
    }
    return all > 0.0 ? fmin(fmax(beam / all, 0.0), 1.0) : 0.0;
}

/* Product of the others' beam with the channel, turned by a further delay: its real part is how
 * well they match, its imaginary part tells which way to go. */
static void match(const struct wavefitter *fitter, const struct wavefit *fit, size_t i,
                  double late_s, size_t end, double *ret_match, double *ret_slope)
{
    const struct spectra *s = fitter->spectra;
    double delay = wavefit_delay(fitter, fit, i), alike = 0.0, slope = 0.0;
    struct turn at = turn_from(delay, s->step_rad_s, s->first);
    struct turn later = turn_from(delay + late_s, s->step_rad_s, s->first);
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
        if (!has(fit->used, i) || !(fit->information[i] > 0.0 && fit->information[i] < total))
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

double wavefit_energy(const struct wavefitter *fitter)
{
    double energy = 0.0;
    for (size_t k = fitter->spectra->first; k < fitter->spectra->end; k++)
        energy += (double)fitter->sure[k];
    return energy;
}

void wavefit_take_away(struct wavefitter *fitter, const struct wavefit *fit, struct bin *ret_rest)
{
    const struct spectra *s = fitter->spectra;
    memcpy(ret_rest, s->wave, s->count * s->room * sizeof(*ret_rest));
    for (size_t i = 0; i < s->count; i++) {
        if (!has(fit->used, i))
            continue;
        struct turn turn = turn_from(-wavefit_delay(fitter, fit, i), s->step_rad_s, s->first);
        for (size_t k = s->first; k < s->end; k++, turn_on(&turn)) {
            struct bin wave = turned(wavefit_expected(fitter, fitter->beam[k], k), &turn);
            float a = fitter->amplitude[i * s->room + k];
            ret_rest[i * s->room + k].re -= a * wave.re;
            ret_rest[i * s->room + k].im -= a * wave.im;
        }
    }
}
