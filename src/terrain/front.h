/* Front: one line of cells, all equally far from the eye along an axis, swept from the line before.
 */
#ifndef TACET_TERRAIN_FRONT_H
#define TACET_TERRAIN_FRONT_H

#include <stddef.h>
#include <stdint.h>

/* What is the same for all cells of a front. `k` is its distance in cells; slopes are heights over
 * the eye divided by k. */
struct front {
    size_t count;
    double first, step; /* |j| of the first cell, and +1 or -1 from each to the next */
    double per_k;       /* 1 / k */
    double base_m;      /* height of the eye, plus what the earth has bent away along the axis */
    double bend_m;      /* and what it bends away across it, for j = 1 */
    double target_m;    /* of what is looked for, over the ground */
};

/* For each cell: the horizon that hides it is the line through the two cells before it, straight
 * and diagonal, of the front at k - 1 (`straight`, `diagonal`: their horizons' slopes); it is seen
 * (255, else 0) when its target reaches that. Its own horizon goes to `next`. A cell without height
 * (NaN) hides nothing. */
void front_sweep(const struct front *front, const float *heights_m, const double *straight,
                 const double *diagonal, double *restrict next, uint8_t *restrict seen);

#endif
