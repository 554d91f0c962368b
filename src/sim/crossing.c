/* Crossing: to first order. A linear profile of the speed of sound, one edge, one reflection at the
 * ground; a path is either screened by an edge or reflected by the ground (as ISO 9613-2 has it).
 */
#include "crossing.h"

#include <math.h>

/* Ears and muzzles are at least so far over the ground, whatever the heights say. */
static const double lowest_m = 0.05;

/* However steep the profile, no slower than this at the end of an arc. */
static const double slowest_m_s = 100.0;

/* How the effective speed of sound changes with height on the way from one place to the other. */
static double bending_per_s(const struct tct_scene_air *air, const struct tct_terrain_point *from,
                            const struct tct_terrain_point *to)
{
    double dx = to->x_m - from->x_m, dy = to->y_m - from->y_m, d = hypot(dx, dy);
    double kelvin = air->air.temperature_c + 273.15;
    double by_warmth =
        0.5 * tct_sound_speed_m_s(air->air.temperature_c) / kelvin * air->warmer_per_m;
    double by_wind = d > 0.0 ? (air->windier_x_per_s * dx + air->windier_y_per_s * dy) / d : 0.0;
    return by_warmth + by_wind;
}

double crossing_leg_s(const struct tct_scene_air *air, const struct tct_terrain_point *from,
                      const struct tct_terrain_point *to)
{
    double dx = to->x_m - from->x_m, dy = to->y_m - from->y_m, dz = to->z_m - from->z_m;
    double speed_m_s = tct_sound_speed_m_s(air->air.temperature_c);
    double bending = bending_per_s(air, from, to);
    double range_m = sqrt(dx * dx + dy * dy + dz * dz);
    if (bending == 0.0 || range_m == 0.0)
        return tct_travel_time_s(dx, dy, dz, speed_m_s, air->wind_x_m_s, air->wind_y_m_s);
    double middle = speed_m_s + (air->wind_x_m_s * dx + air->wind_y_m_s * dy) / range_m;
    return tct_arc_time_s(range_m, fmax(middle - 0.5 * bending * dz, slowest_m_s),
                          fmax(middle + 0.5 * bending * dz, slowest_m_s), bending);
}

static double over_ground_m(const struct tct_scene_ground *ground,
                            const struct tct_terrain_point *place)
{
    double z = (double)NAN;
    if (ground->terrain != NULL)
        z = tct_terrain_height_m(ground->terrain, place->x_m, place->y_m);
    return fmax(place->z_m - (isfinite(z) ? z : ground->z_m), lowest_m);
}

/* The place, out of the ground when a coarse model has it higher than the place was stated. */
static struct tct_terrain_point unburied(const struct tct_scene_ground *ground,
                                         const struct tct_terrain_point *place)
{
    double z = tct_terrain_height_m(ground->terrain, place->x_m, place->y_m);
    struct tct_terrain_point out = *place;
    if (out.z_m < z + lowest_m) /* false where nothing is known */
        out.z_m = z + lowest_m;
    return out;
}

static bool screened(const struct tct_scene_ground *ground, const struct tct_terrain_point *from,
                     const struct tct_terrain_point *to, double curvature_per_m,
                     struct tct_terrain_edge *ret_edge)
{
    return ground->terrain != NULL &&
           tct_terrain_hides(ground->terrain, unburied(ground, from), unburied(ground, to),
                             curvature_per_m, ret_edge);
}

static void reflect(const struct tct_scene *scene, double d, double h_from, double h_to,
                    double speed_m_s, struct crossing *c)
{
    double direct_m = hypot(d, h_from - h_to), by_ground_m = hypot(d, h_from + h_to);
    double late_s = (by_ground_m - direct_m) / speed_m_s;
    if (scene->ground.flow_resistivity <= 0.0 || late_s > GROUND_LATEST_S || direct_m <= 0.0)
        return;
    c->ground_late_s = (float)late_s;
    c->ground_share = (float)(direct_m / by_ground_m);
    c->ground_sine = (float)((h_from + h_to) / by_ground_m);
}

static bool is_same(const struct crossing *c, const struct tct_terrain_point *from, uint32_t air)
{
    return c->known && c->air == air && c->from.x_m == from->x_m && c->from.y_m == from->y_m &&
           c->from.z_m == from->z_m;
}

void crossing_find(const struct tct_scene *scene, const struct tct_terrain_point *from,
                   const struct tct_terrain_point *to, uint32_t air, struct crossing *crossing)
{
    if (is_same(crossing, from, air))
        return;
    *crossing = (struct crossing){.known = true, .from = *from, .air = air};
    const struct tct_scene_air *a = &scene->airs[air];
    double speed_m_s = tct_sound_speed_m_s(a->air.temperature_c);
    double bending = bending_per_s(a, from, to);
    double d = hypot(to->x_m - from->x_m, to->y_m - from->y_m);
    double h_from = over_ground_m(&scene->ground, from), h_to = over_ground_m(&scene->ground, to);
    struct tct_terrain_edge edge = {0};
    if (screened(&scene->ground, from, to, bending / speed_m_s, &edge)) {
        crossing->detour_m = (float)edge.detour_m;
        return;
    }
    double beyond_m = d - tct_shadow_edge_m(h_from, h_to, speed_m_s, bending);
    if (beyond_m > 0.0) { /* what creeps along the ground knows of its reflection already */
        crossing->shadow_m = (float)beyond_m;
        crossing->bending_per_s = (float)bending;
        return;
    }
    reflect(scene, d, h_from, h_to, speed_m_s, crossing);
}
