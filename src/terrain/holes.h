/* Holes: in which directions the eye's view crosses ground of which no height is known. */
#ifndef TACET_TERRAIN_HOLES_H
#define TACET_TERRAIN_HOLES_H

#include <stddef.h>
#include <stdint.h>

/* The directions of one eighth of the circle, j / k from 0 to 1, in fine steps; 1 where a hole has
 * been met. A ray meets a hole when it passes within a cell of its middle: there the surface
 * between the middles of the cells is not known. */
struct holes {
    size_t count;
    uint8_t *met; /* count + 1 of them */
};

void holes_clear(const struct holes *holes);

/* Amends what a front found, |j| from `first` by `step`: a cell without height, or seen across a
 * hole, is not known. What is hidden by ground that is known stays hidden, whatever the hole may
 * hold. Then remembers the front's own holes. */
void holes_amend(const struct holes *holes, size_t k, size_t count, double first, double step,
                 const float *heights_m, uint8_t *seen);

#endif
