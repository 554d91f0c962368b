/* Infrasound: far sources by crossing bearings and times that know little of the air's layers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

static const double AZIMUTH_SIGMA_RAD = 0.02, TURNED_SIGMA_RAD = 0.035, ONSET_SIGMA_S = 2.0;

static const struct tct_plane ARRAYS[] = {{0, 0}, {70e3, 10e3}, {30e3, -60e3}};

static struct tct_detection *wave(struct scene *s, uint32_t array, double time_s, double azimuth)
{
    struct tct_detection *d = heard(s, array, time_s);
    d->time_sigma_s = ONSET_SIGMA_S;
    d->azimuth_rad = remainder(azimuth, 2.0 * M_PI);
    d->azimuth_sigma_rad = AZIMUTH_SIGMA_RAD;
    return d;
}

/* Seconds a metre that a wave takes: of one of the three layers (as in far.c: Blom et al. 2015). */
static double slowness(struct scene *s)
{
    static const double P[] = {0.0539, 0.0899, 0.8562}, SPEED[] = {327.0, 293.0, 260.0};
    static const double SIGMA[] = {0.066e-3, 0.080e-3, 0.330e-3};
    double u = tct_random_uniform(&s->random);
    size_t layer = u < P[0] ? 0 : u < P[0] + P[1] ? 1 : 2;
    return 1.0 / SPEED[layer] + SIGMA[layer] * tct_random_normal(&s->random);
}

static void far_source(struct scene *s, double x, double y, double time_s)
{
    for (uint32_t i = 0; i < s->network.station_count; i++) {
        double dx = x - s->stations[i].x_m, dy = y - s->stations[i].y_m;
        double off = hypot(AZIMUTH_SIGMA_RAD, TURNED_SIGMA_RAD) * tct_random_normal(&s->random);
        double late = ONSET_SIGMA_S * tct_random_normal(&s->random);
        wave(s, i, time_s + slowness(s) * hypot(dx, dy) + late, atan2(dx, dy) + off);
    }
    s->truth[s->group_count++] = (struct tct_plane){x, y};
}

static bool holds(const struct tct_event *event, double x, double y)
{
    bool in = false;
    for (size_t r = 0; r < event->region95_count; r++) {
        const struct tct_outline *ring = &event->region95[r];
        for (size_t i = 0, k = ring->count - 1; i < ring->count; k = i++) {
            const struct tct_plane *a = &ring->corners[i], *b = &ring->corners[k];
            if ((a->y_m > y) != (b->y_m > y) &&
                x < (b->x_m - a->x_m) * (y - a->y_m) / (b->y_m - a->y_m) + a->x_m)
                in = !in;
        }
    }
    return in;
}

static struct tct_event *events_of(struct scene *s, size_t *ret_count)
{
    struct tct_association_report report;
    struct tct_group *groups = NULL;
    struct tct_event *events = NULL;
    assert_int_equal(tct_associate(&s->network, s->detections, s->detection_count, &s->arena,
                                   &groups, ret_count, &report, NULL),
                     TCT_OK);
    assert_int_equal(tct_locate_all(&s->network, s->detections, s->detection_count, groups,
                                    *ret_count, &s->arena, &events, NULL),
                     TCT_OK);
    return events;
}

struct tally {
    size_t sources, located, held, strangers;
};

/* Days of far sources half an hour apart, at any range up to so much from an array, and of waves
 * that belong to nothing. */
