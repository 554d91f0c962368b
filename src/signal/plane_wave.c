/* Plane waves: infrasound that crosses an array, window by window. */
#include "tacet/signal/plane_wave.h"

#include <math.h>
#include <stdalign.h>
#include <string.h>

#include "pieces.h"
#include "plane_wave_parts.h"

enum { WINDOW_MAX = 1 << 16 };

/* Phase that two neighbouring directions may differ by at the farthest element. */
static const double SEARCH_PHASE = 0.6;

static bool within(double value, double least, double most)
{
    return value >= least && value <= most;
}

struct tct_wave_config tct_wave_defaults(double rate_hz, const struct tct_element *elements,
                                         size_t count)
{
    return (struct tct_wave_config){.rate_hz = rate_hz,
                                    .elements = elements,
                                    .count = count,
                                    .window_s = 10.0,
                                    .overlap = 0.5,
                                    .low_hz = 0.5,
                                    .high_hz = fmin(5.0, 0.4 * rate_hz),
                                    .significance = 1e-3};
}

static bool valid(const struct tct_wave_config *c)
{
    return within((double)c->count, 3.0, TCT_ELEMENTS_MAX) &&
           within(c->rate_hz, 1.0, TCT_WAVE_RATE_BELOW_HZ) && within(c->window_s, 1.0, 600.0) &&
           within(c->window_s * c->rate_hz, 32.0, WINDOW_MAX) && within(c->overlap, 0.0, 0.9) &&
           within(c->low_hz * c->window_s, 1.0, 1e9) && c->high_hz > c->low_hz &&
           c->high_hz <= 0.45 * c->rate_hz && within(c->significance, 1e-12, 0.1) &&
           (c->high_hz - c->low_hz) * c->window_s >= 4.0;
}

struct sizes {
    size_t window, transform, room, ring, all;
};

static struct sizes sizes_of(const struct tct_wave_config *config)
{
    struct sizes s = {.window = (size_t)(config->window_s * config->rate_hz)};
    s.transform = tct_ring_capacity_for(s.window);
    s.room = s.transform / 2 + 1;
    s.ring = tct_ring_capacity_for(s.window);
    s.all = piece_bytes(sizeof(struct tct_wave_detector)) +
            spectra_bytes(config->count, s.transform) +
            config->count * piece_bytes(s.ring * sizeof(float)) +
            wavefitter_bytes(config->count, s.room) + piece_bytes(WAVE_HISTORY * sizeof(float)) +
            piece_bytes(WAVE_HISTORY * sizeof(struct look));
    return s;
}

size_t tct_wave_bytes(const struct tct_wave_config *config)
{
    return valid(config) ? sizes_of(config).all : 0;
}

static void lay_out(struct tct_wave_detector *d, char *rest, struct sizes s)
{
    size_t count = d->config.count;
    double step_hz = d->config.rate_hz / (double)s.transform;
    spectra_init(&d->spectra, rest, count, s.transform, d->config.rate_hz);
    rest += spectra_bytes(count, s.transform);
    d->spectra.first = (size_t)ceil(d->config.low_hz / step_hz);
    d->spectra.end = (size_t)floor(d->config.high_hz / step_hz) + 1;
    for (size_t i = 0; i < count; i++)
        d->ring[i] = piece_cut(&rest, s.ring * sizeof(float));
    d->ring_mask = s.ring - 1;
    d->fitter = (struct wavefitter){.elements = d->elements,
                                    .spectra = &d->spectra,
                                    .data = d->spectra.wave,
                                    .sound_speed_m_s = WAVE_SLOWEST_M_S,
                                    .sound_speed_sigma_m_s = 1.0};
    d->fitter.search_delay_s = SEARCH_PHASE / (2.0 * M_PI * d->config.high_hz);
    rest = wavefitter_cut(&d->fitter, rest);
    d->sorted = piece_cut(&rest, WAVE_HISTORY * sizeof(float));
    d->looks = piece_cut(&rest, WAVE_HISTORY * sizeof(struct look));
}

enum tct_status tct_wave_init(void *memory, size_t bytes, const struct tct_wave_config *config,
                              struct tct_wave_detector **ret_detector, struct tct_error *err)
{
    struct geometry g;
    if (!valid(config))
        return tct_fail(
            err, TCT_ERR_USE,
            "found windows of %g s, %g to %g Hz at %g samples a second of %zu elements, "
            "expected 3 elements or more, a band below 0.45 of the rate and at least "
            "four times as wide as one over the window",
            config->window_s, config->low_hz, config->high_hz, config->rate_hz, config->count);
    struct sizes sizes = sizes_of(config);
    if (memory == NULL || bytes < sizes.all || (uintptr_t)memory % alignof(max_align_t) != 0)
        return tct_fail(err, TCT_ERR_USE,
                        "found too little memory for plane waves, or not aligned, expected %zu "
                        "bytes",
                        sizes.all);
    memset(memory, 0, sizes.all);
    struct tct_wave_detector *d = memory;
    d->config = *config;
    for (size_t i = 0; i < config->count; i++) {
        d->elements[i] = config->elements[i];
        d->elements[i].z_m = 0.0;
    }
    d->config.elements = d->elements;
    geometry_of(d->elements, config->count, UINT32_MAX >> (32 - config->count), &g);
    if (g.rank < 2)
        return tct_fail(err, TCT_ERR_UNSUPPORTED,
                        "found elements in one line, expected some to either side");
    lay_out(d, (char *)memory + piece_bytes(sizeof(*d)), sizes);
    d->window = sizes.window;
    double hop = floor((double)sizes.window * (1.0 - config->overlap) + 0.5);
    d->hop = hop < 1.0 ? 1 : (size_t)hop;
    d->due = d->window;
    *ret_detector = d;
    return TCT_OK;
}

static void take_window(struct tct_wave_detector *d, tct_wave_fn *found, void *user)
{
    struct look look;
    if (wave_look(d, &look))
        d->looks[d->looked++ % WAVE_HISTORY] = look;
    /* The first windows are judged when there are enough to compare them with. */
    while (d->judged < d->looked && d->looked >= WAVE_HISTORY_LEAST)
        wave_judge(d, &d->looks[d->judged++ % WAVE_HISTORY], found, user);
}

void tct_wave_feed(struct tct_wave_detector *d, const float *const *channels, size_t count,
                   tct_wave_fn *found, void *user)
{
    for (size_t j = 0; j < count; j++) {
        for (size_t i = 0; i < d->config.count; i++)
            d->ring[i][d->end & d->ring_mask] = channels[i][j];
        d->end++;
        if (d->end == d->due) {
            take_window(d, found, user);
            d->due += d->hop;
        }
    }
}

void tct_wave_finish(struct tct_wave_detector *d, tct_wave_fn *found, void *user)
{
    wave_tell_row(d, found, user);
}

bool tct_wave_last(const struct tct_wave_detector *d, struct tct_wave_window *ret_window)
{
    if (d->looked == 0)
        return false;
    const struct look *look = &d->looks[(d->looked - 1) % WAVE_HISTORY];
    *ret_window = (struct tct_wave_window){.middle_sample = look->middle,
                                           .f_statistic = look->f,
                                           .azimuth_rad = wave_azimuth(look),
                                           .apparent_speed_m_s =
                                               1.0 / hypot(look->slowness[0], look->slowness[1])};
    return true;
}
