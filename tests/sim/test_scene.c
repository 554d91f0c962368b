/* Scene: who fires, what is heard, what is detected; hostile scenes end in one clear line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "small_scene.h"

static void bursts_keep_their_rhythm(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_burst bursts[] = {{1.0, 30, 0.1, 0.0}, {10.0, 50, 0.08, 0.005}};
    struct tct_scene_shooter shooter = one_shooter;
    shooter.bursts = bursts;
    shooter.burst_count = 2;
    scene.shooters = &shooter;
    struct played p = play(&scene);
    assert_int_equal(p.shot_count, 80);
    for (size_t i = 1; i < 30; i++)
        assert_near(tct_time_between_s(p.shots[i - 1].time_ns, p.shots[i].time_ns), 0.1, 2e-9);
    double sum = 0.0, square = 0.0;
    for (size_t i = 31; i < 80; i++) {
        double step_s = tct_time_between_s(p.shots[i - 1].time_ns, p.shots[i].time_ns);
        sum += step_s / 49.0;
        square += (step_s - 0.08) * (step_s - 0.08) / 49.0;
    }
    assert_near(sum, 0.08, 5.0 * 0.005 / 7.0);
    assert_near(sqrt(square), 0.005, 0.0025);
    played_free(&p);
}

static void random_fire_keeps_its_rate(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    scene.duration_s = 36000.0;
    struct tct_scene_shooter shooter = one_shooter;
    shooter.burst_count = 0;
    shooter.wander_m = 50.0;
    shooter.at_random = (struct tct_scene_fire_rate){120.0, 1, 5, 0.2, 0.01};
    scene.shooters = &shooter;
    struct tct_arena arena;
    tct_arena_init(&arena, ARENA_BYTES);
    struct tct_scene_shot *shots;
    size_t count;
    assert_int_equal(tct_scene_check(&scene, NULL), TCT_OK);
    assert_int_equal(tct_scene_fire(&scene, &arena, &shots, &count, NULL), TCT_OK);
    /* 1,200 bursts of 3 rounds on average; mean square of the rounds is 11. */
    assert_near((double)count, 3600.0, 5.0 * sqrt(1200.0 * 11.0));
    double square = 0.0;
    for (size_t i = 0; i < count; i++) {
        square += pow(shots[i].x_m - one_shooter.x_m, 2.0) / (double)count;
        if (i > 0)
            assert_true(shots[i].time_ns >= shots[i - 1].time_ns);
    }
    assert_near(sqrt(square), 50.0, 5.0);
    tct_arena_free(&arena);
}

static void wind_and_warmth_move_arrivals(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_air airs[] = {
        {.air = {10.0, 0.7, 101325.0}},
        {.from_s = 5.0, .air = {20.0, 0.7, 101325.0}, .wind_x_m_s = 8.0}};
    struct tct_scene_burst bursts[] = {{2.0, 1, 0.0, 0.0}, {8.0, 1, 0.0, 0.0}};
    struct tct_scene_shooter shooter = {.bursts = bursts, .burst_count = 2};
    struct tct_scene_station station = {.x_m = 1000.0};
    scene.airs = airs;
    scene.air_count = 2;
    scene.shooters = &shooter;
    scene.stations = &station;
    scene.station_count = 1;
    struct played p = play(&scene);
    assert_int_equal(p.arrival_count, 2);
    assert_near(tct_time_between_s(p.shots[0].time_ns, p.arrivals[0].onset_ns),
                1000.0 / tct_sound_speed_m_s(10.0), 2e-9);
    assert_near(tct_time_between_s(p.shots[1].time_ns, p.arrivals[1].onset_ns),
                1000.0 / (tct_sound_speed_m_s(20.0) + 8.0), 2e-9);
    played_free(&p);
}

