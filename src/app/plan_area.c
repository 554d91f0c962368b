/* Plan, the area: the ground around stations and line, or a zone, in cells. */
#include <math.h>
#include <string.h>

#include "plan.h"

static const double AROUND_M = 3000.0;
static const double CELLS_COMMON = 60000.0; /* where --cell does not say: a second or less */
static const double CELL_LEAST_M = 10.0;
enum { CELLS_MOST = 4000000 };

/* Of what hardly ever becomes an event no ellipse is drawn. */
static const double SAID_FROM_P = 0.05;

/* A rectangle of ground. */
struct box {
    struct tct_plane low, high;
};

static void widen(struct box *box, struct tct_plane place, double by_m)
{
    box->low.x_m = fmin(box->low.x_m, place.x_m - by_m);
    box->low.y_m = fmin(box->low.y_m, place.y_m - by_m);
    box->high.x_m = fmax(box->high.x_m, place.x_m + by_m);
    box->high.y_m = fmax(box->high.y_m, place.y_m + by_m);
}

/* 10, 20, 50, 100, ... metres. */
static double nice_above(double value)
{
    double power = pow(10.0, floor(log10(value)));
    double digit = value / power;
    return power * (digit <= 1.0 ? 1.0 : digit <= 2.0 ? 2.0 : digit <= 5.0 ? 5.0 : 10.0);
}

static const struct tct_zone *zone_called(const struct tct_sector *sector, const char *name)
{
    for (size_t i = 0; i < sector->zone_count; i++)
        if (sector->zones[i].name != NULL && strcmp(sector->zones[i].name, name) == 0)
            return &sector->zones[i];
    return NULL;
}

static struct box box_of(const struct plan *plan, const struct tct_zone *zone, double around_m)
{
    struct box box = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    if (zone != NULL && zone->ring_count > 0) {
        for (size_t i = 0; i < zone->rings[0].count; i++)
            widen(&box, zone->rings[0].points[i], 0.0);
        return box;
    }
    for (size_t i = 0; i < plan->network.station_count; i++) {
        const struct tct_station *s = &plan->network.stations[i];
        widen(&box, (struct tct_plane){s->x_m, s->y_m}, around_m);
    }
    return box;
}

