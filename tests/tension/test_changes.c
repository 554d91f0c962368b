/* Change points: known changes are found, nothing is found in nothing, memory is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "tacet/tension.h"

enum { DAYS = 1000, CHANGED = 700, SERIES = 40 };

static struct tct_random numbers;
static int32_t n[DAYS];
static double exposure[DAYS];

static int set_up(void **state)
{
    (void)state;
    tct_random_init(&numbers, 23, 0);
    return 0;
}

static int32_t poisson(double mean)
{
    int32_t count = 0;
    for (double t = tct_random_exponential(&numbers); t < mean;
         t += tct_random_exponential(&numbers))
        count++;
    return count;
}

/* `before` a day until the change, `after` from then on; half of the days are half heard, every
 * tenth not at all. */
static void make(double before, double after)
{
    for (size_t t = 0; t < DAYS; t++) {
        exposure[t] = t % 2 == 0 ? 1.0 : 0.5;
        n[t] =
            t % 10 == 3 ? TCT_COUNT_NO_DATA : poisson((t < CHANGED ? before : after) * exposure[t]);
    }
}

static const struct tct_change_setup SETUP = {
    .dispersion = 1.0, .prior_rate = 3.0, .run_steps = 200.0, .threshold = 0.95};

static void test_changes_are_found(void **state)
{
    (void)state;
    static const double after[2] = {0.8, 9.0};
    for (size_t which = 0; which < 2; which++) {
        int found = 0, early = 0;
        double delay = 0.0;
        for (int i = 0; i < SERIES; i++) {
            struct tct_change_watch watch;
            struct tct_change change;
            make(3.0, after[which]);
            tct_change_watch_init(&SETUP, &watch);
            for (size_t t = 0; t < DAYS; t++) {
                if (!tct_change_watch_step(&watch, n[t], exposure[t], &change))
                    continue;
                if (t < CHANGED) {
                    early++;
                    continue;
                }
                found++;
                delay += (double)(change.step - CHANGED) / SERIES;
                assert_true(fabs((double)change.began - CHANGED) < 15.0);
                assert_true((change.lower_p > 0.5) == (after[which] < 3.0));
                break;
            }
        }
        print_message("to %.1f a day: found %d of %d, early %d, mean delay %.1f days\n",
                      after[which], found, (int)SERIES, early, delay);
        assert_int_equal(found, SERIES);
        assert_true(delay < 12.0);
        assert_true(early <= SERIES / 4); /* of 77 years: fewer than one in seven */
    }
}

static void test_memory_is_bounded(void **state)
{
    (void)state;
    struct tct_change_watch watch;
    struct tct_change change;
    struct tct_change_setup setup = SETUP;
    setup.run_steps = 2.0; /* every step may be a beginning */
    tct_change_watch_init(&setup, &watch);
    for (size_t t = 0; t < 20000; t++) {
        (void)tct_change_watch_step(&watch, t % 3 == 0 ? TCT_COUNT_NO_DATA : poisson(3.0), 1.0,
                                    &change);
        assert_true(watch.run_count <= TCT_CHANGE_RUNS_MAX);
        assert_true(isfinite(tct_change_p(&watch)));
    }
    (void)tct_change_watch_step(&watch, TCT_COUNT_MAX, 1.0, &change); /* what cannot be is borne */
    (void)tct_change_watch_step(&watch, 0, 1e-9, &change);
    assert_true(isfinite(tct_change_p(&watch)));
}

/* What was wished for is kept on other years without changes. */
static void test_false_alarms(void **state)
{
    (void)state;
    struct tct_change_setup setup;
    struct tct_error err;
    struct tct_counts counts = {n, exposure, DAYS};
    double alarms = 0.0;
    make(3.0, 3.0);
    assert_int_equal(tct_change_learn(&counts, 365, 365.25, 200.0, 2.0, &numbers, &setup, &err),
                     TCT_OK);
    assert_true(setup.dispersion >= 1.0 && setup.dispersion < 1.6);
    assert_true(setup.false_alarms <= 2.0);
    for (int i = 0; i < SERIES; i++) {
        struct tct_change_watch watch;
        struct tct_change change;
        make(3.0, 3.0);
        tct_change_watch_init(&setup, &watch);
        for (size_t t = 0; t < DAYS; t++)
            alarms += tct_change_watch_step(&watch, n[t], exposure[t], &change);
    }
    double years = SERIES * (DAYS / 365.25);
    print_message("%.2f false alarms a year, wished 2, simulated %.2f\n", alarms / years,
                  setup.false_alarms);
    assert_true(alarms / years < 3.0);
}

static void test_truce(void **state)
{
    (void)state;
    struct tct_counts counts = {n, exposure, DAYS};
    struct tct_truce truce;
    struct tct_error err;
    make(3.0, 0.3);
    assert_int_equal(tct_truce_judge(&counts, 600, CHANGED, 0.5, 1.0, &truce, &err), TCT_OK);
    assert_true(truce.holding_p > 0.999);
    assert_true(truce.known_steps <= 0.0);
    assert_true(truce.low < 0.3 && truce.high > 0.3);
    counts.days = CHANGED + 1; /* one day of it: nothing is known yet, but when is */
    n[CHANGED] = 0;
    assert_int_equal(tct_truce_judge(&counts, 600, CHANGED, 0.5, 3.0, &truce, &err), TCT_OK);
    assert_true(truce.holding_p > 0.05 && truce.holding_p < 0.95);
    assert_true(truce.known_steps > 0.0 && truce.known_steps < 20.0);
    assert_int_equal(tct_truce_judge(&counts, CHANGED - 2, CHANGED, 0.5, 1.0, &truce, &err),
                     TCT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes_are_found),
        cmocka_unit_test(test_memory_is_bounded),
        cmocka_unit_test(test_false_alarms),
        cmocka_unit_test(test_truce),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
