/* Shapes: what is inside of them, and whether they cross themselves. */
#include "shape.h"

#include <math.h>

bool shape_holds(const struct tct_shape *shape, struct tct_plane place)
{
    bool inside = false;
    for (size_t r = 0; r < shape->ring_count; r++) {
        const struct tct_plane *corners = shape->rings[r].corners;
        size_t count = shape->rings[r].count;
        for (size_t i = 0, k = count - 1; i < count; k = i++) {
            struct tct_plane a = corners[k], b = corners[i];
            if ((a.y_m > place.y_m) != (b.y_m > place.y_m) &&
                place.x_m < a.x_m + (b.x_m - a.x_m) * (place.y_m - a.y_m) / (b.y_m - a.y_m))
                inside = !inside;
        }
    }
    return inside;
}

static void cut_edge(struct tct_plane a, struct tct_plane b, const struct box *box,
                     struct shape_cut *cut)
{
    double low_m = fmin(a.y_m, b.y_m), high_m = fmax(a.y_m, b.y_m);
    if (high_m == low_m || high_m < box->south_m || low_m > box->north_m ||
        fmax(a.x_m, b.x_m) < box->west_m)
        return;
    if (fmin(a.x_m, b.x_m) > box->east_m && low_m <= box->south_m && high_m > box->north_m) {
        cut->inside = !cut->inside;
    } else if (cut->count >= CUT_MOST) {
        cut->count = CUT_MOST + 1;
    } else {
        double per_m = (b.x_m - a.x_m) / (b.y_m - a.y_m);
        cut->low_m[cut->count] = low_m;
        cut->high_m[cut->count] = high_m;
        cut->per_m[cut->count] = per_m;
        cut->x_m[cut->count++] = a.x_m - per_m * a.y_m;
    }
}

void shape_cut(const struct tct_shape *shape, const struct box *box, struct shape_cut *ret)
{
    ret->whole = shape;
    ret->count = 0;
    ret->inside = false;
    for (size_t r = 0; r < shape->ring_count; r++) {
        const struct tct_plane *corners = shape->rings[r].corners;
        size_t count = shape->rings[r].count;
        for (size_t i = 0, k = count - 1; i < count; k = i++)
            cut_edge(corners[k], corners[i], box, ret);
    }
}

struct box shape_box(const struct tct_shape *shape)
{
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t r = 0; r < shape->ring_count; r++) {
        for (size_t i = 0; i < shape->rings[r].count; i++) {
            struct tct_plane corner = shape->rings[r].corners[i];
            box.west_m = fmin(box.west_m, corner.x_m);
            box.east_m = fmax(box.east_m, corner.x_m);
            box.south_m = fmin(box.south_m, corner.y_m);
            box.north_m = fmax(box.north_m, corner.y_m);
        }
    }
    return box;
}

static double turn(struct tct_plane a, struct tct_plane b, struct tct_plane c)
{
    return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
}

static int sign(double value)
{
    return (value > 0.0) - (value < 0.0);
}

/* Whether c, which is on the straight line through a and b, is between them. */
static bool between(struct tct_plane a, struct tct_plane b, struct tct_plane c)
{
    return c.x_m >= fmin(a.x_m, b.x_m) && c.x_m <= fmax(a.x_m, b.x_m) &&
           c.y_m >= fmin(a.y_m, b.y_m) && c.y_m <= fmax(a.y_m, b.y_m);
}

static bool meet(struct tct_plane a, struct tct_plane b, struct tct_plane c, struct tct_plane d)
{
    int abc = sign(turn(a, b, c)), abd = sign(turn(a, b, d));
    int cda = sign(turn(c, d, a)), cdb = sign(turn(c, d, b));
    return (abc * abd < 0 && cda * cdb < 0) || (abc == 0 && between(a, b, c)) ||
           (abd == 0 && between(a, b, d)) || (cda == 0 && between(c, d, a)) ||
           (cdb == 0 && between(c, d, b));
}

/* Neighbouring edges share a corner, but one may not run back on the other. */
static bool runs_back(struct tct_plane a, struct tct_plane b, struct tct_plane c)
{
    return turn(a, b, c) == 0.0 &&
           (b.x_m - a.x_m) * (c.x_m - b.x_m) + (b.y_m - a.y_m) * (c.y_m - b.y_m) <= 0.0;
}

static bool rings_meet(const struct tct_outline *one, const struct tct_outline *other)
{
    for (size_t i = 0; i < one->count; i++) {
        size_t first = one == other ? i + 2 : 0;
        struct tct_plane a = one->corners[i], b = one->corners[(i + 1) % one->count];
        for (size_t k = first; k < other->count; k++)
            if (!(one == other && (k + 1) % other->count == i) &&
                meet(a, b, other->corners[k], other->corners[(k + 1) % other->count]))
                return true;
        if (one == other && runs_back(a, b, one->corners[(i + 2) % one->count]))
            return true;
    }
    return false;
}

bool shape_crosses_itself(const struct tct_shape *shape)
{
    for (size_t r = 0; r < shape->ring_count; r++)
        for (size_t s = r; s < shape->ring_count; s++)
            if (rings_meet(&shape->rings[r], &shape->rings[s]))
                return true;
    return false;
}
