/* Self-exciting processes: the likelihood against a plain sum, gradients, recovery, residuals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/tension.h"

enum { MOST = 20000, CATALOGUES = 150 };

static struct tct_random numbers;
static double times[MOST];
static uint8_t types[MOST];

static int set_up(void **state)
{
    (void)state;
    tct_random_init(&numbers, 11, 0);
    return 0;
}

static double kernel(const struct tct_hawkes *model, double age)
{
    double sum = 0.0;
    switch (model->kernel) {
    case TCT_KERNEL_EXPONENTIAL:
        return model->decay * exp(-model->decay * age);
    case TCT_KERNEL_OMORI:
        return (model->p - 1.0) * pow(model->c, model->p - 1.0) * pow(age + model->c, -model->p);
    case TCT_KERNEL_SUM:
        for (size_t k = 0; k < model->scale_count; k++)
            sum += model->weight[k] / model->scale[k] * exp(-age / model->scale[k]);
        return sum;
    case TCT_KERNEL_NONE:
    case TCT_KERNEL_COUNT:
        break;
    }
    return 0.0;
}

static double rhythm(const struct tct_hawkes *model, const double *waves, size_t harmonics,
                     double t)
{
    double sum = 0.0;
    if (model->day <= 0.0)
        return 1.0;
    double hour = floor(fmod(t, model->day) / model->day * 24.0);
    for (size_t j = 0; j < harmonics; j++) {
        double angle = 2.0 * M_PI * (double)(j + 1) * (hour + 0.5) / 24.0;
        sum += waves[2 * j] * cos(angle) + waves[2 * j + 1] * sin(angle);
    }
    return exp(sum);
}

/* The rate at t from the definition, by a sum over all earlier events. */
static double rate(const struct tct_hawkes *model, const struct tct_series *series, size_t type,
                   double t, size_t before)
{
    double answers = 0.0, exposure = 1.0;
    bool dead = false;
    for (size_t i = 0; i < before; i++) {
        size_t e = series->types == NULL ? 0 : series->types[i];
        answers += model->n[type][e] * kernel(model, t - series->times[i]);
        dead = dead || (model->dead_time > 0.0 && t - series->times[i] < model->dead_time);
    }
    for (size_t i = 0; i < series->exposure_count; i++)
        if (series->exposure[i].from <= t || i == 0)
            exposure = series->exposure[i].p[type];
    double all =
        model->mu[type] * rhythm(model, model->background, model->background_harmonics, t) +
        answers * rhythm(model, model->answer, model->answer_harmonics, t);
    return exposure * (dead ? model->dead_rate : 1.0) * all;
}

/* By the midpoint rule on a fine grid. */
static double plain_log_likelihood(const struct tct_hawkes *model, const struct tct_series *series,
                                   size_t steps)
{
    double sum = 0.0, width = (series->end - series->begin) / (double)steps;
    size_t before = 0;
    for (size_t i = 0; i < series->count; i++)
        if (series->times[i] >= series->begin && series->times[i] < series->end)
            sum += log(rate(model, series, series->types == NULL ? 0 : series->types[i],
                            series->times[i], i));
    for (size_t s = 0; s < steps; s++) {
        double t = series->begin + ((double)s + 0.5) * width;
        while (before < series->count && series->times[before] < t)
            before++;
        for (size_t d = 0; d < series->type_count; d++)
            sum -= width * rate(model, series, d, t, before);
    }
    return sum;
}

static struct tct_hawkes model_of(enum tct_kernel which)
{
    struct tct_hawkes model = {.kernel = which,
                               .type_count = 2,
                               .mu = {0.8, 0.5},
                               .n = {{0.4, 0.2}, {0.3, 0.1}},
                               .decay = 6.0,
                               .scale_count = 3,
                               .scale = {0.02, 0.3, 2.0},
                               .weight = {0.2, 0.5, 0.3},
                               .c = 0.05,
                               .p = 1.8,
                               .day = 1.0,
                               .background_harmonics = 2,
                               .answer_harmonics = 1,
                               .background = {0.3, -0.2, 0.1, 0.05},
                               .answer = {-0.2, 0.4},
                               .dead_time = 0.01,
                               .dead_rate = 0.05};
    return model;
}

