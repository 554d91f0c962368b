/* Ray: a straight line over the bilinear surface between the middles of the cells. Within the four
 * middles around it ground and earth bend as parabolas along the ray, so that the least clearance
 * of each piece is exact. Grids are walked as Amanatides & Woo (Eurographics 1987) do. */
#include <math.h>

#include "tacet/terrain/sight.h"

struct walk {
    const struct tct_dem *dem;
    double from_u, from_v, step_u, step_v; /* in cells from the middle of the first; of the whole */
    double from_m, rise_m; /* the ray: height where it starts, and from there to its end */
    double length_m, bend; /* horizontally; metres per square metre of the earth */
};

static double clamp(double value, double most)
{
    return fmin(fmax(value, 0.0), most);
}

/* The surface at a place within the piece whose middle is (u, v): beyond the outermost middles it
 * goes on level. NaN where one of four that count is not known. */
static double surface_m(const struct tct_dem *dem, double u, double v, double middle_u,
                        double middle_v)
{
    double last_u = (double)dem->columns - 1.0, last_v = (double)dem->rows - 1.0;
    size_t i = (size_t)clamp(floor(middle_u), fmax(last_u - 1.0, 0.0));
    size_t j = (size_t)clamp(floor(middle_v), fmax(last_v - 1.0, 0.0));
    size_t right = dem->columns > 1 ? 1 : 0, down = dem->rows > 1 ? dem->columns : 0;
    double a = clamp(clamp(u, last_u) - (double)i, 1.0),
           b = clamp(clamp(v, last_v) - (double)j, 1.0);
    const float *h = dem->heights_m + j * dem->columns + i;
    double north = (double)h[0] + a * ((double)h[right] - (double)h[0]);
    double south = (double)h[down] + a * ((double)h[down + right] - (double)h[down]);
    return north + b * (south - north);
}

/* How far the ray runs over the ground at share t, in the piece around share `middle`. */
static double clearance_m(const struct walk *w, double t, double middle)
{
    double ground = surface_m(w->dem, w->from_u + t * w->step_u, w->from_v + t * w->step_v,
                              w->from_u + middle * w->step_u, w->from_v + middle * w->step_v);
    double along = t * w->length_m;
    return w->from_m + t * w->rise_m - (ground - w->bend * along * along);
}

static void take(struct tct_ray *ray, const struct walk *w, double t, double clearance)
{
    if (!(clearance < ray->clearance_m)) /* true for NaN */
        return;
    ray->clearance_m = clearance;
    ray->along_m = t * w->length_m;
}

/* The piece from t0 to t1: its ends, and the lowest of the parabola between them. */
static void take_piece(struct tct_ray *ray, const struct walk *w, double t0, double t1)
{
    double middle = 0.5 * (t0 + t1);
    double c0 = clearance_m(w, t0, middle), c = clearance_m(w, middle, middle),
           c1 = clearance_m(w, t1, middle);
    if (isnan(c)) {
        ray->crosses_hole = true;
        return;
    }
    take(ray, w, t0, c0);
    take(ray, w, t1, c1);
    double curve = 2.0 * (c0 + c1) - 4.0 * c, slope = 4.0 * c - 3.0 * c0 - c1;
    double lowest = -slope / (2.0 * curve); /* from 0 to 1 */
    if (curve > 0.0 && lowest > 0.0 && lowest < 1.0)
        take(ray, w, t0 + lowest * (t1 - t0), c0 + lowest * (slope + lowest * curve));
}

/* The share at which the ray next crosses a line through the middles of cells. */
static double next_line(double from, double step, double t)
{
    double at = from + t * step, line = step > 0.0 ? floor(at + 1e-9) + 1.0 : ceil(at - 1e-9) - 1.0;
    return step == 0.0 ? INFINITY : (line - from) / step;
}

static void walk_ray(struct tct_ray *ray, const struct walk *w)
{
    for (double t = 0.0; t < 1.0;) {
        double u = next_line(w->from_u, w->step_u, t), v = next_line(w->from_v, w->step_v, t);
        double next = fmin(fmin(u, v), 1.0);
        if (!(next > t)) /* no step is as small as that */
            next = nextafter(t, 2.0);
        take_piece(ray, w, t, next);
        t = next;
    }
}

static bool place_of(const struct tct_dem *dem, const struct tct_sight_end *end, double *ret_u,
                     double *ret_v)
{
    *ret_u = (end->x_m - dem->west_m) / dem->step_x_m - 0.5;
    *ret_v = (dem->north_m - end->y_m) / dem->step_y_m - 0.5;
    return *ret_u >= -0.5 && *ret_u <= (double)dem->columns - 0.5 && *ret_v >= -0.5 &&
           *ret_v <= (double)dem->rows - 0.5;
}

struct tct_ray tct_sight_ray(const struct tct_dem *dem, const struct tct_sight_end *from,
                             const struct tct_sight_end *to, double curvature)
{
    struct tct_ray ray = {.state = TCT_SIGHT_UNKNOWN, .clearance_m = INFINITY};
    double to_u, to_v;
    struct walk w = {.dem = dem, .length_m = hypot(to->x_m - from->x_m, to->y_m - from->y_m)};
    ray.length_m = w.length_m;
    if (!place_of(dem, from, &w.from_u, &w.from_v) || !place_of(dem, to, &to_u, &to_v)) {
        ray.state = TCT_SIGHT_BEYOND;
        return ray;
    }
    w.step_u = to_u - w.from_u;
    w.step_v = to_v - w.from_v;
    w.bend = isfinite(dem->earth_diameter_m) ? curvature / dem->earth_diameter_m : 0.0;
    double start = surface_m(dem, w.from_u, w.from_v, w.from_u, w.from_v);
    double end = surface_m(dem, to_u, to_v, to_u, to_v);
    if (isnan(start) || isnan(end))
        return ray;
    w.from_m = start + from->height_m;
    w.rise_m = end + to->height_m - w.bend * w.length_m * w.length_m - w.from_m;
    walk_ray(&ray, &w);
    if (ray.clearance_m < -1e-6) /* what rounding leaves where both ends stand on the ground */
        ray.state = TCT_SIGHT_HIDDEN;
    else
        ray.state = ray.crosses_hole ? TCT_SIGHT_UNKNOWN : TCT_SIGHT_SEEN;
    return ray;
}
