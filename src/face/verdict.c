/* Verdict: which side may be named, what counts as located, and the sums over both. */
#include "verdict.h"

#include <math.h>
#include <stdlib.h>

#include "tacet/network/coverage.h"

static const double PLACE_MAX_M = 1.0e8;

bool verdict_has_place(const struct tct_event *event)
{
    /* Frames reach 1,000 km; what is far beyond is no place, whatever it calls itself. */
    return event->status == TCT_EVENT_LOCATED && fabs(event->x_m) <= PLACE_MAX_M &&
           fabs(event->y_m) <= PLACE_MAX_M;
}

bool verdict_has_ellipse(const struct tct_event *event)
{
    const struct tct_ellipse *e = &event->ellipse95;
    return verdict_has_place(event) && isfinite(e->azimuth_rad) && isfinite(e->semi_major_m) &&
           isfinite(e->semi_minor_m) && e->semi_major_m > 0.0 && e->semi_minor_m > 0.0;
}

int verdict_of(const struct tct_event *event)
{
    if (!event->has_side)
        return VERDICT_SIDELESS;
    if (event->side_p[TCT_SIDE_LEFT] >= TCT_SIDE_NAMED_FROM_P)
        return TCT_SIDE_LEFT;
    if (event->side_p[TCT_SIDE_RIGHT] >= TCT_SIDE_NAMED_FROM_P)
        return TCT_SIDE_RIGHT;
    return TCT_SIDE_UNDETERMINED;
}

/* Even and odd crossings of the way east (Shimrat 1962). */
static bool within(const struct tct_outline *ring, double x_m, double y_m)
{
    bool inside = false;
    for (size_t i = 0; i < ring->count; i++) {
        const struct tct_plane *a = &ring->corners[i], *b = &ring->corners[(i + 1) % ring->count];
        if ((a->y_m > y_m) != (b->y_m > y_m) &&
            x_m < a->x_m + (b->x_m - a->x_m) * (y_m - a->y_m) / (b->y_m - a->y_m))
            inside = !inside;
    }
    return inside;
}

static double ring_m2(const struct tct_outline *ring)
{
    double twice = 0.0;
    const struct tct_plane *o = &ring->corners[0];
    for (size_t i = 1; i + 1 < ring->count; i++) {
        const struct tct_plane *a = &ring->corners[i], *b = &ring->corners[i + 1];
        twice += (a->x_m - o->x_m) * (b->y_m - o->y_m) - (a->y_m - o->y_m) * (b->x_m - o->x_m);
    }
    return 0.5 * fabs(twice);
}

double verdict_region_m2(const struct tct_event *event)
{
    double area = 0.0;
    for (size_t i = 0; i < event->region95_count; i++)
        area += ring_m2(&event->region95[i]);
    if (event->region95_count > 0)
        return area;
    return verdict_has_ellipse(event)
               ? M_PI * event->ellipse95.semi_major_m * event->ellipse95.semi_minor_m
               : (double)NAN;
}

bool verdict_inside95(const struct tct_event *event, double dx_m, double dy_m)
{
    for (size_t i = 0; i < event->region95_count; i++)
        if (within(&event->region95[i], event->x_m + dx_m, event->y_m + dy_m))
            return true;
    if (event->region95_count > 0 || !verdict_has_ellipse(event))
        return false;
    const struct tct_ellipse *e = &event->ellipse95;
    double along = dx_m * sin(e->azimuth_rad) + dy_m * cos(e->azimuth_rad);
    double across = dx_m * cos(e->azimuth_rad) - dy_m * sin(e->azimuth_rad);
    return hypot(along / e->semi_major_m, across / e->semi_minor_m) <= 1.0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_area_m2(const struct tct_event *events, size_t count)
{
    double *areas = malloc((count + 1) * sizeof(*areas)), median = (double)NAN;
    size_t n = 0;
    if (areas == NULL)
        return median;
    for (size_t i = 0; i < count; i++)
        if (verdict_has_ellipse(&events[i]))
            areas[n++] = verdict_region_m2(&events[i]);
    if (n > 0) {
        qsort(areas, n, sizeof(*areas), by_size);
        median = 0.5 * (areas[(n - 1) / 2] + areas[n / 2]);
    }
    free(areas);
    return median;
}

struct verdict_tally verdict_count(const struct tct_event *events, size_t count)
{
    struct verdict_tally tally = {.ellipse_median_m2 = median_area_m2(events, count)};
    for (size_t i = 0; i < count; i++) {
        if (verdict_has_place(&events[i])) {
            tally.located[verdict_of(&events[i])]++;
            tally.located_all++;
        } else if (events[i].status == TCT_EVENT_BEARING_ONLY) {
            tally.bearing_only++;
        } else {
            tally.not_constrained++;
        }
    }
    return tally;
}
