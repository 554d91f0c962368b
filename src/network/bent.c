/* Bent: where parts of a mixture overlap its density is their sum, and the level that holds 95 % is
 * found by points spread evenly over all of them (Hyndman 1996, section 3). */
#include "bent.h"

#include <math.h>
#include <stdlib.h>

#include "hull.h"

enum { RADII = 16, DIRECTIONS = 24, POINTS = RADII * DIRECTIONS };

struct point {
    double density, mass;
};

static int densest_first(const void *left, const void *right)
{
    const struct point *a = left, *b = right;
    return (a->density < b->density) - (a->density > b->density);
}

static double density_at(const struct mixture *parts, struct tct_plane place)
{
    double sum = 0.0;
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->part[i];
        const double *c = part->covariance;
        double dx = place.x_m - part->x_m, dy = place.y_m - part->y_m, d = part_determinant(part);
        double squared = (c[2] * dx * dx - 2.0 * c[1] * dx * dy + c[0] * dy * dy) / d;
        sum += part->p / (2.0 * M_PI * sqrt(d)) * exp(-0.5 * squared);
    }
    return sum;
}

/* The density above which 95 % of all are. */
static double level_of(const struct mixture *parts, struct point *points)
{
    size_t count = 0;
    for (size_t i = 0; i < parts->count; i++)
        for (int k = 0; k < POINTS; k++) {
            double below = (k / DIRECTIONS + 0.5) / RADII; /* of the part's mass */
            double angle = 2.0 * M_PI * (k % DIRECTIONS + 0.5 * (k / DIRECTIONS % 2)) / DIRECTIONS;
            struct tct_plane at = part_place(&parts->part[i], sqrt(-2.0 * log1p(-below)), angle);
            points[count++] = (struct point){density_at(parts, at), parts->part[i].p / POINTS};
        }
    qsort(points, count, sizeof(*points), densest_first);
    double held = 0.0;
    for (size_t i = 0; i < count; i++) {
        held += points[i].mass;
        if (held >= REGION_HOLDS)
            return points[i].density;
    }
    return points[count - 1].density;
}

/* Where the density falls to the level on the way out of a part that begins above it. */
static struct tct_plane edge_of(const struct mixture *parts, const struct part *part, double level,
                                double angle)
{
    enum { EDGE_HALVINGS = 12 };
    double low = 0.0, high = 6.0;
    for (int i = 0; i < EDGE_HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (density_at(parts, part_place(part, middle, angle)) >= level)
            low = middle;
        else
            high = middle;
    }
    return part_place(part, high, angle);
}

/* Numbers each part by the first of those that it meets, itself or through others; a part that the
 * level leaves out stays alone. */
static void find_clusters(struct mixture *parts, double level, size_t cluster[PLACES_MOST])
{
    for (size_t i = 0; i < parts->count; i++) {
        struct part *part = &parts->part[i];
        double peak = density_at(parts, (struct tct_plane){part->x_m, part->y_m});
        part->radius2 = 2.0 * log(peak / level);
        cluster[i] = i;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < parts->count; i++)
            for (size_t k = 0; k < parts->count; k++)
                if (cluster[k] < cluster[i] && parts_meet(&parts->part[i], &parts->part[k])) {
                    cluster[i] = cluster[k];
                    changed = true;
                }
    }
}

static enum tct_status outline_cluster(const struct mixture *parts, const size_t *cluster,
                                       size_t number, double level, struct tct_arena *arena,
                                       struct tct_outline *ret_ring, struct tct_error *err)
{
    struct tct_plane *edge =
        TCT_ARENA_NEW(arena, struct tct_plane, parts->count * (size_t)DIRECTIONS);
    ret_ring->count = 0;
    ret_ring->corners = edge;
    if (edge == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for a region");
    size_t count = 0;
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->part[i];
        if (cluster[i] != number || part->radius2 <= 0.0)
            continue;
        for (int k = 0; k < DIRECTIONS; k++)
            edge[count++] = edge_of(parts, part, level, 2.0 * M_PI * k / DIRECTIONS);
    }
    ret_ring->count = hull_of(edge, count);
    return TCT_OK;
}

enum tct_status bent_give(struct mixture *parts, double x_m, double y_m, struct tct_arena *arena,
                          struct tct_event *event, struct tct_error *err)
{
    struct point *points = TCT_ARENA_NEW(arena, struct point, parts->count * (size_t)POINTS);
    event->region95 = TCT_ARENA_NEW(arena, struct tct_outline, parts->count);
    if (points == NULL || event->region95 == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for a region");
    size_t cluster[PLACES_MOST];
    double level = level_of(parts, points);
    find_clusters(parts, level, cluster);
    for (size_t i = 0; i < parts->count; i++) {
        struct tct_outline *ring = &event->region95[event->region95_count];
        enum tct_status status = outline_cluster(parts, cluster, i, level, arena, ring, err);
        if (status != TCT_OK)
            return status;
        for (size_t k = 0; k < ring->count; k++) {
            ring->corners[k].x_m += x_m;
            ring->corners[k].y_m += y_m;
        }
        event->region95_count += ring->count > 0;
    }
    return TCT_OK;
}
