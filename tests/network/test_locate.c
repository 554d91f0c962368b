/* Network floor: where, when and how sure, from the picks of one source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

/* A belief in the weather table without any doubt. */
static struct tct_air_belief certain_air(void)
{
    struct tct_air_belief air = {.mean = {0}};
    air.information[TCT_AIR_WIND_X][TCT_AIR_WIND_X] = 1e8;
    air.information[TCT_AIR_WIND_Y][TCT_AIR_WIND_Y] = 1e8;
    air.information[TCT_AIR_SPEED][TCT_AIR_SPEED] = 1e14;
    return air;
}

static void exact_times_give_the_place(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    shot(s, 800.0, 400.0, 12.5, 0.0, CALM);
    shot(s, -6000.0, 5200.0, 13.5, 0.0, CALM); /* outside of the network */
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_null(e.reason);
    assert_near(e.x_m, 800.0, 0.1);
    assert_near(e.y_m, 400.0, 0.1);
    assert_near(tct_time_between_s(START_NS, e.time_ns), 12.5, 1e-3);
    assert_int_equal(e.station_count, 8);
    assert_int_equal(e.arrival_count, 8);
    assert_true(e.rms_s < 1e-3);
    assert_true(e.gap_rad > 0.5 && e.gap_rad < M_PI);
    e = located_alone(s, 1);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_true(normalised_error2(&e, -6000.0, 5200.0) < 0.5);
    assert_true(e.gap_rad > M_PI);
    tct_arena_free(&s->arena);
}

/* Trace of the inverse of the Fisher information of place and time: the least mean squared error of
 * the place (Kay 1993, ch. 3), with the errors of the scene. */
static double cramer_rao_m2(const struct scene *s, double x, double y)
{
    double f[3][3] = {{0}};
    for (size_t i = 0; i < s->network.station_count; i++) {
        double dx = s->stations[i].x_m - x, dy = s->stations[i].y_m - y, r = hypot(dx, dy);
        double row[3] = {-dx / r / speed(), -dy / r / speed(), 1.0};
        double sigma = path_sigma_s(s, r / speed());
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                f[j][k] += row[j] * row[k] / (sigma * sigma);
    }
    for (int j = 0; j < 2; j++) /* eliminate the time */
        for (int k = 0; k < 2; k++)
            f[j][k] -= f[j][2] * f[2][k] / f[2][2];
    return (f[0][0] + f[1][1]) / (f[0][0] * f[1][1] - f[0][1] * f[1][0]);
}

static void errors_reach_the_bound_and_regions_hold(void **state)
{
    (void)state;
    enum { TRIALS = 3000 };
    const double x = 700.0, y = 300.0;
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    struct tct_air_belief air = certain_air();
    double squares = 0.0, normalised = 0.0;
    int inside = 0;
    for (int i = 0; i < TRIALS; i++) {
        struct tct_event e;
        s->detection_count = s->group_count = 0;
        shot(s, x, y, 5.0, 1.0, CALM);
        assert_int_equal(tct_locate_group(&s->network, &air, s->detections, s->detection_count,
                                          &s->groups[0], &s->arena, &e, NULL),
                         TCT_OK);
        assert_int_equal(e.status, TCT_EVENT_LOCATED);
        squares += (e.x_m - x) * (e.x_m - x) + (e.y_m - y) * (e.y_m - y);
        double d2 = normalised_error2(&e, x, y);
        normalised += d2;
        inside += d2 < 5.991;
        tct_arena_free(&s->arena);
    }
    /* The bound within 3 %, and 2 % for the number of trials. */
    assert_near(sqrt(squares / TRIALS) / sqrt(cramer_rao_m2(s, x, y)), 1.0, 0.05);
    assert_near((double)inside / TRIALS, 0.95, 0.012);
    assert_near(normalised / TRIALS, 2.0, 0.15);
}