static void walls_mirror(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    /* Source and station 300 m from a wall, 800 m apart: mirrored over 1,000 m. The second wall
     * stands where no ray meets it, the third between the two. */
    struct tct_scene_wall walls[] = {{{-1000.0, 300.0}, {1000.0, 300.0}, 3.0},
                                     {{5000.0, 300.0}, {6000.0, 300.0}, 0.0},
                                     {{400.0, -50.0}, {400.0, 50.0}, 0.0}};
    struct tct_scene_shooter shooter = {.bursts = &one_shot, .burst_count = 1};
    struct tct_scene_station station = {.x_m = 800.0};
    scene.echoes.walls = walls;
    scene.echoes.wall_count = 3;
    scene.shooters = &shooter;
    scene.stations = &station;
    scene.station_count = 1;
    struct played p = play(&scene);
    assert_int_equal(p.arrival_count, 2);
    assert_false(p.arrivals[0].echo);
    assert_true(p.arrivals[1].echo);
    double later_s = tct_time_between_s(p.arrivals[0].onset_ns, p.arrivals[1].onset_ns);
    assert_near(later_s, 200.0 / tct_sound_speed_m_s(10.0), 2e-9);
    assert_near(p.arrivals[1].peak_pa, rifle.peak_pa / 1000.0 * pow(10.0, -3.0 / 20.0), 1e-9);
    played_free(&p);
}

static void echoes_come_later_and_weaker(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_burst burst = {2.0, 3, 3.0, 0.0};
    struct tct_scene_shooter shooters[40];
    for (size_t i = 0; i < TCT_COUNT(shooters); i++) {
        shooters[i] = one_shooter;
        shooters[i].bursts = &burst;
    }
    scene.shooters = shooters;
    scene.shooter_count = TCT_COUNT(shooters);
    scene.echoes = (struct tct_scene_echoes){1.5, 0.02, 0.4, 6.0, 20.0, NULL, 0};
    struct played p = play(&scene);
    size_t direct = 40 * 3 * scene.station_count, echoes = 0;
    for (size_t i = 0; i < p.arrival_count; i++) {
        if (!p.arrivals[i].echo)
            continue;
        echoes++;
        const struct tct_scene_arrival *d = &p.arrivals[i]; /* the direct sound of the same shot */
        while (d->echo || d->shot != p.arrivals[i].shot)
            d--;
        assert_int_equal(d->station, p.arrivals[i].station);
        double later_s = tct_time_between_s(d->onset_ns, p.arrivals[i].onset_ns);
        double loss_db = 20.0 * log10(d->peak_pa / p.arrivals[i].peak_pa);
        assert_in_range((long long)(1e6 * later_s), 19999, 400001);
        assert_true(loss_db >= 6.0 && loss_db <= 20.0);
    }
    assert_int_equal(p.arrival_count, direct + echoes);
    /* 200 paths with 1.5 echoes each, three shots a path. */
    assert_near((double)echoes / 3.0, 300.0, 5.0 * sqrt(300.0));
    played_free(&p);
}

static void path_errors_are_shared_by_shots(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    enum { SHOOTERS = 400, ROUNDS = 4 };
    struct tct_scene_burst burst = {2.0, ROUNDS, 3.0, 0.0};
    static struct tct_scene_shooter shooters[SHOOTERS];
    for (size_t i = 0; i < SHOOTERS; i++) {
        shooters[i] = one_shooter;
        shooters[i].bursts = &burst;
    }
    struct tct_scene_station station = {.x_m = 1100.0, .y_m = 300.0};
    scene.shooters = shooters;
    scene.shooter_count = SHOOTERS;
    scene.stations = &station;
    scene.station_count = 1;
    scene.paths = (struct tct_scene_paths){.floor_s = 0.010, .fraction = 0.003, .shot_s = 0.003};
    struct played p = play(&scene);
    static double mean_s[SHOOTERS], square_s2[SHOOTERS];
    double travel_s = 1000.0 / tct_sound_speed_m_s(10.0);
    assert_int_equal(p.arrival_count, SHOOTERS * ROUNDS);
    for (size_t i = 0; i < p.arrival_count; i++) {
        const struct tct_scene_shot *shot = &p.shots[p.arrivals[i].shot];
        double r = tct_time_between_s(shot->time_ns, p.arrivals[i].onset_ns) - travel_s;
        mean_s[shot->shooter] += r / ROUNDS;
        square_s2[shot->shooter] += r * r / ROUNDS;
    }
    double between = 0.0, within = 0.0;
    for (size_t i = 0; i < SHOOTERS; i++) {
        between += mean_s[i] * mean_s[i] / SHOOTERS;
        within += (square_s2[i] - mean_s[i] * mean_s[i]) * ROUNDS / (ROUNDS - 1) / SHOOTERS;
    }
    double path2 = 0.010 * 0.010 + pow(0.003 * travel_s, 2.0);
    assert_near(sqrt(between) / sqrt(path2 + 9e-6 / ROUNDS), 1.0, 0.15);
    assert_near(sqrt(within) / 0.003, 1.0, 0.1);
    played_free(&p);
}

