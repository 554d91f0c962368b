/* A network, what it heard and who shot: for the tests of location. Include after cmocka.h. */
#ifndef TACET_TEST_SCENE_H
#define TACET_TEST_SCENE_H

#include <math.h>
#include <string.h>

#include "near.h"
#include "tacet/acoustics.h"
#include "tacet/network.h"

enum { STATIONS_MOST = 64, DETECTIONS_MOST = 4096, GROUPS_MOST = 512 };

static const int64_t START_NS = INT64_C(1767225600000000000); /* 2026-01-01 */
static const struct tct_weather MILD = {INT64_C(1767225600000000000), 14.99, 0.0, 0.0};

/* A network and what it heard. */
struct scene {
    struct tct_station stations[STATIONS_MOST];
    struct tct_network network;
    struct tct_detection detections[DETECTIONS_MOST];
    size_t detection_count;
    uint32_t picks[DETECTIONS_MOST]; /* of all groups, one after the other */
    struct tct_group groups[GROUPS_MOST];
    struct tct_plane truth[GROUPS_MOST]; /* where the group's source was */
    size_t group_count;
    struct tct_arena arena;
    struct tct_random random;
};

static struct scene scene; /* large: one for all tests, made new by each */

static inline struct scene *scene_of(const struct tct_plane *places, size_t count)
{
    memset(&scene, 0, sizeof(scene));
    for (size_t i = 0; i < count; i++)
        scene.stations[i] = (struct tct_station){places[i].x_m, places[i].y_m, 0.0, 0.05, 1e-4};
    scene.network = (struct tct_network){.stations = scene.stations,
                                         .station_count = count,
                                         .weather = &MILD,
                                         .weather_count = 1,
                                         .propagation = {0.010, 0.003}};
    tct_arena_init(&scene.arena, 1 << 24);
    tct_random_init(&scene.random, 1, 0);
    for (size_t i = 0; i < DETECTIONS_MOST; i++)
        scene.picks[i] = (uint32_t)i;
    return &scene;
}

static const struct tct_plane SPREAD[] = {{-2600.0, 700.0}, {-1500.0, -1900.0}, {-300.0, 2100.0},
                                          {900.0, -800.0},  {1700.0, 1500.0},   {2900.0, -400.0},
                                          {400.0, 3300.0},  {3600.0, 2600.0}};

static inline double speed(void)
{
    return tct_sound_speed_m_s(MILD.temperature_c);
}

static inline struct tct_detection *heard(struct scene *s, uint32_t station, double time_s)
{
    assert_true(s->detection_count < DETECTIONS_MOST);
    struct tct_detection *d = &s->detections[s->detection_count++];
    *d = tct_detection_at(station, START_NS + tct_time_from_s(time_s));
    d->time_sigma_s = 0.0005;
    return d;
}

/* The path error that the sector expects, 1 sigma. */
static inline double path_sigma_s(const struct scene *s, double travel_s)
{
    return hypot(s->network.propagation.floor_s, s->network.propagation.fraction * travel_s);
}

/* All stations hear one source at (x, y) and `time_s`, with `noise` times the expected errors, in a
 * wind that the weather table does not know. A new group. */
static inline void shot(struct scene *s, double x, double y, double time_s, double noise,
                        struct tct_plane wind)
{
    size_t first = s->detection_count;
    for (size_t i = 0; i < s->network.station_count; i++) {
        double travel_s = tct_travel_time_s(s->stations[i].x_m - x, s->stations[i].y_m - y, 0.0,
                                            speed(), wind.x_m, wind.y_m);
        double wrong = noise * path_sigma_s(s, travel_s) * tct_random_normal(&s->random);
        heard(s, (uint32_t)i, time_s + travel_s + wrong);
    }
    s->truth[s->group_count] = (struct tct_plane){x, y};
    s->groups[s->group_count++] = (struct tct_group){.picks = s->picks + first,
                                                     .pick_count = s->detection_count - first,
                                                     .log_odds = (double)NAN};
}

static const struct tct_plane CALM = {0.0, 0.0};

static inline struct tct_event located_alone(struct scene *s, size_t group)
{
    struct tct_event event;
    struct tct_error err = {0};
    assert_int_equal(tct_locate_group(&s->network, NULL, s->detections, s->detection_count,
                                      &s->groups[group], &s->arena, &event, &err),
                     TCT_OK);
    return event;
}

static inline struct tct_event *located_together(struct scene *s)
{
    struct tct_event *events = NULL;
    struct tct_error err = {0};
    assert_int_equal(tct_locate_all(&s->network, s->detections, s->detection_count, s->groups,
                                    s->group_count, &s->arena, &events, &err),
                     TCT_OK);
    return events;
}

static inline double normalised_error2(const struct tct_event *e, double x, double y)
{
    double dx = e->x_m - x, dy = e->y_m - y;
    const double *c = e->covariance_m2;
    return (c[2] * dx * dx - 2.0 * c[1] * dx * dy + c[0] * dy * dy) / (c[0] * c[2] - c[1] * c[1]);
}

/* Sources all over, with a wind and warmth that the table does not know. */
static inline void shots_in_wind(struct scene *s, size_t count, struct tct_plane wind)
{
    for (size_t i = 0; i < count; i++) {
        double x = 6000.0 * (tct_random_uniform(&s->random) - 0.5);
        double y = 6000.0 * (tct_random_uniform(&s->random) - 0.5);
        shot(s, x, y, 10.0 * (double)i, 1.0, wind);
    }
}

#endif
