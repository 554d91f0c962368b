/* Level: a pulse through the air's filter, for a net of ranges and obstacles. */
#include "level.h"

#include <math.h>

static const double RANGE_FIRST_M = 10.0;

/* Recorders in the field sample at 8 to 48 kHz; beyond some hundred metres more changes nothing. */
static const double SAMPLE_RATE_HZ = 12000.0;

/* Detours of the net: from a graze to where every edge takes all that an edge can. */
static const double DETOUR_FIRST_M = 0.001, DETOUR_LAST_M = 300.0;

/* What a shadow takes goes with its length and with bending^(2/3) (tct_obstacle_db): one measure,
 * the length in a shadow of this bending. Beyond the last, turbulence is all that is heard. */
static const double SHADOW_BENDING_PER_S = 0.1, SHADOW_LAST_M = 1500.0;

enum { WAVE_SAMPLES = 2048, PHASES_LONG = 12 };

static double log_step(void)
{
    return log(TCT_COVERAGE_REACH_M / RANGE_FIRST_M) / (LEVEL_RANGES - 1);
}

static double detour_log_step(void)
{
    return log(DETOUR_LAST_M / DETOUR_FIRST_M) / (LEVEL_STEPS - 1);
}

/* The highest point of a pulse of peak 1 behind a filter. */
static double peak_behind(const double *taps, size_t tap_count, double phase_s)
{
    double wave[WAVE_SAMPLES], peak = 0.0;
    double long_s = PHASES_LONG * phase_s;
    size_t samples = (size_t)fmin(WAVE_SAMPLES, ceil(long_s * SAMPLE_RATE_HZ));
    for (size_t i = 0; i < samples; i++)
        wave[i] =
            tct_friedlander_mean(((double)i + 0.5) / SAMPLE_RATE_HZ, 1.0 / SAMPLE_RATE_HZ, phase_s);
    for (size_t n = 0; n < samples + tap_count; n++) {
        double sum = 0.0;
        for (size_t k = n < samples ? 0 : n - samples + 1; k <= n && k < tap_count; k++)
            sum += taps[k] * wave[n - k];
        peak = fmax(peak, fabs(sum));
    }
    return peak;
}

/* The source at a range, as if there were no air to take anything. */
static struct tct_blast blast_at(const struct tct_loudness *loudness, const struct tct_air *air,
                                 double range_m)
{
    if (loudness->charge_kg > 0.0)
        return tct_explosion(loudness->charge_kg, range_m, air->pressure_pa);
    return (struct tct_blast){loudness->peak_pa * tct_spreading(range_m),
                              loudness->positive_phase_s};
}

static struct tct_obstacle obstacle_of(enum level_way way, size_t step, double sound_speed_m_s)
{
    struct tct_obstacle obstacle = {.sound_speed_m_s = sound_speed_m_s};
    double share = (double)step / (LEVEL_STEPS - 1);
    if (way == WAY_EDGE)
        obstacle.detour_m = DETOUR_FIRST_M * exp(detour_log_step() * (double)step);
    if (way == WAY_SHADOW) {
        obstacle.shadow_m = SHADOW_LAST_M * share * share;
        obstacle.bending_per_s = -SHADOW_BENDING_PER_S;
    }
    return obstacle;
}

static double decibels(double pressure_pa)
{
    return 20.0 * log10(fmax(pressure_pa, 1e-12));
}

enum tct_status level_make(const struct tct_loudness *loudness, const struct tct_air *air,
                           double excess_db_per_km, struct level *ret_level, struct tct_error *err)
{
    struct tct_air_filter filter;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    double speed_m_s = tct_sound_speed_m_s(air->temperature_c);
    enum tct_status status = tct_air_filter_init_long(&filter, air, SAMPLE_RATE_HZ, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < LEVEL_RANGES; i++) {
        double range_m = RANGE_FIRST_M * exp(log_step() * (double)i);
        struct tct_blast blast = blast_at(loudness, air, range_m);
        double bare_db = decibels(blast.peak_pa) - 1e-3 * excess_db_per_km * range_m;
        ret_level->phase_s[i] = blast.positive_phase_s;
        tct_air_filter_taps(&filter, range_m, taps);
        ret_level->open_db[i] =
            bare_db + decibels(peak_behind(taps, filter.tap_count, blast.positive_phase_s));
        for (enum level_way way = WAY_EDGE; way < WAY_COUNT; way++) {
            for (size_t k = 0; k < LEVEL_STEPS; k++) {
                struct tct_obstacle obstacle = obstacle_of(way, k, speed_m_s);
                tct_obstacle_taps(&filter, range_m, &obstacle, taps);
                ret_level->obstacle_db[way][k][i] =
                    bare_db + decibels(peak_behind(taps, filter.tap_count, blast.positive_phase_s));
            }
        }
    }
    return TCT_OK;
}

/* A place between two of the net's. */
struct between {
    size_t low;
    double share;
};

static struct between between(double at, size_t count)
{
    double held = fmin(fmax(at, 0.0), (double)(count - 1));
    size_t low = (size_t)fmin(held, (double)(count - 2));
    return (struct between){low, held - (double)low};
}

static struct between range_between(double range_m)
{
    return between(log(range_m / RANGE_FIRST_M) / log_step(), LEVEL_RANGES);
}

static double look_up(const double *row, struct between range)
{
    return row[range.low] + range.share * (row[range.low + 1] - row[range.low]);
}

static double behind(const struct level *level, enum level_way way, double range_m, double step)
{
    struct between range = range_between(range_m), across = between(step, LEVEL_STEPS);
    double low = look_up(level->obstacle_db[way][across.low], range);
    double high = look_up(level->obstacle_db[way][across.low + 1], range);
    return low + across.share * (high - low);
}

double level_open_db(const struct level *level, double range_m)
{
    return look_up(level->open_db, range_between(range_m));
}

double level_behind_edge_db(const struct level *level, double range_m, double detour_m)
{
    return behind(level, WAY_EDGE, range_m, log(detour_m / DETOUR_FIRST_M) / detour_log_step());
}

double level_in_shadow_db(const struct level *level, double range_m, double shadow_m,
                          double bending_per_s)
{
    double strength = cbrt(bending_per_s / SHADOW_BENDING_PER_S);
    double like_m = shadow_m * strength * strength;
    return behind(level, WAY_SHADOW, range_m, (LEVEL_STEPS - 1) * sqrt(like_m / SHADOW_LAST_M));
}

double level_phase_s(const struct level *level, double range_m)
{
    return look_up(level->phase_s, range_between(range_m));
}
