/* Sight: the model, places on it, and how a command begins and ends. */
#include "sight.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"

static const size_t MEMORY_BYTES = (size_t)4 << 30;

static double given(double value, double else_value)
{
    return isnan(value) ? else_value : value;
}

enum tct_status sight_open(struct sight *sight, const struct sight_request *request,
                           struct tct_error *err)
{
    *sight = (struct sight){.request = *request};
    tct_arena_init(&sight->arena, MEMORY_BYTES);
    tct_warnings_init(&sight->warnings, stderr);
    sight->request.observer_height_m = given(request->observer_height_m, 2.0);
    sight->request.target_height_m = given(request->target_height_m, 1.7);
    sight->request.range_m = given(request->range_m, 0.0);
    sight->request.curvature = given(request->curvature, 0.85714); /* 1 - 1/7, as for light */
    if (request->dem_path == NULL)
        return tct_fail(err, TCT_ERR_USE, "expected --dem FILE, an elevation model");
    sight->workers = workers_start(workers_usable());
    if (sight->workers == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    return tct_dem_reference(request->dem_path, &sight->arena, &sight->dem.reference, err);
}

int sight_close(struct sight *sight, const struct command *command, enum tct_status status,
                const struct tct_error *err, bool strict)
{
    size_t skipped = tct_warnings_skipped(&sight->warnings);
    ground_tell_skipped(command, &sight->warnings);
    workers_stop(sight->workers);
    tct_arena_free(&sight->arena);
    if (status != TCT_OK)
        return command_failed(command, err);
    return command_finish_output(command, strict && skipped > 0 ? EXIT_WRONG : EXIT_DONE);
}

enum tct_status sight_place(const char *option, const char *text, double *ret_x_m, double *ret_y_m,
                            struct tct_error *err)
{
    char *end = NULL;
    double x = strtod(text, &end), y = (double)NAN;
    bool good = end != text && *end == ',';
    if (good) {
        const char *second = end + 1;
        y = strtod(second, &end);
        good = end != second && *end == '\0';
    }
    if (!good || !(fabs(x) <= 1e8 && fabs(y) <= 1e8))
        return tct_fail(err, TCT_ERR_USE,
                        "--%s: found '%.60s', expected X,Y in the model's coordinates", option,
                        text);
    *ret_x_m = x;
    *ret_y_m = y;
    return TCT_OK;
}

enum tct_status sight_shapes(struct sight *sight, const char *path, struct tct_shapes *ret_shapes,
                             struct tct_error *err)
{
    enum tct_status status =
        tct_shapes_read(path, &sight->arena, &sight->warnings, ret_shapes, err);
    bool placed = sight->dem.reference[0] != '\0';
    if (status != TCT_OK || (!placed && !ret_shapes->in_degrees))
        return status;
    if (!ret_shapes->in_degrees)
        return TCT_OK; /* x and y of the model's own reference */
    if (!placed)
        return tct_fail_at(err, TCT_ERR_INPUT, path, 0,
                           "longitude and latitude, of which the elevation model knows nothing",
                           "x and y as the model has them");
    for (size_t i = 0; i < ret_shapes->count && status == TCT_OK; i++) {
        struct tct_shape *shape = &ret_shapes->items[i];
        status = tct_dem_from_degrees(sight->dem.reference, shape->count, shape->x, shape->y, err);
        for (size_t k = 0; k < shape->count && status == TCT_OK; k++)
            if (isnan(shape->x[k]))
                status = tct_fail_at(err, TCT_ERR_INPUT, path, 0,
                                     "a place that the model's reference does not reach",
                                     "places on the model");
    }
    return status;
}

static enum tct_status add_point(struct sight *sight, struct sight_points *points, double x_m,
                                 double y_m, size_t of, struct tct_error *err)
{
    if (points->count == points->room) { /* what was before stays in the arena */
        size_t room = points->room == 0 ? 256 : 2 * points->room;
        struct sight_points more = {points->count, room, TCT_ARENA_NEW(&sight->arena, double, room),
                                    TCT_ARENA_NEW(&sight->arena, double, room),
                                    TCT_ARENA_NEW(&sight->arena, size_t, room)};
        if (more.x_m == NULL || more.y_m == NULL || more.of == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        for (size_t i = 0; i < points->count; i++) {
            more.x_m[i] = points->x_m[i];
            more.y_m[i] = points->y_m[i];
            more.of[i] = points->of[i];
        }
        *points = more;
    }
    if (points->count >= TCT_SHAPE_POINTS)
        return tct_fail(err, TCT_ERR_LIMIT, "more than %d places to look at",
                        (int)TCT_SHAPE_POINTS);
    points->x_m[points->count] = x_m;
    points->y_m[points->count] = y_m;
    points->of[points->count++] = of;
    return TCT_OK;
}

/* The middles of the cells inside of an area. */
static enum tct_status take_area(struct sight *sight, const struct tct_shape *shape, size_t number,
                                 struct sight_points *points, struct tct_error *err)
{
    const struct tct_dem *dem = &sight->dem;
    enum tct_status status = TCT_OK;
    for (size_t r = 0; r < dem->rows && status == TCT_OK; r++)
        for (size_t c = 0; c < dem->columns && status == TCT_OK; c++) {
            double x = dem->west_m + ((double)c + 0.5) * dem->step_x_m;
            double y = dem->north_m - ((double)r + 0.5) * dem->step_y_m;
            if (tct_shape_holds(shape, x, y))
                status = add_point(sight, points, x, y, number, err);
        }
    return status;
}

enum tct_status sight_take_points(struct sight *sight, const struct tct_shape *shape, size_t number,
                                  double every_m, struct sight_points *points,
                                  struct tct_error *err)
{
    if (shape->shape == TCT_SHAPE_AREA)
        return take_area(sight, shape, number, points, err);
    enum tct_status status = add_point(sight, points, shape->x[0], shape->y[0], number, err);
    for (size_t i = 1; i < shape->count && status == TCT_OK; i++) {
        double dx = shape->x[i] - shape->x[i - 1], dy = shape->y[i] - shape->y[i - 1];
        double steps = fmin(fmax(ceil(hypot(dx, dy) / every_m), 1.0), 1e7);
        for (double k = 1.0; k <= steps && status == TCT_OK; k += 1.0)
            status = add_point(sight, points, shape->x[i - 1] + k / steps * dx,
                               shape->y[i - 1] + k / steps * dy, number, err);
    }
    return status;
}

struct tct_dem_box sight_box_empty(void)
{
    return (struct tct_dem_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
}

void sight_box_take(struct tct_dem_box *box, double x_m, double y_m)
{
    box->west_m = fmin(box->west_m, x_m);
    box->east_m = fmax(box->east_m, x_m);
    box->south_m = fmin(box->south_m, y_m);
    box->north_m = fmax(box->north_m, y_m);
}

void sight_box_take_shapes(struct tct_dem_box *box, const struct tct_shapes *shapes)
{
    for (size_t i = 0; i < shapes->count; i++)
        for (size_t k = 0; k < shapes->items[i].count; k++)
            sight_box_take(box, shapes->items[i].x[k], shapes->items[i].y[k]);
}

enum tct_status sight_load(struct sight *sight, struct tct_dem_box box, struct tct_error *err)
{
    double range_m = sight->request.range_m;
    const char *reference = sight->dem.reference;
    box.west_m -= range_m;
    box.south_m -= range_m;
    box.east_m += range_m;
    box.north_m += range_m;
    enum tct_status status = tct_dem_load(sight->request.dem_path, range_m > 0.0 ? &box : NULL,
                                          &sight->arena, &sight->dem, err);
    if (status != TCT_OK)
        sight->dem.reference = reference;
    return status;
}

enum tct_status sight_eye(const struct sight *sight, double x_m, double y_m, const char *what,
                          struct tct_eye *ret_eye, struct tct_error *err)
{
    const struct tct_dem *dem = &sight->dem;
    double column = floor((x_m - dem->west_m) / dem->step_x_m),
           row = floor((dem->north_m - y_m) / dem->step_y_m);
    if (!(column >= 0.0 && column < (double)dem->columns && row >= 0.0 && row < (double)dem->rows))
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: found no ground at %.10g,%.10g (%.60s), expected a place from "
                        "%.10g,%.10g to %.10g,%.10g",
                        sight->request.dem_path, x_m, y_m, what, dem->west_m,
                        dem->north_m - (double)dem->rows * dem->step_y_m,
                        dem->west_m + (double)dem->columns * dem->step_x_m, dem->north_m);
    *ret_eye = (struct tct_eye){.column = (size_t)column,
                                .row = (size_t)row,
                                .height_m = sight->request.observer_height_m,
                                .target_height_m = sight->request.target_height_m,
                                .range_m = sight->request.range_m,
                                .curvature = sight->request.curvature};
    if (isnan(dem->heights_m[ret_eye->row * dem->columns + ret_eye->column]))
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: found a hole at %.10g,%.10g (%.60s), expected a height",
                        sight->request.dem_path, x_m, y_m, what);
    return TCT_OK;
}
