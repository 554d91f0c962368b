/* Onset, locally: least squares around one front, linear in its changes. */
#ifndef TACET_SIGNAL_ONSET_LOCAL_H
#define TACET_SIGNAL_ONSET_LOCAL_H

#include "onset_parts.h"

/* A front that is tried. */
struct front_try {
    double at, rise; /* samples */
    double phase;    /* blocks; 0: a sum of all waves */
    enum rise_kind kind;
    bool with_rise; /* whether the rise is fitted, too */
};

/* Least squares around a front, linear in its changes. Variances are for noise of variance 1. */
struct local {
    double misfit;                 /* with the best amplitudes, unchanged */
    size_t first;                  /* sample where the onset lies */
    double longer, shift, stretch; /* best change of the phase's logarithm, of onset and rise */
    double shift_var, stretch_var, covariance;
    double longer_alone; /* variance of the phase's logarithm when onset and rise are known */
};

/* False where there is no solution, or the onset is outside of those that are tried. */
bool onset_solve_local(const struct onset_rest *rest, const struct front_try *front,
                       struct local *local);

#endif
