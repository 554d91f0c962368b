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
    double low_m[CUT_MOST], high_m[CUT_MOST]; /* of an edge, northing; it goes through */
    double x_m[CUT_MOST], per_m[CUT_MOST];    /* x where northing is 0, and more x for each metre */
    size_t count; /* CUT_MOST + 1: more than have room; all are looked at */
    bool inside;
};
void shape_cut(const struct tct_shape *shape, const struct box *box, struct shape_cut *ret);

static inline bool shape_cut_holds(const struct shape_cut *cut, struct tct_plane place)
{
    bool inside = cut->inside;
    if (cut->count > CUT_MOST)
        return shape_holds(cut->whole, place);
    for (size_t i = 0; i < cut->count; i++)
        inside ^= (place.y_m >= cut->low_m[i]) & (place.y_m < cut->high_m[i]) &
                  (place.x_m < cut->x_m[i] + cut->per_m[i] * place.y_m);
    return inside;
}

struct box shape_box(const struct tct_shape *shape);

/* Whether an edge crosses or touches another that it does not share a corner with. */
bool shape_crosses_itself(const struct tct_shape *shape);

#endif
