/* Shapes: what is inside of them, and whether they cross themselves. */
#ifndef TACET_ACCORD_SHAPE_H
#define TACET_ACCORD_SHAPE_H

#include "tacet/accord/commitment.h"

struct box {
    double west_m, south_m, east_m, north_m;
};

/* Even-odd rule over all rings: a hole is outside. */
bool shape_holds(const struct tct_shape *shape, struct tct_plane place);

/* The shape as places within a box see it: edges that can tell them apart, and whether the others
 * make all of them inside. The shape must stay. */
enum { CUT_MOST = 32 };
struct shape_cut {
    const struct tct_shape *whole;
    struct tct_plane from[CUT_MOST], to[CUT_MOST];
    size_t count; /* CUT_MOST + 1: more than have room; all are looked at */
    bool inside;
};
void shape_cut(const struct tct_shape *shape, const struct box *box, struct shape_cut *ret);
bool shape_cut_holds(const struct shape_cut *cut, struct tct_plane place);

struct box shape_box(const struct tct_shape *shape);

/* Whether an edge crosses or touches another that it does not share a corner with. */
bool shape_crosses_itself(const struct tct_shape *shape);

#endif
