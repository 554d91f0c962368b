/* Kernels as sums of exponentials.
 *
 * Omori's: (t + c)^-p is 1 / gamma(p) times the integral of x^(p-1) exp(-x (t + c)) over x > 0. In
 * log x the integrand is smooth and falls off on both sides, so that the trapezoidal rule converges
 * exponentially (Trefethen & Weideman 2014, doi:10.1137/130932132): with a step of a half the error
 * is below 1e-6 for p up to 3, 1e-4 up to 6. */
#include "nodes.h"

#include <math.h>

#include "negative_binomial.h"

static const double STEP = 0.5;

static void omori(const struct tct_hawkes *model, double shortest, struct nodes *ret)
{
    double c = model->c, p = model->p;
    double highest = log(200.0 / shortest);
    double factor = log(p - 1.0) + (p - 1.0) * log(c) - lgamma(p) + log(STEP);
    ret->count = TCT_HAWKES_SCALES_MAX;
    ret->shape_count = 2;
    for (size_t k = 0; k < ret->count; k++) {
        double log_x = highest - STEP * (double)k;
        double x = exp(log_x);
        double w = exp(factor + p * log_x - x * c);
        ret->x[k] = x;
        ret->w[k] = w;
        ret->slope[0][k] = w * (p - 1.0 - x * c);                                 /* log c */
        ret->slope[1][k] = w * (1.0 + (p - 1.0) * (log(c) - digamma(p) + log_x)); /* log(p - 1) */
    }
}

static void sum(const struct tct_hawkes *model, struct nodes *ret)
{
    ret->count = ret->shape_count = model->scale_count;
    for (size_t k = 0; k < ret->count; k++) {
        ret->x[k] = 1.0 / model->scale[k];
        ret->w[k] = model->weight[k] * ret->x[k];
    }
    for (size_t j = 0; j < ret->count; j++) /* by the logits of the weights */
        for (size_t k = 0; k < ret->count; k++)
            ret->slope[j][k] = ret->w[k] * ((j == k ? 1.0 : 0.0) - model->weight[j]);
}

void nodes_of(const struct tct_hawkes *model, double shortest, struct nodes *ret)
{
    *ret = (struct nodes){0};
    if (model->kernel == TCT_KERNEL_OMORI)
        omori(model, shortest, ret);
    if (model->kernel == TCT_KERNEL_SUM)
        sum(model, ret);
    if (model->kernel == TCT_KERNEL_EXPONENTIAL) {
        ret->count = ret->shape_count = 1;
        ret->x[0] = ret->w[0] = model->decay;
        ret->slope[0][0] = model->decay; /* by log decay; what comes of x is the pass's */
        ret->moves = true;
    }
}