static void place_moves_and_turns_with_the_stations(void **state)
{
    (void)state;
    const double turn = 0.7, east = 4.1e5, north = -2.3e6;
    const int64_t later = 987654321 * TCT_NS_PER_S;
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    struct tct_weather windy = {START_NS, 14.99, 5.0, 1.0};
    s->network.weather = &windy;
    shot(s, 1500.0, -700.0, 5.0, 1.0, CALM);
    struct tct_event before = located_alone(s, 0);
    double c = cos(turn), n = sin(turn); /* clockwise */
    for (size_t i = 0; i < s->network.station_count; i++) {
        struct tct_station *p = &s->stations[i];
        *p = (struct tct_station){c * p->x_m + n * p->y_m + east, -n * p->x_m + c * p->y_m + north,
                                  250.0, p->position_sigma_m, p->clock_sigma_s};
        s->detections[i].onset_ns += later;
    }
    windy.time_ns += later;
    windy.wind_from_rad += turn;
    struct tct_event after = located_alone(s, 0);
    assert_near(after.x_m, c * before.x_m + n * before.y_m + east, 0.1);
    assert_near(after.y_m, -n * before.x_m + c * before.y_m + north, 0.1);
    assert_near(after.z_m, before.z_m + 250.0, 0.1);
    assert_near(tct_time_between_s(before.time_ns, after.time_ns), 987654321.0, 1e-4);
    double relative = after.ellipse95.semi_major_m / before.ellipse95.semi_major_m;
    assert_near(relative, 1.0, 1e-3);
    assert_near(after.ellipse95.semi_minor_m / before.ellipse95.semi_minor_m, 1.0, 1e-3);
    assert_near(remainder(after.ellipse95.azimuth_rad - before.ellipse95.azimuth_rad - turn, M_PI),
                0.0, 1e-3);
    tct_arena_free(&s->arena);
}

static void order_of_picks_does_not_matter(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    shot(s, 1500.0, -700.0, 5.0, 1.0, CALM);
    struct tct_event before = located_alone(s, 0);
    const uint32_t shuffled[] = {5, 2, 7, 0, 1, 6, 4, 3};
    s->groups[0].picks = shuffled;
    struct tct_event after = located_alone(s, 0);
    assert_true(before.x_m == after.x_m && before.y_m == after.y_m);
    assert_true(before.time_ns == after.time_ns);
    assert_memory_equal(before.covariance_m2, after.covariance_m2, sizeof(after.covariance_m2));
    for (size_t i = 0; i < after.arrival_count; i++)
        assert_int_equal(before.arrivals[i].detection, after.arrivals[i].detection);
    tct_arena_free(&s->arena);
}

static void wrong_arrival_is_not_listened_to(void **state)
{
    (void)state;
    for (size_t wrong = 0; wrong < TCT_COUNT(SPREAD); wrong++) {
        struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
        shot(s, 800.0, 400.0, 5.0, 0.5, CALM);
        s->detections[wrong].onset_ns += tct_time_from_s(0.4);
        struct tct_event e = located_alone(s, 0);
        assert_int_equal(e.status, TCT_EVENT_LOCATED);
        assert_true(normalised_error2(&e, 800.0, 400.0) < 9.2);
        assert_int_equal(e.station_count, 7);
        for (size_t i = 0; i < e.arrival_count; i++) {
            bool bad = e.arrivals[i].detection == wrong;
            assert_int_equal(e.arrivals[i].used, !bad);
            assert_true(bad ? e.arrivals[i].weight < 0.1 : e.arrivals[i].weight > 0.5);
        }
        tct_arena_free(&s->arena);
    }
}

static void two_wrong_of_five_agree_on_nothing(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 5);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    s->detections[1].onset_ns += tct_time_from_s(2.5);
    s->detections[3].onset_ns -= tct_time_from_s(4.1);
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_NOT_CONSTRAINED);
    assert_non_null(e.reason);
    assert_true(isnan(e.x_m) && isnan(e.covariance_m2[0]));
    assert_true(e.time_ns == s->detections[e.arrivals[0].detection].onset_ns);
    tct_arena_free(&s->arena);
}

static void too_few_stations_say_how_many_are_needed(void **state)
{
    (void)state;
    static const char *const reasons[] = {"heard by 1 station, 4 needed",
                                          "heard by 2 stations, 4 needed",
                                          "heard by 3 stations, 4 needed"};
    for (size_t count = 1; count <= 3; count++) {
        struct scene *s = scene_of(SPREAD, count);
        shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
        struct tct_event e = located_alone(s, 0);
        assert_int_equal(e.status, TCT_EVENT_NOT_CONSTRAINED);
        assert_string_equal(e.reason, reasons[count - 1]);
        assert_int_equal(e.arrival_count, count);
        tct_arena_free(&s->arena);
    }
}

static void three_stations_need_strong_evidence(void **state)
{
    (void)state;
    const struct tct_plane triangle[] = {{-900.0, -500.0}, {1000.0, -600.0}, {100.0, 1100.0}};
    struct scene *s = scene_of(triangle, TCT_COUNT(triangle));
    shot(s, 100.0, 50.0, 5.0, 0.0, CALM);
    s->groups[0].log_odds = 3.0;
    assert_int_equal(located_alone(s, 0).status, TCT_EVENT_NOT_CONSTRAINED);
    s->groups[0].log_odds = 5.0;
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_near(e.x_m, 100.0, 1.0);
    assert_near(e.y_m, 50.0, 1.0);
    assert_int_equal(e.station_count, 3);
    tct_arena_free(&s->arena);
}

