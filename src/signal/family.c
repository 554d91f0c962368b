/* Family: what impulses look like, and the one that a beam looks most like.
 *
 * Blasts: Friedlander's p(t) = (1 - t/tau) exp(-t/tau), whose transform is tau iwt / (1 + iwt)^2.
 * Shock waves: N-waves of duration T. Each behind a front that rises evenly. Signal that lies along
 * one member needs no more than a time and an amplitude to be known: at low signal-to-noise ratios
 * that is worth far more than what the channels know of each other's shape. */
#include "family.h"

#include <kissfft/kiss_fftr.h>
#include <math.h>
#include <string.h>

#include "pieces.h"
#include "turn.h"

/* In seconds: positive phases (the widest are ten times the narrowest of small arms and their
 * echoes), durations of N-waves (Whitham: 0.2 to 0.4 ms for bullets), rises of the front. */
static const double PHASES_S[] = {0.10e-3, 0.15e-3, 0.2e-3, 0.3e-3, 0.4e-3, 0.5e-3, 0.65e-3,
                                  0.8e-3,  1.0e-3,  1.3e-3, 1.8e-3, 2.5e-3, 3.5e-3, 5.0e-3};
static const double SHOCKS_S[] = {0.10e-3, 0.15e-3, 0.2e-3, 0.25e-3, 0.3e-3, 0.4e-3, 0.55e-3};
static const double RISES_S[] = {0.0, 30e-6, 60e-6, 120e-6, 250e-6, 500e-6};

_Static_assert(TCT_COUNT(RISES_S) == FAMILY_RISES, "one likeness for each");

enum { MEMBERS = (int)((TCT_COUNT(PHASES_S) + TCT_COUNT(SHOCKS_S)) * TCT_COUNT(RISES_S)) };

static size_t inverse_bytes(size_t window)
{
    size_t bytes = 0;
    (void)kiss_fftr_alloc((int)window, 1, NULL, &bytes);
    return bytes;
}

size_t family_bytes(size_t window)
{
    size_t room = window / 2 + 1;
    return 3 * piece_bytes(room * sizeof(struct bin)) +
           piece_bytes(FAMILY_RISES * room * sizeof(float)) + piece_bytes(window * sizeof(float)) +
           piece_bytes(inverse_bytes(window));
}

/* Amplitude of the high-pass of the spectra at `w`, and its phase: the bilinear transform of a
 * second-order Butterworth filter, evaluated on the unit circle. */
static struct bin filter_at(const struct biquad *filter, double phase)
{
    double c1 = cos(phase), s1 = -sin(phase), c2 = cos(2.0 * phase), s2 = -sin(2.0 * phase);
    double ar = (double)filter->b0 + (double)filter->b1 * c1 + (double)filter->b2 * c2;
    double ai = (double)filter->b1 * s1 + (double)filter->b2 * s2;
    double br = 1.0 + (double)filter->a1 * c1 + (double)filter->a2 * c2;
    double bi = (double)filter->a1 * s1 + (double)filter->a2 * s2;
    double below = br * br + bi * bi;
    return (struct bin){(float)((ar * br + ai * bi) / below), (float)((ai * br - ar * bi) / below)};
}

void family_init(struct family *family, void *memory, const struct spectra *spectra)
{
    char *rest = memory;
    size_t bytes = inverse_bytes(spectra->window);
    *family = (struct family){.spectra = spectra};
    family->shape = piece_cut(&rest, spectra->room * sizeof(struct bin));
    family->product = piece_cut(&rest, spectra->room * sizeof(struct bin));
    family->correlation = piece_cut(&rest, spectra->window * sizeof(float));
    family->inverse = kiss_fftr_alloc((int)spectra->window, 1, rest, &bytes);
    rest += piece_bytes(bytes);
    family->filter = piece_cut(&rest, spectra->room * sizeof(struct bin));
    family->rise = (float *)(void *)rest;
    TCT_ASSERT(family->inverse != NULL);
    for (size_t k = 0; k < spectra->room; k++) {
        family->filter[k] =
            filter_at(&spectra->highpass, 2.0 * M_PI * (double)k / (double)spectra->window);
        for (size_t r = 0; r < FAMILY_RISES; r++) {
            double a = 0.5 * (double)k * spectra->step_rad_s * RISES_S[r];
            family->rise[r * spectra->room + k] = (float)(a > 1e-6 ? sin(a) / a : 1.0);
        }
    }
    memset(family->product, 0, spectra->room * sizeof(struct bin));
}

/* Transform at angular frequency `w` of member `index`, without the front's rise. */
static struct bin pulse_at(int index, double w)
{
    size_t kind = (size_t)index / TCT_COUNT(RISES_S);
    if (kind < TCT_COUNT(PHASES_S)) {
        double t = w * PHASES_S[kind];
        /* i t / (1 + i t)^2 = i t (1 - i t)^2 / (1 + t^2)^2 */
        double below = (1.0 + t * t) * (1.0 + t * t);
        return (struct bin){(float)(PHASES_S[kind] * 2.0 * t * t / below),
                            (float)(PHASES_S[kind] * t * (1.0 - t * t) / below)};
    }
    /* Odd about its middle: i T (cos a - sin a / a) / a at a = w T / 2, half a duration later. */
    double duration = SHOCKS_S[kind - TCT_COUNT(PHASES_S)], a = 0.5 * w * duration;
    double odd = duration * (cos(a) - sin(a) / a) / a;
    return (struct bin){(float)(odd * sin(a)), (float)(odd * cos(a))};
}

