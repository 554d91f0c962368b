/* Stations: arrays hear one wave one after the other; clocks drift and jump; channels fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "element.h"
#include "small_scene.h"

enum { SAMPLES = 1 << 20 };

static float *record(const struct tct_scene *scene, struct played *p, uint32_t channel,
                     size_t *ret_count)
{
    struct tct_recorder *recorder = NULL;
    assert_int_equal(tct_recorder_new(scene, 0, channel, 0, p->arrivals, p->arrival_count,
                                      &p->arena, &recorder, NULL),
                     TCT_OK);
    float *samples = TCT_ARENA_NEW(&p->arena, float, SAMPLES);
    assert_non_null(samples);
    *ret_count = tct_recorder_read(recorder, samples, SAMPLES);
    return samples;
}

static const struct tct_element cross[] = {
    {.channel = 0},
    {.channel = 1, .x_m = 40.0},
    {.channel = 2, .y_m = 40.0},
    {.channel = 4, .x_m = -25.0, .y_m = -25.0, .z_m = 3.0},
};

/* The centre of the recorded energy, which a shift of the wave moves by as much. */
static double centre_s(const float *samples, size_t count, double rate_hz)
{
    double sum = 0.0, at = 0.0;
    for (size_t i = 0; i < count; i++) {
        double power = (double)samples[i] * (double)samples[i];
        sum += power;
        at += power * (double)i;
    }
    assert_true(sum > 0.0);
    return at / sum / rate_hz;
}

static void elements_hear_spheres(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_station station = {.elements = cross, .element_count = TCT_COUNT(cross)};
    struct tct_scene_air air = still_air;
    air.wind_x_m_s = 6.0;
    scene.airs = &air;
    scene.stations = &station;
    scene.station_count = 1;
    struct played p = play(&scene);
    assert_int_equal(tct_scene_channels(&scene, 0), 5);
    size_t count;
    double first_s = centre_s(record(&scene, &p, 0, &count), 240000, 12000.0);
    for (size_t i = 0; i < TCT_COUNT(cross); i++) {
        float *x = record(&scene, &p, cross[i].channel, &count);
        double dx = cross[i].x_m - one_shooter.x_m, dy = cross[i].y_m - one_shooter.y_m;
        double c = tct_sound_speed_m_s(10.0);
        double exact_s = tct_travel_time_s(dx, dy, cross[i].z_m, c, 6.0, 0.0) -
                         tct_travel_time_s(-one_shooter.x_m, -one_shooter.y_m, 0.0, c, 6.0, 0.0);
        struct tct_scene_microphone m = tct_scene_microphone(&scene, 0, cross[i].channel);
        assert_near(element_late_s(&m, &scene, &p.arrivals[0]), exact_s, 1e-9);
        /* As exactly as the energy of samples tells: a tenth of one. */
        assert_near(centre_s(x, count, 12000.0) - first_s, exact_s, 1e-5);
    }
    /* A channel that no element has holds zeros. */
    float *none = record(&scene, &p, 3, &count);
    for (size_t i = 0; i < count; i++)
        assert_true(none[i] == 0.0f);
    played_free(&p);
}

static void elements_hear_cones(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_weapon weapon = {.peak_pa = 1e-6,
                                      .positive_phase_s = 0.001,
                                      .bullet = {0.00762, 0.026, 800.0, 0.0},
                                      .bullet_range_m = 2000.0};
    struct tct_scene_shooter shooter = {.x_m = -300.0,
                                        .y_m = 60.0,
                                        .bursts = &one_shot,
                                        .burst_count = 1,
                                        .aim = TCT_SCENE_AIM_DIRECTION,
                                        .aim_x_m = 1.0};
    struct tct_scene_station station = {.elements = cross, .element_count = TCT_COUNT(cross)};
    scene.weapons = &weapon;
    scene.shooters = &shooter;
    scene.stations = &station;
    scene.station_count = 1;
    struct played p = play(&scene);
    const struct tct_scene_arrival *crack = &p.arrivals[0];
    assert_int_equal(crack->sound.kind, TCT_SCENE_SHOCK_WAVE);
    double c = tct_sound_speed_m_s(10.0), mach = 800.0 / c;
    double slope = sqrt(1.0 - 1.0 / (mach * mach));
    double here_s = 300.0 / 800.0 + 60.0 * slope / c;
    for (size_t i = 0; i < TCT_COUNT(cross); i++) {
        struct tct_scene_microphone m = tct_scene_microphone(&scene, 0, cross[i].channel);
        double beside = hypot(cross[i].y_m - 60.0, cross[i].z_m);
        double there_s = (cross[i].x_m + 300.0) / 800.0 + beside * slope / c;
        assert_near(element_late_s(&m, &scene, crack), there_s - here_s, 1e-7);
    }
    played_free(&p);
}

