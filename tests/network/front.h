/* A front: a grid of stations, shots that those within reach hear with clocks that may be off, and
 * clutter. Include after cmocka.h. */
#ifndef TACET_TEST_FRONT_H
#define TACET_TEST_FRONT_H

#include "scene.h"

enum { COLUMNS = 8, ROWS = 4 };

static const double SPACING_M = 1200.0, REACH_M = 3500.0, FRONT_S = 3000.0;

/* What one station's clock shows minus UTC. */
struct wrong_clock {
    uint32_t station;
    double off_s, drift, jump_at_s, jump_s;
};

static const struct wrong_clock NO_CLOCK = {UINT32_MAX, 0.0, 0.0, 0.0, 0.0};

static inline struct scene *front(uint64_t seed)
{
    struct tct_plane places[COLUMNS * ROWS];
    struct tct_random random;
    tct_random_init(&random, seed, 1);
    for (size_t i = 0; i < COLUMNS * ROWS; i++) {
        places[i].x_m = SPACING_M * ((double)(i % COLUMNS) + 0.5 * tct_random_uniform(&random));
        places[i].y_m = SPACING_M * ((double)(i / COLUMNS) + 0.5 * tct_random_uniform(&random));
    }
    struct scene *s = scene_of(places, COLUMNS * ROWS);
    tct_arena_init(&s->arena, 1 << 26);
    tct_random_init(&s->random, seed, 2);
    return s;
}

static inline double shown_s(const struct wrong_clock *clock, uint32_t station, double true_s)
{
    if (station != clock->station)
        return true_s;
    double jumped_s = true_s >= clock->jump_at_s ? clock->jump_s : 0.0;
    return true_s + clock->off_s + clock->drift * true_s + jumped_s;
}

/* A shot as nine in ten of the stations within reach report it; true place and count go to the
 * groups of the scene, which association does not see. */
static inline void fire_at(struct scene *s, struct tct_plane at, double time_s,
                           const struct wrong_clock *clock)
{
    size_t first = s->detection_count;
    for (uint32_t i = 0; i < s->network.station_count; i++) {
        double dx = s->stations[i].x_m - at.x_m, dy = s->stations[i].y_m - at.y_m;
        double travel_s = hypot(dx, dy) / speed();
        double wrong_s = path_sigma_s(s, travel_s) * tct_random_normal(&s->random);
        if (hypot(dx, dy) > REACH_M || tct_random_uniform(&s->random) > 0.9)
            continue;
        (void)heard(s, i, shown_s(clock, i, time_s + travel_s + wrong_s));
    }
    s->truth[s->group_count] = at;
    s->groups[s->group_count++] = (struct tct_group){.picks = s->picks + first,
                                                     .pick_count = s->detection_count - first,
                                                     .log_odds = (double)NAN};
}

static inline struct tct_plane anywhere(struct scene *s)
{
    double x = tct_random_uniform(&s->random), y = tct_random_uniform(&s->random);
    return (struct tct_plane){COLUMNS * SPACING_M * x, ROWS * SPACING_M * y};
}

static inline void clutter(struct scene *s, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double at_s = FRONT_S * tct_random_uniform(&s->random);
        (void)heard(s, (uint32_t)(COLUMNS * ROWS * tct_random_uniform(&s->random)), at_s);
    }
}

/* Shots all over, in the order of their time. */
static inline void fire_all_over(struct scene *s, size_t count, const struct wrong_clock *clock)
{
    for (size_t i = 0; i < count; i++) {
        struct tct_plane at = anywhere(s);
        double spread = tct_random_uniform(&s->random);
        fire_at(s, at, FRONT_S * ((double)i + spread) / (double)count, clock);
    }
    clutter(s, 300);
}

/* What comes of it. */
struct result {
    struct tct_association_report report;
    struct tct_network network;
    const struct tct_detection *detections;
    struct tct_event *events;
    size_t count;
};

static inline struct result events_of(struct scene *s)
{
    struct result r;
    struct tct_group *groups = NULL;
    struct tct_error err = {0};
    assert_int_equal(tct_associate(&s->network, s->detections, s->detection_count, &s->arena,
                                   &groups, &r.count, &r.report, &err),
                     TCT_OK);
    assert_int_equal(tct_correct(&s->network, &r.report, s->detections, s->detection_count,
                                 &s->arena, &r.network, &r.detections, &err),
                     TCT_OK);
    assert_int_equal(tct_locate_all(&r.network, r.detections, s->detection_count, groups, r.count,
                                    &s->arena, &r.events, &err),
                     TCT_OK);
    return r;
}

#endif
