/* Repeats of a known shot, and loudness over the noise as a mark of arrivals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "range.h"
#include "salience.h"

/* Groups that hold exactly the detections numbered `first` to `first + count - 1`. */
static size_t count_exact(const struct tct_group *groups, size_t group_count, size_t first,
                          size_t count)
{
    size_t exact = 0;
    for (size_t g = 0; g < group_count; g++) {
        bool same = groups[g].pick_count == count;
        for (size_t k = 0; k < groups[g].pick_count; k++)
            same = same && groups[g].picks[k] >= first && groups[g].picks[k] < first + count;
        exact += same;
    }
    return exact;
}

/* Three stations hear a round at `pause_s` from one that all hear; how many find it. */
static size_t found_after(struct tct_plane place, double pause_s)
{
    struct scene *s = range_with_clutter(40);
    fire(s, PLACE, 300.0, ALL, TCT_COUNT(ALL));
    size_t first = s->detection_count, count;
    fire(s, place, 300.0 + pause_s, FEW, TCT_COUNT(FEW));
    struct tct_group *groups = associated(s, &count);
    assert_int_equal(count_exact(groups, count, 40, TCT_COUNT(ALL)), 1);
    size_t found = count_exact(groups, count, first, TCT_COUNT(FEW));
    assert_int_equal(count, 1 + found);
    tct_arena_free(&s->arena);
    return found;
}

static void three_arrivals_are_enough_where_the_place_is_known(void **state)
{
    (void)state;
    assert_int_equal(found_after(PLACE, 0.6), 1);
    assert_int_equal(found_after(PLACE, 9.0), 1);
    assert_int_equal(found_after(PLACE, 150.0), 1);
}

static void three_arrivals_alone_are_nothing(void **state)
{
    (void)state;
    struct scene *s = range_with_clutter(40);
    size_t count;
    fire(s, PLACE, 300.0, FEW, TCT_COUNT(FEW));
    (void)associated(s, &count);
    assert_int_equal(count, 0);
    tct_arena_free(&s->arena);
}

static void what_came_before_the_clear_one_is_found(void **state)
{
    (void)state;
    assert_int_equal(found_after(PLACE, -0.6), 1);
    assert_int_equal(found_after(PLACE, -60.0), 1);
}

static void the_weapon_may_move_a_little(void **state)
{
    (void)state;
    struct tct_plane beside = {PLACE.x_m + 2.0, PLACE.y_m - 2.0};
    struct tct_plane elsewhere = {PLACE.x_m + 60.0, PLACE.y_m - 40.0};
    assert_int_equal(found_after(beside, 0.6), 1);
    assert_int_equal(found_after(elsewhere, 0.6), 0);
}

/* What tells how much of all that is heard is of shots: single ones all over. */
static void fire_singly(struct scene *s, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double x_m = 3000.0 * (tct_random_uniform(&s->random) - 0.5);
        double y_m = 3000.0 * (tct_random_uniform(&s->random) - 0.5);
        struct tct_plane place = {x_m, y_m};
        fire(s, place, 20.0 + 13.0 * (double)i, ALL, TCT_COUNT(ALL));
    }
}

/* Rounds follow each other faster than their sound takes to the stations. */
static void a_burst_is_told_apart(void **state)
{
    (void)state;
    enum { SINGLE = 20, ROUNDS = 2, BEFORE = 40 + 5 * (SINGLE + 1) };
    struct scene *s = range_with_clutter(40);
    size_t count, right = 0;
    fire_singly(s, SINGLE);
    fire(s, PLACE, 300.0, ALL, TCT_COUNT(ALL));
    fire(s, PLACE, 300.31, FEW, TCT_COUNT(FEW));
    fire(s, PLACE, 300.73, FEW, TCT_COUNT(FEW));
    struct tct_group *groups = associated(s, &count);
    for (size_t round = 0; round < ROUNDS; round++)
        right += count_exact(groups, count, BEFORE + 3 * round, TCT_COUNT(FEW));
    assert_int_equal(right, ROUNDS);
    assert_int_equal(count, SINGLE + 1 + ROUNDS);
    tct_arena_free(&s->arena);
}

/* Walls around each station, and one beside the weapon. */
static void echoes_are_no_repeats(void **state)
{
    (void)state;
    struct scene *s = range_with_clutter(40);
    size_t count;
    for (int shot = 0; shot < 6; shot++) {
        double time_s = 50.0 + 80.0 * shot;
        fire(s, PLACE, time_s, ALL, TCT_COUNT(ALL));
        fire(s, PLACE, time_s + 0.03, FEW, TCT_COUNT(FEW));
        for (int echo = 0; echo < 3; echo++)
            for (uint32_t i = 0; i < TCT_COUNT(ALL); i++)
                fire(s, PLACE, time_s + 0.02 + 0.15 * tct_random_exponential(&s->random), &i, 1);
    }
    (void)associated(s, &count);
    assert_int_equal(count, 6);
    tct_arena_free(&s->arena);
}

