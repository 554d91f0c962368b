/* What is asked of a model: likelihood, residuals, shares. */
#include "tacet/tension/hawkes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pass.h"

static bool is_rate(double value)
{
    return value >= 0.0 && value < 1e12;
}

static bool is_shape(const struct tct_hawkes *model)
{
    switch (model->kernel) {
    case TCT_KERNEL_NONE:
        return true;
    case TCT_KERNEL_EXPONENTIAL:
        return model->decay > 0.0 && is_rate(model->decay);
    case TCT_KERNEL_OMORI:
        return model->c > 0.0 && is_rate(model->c) && model->p > 1.0 && model->p < 100.0;
    case TCT_KERNEL_SUM:
        if (model->scale_count == 0 || model->scale_count > TCT_HAWKES_SUM_MAX)
            return false;
        for (size_t k = 0; k < model->scale_count; k++)
            if (!(model->scale[k] > 1e-12 && is_rate(model->scale[k]) && is_rate(model->weight[k])))
                return false;
        return true;
    case TCT_KERNEL_COUNT:
        break;
    }
    return false;
}

enum tct_status model_check(const struct tct_hawkes *model, const struct tct_series *series,
                            struct tct_error *err)
{
    bool right = model->type_count == series->type_count && is_shape(model) &&
                 model->background_harmonics <= TCT_HAWKES_HARMONICS_MAX &&
                 model->answer_harmonics <= TCT_HAWKES_HARMONICS_MAX && is_rate(model->day) &&
                 is_rate(model->dead_time) &&
                 (model->dead_time <= 0.0 || (model->dead_rate > 0.0 && model->dead_rate <= 1.0));
    for (size_t d = 0; right && d < model->type_count; d++) {
        right = is_rate(model->mu[d]);
        for (size_t e = 0; e < model->type_count; e++)
            right = right && is_rate(model->n[d][e]);
    }
    if (right && model->day > 0.0 && (series->end - series->begin) / model->day > 1e6)
        right = false;
    return right ? TCT_OK : tct_fail(err, TCT_ERR_USE, "the numbers of the model cannot be");
}

static enum tct_status run(const struct tct_hawkes *model, const struct tct_series *series,
                           struct slopes *slopes, double *residuals, struct pass **ret,
                           struct tct_error *err)
{
    struct nodes nodes;
    *ret = NULL;
    enum tct_status status = tct_series_check(series, err);
    if (status == TCT_OK)
        status = model_check(model, series, err);
    if (status != TCT_OK)
        return status;
    struct pass *pass = calloc(1, sizeof(*pass));
    if (pass == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    pass->slopes = slopes;
    pass->residuals = residuals;
    nodes_of(model, model->c, &nodes);
    pass_run(model, &nodes, series, pass);
    *ret = pass;
    return TCT_OK;
}

enum tct_status tct_hawkes_log_likelihood(const struct tct_hawkes *model,
                                          const struct tct_series *series, double *ret,
                                          struct tct_error *err)
{
    struct pass *pass = NULL;
    enum tct_status status = run(model, series, NULL, NULL, &pass, err);
    if (status == TCT_OK)
        *ret = pass->log_likelihood;
    free(pass);
    return status;
}

enum tct_status tct_hawkes_gradient(const struct tct_hawkes *model, const struct tct_series *series,
                                    double *ret_log_likelihood, double *ret_gradient,
                                    size_t *ret_count, struct tct_error *err)
{
    struct pass *pass = NULL;
    struct slopes slopes;
    enum tct_status status = run(model, series, &slopes, NULL, &pass, err);
    if (status != TCT_OK)
        return status;
    *ret_log_likelihood = pass->log_likelihood;
    *ret_count = layout_of(model).count;
    memcpy(ret_gradient, slopes.gradient, *ret_count * sizeof(*ret_gradient));
    free(pass);
    return TCT_OK;
}

enum tct_status tct_hawkes_residuals(const struct tct_hawkes *model,
                                     const struct tct_series *series, double *ret,
                                     size_t *ret_count, struct tct_error *err)
{
    struct pass *pass = NULL;
    double *residuals = calloc(series->count + 1, sizeof(*residuals));
    if (residuals == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = run(model, series, NULL, residuals, &pass, err);
    if (status == TCT_OK) {
        *ret_count = pass->events;
        for (size_t i = 0; i < pass->events; i++)
            ret[i] = residuals[i];
    }
    free(pass);
    free(residuals);
    return status;
}

enum tct_status tct_hawkes_answer_share(const struct tct_hawkes *model,
                                        const struct tct_series *series, double *ret,
                                        struct tct_error *err)
{
    struct pass *pass = NULL;
    enum tct_status status = run(model, series, NULL, NULL, &pass, err);
    if (status == TCT_OK)
        *ret = pass->events == 0 ? (double)NAN : pass->answers / (double)pass->events;
    free(pass);
    return status;
}

/* By repeated squaring of the vector: the matrix is small and has no negative entries. */
double tct_hawkes_branching(const struct tct_hawkes *model)
{
    double vector[TCT_TENSION_TYPES_MAX] = {1.0, 1.0, 1.0, 1.0}, radius = 0.0;
    if (model->kernel == TCT_KERNEL_NONE)
        return 0.0;
    for (int turn = 0; turn < 200; turn++) {
        double next[TCT_TENSION_TYPES_MAX] = {0.0};
        radius = 0.0;
        for (size_t d = 0; d < model->type_count; d++) {
            for (size_t e = 0; e < model->type_count; e++)
                next[d] += model->n[d][e] * vector[e];
            next[d] += 1e-9 * vector[d]; /* so that a cycle settles */
            radius = fmax(radius, next[d]);
        }
        for (size_t d = 0; d < model->type_count; d++)
            vector[d] = radius > 0.0 ? next[d] / radius : 0.0;
    }
    return radius;
}
