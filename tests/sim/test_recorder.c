/* Recorder: samples against the truth: onsets, levels, absorption, echoes, windows, bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "small_scene.h"

enum { SAMPLES_MAX = 1 << 20 };

/* All samples of one window; `at_once` at a time. */
static float *record(const struct tct_scene *scene, struct played *played, uint32_t station,
                     size_t window, size_t at_once, size_t *ret_count)
{
    struct tct_recorder *recorder = NULL;
    assert_int_equal(tct_recorder_new(scene, station, 0, window, played->arrivals,
                                      played->arrival_count, &played->arena, &recorder, NULL),
                     TCT_OK);
    float *samples = TCT_ARENA_NEW(&played->arena, float, SAMPLES_MAX);
    assert_non_null(samples);
    size_t count = 0, got;
    while ((got = tct_recorder_read(recorder, samples + count, at_once)) > 0)
        count += got;
    *ret_count = count;
    return samples;
}

static double exact_travel_s(const struct tct_scene *scene, uint32_t station)
{
    const struct tct_scene_station *s = &scene->stations[station];
    return hypot(s->x_m - one_shooter.x_m, s->y_m - one_shooter.y_m) /
           tct_sound_speed_m_s(scene->airs[0].air.temperature_c);
}

static double peak_of(const float *samples, size_t count)
{
    double peak = 0.0;
    for (size_t i = 0; i < count; i++)
        peak = fmax(peak, fabs((double)samples[i]));
    return peak;
}

/* The sample number where the rise crosses a hundredth of the peak, by linear interpolation. */
static double crossing(const float *samples, size_t count)
{
    double bar = 0.01 * peak_of(samples, count);
    for (size_t i = 1; i < count; i++)
        if ((double)samples[i] >= bar)
            return (double)i -
                   ((double)samples[i] - bar) / ((double)samples[i] - (double)samples[i - 1]);
    fail_msg("there is no onset");
    return 0.0;
}

static void onsets_are_where_the_truth_says(void **state)
{
    (void)state;
    /* At 48 kHz the first tap of the air is small beside the sample's width. */
    struct tct_scene scene = small_scene();
    scene.sample_rate_hz = 48000.0;
    scene.duration_s = 10.0;
    for (uint32_t station = 0; station < scene.station_count; station++) {
        struct played played = play(&scene);
        size_t count;
        float *samples = record(&scene, &played, station, 0, 4096, &count);
        double onset_s = crossing(samples, count) / scene.sample_rate_hz;
        double exact_s = one_shot.at_s + exact_travel_s(&scene, station);
        /* Not before it by more than a sample, and after it by no more than the rise. */
        assert_true(onset_s - exact_s > -1.0 / scene.sample_rate_hz);
        assert_true(onset_s - exact_s < 0.00015);
        played_free(&played);
    }
}

/* Moves the shot by fractions of a sample: the recorded first sample must follow in proportion. */
static void onsets_are_finer_than_samples(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_station near = {.x_m = one_shooter.x_m, .y_m = one_shooter.y_m};
    scene.stations = &near;
    scene.station_count = 1;
    for (double part = 0.0; part < 1.0; part += 0.125) {
        struct tct_scene_burst burst = {.at_s = (24000.0 - 0.5 + part) / 12000.0, .rounds = 1};
        struct tct_scene_shooter shooter = one_shooter;
        shooter.bursts = &burst;
        scene.shooters = &shooter;
        struct played played = play(&scene);
        size_t count;
        float *samples = record(&scene, &played, 0, 0, 4096, &count);
        assert_near((double)samples[23999], 0.0, 0.02); /* onsets are whole nanoseconds */
        /* The share of the interval [23999.5, 24000.5] that the pulse fills, times its height. */
        double sample_s = 1.0 / 12000.0, filled_s = (1.0 - part) * sample_s;
        double exact = rifle.peak_pa * filled_s * exp(-filled_s / 0.001) / sample_s;
        assert_near((double)samples[24000] / exact, 1.0, 1e-4);
        played_free(&played);
    }
}

