/* How numbers of incidents live on, which firings link and which do not, and what is asked of a
 * book. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "worlds.h"

enum { TOLD_MOST = 64 };

struct told {
    uint32_t incident;
    enum tct_change change;
    uint32_t other;
};

static struct {
    struct told all[TOLD_MOST];
    size_t count;
} told;

static void hear(void *user, uint32_t incident, enum tct_change change, uint32_t other)
{
    (void)user;
    if (told.count < TOLD_MOST)
        told.all[told.count++] = (struct told){incident, change, other};
}

/* Just this was told since the last time. */
static void expect_told(const struct told *expected, size_t count)
{
    assert_int_equal(told.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(told.all[i].incident, expected[i].incident);
        assert_int_equal(told.all[i].change, expected[i].change);
        assert_int_equal(told.all[i].other, expected[i].other);
    }
    told.count = 0;
}

#define EXPECT_TOLD(...)                                                                           \
    expect_told((const struct told[]){__VA_ARGS__},                                                \
                sizeof((const struct told[]){__VA_ARGS__}) / sizeof(struct told))

static struct tct_book *new_book(void)
{
    struct tct_rules rules = tct_rules_default();
    struct tct_book *book;
    told.count = 0;
    assert_int_equal(tct_book_new(&rules, hear, NULL, &book, NULL), TCT_OK);
    return book;
}

static struct tct_firing at(double x_m, double time_s)
{
    return (struct tct_firing){.time_ns = (int64_t)(1e9 * time_s),
                               .time_sigma_s = 0.01,
                               .place = {x_m, 0.0},
                               .covariance_m2 = {100.0, 0.0, 100.0},
                               .placed = true};
}

static struct tct_firing vague_at(double x_m, double time_s)
{
    struct tct_firing firing = at(x_m, time_s);
    firing.covariance_m2[0] = 1e6; /* 95 % within 2.4 km, where 2 km are the reach */
    return firing;
}

static struct tct_firing heavy_at(double x_m, double time_s)
{
    struct tct_firing firing = at(x_m, time_s);
    firing.classified = true;
    firing.kind_p[TCT_FIRING_EXPLOSION] = 1.0;
    return firing;
}

static uint32_t add(struct tct_book *book, struct tct_firing firing)
{
    uint32_t number;
    assert_int_equal(tct_book_add(book, &firing, &number, NULL), TCT_OK);
    return number;
}

static void revise(struct tct_book *book, uint32_t number, struct tct_firing firing)
{
    assert_int_equal(tct_book_revise(book, number, &firing, NULL), TCT_OK);
}

static void withdraw(struct tct_book *book, uint32_t number)
{
    assert_int_equal(tct_book_revise(book, number, NULL, NULL), TCT_OK);
}

static void the_older_number_stays_and_comes_back(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    add(book, at(0.0, 0.0));
    add(book, at(3500.0, 0.0));
    add(book, at(3500.0, 1.0));
    EXPECT_TOLD({0, TCT_CHANGE_BEGUN, 0}, {1, TCT_CHANGE_BEGUN, 1}, {1, TCT_CHANGE_FIRING, 2});
    add(book, at(1750.0, 0.0)); /* joins them */
    EXPECT_TOLD({0, TCT_CHANGE_MERGED, 1}, {1, TCT_CHANGE_TAKEN, 0}, {0, TCT_CHANGE_FIRING, 3});
    withdraw(book, 3); /* the larger part keeps the number */
    EXPECT_TOLD({2, TCT_CHANGE_SPLIT, 0}, {0, TCT_CHANGE_LEFT, 0}, {2, TCT_CHANGE_FIRING, 0},
                {0, TCT_CHANGE_LEFT, 3});
    assert_int_equal(tct_book_incident_of(book, 1), 0);
    assert_int_equal(tct_book_incident_of(book, 3), TCT_NO_NUMBER);
    revise(book, 3, at(1750.0, 2.0)); /* there was one after all */
    EXPECT_TOLD({0, TCT_CHANGE_MERGED, 2}, {2, TCT_CHANGE_TAKEN, 0}, {0, TCT_CHANGE_FIRING, 3});
    tct_book_free(book);
}

