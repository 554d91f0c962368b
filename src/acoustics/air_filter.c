/* Air filter: absorption along a path as a filter of minimum phase. */
#include "tacet/acoustics.h"

#include <math.h>
#include <stdbool.h>

static const double pi = 3.14159265358979323846;

enum { TAPS_MIN = 16 };

/* Beyond it a tone is below the last bit of any recording, and the logarithm would only upset the
 * recursion. */
static const double db_per_np = 8.685889638065036;
static const double deepest_np = 90.0 / 8.685889638065036;

static bool in_range(double value, double low, double high)
{
    return value >= low && value <= high; /* false for NaN */
}

static double frequency_of(const struct tct_air_filter *filter, size_t j)
{
    return 0.5 * filter->sample_rate_hz * (double)j / (double)(2 * filter->tap_count);
}

static enum tct_status init(struct tct_air_filter *filter, const struct tct_air *air,
                            double sample_rate_hz, double response_s, struct tct_error *err)
{
    if (!in_range(sample_rate_hz, 100.0, 192000.0))
        return tct_fail(err, TCT_ERR_USE, "air filter: sample rate %g Hz is outside 100 to 192000",
                        sample_rate_hz);
    if (!in_range(air->temperature_c, -50.0, 60.0) || !in_range(air->relative_humidity, 0.0, 1.0) ||
        !in_range(air->pressure_pa, 20000.0, 120000.0))
        return tct_fail(err, TCT_ERR_USE, "air filter: no such air: %g C, humidity %g, %g Pa",
                        air->temperature_c, air->relative_humidity, air->pressure_pa);

    double taps = ceil(response_s * sample_rate_hz);
    if (taps < TAPS_MIN)
        taps = TAPS_MIN;
    if (taps > TCT_AIR_FILTER_TAPS_MAX)
        taps = TCT_AIR_FILTER_TAPS_MAX;
    filter->sample_rate_hz = sample_rate_hz;
    filter->tap_count = (size_t)taps;

    size_t grid = 2 * filter->tap_count;
    filter->absorption_np_per_m[0] = 0.0;
    for (size_t j = 1; j <= grid; j++) {
        filter->absorption_np_per_m[j] =
            tct_absorption_db_per_m(air, frequency_of(filter, j)) / db_per_np;
    }
    for (size_t j = 0; j < 2 * grid; j++)
        filter->cosine[j] = cos(pi * (double)j / (double)grid);
    return TCT_OK;
}

enum tct_status tct_air_filter_init(struct tct_air_filter *filter, const struct tct_air *air,
                                    double sample_rate_hz, struct tct_error *err)
{
    return init(filter, air, sample_rate_hz, 0.006, err);
}

enum tct_status tct_air_filter_init_long(struct tct_air_filter *filter, const struct tct_air *air,
                                         double sample_rate_hz, struct tct_error *err)
{
    return init(filter, air, sample_rate_hz, 0.03, err);
}

/* Logarithm of the wanted magnitude at frequency `j` of the grid. */
static double log_magnitude(const struct tct_air_filter *filter, size_t j, double range_m,
                            const struct tct_obstacle *obstacle)
{
    double np = filter->absorption_np_per_m[j] * range_m;
    if (obstacle != NULL)
        np += tct_obstacle_db(obstacle, frequency_of(filter, j)) / db_per_np;
    return -(np < deepest_np ? np : deepest_np);
}

/* Coefficient k of the cosine series of `wanted`, by the trapezoidal rule. */
static double cosine_coefficient(const struct tct_air_filter *filter, const double *wanted,
                                 size_t k)
{
    size_t grid = 2 * filter->tap_count;
    double sum = 0.5 * (wanted[0] + (k % 2 == 0 ? wanted[grid] : -wanted[grid]));
    size_t phase = 0; /* k j, modulo one turn */
    for (size_t j = 1; j < grid; j++) {
        phase += k;
        if (phase >= 2 * grid)
            phase -= 2 * grid;
        sum += wanted[j] * filter->cosine[phase];
    }
    return (k == 0 ? 1.0 : 2.0) * sum / (double)grid;
}

static void make_taps(const struct tct_air_filter *filter, double range_m,
                      const struct tct_obstacle *obstacle, double *ret_taps)
{
    /* The real cepstrum, folded onto positive times, is the complex cepstrum of the filter of
     * minimum phase with that magnitude. */
    double wanted[2 * TCT_AIR_FILTER_TAPS_MAX + 1], cepstrum[TCT_AIR_FILTER_TAPS_MAX] = {0.0};
    for (size_t j = 0; j <= 2 * filter->tap_count; j++)
        wanted[j] = log_magnitude(filter, j, range_m, obstacle);
    for (size_t k = 0; k < filter->tap_count; k++)
        cepstrum[k] = cosine_coefficient(filter, wanted, k);
    /* n h[n] = sum over k of k c[k] h[n - k]. */
    ret_taps[0] = exp(cepstrum[0]);
    for (size_t n = 1; n < filter->tap_count; n++) {
        double sum = 0.0;
        for (size_t k = 1; k <= n; k++)
            sum += (double)k * cepstrum[k] * ret_taps[n - k];
        ret_taps[n] = sum / (double)n;
    }
}

void tct_air_filter_taps(const struct tct_air_filter *filter, double range_m, double *ret_taps)
{
    make_taps(filter, range_m, NULL, ret_taps);
}

void tct_obstacle_taps(const struct tct_air_filter *filter, double range_m,
                       const struct tct_obstacle *obstacle, double *ret_taps)
{
    make_taps(filter, range_m, obstacle, ret_taps);
}

void tct_ground_taps(const struct tct_air_filter *filter, double flow_resistivity, double sine,
                     double range_m, double sound_speed_m_s, double *ret_taps)
{
    double wanted[2 * TCT_AIR_FILTER_TAPS_MAX + 1];
    for (size_t j = 0; j <= 2 * filter->tap_count; j++) {
        /* At the frequency 0 every ground is hard; a little above it the formulas still hold. */
        double hz = j > 0 ? frequency_of(filter, j) : 0.01;
        wanted[j] = tct_ground_reflection(flow_resistivity, hz, sine, range_m, sound_speed_m_s).re;
    }
    for (size_t k = 0; k < filter->tap_count; k++)
        ret_taps[k] = cosine_coefficient(filter, wanted, k);
}
