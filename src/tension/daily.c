/* Counts by day: fitting one model, and what it expects. */
#include "tacet/tension/daily.h"

#include <math.h>
#include <stdlib.h>

#include "climb.h"
#include "negative_binomial.h"

enum { DAYS_LEAST = 30, EVENTS_LEAST = 10, PARAMETERS = TCT_DAILY_SCALES_MAX + 3 };

static const double MEAN_LEAST = 1e-6; /* a day on which nothing at all is expected cannot be */
static const double LOG_LEAST = -12.0, LOG_MOST = 12.0;
static const double OLD = 1e-3; /* a mean of so little left falls back on the average */

enum tct_status tct_counts_check(const struct tct_counts *counts, struct tct_error *err)
{
    if (counts->days == 0 || counts->days > TCT_COUNT_DAYS_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found %zu days, expected 1 to %d", counts->days,
                        (int)TCT_COUNT_DAYS_MAX);
    for (size_t t = 0; t < counts->days; t++) {
        if (counts->n[t] != TCT_COUNT_NO_DATA && (counts->n[t] < 0 || counts->n[t] > TCT_COUNT_MAX))
            return tct_fail(err, TCT_ERR_INPUT, "day %zu: found %d events, expected 0 to %d", t + 1,
                            (int)counts->n[t], (int)TCT_COUNT_MAX);
        if (counts->exposure != NULL && counts->n[t] != TCT_COUNT_NO_DATA &&
            !(counts->exposure[t] > 0.0 && counts->exposure[t] <= 1.0))
            return tct_fail(err, TCT_ERR_INPUT,
                            "day %zu: found an exposure of %g, expected above 0, to 1", t + 1,
                            counts->exposure[t]);
    }
    return TCT_OK;
}

static double exposure_of(const struct tct_counts *counts, size_t day)
{
    return counts->exposure == NULL || day >= counts->days ? 1.0 : counts->exposure[day];
}

/* A mean of past days, and how much of it is left. */
struct memory {
    double events, days;
};

static double remembered(const struct memory *memory, double average)
{
    return (memory->events + OLD * average) / (memory->days + OLD);
}

/* After a day, whether it had data or not. */
static void remember(struct memory *memory, double scale, const struct tct_counts *counts,
                     size_t day)
{
    double left = scale > 0.0 ? exp(-1.0 / scale) : 0.0;
    memory->events *= left;
    memory->days *= left;
    if (counts->n[day] == TCT_COUNT_NO_DATA)
        return;
    memory->events += counts->n[day];
    memory->days += exposure_of(counts, day);
}

struct fitting {
    const struct tct_counts *counts;
    size_t days, scales;
    const double (*means)[TCT_DAILY_SCALES_MAX]; /* of the days before each */
    bool free_power;
};

static void unpack(const struct fitting *fit, const double *theta, struct tct_daily *ret)
{
    ret->base = exp(theta[0]);
    for (size_t k = 0; k < fit->scales; k++)
        ret->weight[k] = exp(theta[k + 1]);
    ret->size = exp(theta[fit->scales + 1]);
    ret->power = fit->free_power ? 1.0 / (1.0 + exp(-theta[fit->scales + 2])) : 0.0;
}

/* One day's part of the likelihood, and its slopes. */
static double learn(const struct fitting *fit, const struct tct_daily *model, size_t day,
                    double *slopes)
{
    double rate = fmax(model->base, MEAN_LEAST), exposure = exposure_of(fit->counts, day);
    double n = fit->counts->n[day], by_mean, by_log_size;
    for (size_t k = 0; k < fit->scales; k++)
        rate += model->weight[k] * fit->means[day][k];
    double size = model->size * pow(rate, model->power);
    nb_slopes(n, exposure * rate, size, &by_mean, &by_log_size);
    double by_rate = exposure * by_mean + by_log_size * model->power / rate;
    slopes[0] = by_rate * model->base;
    for (size_t k = 0; k < fit->scales; k++)
        slopes[k + 1] = by_rate * model->weight[k] * fit->means[day][k];
    slopes[fit->scales + 1] = by_log_size;
    slopes[fit->scales + 2] = by_log_size * log(rate) * model->power * (1.0 - model->power);
    return nb_log_p(n, exposure * rate, size);
}

