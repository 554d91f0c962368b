/* A firing range: stations around a place, the paths between them, rounds and clutter. Include
 * after cmocka.h. */
#ifndef TACET_TEST_RANGE_H
#define TACET_TEST_RANGE_H

#include "scene.h"

/* What each path adds to every sound that takes it. */
static const double PATH_S[] = {0.012, -0.015, 0.004, -0.009, 0.010};

static const uint32_t ALL[] = {0, 1, 2, 3, 4}, FEW[] = {0, 2, 3};

static const struct tct_plane PLACE = {300.0, 400.0};

/* A round that some stations hear, each to within 2 ms of what its path does. */
static inline void fire(struct scene *s, struct tct_plane place, double time_s,
                        const uint32_t *stations, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct tct_station *there = &s->stations[stations[i]];
        double travel_s = tct_travel_time_s(there->x_m - place.x_m, there->y_m - place.y_m, 0.0,
                                            speed(), 0.0, 0.0);
        heard(s, stations[i],
              time_s + travel_s + PATH_S[stations[i]] + 0.002 * tct_random_normal(&s->random));
    }
}

static inline struct scene *range_with_clutter(size_t clutter)
{
    struct scene *s = scene_of(SPREAD, TCT_COUNT(ALL));
    for (size_t i = 0; i < clutter; i++) {
        double time_s = 600.0 * tct_random_uniform(&s->random);
        heard(s, (uint32_t)((double)TCT_COUNT(ALL) * tct_random_uniform(&s->random)), time_s);
    }
    return s;
}

static inline struct tct_group *associated(struct scene *s, size_t *ret_count)
{
    struct tct_group *groups = NULL;
    struct tct_association_report report;
    assert_int_equal(tct_associate(&s->network, s->detections, s->detection_count, &s->arena,
                                   &groups, ret_count, &report, NULL),
                     TCT_OK);
    return groups;
}

#endif
