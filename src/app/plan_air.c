/* Plan, the air: the weather table's at the time, changed by what the options say. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plan.h"

static const double RAD_PER_DEGREE = 3.14159265358979323846 / 180.0;
static const double TEMPERATURE_C = 15.0;                   /* ICAO standard atmosphere */
static const double HUMIDITY = 0.7, PRESSURE_PA = 101325.0; /* common; the tables' are not read */

/* How the temperature changes with height: the middles of Pasquill's classes B, D and F (US Nuclear
 * Regulatory Commission, Regulatory Guide 1.23, table 1; of F and beyond, the usual clear night).
 */
static const struct sky {
    const char *name;
    double warmer_per_m;
} skies[] = {{"day", -0.018}, {"overcast", -0.010}, {"night", 0.025}};

enum { OVERCAST = 1 };

static enum tct_status sky_of(const char *name, const struct sky **ret_sky, struct tct_error *err)
{
    *ret_sky = &skies[OVERCAST];
    if (name == NULL)
        return TCT_OK;
    for (size_t i = 0; i < TCT_COUNT(skies); i++) {
        if (strcmp(skies[i].name, name) == 0) {
            *ret_sky = &skies[i];
            return TCT_OK;
        }
    }
    return tct_fail(err, TCT_ERR_USE, "--sky: found '%.60s', expected day, overcast or night",
                    name);
}

static const struct tct_weather *weather_at(const struct tct_network *network, int64_t time_ns)
{
    size_t i = network->weather_count;
    while (i > 1 && network->weather[i - 1].time_ns > time_ns)
        i--;
    return i > 0 ? &network->weather[i - 1] : NULL;
}

static double mean_temperature_c(const struct tct_network *network)
{
    double sum = 0.0;
    for (size_t i = 0; i < network->weather_count; i++)
        sum += network->weather[i].temperature_c;
    return network->weather_count > 0 ? sum / (double)network->weather_count : TEMPERATURE_C;
}

/* Where the wind blows from, clockwise from true north. */
static double from_deg(double from_rad, double north_rad)
{
    double degrees = (from_rad - north_rad) / RAD_PER_DEGREE;
    return degrees - 360.0 * floor(degrees / 360.0);
}

enum tct_status plan_air(struct plan *plan, struct tct_error *err)
{
    const struct plan_request *request = plan->request;
    const struct tct_sector *sector = &plan->ground->sector;
    const struct sky *sky = NULL;
    enum tct_status status = sky_of(request->sky, &sky, err);
    if (status != TCT_OK)
        return status;
    if (isnan(request->wind_from_deg) && request->wind_m_s > 0.0)
        return tct_fail(err, TCT_ERR_USE, "found --wind alone, expected --wind-from beside it");
    double north_rad = tct_frame_true_north_rad(sector->frame, (struct tct_plane){0.0, 0.0});
    double temperature_c = mean_temperature_c(&sector->network), wind_m_s = 0.0, from_rad = 0.0;
    const struct tct_weather *weather =
        plan->has_time ? weather_at(&sector->network, plan->time_ns) : NULL;
    if (weather != NULL) {
        temperature_c = weather->temperature_c;
        wind_m_s = weather->wind_speed_m_s;
        from_rad = weather->wind_from_rad;
    }
    if (!isnan(request->temperature_c))
        temperature_c = request->temperature_c;
    if (!isnan(request->wind_m_s))
        wind_m_s = request->wind_m_s;
    if (!isnan(request->wind_from_deg))
        from_rad = request->wind_from_deg * RAD_PER_DEGREE + north_rad;
    const struct tct_air air = {fmin(fmax(temperature_c, -50.0), 60.0), HUMIDITY, PRESSURE_PA};
    plan->setup.profile = tct_profile_with_wind(&air, -wind_m_s * sin(from_rad),
                                                -wind_m_s * cos(from_rad), sky->warmer_per_m);
    if (wind_m_s > 0.0)
        (void)snprintf(plan->air_text, PLAN_TEXT_BYTES, "%.0f °C, wind %.1f m/s from %.0f°, %s",
                       temperature_c, wind_m_s, from_deg(from_rad, north_rad), sky->name);
    else
        (void)snprintf(plan->air_text, PLAN_TEXT_BYTES, "%.0f °C, calm, %s", temperature_c,
                       sky->name);
    return TCT_OK;
}
