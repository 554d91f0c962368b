/* Shapes: what is inside of them, and whether they cross themselves. */
#ifndef TACET_ACCORD_SHAPE_H
#define TACET_ACCORD_SHAPE_H

#include "tacet/accord/commitment.h"

struct box {
    double west_m, south_m, east_m, north_m;
};

/* Even-odd rule over all rings: a hole is outside. */
bool shape_holds(const struct tct_shape *shape, struct tct_plane place);

struct box shape_box(const struct tct_shape *shape);

/* Whether an edge crosses or touches another that it does not share a corner with. */
bool shape_crosses_itself(const struct tct_shape *shape);

#endif