static struct tally listen(size_t arrays, double farthest_m, double clutter_an_hour)
{
    enum { WORLDS = 5, SOURCES = 40 };
    const double apart_s = 1800.0;
    struct tally tally = {0};
    for (uint64_t world = 0; world < WORLDS; world++) {
        struct scene *s = scene_of(ARRAYS, arrays);
        tct_arena_free(&s->arena);
        tct_arena_init(&s->arena, 1 << 28);
        tct_random_init(&s->random, 7 + world, arrays);
        for (size_t i = 0; i < SOURCES; i++) {
            double range_m = farthest_m * tct_random_uniform(&s->random);
            double angle = 2.0 * M_PI * tct_random_uniform(&s->random);
            far_source(s, range_m * sin(angle), range_m * cos(angle), apart_s * (double)i);
        }
        size_t clutter = (size_t)(clutter_an_hour * SOURCES * apart_s / 3600.0);
        for (uint32_t k = 0; k < arrays; k++)
            for (size_t i = 0; i < clutter; i++) {
                double time_s = SOURCES * apart_s * tct_random_uniform(&s->random);
                wave(s, k, time_s, 2.0 * M_PI * tct_random_uniform(&s->random));
            }
        size_t count;
        const struct tct_event *events = events_of(s, &count);
        tally.sources += SOURCES;
        for (size_t i = 0; i < count; i++) {
            if (events[i].status != TCT_EVENT_LOCATED)
                continue;
            double time_s = tct_time_between_s(START_NS, events[i].time_ns);
            long nearest = lround(time_s / apart_s);
            bool known = nearest >= 0 && nearest < SOURCES &&
                         fabs(time_s - apart_s * (double)nearest) < 4.0 * events[i].time_sigma_s;
            tally.strangers += !known;
            tally.located += known;
            tally.held += known && holds(&events[i], s->truth[nearest].x_m, s->truth[nearest].y_m);
        }
        tct_arena_free(&s->arena);
    }
    print_message("%zu sources, %zu located, %.3f held, %zu strangers\n", tally.sources,
                  tally.located, (double)tally.held / (double)tally.located, tally.strangers);
    return tally;
}

/* 95 %, give or take two standard errors of that many sources. */
static void check(const struct tally *tally, double located_least)
{
    double located = (double)tally->located;
    assert_true(located >= located_least * (double)tally->sources);
    assert_near((double)tally->held / located, 0.95, 2.0 * sqrt(0.95 * 0.05 / located));
    assert_true((double)tally->strangers <= 0.02 * located);
}

static void three_arrays_locate_far_sources(void **state)
{
    (void)state;
    struct tally near = listen(3, 200e3, 0.5), far = listen(3, 500e3, 0.1);
    check(&near, 0.8);
    check(&far, 0.3);
}

static void two_arrays_locate_far_sources(void **state)
{
    (void)state;
    struct tally near = listen(2, 200e3, 0.1);
    check(&near, 0.2);
}

static void one_array_tells_a_direction_alone(void **state)
{
    (void)state;
    struct scene *s = scene_of(ARRAYS, 1);
    struct tct_detection *d = wave(s, 0, 10.0, 1.0);
    d->classified = true;
    d->class_p[TCT_CLASS_EXPLOSION] = 1.0;
    size_t count;
    const struct tct_event *events = events_of(s, &count);
    assert_int_equal(count, 1);
    assert_int_equal(events[0].status, TCT_EVENT_BEARING_ONLY);
    assert_near(events[0].azimuth_rad, 1.0, 1e-9);
    tct_arena_free(&s->arena);
}

static void order_does_not_matter(void **state)
{
    (void)state;
    struct scene *s = scene_of(ARRAYS, 3);
    far_source(s, -90e3, 80e3, 100.0);
    size_t count;
    const struct tct_event before = events_of(s, &count)[0];
    assert_int_equal(count, 1);
    struct tct_detection first = s->detections[0];
    s->detections[0] = s->detections[2];
    s->detections[2] = first;
    const struct tct_event after = events_of(s, &count)[0];
    assert_int_equal(count, 1);
    assert_true(before.x_m == after.x_m && before.y_m == after.y_m);
    assert_true(before.time_ns == after.time_ns);
    tct_arena_free(&s->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_arrays_locate_far_sources),
        cmocka_unit_test(two_arrays_locate_far_sources),
        cmocka_unit_test(one_array_tells_a_direction_alone),
        cmocka_unit_test(order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
