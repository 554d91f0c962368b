/* Clocks that are off, drift and jump, and stations that were moved: found, told and put right, and
 * nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "front.h"

enum { SHOTS = 220, FAULTY = 13 };

/* Only the station FAULTY has a fault. */
static const struct tct_station_health *only_fault(const struct result *r)
{
    for (uint32_t i = 0; i < r->network.station_count; i++) {
        const struct tct_station_health *health = &r->report.stations[i];
        if ((health->clock_count > 0 || health->moved) != (i == FAULTY))
            fail_msg("station %u: %zu pieces, moved %d", i, health->clock_count, health->moved);
    }
    return &r->report.stations[FAULTY];
}

static void assert_found(double found, double expected, double sigma)
{
    assert_true(sigma > 0.0);
    assert_near(found, expected, 4.0 * sigma);
}

static size_t count_inside(const struct scene *s, const struct result *r, size_t *ret_near)
{
    size_t inside = 0;
    *ret_near = 0;
    for (size_t i = 0; i < r->count; i++) {
        double best = INFINITY;
        for (size_t k = 0; k < s->group_count && r->events[i].status == TCT_EVENT_LOCATED; k++)
            if (hypot(r->events[i].x_m - s->truth[k].x_m, r->events[i].y_m - s->truth[k].y_m) < 150)
                best =
                    fmin(best, normalised_error2(&r->events[i], s->truth[k].x_m, s->truth[k].y_m));
        *ret_near += best < INFINITY;
        inside += best < 5.991;
    }
    return inside;
}

static void right_clocks_are_left_alone(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct scene *s = front(seed);
        fire_all_over(s, SHOTS, &NO_CLOCK);
        struct result r = events_of(s);
        for (uint32_t i = 0; i < s->network.station_count; i++)
            assert_true(r.report.stations[i].clock_count == 0 && !r.report.stations[i].moved);
        assert_ptr_equal(r.detections, s->detections);
        assert_ptr_equal(r.network.stations, s->network.stations);
        tct_arena_free(&s->arena);
    }
}

static void offsets_are_found_and_put_right(void **state)
{
    (void)state;
    static const double offsets_s[] = {-1.4, 0.06, 3.1};
    for (size_t k = 0; k < TCT_COUNT(offsets_s); k++) {
        struct scene *s = front(1 + k);
        const struct wrong_clock clock = {FAULTY, offsets_s[k], 0.0, 0.0, 0.0};
        fire_all_over(s, SHOTS, &clock);
        struct result r = events_of(s);
        const struct tct_station_health *health = only_fault(&r);
        assert_int_equal(health->clock_count, 1);
        assert_true(health->clock[0].wrong && health->clock[0].sigma_s < 0.012);
        assert_true(health->clock[0].drift_sigma == 0.0);
        assert_found(health->clock[0].off_s, offsets_s[k], health->clock[0].sigma_s);
        /* Its detections come back by that, and vaguer; all others are as they were. */
        size_t used = 0;
        for (size_t i = 0; i < s->detection_count; i++) {
            bool its_own = s->detections[i].station == FAULTY;
            double by_s = tct_time_between_s(r.detections[i].onset_ns, s->detections[i].onset_ns);
            assert_near(by_s, its_own ? health->clock[0].off_s : 0.0, 2e-9);
            assert_true((r.detections[i].time_sigma_s > 0.002) == its_own);
        }
        for (size_t i = 0; i < r.count; i++)
            for (size_t j = 0; j < r.events[i].arrival_count; j++)
                used += r.events[i].arrivals[j].used &&
                        s->detections[r.events[i].arrivals[j].detection].station == FAULTY;
        assert_true(used > 20); /* and events use them again */
        size_t near = 0, inside = count_inside(s, &r, &near);
        assert_true(near > SHOTS * 85 / 100);
        assert_true(inside * 100 > near * 91);
        tct_arena_free(&s->arena);
    }
}

static void drifts_are_found(void **state)
{
    (void)state;
    struct scene *s = front(5);
    const struct wrong_clock clock = {FAULTY, 0.2, 80e-6, 0.0, 0.0};
    fire_all_over(s, SHOTS, &clock);
    struct result r = events_of(s);
    const struct tct_station_health *health = only_fault(&r);
    assert_int_equal(health->clock_count, 1);
    assert_found(health->clock[0].drift, 80e-6, health->clock[0].drift_sigma);
    for (double at_s = 100.0; at_s < FRONT_S; at_s += 700.0)
        assert_near(tct_clock_off_s(health, START_NS + tct_time_from_s(at_s)), 0.2 + 80e-6 * at_s,
                    0.04);
    tct_arena_free(&s->arena);
}