static void stations_in_one_spot_count_once(void **state)
{
    (void)state;
    const struct tct_plane spot[] = {{10.0, 20.0}, {10.0, 20.0}, {10.0, 20.0}, {10.0, 20.5}};
    struct scene *s = scene_of(spot, TCT_COUNT(spot));
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_NOT_CONSTRAINED);
    assert_string_equal(e.reason, "heard by 1 station, 4 needed");
    tct_arena_free(&s->arena);
}

static void one_station_counts_once_with_its_earliest_pick(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 6);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    *heard(s, 2, 0.0) = s->detections[2];
    s->detections[6].onset_ns += tct_time_from_s(0.02);
    s->groups[0].pick_count = 7;
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_int_equal(e.arrival_count, 7);
    assert_int_equal(e.station_count, 6);
    for (size_t i = 0; i < e.arrival_count; i++)
        assert_int_equal(e.arrivals[i].used, e.arrivals[i].detection != 6);
    assert_near(e.x_m, 300.0, 0.1);
    tct_arena_free(&s->arena);
}

static void stations_in_line_leave_the_mirror(void **state)
{
    (void)state;
    const struct tct_plane row[] = {{-3000.0, 0.0}, {-1800.0, 0.0}, {-500.0, 0.0},
                                    {700.0, 0.0},   {2000.0, 0.0},  {3100.0, 0.0}};
    struct scene *s = scene_of(row, TCT_COUNT(row));
    const struct tct_plane line[] = {{-1e4, 0.0}, {1e4, 0.0}};
    s->network.line = line;
    s->network.line_count = 2;
    shot(s, 400.0, 1900.0, 5.0, 0.3, CALM);
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_NOT_CONSTRAINED);
    assert_string_equal(e.reason, "stations in line: the mirror place is as likely");
    assert_true(e.has_side);
    assert_near(e.side_p[TCT_SIDE_UNDETERMINED], 1.0, 0.0);
    /* One bearing tells the two apart. */
    s->detections[3].azimuth_rad = atan2(400.0 - 700.0, 1900.0);
    s->detections[3].azimuth_sigma_rad = 0.1;
    e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_true(normalised_error2(&e, 400.0, 1900.0) < 9.2);
    assert_true(e.side_p[TCT_SIDE_LEFT] > 0.999);
    tct_arena_free(&s->arena);
}

static void source_at_a_station_is_found(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    shot(s, SPREAD[3].x_m, SPREAD[3].y_m, 5.0, 0.0, CALM);
    shot(s, SPREAD[3].x_m + 0.5, SPREAD[3].y_m, 6.0, 1.0, CALM);
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_true(hypot(e.x_m - SPREAD[3].x_m, e.y_m - SPREAD[3].y_m) < 2.0);
    e = located_alone(s, 1);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_true(hypot(e.x_m - SPREAD[3].x_m, e.y_m - SPREAD[3].y_m) < 30.0);
    tct_arena_free(&s->arena);
}

static void far_source_has_no_place(void **state)
{
    (void)state;
    const struct tct_plane close_by[] = {
        {0.0, 0.0}, {400.0, 0.0}, {0.0, 400.0}, {400.0, 400.0}, {200.0, 600.0}};
    struct scene *s = scene_of(close_by, TCT_COUNT(close_by));
    shot(s, 30000.0, 20000.0, 5.0, 0.3, CALM);
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_NOT_CONSTRAINED);
    assert_non_null(e.reason);
    tct_arena_free(&s->arena);
}

static void absurd_times_do_no_harm(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 6);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    s->detections[0].onset_ns = INT64_MIN;
    s->detections[1].onset_ns = INT64_MAX;
    s->detections[2].onset_ns = 0;
    s->detections[3].time_sigma_s = -1.0;
    s->detections[4].azimuth_rad = 1e300;
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status != TCT_EVENT_LOCATED, 1);
    assert_non_null(e.reason);
    (void)located_together(s);
    tct_arena_free(&s->arena);
}

static void one_array_gives_a_direction(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 2);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    s->detections[1].azimuth_rad = -0.5;
    s->detections[1].azimuth_sigma_rad = 0.03;
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_BEARING_ONLY);
    assert_non_null(e.reason);
    assert_true(isnan(e.x_m));
    assert_near(e.azimuth_rad, 2.0 * M_PI - 0.5, 1e-12);
    assert_near(e.azimuth_sigma_rad, hypot(0.03, 0.0087), 1e-12);
    for (size_t i = 0; i < e.arrival_count; i++)
        assert_int_equal(e.arrivals[i].used, e.arrivals[i].detection == 1);
    tct_arena_free(&s->arena);
}

