/* Others: what a station hears that nobody fired: things that fall, doors, hammers, all near it. */
#include <math.h>

#include "sounds.h"
#include "streams.h"
#include "wave.h"

static const double two_pi = 6.28318530717958647692;

/* Clutter: a falling plank near the station. Level over noise, dB. */
static const double clutter_min_db = 10.0, clutter_max_db = 35.0;
/* What is measured against where there is no noise: a quiet night in the country, 34 dB. */
static const double quiet_pa = 0.001;
/* How far away it is, for the elements of an array. */
static const double near_min_m = 15.0, near_max_m = 80.0;

static double noise_of(const struct tct_scene *scene, uint32_t station, double at_s)
{
    double change = tct_scene_noise_change(scene, station, at_s);
    return fmax(tct_scene_noise_pa(&scene->noise) * change, quiet_pa);
}

static void draw_side(struct tct_random *random, float *ret_m)
{
    double angle = two_pi * tct_random_uniform(random);
    double far_m = near_min_m + (near_max_m - near_min_m) * tct_random_uniform(random);
    ret_m[0] = (float)(far_m * cos(angle));
    ret_m[1] = (float)(far_m * sin(angle));
    ret_m[2] = 0.0f;
}

typedef enum tct_status add_function(void *context, const struct tct_scene_arrival *arrival);

/* A kind of impulse: how often, how loud, and from which stream it is drawn. */
struct sort {
    enum tct_scene_kind kind;
    double per_hour, min_db, max_db;
    struct tct_random random;
};

/* What tells one of a kind from another: the length of a plank's blow, or which door or hammer. */
static void shape(enum tct_scene_kind kind, double drawn, struct tct_scene_sound *sound)
{
    sound->kind = kind;
    if (kind == TCT_SCENE_PLANK)
        sound->length_s =
            CLUTTER_PHASE_MIN_S * pow(CLUTTER_PHASE_MAX_S / CLUTTER_PHASE_MIN_S, drawn);
    else
        sound->pick = (uint32_t)(drawn * 0x1p32);
}

static enum tct_status add_sort(const struct tct_scene *scene, uint32_t station, struct sort *sort,
                                add_function *add, void *context)
{
    if (sort->per_hour <= 0.0)
        return TCT_OK;
    struct tct_random *random = &sort->random;
    struct tct_random sides =
        stream_open(scene->seed, STREAM_CLUTTER_SIDE, station, (size_t)sort->kind);
    double gap_s = 3600.0 / sort->per_hour;
    double at_s = gap_s * tct_random_exponential(random);
    while (at_s < scene->duration_s) {
        double db = sort->min_db + (sort->max_db - sort->min_db) * tct_random_uniform(random);
        struct tct_scene_arrival arrival = {
            .onset_ns = scene->start_ns + tct_time_from_s(at_s),
            .station = station,
            .shot = TCT_SCENE_NO_SHOT,
            .peak_pa = noise_of(scene, station, at_s) * pow(10.0, db / 20.0),
        };
        shape(sort->kind, tct_random_uniform(random), &arrival.sound);
        arrival.sound.air = sound_air_at(scene, at_s);
        arrival.heard_pa = arrival.peak_pa;
        draw_side(&sides, arrival.from_m);
        enum tct_status status = add(context, &arrival);
        if (status != TCT_OK)
            return status;
        at_s += gap_s * tct_random_exponential(random);
    }
    return TCT_OK;
}

enum tct_status sounds_of_others(const struct tct_scene *scene, uint32_t station, add_function *add,
                                 void *context)
{
    const struct tct_scene_distractors *d = &scene->distractors;
    struct sort sorts[] = {
        {TCT_SCENE_PLANK, scene->clutter_per_hour, clutter_min_db, clutter_max_db,
         stream_open(scene->seed, STREAM_CLUTTER, station, 0)},
        {TCT_SCENE_DOOR, d->doors_per_hour, d->level_min_db, d->level_max_db,
         stream_open(scene->seed, STREAM_DISTRACTORS, station, TCT_SCENE_DOOR)},
        {TCT_SCENE_HAMMER, d->hammers_per_hour, d->level_min_db, d->level_max_db,
         stream_open(scene->seed, STREAM_DISTRACTORS, station, TCT_SCENE_HAMMER)},
    };
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < TCT_COUNT(sorts) && status == TCT_OK; i++)
        status = add_sort(scene, station, &sorts[i], add, context);
    return status;
}
