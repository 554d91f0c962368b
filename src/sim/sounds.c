/* Sounds: blasts with their directivity, explosions with their scaling, shock waves with their
 * cone. */
#include "sounds.h"

#include <math.h>

uint32_t sound_air_at(const struct tct_scene *scene, double at_s)
{
    size_t i = scene->air_count - 1;
    while (i > 0 && scene->airs[i].from_s > at_s)
        i--;
    return (uint32_t)i;
}

enum tct_class tct_scene_class(enum tct_scene_kind kind)
{
    switch (kind) {
    case TCT_SCENE_MUZZLE_BLAST:
        return TCT_CLASS_MUZZLE_BLAST;
    case TCT_SCENE_SHOCK_WAVE:
        return TCT_CLASS_SHOCK_WAVE;
    case TCT_SCENE_EXPLOSION:
        return TCT_CLASS_EXPLOSION;
    default:
        return TCT_CLASS_OTHER;
    }
}

static struct tct_terrain_point place_of(const struct tct_scene_shot *shot)
{
    return (struct tct_terrain_point){shot->x_m, shot->y_m, shot->z_m};
}

/* Where the shot goes: a unit vector, and how far the target is; false when it is not aimed. */
static bool aim_of(const struct voice *v, double ret_way[3], double *ret_far_m)
{
    const struct tct_scene_shooter *s = &v->scene->shooters[v->shot->shooter];
    double way[3] = {s->aim_x_m, s->aim_y_m, s->aim_z_m};
    if (s->aim == TCT_SCENE_AIM_NONE || v->shot->impact)
        return false;
    *ret_far_m = v->weapon->bullet_range_m;
    double length = 1.0;
    if (s->aim == TCT_SCENE_AIM_PLACE) {
        way[0] -= v->shot->x_m;
        way[1] -= v->shot->y_m;
        way[2] -= v->shot->z_m;
        length = sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2]);
        *ret_far_m = length;
    }
    if (length <= 0.0)
        return false;
    for (int i = 0; i < 3; i++)
        ret_way[i] = way[i] / length;
    return true;
}

/* The first term of a cosine series in the angle to the line of fire. */
static double directed(const struct voice *v, const struct tct_terrain_point *to)
{
    double way[3], far_m;
    if (v->weapon->front_to_rear_db <= 0.0 || !aim_of(v, way, &far_m))
        return 1.0;
    double dx = to->x_m - v->shot->x_m, dy = to->y_m - v->shot->y_m, dz = to->z_m - v->shot->z_m;
    double range_m = sqrt(dx * dx + dy * dy + dz * dz);
    if (range_m <= 0.0)
        return 1.0;
    double cosine = (dx * way[0] + dy * way[1] + dz * way[2]) / range_m;
    return pow(10.0, 0.5 * v->weapon->front_to_rear_db * cosine / 20.0);
}

static void take_crossing(const struct crossing *c, struct tct_scene_sound *sound)
{
    sound->ground_late_s = c->ground_late_s;
    sound->ground_share = c->ground_share;
    sound->ground_sine = c->ground_sine;
    sound->detour_m = c->detour_m;
    sound->shadow_m = c->shadow_m;
    sound->bending_per_s = c->bending_per_s;
}

static void take_side(const struct voice *v, const struct tct_terrain_point *from, float *ret_m)
{
    ret_m[0] = (float)(from->x_m - v->path->station.x_m);
    ret_m[1] = (float)(from->y_m - v->path->station.y_m);
    ret_m[2] = (float)(from->z_m - v->path->station.z_m);
}