static void detections_have_the_stated_error(void **state)
{
    (void)state;
    struct tct_scene scene = many_rounds_scene();
    struct played p = play(&scene);
    size_t count;
    struct tct_scene_detection *found = detect(&scene, &p, &count);
    assert_int_equal(count, 2000 * scene.station_count);
    double square = 0.0;
    for (size_t i = 0; i < count; i++) {
        const struct tct_detection *d = &found[i].detection;
        const struct tct_scene_station *s = &scene.stations[d->station];
        const struct tct_scene_shot *shot = &p.shots[found[i].shot];
        double travel_s = hypot(s->x_m - shot->x_m, s->y_m - shot->y_m) /
                          tct_sound_speed_m_s(scene.airs[0].air.temperature_c);
        double z = (tct_time_between_s(shot->time_ns, d->onset_ns) - travel_s) / d->time_sigma_s;
        square += z * z / (double)count;
        assert_true(d->time_sigma_s >= 0.0005 && d->snr_db >= 10.0);
        if (i > 0)
            assert_true(d->onset_ns >= found[i - 1].detection.onset_ns);
    }
    assert_near(square, 1.0, 5.0 * sqrt(2.0 / (double)count));
    played_free(&p);
}

static void hearing_has_a_threshold(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    scene.noise.white_pa = 0.3; /* the far station hears about 1.5 times the noise, the near not */
    struct played p = play(&scene);
    size_t count, over = 0;
    for (size_t i = 0; i < p.arrival_count; i++)
        over += tct_scene_snr_db(&scene, &p.arrivals[i]) >= 10.0 ? 1 : 0;
    assert_in_range(over, 1, scene.station_count - 1);
    (void)detect(&scene, &p, &count);
    assert_int_equal(count, over);
    played_free(&p);
}

static void clutter_has_its_rate_and_windows_cut_it(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    scene.shooter_count = 0;
    scene.duration_s = 36000.0;
    scene.clutter_per_hour = 60.0;
    scene.noise.white_pa = 0.01;
    struct tct_scene_window windows[] = {{0.0, 9000.0}, {18000.0, 9000.0}};
    for (size_t windowed = 0; windowed < 2; windowed++) {
        scene.windows = windowed ? windows : NULL;
        scene.window_count = windowed ? 2 : 0;
        struct played p = play(&scene);
        size_t count;
        struct tct_scene_detection *found = detect(&scene, &p, &count);
        double expected = windowed ? 1500.0 : 3000.0;
        assert_near((double)count, expected, 5.0 * sqrt(expected));
        for (size_t i = 0; i < count; i++)
            assert_true(found[i].shot == TCT_SCENE_NO_SHOT);
        played_free(&p);
    }
}

static void wrong_clocks_show(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_station stations[2] = {{.x_m = 400.0},
                                            {.x_m = 400.0, .clock = {.off_s = -2.4}}};
    scene.stations = stations;
    scene.station_count = 2;
    struct played p = play(&scene);
    assert_int_equal(p.arrival_count, 2);
    assert_near(tct_time_between_s(p.arrivals[0].onset_ns, p.arrivals[1].onset_ns), -2.4, 2e-9);
    played_free(&p);
}