static void of_equal_parts_the_one_with_the_earliest_firing_keeps_the_number(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    add(book, at(1750.0, 0.0));
    add(book, at(0.0, 5.0));
    add(book, at(3500.0, 3.0));
    withdraw(book, 0);
    assert_int_equal(tct_book_incident_of(book, 2), 0);
    assert_int_equal(tct_book_incident_of(book, 1), 1);
    tct_book_free(book);
}

static void an_incident_moves_with_its_only_firing(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    add(book, at(0.0, 0.0));
    told.count = 0;
    revise(book, 0, at(90e3, 4000.0)); /* far off, and still the same incident */
    EXPECT_TOLD({0, TCT_CHANGE_FIRING, 0});
    add(book, at(0.0, 0.0));
    EXPECT_TOLD({1, TCT_CHANGE_BEGUN, 1});
    revise(book, 0, at(100.0, 0.0)); /* it was of the later one's: that is taken by it */
    EXPECT_TOLD({0, TCT_CHANGE_MERGED, 1}, {1, TCT_CHANGE_TAKEN, 0}, {0, TCT_CHANGE_FIRING, 0});
    withdraw(book, 1);
    withdraw(book, 0);
    EXPECT_TOLD({0, TCT_CHANGE_LEFT, 1}, {0, TCT_CHANGE_LEFT, 0},
                {0, TCT_CHANGE_ENDED, TCT_NO_NUMBER});
    tct_book_free(book);
}

static void reach_and_quiet_are_what_the_rules_say(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    add(book, at(0.0, 0.0));
    add(book, at(2000.0, 900.0)); /* at both bounds, that still hold */
    add(book, at(4000.5, 900.0));
    add(book, at(0.0, 1800.000001));
    add(book, heavy_at(9000.0, 900.0));
    add(book, heavy_at(14000.0, 0.0)); /* heavy ones reach farther, each other alone */
    assert_int_equal(tct_book_incident_of(book, 1), 0);
    assert_int_equal(tct_book_incident_of(book, 2), 1);
    assert_int_equal(tct_book_incident_of(book, 3), 2);
    assert_int_equal(tct_book_incident_of(book, 4), 3);
    assert_int_equal(tct_book_incident_of(book, 5), 3);
    tct_book_free(book);
}

static void a_vague_one_joins_the_nearest_in_time_and_bridges_nothing(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    uint32_t vague = add(book, vague_at(1750.0, 10.0));
    uint32_t other = add(book, vague_at(2500.0, 20.0));
    assert_int_equal(tct_book_incident_of(book, other), 0); /* those alone are of one */
    uint32_t left = add(book, at(0.0, 0.0));
    assert_int_equal(tct_book_incident_of(book, vague), tct_book_incident_of(book, left));
    assert_int_not_equal(tct_book_incident_of(book, vague), tct_book_incident_of(book, other));
    uint32_t right = add(book, at(3500.0, 15.0));
    assert_int_not_equal(tct_book_incident_of(book, left), tct_book_incident_of(book, right));
    assert_int_equal(tct_book_incident_of(book, vague), tct_book_incident_of(book, right));
    assert_int_equal(tct_book_incident_of(book, other), tct_book_incident_of(book, right));
    withdraw(book, right);
    assert_int_equal(tct_book_incident_of(book, vague), tct_book_incident_of(book, left));
    revise(book, vague, at(1750.0, 10.0)); /* known better, it may join others */
    assert_int_equal(tct_book_incident_of(book, vague), tct_book_incident_of(book, left));
    assert_int_equal(tct_book_incident_of(book, other), tct_book_incident_of(book, left));
    tct_book_free(book);
}

