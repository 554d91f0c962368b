/* Hearing: what makes one station hear other things than another: loudness, wind, noise that
 * changes, a detector that is deaf for a while, misses or picks wrongly, a station that was moved.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "small_scene.h"

enum { STATIONS = 2000 };

/* One shot in the middle of many stations, 1 km away all around. */
struct ring {
    struct tct_scene scene;
    struct tct_scene_station stations[STATIONS];
    struct tct_scene_shooter shooter;
    struct tct_scene_air air;
};

static void set_up(struct ring *r)
{
    r->scene = small_scene();
    for (int i = 0; i < STATIONS; i++) {
        double angle = 2.0 * acos(-1.0) * i / STATIONS;
        r->stations[i] =
            (struct tct_scene_station){.x_m = 1000.0 * cos(angle), .y_m = 1000.0 * sin(angle)};
    }
    r->shooter = (struct tct_scene_shooter){.bursts = &one_shot, .burst_count = 1};
    r->air = still_air;
    r->scene.stations = r->stations;
    r->scene.station_count = STATIONS;
    r->scene.shooters = &r->shooter;
    r->scene.airs = &r->air;
}

static void errors_have_the_tail_that_is_asked_for(void **state)
{
    (void)state;
    static struct ring r;
    for (int tailed = 0; tailed < 2; tailed++) {
        set_up(&r);
        r.scene.paths = (struct tct_scene_paths){.floor_s = 0.01, .tail_freedom = tailed ? 4 : 0};
        struct played p = play(&r.scene);
        double square = 0.0;
        int far = 0;
        assert_int_equal(p.arrival_count, STATIONS);
        for (size_t i = 0; i < p.arrival_count; i++) {
            double late_s = tct_time_between_s(p.shots[0].time_ns, p.arrivals[i].onset_ns) -
                            1000.0 / tct_sound_speed_m_s(10.0);
            square += late_s * late_s / STATIONS;
            far += fabs(late_s) > 0.04;
        }
        assert_near(sqrt(square), 0.01, tailed ? 0.002 : 0.0006);
        /* Beyond four standard deviations: 0.13 of 2,000 when normal, 9.6 with four degrees. */
        assert_true(tailed ? far >= 3 && far <= 22 : far <= 2);
        played_free(&p);
    }
}

static void wind_carries_sound(void **state)
{
    (void)state;
    static struct ring r;
    set_up(&r);
    r.air.wind_x_m_s = 5.0;
    r.scene.paths.downwind_db_per_km = 3.0;
    struct played p = play(&r.scene);
    double east = p.arrivals[0].heard_pa, north = p.arrivals[STATIONS / 4].heard_pa,
           west = p.arrivals[STATIONS / 2].heard_pa;
    assert_near(20.0 * log10(east / north), 3.0, 1e-3);
    assert_near(20.0 * log10(east / west), 6.0, 1e-3);
    played_free(&p);
}

static void bursts_differ_in_level_and_rounds_in_place(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_shooter shooter = {.bursts = &many_rounds, .burst_count = 1};
    shooter.scatter_m = 2.0;
    scene.duration_s = 200.0;
    scene.shooters = &shooter;
    struct tct_arena arena;
    tct_arena_init(&arena, ARENA_BYTES);
    struct tct_scene_shot *shots = NULL;
    size_t count = 0;
    assert_int_equal(tct_scene_fire(&scene, &arena, &shots, &count, NULL), TCT_OK);
    double square = 0.0;
    for (size_t i = 0; i < count; i++)
        square += shots[i].x_m * shots[i].x_m / (double)count;
    assert_near(sqrt(square), 2.0, 0.15);
    assert_near((double)shots[0].level_db, 0.0, 0.0);
    static struct tct_scene_burst bursts[1000];
    for (size_t i = 0; i < TCT_COUNT(bursts); i++)
        bursts[i] = (struct tct_scene_burst){0.1 * (double)i, 2, 0.01, 0.0};
    shooter = (struct tct_scene_shooter){
        .bursts = bursts, .burst_count = TCT_COUNT(bursts), .level_sigma_db = 6.0};
    assert_int_equal(tct_scene_fire(&scene, &arena, &shots, &count, NULL), TCT_OK);
    assert_int_equal(count, 2000);
    square = 0.0;
    for (size_t i = 0; i < count; i += 2) {
        assert_near((double)shots[i].level_db, (double)shots[i + 1].level_db, 0.0);
        square += pow((double)shots[i].level_db, 2.0) / 1000.0;
    }
    assert_near(sqrt(square), 6.0, 0.5);
    tct_arena_free(&arena);
}

