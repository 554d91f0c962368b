/* Errors: what a sector says of its paths is checked by the sources themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

enum { WORLDS = 5, SHOTS_A_WORLD = 60, WRONG_EVERY = 11 };

struct tally {
    size_t events, inside;
    double squares;
};

/* Shots whose path errors are `noise` times what the sector says; every eleventh arrival is off by
 * up to `wrong_s` when that is not 0. */
static struct tally world(uint64_t seed, double noise, double wrong_s)
{
    struct scene *s = scene_of(SPREAD, TCT_COUNT(SPREAD));
    struct tally tally = {0};
    tct_random_init(&s->random, seed, 0);
    for (size_t i = 0; i < SHOTS_A_WORLD; i++)
        shot(s, 6000.0 * (tct_random_uniform(&s->random) - 0.5),
             6000.0 * (tct_random_uniform(&s->random) - 0.5), 10.0 * (double)i, noise, CALM);
    for (size_t i = 0; i < s->detection_count; i += WRONG_EVERY)
        s->detections[i].onset_ns +=
            tct_time_from_s(wrong_s * (2.0 * tct_random_uniform(&s->random) - 1.0));
    struct tct_event *events = located_together(s);
    for (size_t i = 0; i < s->group_count; i++) {
        if (events[i].status != TCT_EVENT_LOCATED)
            continue;
        double square = normalised_error2(&events[i], s->truth[i].x_m, s->truth[i].y_m);
        tally.events++;
        tally.inside += square < 5.991;
        tally.squares += square;
    }
    tct_arena_free(&s->arena);
    return tally;
}

static struct tally worlds(double noise, double wrong_s)
{
    struct tally all = {0};
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct tally tally = world(seed, noise, wrong_s);
        all.events += tally.events;
        all.inside += tally.inside;
        all.squares += tally.squares;
    }
    print_message("%zu events, %zu inside, mean %g\n", all.events, all.inside,
                  all.squares / (double)all.events);
    return all;
}

static void paths_that_are_worse_than_said_widen_the_regions(void **state)
{
    (void)state;
    struct tally tally = worlds(2.0, 0.0);
    assert_true(tally.events > 290);
    assert_true((double)tally.inside > 0.85 * (double)tally.events);
    assert_true(tally.squares < 3.2 * (double)tally.events);
}

static void wrong_arrivals_are_expected_where_there_are_many(void **state)
{
    (void)state;
    struct tally tally = worlds(1.0, 0.4);
    assert_true(tally.events > 290);
    assert_true((double)tally.inside > 0.915 * (double)tally.events);
}

static void paths_as_said_keep_their_regions(void **state)
{
    (void)state;
    struct tally tally = worlds(1.0, 0.0);
    assert_int_equal(tally.events, WORLDS * SHOTS_A_WORLD);
    assert_near((double)tally.inside / (double)tally.events, 0.95, 0.035);
    assert_near(tally.squares / (double)tally.events, 2.0, 0.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_that_are_worse_than_said_widen_the_regions),
        cmocka_unit_test(wrong_arrivals_are_expected_where_there_are_many),
        cmocka_unit_test(paths_as_said_keep_their_regions),
    };
    return cmocka_run_group_tests_name("network/errors", tests, NULL, NULL);
}