static void refused(const struct tct_scene *scene, enum tct_status expected, const char *words)
{
    struct tct_error err = {0};
    assert_int_equal(tct_scene_check(scene, &err), expected);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void hostile_scenes_are_refused(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    scene.duration_s = (double)NAN;
    refused(&scene, TCT_ERR_INPUT, "duration_s is nan");
    scene = small_scene();
    scene.sample_rate_hz = 1e9;
    refused(&scene, TCT_ERR_INPUT, "sample_rate_hz is 1e+09, expected 100 to 192000");
    scene = small_scene();
    scene.air_count = 0;
    refused(&scene, TCT_ERR_INPUT, "number of airs is 0");
    scene = small_scene();
    scene.noise.white_pa = -1.0;
    refused(&scene, TCT_ERR_INPUT, "white_pa is -1");

    struct tct_scene_burst burst = {1.0, 1000000000, 0.0, 0.0};
    struct tct_scene_shooter shooter = one_shooter;
    shooter.bursts = &burst;
    scene = small_scene();
    scene.shooters = &shooter;
    refused(&scene, TCT_ERR_INPUT, "shooter 1: rounds is 1e+09");
    burst = (struct tct_scene_burst){-3.0, 1, 0.0, 0.0};
    refused(&scene, TCT_ERR_INPUT, "shooter 1: at_s is -3");
    burst = (struct tct_scene_burst){1.0, 1, (double)INFINITY, 0.0};
    refused(&scene, TCT_ERR_INPUT, "interval_s is inf");
    burst = one_shot;
    shooter.weapon = 3;
    refused(&scene, TCT_ERR_INPUT, "there is no weapon 4");
    shooter.weapon = 0;
    shooter.x_m = 1e300;
    refused(&scene, TCT_ERR_INPUT, "shooter 1: x is 1e+300");

    scene = small_scene();
    struct tct_scene_window windows[] = {{1.0, 5.0}, {3.0, 5.0}};
    scene.windows = windows;
    scene.window_count = 2;
    refused(&scene, TCT_ERR_INPUT, "window 2: start_s is 3, expected 6 to 20");
}

static void too_many_shots_are_a_limit(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_burst bursts[2] = {{1.0, TCT_SCENE_SHOTS, 0.0, 0.0}, {2.0, 1, 0.0, 0.0}};
    struct tct_scene_shooter shooter = one_shooter;
    shooter.bursts = bursts;
    shooter.burst_count = 2;
    scene.shooters = &shooter;
    struct tct_arena arena;
    struct tct_error err;
    struct tct_scene_shot *shots;
    size_t count;
    tct_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(tct_scene_check(&scene, &err), TCT_OK);
    assert_int_equal(tct_scene_fire(&scene, &arena, &shots, &count, &err), TCT_ERR_LIMIT);
    tct_arena_free(&arena);
    /* And too little memory is an error, not a crash. */
    scene = small_scene();
    tct_arena_init(&arena, 64);
    assert_int_equal(tct_scene_fire(&scene, &arena, &shots, &count, &err), TCT_OK);
    struct tct_scene_arrival *arrivals;
    assert_int_equal(tct_scene_hear(&scene, shots, count, &arena, &arrivals, &count, &err),
                     TCT_ERR_MEMORY);
    tct_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_keep_their_rhythm),
        cmocka_unit_test(random_fire_keeps_its_rate),
        cmocka_unit_test(wind_and_warmth_move_arrivals),
        cmocka_unit_test(walls_mirror),
        cmocka_unit_test(echoes_come_later_and_weaker),
        cmocka_unit_test(path_errors_are_shared_by_shots),
        cmocka_unit_test(detections_have_the_stated_error),
        cmocka_unit_test(hearing_has_a_threshold),
        cmocka_unit_test(clutter_has_its_rate_and_windows_cut_it),
        cmocka_unit_test(wrong_clocks_show),
        cmocka_unit_test(hostile_scenes_are_refused),
        cmocka_unit_test(too_many_shots_are_a_limit),
    };
    return cmocka_run_group_tests_name("sim/scene", tests, NULL, NULL);
}
