/* Path: straight rays, image sources at walls, random echoes. */
#include "path.h"

#include <math.h>

#include "streams.h"

struct place place_of_station(const struct tct_scene *scene, uint32_t station)
{
    const struct tct_scene_station *s = &scene->stations[station];
    struct tct_random random = stream_open(scene->seed, STREAM_STATION, station, 0);
    struct place place = {s->x_m, s->y_m, s->z_m, s->clock_off_s};
    place.x_m += s->position_sigma_m * tct_random_normal(&random);
    place.y_m += s->position_sigma_m * tct_random_normal(&random);
    place.z_m += s->position_sigma_m * tct_random_normal(&random);
    place.clock_off_s += s->clock_sigma_s * tct_random_normal(&random);
    return place;
}

void path_draw(struct path *path, const struct tct_scene *scene, uint32_t shooter, uint32_t station,
               const struct place *place)
{
    const struct tct_scene_echoes *e = &scene->echoes;
    struct tct_random random = stream_open(scene->seed, STREAM_PATH, shooter, station);
    path->scene = scene;
    path->station = *place;
    path->travel_error = tct_random_normal(&random);
    path->level_db = scene->paths.level_sigma_db * tct_random_normal(&random);
    path->echo_count = 0;
    if (e->per_path <= 0.0)
        return;
    /* A Poisson number: how many exponential steps fit into the mean. */
    double sum = tct_random_exponential(&random);
    while (sum < e->per_path && path->echo_count < RANDOM_ECHOES_MAX) {
        double delay = tct_random_uniform(&random), loss = tct_random_uniform(&random);
        path->echoes[path->echo_count].delay_s =
            e->delay_min_s * pow(e->delay_max_s / e->delay_min_s, delay);
        path->echoes[path->echo_count].loss_db =
            e->loss_min_db + (e->loss_max_db - e->loss_min_db) * loss;
        path->echo_count++;
        sum += tct_random_exponential(&random);
    }
}

size_t path_ray_count(const struct path *path)
{
    return 1 + path->echo_count + path->scene->echoes.wall_count;
}

static double range_between(const struct place *a, const struct place *b)
{
    return hypot(hypot(a->x_m - b->x_m, a->y_m - b->y_m), a->z_m - b->z_m);
}

static double leg_s(const struct tct_scene_air *air, const struct place *from,
                    const struct place *to)
{
    return tct_travel_time_s(to->x_m - from->x_m, to->y_m - from->y_m, to->z_m - from->z_m,
                             tct_sound_speed_m_s(air->air.temperature_c), air->wind_x_m_s,
                             air->wind_y_m_s);
}

/* Where the wall mirrors a sound from `from` to `to`, if it does. */
static bool mirrored_at(const struct tct_scene_wall *wall, const struct place *from,
                        const struct place *to, struct place *ret_at)
{
    double wx = wall->to.x_m - wall->from.x_m, wy = wall->to.y_m - wall->from.y_m;
    double length2 = wx * wx + wy * wy;
    if (length2 <= 0.0)
        return false;
    double ax = from->x_m - wall->from.x_m, ay = from->y_m - wall->from.y_m;
    double bx = to->x_m - wall->from.x_m, by = to->y_m - wall->from.y_m;
    double off_a = wx * ay - wy * ax, off_b = wx * by - wy * bx; /* distances, times the length */
    if (off_a * off_b <= 0.0)
        return false; /* the wall stands between them, or they touch it */
    double share = fabs(off_a) / (fabs(off_a) + fabs(off_b));
    double foot_a = (wx * ax + wy * ay) / length2, foot_b = (wx * bx + wy * by) / length2;
    double along = foot_a + (foot_b - foot_a) * share;
    if (along < 0.0 || along > 1.0)
        return false;
    ret_at->x_m = wall->from.x_m + along * wx;
    ret_at->y_m = wall->from.y_m + along * wy;
    ret_at->z_m = from->z_m + (to->z_m - from->z_m) * share;
    return true;
}

static double gain_over(const struct path *path, double range_m, double loss_db)
{
    double db = path->level_db - loss_db - path->scene->paths.excess_db_per_km * 1e-3 * range_m;
    return tct_spreading(range_m) * pow(10.0, db / 20.0);
}

static double travel_error_s(const struct path *path, double travel_s)
{
    const struct tct_scene_paths *p = &path->scene->paths;
    return path->travel_error * hypot(p->floor_s, p->fraction * travel_s);
}

bool path_ray(const struct path *path, const struct tct_scene_shot *shot,
              const struct tct_scene_air *air, size_t number, struct ray *ret_ray)
{
    struct place from = {shot->x_m, shot->y_m, shot->z_m, 0.0};
    const struct place *to = &path->station;
    double range_m = range_between(&from, to);
    if (range_m > TCT_SCENE_REACH_M)
        return false;
    double travel_s = leg_s(air, &from, to);
    if (number <= path->echo_count) {
        double delay_s = number > 0 ? path->echoes[number - 1].delay_s : 0.0;
        double loss_db = number > 0 ? path->echoes[number - 1].loss_db : 0.0;
        ret_ray->gain = gain_over(path, range_m, loss_db);
        ret_ray->range_m = range_m + delay_s * tct_sound_speed_m_s(air->air.temperature_c);
        ret_ray->travel_s = travel_s + travel_error_s(path, travel_s) + delay_s;
        return true;
    }
    const struct tct_scene_wall *wall = &path->scene->echoes.walls[number - path->echo_count - 1];
    struct place at = {0};
    if (!mirrored_at(wall, &from, to, &at))
        return false;
    ret_ray->range_m = range_between(&from, &at) + range_between(&at, to);
    ret_ray->gain = gain_over(path, ret_ray->range_m, wall->loss_db);
    /* The error of the direct path, so that no echo comes before it. */
    ret_ray->travel_s =
        leg_s(air, &from, &at) + leg_s(air, &at, to) + travel_error_s(path, travel_s);
    return true;
}
