/* Hear: every sound at every station: shots by all their rays, bullets, and what others do. */
#include "tacet/sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "sounds.h"
#include "streams.h"
#include "wave.h"

/* A sound 26 dB under the noise changes nothing that anybody could find. */
static const double audible_share = 0.05;

double tct_scene_noise_pa(const struct tct_scene_noise *noise)
{
    /* Power above f of a spectrum that falls as f^(-5/3) goes with f^(-2/3). */
    double wind_pa = noise->wind_pa * pow(300.0 / 20.0, -1.0 / 3.0);
    double always_pa = hypot(noise->white_pa, wind_pa);
    double others_pa = hypot(hypot(noise->rain_pa, noise->engine_pa), noise->background.pa);
    return others_pa > 0.0 ? hypot(always_pa, others_pa) : always_pa;
}

double tct_scene_snr_db(const struct tct_scene *scene, const struct tct_scene_arrival *arrival)
{
    double at_s = tct_time_between_s(scene->start_ns, arrival->onset_ns);
    double change = tct_scene_noise_change(scene, arrival->station, at_s);
    return 20.0 * log10(arrival->heard_pa / (change * tct_scene_noise_pa(&scene->noise)));
}

/* Three standard deviations of its changes below the usual noise. */
static double quietest_pa(const struct tct_scene_noise *noise)
{
    double sigma_db = hypot(noise->station_sigma_db, noise->change_sigma_db);
    return tct_scene_noise_pa(noise) * pow(10.0, -3.0 * sigma_db / 20.0);
}

/* How high one sound is after its way, so that a burst computes it once. */
struct sound_memory {
    bool known;
    struct tct_scene_sound sound;
    double left;
};

struct listener {
    const struct tct_scene *scene;
    struct tct_arena *arena;
    struct wave_maker *maker;
    struct sound_memory *memory; /* by number of the ray: the blast's, then the bullet's */
    double off_s;                /* of the station's clock */
    double audible_pa;
    struct tct_scene_arrival *arrivals;
    size_t count, room;
    struct tct_error *err;
};

