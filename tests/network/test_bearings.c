/* Two or three arrays alone: places by bearings and times together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hull.h"
#include "scene.h"

static const double AZIMUTH_SIGMA_RAD = 0.035;

static double uniform(struct scene *s, double from, double to)
{
    return from + (to - from) * tct_random_uniform(&s->random);
}

/* All stations hear a source; the first `arrays` of them with a bearing. */
static void shot_with_bearings(struct scene *s, size_t arrays, double x, double y, double time_s)
{
    size_t first = s->detection_count;
    shot(s, x, y, time_s, 1.0, CALM);
    for (size_t i = first; i < s->detection_count; i++) {
        struct tct_detection *d = &s->detections[i];
        const struct tct_station *station = &s->stations[d->station];
        if (d->station >= arrays)
            continue;
        d->azimuth_rad = atan2(x - station->x_m, y - station->y_m) +
                         AZIMUTH_SIGMA_RAD * tct_random_normal(&s->random);
        d->azimuth_sigma_rad = AZIMUTH_SIGMA_RAD;
    }
}

/* Impulses that belong to nothing, from anywhere: so many an hour and station. */
static void clutter(struct scene *s, size_t arrays, double an_hour, double hours)
{
    size_t count = (size_t)(an_hour * hours * (double)s->network.station_count);
    for (size_t i = 0; i < count; i++) {
        struct tct_detection *d =
            heard(s, (uint32_t)(i % s->network.station_count), uniform(s, 0.0, 3600.0 * hours));
        if (d->station < arrays) {
            d->azimuth_rad = uniform(s, 0.0, 2.0 * M_PI);
            d->azimuth_sigma_rad = AZIMUTH_SIGMA_RAD;
        }
    }
}

struct heard_events {
    struct tct_event *all;
    size_t count;
};

static struct heard_events events_of(struct scene *s)
{
    struct tct_association_report report;
    struct tct_group *groups = NULL;
    struct heard_events events = {0};
    struct tct_error err = {0};
    assert_int_equal(tct_associate(&s->network, s->detections, s->detection_count, &s->arena,
                                   &groups, &events.count, &report, &err),
                     TCT_OK);
    assert_int_equal(tct_locate_all(&s->network, s->detections, s->detection_count, groups,
                                    events.count, &s->arena, &events.all, &err),
                     TCT_OK);
    return events;
}

static bool inside(const struct tct_outline *ring, double x, double y)
{
    bool in = false;
    for (size_t i = 0, k = ring->count - 1; i < ring->count; k = i++) {
        const struct tct_plane *a = &ring->corners[i], *b = &ring->corners[k];
        if ((a->y_m > y) != (b->y_m > y) &&
            x < (b->x_m - a->x_m) * (y - a->y_m) / (b->y_m - a->y_m) + a->x_m)
            in = !in;
    }
    return in;
}

static bool holds(const struct tct_event *event, double x, double y)
{
    for (size_t i = 0; i < event->region95_count; i++)
        if (inside(&event->region95[i], x, y))
            return true;
    return event->region95_count == 0 && normalised_error2(event, x, y) <= 5.991;
}

struct tally {
    size_t shots, located, held, strangers;
};

/* Scenes of some shots, a minute apart, within `reach_m` of the first array, each. */
static struct tally hear(const struct tct_plane *places, size_t count, size_t arrays,
                         double reach_m, double clutter_an_hour)
{
    enum { WORLDS = 20, SHOTS = 20 };
    struct tally tally = {0};
    for (uint64_t world = 0; world < WORLDS; world++) {
        struct scene *s = scene_of(places, count);
        tct_random_init(&s->random, 100 + world, 0);
        for (size_t i = 0; i < SHOTS; i++) {
            double angle = uniform(s, 0.0, 2.0 * M_PI), range = reach_m * sqrt(uniform(s, 0, 1));
            shot_with_bearings(s, arrays, places[0].x_m + range * sin(angle),
                               places[0].y_m + range * cos(angle), 60.0 * (double)i + 30.0);
        }
        clutter(s, arrays, clutter_an_hour, SHOTS / 60.0);
        struct heard_events events = events_of(s);
        tally.shots += SHOTS;
        for (size_t i = 0; i < events.count; i++) {
            const struct tct_event *event = &events.all[i];
            if (event->status != TCT_EVENT_LOCATED)
                continue;
            double time_s = tct_time_between_s(START_NS, event->time_ns);
            size_t nearest = (size_t)fmax(0, floor(time_s / 60.0));
            double off_s = time_s - (60.0 * (double)nearest + 30.0);
            if (nearest >= SHOTS || fabs(off_s) > 5) {
                tally.strangers++;
                continue;
            }
            tally.located++;
            tally.held += holds(event, s->truth[nearest].x_m, s->truth[nearest].y_m);
        }
        tct_arena_free(&s->arena);
    }
    print_message("%zu shots, %zu located, %.3f held, %zu strangers\n", tally.shots, tally.located,
                  (double)tally.held / (double)tally.located, tally.strangers);
    return tally;
}

