/* Bearing: the window of an impulse taken apart into plane waves.
 *
 * Search, doubt, refine, judge: a search over all directions; when the channels do not add up to
 * what they hold, one after the other is turned round or left out to see whether the rest does;
 * the best is refined with all bins; and an element whose delay alone contradicts the others is
 * left out after all. A second wave is looked for in what the first does not explain, and the two
 * are fitted in turn, each without the other (Li & Stoica 1996, RELAX). */
#include <math.h>
#include <stdalign.h>
#include <string.h>

#include "direction.h"
#include "pieces.h"
#include "posterior.h"
#include "scatter.h"
#include "spectra.h"
#include "tacet/signal.h"
#include "wavefit.h"

/* Directions are tried so close that a blast's delays are off by a fraction of its front. */
static const double SEARCH_DELAY_S = 40e-6;
/* The slowest sound in air there is: -90 C, against the wind. */
static const double SLOWEST_M_S = 240.0;
static const double LEAD_S = 0.0015;   /* an onset is known to a millisecond beforehand */
static const double TAIL_S = 0.005;    /* what of a pulse tells its delay */
static const double WINDOW_USED = 0.8; /* between the tapers */

/* Channels that add up to less of what they hold than this are doubted. */
static const double SHARE_DOUBTED = 0.8;
/* Log-likelihood that a doubt must gain: an element in a hundred is bad, in one of several ways. */
static const double DOUBT_COST = 8.0;
/* An element that hears the wave turned by so much of what the loudest hears is of the wrong
 * polarity; by less, it is deaf, and the sign is noise. */
static const double TURNED_SHARE = 0.3;
/* Energy over noise that makes a wave, 14 dB: far above what the best of all directions, shapes and
 * times reaches by chance. */
static const double WAVE_LEAST = 25.0;
/* A second wave: so much energy over noise, so much of the first one's (or it is what the first
 * one's fit left), in so much of what is left, and from elsewhere by so much of one over c. */
static const double SECOND_LEAST = 40.0, SECOND_SHARE = 0.08, SECOND_COHERENT = 0.6;
static const double SECOND_APART = 0.12;
enum { RELAXATIONS = 3 };

struct tct_bearing_finder {
    struct spectra spectra;
    struct family family;
    struct posterior_grid posterior;
    struct wavefitter fitter;
    struct tct_element elements[TCT_ELEMENTS_MAX];
    double rate_hz;
    size_t lead; /* samples of the window before the onset */
    struct bin *rest;
};

/* Samples of a window; ret_lead: those before the onset. */
static size_t window_of(const struct tct_bearing_config *config, size_t *ret_lead)
{
    struct geometry g;
    uint32_t all = config->count == 32 ? UINT32_MAX : (UINT32_C(1) << config->count) - 1;
    geometry_of(config->elements, config->count, all, &g);
    double reach_s = g.reach_m / SLOWEST_M_S;
    double needed = (LEAD_S + TAIL_S + 2.0 * reach_s) * config->rate_hz / WINDOW_USED;
    size_t window = 64;
    while ((double)window < needed && window <= TCT_BEARING_WINDOW_MAX)
        window *= 2;
    double spare = (double)window - needed;
    *ret_lead = (size_t)(0.1 * (double)window + (LEAD_S + reach_s) * config->rate_hz + spare / 4.0);
    return window;
}

static bool valid(const struct tct_bearing_config *config)
{
    return config->count >= TCT_BEARING_ELEMENTS_MIN && config->count <= TCT_ELEMENTS_MAX &&
           config->rate_hz >= TCT_RATE_MIN_HZ && config->rate_hz <= TCT_RATE_MAX_HZ;
}

size_t tct_bearing_finder_bytes(const struct tct_bearing_config *config)
{
    size_t lead;
    if (!valid(config))
        return 0;
    size_t window = window_of(config, &lead), room = window / 2 + 1;
    return piece_bytes(sizeof(struct tct_bearing_finder)) + spectra_bytes(config->count, window) +
           family_bytes(window) + posterior_bytes(window) + wavefitter_bytes(config->count, room) +
           piece_bytes(config->count * room * sizeof(struct bin));
}

