/* Front shape: what samples read of a pulse with a given onset, rise and length. */
#ifndef TACET_SIGNAL_FRONT_SHAPE_H
#define TACET_SIGNAL_FRONT_SHAPE_H

#include <stddef.h>

/* How a front rises from 0 to 1: what the air, a corner or a crowd of paths makes of a step. */
enum rise_kind {
    RISE_STRAIGHT,
    RISE_COSINE,  /* half of a cosine: soft at both ends */
    RISE_CONCAVE, /* 2x - x^2: at once, then slower */
    RISE_CONVEX,  /* x^2: slow, then breaking off */
    RISE_KINDS,
};

/* A rise over `rise`, then p(v) = (1 - v/tau) exp(-v/tau) (Friedlander 1946). Times in
 * samples. Sample i reads the mean over [i - before, i + 1 - before). */
struct front_shape {
    double onset; /* in [0, 1) */
    double rise;  /* >= 0 */
    enum rise_kind kind;
    double tau; /* > 0 */
    double before;
};

/* Where to put derivatives; NULL where they are not wanted. */
struct front_slopes {
    double *by_onset, *by_rise, *by_log_tau;
};

/* The first `count` samples and their derivatives. */
void front_shape_fill(const struct front_shape *shape, size_t count, double *ret_value,
                      struct front_slopes slopes);

#endif