/* Six shots, minutes apart, each followed after the same pause by what these stations hear. */
static size_t found_of_followed(const uint32_t *stations, size_t station_count)
{
    struct scene *s = range_with_clutter(40);
    size_t count;
    for (int shot = 0; shot < 6; shot++) {
        double time_s = 50.0 + 80.0 * shot + 0.01 * shot * shot;
        fire(s, PLACE, time_s, ALL, TCT_COUNT(ALL));
        fire(s, PLACE, time_s + 0.375, stations, station_count);
    }
    (void)associated(s, &count);
    tct_arena_free(&s->arena);
    return count;
}

static void what_always_follows_at_fewer_stations_is_an_echo(void **state)
{
    (void)state;
    assert_int_equal(found_of_followed(FEW, TCT_COUNT(FEW)), 6);
}

static void a_weapon_with_a_fixed_rhythm_is_none(void **state)
{
    (void)state;
    assert_int_equal(found_of_followed(ALL, TCT_COUNT(ALL)), 12);
}

/* Each detection's group, named by the smallest old number in it; `was[i]` is the old number of
 * detection i. The return value is how many groups there are. */
static size_t name_groups(struct scene *s, const uint32_t *was, uint32_t *ret_names)
{
    size_t count;
    struct tct_group *groups = associated(s, &count);
    memset(ret_names, 0xff, s->detection_count * sizeof(*ret_names));
    for (size_t g = 0; g < count; g++) {
        uint32_t name = UINT32_MAX;
        for (size_t k = 0; k < groups[g].pick_count; k++)
            if (was[groups[g].picks[k]] < name)
                name = was[groups[g].picks[k]];
        for (size_t k = 0; k < groups[g].pick_count; k++)
            ret_names[was[groups[g].picks[k]]] = name;
    }
    return count;
}

static void order_does_not_matter_in_bursts(void **state)
{
    (void)state;
    struct scene *s = range_with_clutter(40);
    static uint32_t was[DETECTIONS_MOST], before[DETECTIONS_MOST], after[DETECTIONS_MOST];
    fire_singly(s, 20);
    fire(s, PLACE, 300.0, ALL, TCT_COUNT(ALL));
    fire(s, PLACE, 300.31, FEW, TCT_COUNT(FEW));
    fire(s, PLACE, 300.73, FEW, TCT_COUNT(FEW));
    for (uint32_t i = 0; i < s->detection_count; i++)
        was[i] = i;
    size_t count = name_groups(s, was, before);
    for (size_t i = s->detection_count; i-- > 1;) {
        size_t j = (size_t)(tct_random_uniform(&s->random) * (double)(i + 1));
        struct tct_detection moved = s->detections[i];
        uint32_t number = was[i];
        s->detections[i] = s->detections[j];
        s->detections[j] = moved;
        was[i] = was[j];
        was[j] = number;
    }
    assert_int_equal(count, 20 + 3);
    assert_int_equal(name_groups(s, was, after), count);
    assert_memory_equal(before, after, s->detection_count * sizeof(*before));
    tct_arena_free(&s->arena);
}

/* `loud` of the picks are arrivals some 12 dB above the rest. */
static struct salience learned(size_t count, size_t loud, bool given)
{
    static struct pick all[1000];
    static bool explained[1000];
    struct tct_random random;
    tct_random_init(&random, 5, 0);
    for (size_t i = 0; i < count; i++) {
        explained[i] = i < loud;
        all[i] = (struct pick){.snr_db = !given ? (double)NAN
                                                : (i < loud ? 24.0 : 12.0) +
                                                      4.0 * tct_random_normal(&random)};
    }
    struct picks picks = {.all = all, .count = count};
    return salience_learn(&picks, explained);
}

static void loudness_speaks_as_far_as_it_is_known(void **state)
{
    (void)state;
    struct salience much = learned(1000, 400, true), little = learned(6, 2, true);
    assert_true(salience_log_odds(&much, 24.0) > 2.0);
    assert_true(salience_log_odds(&much, 12.0) < -2.0);
    assert_true(fabs(salience_log_odds(&much, 18.0)) < 1.0);
    assert_true(salience_log_odds(&much, 60.0) <= 3.0);
    assert_true(salience_log_odds(&much, -60.0) >= -3.0);
    assert_true(fabs(salience_log_odds(&little, 24.0)) < 1.0);
    assert_true(salience_log_odds(&much, (double)NAN) == 0);
}

static void without_loudness_it_says_nothing(void **state)
{
    (void)state;
    struct salience none = learned(100, 40, false);
    assert_true(salience_log_odds(&none, (double)NAN) == 0);
    assert_true(salience_log_odds(&none, 20.0) == 0);
    struct picks empty = {0};
    struct salience nothing = salience_learn(&empty, NULL);
    assert_true(salience_log_odds(&nothing, 20.0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_arrivals_are_enough_where_the_place_is_known),
        cmocka_unit_test(three_arrivals_alone_are_nothing),
        cmocka_unit_test(what_came_before_the_clear_one_is_found),
        cmocka_unit_test(the_weapon_may_move_a_little),
        cmocka_unit_test(a_burst_is_told_apart),
        cmocka_unit_test(echoes_are_no_repeats),
        cmocka_unit_test(what_always_follows_at_fewer_stations_is_an_echo),
        cmocka_unit_test(a_weapon_with_a_fixed_rhythm_is_none),
        cmocka_unit_test(order_does_not_matter_in_bursts),
        cmocka_unit_test(loudness_speaks_as_far_as_it_is_known),
        cmocka_unit_test(without_loudness_it_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
