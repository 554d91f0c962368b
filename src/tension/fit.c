/* Maximum likelihood: climbs from several starts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "climb.h"
#include "pass.h"

enum {
    EVENTS_LEAST = 10,
    STARTS = 3,
};

static const double LOG_LEAST = -30.0;

struct fitting {
    const struct tct_series *series;
    struct layout at;
    double shortest;         /* c is not below it */
    double longest;          /* the period */
    struct tct_hawkes model; /* that was evaluated last */
    struct nodes nodes;
    struct pass pass;
};

static double clamp(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

static void pack(const struct tct_hawkes *model, const struct layout *at, double *theta)
{
    size_t types = model->type_count;
    for (size_t d = 0; d < types; d++)
        theta[at->mu + d] = log(fmax(model->mu[d], 1e-12));
    for (size_t i = at->n; i < at->shape; i++)
        theta[i] = log(fmax(model->n[(i - at->n) / types][(i - at->n) % types], 1e-12));
    if (model->kernel == TCT_KERNEL_EXPONENTIAL)
        theta[at->shape] = log(model->decay);
    if (model->kernel == TCT_KERNEL_OMORI) {
        theta[at->shape] = log(model->c);
        theta[at->shape + 1] = log(model->p - 1.0);
    }
    for (size_t k = 0; model->kernel == TCT_KERNEL_SUM && k < model->scale_count; k++)
        theta[at->shape + k] = log(fmax(model->weight[k], 1e-12));
    memcpy(theta + at->background, model->background,
           (at->answer - at->background) * sizeof(*theta));
    memcpy(theta + at->answer, model->answer, (at->count - at->answer) * sizeof(*theta));
}

static void unpack_weights(const double *logits, struct tct_hawkes *model)
{
    double most = logits[0], sum = 0.0;
    for (size_t k = 1; k < model->scale_count; k++)
        most = fmax(most, logits[k]);
    for (size_t k = 0; k < model->scale_count; k++)
        sum += model->weight[k] = exp(logits[k] - most);
    for (size_t k = 0; k < model->scale_count; k++)
        model->weight[k] /= sum;
}

static void unpack(const struct fitting *fit, const double *theta, struct tct_hawkes *model)
{
    const struct layout *at = &fit->at;
    size_t types = model->type_count;
    for (size_t d = 0; d < types; d++)
        model->mu[d] = exp(clamp(theta[at->mu + d], LOG_LEAST, 25.0));
    for (size_t i = at->n; i < at->shape; i++)
        model->n[(i - at->n) / types][(i - at->n) % types] = exp(clamp(theta[i], LOG_LEAST, 3.0));
    if (model->kernel == TCT_KERNEL_EXPONENTIAL)
        model->decay = exp(clamp(theta[at->shape], -log(fit->longest) - 5.0, 25.0));
    if (model->kernel == TCT_KERNEL_OMORI) {
        model->c = exp(clamp(theta[at->shape], log(fit->shortest), log(fit->longest)));
        model->p = 1.0 + exp(clamp(theta[at->shape + 1], -6.0, 1.5));
    }
    if (model->kernel == TCT_KERNEL_SUM)
        unpack_weights(theta + at->shape, model);
    for (size_t j = at->background; j < at->answer; j++)
        model->background[j - at->background] = clamp(theta[j], -5.0, 5.0);
    for (size_t j = at->answer; j < at->count; j++)
        model->answer[j - at->answer] = clamp(theta[j], -5.0, 5.0);
}

static double evaluate(void *owner, double *theta, struct slopes *ret)
{
    struct fitting *fit = owner;
    unpack(fit, theta, &fit->model);
    pack(&fit->model, &fit->at, theta);
    nodes_of(&fit->model, fit->shortest, &fit->nodes);
    fit->pass.slopes = ret;
    pass_run(&fit->model, &fit->nodes, fit->series, &fit->pass);
    return fit->pass.log_likelihood;
}

/* Where the climbs begin: answers fast and slow, few and many. */
static void begin_at(const struct fitting *fit, int start, double rate, struct tct_hawkes *model)
{
    static const double SHARES[STARTS] = {0.5, 0.2, 0.8}, SPEEDS[STARTS] = {10.0, 300.0, 1.0};
    if (start == 0)
        return;
    for (size_t d = 0; d < model->type_count; d++) {
        model->mu[d] = rate * (1.0 - SHARES[start]) / (double)model->type_count;
        for (size_t e = 0; e < model->type_count; e++)
            model->n[d][e] = SHARES[start] / (double)model->type_count;
    }
    model->decay = rate * SPEEDS[start];
    model->c = clamp(1.0 / model->decay, 2.0 * fit->shortest, fit->longest);
    model->p = 1.5;
    for (size_t k = 0; k < model->scale_count; k++)
        model->weight[k] = 1.0 / (double)model->scale_count;
}

static void first_start(const struct tct_hawkes *start, double rate, struct tct_hawkes *model)
{
    *model = *start;
    for (size_t d = 0; d < model->type_count; d++)
        if (!(model->mu[d] > 0.0))
            model->mu[d] = 0.5 * rate / (double)model->type_count;
    for (size_t d = 0; d < model->type_count; d++)
        for (size_t e = 0; e < model->type_count; e++)
            if (!(model->n[d][e] > 0.0))
                model->n[d][e] = 0.5 / (double)model->type_count;
    if (!(model->decay > 0.0))
        model->decay = 10.0 * rate;
    if (!(model->c > 0.0))
        model->c = 0.1 / rate;
    if (!(model->p > 1.0))
        model->p = 1.5;
    double sum = 0.0;
    for (size_t k = 0; k < model->scale_count; k++)
        sum += model->weight[k];
    for (size_t k = 0; k < model->scale_count; k++)
        model->weight[k] = sum > 0.0 ? model->weight[k] / sum : 1.0 / (double)model->scale_count;
}

static double shortest_gap(const struct tct_series *series)
{
    double shortest = series->end - series->begin;
    for (size_t i = 1; i < series->count; i++) {
        double gap = series->times[i] - series->times[i - 1];
        if (gap > 0.0)
            shortest = fmin(shortest, gap);
    }
    return shortest;
}

static void tell_errors(const struct layout *at, const struct climb *climb,
                        struct tct_hawkes_fit *ret)
{
    size_t types = ret->model.type_count;
    climb_errors(climb, ret->sigma);
    for (size_t d = 0; d < types; d++) {
        ret->mu_sigma[d] = ret->model.mu[d] * ret->sigma[at->mu + d];
        for (size_t e = 0; e < types; e++)
            ret->n_sigma[d][e] = ret->model.kernel == TCT_KERNEL_NONE
                                     ? (double)NAN
                                     : ret->model.n[d][e] * ret->sigma[at->n + d * types + e];
    }
}

static size_t events_within(const struct tct_series *series)
{
    size_t events = 0;
    for (size_t i = 0; i < series->count; i++)
        events += series->times[i] >= series->begin && series->times[i] < series->end;
    return events;
}

static void fit_all(struct fitting *fit, const struct tct_hawkes *start, double rate,
                    struct tct_hawkes_fit *ret)
{
    struct climb climb = {.count = fit->at.count, .evaluate = evaluate, .owner = fit};
    ret->log_likelihood = -INFINITY;
    int starts = start->kernel == TCT_KERNEL_NONE ? 1 : STARTS;
    for (int i = 0; i < starts; i++) {
        first_start(start, rate, &fit->model);
        begin_at(fit, i, rate, &fit->model);
        pack(&fit->model, &fit->at, climb.theta);
        climb_run(&climb);
        ret->iterations += climb.steps;
        if (climb.height > ret->log_likelihood) {
            unpack(fit, climb.theta, &fit->model);
            ret->model = fit->model;
            ret->log_likelihood = climb.height;
            ret->converged = climb.settled;
            tell_errors(&fit->at, &climb, ret);
        }
    }
    /* Logits of weights tell one number less than there are. */
    ret->parameter_count = fit->at.count - (start->kernel == TCT_KERNEL_SUM);
    ret->aic = 2.0 * (double)ret->parameter_count - 2.0 * ret->log_likelihood;
}

enum tct_status tct_hawkes_fit(const struct tct_hawkes *start, const struct tct_series *series,
                               struct tct_hawkes_fit *ret, struct tct_error *err)
{
    enum tct_status status = tct_series_check(series, err);
    if (status != TCT_OK)
        return status;
    size_t events = events_within(series);
    if (events < EVENTS_LEAST)
        return tct_fail(err, TCT_ERR_LIMIT,
                        "not enough data: found %zu events, expected %d or more", events,
                        (int)EVENTS_LEAST);
    double period = series->end - series->begin, rate = (double)events / period;
    struct tct_hawkes first;
    first_start(start, rate, &first);
    status = model_check(&first, series, err);
    struct layout at = layout_of(start);
    if (status == TCT_OK && at.count > TCT_HAWKES_PARAMETERS_MAX)
        status = tct_fail(err, TCT_ERR_USE, "found %zu free parameters, expected at most %d",
                          at.count, (int)TCT_HAWKES_PARAMETERS_MAX);
    struct fitting *fit = status == TCT_OK ? calloc(1, sizeof(*fit)) : NULL;
    if (status == TCT_OK && fit == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status != TCT_OK)
        return status;
    *fit = (struct fitting){.series = series, .at = at, .longest = period};
    fit->shortest = fmax(0.1 * shortest_gap(series), 1e-7 * period);
    *ret = (struct tct_hawkes_fit){0};
    fit_all(fit, start, rate, ret);
    free(fit);
    return TCT_OK;
}