static void jumps_are_found_when_they_were(void **state)
{
    (void)state;
    struct scene *s = front(6);
    const struct wrong_clock clock = {FAULTY, 0.0, 0.0, 1900.0, -0.7};
    fire_all_over(s, SHOTS, &clock);
    struct result r = events_of(s);
    const struct tct_station_health *health = only_fault(&r);
    assert_int_equal(health->clock_count, 2);
    assert_true(!health->clock[0].wrong && health->clock[0].from_ns == INT64_MIN);
    assert_found(health->clock[1].off_s, -0.7, health->clock[1].sigma_s);
    assert_near(tct_time_between_s(START_NS, health->clock[1].from_ns), 1900.0, 120.0);
    assert_near(tct_clock_off_s(health, START_NS), 0.0, 0.0);
    tct_arena_free(&s->arena);
}

static void moved_stations_are_noticed(void **state)
{
    (void)state;
    struct scene *s = front(7);
    s->stations[FAULTY].x_m += 90.0;
    s->stations[FAULTY].y_m -= 70.0;
    fire_all_over(s, SHOTS, &NO_CLOCK);
    s->stations[FAULTY].x_m -= 90.0; /* where it is said to be */
    s->stations[FAULTY].y_m += 70.0;
    struct result r = events_of(s);
    const struct tct_station_health *health = only_fault(&r);
    assert_true(health->moved && health->clock_count == 0 && health->moved_sigma_m < 8.0);
    assert_found(health->moved_x_m, 90.0, health->moved_sigma_m);
    assert_found(health->moved_y_m, -70.0, health->moved_sigma_m);
    assert_near(r.network.stations[FAULTY].x_m, s->stations[FAULTY].x_m + health->moved_x_m, 1e-9);
    assert_true(r.network.stations[FAULTY].position_sigma_m >= health->moved_sigma_m);
    assert_ptr_equal(r.detections, s->detections);
    tct_arena_free(&s->arena);
}

/* A clock that is said to be known to a quarter of a second may be off by as much. */
static void what_is_stated_is_no_fault(void **state)
{
    (void)state;
    struct scene *s = front(8);
    const struct wrong_clock clock = {FAULTY, 0.25, 0.0, 0.0, 0.0};
    s->stations[FAULTY].clock_sigma_s = 0.25;
    fire_all_over(s, SHOTS, &clock);
    struct result r = events_of(s);
    assert_int_equal(r.report.stations[FAULTY].clock_count, 0);
    tct_arena_free(&s->arena);
}

/* A path that is late is late for every shot of a place: that is no clock. */
static void one_place_proves_nothing(void **state)
{
    (void)state;
    struct scene *s = front(9);
    const struct wrong_clock late = {FAULTY, 0.05, 0.0, 0.0, 0.0};
    struct tct_plane at = {s->stations[FAULTY].x_m + 900.0, s->stations[FAULTY].y_m - 700.0};
    for (int i = 0; i < 100; i++)
        fire_at(s, at, 25.0 * i, &late);
    clutter(s, 200);
    struct result r = events_of(s);
    assert_true(r.count > 80);
    for (uint32_t i = 0; i < s->network.station_count; i++)
        assert_true(r.report.stations[i].clock_count == 0 && !r.report.stations[i].moved);
    tct_arena_free(&s->arena);
}

static void nothing_known_corrects_nothing(void **state)
{
    (void)state;
    struct scene *s = front(10);
    const struct tct_association_report report = {0};
    struct tct_network network;
    const struct tct_detection *detections = NULL;
    assert_int_equal(
        tct_correct(&s->network, &report, s->detections, 0, &s->arena, &network, &detections, NULL),
        TCT_OK);
    assert_ptr_equal(detections, s->detections);
    assert_ptr_equal(network.stations, s->network.stations);
    tct_arena_free(&s->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_clocks_are_left_alone),
        cmocka_unit_test(offsets_are_found_and_put_right),
        cmocka_unit_test(drifts_are_found),
        cmocka_unit_test(jumps_are_found_when_they_were),
        cmocka_unit_test(moved_stations_are_noticed),
        cmocka_unit_test(what_is_stated_is_no_fault),
        cmocka_unit_test(one_place_proves_nothing),
        cmocka_unit_test(nothing_known_corrects_nothing),
    };
    return cmocka_run_group_tests_name("clocks", tests, NULL, NULL);
}
