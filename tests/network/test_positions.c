/* Positions: places that were fired from on several occasions, whose paths are known from all of
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "range.h"

/* Three stations that two places fit as well. */
static const uint32_t AMBIGUOUS[] = {1, 3, 4};

static double off_m(const struct tct_event *event, struct tct_plane place)
{
    return hypot(event->x_m - place.x_m, event->y_m - place.y_m);
}

static struct tct_event *located(struct scene *s, const struct tct_group *groups, size_t count)
{
    struct tct_event *events = NULL;
    assert_int_equal(tct_locate_all(&s->network, s->detections, s->detection_count, groups, count,
                                    &s->arena, &events, NULL),
                     TCT_OK);
    return events;
}

/* How many events have a place within `within_m` of where they were fired. */
static size_t count_right(struct scene *s, const struct tct_group *groups, size_t count,
                          double within_m)
{
    struct tct_event *events = located(s, groups, count);
    size_t right = 0;
    for (size_t i = 0; i < count; i++)
        right += events[i].status == TCT_EVENT_LOCATED && off_m(&events[i], PLACE) < within_m;
    return right;
}

static void forget_positions(struct tct_group *groups, size_t count)
{
    for (size_t i = 0; i < count; i++)
        groups[i].position = NULL;
}

/* Clear shots from the place, a minute and more apart. */
static void fire_on_occasions(struct scene *s, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fire(s, PLACE, 40.0 + 70.0 * (double)i, ALL, TCT_COUNT(ALL));
}

static void three_arrivals_have_a_place_where_others_fired(void **state)
{
    (void)state;
    struct scene *s = range_with_clutter(40);
    size_t count;
    fire_on_occasions(s, 5);
    fire(s, PLACE, 320.6, AMBIGUOUS, TCT_COUNT(AMBIGUOUS));
    fire(s, PLACE, 400.0, AMBIGUOUS, TCT_COUNT(AMBIGUOUS));
    struct tct_group *groups = associated(s, &count);
    assert_int_equal(count, 7);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(groups[i].position);
        assert_ptr_equal(groups[i].position, groups[0].position);
    }
    assert_int_equal(count_right(s, groups, count, 15.0), 7);
    static const struct tct_plane LINE[] = {{-5000.0, 0.0}, {5000.0, 0.0}}; /* south of the place */
    s->network.line = LINE;
    s->network.line_count = TCT_COUNT(LINE);
    struct tct_event last = located(s, groups, count)[6];
    assert_int_equal(last.shots_of_place, 7);
    assert_int_equal(last.station_count, TCT_COUNT(AMBIGUOUS));
    assert_true(last.has_side && last.side_p[TCT_SIDE_LEFT] > 0.98);
    assert_true(last.side_p[TCT_SIDE_RIGHT] < 0.01 && last.side_p[TCT_SIDE_UNDETERMINED] > 0);
    forget_positions(groups, count);
    assert_int_equal(count_right(s, groups, count, 15.0), 5);
    tct_arena_free(&s->arena);
}

static void one_burst_is_a_position(void **state)
{
    (void)state;
    enum { SINGLE = 20, BURST = 3 };
    static const double ROUND_S[BURST] = {300.0, 300.31, 300.73};
    struct scene *s = range_with_clutter(40);
    size_t count;
    for (size_t i = 0; i < SINGLE; i++) {
        double x_m = 3000.0 * (tct_random_uniform(&s->random) - 0.5);
        double y_m = 3000.0 * (tct_random_uniform(&s->random) - 0.5);
        fire(s, (struct tct_plane){x_m, y_m}, 20.0 + 13.0 * (double)i, ALL, TCT_COUNT(ALL));
    }
    for (size_t round = 0; round < BURST; round++)
        fire(s, PLACE, ROUND_S[round], ALL, TCT_COUNT(ALL));
    struct tct_group *groups = associated(s, &count);
    assert_int_equal(count, SINGLE + BURST);
    for (size_t i = 0; i < SINGLE; i++)
        assert_null(groups[i].position);
    for (size_t i = SINGLE; i < count; i++) {
        assert_non_null(groups[i].position);
        assert_ptr_equal(groups[i].position, groups[SINGLE].position);
        assert_int_equal(groups[i].position->shots, BURST);
    }
    tct_arena_free(&s->arena);
}

static void two_weapons_have_two_positions(void **state)
{
    (void)state;
    const struct tct_plane other = {PLACE.x_m + 70.0, PLACE.y_m + 60.0};
    struct scene *s = range_with_clutter(40);
    size_t count;
    fire_on_occasions(s, 5);
    for (int i = 0; i < 5; i++)
        fire(s, other, 75.0 + 70.0 * i, ALL, TCT_COUNT(ALL));
    struct tct_group *groups = associated(s, &count);
    struct tct_event *events = located(s, groups, count);
    assert_int_equal(count, 10);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(groups[i].position);
        assert_ptr_equal(groups[i].position, groups[i % 2].position);
        assert_true(off_m(&events[i], i % 2 ? other : PLACE) < 20.0);
    }
    assert_ptr_not_equal(groups[0].position, groups[1].position);
    tct_arena_free(&s->arena);
}