bool sound_of_blast(const struct voice *v, size_t number, struct tct_scene_arrival *ret,
                    double *ret_after_s)
{
    struct ray ray;
    struct tct_terrain_point from = place_of(v->shot);
    if (!path_ray(v->path, &from, v->air, number, &ray))
        return false;
    *ret = (struct tct_scene_arrival){.echo = number > 0};
    ret->sound.kind = TCT_SCENE_MUZZLE_BLAST;
    ret->sound.air = v->air;
    ret->sound.range_m = ray.range_m;
    ret->sound.length_s = v->weapon->positive_phase_s;
    ret->peak_pa = v->weapon->peak_pa * ray.gain * directed(v, &v->path->station);
    if (v->weapon->kind == TCT_SCENE_CHARGE) {
        double pressure_pa = v->scene->airs[v->air].air.pressure_pa;
        struct tct_blast blast = tct_explosion(v->weapon->charge_kg, ray.range_m, pressure_pa);
        ret->sound.kind = TCT_SCENE_EXPLOSION;
        ret->sound.length_s = blast.positive_phase_s;
        ret->peak_pa = blast.peak_pa * ray.gain / tct_spreading(ray.range_m);
    }
    ret->peak_pa *= pow(10.0, (double)v->shot->level_db / 20.0);
    take_crossing(&ray.crossing, &ret->sound);
    take_side(v, &ray.from, ret->from_m);
    *ret_after_s = fmax(ray.travel_s + v->late_s, 0.0);
    return true;
}

/* Where along the flight the shock wave leaves that reaches `to`; answers how far beside it flew,
 * or less than 0 when none does. */
static double find_emission(const struct voice *v, const struct tct_terrain_point *to,
                            const double way[3], double far_m, double sound_speed_m_s,
                            struct tct_shock_emission *ret)
{
    double off[3] = {to->x_m - v->shot->x_m, to->y_m - v->shot->y_m, to->z_m - v->shot->z_m};
    double along_m = off[0] * way[0] + off[1] * way[1] + off[2] * way[2];
    double range2 = off[0] * off[0] + off[1] * off[1] + off[2] * off[2];
    double miss_m = sqrt(fmax(range2 - along_m * along_m, 0.0));
    if (!tct_shock_emission(&v->weapon->bullet, sound_speed_m_s, along_m, miss_m, far_m, ret))
        return -1.0;
    return miss_m;
}

bool sound_of_bullet(const struct voice *v, size_t number, struct tct_scene_arrival *ret,
                     double *ret_after_s)
{
    double way[3], far_m;
    struct tct_terrain_point ear;
    struct tct_shock_emission e = {0};
    struct ray ray;
    const struct tct_air *air = &v->scene->airs[v->air].air;
    double c = tct_sound_speed_m_s(air->temperature_c);
    if (v->weapon->bullet.diameter_m <= 0.0 || !aim_of(v, way, &far_m) ||
        !path_ear(v->path, number, &ear))
        return false;
    double miss_m = find_emission(v, &ear, way, far_m, c, &e);
    struct tct_terrain_point from = {v->shot->x_m + e.flown_m * way[0],
                                     v->shot->y_m + e.flown_m * way[1],
                                     v->shot->z_m + e.flown_m * way[2]};
    if (miss_m < 0.0 || !path_ray(v->path, &from, v->air, number, &ray))
        return false;
    struct tct_shock shock =
        tct_shock_wave(&v->weapon->bullet, e.mach, miss_m, c, air->pressure_pa);
    *ret = (struct tct_scene_arrival){.echo = number > 0};
    ret->sound.kind = TCT_SCENE_SHOCK_WAVE;
    ret->sound.air = v->air;
    ret->sound.range_m = ray.range_m;
    ret->sound.length_s = shock.duration_s;
    ret->sound.rise_s = (float)shock.rise_s;
    /* Whitham's peak has its spreading in it; what is left of the ray's gain is all else. */
    ret->peak_pa = shock.peak_pa * ray.gain / tct_spreading(e.leg_m);
    take_crossing(&ray.crossing, &ret->sound);
    take_side(v, &ray.from, ret->from_m);
    ret->mach = number == 0 ? (float)e.mach : 0.0f;
    for (int i = 0; i < 3; i++)
        ret->flight[i] = (float)way[i];
    *ret_after_s = fmax(e.flight_s + ray.travel_s + v->late_s, 0.0);
    return true;
}
