/* Ambience: a scene without a shot, as one microphone records it. */
#include "ambience.h"

#include "tacet/sim.h"

static const size_t MEMORY_BYTES = (size_t)64 << 20;
static const double FLOOR_PA = 0.01; /* of the recorder: exact zeros are missing data */

static const char *const NAMES[AMBIENCE_KINDS] = {"white",   "pink",  "wind",   "rain",
                                                  "traffic", "birds", "engine", "recorded"};

const char *ambience_name(enum ambience kind)
{
    return NAMES[kind];
}

static struct tct_scene_noise noise_of(enum ambience kind, const struct sound *recorded,
                                       struct tct_random *random)
{
    struct tct_scene_noise noise = {.white_pa = FLOOR_PA};
    switch (kind) {
    case AMBIENCE_WIND:
        noise.wind_pa = 1.0;
        noise.gusts = draw(random, 0.0, 1.0), noise.gust_s = draw_log(random, 0.1, 10.0);
        break;
    case AMBIENCE_RAIN:
        noise.rain_pa = 1.0, noise.drops_per_s = draw_log(random, 3.0, 1000.0);
        break;
    case AMBIENCE_TRAFFIC:
        noise.traffic_pa = 1.0, noise.vehicles_per_hour = draw_log(random, 60.0, 600.0);
        break;
    case AMBIENCE_BIRDS:
        noise.birds_pa = 1.0, noise.songs_per_minute = draw_log(random, 60.0, 200.0);
        break;
    case AMBIENCE_ENGINE:
        noise.engine_pa = 1.0, noise.engine_hz = draw_log(random, 8.0, 120.0);
        break;
    case AMBIENCE_RECORDED:
        TCT_ASSERT(recorded != NULL && recorded->count > 3);
        noise.background = (struct tct_scene_background){recorded->samples, recorded->count,
                                                         recorded->rate_hz, 1.0};
        break;
    default:
        noise.white_pa = 1.0;
    }
    return noise;
}

static struct sound record(const struct tct_scene *scene)
{
    struct tct_arena arena;
    struct tct_recorder *recorder;
    struct tct_error err;
    struct sound sound = sound_new(scene->sample_rate_hz, scene->duration_s);
    tct_arena_init(&arena, MEMORY_BYTES);
    TCT_ASSERT(tct_scene_check(scene, &err) == TCT_OK);
    enum tct_status status = tct_recorder_new(scene, 0, 0, 0, NULL, 0, &arena, &recorder, &err);
    TCT_ASSERT(status == TCT_OK);
    sound.count = tct_recorder_read(recorder, sound.samples, sound.count);
    tct_arena_free(&arena);
    return sound;
}

struct sound ambience_make(enum ambience kind, double rate_hz, double seconds,
                           const struct sound *recorded, struct tct_random *random)
{
    static const struct tct_scene_station station = {.z_m = 1.5};
    static const struct tct_scene_air air = {.air = {15.0, 0.5, 101325.0}};
    struct tct_scene scene = {
        .seed = tct_random_bits(random),
        .duration_s = seconds,
        .sample_rate_hz = rate_hz,
        .stations = &station,
        .station_count = 1,
        .airs = &air,
        .air_count = 1,
        .hearing = {.onset_sigma_s = 1e-3},
    };
    scene.noise = noise_of(kind, recorded, random);
    struct sound sound = record(&scene);
    if (kind == AMBIENCE_PINK)
        sound_pink(&sound);
    return sound;
}
