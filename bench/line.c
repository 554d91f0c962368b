/* A made-up line. */
#include "line.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "tacet/acoustics.h"

static const double SPACING_M = 1200.0, DEPTH_M = 4000.0;
static const double SHOTS_A_STATION = 12.0, CLUTTER_A_STATION = 20.0, REACH_M = 6000.0;
static const double ERROR_S = 0.015; /* of a path, about what floor and fraction below give */

static const double HOUR_S = 3600.0;

double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static double between(struct line *line, double low, double high)
{
    return low + (high - low) * tct_random_uniform(&line->random);
}

static void report(struct line *line, size_t station, double time_s)
{
    if (line->count == line->room) {
        line->room = 2 * line->room + 1024;
        line->detections = must(realloc(line->detections, line->room * sizeof(*line->detections)));
    }
    struct tct_detection *detection = &line->detections[line->count++];
    *detection = tct_detection_at((uint32_t)station, tct_time_from_s(time_s));
    detection->time_sigma_s = 0.0005;
}

static void shoot(struct line *line, double length_m, double long_s)
{
    double x = between(line, 0.0, length_m), y = between(line, -DEPTH_M, DEPTH_M);
    double time_s = between(line, 0.0, long_s);
    for (size_t s = 0; s < line->network.station_count; s++) {
        double dx = line->stations[s].x_m - x, dy = line->stations[s].y_m - y;
        double range_m = hypot(dx, dy);
        double heard = 0.9 / (1.0 + exp((range_m - REACH_M) / (0.1 * REACH_M)));
        if (range_m > 2.0 * REACH_M || tct_random_uniform(&line->random) > heard)
            continue;
        double travel_s = tct_travel_time_s(dx, dy, 0.0, tct_sound_speed_m_s(15.0), 0.0, 0.0);
        report(line, s, time_s + travel_s + ERROR_S * tct_random_normal(&line->random));
    }
}

void line_make(struct line *line, size_t stations, double long_s)
{
    *line = (struct line){.stations = must(calloc(stations, sizeof(*line->stations)))};
    tct_random_init(&line->random, 1, stations);
    line->network = (struct tct_network){
        .stations = line->stations, .station_count = stations, .propagation = {0.010, 0.003}};
    for (size_t s = 0; s < stations; s++)
        line->stations[s] = (struct tct_station){SPACING_M * ((double)s + between(line, 0.2, 0.8)),
                                                 between(line, -DEPTH_M, DEPTH_M), 0, 0.05, 1e-4};
    size_t shots = (size_t)(SHOTS_A_STATION * (double)stations * long_s / HOUR_S);
    for (size_t i = 0; i < shots; i++)
        shoot(line, SPACING_M * (double)stations, long_s);
    for (size_t s = 0; s < stations; s++)
        for (double t = 0;
             (t += HOUR_S / CLUTTER_A_STATION * tct_random_exponential(&line->random)) < long_s;)
            report(line, s, t);
}

void line_free(struct line *line)
{
    free(line->detections);
    free(line->stations);
}