static void lay_out(struct tct_bearing_finder *finder, char *rest,
                    const struct tct_bearing_config *config, size_t window)
{
    size_t room = window / 2 + 1;
    spectra_init(&finder->spectra, rest, config->count, window, config->rate_hz);
    rest += spectra_bytes(config->count, window);
    family_init(&finder->family, rest, &finder->spectra);
    rest += family_bytes(window);
    posterior_init(&finder->posterior, rest, window);
    rest += posterior_bytes(window);
    finder->fitter.family = &finder->family;
    finder->fitter.elements = finder->elements;
    finder->fitter.spectra = &finder->spectra;
    finder->fitter.data = finder->spectra.wave;
    finder->fitter.search_delay_s = SEARCH_DELAY_S;
    rest = wavefitter_cut(&finder->fitter, rest);
    finder->rest = piece_cut(&rest, config->count * room * sizeof(struct bin));
}

enum tct_status tct_bearing_finder_init(void *memory, size_t bytes,
                                        const struct tct_bearing_config *config,
                                        struct tct_bearing_finder **ret_finder,
                                        struct tct_error *err)
{
    size_t lead;
    if (!valid(config))
        return tct_fail(err, TCT_ERR_USE,
                        "found %zu elements at %g Hz, expected 3 to 32 at %g to %g Hz",
                        config->count, config->rate_hz, TCT_RATE_MIN_HZ, TCT_RATE_MAX_HZ);
    size_t window = window_of(config, &lead);
    if (window > TCT_BEARING_WINDOW_MAX)
        return tct_fail(
            err, TCT_ERR_UNSUPPORTED,
            "found an array too wide for %g Hz, expected a window of %d samples at most",
            config->rate_hz, TCT_BEARING_WINDOW_MAX);
    if (memory == NULL || bytes < tct_bearing_finder_bytes(config) ||
        (uintptr_t)memory % alignof(max_align_t) != 0)
        return tct_fail(err, TCT_ERR_USE,
                        "found too little memory for bearings, or not aligned, expected %zu bytes",
                        tct_bearing_finder_bytes(config));
    memset(memory, 0, tct_bearing_finder_bytes(config));
    struct tct_bearing_finder *finder = memory;
    finder->rate_hz = config->rate_hz;
    finder->lead = lead;
    memcpy(finder->elements, config->elements, config->count * sizeof(config->elements[0]));
    lay_out(finder, (char *)memory + piece_bytes(sizeof(*finder)), config, window);
    *ret_finder = finder;
    return TCT_OK;
}

size_t tct_bearing_before(const struct tct_bearing_finder *finder)
{
    return SPECTRA_NOISE_WINDOWS * finder->spectra.window + finder->lead;
}

size_t tct_bearing_after(const struct tct_bearing_finder *finder)
{
    return finder->spectra.window - finder->lead;
}

static size_t number_of(uint32_t mask)
{
    return (size_t)__builtin_popcount(mask);
}

/* Searches with some elements turned or left out; takes it when it is worth its cost. */
static void doubt(struct wavefitter *fitter, uint32_t used, uint32_t turned, double cost,
                  struct wavefit *best, uint32_t *best_turned, double *best_value)
{
    struct wavefit fit;
    wavefit_start(fitter, used, turned, &fit);
    if (fit.geometry.rank < 2)
        return;
    wavefit_search(fitter, &fit);
    if (fit.power - cost <= *best_value)
        return;
    *best_value = fit.power - cost;
    *best = fit;
    *best_turned = turned;
}

/* The elements that add up, and how: starts with all, and doubts one after the other as long as
 * that helps. */
static void find_consistent(struct wavefitter *fitter, struct wavefit *fit)
{
    uint32_t turned = 0;
    double value = -INFINITY;
    size_t count = fitter->spectra->count;
    doubt(fitter, fitter->spectra->live, 0, 0.0, fit, &turned, &value);
    for (size_t round = 1; round < count; round++) {
        if (value == -INFINITY ||
            wavefit_share(fitter, fit, wavefit_search_end(fitter, fit)) >= SHARE_DOUBTED)
            return;
        uint32_t used = fit->used, was_turned = turned;
        double before = value;
        for (size_t i = 0; i < count; i++) {
            uint32_t bit = UINT32_C(1) << i;
            if ((used & bit) == 0)
                continue;
            if ((was_turned & bit) == 0)
                doubt(fitter, used, was_turned | bit, (double)round * DOUBT_COST, fit, &turned,
                      &value);
            if (number_of(used) > TCT_BEARING_ELEMENTS_MIN)
                doubt(fitter, used & ~bit, was_turned & ~bit, (double)round * DOUBT_COST, fit,
                      &turned, &value);
        }
        if (value <= before)
            break;
    }
    /* The last search may not have been the one that was kept. */
    struct wavefit kept = *fit;
    wavefit_start(fitter, kept.used, turned, fit);
    memcpy(fit->slowness, kept.slowness, sizeof(fit->slowness));
    fit->power = kept.power;
}

