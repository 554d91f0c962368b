/* Hull: wrapped corner by corner (Jarvis 1973); outlines have few. */
#include "hull.h"

#include <math.h>

static void exchange(struct tct_plane *a, struct tct_plane *b)
{
    struct tct_plane kept = *a;
    *a = *b;
    *b = kept;
}

static bool is_lower(const struct tct_plane *a, const struct tct_plane *b)
{
    return a->y_m < b->y_m || (!(a->y_m > b->y_m) && a->x_m < b->x_m);
}

/* Whether `a` is on the right of the way from `corner` to `b`, or beyond its end. */
static bool is_further_out(const struct tct_plane *corner, const struct tct_plane *a,
                           const struct tct_plane *b)
{
    double ax = a->x_m - corner->x_m, ay = a->y_m - corner->y_m;
    double bx = b->x_m - corner->x_m, by = b->y_m - corner->y_m;
    double turn = ax * by - ay * bx;
    return turn > 0 || (!(turn < 0) && hypot(ax, ay) > hypot(bx, by));
}

size_t hull_of(struct tct_plane *places, size_t count)
{
    size_t corners = 0;
    for (size_t i = 1; i < count; i++)
        if (is_lower(&places[i], &places[0]))
            exchange(&places[0], &places[i]);
    while (corners < count) {
        corners++; /* the last one stands; which is next, or is it the first again? */
        size_t next = 0;
        for (size_t i = corners; i < count; i++)
            if (next == 0 && corners == 1)
                next = i;
            else if (is_further_out(&places[corners - 1], &places[i], &places[next]))
                next = i;
        if (next == 0)
            break;
        exchange(&places[corners], &places[next]);
    }
    return corners < 3 ? 0 : corners;
}
