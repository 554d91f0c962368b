/* Plan, the terrain: which way a sound takes over the ground. */
#include <math.h>

#include "plan.h"

static const double MARGIN_M = 200.0;
static const double LOWEST_M = 0.05; /* over the ground, whatever the heights say */

/* What is asked of may lie anywhere in this box. */
struct box {
    struct tct_plane low, high;
};

static void widen(struct box *box, double x_m, double y_m, double by_m)
{
    box->low.x_m = fmin(box->low.x_m, x_m - by_m);
    box->low.y_m = fmin(box->low.y_m, y_m - by_m);
    box->high.x_m = fmax(box->high.x_m, x_m + by_m);
    box->high.y_m = fmax(box->high.y_m, y_m + by_m);
}

static double detour_m(const void *ground, struct tct_plane place, size_t station,
                       double curvature_per_m)
{
    const struct plan_terrain *t = ground;
    const struct tct_station *s = &t->network->stations[station];
    double z = tct_terrain_height_m(&t->heights, place.x_m, place.y_m);
    double under = tct_terrain_height_m(&t->heights, s->x_m, s->y_m);
    if (!isfinite(z) || !isfinite(under))
        return 0.0; /* nothing known, nothing hides */
    struct tct_terrain_point from = {place.x_m, place.y_m, z + fmax(t->source_height_m, LOWEST_M)};
    struct tct_terrain_point to = {s->x_m, s->y_m,
                                   under + fmax(t->ears[station].height_m, LOWEST_M)};
    struct tct_terrain_edge edge;
    if (!tct_terrain_hides(&t->heights, from, to, curvature_per_m, &edge))
        return 0.0;
    return fmax(edge.detour_m, 1e-3);
}

enum tct_status plan_terrain_read(struct plan *plan, struct tct_error *err)
{
    const struct tct_sector *sector = &plan->ground->sector;
    struct box box = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    if (sector->terrain == NULL)
        return TCT_OK;
    for (size_t i = 0; i < plan->network.station_count; i++)
        widen(&box, plan->network.stations[i].x_m, plan->network.stations[i].y_m, MARGIN_M);
    for (size_t i = 0; i < plan->places.count; i++)
        widen(&box, plan->places.items[i].at.x_m, plan->places.items[i].at.y_m, MARGIN_M);
    if (plan->has_grid) {
        const struct tct_coverage_grid *grid = &plan->grid;
        widen(&box, grid->x_m, grid->y_m, MARGIN_M);
        widen(&box, grid->x_m + grid->step_m * (double)grid->columns,
              grid->y_m + grid->step_m * (double)grid->rows, MARGIN_M);
    }
    enum tct_status status = tct_terrain_load(sector->terrain, sector->frame, box.low, box.high,
                                              &plan->ground->arena, &plan->terrain.heights, err);
    plan->has_terrain = status == TCT_OK;
    plan->setup.detour = plan->has_terrain ? detour_m : NULL;
    plan->setup.ground = &plan->terrain;
    return status;
}