/* Walls that each station hears every shot by once more. */
static const double ECHO_S[] = {0.055, 0.120, 0.034, 0.210, 0.090};

/* A burst of three: one round that all hear, then two whose direct sound three stations hear and a
 * fourth by a path that is 17 ms longer; everything has its echo. */
static void fire_burst(struct scene *s, double time_s)
{
    static const uint32_t LATE = 0;
    fire(s, PLACE, time_s, ALL, TCT_COUNT(ALL));
    for (uint32_t i = 0; i < TCT_COUNT(ALL); i++)
        fire(s, PLACE, time_s + ECHO_S[i], &i, 1);
    for (int round = 1; round < 3; round++) {
        double at_s = time_s + round * (0.45 + 0.1 * tct_random_uniform(&s->random));
        fire(s, PLACE, at_s, AMBIGUOUS, TCT_COUNT(AMBIGUOUS));
        fire(s, PLACE, at_s + 0.017, &LATE, 1);
        for (size_t i = 0; i < TCT_COUNT(AMBIGUOUS); i++)
            fire(s, PLACE, at_s + ECHO_S[AMBIGUOUS[i]], &AMBIGUOUS[i], 1);
    }
}

static void a_later_path_at_one_station_moves_nothing(void **state)
{
    (void)state;
    enum { SEEDS = 12, BURSTS = 6, SHOTS = 3 * BURSTS };
    size_t right = 0, all = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct scene *s = range_with_clutter(0);
        size_t count;
        tct_random_init(&s->random, seed, 0);
        for (int burst = 0; burst < BURSTS; burst++)
            fire_burst(s, 40.0 + 80.0 * burst);
        struct tct_group *groups = associated(s, &count);
        right += count_right(s, groups, count, 15.0);
        all += count;
        tct_arena_free(&s->arena);
    }
    assert_int_equal(all, right);
    assert_true(right >= SEEDS * SHOTS * 95 / 100);
}

/* A wall behind the weapon that every station hears each shot by: a place of its own. */
static void images_in_a_wall_are_no_shots(void **state)
{
    (void)state;
    const struct tct_plane image = {PLACE.x_m + 25.0, PLACE.y_m + 30.0};
    struct scene *s = range_with_clutter(40);
    size_t count;
    fire_on_occasions(s, 6);
    for (int i = 0; i < 6; i++)
        fire(s, image, 40.13 + 70.0 * i, ALL, TCT_COUNT(ALL));
    struct tct_group *groups = associated(s, &count);
    assert_int_equal(count, 6);
    assert_int_equal(count_right(s, groups, count, 15.0), 6);
    tct_arena_free(&s->arena);
}

/* What it hears is at the edge of its hearing. But for that four must be left. */
static void who_misses_most_shots_tells_nothing_of_the_place(void **state)
{
    (void)state;
    enum { SHOTS = 9 };
    for (size_t often = TCT_COUNT(ALL) - 2; often < TCT_COUNT(ALL); often++) {
        struct scene *s = range_with_clutter(0);
        size_t count;
        for (size_t i = 0; i < SHOTS; i++)
            fire(s, PLACE, 40.0 + 60.0 * (double)i, ALL, i % 4 == 0 ? TCT_COUNT(ALL) : often);
        struct tct_group *groups = associated(s, &count);
        assert_int_equal(count, SHOTS);
        assert_non_null(groups[0].position);
        assert_int_equal(groups[0].position->count, often == 4 ? 4 : TCT_COUNT(ALL));
        assert_int_equal(count_right(s, groups, count, 20.0), SHOTS);
        tct_arena_free(&s->arena);
    }
}

/* Another weapon keeps no such time. */
static void answers_are_no_images(void **state)
{
    (void)state;
    const struct tct_plane other = {PLACE.x_m + 60.0, PLACE.y_m - 70.0};
    struct scene *s = range_with_clutter(40);
    size_t count;
    fire_on_occasions(s, 6);
    for (int i = 0; i < 6; i++)
        fire(s, other, 40.1 + 70.0 * i + 0.06 * i, ALL, TCT_COUNT(ALL));
    (void)associated(s, &count);
    assert_int_equal(count, 12);
    tct_arena_free(&s->arena);
}

/* One weapon, in air and along paths that differ from what is believed as far as they are said to;
 * each shot is heard by two stations of three. */