static void what_was_notified_groups_apart(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    struct tct_activity exercise = {.kind = TCT_ACTIVITY_LIVE_FIRE_EXERCISE,
                                    .from_ns = 100000000000,
                                    .until_ns = 200000000000,
                                    .radius_m = 500.0};
    uint32_t number;
    add(book, at(0.0, 150.0));
    add(book, at(600.0, 150.0)); /* outside */
    add(book, at(0.0, 99.0));    /* before */
    assert_int_equal(tct_book_incidents(book), 1);
    assert_int_equal(tct_book_notify(book, &exercise, &number, NULL), TCT_OK);
    assert_int_equal(number, 0);
    assert_int_equal(tct_book_activity_of(book, 0), 0);
    assert_int_equal(tct_book_activity_of(book, 1), TCT_NO_NUMBER);
    assert_int_equal(tct_book_activity_of(book, 2), TCT_NO_NUMBER);
    assert_int_equal(tct_book_incident_of(book, 2), 0);
    assert_int_equal(tct_book_incident_of(book, 0), 1);
    add(book, at(100.0, 160.0));
    assert_int_equal(tct_book_incident_of(book, 3), 1);
    exercise.notified_ns = exercise.from_ns + 1; /* that was too late */
    assert_int_equal(tct_book_notify_again(book, 0, &exercise, NULL), TCT_OK);
    assert_int_equal(tct_book_incident_of(book, 3), 0);
    exercise.notified_ns = 0;
    exercise.kind = TCT_ACTIVITY_QUARRY_BLAST;
    struct tct_firing rifle = at(0.0, 150.0);
    rifle.classified = true;
    rifle.kind_p[TCT_FIRING_SMALL_ARMS] = 1.0;
    revise(book, 0, rifle);
    assert_int_equal(tct_book_notify_again(book, 0, &exercise, NULL), TCT_OK);
    assert_int_equal(tct_book_activity_of(book, 0), TCT_NO_NUMBER);
    assert_int_equal(tct_book_activity_of(book, 3), 0);
    assert_int_equal(tct_book_notify_again(book, 0, NULL, NULL), TCT_OK);
    assert_int_equal(tct_book_activity_of(book, 3), TCT_NO_NUMBER);
    assert_int_equal(tct_book_incident_of(book, 3), 0);
    tct_book_free(book);
}

/* Every point of a circle that is near enough, by angle. */
static bool reaches_somewhere(const double c[3], struct tct_plane place, double radius_m)
{
    double determinant = c[0] * c[2] - c[1] * c[1];
    for (double angle = 0.0; angle < 6.2832; angle += 1e-4) {
        double x = radius_m * cos(angle) - place.x_m, y = radius_m * sin(angle) - place.y_m;
        double chi2 = (c[2] * x * x - 2.0 * c[1] * x * y + c[0] * y * y) / determinant;
        if (chi2 <= 5.991464547107979)
            return true;
    }
    return hypot(place.x_m, place.y_m) <= radius_m;
}

static void an_activity_takes_what_its_circle_can_hold(void **state)
{
    (void)state;
    struct tct_random random;
    size_t fits = 0;
    tct_random_init(&random, 1, 8);
    for (int i = 0; i < 200; i++) {
        double a = 300.0 * tct_random_uniform(&random), b = 300.0 * tct_random_uniform(&random);
        double r = 1.8 * tct_random_uniform(&random) - 0.9;
        struct tct_firing firing = at(2000.0 * tct_random_normal(&random), 0.0);
        firing.place.y_m = 800.0 * tct_random_normal(&random);
        const double c[3] = {a * a + 1.0, r * a * b, b * b + 1.0};
        memcpy(firing.covariance_m2, c, sizeof(c));
        struct tct_activity activity = {.radius_m = 1000.0 * tct_random_uniform(&random)};
        bool expected = reaches_somewhere(c, firing.place, activity.radius_m);
        assert_int_equal(tct_activity_fits(&activity, &firing), expected);
        fits += expected;
    }
    assert_true(fits > 20 && fits < 180);
}

