/* The air of one moment. */
#include "air.h"

#include "tacet/acoustics.h"

static const double TEMPERATURE_UNKNOWN_C = 15.0; /* ICAO standard atmosphere at sea level */

static const struct tct_weather *sample_at(const struct tct_network *network, int64_t time_ns)
{
    size_t low = 0, high = network->weather_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (network->weather[middle].time_ns <= time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return &network->weather[low > 0 ? low - 1 : 0];
}

struct air air_at(const struct tct_network *network, int64_t time_ns)
{
    if (network->weather_count == 0)
        return (struct air){.sound_speed_m_s = tct_sound_speed_m_s(TEMPERATURE_UNKNOWN_C)};
    const struct tct_weather *w = sample_at(network, time_ns);
    return (struct air){.sound_speed_m_s = tct_sound_speed_m_s(w->temperature_c),
                        .wind_x_m_s = -w->wind_speed_m_s * sin(w->wind_from_rad),
                        .wind_y_m_s = -w->wind_speed_m_s * cos(w->wind_from_rad)};
}
