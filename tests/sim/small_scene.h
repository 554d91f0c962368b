/* A small scene for tests: five stations, one rifle, still air, nothing random. */
#ifndef TACET_TESTS_SMALL_SCENE_H
#define TACET_TESTS_SMALL_SCENE_H

#include "near.h"
#include "tacet/sim.h"

static const struct tct_scene_station five_stations[] = {
    {.x_m = 0.0},
    {.x_m = 500.0},
    {.x_m = 1000.0, .y_m = 200.0},
    {.x_m = -300.0, .y_m = 800.0},
    {.x_m = 200.0, .y_m = -1500.0},
};

static const struct tct_scene_weapon rifle = {.peak_pa = 1500.0, .positive_phase_s = 0.001};

static const struct tct_scene_air still_air = {.air = {10.0, 0.7, 101325.0}};

static const struct tct_scene_burst one_shot = {.at_s = 2.0, .rounds = 1};

static const struct tct_scene_shooter one_shooter = {
    .x_m = 100.0, .y_m = 300.0, .bursts = &one_shot, .burst_count = 1};

static inline struct tct_scene small_scene(void)
{
    return (struct tct_scene){
        .seed = 7,
        .start_ns = INT64_C(1767225660000000000),
        .duration_s = 20.0,
        .sample_rate_hz = 12000.0,
        .stations = five_stations,
        .station_count = TCT_COUNT(five_stations),
        .weapons = &rifle,
        .weapon_count = 1,
        .shooters = &one_shooter,
        .shooter_count = 1,
        .airs = &still_air,
        .air_count = 1,
        .hearing = {.threshold_db = 10.0, .onset_sigma_s = 0.0005},
    };
}

enum { ARENA_BYTES = 256 << 20 };

/* What a checked scene gives, in memory of its own. */
struct played {
    struct tct_arena arena;
    struct tct_scene_shot *shots;
    size_t shot_count;
    struct tct_scene_arrival *arrivals;
    size_t arrival_count;
};

static inline struct played play(const struct tct_scene *scene)
{
    struct played p = {0};
    struct tct_error err;
    tct_arena_init(&p.arena, ARENA_BYTES);
    if (tct_scene_check(scene, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(tct_scene_fire(scene, &p.arena, &p.shots, &p.shot_count, &err), TCT_OK);
    assert_int_equal(
        tct_scene_hear(scene, p.shots, p.shot_count, &p.arena, &p.arrivals, &p.arrival_count, &err),
        TCT_OK);
    return p;
}

static inline void played_free(struct played *p)
{
    tct_arena_free(&p->arena);
}

/* What would be detected of it. */
static inline struct tct_scene_detection *detect(const struct tct_scene *scene, struct played *p,
                                                 size_t *ret_count)
{
    struct tct_scene_detection *found = NULL;
    assert_int_equal(
        tct_scene_detect(scene, p->arrivals, p->arrival_count, &p->arena, &found, ret_count, NULL),
        TCT_OK);
    return found;
}

/* 2,000 rounds in 100 s. */
static const struct tct_scene_burst many_rounds = {1.0, 2000, 0.05, 0.0};

/* The small scene with so many rounds, which all stations hear over their noise. */
static inline struct tct_scene many_rounds_scene(void)
{
    static struct tct_scene_shooter shooter;
    shooter = one_shooter;
    shooter.bursts = &many_rounds;
    struct tct_scene scene = small_scene();
    scene.shooters = &shooter;
    scene.duration_s = 200.0;
    scene.noise.white_pa = 0.02;
    return scene;
}

#endif