static const struct tct_plane TWO[] = {{0, 0}, {1200, 300}};
static const struct tct_plane THREE[] = {{0, 0}, {1200, 300}, {300, 1400}};

static void two_arrays_locate(void **state)
{
    (void)state;
    struct tally tally = hear(TWO, 2, 2, 2500, 5);
    assert_true((double)tally.located > 0.7 * (double)tally.shots);
    assert_in_range(1000 * tally.held / tally.located, 930, 975);
    assert_true(tally.strangers <= 2);
}

static void three_stations_and_one_bearing_locate(void **state)
{
    (void)state;
    struct tally tally = hear(THREE, 3, 1, 2500, 5);
    assert_true((double)tally.located > 0.7 * (double)tally.shots);
    assert_in_range(1000 * tally.held / tally.located, 930, 975);
    assert_true(tally.strangers <= 2);
}

static void three_arrays_locate(void **state)
{
    (void)state;
    struct tally tally = hear(THREE, 3, 3, 2500, 5);
    assert_true((double)tally.located > 0.9 * (double)tally.shots);
    assert_in_range(1000 * tally.held / tally.located, 930, 980);
    assert_true(tally.strangers <= 2);
}

/* What is sure by 99 to 1 is false once in a hundred: among thousands of picks a few are. */
static void clutter_of_arrays_is_nothing(void **state)
{
    (void)state;
    static const double AN_HOUR[] = {20, 60, 200};
    for (size_t k = 0; k < TCT_COUNT(AN_HOUR); k++)
        for (size_t count = 2; count <= 3; count++) {
            size_t located = 0;
            for (uint64_t seed = 1; seed <= 5; seed++) {
                struct scene *s = scene_of(THREE, count);
                tct_random_init(&s->random, seed, 0);
                clutter(s, count, AN_HOUR[k], 2);
                struct heard_events events = events_of(s);
                for (size_t i = 0; i < events.count; i++)
                    located += events.all[i].status == TCT_EVENT_LOCATED;
                tct_arena_free(&s->arena);
            }
            print_message("%g an hour, %zu arrays: %zu false in ten hours\n", AN_HOUR[k], count,
                          located);
            assert_true(located <= 2 + (size_t)(AN_HOUR[k] * 10 * (double)count) / 1000);
        }
}

static void one_array_tells_a_direction(void **state)
{
    (void)state;
    struct scene *s = scene_of(TWO, 1);
    shot_with_bearings(s, 1, 400, 900, 10);
    s->detections[0].classified = true;
    s->detections[0].class_p[TCT_CLASS_MUZZLE_BLAST] = 0.99;
    s->detections[0].class_p[TCT_CLASS_OTHER] = 0.01;
    struct heard_events events = events_of(s);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.all[0].status, TCT_EVENT_BEARING_ONLY);
    tct_arena_free(&s->arena);
}

/* Every place is within the hull, and every corner is one of the places. */
static void hulls_hold_all(void **state)
{
    (void)state;
    struct tct_random random;
    tct_random_init(&random, 7, 0);
    for (int trial = 0; trial < 200; trial++) {
        struct tct_plane places[60], hull[60];
        size_t count = 3 + (size_t)(trial % 57);
        for (size_t i = 0; i < count; i++)
            places[i] = (struct tct_plane){tct_random_normal(&random), tct_random_normal(&random)};
        memcpy(hull, places, sizeof(places));
        size_t corners = hull_of(hull, count);
        assert_true(corners >= 3);
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < corners; k++) {
                const struct tct_plane *a = &hull[k], *b = &hull[(k + 1) % corners];
                double turn = (b->x_m - a->x_m) * (places[i].y_m - a->y_m) -
                              (b->y_m - a->y_m) * (places[i].x_m - a->x_m);
                assert_true(turn >= -1e-12);
            }
    }
    struct tct_plane line[] = {{0, 0}, {1, 1}, {3, 3}, {2, 2}};
    assert_int_equal(hull_of(line, TCT_COUNT(line)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_arrays_locate),
        cmocka_unit_test(three_stations_and_one_bearing_locate),
        cmocka_unit_test(three_arrays_locate),
        cmocka_unit_test(clutter_of_arrays_is_nothing),
        cmocka_unit_test(one_array_tells_a_direction),
        cmocka_unit_test(hulls_hold_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
