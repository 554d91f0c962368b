/* Plane waves, rows: windows that are no noise and agree with each other are one wave. */
#include <math.h>

#include "fisher.h"
#include "plane_wave_parts.h"

enum { WINDOWS_LEAST = 2 }; /* in a row make a detection */

static const double HISTORY_S = 3600.0;
/* What noise makes of F is read where signals do not reach. */
static const double HISTORY_QUANTILE = 0.4;
/* Windows agree whose slownesses differ by less, as a share of one over the speed of sound. */
static const double AGREE_SHARE = 0.25;

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
    uint64_t oldest = d->looked > WAVE_HISTORY ? d->looked - WAVE_HISTORY : 0;
    for (uint64_t n = oldest; n < d->looked; n++) {
        const struct look *other = &d->looks[n % WAVE_HISTORY];
        if (other->used == look->used &&
            fabs(other->middle - look->middle) <= HISTORY_S * d->config.rate_hz)
            d->sorted[count++] = (float)other->f;
    }
    if (count < WAVE_HISTORY_LEAST)
        return (double)NAN;
    double number = (double)__builtin_popcount(look->used);
    double usual =
        (double)select_rank(d->sorted, count, (size_t)((double)count * HISTORY_QUANTILE));
    return usual /
           fisher_quantile(1.0 - HISTORY_QUANTILE, look->freedom, look->freedom * (number - 1.0));
}

void wave_tell_row(struct tct_wave_detector *d, tct_wave_fn *found, void *user)
{
    const struct row *row = &d->row;
    const struct look *best = &row->best;
    double sx = best->slowness[0], sy = best->slowness[1], length = hypot(sx, sy);
    if (row->windows >= WINDOWS_LEAST) {
        double along = (sx * sx * best->covariance[0] + 2.0 * sx * sy * best->covariance[1] +
                        sy * sy * best->covariance[2]) /
                       (length * length);
        double across = (sy * sy * best->covariance[0] - 2.0 * sx * sy * best->covariance[1] +
                         sx * sx * best->covariance[2]) /
                        (length * length);
        struct tct_wave wave = {
            .onset_sample = row->first.middle,
            .onset_sigma_sample = (double)d->window / sqrt(12.0),
            .end_sample = row->last.middle,
            .peak_sample = best->middle,
            .azimuth_rad = wave_azimuth(best),
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
    return hypot(dx, dy) <= AGREE_SHARE / WAVE_SPEED_M_S;
}

/* A hole of one window does not end a row. */
void wave_judge(struct tct_wave_detector *d, const struct look *look, tct_wave_fn *found,
                void *user)
{
    double scale = background(d, look);
    double number = (double)__builtin_popcount(look->used);
    double scaled = look->f / fmax(scale, 1.0);
    double p = fisher_exceeds(scaled, look->freedom, look->freedom * (number - 1.0));
    bool significant = isfinite(scale) && p <= d->config.significance;
    if ((significant && !agrees(&d->row, look)) ||
        look->middle - d->row.last.middle > 2.5 * (double)d->hop)
        wave_tell_row(d, found, user);
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
