/* What is said of an incident: bursts, engagements, counts in every unit, sides. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "worlds.h"

enum { SHOTS_MOST = 256 };

struct fight {
    struct tct_firing firings[SHOTS_MOST];
    size_t count;
    struct tct_arena arena;
    struct tct_summary summary;
};

static struct fight *new_fight(void)
{
    struct fight *fight = calloc(1, sizeof(*fight));
    assert_non_null(fight);
    tct_arena_init(&fight->arena, (size_t)16 << 20);
    return fight;
}

static void end_fight(struct fight *fight)
{
    tct_arena_free(&fight->arena);
    free(fight);
}

static struct tct_firing *fire(struct fight *fight, double at_s, double x_m, double left_p,
                               enum tct_firing_kind kind)
{
    assert_true(fight->count < SHOTS_MOST);
    struct tct_firing *firing = &fight->firings[fight->count++];
    *firing = (struct tct_firing){.time_ns = (int64_t)llround(1e9 * at_s),
                                  .time_sigma_s = 1e-3,
                                  .place = {x_m, 0.0},
                                  .covariance_m2 = {100.0, 0.0, 100.0},
                                  .placed = true,
                                  .classified = true,
                                  .has_side = true,
                                  .side_p = {left_p, 1.0 - left_p, 0.0}};
    firing->kind_p[kind] = 1.0;
    return firing;
}

static void rifle(struct fight *fight, double at_s, double x_m, double left_p)
{
    fire(fight, at_s, x_m, left_p, TCT_FIRING_SMALL_ARMS);
}

static const struct tct_summary *summarise(struct fight *fight)
{
    struct tct_rules rules = tct_rules_default();
    struct tct_error err;
    assert_int_equal(tct_summarise(&rules, fight->firings, NULL, NAN, fight->count, &fight->arena,
                                   &fight->summary, &err),
                     TCT_OK);
    return &fight->summary;
}

static void pauses_part_bursts_and_engagements(void **state)
{
    (void)state;
    struct fight *fight = new_fight();
    for (int i = 0; i < 5; i++)
        rifle(fight, 0.1 * i, 0.0, 0.99);
    for (int i = 0; i < 3; i++)
        rifle(fight, 10.0 + 0.1 * i, 5.0, 0.99);
    rifle(fight, 131.0, 0.0, 0.99);
    const struct tct_summary *s = summarise(fight);
    assert_true(s->counts[TCT_UNIT_SHOT] == 9.0 && s->counts[TCT_UNIT_BURST] == 3.0);
    assert_true(s->counts[TCT_UNIT_ENGAGEMENT] == 2.0 && s->counts[TCT_UNIT_INCIDENT] == 1.0);
    assert_true(s->counts[TCT_UNIT_EXCHANGE_24H] == 1.0);
    assert_int_equal(s->engagement_count, 2);
    assert_int_equal(s->engagements[0].shots, 8);
    assert_int_equal(s->engagements[0].bursts, 2);
    assert_int_equal(s->engagements[0].until_ns, 10200000000);
    assert_int_equal(s->burst[4], 0);
    assert_int_equal(s->burst[5], 1);
    assert_int_equal(s->engagement[8], 1);
    assert_true(fabs(s->engagements[0].middle.x_m - 15.0 / 8.0) < 1e-9);
    assert_true(fabs(s->engagements[0].radius_m - (5.0 - 15.0 / 8.0)) < 1e-9);
    assert_true(fabs(s->engagements[0].side_p[TCT_SIDE_LEFT] - 0.99) < 1e-9);
    assert_int_equal(s->until_ns, 131000000000);
    end_fight(fight);
}

static void weapons_beside_each_other_have_bursts_of_their_own(void **state)
{
    (void)state;
    struct fight *fight = new_fight();
    for (int i = 0; i < 20; i++)
        rifle(fight, 0.25 * i, i % 2 == 0 ? 0.0 : 100.0, 0.99);
    const struct tct_summary *s = summarise(fight);
    assert_true(s->counts[TCT_UNIT_BURST] == 2.0 && s->counts[TCT_UNIT_ENGAGEMENT] == 1.0);
    end_fight(fight);
}

static void a_trench_and_the_one_across_are_two(void **state)
{
    (void)state;
    struct fight *fight = new_fight();
    for (int i = 0; i < 20; i++)
        rifle(fight, 0.25 * i, i % 2 == 0 ? 0.0 : 25.0, i % 2 == 0 ? 0.95 : 0.05);
    const struct tct_summary *s = summarise(fight);
    assert_true(s->counts[TCT_UNIT_BURST] == 2.0 && s->counts[TCT_UNIT_ENGAGEMENT] == 2.0);
    assert_true(fabs(s->shots_by_side[TCT_SIDE_LEFT] - 10.0) < 1e-9);
    assert_true(fabs(s->shots_by_side[TCT_SIDE_RIGHT] - 10.0) < 1e-9);
    assert_true(fabs(s->exchange_p - (1.0 - 2.0 * 0.05 * 0.95)) < 1e-9);
    assert_int_equal(s->opening.side, TCT_SIDE_LEFT);
    assert_int_equal(s->opening.first, 0);
    end_fight(fight);
}

static void one_place_is_one_witness_of_an_exchange(void **state)
{
    (void)state;
    struct fight *fight = new_fight();
    for (int i = 0; i < 50; i++)
        rifle(fight, 200.0 * i, 0.0, 0.5);
    const struct tct_summary *s = summarise(fight);
    assert_int_equal(s->engagement_count, 50);
    assert_true(s->exchange_p < 1e-9);
    end_fight(fight);
}

static void a_launch_and_its_impact_are_one(void **state)
{
    (void)state;
    struct fight *fight = new_fight();
    fire(fight, 0.0, 0.0, 0.9, TCT_FIRING_LAUNCH);
    fire(fight, 1.0, 0.0, 0.9, TCT_FIRING_LAUNCH);
    fire(fight, 1.5, 3000.0, 0.1, TCT_FIRING_EXPLOSION); /* of an earlier one: too soon */
    fire(fight, 20.0, 3000.0, 0.1, TCT_FIRING_EXPLOSION);
    fire(fight, 21.0, 3000.0, 0.1, TCT_FIRING_EXPLOSION);
    fire(fight, 22.0, 3000.0, 0.1, TCT_FIRING_EXPLOSION); /* there is none left */
    fire(fight, 100.0, 0.0, 0.9, TCT_FIRING_LAUNCH);
    fire(fight, 280.1, 3000.0, 0.1, TCT_FIRING_EXPLOSION); /* too late */
    rifle(fight, 30.0, 0.0, 0.9);
    const struct tct_summary *s = summarise(fight);
    assert_true(s->counts[TCT_UNIT_SHOT] == 9.0 && s->counts[TCT_UNIT_TRAJECTORY] == 7.0);
    assert_true(fabs(s->kind_p[TCT_FIRING_EXPLOSION] - 5.0 / 9.0) < 1e-12);
    end_fight(fight);
}