static const struct tct_exposure EXPOSURE[] = {
    {0.0, {1.0, 0.9, 0.0, 0.0}}, {3.3, {0.5, 0.7, 0.0, 0.0}}, {4.1, {1.0, 0.2, 0.0, 0.0}}};

static struct tct_series random_series(void)
{
    struct tct_series series = {.times = times,
                                .types = types,
                                .count = 40,
                                .type_count = 2,
                                .begin = 2.0,
                                .end = 8.0,
                                .exposure = EXPOSURE,
                                .exposure_count = TCT_COUNT(EXPOSURE)};
    double t = 0.3;
    for (size_t i = 0; i < series.count; i++) {
        t += 0.18 * tct_random_exponential(&numbers);
        times[i] = t;
        types[i] = tct_random_uniform(&numbers) < 0.5;
    }
    return series;
}

static void the_likelihood_is_that_of_the_definition(void **state)
{
    (void)state;
    for (int k = 0; k < TCT_KERNEL_COUNT; k++) {
        struct tct_hawkes model = model_of((enum tct_kernel)k);
        struct tct_series series = random_series();
        double found = 0.0;
        assert_int_equal(tct_hawkes_log_likelihood(&model, &series, &found, NULL), TCT_OK);
        double expected = plain_log_likelihood(&model, &series, 600000);
        if (!(fabs(found - expected) < 2e-3))
            fail_msg("kernel %d: found %.6f, expected %.6f", k, found, expected);
    }
}

/* One free parameter a little larger. */
static void nudge(struct tct_hawkes *model, size_t parameter, double by)
{
    size_t at = 0;
    for (size_t d = 0; d < 2; d++, at++)
        if (at == parameter)
            model->mu[d] *= exp(by);
    for (size_t d = 0; d < 2 && model->kernel != TCT_KERNEL_NONE; d++)
        for (size_t e = 0; e < 2; e++, at++)
            if (at == parameter)
                model->n[d][e] *= exp(by);
    if (model->kernel == TCT_KERNEL_EXPONENTIAL && at++ == parameter)
        model->decay *= exp(by);
    if (model->kernel == TCT_KERNEL_OMORI) {
        if (at++ == parameter)
            model->c *= exp(by);
        if (at++ == parameter)
            model->p = 1.0 + (model->p - 1.0) * exp(by);
    }
    for (size_t k = 0; model->kernel == TCT_KERNEL_SUM && k < model->scale_count; k++, at++) {
        double sum = 0.0;
        if (at != parameter)
            continue;
        model->weight[k] *= exp(by);
        for (size_t j = 0; j < model->scale_count; j++)
            sum += model->weight[j];
        for (size_t j = 0; j < model->scale_count; j++)
            model->weight[j] /= sum;
    }
    for (size_t j = 0; j < 2 * model->background_harmonics; j++, at++)
        if (at == parameter)
            model->background[j] += by;
    for (size_t j = 0; j < 2 * model->answer_harmonics && model->kernel != TCT_KERNEL_NONE;
         j++, at++)
        if (at == parameter)
            model->answer[j] += by;
}

static void gradients_are_slopes(void **state)
{
    (void)state;
    static const double STEP = 1e-5;
    for (int k = 0; k < TCT_KERNEL_COUNT; k++) {
        struct tct_hawkes model = model_of((enum tct_kernel)k);
        struct tct_series series = random_series();
        double height = 0.0, gradient[TCT_HAWKES_PARAMETERS_MAX];
        size_t count = 0;
        assert_int_equal(tct_hawkes_gradient(&model, &series, &height, gradient, &count, NULL),
                         TCT_OK);
        assert_true(count >= 6);
        for (size_t i = 0; i < count; i++) {
            struct tct_hawkes up = model, down = model;
            double above = 0.0, below = 0.0;
            nudge(&up, i, STEP);
            nudge(&down, i, -STEP);
            assert_int_equal(tct_hawkes_log_likelihood(&up, &series, &above, NULL), TCT_OK);
            assert_int_equal(tct_hawkes_log_likelihood(&down, &series, &below, NULL), TCT_OK);
            double slope = (above - below) / (2.0 * STEP);
            if (!(fabs(slope - gradient[i]) < 1e-4 * (1.0 + fabs(slope))))
                fail_msg("kernel %d, parameter %zu: %.8f, expected %.8f", k, i, gradient[i], slope);
        }
    }
}

