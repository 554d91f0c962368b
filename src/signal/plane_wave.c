/* Plane waves: infrasound that crosses an array, window by window. */
#include "tacet/signal/plane_wave.h"

#include <kissfft/kiss_fftr.h>
#include <math.h>
#include <stdalign.h>
#include <string.h>

#include "fisher.h"
#include "pieces.h"
#include "wavefit.h"

enum {
    WINDOW_MAX = 1 << 16,
    HISTORY = 1024,     /* windows of late that tell what noise makes of F */
    HISTORY_LEAST = 24, /* and before so many nothing is judged */
    WINDOWS_LEAST = 2,  /* in a row make a detection */
};

static const double HISTORY_S = 3600.0;
/* What noise makes of F is read where signals do not reach. */
static const double HISTORY_QUANTILE = 0.4;
/* No wave crosses an array slower than this: -50 C against a storm. */
static const double SLOWEST_M_S = 270.0;
/* Windows agree whose slownesses differ by less, as a share of one over the speed of sound. */
static const double AGREE_SHARE = 0.25, AGREE_SPEED_M_S = 340.0;
/* What a mean over Hann's window is worth of one over as long a rectangle: the square of the mean
 * of its square over the mean of its fourth power. */
static const double HANN_SHARE = 0.514;
/* Phase that two neighbouring directions may differ by at the farthest element. */
static const double SEARCH_PHASE = 0.6;

/* What one window said. */
struct look {
    double middle, f, frequency, amplitude, freedom;
    double slowness[2], covariance[3];
    uint32_t used;
};

/* A row of windows that agree. */
struct row {
    struct look first, last, best;
    double best_scaled, best_p;
    size_t windows;
};

struct tct_wave_detector {
    struct tct_wave_config config;
    struct tct_element elements[TCT_ELEMENTS_MAX];
    struct spectra spectra;
    struct wavefitter fitter;
    size_t window, hop; /* samples */
    uint64_t end;       /* samples that were fed */
    uint64_t due;       /* the end of the window that comes next */
    float *ring[TCT_ELEMENTS_MAX];
    size_t ring_mask;
    float *sorted;
    struct look *looks; /* by number modulo HISTORY */
    uint64_t looked, judged;
    struct row row;
};

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
            piece_bytes(config->count * s.room * sizeof(float)) +
            3 * piece_bytes(s.room * sizeof(float)) + 5 * piece_bytes(s.room * sizeof(struct bin)) +
            piece_bytes(HISTORY * sizeof(float)) + piece_bytes(HISTORY * sizeof(struct look));
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
                                    .sound_speed_m_s = SLOWEST_M_S,
                                    .sound_speed_sigma_m_s = 1.0};
    d->fitter.search_delay_s = SEARCH_PHASE / (2.0 * M_PI * d->config.high_hz);
    d->fitter.amplitude = piece_cut(&rest, count * s.room * sizeof(float));
    d->fitter.weight = piece_cut(&rest, s.room * sizeof(float));
    d->fitter.sure = piece_cut(&rest, s.room * sizeof(float));
    d->fitter.response = piece_cut(&rest, s.room * sizeof(float));
    d->fitter.known = piece_cut(&rest, s.room * sizeof(struct bin));
    d->fitter.beam = piece_cut(&rest, s.room * sizeof(struct bin));
    for (size_t j = 0; j < 3; j++)
        d->fitter.slope[j] = piece_cut(&rest, s.room * sizeof(struct bin));
    d->sorted = piece_cut(&rest, HISTORY * sizeof(float));
    d->looks = piece_cut(&rest, HISTORY * sizeof(struct look));
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
        power +=
            (double)(s->spectrum[k].re * s->spectrum[k].re + s->spectrum[k].im * s->spectrum[k].im);
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
        double power = (double)(d->fitter.beam[k].re * d->fitter.beam[k].re +
                                d->fitter.beam[k].im * d->fitter.beam[k].im);
        beam += power;
        first += power * (double)k;
        for (size_t i = 0; i < s->count; i++) {
            struct bin bin = s->wave[i * s->room + k];
            if ((fit->used >> i & 1u) != 0)
                all += (double)(bin.re * bin.re + bin.im * bin.im);
        }
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
        double power = (double)(d->fitter.beam[k].re * d->fitter.beam[k].re +
                                d->fitter.beam[k].im * d->fitter.beam[k].im) /
                       noise;
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
        if ((fit->used >> i & 1u) != 0) {
            double off_s = d->elements[i].position_sigma_m / AGREE_SPEED_M_S;
            fit->information[i] = 1.0 / (1.0 / fmax(fit->information[i], 1e-3) + off_s * off_s);
        }
}

static bool look_at_window(struct tct_wave_detector *d, struct look *look)
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

/* The value of rank `rank`; shuffles the values (Hoare's selection). */
static float select_rank(float *values, size_t count, size_t rank)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        float pivot = values[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;; i++, j--) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i >= j)
                break;
            float value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
        if (rank <= j)
            high = j;
        else
            low = j + 1;
    }
    return values[rank];
}

