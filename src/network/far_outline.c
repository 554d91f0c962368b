/* Far outline: of what holds a far source: the hull of the densest cells (Hyndman 1996). */
#include <math.h>
#include <stdlib.h>

#include "far.h"
#include "hull.h"
#include "mixture.h"

struct cell {
    double density, p;
    size_t azimuth, range;
};

static int densest_first(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;
    if (a->density < b->density || a->density > b->density)
        return a->density < b->density ? 1 : -1;
    if (a->azimuth != b->azimuth)
        return a->azimuth < b->azimuth ? -1 : 1;
    return (a->range > b->range) - (a->range < b->range);
}

/* The corners of the hull; `corners` has room for 4 FAR_CELLS. */
static size_t outline(const struct far *far, struct tct_plane *corners)
{
    struct cell cells[FAR_CELLS];
    for (size_t i = 0; i < FAR_CELLS; i++) {
        size_t a = i / FAR_RANGES, r = i % FAR_RANGES;
        double log_range = far->log_range + far->log_range_step * (double)r;
        cells[i] = (struct cell){far->p[a][r] * exp(-2.0 * log_range), far->p[a][r], a, r};
    }
    qsort(cells, FAR_CELLS, sizeof(*cells), densest_first);
    double held = 0.0;
    size_t count = 0;
    for (size_t i = 0; i < FAR_CELLS && held < REGION_HOLDS; i++) {
        held += cells[i].p;
        for (size_t k = 0; k < 4; k++) {
            double azimuth = far->azimuth_rad +
                             far->azimuth_step * ((double)cells[i].azimuth + (k < 2 ? -0.5 : 0.5));
            double range_m = exp(far->log_range + far->log_range_step * ((double)cells[i].range +
                                                                         (k % 2 ? -0.5 : 0.5)));
            corners[count++] = (struct tct_plane){far->x_m + range_m * sin(azimuth),
                                                  far->y_m + range_m * cos(azimuth)};
        }
    }
    return hull_of(corners, count);
}

enum tct_status far_region(const struct far *far, double x_m, double y_m, struct tct_arena *arena,
                           struct tct_event *event, struct tct_error *err)
{
    struct tct_plane corners[4 * FAR_CELLS];
    size_t count = outline(far, corners);
    if (count == 0)
        return TCT_OK; /* in one line: the ellipse says it */
    event->region95 = TCT_ARENA_NEW(arena, struct tct_outline, 1);
    struct tct_plane *kept = TCT_ARENA_NEW(arena, struct tct_plane, count);
    if (event->region95 == NULL || kept == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for a region");
    for (size_t i = 0; i < count; i++)
        kept[i] = (struct tct_plane){x_m + corners[i].x_m, y_m + corners[i].y_m};
    event->region95[0] = (struct tct_outline){.corners = kept, .count = count};
    event->region95_count = 1;
    return TCT_OK;
}