/* The louder burst is heard as much louder. */
static void levels_reach_the_station(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_burst bursts[] = {{2.0, 1, 0.0, 0.0}, {8.0, 1, 0.0, 0.0}};
    struct tct_scene_shooter shooter = {.bursts = bursts, .burst_count = 2, .level_sigma_db = 6.0};
    scene.shooters = &shooter;
    scene.stations = five_stations + 1;
    scene.station_count = 1;
    struct played p = play(&scene);
    assert_int_equal(p.arrival_count, 2);
    double louder_db = (double)(p.shots[1].level_db - p.shots[0].level_db);
    assert_true(fabs(louder_db) > 0.1);
    assert_near(20.0 * log10(p.arrivals[1].heard_pa / p.arrivals[0].heard_pa), louder_db, 1e-4);
    played_free(&p);
}

static void noise_differs_and_changes(void **state)
{
    (void)state;
    static struct ring r;
    set_up(&r);
    r.scene.noise = (struct tct_scene_noise){.white_pa = 0.003, .station_sigma_db = 4.0};
    double square = 0.0, mean = 0.0;
    for (uint32_t s = 0; s < STATIONS; s++) {
        double db = 20.0 * log10(tct_scene_noise_change(&r.scene, s, 5.0));
        assert_near(20.0 * log10(tct_scene_noise_change(&r.scene, s, 3000.0)), db, 1e-9);
        square += db * db / STATIONS;
        mean += db / STATIONS;
    }
    assert_near(mean, 0.0, 0.4);
    assert_near(sqrt(square), 4.0, 0.3);
    r.scene.noise =
        (struct tct_scene_noise){.white_pa = 0.003, .change_sigma_db = 3.0, .change_s = 900.0};
    square = 0.0;
    double steps = 0.0;
    for (uint32_t s = 0; s < STATIONS; s++) {
        double db = 20.0 * log10(tct_scene_noise_change(&r.scene, s, 1000.0));
        double later_db = 20.0 * log10(tct_scene_noise_change(&r.scene, s, 1010.0));
        square += db * db / STATIONS;
        steps = fmax(steps, fabs(later_db - db));
    }
    assert_near(sqrt(square), 3.0, 0.3);
    assert_true(steps > 0.01 && steps < 1.5); /* it is slow */
    struct played p = play(&r.scene);
    double at_s = tct_time_between_s(r.scene.start_ns, p.arrivals[0].onset_ns);
    assert_near(tct_scene_snr_db(&r.scene, &p.arrivals[0]),
                20.0 * log10(p.arrivals[0].heard_pa / 0.003 /
                             tct_scene_noise_change(&r.scene, p.arrivals[0].station, at_s)),
                1e-9);
    played_free(&p);
}

