/* Verdict: which side may be named, what counts as located, and the sums over both. */
#include "verdict.h"

#include <math.h>
#include <stdlib.h>

/* A side is named only when it is at least this probable: whoever reads a name will repeat it.
 * Below, "undetermined" is the proper answer. Equal for both sides. */
static const double NAMED_FROM_P = 0.9;

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
    if (event->side_p[TCT_SIDE_LEFT] >= NAMED_FROM_P)
        return TCT_SIDE_LEFT;
    if (event->side_p[TCT_SIDE_RIGHT] >= NAMED_FROM_P)
        return TCT_SIDE_RIGHT;
    return TCT_SIDE_UNDETERMINED;
}

bool verdict_inside95(const struct tct_event *event, double dx_m, double dy_m)
{
    if (!verdict_has_ellipse(event))
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
            areas[n++] = M_PI * events[i].ellipse95.semi_major_m * events[i].ellipse95.semi_minor_m;
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
