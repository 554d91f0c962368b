/* Path: rays, image sources at walls, random echoes. */
#include "path.h"

#include <math.h>

#include "crossing.h"
#include "streams.h"

static const double two_pi = 6.28318530717958647692;

struct tct_scene_drawn_station tct_scene_drawn(const struct tct_scene *scene, uint32_t station)
{
    const struct tct_scene_station *s = &scene->stations[station];
    struct tct_random random = stream_open(scene->seed, STREAM_STATION, station, 0);
    struct tct_scene_drawn_station place = {s->x_m + s->moved_x_m, s->y_m + s->moved_y_m, s->z_m,
                                            s->clock.off_s};
    place.x_m += s->position_sigma_m * tct_random_normal(&random);
    place.y_m += s->position_sigma_m * tct_random_normal(&random);
    place.z_m += s->position_sigma_m * tct_random_normal(&random);
    place.clock_off_s += s->clock_sigma_s * tct_random_normal(&random);
    return place;
}

uint32_t tct_scene_channels(const struct tct_scene *scene, uint32_t station)
{
    const struct tct_scene_station *s = &scene->stations[station];
    return s->element_count > 0 ? s->elements[s->element_count - 1].channel + 1 : 1;
}

static void draw_echoes(struct path *path, uint32_t source, uint32_t station,
                        struct tct_random *random)
{
    const struct tct_scene_echoes *e = &path->scene->echoes;
    struct tct_random sides = stream_open(path->scene->seed, STREAM_ECHO_SIDE, source, station);
    /* A Poisson number: how many exponential steps fit into the mean. */
    double sum = tct_random_exponential(random);
    while (sum < e->per_path && path->echo_count < RANDOM_ECHOES_MAX) {
        double delay = tct_random_uniform(random), loss = tct_random_uniform(random);
        path->echoes[path->echo_count].delay_s =
            e->delay_min_s * pow(e->delay_max_s / e->delay_min_s, delay);
        path->echoes[path->echo_count].loss_db =
            e->loss_min_db + (e->loss_max_db - e->loss_min_db) * loss;
        path->echoes[path->echo_count].from_rad = two_pi * tct_random_uniform(&sides);
        path->echo_count++;
        sum += tct_random_exponential(random);
    }
}

/* An error of standard deviation 1: normal, or Student's t (a normal over the root of a mean of
 * squares) brought to that. */
static double draw_error(const struct tct_scene_paths *paths, struct tct_random *random)
{
    double error = tct_random_normal(random), squares = 0.0;
    int freedom = (int)paths->tail_freedom;
    for (int i = 0; i < freedom; i++)
        squares += pow(tct_random_normal(random), 2.0);
    return freedom > 0 ? error * sqrt((double)(freedom - 2) / squares) : error;
}

double path_shot_error_s(const struct tct_scene *scene, struct tct_random *random)
{
    return scene->paths.shot_s * draw_error(&scene->paths, random);
}

void path_draw(struct path *path, const struct tct_scene *scene, uint32_t source, uint32_t station,
               const struct tct_scene_drawn_station *place)
{
    struct tct_random random = stream_open(scene->seed, STREAM_PATH, source, station);
    path->scene = scene;
    path->station = (struct tct_terrain_point){place->x_m, place->y_m, place->z_m};
    path->travel_error = draw_error(&scene->paths, &random);
    path->level_db = scene->paths.level_sigma_db * tct_random_normal(&random);
    path->echo_count = 0;
    path->crossing.known = false;
    if (scene->echoes.per_path > 0.0)
        draw_echoes(path, source, station, &random);
}

size_t path_ray_count(const struct path *path)
{
    return 1 + path->echo_count + path->scene->echoes.wall_count;
}

static double range_between(const struct tct_terrain_point *a, const struct tct_terrain_point *b)
{
    return hypot(hypot(a->x_m - b->x_m, a->y_m - b->y_m), a->z_m - b->z_m);
}

bool path_ear(const struct path *path, size_t number, struct tct_terrain_point *ret_ear)
{
    *ret_ear = path->station;
    if (number <= path->echo_count)
        return true;
    const struct tct_scene_wall *wall = &path->scene->echoes.walls[number - path->echo_count - 1];
    double wx = wall->to.x_m - wall->from.x_m, wy = wall->to.y_m - wall->from.y_m;
    double length2 = wx * wx + wy * wy;
    if (length2 <= 0.0)
        return false;
    double off =
        wx * (path->station.y_m - wall->from.y_m) - wy * (path->station.x_m - wall->from.x_m);
    ret_ear->x_m += 2.0 * wy * off / length2;
    ret_ear->y_m -= 2.0 * wx * off / length2;
    return true;
}

/* Where the wall mirrors a sound from `from` to `to`, if it does. */
static bool mirrored_at(const struct tct_scene_wall *wall, const struct tct_terrain_point *from,
                        const struct tct_terrain_point *to, struct tct_terrain_point *ret_at)
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

