/* How fast a recording is made: samples a second on one core, for each kind of noise by itself, for
 * all of them, and with a shot a second over reflecting ground; each beside white noise alone.
 *
 * usage: bench-simulate */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tacet/sim.h"

enum { SAMPLES = 4 << 20, ARENA_BYTES = 256 << 20 };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static const struct tct_scene_station station = {.x_m = 800.0, .z_m = 2.0};
static const struct tct_scene_air air = {.air = {10.0, 0.7, 101325.0}};
static const struct tct_scene_weapon rifle = {.peak_pa = 1500.0, .positive_phase_s = 0.001};
static const struct tct_scene_burst one_a_second = {0.5, 400, 1.0, 0.0};
static const struct tct_scene_shooter shooter = {
    .z_m = 1.5, .bursts = &one_a_second, .burst_count = 1};

static void stop(const struct tct_error *err)
{
    (void)fprintf(stderr, "bench-simulate: %s\n", err->text);
    exit(1);
}

/* Samples a second of a scene, what its shots sound like included. */
static double speed_of(const struct tct_scene *scene)
{
    static float samples[16384];
    struct tct_arena arena;
    struct tct_error err;
    struct tct_scene_shot *shots = NULL;
    struct tct_scene_arrival *arrivals = NULL;
    struct tct_recorder *recorder = NULL;
    size_t shot_count = 0, count = 0, done = 0, got;
    tct_arena_init(&arena, ARENA_BYTES);
    double started = now_s();
    if (tct_scene_check(scene, &err) != TCT_OK ||
        tct_scene_fire(scene, &arena, &shots, &shot_count, &err) != TCT_OK ||
        tct_scene_hear(scene, shots, shot_count, &arena, &arrivals, &count, &err) != TCT_OK ||
        tct_recorder_new(scene, 0, 0, 0, arrivals, count, &arena, &recorder, &err) != TCT_OK)
        stop(&err);
    while ((got = tct_recorder_read(recorder, samples, TCT_COUNT(samples))) > 0)
        done += got;
    double speed = (double)done / (now_s() - started);
    tct_arena_free(&arena);
    return speed;
}

int main(void)
{
    static const struct {
        const char *name;
        struct tct_scene_noise noise;
        size_t shooters;
    } cases[] = {
        {"white noise", {.white_pa = 0.003}, 0},
        {"wind in gusts", {.wind_pa = 0.05, .gusts = 0.4, .gust_s = 5.0}, 0},
        {"rain", {.rain_pa = 0.02, .drops_per_s = 60.0}, 0},
        {"traffic", {.traffic_pa = 0.05, .vehicles_per_hour = 60.0}, 0},
        {"birds", {.birds_pa = 0.02, .songs_per_minute = 20.0}, 0},
        {"an engine", {.engine_pa = 0.02, .engine_hz = 40.0}, 0},
        {"a shot a second over ground", {.white_pa = 0.003}, 1},
        {"everything",
         {.white_pa = 0.003,
          .wind_pa = 0.05,
          .gusts = 0.4,
          .gust_s = 5.0,
          .rain_pa = 0.02,
          .drops_per_s = 60.0,
          .traffic_pa = 0.05,
          .vehicles_per_hour = 60.0,
          .birds_pa = 0.02,
          .songs_per_minute = 20.0,
          .engine_pa = 0.02,
          .engine_hz = 40.0},
         1},
    };
    double white = 0.0;
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct tct_scene scene = {
            .seed = 1,
            .duration_s = SAMPLES / 12000.0,
            .sample_rate_hz = 12000.0,
            .stations = &station,
            .station_count = 1,
            .weapons = &rifle,
            .weapon_count = 1,
            .shooters = &shooter,
            .shooter_count = cases[i].shooters,
            .airs = &air,
            .air_count = 1,
            .ground = {.flow_resistivity = 200.0},
            .noise = cases[i].noise,
            .hearing = {.threshold_db = 19.0, .onset_sigma_s = 0.0002},
        };
        double speed = speed_of(&scene);
        if (i == 0)
            white = speed;
        (void)printf("%-28s %7.2f million samples/s  %5.2f of white noise  %5.2f s for an hour\n",
                     cases[i].name, 1e-6 * speed, speed / white, 3600.0 * 12000.0 / speed);
    }
    return 0;
}