static void faults_show(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_fault faults[] = {{.channel = 1, .gain_db = -6.0, .late_s = 0.002},
                                       {.channel = 2, .dead = true}};
    struct tct_scene_station station = {
        .elements = cross, .element_count = 3, .faults = faults, .fault_count = TCT_COUNT(faults)};
    scene.stations = &station;
    scene.station_count = 1;
    struct played p = play(&scene);
    struct tct_scene_microphone m = tct_scene_microphone(&scene, 0, 1);
    assert_near(m.gain, pow(10.0, -0.3), 1e-12);
    station.fault_count = 0;
    size_t count;
    double right_s = centre_s(record(&scene, &p, 1, &count), 240000, 12000.0);
    station.fault_count = TCT_COUNT(faults);
    double late_s = centre_s(record(&scene, &p, 1, &count), 240000, 12000.0);
    assert_near(late_s - right_s, 0.002, 1e-6);
    float *dead = record(&scene, &p, 2, &count);
    for (size_t i = 0; i < count; i++)
        assert_true(dead[i] == 0.0f);
    played_free(&p);
}

static void gaps_are_zeros_and_hear_nothing(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_window gaps[] = {{1.0, 0.25}, {2.5, 1.0}}, window = {0.5, 10.0};
    struct tct_scene_station station = {.x_m = 100.0, .gaps = gaps, .gap_count = 2};
    scene.stations = &station;
    scene.station_count = 1;
    scene.windows = &window;
    scene.window_count = 1;
    scene.noise.white_pa = 0.01;
    struct played p = play(&scene);
    size_t count;
    float *x = record(&scene, &p, 0, &count);
    for (size_t i = 0; i < count; i++) {
        double at_s = 0.5 + (double)i / 12000.0;
        bool lost = (at_s >= 1.0 && at_s < 1.25) || (at_s >= 2.5 && at_s < 3.5);
        assert_true((x[i] == 0.0f) == lost);
    }
    /* The shot of second 2 is heard at 2.9. */
    size_t detections;
    (void)detect(&scene, &p, &detections);
    assert_int_equal(detections, 0);
    played_free(&p);
}

static void clocks_drift_jump_and_run_fast(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_burst bursts[] = {{1.0, 1, 0.0, 0.0}, {15.0, 1, 0.0, 0.0}};
    struct tct_scene_shooter shooter = {.bursts = bursts, .burst_count = 2};
    struct tct_scene_jump jump = {10.0, -0.5};
    struct tct_scene_window windows[] = {{0.0, 8.0}, {12.0, 8.0}};
    struct tct_scene_station stations[4] = {{.x_m = 0.0}};
    stations[1].clock.drift = 20e-6;
    stations[2].clock.jumps = &jump;
    stations[2].clock.jump_count = 1;
    stations[3].clock.rate_error = 100e-6;
    scene.shooters = &shooter;
    scene.stations = stations;
    scene.station_count = 4;
    scene.windows = windows;
    scene.window_count = 2;
    struct played p = play(&scene);
    assert_int_equal(p.arrival_count, 8);
    static const double late_s[4][2] = {
        {0.0, 0.0}, {20e-6, 15.0 * 20e-6}, {0.0, -0.5}, {100e-6, 3.0 * 100e-6}};
    for (size_t i = 0; i < 8; i++)
        assert_near(tct_time_between_s(p.shots[i % 2].time_ns, p.arrivals[i].onset_ns),
                    late_s[i / 2][i % 2], 2e-9);
    played_free(&p);
}

static void arrays_give_bearings_with_the_stated_error(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_shooter shooter = one_shooter;
    struct tct_scene_station stations[] = {{.elements = cross, .element_count = TCT_COUNT(cross)},
                                           {.elements = cross, .element_count = 2}};
    shooter.bursts = &many_rounds;
    scene.shooters = &shooter;
    scene.stations = stations;
    scene.station_count = 2;
    scene.duration_s = 200.0;
    scene.noise.white_pa = 0.1;
    struct played p = play(&scene);
    size_t count;
    double square = 0.0, bearings = 0.0;
    struct tct_scene_detection *found = detect(&scene, &p, &count);
    for (size_t i = 0; i < count; i++) {
        const struct tct_detection *d = &found[i].detection;
        if (d->station == 1) { /* two microphones do not say from which side */
            assert_true(isnan(d->azimuth_rad));
            continue;
        }
        double z =
            (d->azimuth_rad - atan2(one_shooter.x_m, one_shooter.y_m)) / d->azimuth_sigma_rad;
        square += z * z;
        bearings += 1.0;
        assert_true(d->azimuth_sigma_rad > 1e-5 && d->azimuth_sigma_rad < 0.05);
    }
    assert_true(bearings > 1900.0);
    assert_near(square / bearings, 1.0, 5.0 * sqrt(2.0 / bearings));
    played_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_hear_spheres),
        cmocka_unit_test(elements_hear_cones),
        cmocka_unit_test(faults_show),
        cmocka_unit_test(gaps_are_zeros_and_hear_nothing),
        cmocka_unit_test(clocks_drift_jump_and_run_fast),
        cmocka_unit_test(arrays_give_bearings_with_the_stated_error),
    };
    return cmocka_run_group_tests_name("sim/stations", tests, NULL, NULL);
}
