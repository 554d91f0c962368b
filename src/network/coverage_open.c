/* Coverage, prepared: what the setup must be, and who could hear at all from how far. */
#include <math.h>
#include <stdlib.h>

#include "listeners.h"

static const double REACH_STEP_M = 20.0;

static bool in_range(double value, double low, double high)
{
    return value >= low && value <= high; /* false for NaN */
}

static enum tct_status check_ear(const struct tct_ear *ear, size_t station, struct tct_error *err)
{
    bool good = in_range(ear->noise_pa, 1e-9, 1e3) && in_range(ear->threshold_db, -20.0, 100.0) &&
                in_range(ear->listening_p, 0.0, 1.0) && in_range(ear->height_m, 0.0, 1e4) &&
                in_range(ear->onset_sigma_s, 1e-9, 10.0) &&
                (isnan(ear->azimuth_sigma_rad) || in_range(ear->azimuth_sigma_rad, 1e-6, 4.0));
    return good ? TCT_OK
                : tct_fail(err, TCT_ERR_USE, "coverage: station %zu does not hear like one",
                           station);
}

static enum tct_status check(const struct tct_coverage_setup *setup, struct tct_error *err)
{
    const struct tct_loudness *loud = &setup->loudness;
    const struct tct_profile *profile = &setup->profile;
    bool charge = loud->charge_kg != 0.0;
    bool is_loud =
        charge ? in_range(loud->charge_kg, 1e-6, 1e6)
               : in_range(loud->peak_pa, 1e-6, 1e9) && in_range(loud->positive_phase_s, 5e-5, 0.1);
    if (!is_loud || !in_range(loud->height_m, 0.0, 1e4))
        return tct_fail(err, TCT_ERR_USE, "coverage: no such source");
    if (!in_range(hypot(profile->wind_x_m_s, profile->wind_y_m_s), 0.0, 120.0) ||
        !in_range(profile->warmer_per_m, -1.0, 1.0) ||
        !in_range(hypot(profile->windier_x_per_s, profile->windier_y_per_s), 0.0, 3.0))
        return tct_fail(err, TCT_ERR_USE, "coverage: no such air");
    if (!in_range(setup->excess_db_per_km, 0.0, 100.0) || !in_range(setup->spread_db, 0.1, 40.0))
        return tct_fail(err, TCT_ERR_USE, "coverage: no such paths");
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < setup->network->station_count && status == TCT_OK; i++)
        status = check_ear(&setup->ears[i], i, err);
    return status;
}

/* From where on a sound is below `lowest_db` (over 1 Pa) for good. Levels fall with range. */
static double reach_m(const struct level *level, double lowest_db)
{
    double low = 0.0, high = TCT_COVERAGE_REACH_M;
    if (level_open_db(level, high) >= lowest_db)
        return high;
    while (high - low > REACH_STEP_M) {
        double middle = 0.5 * (low + high);
        if (level_open_db(level, middle) >= lowest_db)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static struct listener listen(const struct tct_coverage *coverage, uint32_t station)
{
    const struct tct_station *place = &coverage->setup.network->stations[station];
    const struct tct_ear *ear = &coverage->setup.ears[station];
    struct listener listener = {.x_m = place->x_m,
                                .y_m = place->y_m,
                                .noise_db = 20.0 * log10(ear->noise_pa),
                                .listening_p = ear->listening_p,
                                .height_m = ear->height_m,
                                .station = station};
    listener.threshold_db = listener.noise_db + ear->threshold_db;
    double reach =
        reach_m(&coverage->level, listener.threshold_db - HEARS_SIGMAS * coverage->setup.spread_db);
    listener.reach2_m2 = ear->listening_p > 0.0 ? reach * reach : 0.0;
    return listener;
}

static int by_x(const void *a, const void *b)
{
    const struct listener *p = a, *q = b;
    if (p->x_m != q->x_m)
        return p->x_m < q->x_m ? -1 : 1;
    return (p->station > q->station) - (p->station < q->station);
}

/* Whether sounds fade alike, for which all else does not matter. */
static bool fades_alike(const struct tct_coverage_setup *a, const struct tct_coverage_setup *b)
{
    const struct tct_loudness *p = &a->loudness, *q = &b->loudness;
    const struct tct_air *s = &a->profile.air, *t = &b->profile.air;
    return p->charge_kg == q->charge_kg && p->peak_pa == q->peak_pa &&
           p->positive_phase_s == q->positive_phase_s && s->temperature_c == t->temperature_c &&
           s->relative_humidity == t->relative_humidity && s->pressure_pa == t->pressure_pa &&
           a->excess_db_per_km == b->excess_db_per_km;
}

static enum tct_status make_level(const struct tct_coverage_setup *setup, struct level *ret,
                                  struct tct_error *err)
{
    if (setup->like == NULL || !fades_alike(setup, &setup->like->setup))
        return level_make(&setup->loudness, &setup->profile.air, setup->excess_db_per_km, ret, err);
    *ret = setup->like->level;
    return TCT_OK;
}

enum tct_status tct_coverage_open(const struct tct_coverage_setup *setup, struct tct_arena *arena,
                                  struct tct_coverage **ret_coverage, struct tct_error *err)
{
    size_t count = setup->network->station_count;
    const struct tct_air *air = &setup->profile.air;
    struct tct_coverage *coverage = TCT_ARENA_NEW(arena, struct tct_coverage, 1);
    enum tct_status status = check(setup, err);
    if (status != TCT_OK)
        return status;
    struct listener *listeners = TCT_ARENA_NEW(arena, struct listener, count);
    uint32_t *listener_of = TCT_ARENA_NEW(arena, uint32_t, count);
    if (coverage == NULL || listeners == NULL || listener_of == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "coverage: no memory for %zu stations", count);
    *coverage = (struct tct_coverage){.setup = *setup,
                                      .listeners = listeners,
                                      .listener_of = listener_of,
                                      .sound_speed_m_s = tct_sound_speed_m_s(air->temperature_c),
                                      .prior = tct_air_prior(setup->network)};
    /* c goes with the square root of the absolute temperature. */
    coverage->warm_bending_per_s = 0.5 * coverage->sound_speed_m_s / (air->temperature_c + 273.15) *
                                   setup->profile.warmer_per_m;
    coverage->setup.like = NULL; /* which may not last as long */
    status = make_level(setup, &coverage->level, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        listeners[i] = listen(coverage, (uint32_t)i);
        coverage->reach_m = fmax(coverage->reach_m, sqrt(listeners[i].reach2_m2));
    }
    if (count > 0)
        qsort(listeners, count, sizeof(*listeners), by_x);
    for (size_t i = 0; i < count; i++)
        listener_of[listeners[i].station] = (uint32_t)i;
    *ret_coverage = coverage;
    return TCT_OK;
}
