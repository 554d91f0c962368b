/* Scatter: what the elements' delays say of each other once the wave is fitted. */
#ifndef TACET_SIGNAL_SCATTER_H
#define TACET_SIGNAL_SCATTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wavefit.h"

struct scatter {
    double shift[3];         /* what the delays add to the fit's slowness, along the axes */
    double covariance[3][3]; /* of the slowness along the axes, all errors in */
    double sigma_s;          /* standard deviation of the delays beside noise and places */
    uint32_t odd;            /* the one element that contradicts the others, or 0 */
};

/* `fit` has its residuals. `sample_s`: seconds from sample to sample. False when the elements that
 * are used leave the slowness open. */
bool scatter_judge(const struct wavefitter *fitter, const struct wavefit *fit, double sample_s,
                   struct scatter *ret_scatter);

#endif