static struct bin times(struct bin a, struct bin b)
{
    return (struct bin){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* The member as the beam would show it; answers its energy. */
static double make_shape(struct family *family, int index, const float *response)
{
    const struct spectra *s = family->spectra;
    const float *rise = family->rise + (size_t)(index % FAMILY_RISES) * s->room;
    double energy = 0.0;
    for (size_t k = s->first; k < s->end; k++) {
        float front = response[k] * rise[k];
        struct bin bin = times(pulse_at(index, (double)k * s->step_rad_s), family->filter[k]);
        family->shape[k] = (struct bin){front * bin.re, front * bin.im};
        energy += (double)bin_power(family->shape[k]);
    }
    return energy;
}

/* Correlation of the beam with the shape for a delay between samples, and its slope in samples. */
static double correlate(const struct family *family, const struct bin *beam, double delay)
{
    const struct spectra *s = family->spectra;
    double sum = 0.0, phase = 2.0 * M_PI * delay / (double)s->window;
    struct turn turn = turn_from(phase, s->first);
    for (size_t k = s->first; k < s->end; k++, turn_on(&turn)) {
        const struct bin *a = &family->shape[k], *b = &beam[k];
        sum += (double)(a->re * b->re + a->im * b->im) * turn.re -
               (double)(a->re * b->im - a->im * b->re) * turn.im;
    }
    return sum;
}

/* The delay in whole samples at which the beam is most like the shape. */
static size_t best_sample(struct family *family, const struct bin *beam, float *ret_peak)
{
    const struct spectra *s = family->spectra;
    for (size_t k = s->first; k < s->end; k++) {
        const struct bin *a = &family->shape[k], *b = &beam[k];
        family->product[k] =
            (struct bin){a->re * b->re + a->im * b->im, a->re * b->im - a->im * b->re};
    }
    kiss_fftri(family->inverse, (const kiss_fft_cpx *)family->product, family->correlation);
    size_t best = 0;
    for (size_t i = 1; i < s->window; i++)
        if (fabsf(family->correlation[i]) > fabsf(family->correlation[best]))
            best = i;
    *ret_peak = family->correlation[best];
    return best;
}

/* Golden section around a whole sample. */
static double best_delay(const struct family *family, const struct bin *beam, double around,
                         double sign)
{
    enum { STEPS = 16 };
    static const double GOLDEN = 0.6180339887498949;
    double low = around - 1.0, high = around + 1.0;
    for (int i = 0; i < STEPS; i++) {
        double a = high - GOLDEN * (high - low), b = low + GOLDEN * (high - low);
        if (sign * correlate(family, beam, a) > sign * correlate(family, beam, b))
            high = b;
        else
            low = a;
    }
    return 0.5 * (low + high);
}

struct likeness family_fit_rise(struct family *family, size_t rise, const struct bin *beam,
                                const float *response)
{
    struct likeness likeness = {0};
    for (int member = (int)rise; member < MEMBERS; member += FAMILY_RISES) {
        float peak;
        double energy = make_shape(family, member, response);
        size_t at = best_sample(family, beam, &peak);
        double gain = energy > 0.0 ? (double)peak * (double)peak / (4.0 * energy) : 0.0;
        if (gain > likeness.gain)
            likeness = (struct likeness){member, (double)at, peak < 0.0f ? -1.0 : 1.0, gain};
    }
    if (!(likeness.gain > 0.0))
        return likeness;
    double energy = make_shape(family, likeness.member, response);
    likeness.delay = best_delay(family, beam, likeness.delay, likeness.amplitude);
    double match = correlate(family, beam, likeness.delay);
    likeness.amplitude = match / energy;
    likeness.gain = match * match / energy;
    return likeness;
}

size_t family_fit(struct family *family, const struct bin *beam, const float *response,
                  struct likeness ret_likenesses[FAMILY_RISES])
{
    size_t best = 0;
    for (size_t r = 0; r < FAMILY_RISES; r++) {
        ret_likenesses[r] = family_fit_rise(family, r, beam, response);
        if (ret_likenesses[r].gain > ret_likenesses[best].gain)
            best = r;
    }
    return best;
}

void family_show(struct family *family, const struct likeness *likeness, const float *response,
                 struct bin *ret_known)
{
    const struct spectra *s = family->spectra;
    double phase = -2.0 * M_PI * likeness->delay / (double)s->window;
    memset(ret_known, 0, s->room * sizeof(*ret_known));
    if (!(likeness->gain > 0.0))
        return;
    (void)make_shape(family, likeness->member, response);
    for (size_t k = s->first; k < s->end; k++) {
        double turn = phase * (double)k;
        struct bin at = {(float)(likeness->amplitude * cos(turn)),
                         (float)(likeness->amplitude * sin(turn))};
        ret_known[k] = times(family->shape[k], at);
    }
}
