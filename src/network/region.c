/* Region: the smallest ground with 95 % of a mixture of normal distributions.
 *
 * Where the density is above a level, each part of the mixture alone covers an ellipse, and the
 * level follows from their masses (Hyndman 1996, "Computing and graphing highest density regions",
 * section 2). Parts whose ellipses meet are taken together by their moments until none do, so that
 * what is written is a few outlines that lie apart. */
#include "region.h"

#include <math.h>

#include "bent.h"
#include "mixture.h"

/* One part that is not much smaller than the ellipse needs no outline of its own. */
static const double MUCH_SMALLER = 0.7;

enum { CORNERS = 36, HALVINGS = 60 };

/* The ellipses above a level of the density, a logarithm; the mass within them. */
static double cut(struct mixture *parts, double log_level)
{
    double mass = 0.0;
    for (size_t i = 0; i < parts->count; i++) {
        struct part *part = &parts->part[i];
        double log_peak = log(part->p / (2.0 * M_PI)) - 0.5 * log(part_determinant(part));
        part->radius2 = 2.0 * (log_peak - log_level);
        mass += part->radius2 > 0.0 ? part->p * (1.0 - exp(-0.5 * part->radius2)) : 0.0;
    }
    return mass;
}

/* The level whose ellipses hold 95 %. */
static void cut_to_hold(struct mixture *parts)
{
    double high = -INFINITY, low = INFINITY;
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->part[i];
        double log_peak = log(part->p / (2.0 * M_PI)) - 0.5 * log(part_determinant(part));
        high = fmax(high, log_peak);
        low = fmin(low, log_peak);
    }
    low -= 10.0; /* e^-10 below every peak: all but 1 in 20,000 */
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (cut(parts, middle) >= REGION_HOLDS)
            low = middle;
        else
            high = middle;
    }
    (void)cut(parts, low);
}

/* One normal distribution with the moments of two. */
static struct part together(const struct part *a, const struct part *b)
{
    double p = a->p + b->p, share = b->p / p;
    double dx = b->x_m - a->x_m, dy = b->y_m - a->y_m, spread = share * (1.0 - share);
    const double apart[3] = {dx * dx, dx * dy, dy * dy};
    struct part sum = {.p = p, .x_m = a->x_m + share * dx, .y_m = a->y_m + share * dy};
    for (size_t i = 0; i < 3; i++)
        sum.covariance[i] =
            (1.0 - share) * a->covariance[i] + share * b->covariance[i] + spread * apart[i];
    return sum;
}

static bool join_some(struct mixture *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        for (size_t k = i + 1; k < parts->count; k++)
            if (parts_meet(&parts->part[i], &parts->part[k])) {
                parts->part[i] = together(&parts->part[i], &parts->part[k]);
                parts->part[k] = parts->part[--parts->count];
                return true;
            }
    return false;
}

/* The outline of a part's ellipse, around it rather than within. */
static void outline(const struct part *part, double x_m, double y_m, struct tct_plane *corners)
{
    double radius = sqrt(part->radius2) / cos(M_PI / CORNERS);
    for (int i = 0; i < CORNERS; i++) {
        struct tct_plane at = part_place(part, radius, 2.0 * M_PI * i / CORNERS);
        corners[i] = (struct tct_plane){x_m + at.x_m, y_m + at.y_m};
    }
}

/* Whether the ellipse is as good as the parts. */
static bool as_the_ellipse(const struct mixture *parts, const struct tct_ellipse *ellipse)
{
    size_t count = 0;
    double area = 0.0; /* over pi */
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->part[i];
        count += part->radius2 > 0.0;
        area += fmax(0.0, part->radius2) * sqrt(part_determinant(part));
    }
    return count < 2 && area >= MUCH_SMALLER * ellipse->semi_major_m * ellipse->semi_minor_m;
}

enum tct_status region_give(const struct places *places, double x_m, double y_m,
                            struct tct_arena *arena, struct tct_event *event, struct tct_error *err)
{
    if (places->count < 2)
        return TCT_OK;
    struct mixture parts = mixture_of(places);
    if (places->bent)
        return bent_give(&parts, x_m, y_m, arena, event, err);
    do
        cut_to_hold(&parts);
    while (join_some(&parts));
    if (as_the_ellipse(&parts, &event->ellipse95))
        return TCT_OK;
    event->region95 = TCT_ARENA_NEW(arena, struct tct_outline, parts.count);
    if (event->region95 == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for a region");
    for (size_t i = 0; i < parts.count; i++) {
        if (parts.part[i].radius2 <= 0.0)
            continue;
        struct tct_outline *ring = &event->region95[event->region95_count];
        ring->corners = TCT_ARENA_NEW(arena, struct tct_plane, CORNERS);
        if (ring->corners == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "no memory for a region");
        ring->count = CORNERS;
        outline(&parts.part[i], x_m, y_m, ring->corners);
        event->region95_count++;
    }
    return TCT_OK;
}
