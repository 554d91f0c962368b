/* Posterior: where else the wave could have come from, when noise is strong. */
#ifndef TACET_SIGNAL_POSTERIOR_H
#define TACET_SIGNAL_POSTERIOR_H

#include <stdbool.h>
#include <stddef.h>

#include "wavefit.h"

struct posterior_grid {
    float *match;          /* how well an element matches, by its delay in quarters of a sample */
    float *log_likelihood; /* of each point, with one shape */
    float *weight;         /* of each point, with all of them */
    double reference;      /* log-likelihood that has the weight 1 */
    struct bin *spectrum;
    void *inverse; /* kiss_fftr_cfg */
    size_t window; /* samples of `match` */
};

size_t posterior_bytes(size_t window);
void posterior_init(struct posterior_grid *grid, void *memory, size_t window);

/* Mean of the slowness around the fit, along the axes of its geometry, and by how much noise alone
 * makes its covariance larger than Fisher's information has it. The covariance is then so wide that
 * 95 % of the azimuth lies within 1.96 of its standard errors. False, and nothing written, when the
 * wave is so strong that Fisher's information says it all, or too weak to say anything. */
bool posterior_of(struct posterior_grid *grid, struct wavefitter *fitter, const struct wavefit *fit,
                  double ret_mean[3], double ret_excess[3][3]);

#endif