static double evaluate(void *owner, double *theta, struct slopes *ret)
{
    const struct fitting *fit = owner;
    struct tct_daily model;
    size_t count = fit->scales + (fit->free_power ? 3 : 2);
    double height = 0.0, slopes[PARAMETERS];
    bool first = true;
    *ret = (struct slopes){0};
    for (size_t i = 0; i < count; i++)
        theta[i] = fmin(fmax(theta[i], LOG_LEAST), LOG_MOST);
    unpack(fit, theta, &model);
    for (size_t t = 0; t < fit->days; t++) {
        if (fit->counts->n[t] == TCT_COUNT_NO_DATA)
            continue;
        if (!first)
            height += learn(fit, &model, t, slopes);
        for (size_t i = 0; i < count && !first; i++) {
            ret->gradient[i] += slopes[i];
            for (size_t j = 0; j <= i; j++)
                ret->information[i][j] += slopes[i] * slopes[j];
        }
        first = false;
    }
    return height;
}

static void climb_from(struct fitting *fit, double share, double average, struct tct_daily *best)
{
    struct climb climb = {
        .count = fit->scales + (fit->free_power ? 3 : 2), .evaluate = evaluate, .owner = fit};
    climb.theta[0] = log((1.0 - share) * average + MEAN_LEAST);
    for (size_t k = 0; k < fit->scales; k++)
        climb.theta[k + 1] = log(share / (double)fit->scales);
    climb_run(&climb);
    if (climb.height <= best->log_likelihood)
        return;
    best->log_likelihood = climb.height;
    unpack(fit, climb.theta, best);
}

static enum tct_status enough(const struct tct_counts *counts, size_t days, double *ret_average,
                              struct tct_error *err)
{
    double events = 0.0, exposure = 0.0;
    size_t seen = 0;
    for (size_t t = 0; t < days; t++) {
        if (counts->n[t] == TCT_COUNT_NO_DATA)
            continue;
        seen++;
        events += counts->n[t];
        exposure += exposure_of(counts, t);
    }
    if (seen < DAYS_LEAST || events < EVENTS_LEAST)
        return tct_fail(err, TCT_ERR_LIMIT,
                        "not enough data: found %.0f events on %zu days with data, expected %d or "
                        "more on %d or more",
                        events, seen, (int)EVENTS_LEAST, (int)DAYS_LEAST);
    *ret_average = events / exposure;
    return TCT_OK;
}

enum tct_status tct_daily_fit(const struct tct_counts *counts, size_t days, const double *scales,
                              size_t scale_count, bool free_power, struct tct_daily *ret,
                              struct tct_error *err)
{
    *ret = (struct tct_daily){.scale_count = scale_count, .log_likelihood = -INFINITY};
    enum tct_status status = tct_counts_check(counts, err);
    if (status == TCT_OK && (days > counts->days || scale_count > TCT_DAILY_SCALES_MAX))
        status = tct_fail(err, TCT_ERR_USE, "found %zu days and %zu scales, expected fewer", days,
                          scale_count);
    for (size_t k = 0; k < scale_count && status == TCT_OK; k++)
        ret->scale[k] = scales[k];
    if (status == TCT_OK)
        status = enough(counts, days, &ret->average, err);
    double(*means)[TCT_DAILY_SCALES_MAX] = status == TCT_OK ? calloc(days, sizeof(*means)) : NULL;
    if (status == TCT_OK && means == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status != TCT_OK)
        return status;
    struct memory memory[TCT_DAILY_SCALES_MAX] = {{0.0, 0.0}};
    for (size_t t = 0; t < days; t++)
        for (size_t k = 0; k < scale_count; k++) {
            means[t][k] = remembered(&memory[k], ret->average);
            remember(&memory[k], scales[k], counts, t);
        }
    struct fitting fit = {counts, days, scale_count, means, free_power};
    climb_from(&fit, 0.5, ret->average, ret);
    if (scale_count > 0)
        climb_from(&fit, 0.9, ret->average, ret);
    free(means);
    return TCT_OK;
}

void tct_daily_foretell(const struct tct_daily *model, const struct tct_counts *counts,
                        double *ret_mean, double *ret_size)
{
    struct memory memory[TCT_DAILY_SCALES_MAX] = {{0.0, 0.0}};
    for (size_t t = 0; t <= counts->days; t++) {
        double rate = fmax(model->base, MEAN_LEAST);
        for (size_t k = 0; k < model->scale_count; k++) {
            rate += model->weight[k] * remembered(&memory[k], model->average);
            if (t < counts->days)
                remember(&memory[k], model->scale[k], counts, t);
        }
        ret_mean[t] = exposure_of(counts, t) * rate;
        ret_size[t] = model->size * pow(rate, model->power);
    }
}
