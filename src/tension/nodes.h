/* A kernel as a sum of exponentials, which one number each remembers. */
#ifndef TACET_TENSION_NODES_H
#define TACET_TENSION_NODES_H

#include "tacet/tension/hawkes.h"

/* g(t) is the sum of w exp(-x t). */
struct nodes {
    size_t count;
    double x[TCT_HAWKES_SCALES_MAX], w[TCT_HAWKES_SCALES_MAX];
    size_t shape_count; /* free parameters of the kernel's shape, and how w answers to each */
    double slope[TCT_HAWKES_SUM_MAX][TCT_HAWKES_SCALES_MAX];
    bool moves; /* EXPONENTIAL: x moves with the parameter, too */
};

/* The exponentials that an Omori kernel is made of must not change while c and p do: they reach
 * down to times of `shortest`, for which c >= shortest is needed. Else it is not read. */
void nodes_of(const struct tct_hawkes *model, double shortest, struct nodes *ret);

#endif