static void fire_in_unknown_air(struct scene *s, size_t shots)
{
    double wind_x_m_s = tct_random_normal(&s->random), wind_y_m_s = tct_random_normal(&s->random);
    double speed_m_s = speed() * (1 + 0.005 * tct_random_normal(&s->random));
    double path_s[STATIONS_MOST];
    for (size_t i = 0; i < s->network.station_count; i++) {
        double way_m = hypot(s->stations[i].x_m - PLACE.x_m, s->stations[i].y_m - PLACE.y_m);
        path_s[i] = path_sigma_s(s, way_m / speed()) * tct_random_normal(&s->random);
    }
    for (size_t k = 0; k < shots; k++) {
        double x_m = PLACE.x_m + tct_random_normal(&s->random);
        double y_m = PLACE.y_m + tct_random_normal(&s->random);
        for (uint32_t i = 0; i < s->network.station_count; i++) {
            double travel_s = tct_travel_time_s(s->stations[i].x_m - x_m, s->stations[i].y_m - y_m,
                                                0.0, speed_m_s, wind_x_m_s, wind_y_m_s);
            double wrong_s = path_s[i] + 0.003 * tct_random_normal(&s->random);
            if (tct_random_uniform(&s->random) < 0.67)
                heard(s, i, 50.0 + 40.0 * (double)k + travel_s + wrong_s);
        }
    }
}

struct regions {
    size_t located, inside;
    double area_m2; /* of half axes, sum */
};

static struct regions regions_of(const struct tct_event *events, size_t count)
{
    struct regions regions = {0};
    for (size_t i = 0; i < count; i++) {
        if (events[i].status != TCT_EVENT_LOCATED)
            continue;
        regions.located++;
        regions.inside += normalised_error2(&events[i], PLACE.x_m, PLACE.y_m) < 5.991;
        regions.area_m2 += events[i].ellipse95.semi_major_m * events[i].ellipse95.semi_minor_m;
    }
    return regions;
}

/* However many shots there were, they share the errors of their paths and their air. */
static void regions_of_positions_hold(void **state)
{
    (void)state;
    enum { SEEDS = 200, SHOTS = 10, STATIONS = 7 };
    struct regions together = {0}, alone = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct scene *s = scene_of(SPREAD, STATIONS);
        size_t count;
        tct_random_init(&s->random, seed, 0);
        fire_in_unknown_air(s, SHOTS);
        struct tct_group *groups = associated(s, &count);
        struct regions seen = regions_of(located(s, groups, count), count);
        together.located += seen.located;
        together.inside += seen.inside;
        together.area_m2 += seen.area_m2;
        forget_positions(groups, count);
        seen = regions_of(located(s, groups, count), count);
        alone.located += seen.located;
        alone.area_m2 += seen.area_m2;
        tct_arena_free(&s->arena);
    }
    double inside = (double)together.inside / (double)together.located;
    assert_true(together.located > SEEDS * SHOTS * 92 / 100);
    assert_true(together.located > alone.located);
    assert_true(inside > 0.91 && inside < 0.98);
    assert_true(together.area_m2 / (double)together.located <
                0.5 * alone.area_m2 / (double)alone.located);
}

static void swap(struct scene *s, size_t i, size_t j)
{
    struct tct_detection moved = s->detections[i];
    s->detections[i] = s->detections[j];
    s->detections[j] = moved;
}

static void order_does_not_matter_for_positions(void **state)
{
    (void)state;
    struct scene *s = range_with_clutter(40);
    size_t count, again;
    for (int burst = 0; burst < 4; burst++)
        fire_burst(s, 40.0 + 80.0 * burst);
    struct tct_group *groups = associated(s, &count);
    struct tct_event *events = located(s, groups, count);
    for (size_t i = s->detection_count; i-- > 1;)
        swap(s, i, (size_t)(tct_random_uniform(&s->random) * (double)(i + 1)));
    groups = associated(s, &again);
    struct tct_event *others = located(s, groups, again);
    assert_int_equal(count, again);
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(events[i].time_ns, others[i].time_ns);
        assert_true(events[i].status == others[i].status);
        if (events[i].status != TCT_EVENT_LOCATED)
            continue;
        assert_true(events[i].x_m == others[i].x_m && events[i].y_m == others[i].y_m);
        assert_memory_equal(events[i].covariance_m2, others[i].covariance_m2,
                            sizeof(events[i].covariance_m2));
    }
    tct_arena_free(&s->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_arrivals_have_a_place_where_others_fired),
        cmocka_unit_test(one_burst_is_a_position),
        cmocka_unit_test(two_weapons_have_two_positions),
        cmocka_unit_test(a_later_path_at_one_station_moves_nothing),
        cmocka_unit_test(images_in_a_wall_are_no_shots),
        cmocka_unit_test(answers_are_no_images),
        cmocka_unit_test(who_misses_most_shots_tells_nothing_of_the_place),
        cmocka_unit_test(regions_of_positions_hold),
        cmocka_unit_test(order_does_not_matter_for_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