/* What a kilometre takes besides spreading and absorption. */
static double loss_db_per_km(const struct path *path, const struct tct_terrain_point *from,
                             uint32_t air)
{
    const struct tct_scene_air *a = &path->scene->airs[air];
    double x = path->station.x_m - from->x_m, y = path->station.y_m - from->y_m;
    double wind_m_s = hypot(a->wind_x_m_s, a->wind_y_m_s), away_m = hypot(x, y);
    double with_wind = 0.0; /* cosine between */
    if (wind_m_s > 0.0 && away_m > 0.0)
        with_wind = (a->wind_x_m_s * x + a->wind_y_m_s * y) / (wind_m_s * away_m);
    return path->scene->paths.excess_db_per_km - path->scene->paths.downwind_db_per_km * with_wind;
}

static double gain_over(const struct path *path, const struct tct_terrain_point *from, uint32_t air,
                        double range_m, double loss_db)
{
    double db = path->level_db - loss_db - loss_db_per_km(path, from, air) * 1e-3 * range_m;
    return tct_spreading(range_m) * pow(10.0, db / 20.0);
}

static double travel_error_s(const struct path *path, double travel_s)
{
    const struct tct_scene_paths *p = &path->scene->paths;
    return path->travel_error * hypot(p->floor_s, p->fraction * travel_s);
}

/* What comes by a detour comes later, whatever the number of the ray. */
static double direct_s(struct path *path, const struct tct_terrain_point *from, uint32_t air)
{
    const struct tct_scene_air *a = &path->scene->airs[air];
    crossing_find(path->scene, from, &path->station, air, &path->crossing);
    return crossing_leg_s(a, from, &path->station) +
           (double)path->crossing.detour_m / tct_sound_speed_m_s(a->air.temperature_c);
}

/* Ray 0 and the random echoes, which come later from somewhere. */
static void ray_near(const struct path *path, const struct tct_terrain_point *from, uint32_t air,
                     size_t number, double travel_s, struct ray *ret)
{
    double range_m = range_between(from, &path->station);
    double speed_m_s = tct_sound_speed_m_s(path->scene->airs[air].air.temperature_c);
    double delay_s = 0.0, loss_db = 0.0;
    ret->from = *from;
    ret->crossing = path->crossing;
    if (number > 0) {
        delay_s = path->echoes[number - 1].delay_s;
        loss_db = path->echoes[number - 1].loss_db;
        double angle = path->echoes[number - 1].from_rad, far_m = range_m + delay_s * speed_m_s;
        ret->from.x_m = path->station.x_m + far_m * cos(angle);
        ret->from.y_m = path->station.y_m + far_m * sin(angle);
        ret->crossing = (struct crossing){.known = true};
    }
    ret->gain = gain_over(path, from, air, range_m, loss_db);
    ret->range_m = range_m + delay_s * speed_m_s;
    ret->travel_s = travel_s + travel_error_s(path, travel_s) + delay_s;
}

/* Behind the mirroring point, as far from it as the source is. */
static struct tct_terrain_point image_of(const struct tct_terrain_point *from,
                                         const struct tct_terrain_point *at,
                                         const struct tct_terrain_point *to)
{
    double share = range_between(from, at) / fmax(range_between(at, to), 1e-9);
    return (struct tct_terrain_point){at->x_m + share * (at->x_m - to->x_m),
                                      at->y_m + share * (at->y_m - to->y_m),
                                      at->z_m + share * (at->z_m - to->z_m)};
}

bool path_ray(struct path *path, const struct tct_terrain_point *from, uint32_t air, size_t number,
              struct ray *ret_ray)
{
    const struct tct_terrain_point *to = &path->station;
    if (range_between(from, to) > TCT_SCENE_REACH_M)
        return false;
    double travel_s = direct_s(path, from, air);
    if (number <= path->echo_count) {
        ray_near(path, from, air, number, travel_s, ret_ray);
        return true;
    }
    const struct tct_scene_wall *wall = &path->scene->echoes.walls[number - path->echo_count - 1];
    const struct tct_scene_air *a = &path->scene->airs[air];
    struct tct_terrain_point at = {0};
    if (!mirrored_at(wall, from, to, &at))
        return false;
    ret_ray->from = image_of(from, &at, to);
    ret_ray->crossing = (struct crossing){.known = true};
    ret_ray->range_m = range_between(from, &at) + range_between(&at, to);
    ret_ray->gain = gain_over(path, &ret_ray->from, air, ret_ray->range_m, wall->loss_db);
    /* The error of the direct path, so that no echo comes before it. */
    ret_ray->travel_s =
        crossing_leg_s(a, from, &at) + crossing_leg_s(a, &at, to) + travel_error_s(path, travel_s);
    return true;
}