static void levels_follow_spreading_and_air(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct played played = play(&scene);
    assert_int_equal(played.arrival_count, scene.station_count);
    for (size_t i = 0; i < played.arrival_count; i++) {
        const struct tct_scene_arrival *a = &played.arrivals[i];
        size_t count;
        float *samples = record(&scene, &played, a->station, 0, 4096, &count);
        assert_near(a->peak_pa * a->sound.range_m, rifle.peak_pa, 1e-9 * rifle.peak_pa);
        assert_true(a->heard_pa < a->peak_pa);
        /* The peak of the recording depends a little on where the samples fall. */
        assert_near(peak_of(samples, count) / a->heard_pa, 1.0, 0.08);
    }
    played_free(&played);
}

static void excess_takes_what_it_says(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct played open = play(&scene);
    scene.paths.excess_db_per_km = 6.0;
    struct played ground = play(&scene);
    for (size_t i = 0; i < open.arrival_count; i++) {
        double db = 20.0 * log10(open.arrivals[i].heard_pa / ground.arrivals[i].heard_pa);
        assert_near(db, 6e-3 * open.arrivals[i].sound.range_m, 1e-9);
    }
    played_free(&open);
    played_free(&ground);
}

static void same_seed_same_bytes(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    scene.noise = (struct tct_scene_noise){.white_pa = 0.002, .wind_pa = 0.02};
    scene.echoes = (struct tct_scene_echoes){2.0, 0.02, 0.4, 6.0, 20.0, NULL, 0};
    scene.clutter_per_hour = 720.0;
    struct played a = play(&scene), b = play(&scene);
    size_t n, m;
    float *x = record(&scene, &a, 2, 0, 4096, &n);
    float *y = record(&scene, &b, 2, 0, 4096, &m);
    assert_int_equal(n, 240000);
    assert_int_equal(m, n);
    assert_memory_equal(x, y, n * sizeof(*x));
    scene.seed = 8;
    struct played c = play(&scene);
    float *z = record(&scene, &c, 2, 0, 4096, &m);
    assert_int_equal(m, n);
    assert_true(memcmp(x, z, n * sizeof(*x)) != 0);
    played_free(&a);
    played_free(&b);
    played_free(&c);
}

static void any_way_of_reading_gives_the_same(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    scene.noise = (struct tct_scene_noise){.white_pa = 0.002, .wind_pa = 0.02};
    struct played played = play(&scene);
    size_t n;
    float *x = record(&scene, &played, 1, 0, 4096, &n);
    static const size_t at_once[] = {1, 7, 4095, 4097, 300000};
    for (size_t k = 0; k < TCT_COUNT(at_once); k++) {
        size_t m;
        float *y = record(&scene, &played, 1, 0, at_once[k], &m);
        assert_int_equal(m, n);
        assert_memory_equal(x, y, n * sizeof(*x));
    }
    played_free(&played);
}

/* Everything at once, on an array: whichever way and in whichever order it is asked for, the bytes
 * are the same. */