/* Nobody is blamed for having been hit. */
static void where_it_struck_is_not_where_it_was_fired(void **state)
{
    (void)state;
    struct fight *fight = new_fight();
    fire(fight, 0.0, 0.0, 1.0, TCT_FIRING_EXPLOSION);
    const struct tct_summary *s = summarise(fight);
    assert_true(fabs(s->shots_by_side[TCT_SIDE_LEFT] - 0.5) < 1e-9);
    assert_true(fabs(s->shots_by_side[TCT_SIDE_RIGHT] - 0.4) < 1e-9);
    assert_int_equal(s->opening.side, TCT_SIDE_UNDETERMINED);
    assert_non_null(strstr(s->opening.reason, "either side"));
    end_fight(fight);

    /* What follows after a flight, across the line, struck; what it follows was fired. */
    fight = new_fight();
    fire(fight, 0.0, 0.0, 1.0, TCT_FIRING_EXPLOSION);
    fire(fight, 20.0, 1500.0, 0.0, TCT_FIRING_EXPLOSION);
    s = summarise(fight);
    assert_true(fabs(s->shots_by_side[TCT_SIDE_LEFT] - (0.95 + 0.76)) < 1e-9);
    assert_true(fabs(s->opening.p[TCT_SIDE_LEFT] - 0.95) < 1e-6);
    assert_int_equal(s->opening.side, TCT_SIDE_LEFT);
    end_fight(fight);

    /* Whoever was struck and answers has not begun: the impact on the answerer's ground comes after
     * his launch, which is the last that it can be of. */
    fight = new_fight();
    fire(fight, 0.0, 0.0, 1.0, TCT_FIRING_EXPLOSION);
    fire(fight, 20.0, 900.0, 1.0, TCT_FIRING_EXPLOSION);
    fire(fight, 40.0, 1900.0, 0.0, TCT_FIRING_EXPLOSION);
    s = summarise(fight);
    assert_true(fabs(s->opening.p[TCT_SIDE_LEFT] - 0.5) < 1e-6);
    assert_int_equal(s->opening.side, TCT_SIDE_UNDETERMINED);
    end_fight(fight);

    /* Too soon, and too late, to be a flight. */
    static const double GAPS_S[] = {1.0, 90.0};
    for (size_t i = 0; i < TCT_COUNT(GAPS_S); i++) {
        fight = new_fight();
        fire(fight, 0.0, 0.0, 1.0, TCT_FIRING_EXPLOSION);
        fire(fight, GAPS_S[i], 1500.0, 0.0, TCT_FIRING_EXPLOSION);
        s = summarise(fight);
        assert_true(fabs(s->shots_by_side[TCT_SIDE_LEFT] - 0.9) < 1e-9);
        end_fight(fight);
    }
}