static enum tct_status lay_grid(struct plan *plan, struct box box, struct tct_error *err)
{
    struct tct_coverage_grid *grid = &plan->grid;
    double width_m = fmax(box.high.x_m - box.low.x_m, CELL_LEAST_M);
    double height_m = fmax(box.high.y_m - box.low.y_m, CELL_LEAST_M);
    double step_m = plan->request->cell_m;
    if (isnan(step_m))
        step_m = nice_above(fmax(sqrt(width_m * height_m / CELLS_COMMON), CELL_LEAST_M));
    double columns = ceil(width_m / step_m) + 1.0, rows = ceil(height_m / step_m) + 1.0;
    if (!(columns * rows <= CELLS_MOST))
        return tct_fail(err, TCT_ERR_USE,
                        "found %.0f cells of %g m, expected at most %d: a larger --cell",
                        columns * rows, step_m, CELLS_MOST);
    *grid = (struct tct_coverage_grid){.x_m = box.low.x_m,
                                       .y_m = box.low.y_m,
                                       .step_m = step_m,
                                       .columns = (size_t)columns,
                                       .rows = (size_t)rows};
    size_t cells = grid->columns * grid->rows;
    grid->detected_p = TCT_ARENA_NEW(&plan->ground->arena, float, cells);
    grid->semi_major_m = TCT_ARENA_NEW(&plan->ground->arena, float, cells);
    grid->named_p = TCT_ARENA_NEW(&plan->ground->arena, float, cells);
    if (grid->detected_p == NULL || grid->semi_major_m == NULL || grid->named_p == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for %zu cells", cells);
    for (size_t i = 0; i < cells; i++)
        grid->detected_p[i] = grid->semi_major_m[i] = grid->named_p[i] = (float)NAN;
    return TCT_OK;
}

static struct tct_plane middle_of(const struct tct_coverage_grid *grid, size_t i, size_t j)
{
    return (struct tct_plane){grid->x_m + grid->step_m * (double)i,
                              grid->y_m + grid->step_m * (double)j};
}

static size_t held(double at, size_t most)
{
    return (size_t)fmin(fmax(at, 0.0), (double)most);
}

/* The cells within `around_m` of a place are looked at. */
static void look_around(struct tct_coverage_grid *grid, struct tct_plane place, double around_m)
{
    double row = (place.y_m - grid->y_m) / grid->step_m, reach = around_m / grid->step_m;
    for (size_t j = held(ceil(row - reach), grid->rows); j < grid->rows && (double)j <= row + reach;
         j++) {
        double across = ((double)j - row) * grid->step_m;
        double half = sqrt(fmax(around_m * around_m - across * across, 0.0)) / grid->step_m;
        double column = (place.x_m - grid->x_m) / grid->step_m;
        for (size_t i = held(ceil(column - half), grid->columns);
             i < grid->columns && (double)i <= column + half; i++)
            grid->detected_p[j * grid->columns + i] = 0.0f;
    }
}

/* Stations, and the line as far as it runs through their box. */
static void look_at_sector(struct plan *plan, double around_m)
{
    const struct tct_network *network = &plan->network;
    for (size_t i = 0; i < network->station_count; i++)
        look_around(&plan->grid,
                    (struct tct_plane){network->stations[i].x_m, network->stations[i].y_m},
                    around_m);
    double width_m = plan->grid.step_m * (double)plan->grid.columns;
    double height_m = plan->grid.step_m * (double)plan->grid.rows;
    for (size_t i = 0; i + 1 < network->line_count; i++) {
        struct tct_plane a = network->line[i], b = network->line[i + 1];
        double steps = ceil(hypot(b.x_m - a.x_m, b.y_m - a.y_m) / (0.5 * around_m));
        for (double k = 0.0; k <= steps && steps < 1e6; k += 1.0) {
            double share = steps > 0.0 ? k / steps : 0.0;
            double x_m = a.x_m + share * (b.x_m - a.x_m), y_m = a.y_m + share * (b.y_m - a.y_m);
            bool inside = x_m >= plan->grid.x_m + around_m && y_m >= plan->grid.y_m + around_m &&
                          x_m <= plan->grid.x_m + width_m - around_m &&
                          y_m <= plan->grid.y_m + height_m - around_m;
            if (inside)
                look_around(&plan->grid, (struct tct_plane){x_m, y_m}, around_m);
        }
    }
}

enum tct_status plan_area(struct plan *plan, struct tct_error *err)
{
    const char *name = plan->request->zone;
    const struct tct_zone *zone = NULL;
    double around_m = isnan(plan->request->around_m) ? AROUND_M : plan->request->around_m;
    if (name != NULL && (zone = zone_called(&plan->ground->sector, name)) == NULL)
        return tct_fail(err, TCT_ERR_USE, "--zone: found '%.60s', expected a zone of the sector",
                        name);
    enum tct_status status = lay_grid(plan, box_of(plan, zone, around_m), err);
    if (status != TCT_OK)
        return status;
    plan->has_grid = true;
    if (zone == NULL) {
        look_at_sector(plan, around_m);
        return TCT_OK;
    }
    size_t inside = 0;
    for (size_t j = 0; j < plan->grid.rows; j++)
        for (size_t i = 0; i < plan->grid.columns; i++)
            if (tct_zone_holds(zone, middle_of(&plan->grid, i, j))) {
                plan->grid.detected_p[j * plan->grid.columns + i] = 0.0f;
                inside++;
            }
    return inside > 0 ? TCT_OK
                      : tct_fail(err, TCT_ERR_USE,
                                 "--zone: found no cell of %g m in '%.60s', expected a smaller "
                                 "--cell",
                                 plan->grid.step_m, name);
}

void plan_area_fill(struct plan *plan, const struct tct_coverage *coverage)
{
    struct tct_coverage_grid *grid = &plan->grid;
    struct tct_progress progress;
    tct_progress_start(&progress, plan->request->quiet ? NULL : stderr, "planning", grid->rows);
    for (size_t j = 0; j < grid->rows; j++) {
        for (size_t i = 0; i < grid->columns; i++) {
            size_t cell = j * grid->columns + i;
            if (isnan(grid->detected_p[cell]))
                continue;
            struct tct_expectation at = tct_coverage_at(coverage, middle_of(grid, i, j));
            grid->detected_p[cell] = (float)at.detected_p;
            if (at.detected_p >= SAID_FROM_P)
                grid->semi_major_m[cell] = (float)at.ellipse95.semi_major_m;
            grid->named_p[cell] = (float)at.named_p;
        }
        tct_progress_step(&progress, j + 1);
    }
    tct_progress_end(&progress);
}
