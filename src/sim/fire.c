/* Fire: who shoots when. */
#include "tacet/sim.h"

#include <math.h>
#include <stdlib.h>

#include "streams.h"

/* Shots go here; a first run without memory counts them. */
struct shot_list {
    struct tct_scene_shot *shots; /* NULL: count only */
    size_t count;
    int64_t start_ns, end_ns;
};

/* A weapon's next round cannot follow at once, whatever the jitter says. */
static const double shortest_share = 0.25;

static void put(struct shot_list *list, const struct tct_scene_shot *shot)
{
    if (shot->time_ns >= list->end_ns)
        return;
    if (list->shots != NULL)
        list->shots[list->count] = *shot;
    list->count++;
}

/* Where the shell of a shot comes down, and when. */
static void put_impact(struct shot_list *list, const struct tct_scene *scene,
                       const struct tct_scene_shot *shot)
{
    const struct tct_scene_shooter *s = &scene->shooters[shot->shooter];
    const struct tct_scene_weapon *w = &scene->weapons[shot->weapon];
    if (w->impact == 0 || s->aim != TCT_SCENE_AIM_PLACE)
        return;
    struct tct_scene_shot impact = {shot->time_ns, s->aim_x_m,    s->aim_y_m, s->aim_z_m,
                                    shot->shooter, w->impact - 1, true,       0.0f};
    double far_m = hypot(impact.x_m - shot->x_m, impact.y_m - shot->y_m);
    impact.time_ns += tct_time_from_s(far_m / w->shell_speed_m_s);
    put(list, &impact);
}

static void fire_burst(struct shot_list *list, const struct tct_scene *scene, uint32_t number,
                       const struct tct_scene_burst *burst, struct tct_random *random)
{
    const struct tct_scene_shooter *shooter = &scene->shooters[number];
    struct tct_scene_shot shot = {
        .shooter = number, .z_m = shooter->z_m, .weapon = shooter->weapon};
    shot.x_m = shooter->x_m + shooter->wander_m * tct_random_normal(random);
    shot.y_m = shooter->y_m + shooter->wander_m * tct_random_normal(random);
    if (shooter->level_sigma_db > 0.0)
        shot.level_db = (float)(shooter->level_sigma_db * tct_random_normal(random));
    const struct tct_plane middle = {shot.x_m, shot.y_m};
    double at_s = burst->at_s;
    for (uint32_t round = 0; round < burst->rounds && list->count <= TCT_SCENE_SHOTS; round++) {
        shot.time_ns = list->start_ns + tct_time_from_s(at_s);
        if (shot.time_ns >= list->end_ns)
            break;
        if (shooter->scatter_m > 0.0) {
            shot.x_m = middle.x_m + shooter->scatter_m * tct_random_normal(random);
            shot.y_m = middle.y_m + shooter->scatter_m * tct_random_normal(random);
        }
        put(list, &shot);
        put_impact(list, scene, &shot);
        double step_s = burst->interval_s + burst->jitter_s * tct_random_normal(random);
        double shortest_s = shortest_share * burst->interval_s;
        at_s += step_s > shortest_s ? step_s : shortest_s;
    }
}

static void fire_at_random(struct shot_list *list, const struct tct_scene *scene, uint32_t number,
                           struct tct_random *random)
{
    const struct tct_scene_shooter *shooter = &scene->shooters[number];
    const struct tct_scene_fire_rate *rate = &shooter->at_random;
    if (rate->bursts_per_hour <= 0.0)
        return;
    double gap_s = 3600.0 / rate->bursts_per_hour;
    double choices = (double)(rate->rounds_max - rate->rounds_min + 1);
    double at_s = gap_s * tct_random_exponential(random);
    while (at_s < scene->duration_s && list->count <= TCT_SCENE_SHOTS) {
        uint32_t more = (uint32_t)(choices * tct_random_uniform(random));
        struct tct_scene_burst burst = {at_s, rate->rounds_min + more, rate->interval_s,
                                        rate->jitter_s};
        fire_burst(list, scene, number, &burst, random);
        at_s += gap_s * tct_random_exponential(random);
    }
}

static void fire_all(struct shot_list *list, const struct tct_scene *scene)
{
    for (uint32_t i = 0; i < scene->shooter_count; i++) {
        const struct tct_scene_shooter *shooter = &scene->shooters[i];
        struct tct_random random = stream_open(scene->seed, STREAM_SHOOTER, i, 0);
        for (size_t k = 0; k < shooter->burst_count; k++)
            fire_burst(list, scene, i, &shooter->bursts[k], &random);
        fire_at_random(list, scene, i, &random);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct tct_scene_shot *s = a, *t = b;
    if (s->time_ns != t->time_ns)
        return s->time_ns < t->time_ns ? -1 : 1;
    if (s->shooter != t->shooter)
        return s->shooter < t->shooter ? -1 : 1;
    if (s->impact != t->impact)
        return s->impact ? 1 : -1;
    return (s->x_m > t->x_m) - (s->x_m < t->x_m);
}

enum tct_status tct_scene_fire(const struct tct_scene *scene, struct tct_arena *arena,
                               struct tct_scene_shot **ret_shots, size_t *ret_count,
                               struct tct_error *err)
{
    struct shot_list list = {.start_ns = scene->start_ns};
    list.end_ns = scene->start_ns + tct_time_from_s(scene->duration_s);
    fire_all(&list, scene);
    if (list.count > TCT_SCENE_SHOTS)
        return tct_fail(err, TCT_ERR_LIMIT, "scene: more than %d shots", TCT_SCENE_SHOTS);
    list.shots = TCT_ARENA_NEW(arena, struct tct_scene_shot, list.count);
    if (list.shots == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "scene: no memory for %zu shots", list.count);
    list.count = 0;
    fire_all(&list, scene);
    qsort(list.shots, list.count, sizeof(*list.shots), by_time);
    *ret_shots = list.shots;
    *ret_count = list.count;
    return TCT_OK;
}