static void two_arrays_give_a_place(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 2);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    for (size_t i = 0; i < 2; i++) {
        s->detections[i].azimuth_rad = atan2(300.0 - SPREAD[i].x_m, 200.0 - SPREAD[i].y_m);
        s->detections[i].azimuth_sigma_rad = 0.02;
    }
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_near(e.x_m, 300.0, 5.0);
    assert_near(e.y_m, 200.0, 5.0);
    /* Two bearings of 0.02 rad from 2.9 and 2.8 km: some 60 m and more. */
    assert_true(e.ellipse95.semi_major_m > 100.0 && e.ellipse95.semi_major_m < 1000.0);
    tct_arena_free(&s->arena);
}

static void free_running_clock_tells_no_time(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 6);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    s->detections[0].clock = TCT_CLOCK_FREE;
    s->detections[0].onset_ns += 3 * TCT_NS_PER_S;
    struct tct_event e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_LOCATED);
    assert_near(e.x_m, 300.0, 0.1);
    assert_int_equal(e.station_count, 5);
    for (size_t i = 0; i < 6; i++)
        s->detections[i].clock = TCT_CLOCK_FREE;
    e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_NOT_CONSTRAINED);
    assert_string_equal(e.reason, "no station with a usable clock");
    tct_arena_free(&s->arena);
}

static void classes_are_combined(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, 6);
    shot(s, 300.0, 200.0, 5.0, 0.0, CALM);
    struct tct_event e = located_alone(s, 0);
    assert_false(e.classified);
    for (size_t i = 0; i < 4; i++) {
        s->detections[i].classified = true;
        const double p[TCT_CLASS_COUNT] = {0.6, 0.1, 0.25, 0.05};
        memcpy(s->detections[i].class_p, p, sizeof(p));
    }
    e = located_alone(s, 0);
    assert_true(e.classified);
    double sum = 0.0;
    for (size_t k = 0; k < TCT_CLASS_COUNT; k++)
        sum += e.class_p[k];
    assert_near(sum, 1.0, 1e-12);
    /* four that agree count as two: (0.6 / 0.25)^2 */
    assert_near(e.class_p[TCT_CLASS_MUZZLE_BLAST] / e.class_p[TCT_CLASS_EXPLOSION], 5.76, 1e-9);
    tct_arena_free(&s->arena);
}

static void side_leaves_room_for_chance(void **state)
{
    (void)state;
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    const struct tct_plane line[] = {{-1e4, 0.0}, {1e4, 0.0}};
    s->network.line = line;
    s->network.line_count = 2;
    shot(s, 300.0, 4.0, 5.0, 0.0, CALM);
    s->groups[0].log_odds = log(39.0);
    struct tct_event e = located_alone(s, 0);
    assert_true(e.has_side);
    assert_near(e.side_p[TCT_SIDE_UNDETERMINED], 0.025, 1e-9);
    assert_near(e.side_p[0] + e.side_p[1] + e.side_p[2], 1.0, 1e-12);
    double z = e.y_m / sqrt(e.covariance_m2[2]);
    assert_near(e.side_p[TCT_SIDE_LEFT], 0.975 * 0.5 * erfc(-z * M_SQRT1_2), 1e-6);
    s->groups[0].log_odds = 1.0; /* more chance than a 95 % region leaves room for */
    e = located_alone(s, 0);
    assert_int_equal(e.status, TCT_EVENT_NOT_CONSTRAINED);
    assert_near(e.side_p[TCT_SIDE_UNDETERMINED], 1.0, 0.0);
    tct_arena_free(&s->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_times_give_the_place),
        cmocka_unit_test(errors_reach_the_bound_and_regions_hold),
        cmocka_unit_test(place_moves_and_turns_with_the_stations),
        cmocka_unit_test(order_of_picks_does_not_matter),
        cmocka_unit_test(wrong_arrival_is_not_listened_to),
        cmocka_unit_test(two_wrong_of_five_agree_on_nothing),
        cmocka_unit_test(too_few_stations_say_how_many_are_needed),
        cmocka_unit_test(three_stations_need_strong_evidence),
        cmocka_unit_test(stations_in_one_spot_count_once),
        cmocka_unit_test(one_station_counts_once_with_its_earliest_pick),
        cmocka_unit_test(stations_in_line_leave_the_mirror),
        cmocka_unit_test(source_at_a_station_is_found),
        cmocka_unit_test(far_source_has_no_place),
        cmocka_unit_test(absurd_times_do_no_harm),
        cmocka_unit_test(one_array_gives_a_direction),
        cmocka_unit_test(two_arrays_give_a_place),
        cmocka_unit_test(free_running_clock_tells_no_time),
        cmocka_unit_test(classes_are_combined),
        cmocka_unit_test(side_leaves_room_for_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