static void what_is_not_placed_is_of_no_incident(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    struct tct_firing firing = at((double)NAN, 0.0);
    firing.placed = false;
    assert_int_equal(add(book, firing), 0);
    assert_int_equal(tct_book_incident_of(book, 0), TCT_NO_NUMBER);
    assert_int_equal(tct_book_incidents(book), 0);
    assert_int_equal(told.count, 0);
    revise(book, 0, at(5.0, 0.0));
    EXPECT_TOLD({0, TCT_CHANGE_BEGUN, 0});
    tct_book_free(book);
}

static void places_that_are_none_are_refused(void **state)
{
    (void)state;
    static const double ODD[] = {(double)NAN, (double)INFINITY, -2e9};
    struct tct_book *book = new_book();
    struct tct_error err;
    uint32_t number;
    for (size_t i = 0; i < TCT_COUNT(ODD); i++) {
        struct tct_firing firing = at(ODD[i], 0.0);
        assert_int_equal(tct_book_add(book, &firing, &number, &err), TCT_ERR_INPUT);
        struct tct_activity activity = {.place = {0.0, ODD[i]}};
        assert_int_equal(tct_book_notify(book, &activity, &number, &err), TCT_ERR_INPUT);
    }
    assert_int_equal(tct_book_firings(book), 0);
    tct_book_free(book);
}

static void times_at_the_ends_of_the_world_are_far_apart(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    struct tct_firing first = at(0.0, 0.0), last = first;
    first.time_ns = INT64_MIN;
    last.time_ns = INT64_MAX;
    add(book, first);
    add(book, last);
    assert_int_equal(tct_book_incidents(book), 2);
    tct_book_free(book);
}

static void expect_between(const struct tct_book *book, int64_t from_ns, int64_t until_ns,
                           const uint32_t *expected, size_t expected_count)
{
    struct tct_arena arena;
    uint32_t *found;
    size_t count;
    tct_arena_init(&arena, 1 << 20);
    assert_int_equal(tct_book_between(book, from_ns, until_ns, &arena, &found, &count, NULL),
                     TCT_OK);
    assert_int_equal(count, expected_count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(found[i], expected[i]);
    tct_arena_free(&arena);
}

static void incidents_are_found_by_time(void **state)
{
    (void)state;
    struct tct_book *book = new_book();
    expect_between(book, INT64_MIN, INT64_MAX, NULL, 0);
    add(book, at(0.0, 10000.0));
    add(book, at(0.0, 5000.0));
    add(book, at(100.0, 10400.0));
    add(book, at(100e3, 5001.0));
    static const uint32_t ALL[] = {0, 1, 2};
    expect_between(book, INT64_MIN, INT64_MAX, ALL, 3);
    expect_between(book, 5000000000000, 5001000000000, ALL + 1, 2);
    expect_between(book, 5000000000001, 10400000000000 - 1, (const uint32_t[]){0, 2}, 2);
    expect_between(book, 10000000000001, 10399999999999, NULL, 0);
    expect_between(book, 10400000000000, 5000000000000, NULL, 0);
    withdraw(book, 1);
    expect_between(book, INT64_MIN, 9000000000000, ALL + 2, 1);
    tct_book_free(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_older_number_stays_and_comes_back),
        cmocka_unit_test(of_equal_parts_the_one_with_the_earliest_firing_keeps_the_number),
        cmocka_unit_test(an_incident_moves_with_its_only_firing),
        cmocka_unit_test(reach_and_quiet_are_what_the_rules_say),
        cmocka_unit_test(a_vague_one_joins_the_nearest_in_time_and_bridges_nothing),
        cmocka_unit_test(what_was_notified_groups_apart),
        cmocka_unit_test(an_activity_takes_what_its_circle_can_hold),
        cmocka_unit_test(what_is_not_placed_is_of_no_incident),
        cmocka_unit_test(places_that_are_none_are_refused),
        cmocka_unit_test(times_at_the_ends_of_the_world_are_far_apart),
        cmocka_unit_test(incidents_are_found_by_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