static void what_is_not_known_stays_so(void **state)
{
    (void)state;
    struct fight *fight = new_fight();
    struct tct_firing *firing = fire(fight, 0.0, (double)NAN, 0.5, TCT_FIRING_OTHER);
    firing->placed = firing->classified = firing->has_side = false;
    const struct tct_summary *s = summarise(fight);
    assert_true(s->shots_by_side[TCT_SIDE_UNDETERMINED] == 1.0 && s->exchange_p == 0.0);
    assert_true(s->kind_p[TCT_FIRING_OTHER] == 1.0 && isnan(s->middle.x_m) && s->radius_m == 0.0);
    assert_int_equal(s->opening.side, TCT_SIDE_UNDETERMINED);
    assert_non_null(s->opening.reason);
    end_fight(fight);
}

static void too_little_memory_is_said(void **state)
{
    (void)state;
    struct tct_rules rules = tct_rules_default();
    struct tct_random random;
    struct tct_firing firings[SHOTS_MOST];
    size_t refused = 0;
    tct_random_init(&random, 1, 10);
    for (size_t i = 0; i < SHOTS_MOST; i++)
        firings[i] = random_firing(&random, 1e3, 600.0);
    for (size_t bytes = 0; bytes < (size_t)2 << 20; bytes = bytes * 5 / 4 + 1000) {
        struct tct_arena arena;
        struct tct_summary summary;
        struct tct_error err = {0};
        tct_arena_init(&arena, bytes);
        enum tct_status status =
            tct_summarise(&rules, firings, NULL, NAN, SHOTS_MOST, &arena, &summary, &err);
        assert_true(status == TCT_OK || status == TCT_ERR_MEMORY);
        assert_true(status == TCT_OK || err.text[0] != '\0');
        refused += status != TCT_OK;
        tct_arena_free(&arena);
    }
    assert_true(refused > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_part_bursts_and_engagements),
        cmocka_unit_test(weapons_beside_each_other_have_bursts_of_their_own),
        cmocka_unit_test(a_trench_and_the_one_across_are_two),
        cmocka_unit_test(one_place_is_one_witness_of_an_exchange),
        cmocka_unit_test(a_launch_and_its_impact_are_one),
        cmocka_unit_test(where_it_struck_is_not_where_it_was_fired),
        cmocka_unit_test(what_is_not_known_stays_so),
        cmocka_unit_test(too_little_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
