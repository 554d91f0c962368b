/* How far a place is from a zone. */
#include "zone_distance.h"

#include <math.h>

static double to_segment_m(struct tct_plane place, struct tct_plane a, struct tct_plane b)
{
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length2 = dx * dx + dy * dy;
    double along =
        length2 > 0.0 ? ((place.x_m - a.x_m) * dx + (place.y_m - a.y_m) * dy) / length2 : 0.0;
    along = fmin(fmax(along, 0.0), 1.0);
    return hypot(place.x_m - a.x_m - along * dx, place.y_m - a.y_m - along * dy);
}

bool tct_zone_holds(const struct tct_zone *zone, struct tct_plane place)
{
    bool inside = false;
    for (size_t r = 0; r < zone->ring_count; r++) {
        const struct tct_ring_of_points *ring = &zone->rings[r];
        for (size_t i = 0, k = ring->count - 1; i < ring->count; k = i++) {
            struct tct_plane a = ring->points[k], b = ring->points[i];
            if ((a.y_m > place.y_m) != (b.y_m > place.y_m) &&
                place.x_m < a.x_m + (b.x_m - a.x_m) * (place.y_m - a.y_m) / (b.y_m - a.y_m))
                inside = !inside;
        }
    }
    return inside;
}

double zone_distance_m(const struct tct_zone *zone, struct tct_plane place)
{
    double nearest_m = INFINITY;
    if (tct_zone_holds(zone, place))
        return 0.0;
    for (size_t r = 0; r < zone->ring_count; r++) {
        const struct tct_ring_of_points *ring = &zone->rings[r];
        for (size_t i = 0, k = ring->count - 1; i < ring->count; k = i++)
            nearest_m = fmin(nearest_m, to_segment_m(place, ring->points[k], ring->points[i]));
    }
    return nearest_m;
}