/* Refines, and leaves out an element whose delay is off as long as there is one. */
static bool settle(struct tct_bearing_finder *finder, struct wavefit *fit,
                   struct scatter *ret_scatter)
{
    struct wavefitter *fitter = &finder->fitter;
    for (size_t round = 0; round < finder->spectra.count; round++) {
        wavefit_refine(fitter, fit);
        wavefit_residuals(fitter, fit);
        if (!scatter_judge(fitter, fit, 1.0 / finder->rate_hz, ret_scatter))
            return false;
        if (ret_scatter->odd == 0)
            return true;
        fit->used &= ~ret_scatter->odd;
        double slowness[3];
        geometry_to_xyz(&fit->geometry, fit->slowness, slowness);
        geometry_of(finder->elements, finder->spectra.count, fit->used, &fit->geometry);
        for (size_t j = 0; j < 3; j++)
            fit->slowness[j] = j < fit->geometry.rank ? dot3(fit->geometry.axis[j], slowness) : 0.0;
        for (size_t i = 0; i < finder->spectra.count; i++)
            if ((ret_scatter->odd >> i & 1u) != 0)
                fit->gain[i] = 0.0;
        wavefit_weigh_loudness(fitter, fit);
    }
    return false;
}

/* Fisher's ratio: the beam's power over that of what the used channels hold beside it, each by its
 * degrees of freedom (Melton & Bailey 1957). */
static double f_statistic(const struct wavefitter *fitter, const struct wavefit *fit)
{
    const struct spectra *s = fitter->spectra;
    double beam = 0.0, all = 0.0;
    for (size_t k = s->first; k < s->end; k++) {
        double w = (double)fitter->weight[k];
        beam += w * (double)bin_power(fitter->beam[k]);
        for (size_t i = 0; i < s->count; i++)
            if (wavefit_uses(fit, i))
                all += w * (double)bin_power(fitter->data[i * s->room + k]);
    }
    double rest = fmax(all - beam, 1e-9 * all);
    return rest > 0.0 ? (double)(number_of(fit->used) - 1) * beam / rest : (double)NAN;
}

/* Onset of the member of the family that the wave is most like, in samples of the window, at the
 * middle of the elements. */
static double onset_in_window(const struct tct_bearing_finder *finder)
{
    const struct likeness *likeness = &finder->fitter.likeness[finder->fitter.likest];
    double window = (double)finder->spectra.window;
    /* The window is a circle to the transform: what comes late in it may come before it. */
    return likeness->delay > 0.9 * window ? likeness->delay - window : likeness->delay;
}

static void describe(struct tct_bearing_finder *finder, const struct wavefit *fit,
                     struct scatter *scatter, const struct tct_bearing_air *air,
                     struct tct_bearing *ret)
{
    struct wavefitter *fitter = &finder->fitter;
    const struct spectra *s = &finder->spectra;
    double slowness[3], excess[3][3], xyz[3];
    *ret = (struct tct_bearing){.used = fit->used, .wrong = s->live & ~fit->used};
    memcpy(slowness, fit->slowness, sizeof(slowness));
    if (posterior_of(&finder->posterior, fitter, fit, slowness, excess))
        for (size_t j = 0; j < fit->geometry.rank; j++)
            for (size_t l = 0; l < fit->geometry.rank; l++)
                scatter->covariance[j][l] += excess[j][l];
    for (size_t j = 0; j < fit->geometry.rank; j++)
        slowness[j] += scatter->shift[j];
    direction_of(&fit->geometry, slowness, scatter->covariance, air, ret);
    wavefit_beam(fitter, fit, s->end);
    ret->scatter_s = scatter->sigma_s;
    ret->f_statistic = f_statistic(fitter, fit);
    ret->snr_db = 10.0 * log10(fmax(wavefit_energy(fitter), 1e-9));
    double loudest = 0.0;
    for (size_t i = 0; i < s->count; i++)
        loudest = fmax(loudest, fabs(fit->gain[i]));
    for (size_t i = 0; i < s->count; i++)
        if (wavefit_uses(fit, i) && fit->gain[i] < -TURNED_SHARE * loudest)
            ret->turned |= UINT32_C(1) << i;
    geometry_to_xyz(&fit->geometry, slowness, xyz);
    ret->onset_offset = onset_in_window(finder) - (double)finder->lead -
                        dot3(fit->geometry.middle, xyz) * finder->rate_hz;
}

