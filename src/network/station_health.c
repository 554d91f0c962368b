/* Station health: correcting detections and stations by what was learned of them. */
#include <math.h>
#include <string.h>

#include "tacet/network.h"

/* Onset error when a detection does not say, as association takes it. */
static const double UNSTATED_SIGMA_S = 0.005;

static const struct tct_clock_piece *piece_at(const struct tct_station_health *health,
                                              int64_t shown_ns)
{
    size_t at = health->clock_count;
    while (at > 1 && health->clock[at - 1].from_ns > shown_ns)
        at--;
    return at > 0 && health->clock[at - 1].wrong ? &health->clock[at - 1] : NULL;
}

double tct_clock_off_s(const struct tct_station_health *health, int64_t shown_ns)
{
    const struct tct_clock_piece *piece = piece_at(health, shown_ns);
    if (piece == NULL)
        return 0;
    return piece->off_s + piece->drift * tct_time_between_s(piece->middle_ns, shown_ns);
}

static void correct_time(const struct tct_station_health *health, struct tct_detection *detection)
{
    const struct tct_clock_piece *piece = piece_at(health, detection->onset_ns);
    if (piece == NULL)
        return;
    double later_s = tct_time_between_s(piece->middle_ns, detection->onset_ns);
    double drifted_s = piece->drift_sigma * later_s;
    double sigma_s = isnan(detection->time_sigma_s) ? UNSTATED_SIGMA_S : detection->time_sigma_s;
    detection->onset_ns -= tct_time_from_s(piece->off_s + piece->drift * later_s);
    detection->time_sigma_s = hypot(sigma_s, hypot(piece->sigma_s, drifted_s));
}

static bool correct_places(const struct tct_network *network,
                           const struct tct_station_health *health, struct tct_arena *arena,
                           struct tct_network *ret_network)
{
    struct tct_station *stations = TCT_ARENA_NEW(arena, struct tct_station, network->station_count);
    if (stations == NULL)
        return false;
    memcpy(stations, network->stations, network->station_count * sizeof(*stations));
    for (size_t i = 0; i < network->station_count; i++) {
        if (!health[i].moved)
            continue;
        stations[i].x_m += health[i].moved_x_m;
        stations[i].y_m += health[i].moved_y_m;
        stations[i].position_sigma_m = hypot(stations[i].position_sigma_m, health[i].moved_sigma_m);
    }
    ret_network->stations = stations;
    return true;
}

static bool correct_times(const struct tct_network *network,
                          const struct tct_station_health *health,
                          const struct tct_detection *detections, size_t count,
                          struct tct_arena *arena, const struct tct_detection **ret_detections)
{
    struct tct_detection *corrected = TCT_ARENA_NEW(arena, struct tct_detection, count);
    if (corrected == NULL)
        return false;
    memcpy(corrected, detections, count * sizeof(*corrected));
    for (size_t i = 0; i < count; i++)
        if (corrected[i].station < network->station_count)
            correct_time(&health[corrected[i].station], &corrected[i]);
    *ret_detections = corrected;
    return true;
}

enum tct_status tct_correct(const struct tct_network *network,
                            const struct tct_association_report *report,
                            const struct tct_detection *detections, size_t count,
                            struct tct_arena *arena, struct tct_network *ret_network,
                            const struct tct_detection **ret_detections, struct tct_error *err)
{
    const struct tct_station_health *health = report->stations;
    bool moved = false, off = false;
    *ret_network = *network;
    *ret_detections = detections;
    for (size_t i = 0; health != NULL && i < network->station_count; i++) {
        moved |= health[i].moved;
        off |= health[i].clock_count > 0;
    }
    if ((moved && !correct_places(network, health, arena, ret_network)) ||
        (off && count > 0 &&
         !correct_times(network, health, detections, count, arena, ret_detections)))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory to correct %zu detections", count);
    return TCT_OK;
}
