/* What somebody else's program does with the installed libtacet-network: locates a shot in the
 * middle of six stations from exact onsets. */
#include <math.h>

#include "tacet/acoustics.h"
#include "tacet/network.h"

enum { STATIONS = 6 };

int main(void)
{
    const double x_m = 120.0, y_m = -80.0, speed_m_s = tct_sound_speed_m_s(15.0);
    struct tct_station stations[STATIONS];
    struct tct_detection detections[STATIONS];
    uint32_t picks[STATIONS];
    for (uint32_t i = 0; i < STATIONS; i++) {
        double angle = i * 2.0 * 3.141592653589793 / STATIONS;
        struct tct_station *s = &stations[i];
        *s = (struct tct_station){.x_m = 900.0 * cos(angle),
                                  .y_m = 700.0 * sin(angle),
                                  .position_sigma_m = 0.1,
                                  .clock_sigma_s = 1e-4};
        double seconds = tct_travel_time_s(s->x_m - x_m, s->y_m - y_m, 0.0, speed_m_s, 0.0, 0.0);
        detections[i] = tct_detection_at(i, tct_time_from_s(1000.0 + seconds));
        picks[i] = i;
    }
    struct tct_network network = {.stations = stations,
                                  .station_count = STATIONS,
                                  .propagation = {.floor_s = 0.01, .fraction = 0.003}};
    struct tct_group group = {.picks = picks, .pick_count = STATIONS, .log_odds = NAN};
    struct tct_event event;
    struct tct_error err;
    struct tct_arena arena;
    tct_arena_init(&arena, (size_t)1 << 24);
    enum tct_status status =
        tct_locate_group(&network, NULL, detections, STATIONS, &group, &arena, &event, &err);
    int good = status == TCT_OK && event.status == TCT_EVENT_LOCATED &&
               hypot(event.x_m - x_m, event.y_m - y_m) < 3.0;
    tct_arena_free(&arena);
    return good ? 0 : 1;
}