static void all_that_sounds_repeats(void **state)
{
    (void)state;
    static const struct tct_element elements[] = {
        {.channel = 0}, {.channel = 1, .x_m = 60.0, .position_sigma_m = 0.1}};
    static const struct tct_scene_window gap = {3.0, 0.5};
    struct tct_scene scene = small_scene();
    struct tct_scene_station station = {.x_m = 500.0,
                                        .y_m = 320.0,
                                        .z_m = 2.0,
                                        .elements = elements,
                                        .element_count = 2,
                                        .gaps = &gap,
                                        .gap_count = 1};
    struct tct_scene_weapon weapon = rifle;
    struct tct_scene_shooter shooter = one_shooter;
    weapon.bullet = (struct tct_bullet){0.00762, 0.026, 800.0, 0.0007};
    weapon.bullet_range_m = 900.0;
    shooter.aim = TCT_SCENE_AIM_DIRECTION;
    shooter.aim_x_m = 1.0;
    scene.weapons = &weapon;
    scene.shooters = &shooter;
    scene.stations = &station;
    scene.station_count = 1;
    scene.ground.flow_resistivity = 200.0;
    scene.microphones = (struct tct_scene_microphones){0.5, 1e-6};
    scene.distractors = (struct tct_scene_distractors){700.0, 700.0, 20.0, 40.0};
    scene.noise = (struct tct_scene_noise){.white_pa = 0.002,
                                           .wind_pa = 0.02,
                                           .gusts = 0.4,
                                           .gust_s = 1.0,
                                           .rain_pa = 0.01,
                                           .drops_per_s = 40.0,
                                           .traffic_pa = 0.02,
                                           .vehicles_per_hour = 200.0,
                                           .birds_pa = 0.02,
                                           .songs_per_minute = 60.0,
                                           .engine_pa = 0.01,
                                           .engine_hz = 33.0};
    struct played p = play(&scene), q = play(&scene);
    struct tct_recorder *second = NULL, *first = NULL;
    float *a = TCT_ARENA_NEW(&p.arena, float, SAMPLES_MAX),
          *b = TCT_ARENA_NEW(&p.arena, float, 240000);
    size_t n;
    float *whole = record(&scene, &p, 0, 0, 4096, &n);
    assert_int_equal(n, 240000);
    assert_int_equal(
        tct_recorder_new(&scene, 0, 1, 0, q.arrivals, q.arrival_count, &p.arena, &second, NULL),
        TCT_OK);
    assert_int_equal(
        tct_recorder_new(&scene, 0, 0, 0, q.arrivals, q.arrival_count, &p.arena, &first, NULL),
        TCT_OK);
    for (size_t got = 0; got < n; got += 1000) { /* by turns, the second channel first */
        assert_int_equal(tct_recorder_read(second, b + got, 1000), 1000);
        assert_int_equal(tct_recorder_read(first, a + got, 1000), 1000);
    }
    assert_memory_equal(a, whole, n * sizeof(*a));
    assert_true(memcmp(a, b, n * sizeof(*a)) != 0);
    played_free(&p);
    played_free(&q);
}

/* A window that begins in mid-pulse holds what the whole recording holds there. */
static void windows_cut_without_a_seam(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct played played = play(&scene);
    size_t n, m;
    float *whole = record(&scene, &played, 0, 0, 4096, &n);
    double start_s = 2.0 + exact_travel_s(&scene, 0) + 0.001;
    start_s = floor(start_s * 12000.0) / 12000.0;
    struct tct_scene_window windows[] = {{1.0, 0.5}, {start_s, 3.0}};
    scene.windows = windows;
    scene.window_count = 2;
    float *quiet = record(&scene, &played, 0, 0, 4096, &m);
    assert_int_equal(m, 6000);
    assert_near(peak_of(quiet, m), 0.0, 0.0);
    float *part = record(&scene, &played, 0, 1, 4096, &m);
    assert_int_equal(m, 36000);
    size_t at = (size_t)lround(start_s * 12000.0);
    assert_true(peak_of(part, 12) > 0.1 * peak_of(whole, n)); /* it is in mid-pulse */
    for (size_t i = 0; i < m; i++)
        assert_near((double)part[i], (double)whole[at + i], 1e-4);
    played_free(&played);
}

static void full_scale_clips(void **state)
{
    (void)state;
    float pa[] = {0.0f, 1.0f, -1.0f, 0.5f, 100.0f, -100.0f, 1e30f};
    int16_t pcm[TCT_COUNT(pa)];
    tct_pcm16_from_pa(pa, TCT_COUNT(pa), 2.0, pcm);
    static const int16_t expected[] = {0, 16384, -16384, 8192, 32767, -32768, 32767};
    assert_memory_equal(pcm, expected, sizeof(expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(onsets_are_where_the_truth_says),
        cmocka_unit_test(onsets_are_finer_than_samples),
        cmocka_unit_test(levels_follow_spreading_and_air),
        cmocka_unit_test(excess_takes_what_it_says),
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(any_way_of_reading_gives_the_same),
        cmocka_unit_test(all_that_sounds_repeats),
        cmocka_unit_test(windows_cut_without_a_seam),
        cmocka_unit_test(full_scale_clips),
    };
    return cmocka_run_group_tests_name("sim/recorder", tests, NULL, NULL);
}
