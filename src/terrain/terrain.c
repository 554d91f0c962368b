/* Terrain: heights between the samples of a grid, profiles, and what hides what. */
#include "tacet/terrain.h"

#include <math.h>

double tct_terrain_height_m(const struct tct_terrain *terrain, double x_m, double y_m)
{
    double u = (x_m - terrain->x_m) / terrain->step_m, v = (y_m - terrain->y_m) / terrain->step_m;
    double last_u = (double)terrain->columns - 1.0, last_v = (double)terrain->rows - 1.0;
    if (!(u >= 0.0 && u <= last_u && v >= 0.0 && v <= last_v)) /* true for NaN */
        return (double)NAN;
    size_t i = (size_t)fmin(u, fmax(last_u - 1.0, 0.0));
    size_t j = (size_t)fmin(v, fmax(last_v - 1.0, 0.0));
    size_t right = terrain->columns > 1 ? 1 : 0, up = terrain->rows > 1 ? terrain->columns : 0;
    double a = u - (double)i, b = v - (double)j;
    const float *h = terrain->heights_m + j * terrain->columns + i;
    double south = (double)h[0] + a * ((double)h[right] - (double)h[0]);
    double north = (double)h[up] + a * ((double)h[up + right] - (double)h[up]);
    return south + b * (north - south);
}

void tct_terrain_profile(const struct tct_terrain *terrain, struct tct_plane from,
                         struct tct_plane to, size_t count, double *ret_heights_m)
{
    for (size_t i = 0; i < count; i++) {
        double share = (double)i / (double)(count - 1);
        ret_heights_m[i] = tct_terrain_height_m(terrain, from.x_m + share * (to.x_m - from.x_m),
                                                from.y_m + share * (to.y_m - from.y_m));
    }
}

bool tct_terrain_hides(const struct tct_terrain *terrain, struct tct_terrain_point a,
                       struct tct_terrain_point b, double curvature_per_m,
                       struct tct_terrain_edge *ret_edge)
{
    double d = hypot(b.x_m - a.x_m, b.y_m - a.y_m), rise = b.z_m - a.z_m;
    double direct_m = hypot(d, rise);
    double steps = ceil(2.0 * d / terrain->step_m);
    bool hidden = false;
    struct tct_terrain_edge worst = {.detour_m = -1.0};
    for (double k = 1.0; k < steps; k += 1.0) {
        double share = k / steps, x = share * d;
        double ground = tct_terrain_height_m(terrain, a.x_m + share * (b.x_m - a.x_m),
                                             a.y_m + share * (b.y_m - a.y_m));
        /* How far the arc runs over its chord; seen from it, the ground is that much lower. */
        double arch = 0.5 * curvature_per_m * x * (d - x);
        double top = ground - arch;
        if (!(top > a.z_m + share * rise)) /* true for NaN */
            continue;
        hidden = true;
        double detour_m = hypot(x, top - a.z_m) + hypot(d - x, b.z_m - top) - direct_m;
        if (detour_m > worst.detour_m)
            worst = (struct tct_terrain_edge){x, ground, detour_m};
    }
    if (hidden && ret_edge != NULL)
        *ret_edge = worst;
    return hidden;
}