static void recordings_hold_the_noise_that_counts(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    static float samples[60000];
    scene.shooter_count = 0;
    scene.noise = (struct tct_scene_noise){.white_pa = 0.01, .station_sigma_db = 6.0};
    struct tct_arena arena;
    tct_arena_init(&arena, ARENA_BYTES);
    struct tct_recorder *recorder = NULL;
    assert_int_equal(tct_recorder_new(&scene, 1, 0, 0, NULL, 0, &arena, &recorder, NULL), TCT_OK);
    assert_int_equal(tct_recorder_read(recorder, samples, TCT_COUNT(samples)), TCT_COUNT(samples));
    double square = 0.0;
    for (size_t i = 0; i < TCT_COUNT(samples); i++)
        square += pow((double)samples[i], 2.0) / (double)TCT_COUNT(samples);
    double change = tct_scene_noise_change(&scene, 1, 1.0);
    assert_true(fabs(20.0 * log10(change)) > 0.5);
    assert_near(sqrt(square) / 0.01, change, 0.03 * change);
    tct_arena_free(&arena);
}

static void a_detector_is_deaf_for_a_while(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_burst burst = {2.0, 9, 0.2, 0.0};
    struct tct_scene_shooter shooter = {.bursts = &burst, .burst_count = 1};
    scene.shooters = &shooter;
    scene.station_count = 1;
    scene.hearing.deaf_s = 0.3;
    struct played p = play(&scene);
    size_t count = 0;
    assert_int_equal(p.arrival_count, 9);
    struct tct_scene_detection *found = detect(&scene, &p, &count);
    assert_int_equal(count, 5); /* every other one */
    assert_int_equal(found[1].shot, 2);
    played_free(&p);
}

static void some_are_missed_and_some_picked_wrongly(void **state)
{
    (void)state;
    static struct ring r;
    set_up(&r);
    r.scene.hearing.miss_share = 0.25;
    r.scene.hearing.outlier_share = 0.1;
    r.scene.hearing.outlier_min_s = 0.05;
    r.scene.hearing.outlier_max_s = 0.4;
    struct played p = play(&r.scene);
    size_t count = 0, wrong = 0;
    struct tct_scene_detection *found = detect(&r.scene, &p, &count);
    for (size_t i = 0; i < count; i++) {
        double late_s = tct_time_between_s(p.shots[0].time_ns, found[i].detection.onset_ns) -
                        1000.0 / tct_sound_speed_m_s(10.0);
        wrong += fabs(late_s) > 0.03;
        assert_true(fabs(late_s) < 0.01 || (fabs(late_s) > 0.04 && fabs(late_s) < 0.41));
    }
    assert_near((double)count, 1500.0, 5.0 * sqrt(2000.0 * 0.25 * 0.75));
    assert_near((double)wrong, 150.0, 5.0 * sqrt(1500.0 * 0.1 * 0.9));
    played_free(&p);
}

static void moved_stations_hear_where_they_are(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_station station = {.x_m = 1000.0, .moved_x_m = 120.0, .moved_y_m = -5.0};
    struct tct_scene_shooter shooter = {.bursts = &one_shot, .burst_count = 1};
    scene.stations = &station;
    scene.station_count = 1;
    scene.shooters = &shooter;
    struct tct_scene_drawn_station drawn = tct_scene_drawn(&scene, 0);
    assert_near(drawn.x_m, 1120.0, 1e-9);
    assert_near(drawn.y_m, -5.0, 1e-9);
    struct played p = play(&scene);
    assert_near(tct_time_between_s(p.shots[0].time_ns, p.arrivals[0].onset_ns),
                hypot(1120.0, 5.0) / tct_sound_speed_m_s(10.0), 2e-9);
    played_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_have_the_tail_that_is_asked_for),
        cmocka_unit_test(wind_carries_sound),
        cmocka_unit_test(bursts_differ_in_level_and_rounds_in_place),
        cmocka_unit_test(levels_reach_the_station),
        cmocka_unit_test(noise_differs_and_changes),
        cmocka_unit_test(recordings_hold_the_noise_that_counts),
        cmocka_unit_test(a_detector_is_deaf_for_a_while),
        cmocka_unit_test(some_are_missed_and_some_picked_wrongly),
        cmocka_unit_test(moved_stations_hear_where_they_are),
    };
    return cmocka_run_group_tests_name("hearing", tests, NULL, NULL);
}
