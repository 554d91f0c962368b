/* Strips between zones. */
#include "zone_gap.h"

#include <math.h>

struct nearest {
    double distance_m;
    struct tct_plane middle;
};

/* From each corner of one to each edge of the other: the nearest of two outlines that do not cross
 * is at a corner. */
static void corners_to_edges(const struct tct_shape *corners, const struct tct_shape *edges,
                             struct nearest *best)
{
    const struct tct_outline *from = &corners->rings[0], *to = &edges->rings[0];
    for (size_t i = 0; i < from->count; i++) {
        struct tct_plane p = from->corners[i];
        for (size_t k = 0; k < to->count; k++) {
            struct tct_plane a = to->corners[k], b = to->corners[(k + 1) % to->count];
            double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length2 = dx * dx + dy * dy;
            double along =
                length2 > 0.0 ? ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / length2 : 0.0;
            along = fmin(1.0, fmax(0.0, along));
            struct tct_plane foot = {a.x_m + along * dx, a.y_m + along * dy};
            double distance_m = hypot(p.x_m - foot.x_m, p.y_m - foot.y_m);
            if (distance_m < best->distance_m)
                *best = (struct nearest){distance_m,
                                         {0.5 * (p.x_m + foot.x_m), 0.5 * (p.y_m + foot.y_m)}};
        }
    }
}

double zone_gap_m(const struct tct_shape *a, const struct tct_shape *b,
                  struct tct_plane *ret_middle)
{
    struct nearest best = {.distance_m = INFINITY};
    const struct tct_outline both[] = {a->rings[0], b->rings[0]};
    if (shape_holds(a, b->rings[0].corners[0]) || shape_holds(b, a->rings[0].corners[0]) ||
        shape_crosses_itself(&(struct tct_shape){both, 2}))
        return 0.0;
    corners_to_edges(a, b, &best);
    corners_to_edges(b, a, &best);
    *ret_middle = best.middle;
    return best.distance_m;
}

bool shapes_equal(const struct tct_shape *a, const struct tct_shape *b)
{
    if (a->ring_count != b->ring_count)
        return false;
    for (size_t r = 0; r < a->ring_count; r++) {
        if (a->rings[r].count != b->rings[r].count)
            return false;
        for (size_t i = 0; i < a->rings[r].count; i++)
            if (a->rings[r].corners[i].x_m != b->rings[r].corners[i].x_m ||
                a->rings[r].corners[i].y_m != b->rings[r].corners[i].y_m)
                return false;
    }
    return true;
}