/* Goes on with what the wave of `fit` does not explain. */
static void take_away(struct tct_bearing_finder *finder, const struct wavefit *fit)
{
    struct wavefitter *fitter = &finder->fitter;
    fitter->data = finder->spectra.wave;
    wavefit_take_away(fitter, fit, finder->rest);
    fitter->data = finder->rest;
}

/* Looks for a second wave; true, with both fitted without the other, when there is one. */
static bool find_second(struct tct_bearing_finder *finder, struct wavefit *first,
                        struct wavefit *second)
{
    struct wavefitter *fitter = &finder->fitter;
    double energy = wavefit_energy(fitter);
    uint32_t turned = 0;
    for (size_t i = 0; i < finder->spectra.count; i++)
        turned |= first->gain[i] < 0.0 ? UINT32_C(1) << i : 0;
    take_away(finder, first);
    wavefit_start(fitter, first->used, turned, second);
    wavefit_weigh_loudness(fitter, second);
    wavefit_search(fitter, second);
    double share = wavefit_share(fitter, second, wavefit_search_end(fitter, second));
    wavefit_refine(fitter, second);
    double left = wavefit_energy(fitter), off[3];
    for (size_t j = 0; j < 3; j++)
        off[j] = second->slowness[j] - first->slowness[j];
    if (left < SECOND_LEAST || left < SECOND_SHARE * energy || share < SECOND_COHERENT ||
        sqrt(dot3(off, off)) < SECOND_APART / fitter->sound_speed_m_s)
        return false;
    for (int round = 0; round < RELAXATIONS; round++) {
        wavefit_beam(fitter, second, finder->spectra.end);
        take_away(finder, second);
        wavefit_weigh_loudness(fitter, first);
        wavefit_refine(fitter, first);
        if (round == RELAXATIONS - 1)
            break;
        wavefit_beam(fitter, first, finder->spectra.end);
        take_away(finder, first);
        wavefit_weigh_loudness(fitter, second);
        wavefit_refine(fitter, second);
    }
    return true;
}

/* Both bearings anew when there is a second wave. Answers whether there is. */
static size_t add_second(struct tct_bearing_finder *finder, const struct wavefit *fit,
                         const struct tct_bearing_air *air, struct tct_bearing *bearings)
{
    struct wavefitter *fitter = &finder->fitter;
    struct wavefit first = *fit, second;
    struct scatter scatter;
    if (!find_second(finder, &first, &second))
        return 0;
    /* The first one is fitted last: without the second. */
    wavefit_residuals(fitter, &first);
    if (!scatter_judge(fitter, &first, 1.0 / finder->rate_hz, &scatter))
        return 0;
    struct tct_bearing both[TCT_BEARING_SOURCES];
    describe(finder, &first, &scatter, air, &both[0]);
    take_away(finder, &first);
    wavefit_weigh_loudness(fitter, &second);
    wavefit_refine(fitter, &second);
    wavefit_residuals(fitter, &second);
    if (!scatter_judge(fitter, &second, 1.0 / finder->rate_hz, &scatter))
        return 0;
    describe(finder, &second, &scatter, air, &both[1]);
    memcpy(bearings, both, sizeof(both));
    return 1;
}

size_t tct_bearing_find(struct tct_bearing_finder *finder, const float *const *channels,
                        uint32_t live, const struct tct_bearing_air *air,
                        struct tct_bearing *ret_bearings, size_t room)
{
    struct wavefitter *fitter = &finder->fitter;
    struct wavefit fit;
    struct scatter scatter;
    TCT_ASSERT(air->sound_speed_m_s >= 200.0 && air->sound_speed_m_s <= 500.0);
    TCT_ASSERT(air->sound_speed_sigma_m_s > 0.0);
    spectra_take(&finder->spectra, channels, live);
    if (room == 0 || number_of(finder->spectra.live) < TCT_BEARING_ELEMENTS_MIN)
        return 0;
    fitter->data = finder->spectra.wave;
    fitter->sound_speed_m_s = air->sound_speed_m_s;
    fitter->sound_speed_sigma_m_s = air->sound_speed_sigma_m_s;
    wavefit_start(fitter, finder->spectra.live, 0, &fit);
    wavefit_weigh_loudness(fitter, &fit);
    if (fit.geometry.rank < 2)
        return 0;
    find_consistent(fitter, &fit);
    if (!settle(finder, &fit, &scatter) || wavefit_energy(fitter) < WAVE_LEAST)
        return 0;
    describe(finder, &fit, &scatter, air, &ret_bearings[0]);
    return room > 1 && number_of(fit.used) > TCT_BEARING_ELEMENTS_MIN
               ? 1 + add_second(finder, &fit, air, ret_bearings)
               : 1;
}
