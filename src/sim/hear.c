/* Hear: every sound at every station: shots by all their rays, and clutter. */
#include "tacet/sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"
#include "streams.h"
#include "wave.h"

/* A sound 26 dB under the noise changes nothing that anybody could find. */
static const double audible_share = 0.05;

/* Clutter: a slammed door, a falling plank near the station. Level over noise, dB. */
static const double clutter_min_db = 10.0, clutter_max_db = 35.0;
/* What clutter is measured against where there is no noise: a quiet night in the country, 34 dB. */
static const double quiet_pa = 0.001;

double tct_scene_noise_pa(const struct tct_scene_noise *noise)
{
    /* Power above f of a spectrum that falls as f^(-5/3) goes with f^(-2/3). */
    double wind_pa = noise->wind_pa * pow(300.0 / 20.0, -1.0 / 3.0);
    return hypot(noise->white_pa, wind_pa);
}

double tct_scene_snr_db(const struct tct_scene *scene, const struct tct_scene_arrival *arrival)
{
    return 20.0 * log10(arrival->heard_pa / tct_scene_noise_pa(&scene->noise));
}

bool tct_scene_is_recorded(const struct tct_scene *scene, int64_t time_ns)
{
    double at_s = tct_time_between_s(scene->start_ns, time_ns);
    if (scene->window_count == 0)
        return at_s >= 0.0 && at_s < scene->duration_s;
    size_t low = 0, high = scene->window_count; /* the last window that starts at or before */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (scene->windows[middle].start_s <= at_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && at_s < scene->windows[low - 1].start_s + scene->windows[low - 1].duration_s;
}

/* What absorption left of the peak of one ray, so that a burst computes it once. */
struct ray_memory {
    uint32_t air;
    double range_m; /* negative: nothing yet */
    double left;
};

struct listener {
    const struct tct_scene *scene;
    struct tct_arena *arena;
    struct wave_maker *maker;
    struct ray_memory *memory; /* by number of the ray */
    double audible_pa;
    struct tct_scene_arrival *arrivals;
    size_t count, room;
    struct tct_error *err;
};

static enum tct_status add(struct listener *l, const struct tct_scene_arrival *arrival)
{
    if (arrival->heard_pa < l->audible_pa)
        return TCT_OK;
    if (l->count == TCT_SCENE_ARRIVALS)
        return tct_fail(l->err, TCT_ERR_LIMIT, "scene: more than %d sounds at its stations",
                        TCT_SCENE_ARRIVALS);
    if (l->count == l->room) {
        size_t room = l->room == 0 ? 1024 : 2 * l->room;
        struct tct_scene_arrival *more = TCT_ARENA_NEW(l->arena, struct tct_scene_arrival, room);
        if (more == NULL)
            return tct_fail(l->err, TCT_ERR_MEMORY, "scene: no memory for %zu sounds", room);
        if (l->count > 0)
            memcpy(more, l->arrivals, l->count * sizeof(*more));
        l->arrivals = more;
        l->room = room;
    }
    l->arrivals[l->count++] = *arrival;
    return TCT_OK;
}

static double left_of_peak(struct listener *l, size_t ray, uint32_t air, double range_m,
                           double positive_phase_s)
{
    struct ray_memory *memory = &l->memory[ray];
    if (memory->range_m != range_m || memory->air != air) {
        size_t count = wave_make(l->maker, air, range_m, positive_phase_s, 0.0);
        double peak = 0.0;
        for (size_t i = 0; i < count; i++)
            peak = fmax(peak, fabs(l->maker->wave[i]));
        *memory = (struct ray_memory){air, range_m, peak};
    }
    return memory->left;
}

static uint32_t air_at(const struct tct_scene *scene, double at_s)
{
    size_t i = scene->air_count - 1;
    while (i > 0 && scene->airs[i].from_s > at_s)
        i--;
    return (uint32_t)i;
}

/* The shot at the path's station, by all rays. */
static enum tct_status hear_shot(struct listener *l, const struct path *path, uint32_t station,
                                 const struct tct_scene_shot *shot, uint32_t number, double late_s)
{
    const struct tct_scene *scene = l->scene;
    const struct tct_scene_weapon *weapon = &scene->weapons[scene->shooters[shot->shooter].weapon];
    uint32_t air = air_at(scene, tct_time_between_s(scene->start_ns, shot->time_ns));
    for (size_t r = 0; r < path_ray_count(path); r++) {
        struct ray ray;
        if (!path_ray(path, shot, &scene->airs[air], r, &ray))
            continue;
        struct tct_scene_arrival arrival = {
            .station = station,
            .shot = number,
            .air = air,
            .echo = r > 0,
            .positive_phase_s = weapon->positive_phase_s,
            .range_m = ray.range_m,
            .peak_pa = weapon->peak_pa * ray.gain,
        };
        if (arrival.peak_pa < l->audible_pa)
            continue;
        double after_s = fmax(ray.travel_s + late_s, 0.0) + path->station.clock_off_s;
        arrival.onset_ns = shot->time_ns + tct_time_from_s(after_s);
        arrival.heard_pa =
            arrival.peak_pa * left_of_peak(l, r, air, ray.range_m, weapon->positive_phase_s);
        enum tct_status status = add(l, &arrival);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

/* All shots of one shooter (`numbers`, by time) at one station. */
static enum tct_status hear_shooter(struct listener *l, uint32_t shooter, uint32_t station,
                                    const struct place *place, const struct tct_scene_shot *shots,
                                    const uint32_t *numbers, size_t count)
{
    struct path path;
    path_draw(&path, l->scene, shooter, station, place);
    for (size_t r = 0; r < path_ray_count(&path); r++)
        l->memory[r].range_m = -1.0;
    struct tct_random random = stream_open(l->scene->seed, STREAM_PATH_SHOTS, shooter, station);
    for (size_t i = 0; i < count; i++) {
        double late_s = l->scene->paths.shot_s * tct_random_normal(&random);
        enum tct_status status =
            hear_shot(l, &path, station, &shots[numbers[i]], numbers[i], late_s);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

static enum tct_status hear_clutter(struct listener *l, uint32_t station)
{
    const struct tct_scene *scene = l->scene;
    if (scene->clutter_per_hour <= 0.0)
        return TCT_OK;
    struct tct_random random = stream_open(scene->seed, STREAM_CLUTTER, station, 0);
    double gap_s = 3600.0 / scene->clutter_per_hour;
    double noise_pa = fmax(tct_scene_noise_pa(&scene->noise), quiet_pa);
    double at_s = gap_s * tct_random_exponential(&random);
    while (at_s < scene->duration_s) {
        double db =
            clutter_min_db + (clutter_max_db - clutter_min_db) * tct_random_uniform(&random);
        double phase_share = tct_random_uniform(&random);
        struct tct_scene_arrival arrival = {
            .onset_ns = scene->start_ns + tct_time_from_s(at_s),
            .station = station,
            .shot = TCT_SCENE_NO_SHOT,
            .air = air_at(scene, at_s),
            .positive_phase_s =
                CLUTTER_PHASE_MIN_S * pow(CLUTTER_PHASE_MAX_S / CLUTTER_PHASE_MIN_S, phase_share),
            .peak_pa = noise_pa * pow(10.0, db / 20.0),
        };
        arrival.heard_pa = arrival.peak_pa;
        enum tct_status status = add(l, &arrival);
        if (status != TCT_OK)
            return status;
        at_s += gap_s * tct_random_exponential(&random);
    }
    return TCT_OK;
}

/* The numbers of the shots by shooter: those of shooter i are [ret_first[i], ret_first[i + 1]). */
static bool group_by_shooter(const struct tct_scene *scene, const struct tct_scene_shot *shots,
                             size_t count, struct tct_arena *arena, size_t **ret_first,
                             uint32_t **ret_numbers)
{
    size_t *first = TCT_ARENA_NEW(arena, size_t, scene->shooter_count + 2);
    uint32_t *numbers = TCT_ARENA_NEW(arena, uint32_t, count);
    if (first == NULL || numbers == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        first[shots[i].shooter + 2]++;
    for (size_t s = 1; s < scene->shooter_count + 2; s++)
        first[s] += first[s - 1];
    for (size_t i = 0; i < count; i++)
        numbers[first[shots[i].shooter + 1]++] = (uint32_t)i;
    *ret_first = first;
    *ret_numbers = numbers;
    return true;
}

static int by_station_and_onset(const void *a, const void *b)
{
    const struct tct_scene_arrival *s = a, *t = b;
    if (s->station != t->station)
        return s->station < t->station ? -1 : 1;
    if (s->onset_ns != t->onset_ns)
        return s->onset_ns < t->onset_ns ? -1 : 1;
    if (s->shot != t->shot)
        return s->shot < t->shot ? -1 : 1;
    return (s->range_m > t->range_m) - (s->range_m < t->range_m);
}

static enum tct_status hear_all(struct listener *l, const struct tct_scene_shot *shots,
                                const size_t *first, const uint32_t *numbers)
{
    for (uint32_t station = 0; station < l->scene->station_count; station++) {
        struct place place = place_of_station(l->scene, station);
        enum tct_status status = hear_clutter(l, station);
        for (uint32_t s = 0; s < l->scene->shooter_count && status == TCT_OK; s++)
            if (first[s + 1] > first[s])
                status = hear_shooter(l, s, station, &place, shots, numbers + first[s],
                                      first[s + 1] - first[s]);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

enum tct_status tct_scene_hear(const struct tct_scene *scene, const struct tct_scene_shot *shots,
                               size_t shot_count, struct tct_arena *arena,
                               struct tct_scene_arrival **ret_arrivals, size_t *ret_count,
                               struct tct_error *err)
{
    size_t *first = NULL;
    uint32_t *numbers = NULL;
    size_t rays = 1 + RANDOM_ECHOES_MAX + scene->echoes.wall_count;
    struct listener l = {.scene = scene, .arena = arena, .err = err};
    l.audible_pa = audible_share * tct_scene_noise_pa(&scene->noise);
    l.maker = wave_maker_new(scene, arena);
    l.memory = TCT_ARENA_NEW(arena, struct ray_memory, rays);
    if (l.maker == NULL || l.memory == NULL ||
        !group_by_shooter(scene, shots, shot_count, arena, &first, &numbers))
        return tct_fail(err, TCT_ERR_MEMORY, "scene: no memory for %zu shots", shot_count);
    enum tct_status status = hear_all(&l, shots, first, numbers);
    if (status != TCT_OK)
        return status;
    if (l.count > 0)
        qsort(l.arrivals, l.count, sizeof(*l.arrivals), by_station_and_onset);
    *ret_arrivals = l.arrivals;
    *ret_count = l.count;
    return TCT_OK;
}