/* What noise has made of F around a window: so many times what independent noise would. */
static double background(struct tct_wave_detector *d, const struct look *look)
{
    size_t count = 0;
    uint64_t oldest = d->looked > HISTORY ? d->looked - HISTORY : 0;
    for (uint64_t n = oldest; n < d->looked; n++) {
        const struct look *other = &d->looks[n % HISTORY];
        if (other->used == look->used &&
            fabs(other->middle - look->middle) <= HISTORY_S * d->config.rate_hz)
            d->sorted[count++] = (float)other->f;
    }
    if (count < HISTORY_LEAST)
        return (double)NAN;
    double number = (double)__builtin_popcount(look->used);
    double usual =
        (double)select_rank(d->sorted, count, (size_t)((double)count * HISTORY_QUANTILE));
    return usual /
           fisher_quantile(1.0 - HISTORY_QUANTILE, look->freedom, look->freedom * (number - 1.0));
}

static void tell_row(struct tct_wave_detector *d, tct_wave_fn *found, void *user)
{
    const struct row *row = &d->row;
    const struct look *best = &row->best;
    double sx = best->slowness[0], sy = best->slowness[1], length = hypot(sx, sy);
    double along = (sx * sx * best->covariance[0] + 2.0 * sx * sy * best->covariance[1] +
                    sy * sy * best->covariance[2]) /
                   (length * length);
    double across = (sy * sy * best->covariance[0] - 2.0 * sx * sy * best->covariance[1] +
                     sx * sx * best->covariance[2]) /
                    (length * length);
    if (row->windows >= WINDOWS_LEAST) {
        double azimuth = atan2(-sx, -sy);
        struct tct_wave wave = {
            .onset_sample = row->first.middle,
            .onset_sigma_sample = (double)d->window / sqrt(12.0),
            .end_sample = row->last.middle,
            .peak_sample = best->middle,
            .azimuth_rad = azimuth < 0.0 ? azimuth + 2.0 * M_PI : azimuth,
            .azimuth_sigma_rad = sqrt(across) / length,
            .apparent_speed_m_s = 1.0 / length,
            .apparent_speed_sigma_m_s = sqrt(along) / (length * length),
            .f_statistic = best->f,
            .f_scaled = row->best_scaled,
            .improbability = row->best_p,
            .frequency_hz = best->frequency,
            .amplitude = best->amplitude,
            .windows = row->windows,
            .used = best->used,
        };
        found(&wave, user);
    }
    d->row.windows = 0;
}

static bool agrees(const struct row *row, const struct look *look)
{
    double dx = look->slowness[0] - row->best.slowness[0];
    double dy = look->slowness[1] - row->best.slowness[1];
    return hypot(dx, dy) <= AGREE_SHARE / AGREE_SPEED_M_S;
}

/* Decides on one window: it begins a row, goes on with it or ends it. A hole of one window does not
 * end a row. */
static void judge(struct tct_wave_detector *d, const struct look *look, tct_wave_fn *found,
                  void *user)
{
    double scale = background(d, look);
    double number = (double)__builtin_popcount(look->used);
    double scaled = look->f / fmax(scale, 1.0);
    double p = fisher_exceeds(scaled, look->freedom, look->freedom * (number - 1.0));
    bool significant = isfinite(scale) && p <= d->config.significance;
    if (d->row.windows > 0 && ((significant && !agrees(&d->row, look)) ||
                               look->middle - d->row.last.middle > 2.5 * (double)d->hop))
        tell_row(d, found, user);
    if (!significant)
        return;
    if (d->row.windows == 0)
        d->row = (struct row){.first = *look, .best = *look, .best_scaled = scaled, .best_p = p};
    d->row.windows++;
    d->row.last = *look;
    if (look->f > d->row.best.f) {
        d->row.best = *look;
        d->row.best_scaled = scaled;
        d->row.best_p = p;
    }
}

static void take_window(struct tct_wave_detector *d, tct_wave_fn *found, void *user)
{
    struct look look;
    if (look_at_window(d, &look))
        d->looks[d->looked++ % HISTORY] = look;
    /* The first windows are judged when there are enough to compare them with. */
    while (d->judged < d->looked && d->looked >= HISTORY_LEAST)
        judge(d, &d->looks[d->judged++ % HISTORY], found, user);
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
    if (d->row.windows > 0)
        tell_row(d, found, user);
}

bool tct_wave_last(const struct tct_wave_detector *d, struct tct_wave_window *ret_window)
{
    if (d->looked == 0)
        return false;
    const struct look *look = &d->looks[(d->looked - 1) % HISTORY];
    double azimuth = atan2(-look->slowness[0], -look->slowness[1]);
    *ret_window = (struct tct_wave_window){
        .middle_sample = look->middle,
        .f_statistic = look->f,
        .azimuth_rad = azimuth < 0.0 ? azimuth + 2.0 * M_PI : azimuth,
        .apparent_speed_m_s = 1.0 / hypot(look->slowness[0], look->slowness[1])};
    return true;
}
