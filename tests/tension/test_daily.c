/* Counts by day: probabilities, recovery of known models, gaps, scores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tacet/tension.h"

enum { DAYS = 1500, SERIES = 100 };

static struct tct_random numbers;

static int set_up(void **state)
{
    (void)state;
    tct_random_init(&numbers, 17, 0);
    return 0;
}

/* Poisson with a mean that is gamma distributed, by waiting times: mean below 100, whole sizes. */
static int32_t draw(double mean, int size, double exposure)
{
    double rate = 0.0;
    int32_t n = 0;
    for (int i = 0; i < size; i++)
        rate += tct_random_exponential(&numbers) * mean / size;
    for (double t = tct_random_exponential(&numbers); t < rate * exposure;
         t += tct_random_exponential(&numbers))
        n++;
    return n;
}

/* NB-AR(1): base 0.5, weight 0.6, size 2; every 20th day is without data. */
static void make(int32_t *n, bool gaps)
{
    double last = 1.25;
    for (size_t t = 0; t < DAYS; t++) {
        n[t] = draw(0.5 + 0.6 * last, 2, 1.0);
        last = n[t];
        if (gaps && t % 20 == 7) {
            n[t] = TCT_COUNT_NO_DATA;
            last = 1.25;
        }
    }
}

static void recover(bool gaps)
{
    static int32_t n[DAYS];
    static const double last_day[] = {0.0};
    const double truth[3] = {0.5, 0.6, log(2.0)};
    double sum[3] = {0}, squares[3] = {0};
    struct tct_counts counts = {.n = n, .days = DAYS};
    for (int i = 0; i < SERIES; i++) {
        struct tct_daily model;
        struct tct_error err;
        make(n, gaps);
        assert_int_equal(tct_daily_fit(&counts, DAYS, last_day, 1, false, &model, &err), TCT_OK);
        const double found[3] = {model.base, model.weight[0], log(model.size)};
        for (size_t j = 0; j < 3; j++) {
            sum[j] += (found[j] - truth[j]) / SERIES;
            squares[j] += (found[j] - truth[j]) * (found[j] - truth[j]) / SERIES;
        }
    }
    for (size_t j = 0; j < 3; j++) {
        double sigma = sqrt((squares[j] - sum[j] * sum[j]) / SERIES);
        print_message("parameter %zu: bias %+.4f +- %.4f\n", j, sum[j], sigma);
        assert_true(fabs(sum[j]) < 4.0 * sigma + 0.01);
    }
}

static void test_recovery(void **state)
{
    (void)state;
    recover(false);
    recover(true);
}

/* A rate that is halved by what is heard is found whole. */
static void test_exposure(void **state)
{
    (void)state;
    static int32_t n[DAYS];
    static double exposure[DAYS];
    struct tct_counts counts = {n, exposure, DAYS};
    struct tct_daily model;
    struct tct_error err;
    for (size_t t = 0; t < DAYS; t++) {
        exposure[t] = t % 3 == 0 ? 1.0 : 0.3;
        n[t] = draw(4.0, 3, exposure[t]);
    }
    assert_int_equal(tct_daily_fit(&counts, DAYS, NULL, 0, false, &model, &err), TCT_OK);
    assert_true(fabs(model.base - 4.0) < 0.25);
    assert_true(fabs(model.size - 3.0) < 0.6);
}

/* The true model is calibrated, beats climatology, and its Brier score is what it says. */
static void test_scores(void **state)
{
    (void)state;
    static int32_t n[DAYS];
    struct tct_counts counts = {.n = n, .days = DAYS};
    struct tct_daily_experts experts;
    struct tct_daily_scores scores;
    struct tct_error err;
    make(n, true);
    assert_int_equal(tct_daily_compare(&counts, 700, 0, &experts, &scores, &err), TCT_OK);
    assert_int_equal(scores.days, 760);
    const struct tct_daily_score *true_one = &scores.row[TCT_DAILY_EXPERT + 1];
    const struct tct_daily_score *often = &scores.row[TCT_DAILY_CLIMATOLOGY];
    assert_true(often->log_behind > 2.0 * often->log_behind_sigma);
    assert_true(fabs(true_one->coverage90 - true_one->said90) < 0.04);
    assert_true(fabs(true_one->log_behind) < 0.02);
    assert_true(isnan(scores.row[TCT_DAILY_PERSISTENCE].log_score));
    double sum = 0.0;
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++)
        sum += scores.last_weight[m];
    assert_true(fabs(sum - 1.0) < 1e-9);
}

/* What is not heard of is not zero: with the first half of all days without data nothing moves. */
static void test_gaps_are_not_zero(void **state)
{
    (void)state;
    static int32_t n[DAYS];
    struct tct_counts counts = {.n = n, .days = DAYS};
    struct tct_daily_experts experts;
    struct tct_error err;
    static double mean[DAYS + 1], size[DAYS + 1];
    for (size_t t = 0; t < DAYS; t++)
        n[t] = t < DAYS / 2 || t % 2 == 0 ? TCT_COUNT_NO_DATA : draw(3.0, 5, 1.0);
    assert_int_equal(tct_daily_experts_fit(&counts, DAYS, &experts, &err), TCT_OK);
    for (size_t m = 0; m < TCT_DAILY_EXPERTS; m++) {
        tct_daily_foretell(&experts.model[m], &counts, mean, size);
        assert_true(fabs(mean[DAYS] - 3.0) < 1.0);
    }
}

static void test_bad_input(void **state)
{
    (void)state;
    static int32_t n[DAYS];
    struct tct_counts counts = {.n = n, .days = DAYS};
    struct tct_daily_experts experts;
    struct tct_daily_scores scores;
    struct tct_error err;
    assert_int_equal(tct_daily_compare(&counts, 700, 0, &experts, &scores, &err), TCT_ERR_LIMIT);
    n[3] = -2;
    assert_int_equal(tct_daily_compare(&counts, 700, 0, &experts, &scores, &err), TCT_ERR_INPUT);
    n[3] = TCT_COUNT_MAX; /* one day of all of it is borne */
    assert_int_equal(tct_daily_compare(&counts, 700, 0, &experts, &scores, &err), TCT_OK);
    assert_true(isfinite(scores.row[TCT_DAILY_COMBINED].crps));
    make(n, false);
    n[900] = TCT_COUNT_MAX;
    assert_int_equal(tct_daily_compare(&counts, 700, 0, &experts, &scores, &err), TCT_OK);
    for (size_t row = 0; row < TCT_DAILY_ROWS; row++)
        assert_true(isfinite(scores.row[row].crps));
    assert_int_equal(tct_daily_compare(&counts, 1480, 0, &experts, &scores, &err), TCT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recovery),  cmocka_unit_test(test_exposure),
        cmocka_unit_test(test_scores),    cmocka_unit_test(test_gaps_are_not_zero),
        cmocka_unit_test(test_bad_input),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