/* A catalogue by branching: each event has its own answers, whose ages the kernel gives. */
static size_t simulate(const struct tct_hawkes *model, double end, double kept)
{
    size_t count = 0, done = 0;
    for (double t = 0.0; count < MOST;) {
        t += tct_random_exponential(&numbers) / model->mu[0];
        if (t >= end)
            break;
        times[count++] = t;
    }
    for (; done < count; done++) {
        double parent = times[done];
        for (double left = tct_random_exponential(&numbers); left < model->n[0][0] && count < MOST;
             left += tct_random_exponential(&numbers)) {
            double u = tct_random_uniform(&numbers);
            double age = model->kernel == TCT_KERNEL_OMORI
                             ? model->c * (pow(1.0 - u, -1.0 / (model->p - 1.0)) - 1.0)
                             : -log(1.0 - u) / model->decay;
            if (parent + age < end)
                times[count++] = parent + age;
        }
    }
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        if (tct_random_uniform(&numbers) < kept)
            times[left++] = times[i];
    return left;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct tct_series catalogue(const struct tct_hawkes *model, double end)
{
    size_t count = simulate(model, end, 1.0);
    qsort(times, count, sizeof(*times), ascending);
    return (struct tct_series){.times = times, .count = count, .type_count = 1, .end = end};
}

static double mean(const double *values, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

/* Standard scores of estimates: no bias beyond chance, and intervals that hold 95 %. */
static void check_scores(const char *what, const double *scores, size_t count)
{
    size_t inside = 0;
    for (size_t i = 0; i < count; i++)
        inside += fabs(scores[i]) < 1.96;
    double bias = mean(scores, count), share = (double)inside / (double)count;
    if (!(fabs(bias) < 0.35 && share > 0.90))
        fail_msg("%s: mean score %.3f, inside %.3f", what, bias, share);
}

static void parameters_are_recovered(void **state)
{
    (void)state;
    static double mu[CATALOGUES], n[CATALOGUES], decay[CATALOGUES];
    struct tct_hawkes truth = {
        .kernel = TCT_KERNEL_EXPONENTIAL, .type_count = 1, .mu = {0.5}, .n = {{0.6}}, .decay = 8.0};
    for (size_t i = 0; i < CATALOGUES; i++) {
        struct tct_series series = catalogue(&truth, 800.0);
        struct tct_hawkes start = {.kernel = TCT_KERNEL_EXPONENTIAL, .type_count = 1};
        struct tct_hawkes_fit fit;
        assert_int_equal(tct_hawkes_fit(&start, &series, &fit, NULL), TCT_OK);
        assert_true(fit.converged);
        mu[i] = log(fit.model.mu[0] / 0.5) / fit.sigma[0];
        n[i] = log(fit.model.n[0][0] / 0.6) / fit.sigma[1];
        decay[i] = log(fit.model.decay / 8.0) / fit.sigma[2];
    }
    check_scores("mu", mu, CATALOGUES);
    check_scores("n", n, CATALOGUES);
    check_scores("decay", decay, CATALOGUES);
}

static void omori_is_recovered_and_residuals_fit(void **state)
{
    (void)state;
    struct tct_hawkes truth = {.kernel = TCT_KERNEL_OMORI,
                               .type_count = 1,
                               .mu = {1.0},
                               .n = {{0.7}},
                               .c = 0.03,
                               .p = 2.2};
    struct tct_series series = catalogue(&truth, 2000.0);
    struct tct_hawkes start = {.kernel = TCT_KERNEL_OMORI, .type_count = 1};
    struct tct_hawkes_fit fit;
    assert_int_equal(tct_hawkes_fit(&start, &series, &fit, NULL), TCT_OK);
    assert_true(fabs(log(fit.model.mu[0])) < 3.0 * fit.sigma[0]);
    assert_true(fabs(log(fit.model.n[0][0] / 0.7)) < 3.0 * fit.sigma[1]);
    assert_true(fabs(log(fit.model.c / 0.03)) < 3.0 * fit.sigma[2]);
    static double residuals[MOST + 1];
    size_t count = 0;
    double distance = 0.0, p = 0.0, share = 0.0;
    assert_int_equal(tct_hawkes_residuals(&fit.model, &series, residuals, &count, NULL), TCT_OK);
    assert_int_equal(count, series.count);
    tct_residual_ks(residuals, count, &distance, &p);
    assert_true(p > 0.01);
    assert_int_equal(tct_hawkes_answer_share(&fit.model, &series, &share, NULL), TCT_OK);
    assert_true(fabs(share - 0.7) < 0.06);
    struct tct_hawkes wrong = fit.model;
    wrong.n[0][0] = 1e-6;
    wrong.mu[0] = (double)series.count / 2000.0;
    assert_int_equal(tct_hawkes_residuals(&wrong, &series, residuals, &count, NULL), TCT_OK);
    tct_residual_ks(residuals, count, &distance, &p);
    assert_true(p < 1e-6);
}

static void refused(const struct tct_series *series, enum tct_status expected, const char *text)
{
    struct tct_hawkes start = {.kernel = TCT_KERNEL_EXPONENTIAL, .type_count = series->type_count};
    struct tct_hawkes_fit fit;
    struct tct_error err;
    assert_int_equal(tct_hawkes_fit(&start, series, &fit, &err), expected);
    assert_string_equal(err.text, text);
}

static void what_cannot_be_fitted_says_so(void **state)
{
    (void)state;
    double few[] = {1.0, 2.0, 3.0}, wrong[] = {2.0, 1.0};
    struct tct_series series = {.times = few, .count = 3, .type_count = 1, .end = 4.0};
    refused(&series, TCT_ERR_LIMIT, "not enough data: found 3 events, expected 10 or more");
    series.times = wrong;
    series.count = 2;
    refused(&series, TCT_ERR_INPUT, "event 2: found time 1 after 2, expected times in their order");
    series.end = 0.0;
    refused(&series, TCT_ERR_INPUT, "found a period from 0 to 0, expected one that lasts");
    series = (struct tct_series){.times = few, .count = 3, .type_count = 1, .end = 4.0};
    struct tct_exposure blind = {.from = 0.0};
    series.exposure = &blind;
    series.exposure_count = 1;
    refused(&series, TCT_ERR_INPUT,
            "event 1 at 1: found an exposure of 0, expected more where something was counted");
}

/* All at one instant, or whole days: an answer, and a finite one. */
static void ties_are_borne(void **state)
{
    (void)state;
    double same[40];
    for (int days = 0; days < 2; days++) {
        for (size_t i = 0; i < TCT_COUNT(same); i++)
            same[i] = days != 0 ? floor((double)i / 3.0) : 5.0;
        struct tct_series series = {
            .times = same, .count = TCT_COUNT(same), .type_count = 1, .end = 20.0};
        for (int k = 0; k < TCT_KERNEL_COUNT; k++) {
            struct tct_hawkes start = {.kernel = (enum tct_kernel)k, .type_count = 1};
            start.scale_count = 2;
            start.scale[0] = 0.1;
            start.scale[1] = 3.0;
            struct tct_hawkes_fit fit;
            assert_int_equal(tct_hawkes_fit(&start, &series, &fit, NULL), TCT_OK);
            assert_true(isfinite(fit.log_likelihood) && isfinite(fit.model.mu[0]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_likelihood_is_that_of_the_definition),
        cmocka_unit_test(gradients_are_slopes),
        cmocka_unit_test(parameters_are_recovered),
        cmocka_unit_test(omori_is_recovered_and_residuals_fit),
        cmocka_unit_test(what_cannot_be_fitted_says_so),
        cmocka_unit_test(ties_are_borne),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