static enum tct_status add(void *listener, const struct tct_scene_arrival *arrival)
{
    struct listener *l = listener;
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

static double left_of_peak(struct listener *l, struct sound_memory *memory,
                           const struct tct_scene_sound *sound)
{
    if (!memory->known || !wave_same(&memory->sound, sound)) {
        size_t count = wave_make(l->maker, sound, 0.0);
        double peak = 0.0;
        for (size_t i = 0; i < count; i++)
            peak = fmax(peak, fabs(l->maker->wave[i]));
        *memory = (struct sound_memory){true, *sound, peak};
    }
    return memory->left;
}

/* Adds a sound that is heard `after_s` after its shot, if it is loud enough. */
static enum tct_status add_of_shot(struct listener *l, const struct tct_scene_shot *shot,
                                   uint32_t number, uint32_t station, struct sound_memory *memory,
                                   double after_s, struct tct_scene_arrival *arrival)
{
    const struct tct_scene *scene = l->scene;
    if (arrival->peak_pa < l->audible_pa)
        return TCT_OK;
    double since_s = tct_time_between_s(scene->start_ns, shot->time_ns) + after_s;
    after_s += clock_error_s(&scene->stations[station].clock, l->off_s, since_s);
    arrival->station = station;
    arrival->shot = number;
    arrival->onset_ns =
        clock_in_recording(scene, station, shot->time_ns + tct_time_from_s(after_s));
    arrival->heard_pa = arrival->peak_pa * left_of_peak(l, memory, &arrival->sound);
    return add(l, arrival);
}

/* The shot at the path's station, by all rays, and its bullet. */
static enum tct_status hear_shot(struct listener *l, struct path *path, uint32_t station,
                                 const struct tct_scene_shot *shot, uint32_t number, double late_s)
{
    const struct tct_scene *scene = l->scene;
    struct voice voice = {scene, &scene->weapons[shot->weapon], shot, path, 0, late_s};
    voice.air = sound_air_at(scene, tct_time_between_s(scene->start_ns, shot->time_ns));
    struct tct_scene_arrival arrival;
    double after_s;
    size_t rays = path_ray_count(path);
    for (size_t r = 0; r < 2 * rays; r++) { /* of the blast, then of the bullet */
        bool heard = r < rays ? sound_of_blast(&voice, r, &arrival, &after_s)
                              : sound_of_bullet(&voice, r - rays, &arrival, &after_s);
        if (!heard)
            continue;
        enum tct_status status =
            add_of_shot(l, shot, number, station, &l->memory[r], after_s, &arrival);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

/* All shots of one source (`numbers`, by time) at one station. */
static enum tct_status hear_source(struct listener *l, uint32_t source, uint32_t station,
                                   const struct tct_scene_drawn_station *place,
                                   const struct tct_scene_shot *shots, const uint32_t *numbers,
                                   size_t count)
{
    struct path path;
    path_draw(&path, l->scene, source, station, place);
    for (size_t r = 0; r < 2 * path_ray_count(&path); r++)
        l->memory[r].known = false;
    struct tct_random random = stream_open(l->scene->seed, STREAM_PATH_SHOTS, source, station);
    for (size_t i = 0; i < count; i++) {
        double late_s = path_shot_error_s(l->scene, &random);
        enum tct_status status =
            hear_shot(l, &path, station, &shots[numbers[i]], numbers[i], late_s);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

/* Shooters are sources, and behind them the places where their shells come down. */
static size_t source_count(const struct tct_scene *scene)
{
    return 2 * scene->shooter_count;
}

static size_t source_of(const struct tct_scene *scene, const struct tct_scene_shot *shot)
{
    return shot->shooter + (shot->impact ? scene->shooter_count : 0);
}

/* The numbers of the shots by source: those of source i are [ret_first[i], ret_first[i + 1]). */
static bool group_by_source(const struct tct_scene *scene, const struct tct_scene_shot *shots,
                            size_t count, struct tct_arena *arena, size_t **ret_first,
                            uint32_t **ret_numbers)
{
    size_t *first = TCT_ARENA_NEW(arena, size_t, source_count(scene) + 2);
    uint32_t *numbers = TCT_ARENA_NEW(arena, uint32_t, count);
    if (first == NULL || numbers == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        first[source_of(scene, &shots[i]) + 2]++;
    for (size_t s = 1; s < source_count(scene) + 2; s++)
        first[s] += first[s - 1];
    for (size_t i = 0; i < count; i++)
        numbers[first[source_of(scene, &shots[i]) + 1]++] = (uint32_t)i;
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
    return (s->sound.range_m > t->sound.range_m) - (s->sound.range_m < t->sound.range_m);
}

static enum tct_status hear_all(struct listener *l, const struct tct_scene_shot *shots,
                                const size_t *first, const uint32_t *numbers)
{
    for (uint32_t station = 0; station < l->scene->station_count; station++) {
        struct tct_scene_drawn_station place = tct_scene_drawn(l->scene, station);
        l->off_s = place.clock_off_s;
        enum tct_status status = sounds_of_others(l->scene, station, add, l);
        for (uint32_t s = 0; s < source_count(l->scene) && status == TCT_OK; s++)
            if (first[s + 1] > first[s])
                status = hear_source(l, s, station, &place, shots, numbers + first[s],
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
    struct listener l = {.scene = scene, .arena = arena, .err = err};
    l.audible_pa = audible_share * quietest_pa(&scene->noise);
    l.maker = wave_maker_new(scene, arena);
    size_t rays = 1 + RANDOM_ECHOES_MAX + scene->echoes.wall_count;
    l.memory = TCT_ARENA_NEW(arena, struct sound_memory, 2 * rays);
    if (l.maker == NULL || l.memory == NULL ||
        !group_by_source(scene, shots, shot_count, arena, &first, &numbers))
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
