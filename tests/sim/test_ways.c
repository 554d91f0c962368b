/* Ways: bent air and its shadows, the ground, hills: what arrives, when and how much of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "small_scene.h"

enum { SAMPLES = 1 << 18 };

static const double pi = 3.14159265358979323846;

/* One shot at the origin and one station in the east, 1.5 m over the zero. */
struct range {
    struct tct_scene scene;
    struct tct_scene_station station;
    struct tct_scene_shooter shooter;
    struct tct_scene_air air;
    struct tct_arena arena;
};

static void set_up(struct range *r, double far_m)
{
    *r = (struct range){.scene = small_scene()};
    r->station = (struct tct_scene_station){.x_m = far_m, .z_m = 1.5};
    r->shooter = (struct tct_scene_shooter){.z_m = 1.5, .bursts = &one_shot, .burst_count = 1};
    r->air = still_air;
    r->scene.stations = &r->station;
    r->scene.station_count = 1;
    r->scene.shooters = &r->shooter;
    r->scene.airs = &r->air;
    tct_arena_init(&r->arena, ARENA_BYTES);
}

/* What is recorded around the only arrival, and when that comes. */
static const float *record(struct range *r, struct tct_scene_arrival *ret_arrival)
{
    struct played p = play(&r->scene);
    struct tct_recorder *recorder = NULL;
    float *samples = TCT_ARENA_NEW(&r->arena, float, SAMPLES);
    assert_int_equal(p.arrival_count, 1);
    assert_non_null(samples);
    assert_int_equal(tct_recorder_new(&r->scene, 0, 0, 0, p.arrivals, p.arrival_count, &p.arena,
                                      &recorder, NULL),
                     TCT_OK);
    (void)tct_recorder_read(recorder, samples, SAMPLES);
    *ret_arrival = p.arrivals[0];
    played_free(&p);
    return samples;
}

static double complex at_hz(const float *samples, double hz)
{
    double complex sum = 0.0;
    for (int n = 0; n < SAMPLES; n++)
        if (samples[n] != 0.0f)
            sum += (double)samples[n] * cexp(-I * 2.0 * pi * hz / 12000.0 * n);
    return sum;
}

static void bent_air_shortens_the_time(void **state)
{
    (void)state;
    struct range r;
    set_up(&r, 2000.0);
    r.air.windier_x_per_s = 0.08;
    r.air.warmer_per_m = 0.02;
    r.air.wind_x_m_s = 3.0;
    struct played p = play(&r.scene);
    double c = tct_sound_speed_m_s(10.0);
    double g = 0.08 + 0.02 * 0.5 * c / 283.15;
    double exact_s = tct_arc_time_s(2000.0, c + 3.0, c + 3.0, g);
    assert_true(exact_s < 2000.0 / (c + 3.0) - 0.005); /* it matters */
    assert_near(tct_time_between_s(p.shots[0].time_ns, p.arrivals[0].onset_ns), exact_s, 2e-9);
    played_free(&p);
    tct_arena_free(&r.arena);
}

static void upwind_lies_in_shadow(void **state)
{
    (void)state;
    struct range r;
    struct tct_scene_arrival with, against, still;
    set_up(&r, 800.0);
    r.air.windier_x_per_s = 0.1;
    const float *x = record(&r, &with);
    r.air.windier_x_per_s = -0.1;
    const float *y = record(&r, &against);
    r.air.windier_x_per_s = 0.0;
    (void)record(&r, &still);
    double c = tct_sound_speed_m_s(10.0);
    assert_near((double)against.sound.shadow_m, 800.0 - 2.0 * sqrt(2.0 * c / 0.1 * 1.5), 0.01);
    assert_near((double)with.sound.shadow_m, 0.0, 0.0);
    assert_near(with.heard_pa, still.heard_pa, 1e-9);
    struct tct_obstacle shadow = {c, 0.0, (double)against.sound.shadow_m, -0.1};
    for (double hz = 100.0; hz < 1000.0; hz *= 1.5) {
        double db = 20.0 * log10(cabs(at_hz(x, hz)) / cabs(at_hz(y, hz)));
        assert_near(db, tct_obstacle_db(&shadow, hz), 1.3); /* the loss has a cusp at 0 Hz */
    }
    tct_arena_free(&r.arena);
}

/* The spectrum over the ground against the one without, by the formula: 1 + (r1/r2) Q exp(-i w t).
 */
static void ground_interferes(void **state)
{
    (void)state;
    static const double heights[] = {1.5, 6.0}, far_m[] = {60.0, 300.0};
    for (size_t k = 0; k < 4; k++) {
        struct range r;
        struct tct_scene_arrival free, over;
        set_up(&r, far_m[k / 2]);
        r.station.z_m = heights[k % 2];
        const float *x = record(&r, &free);
        r.scene.ground.flow_resistivity = 200.0;
        const float *y = record(&r, &over);
        assert_int_equal(over.onset_ns, free.onset_ns);
        double c = tct_sound_speed_m_s(10.0), sum = heights[k % 2] + 1.5;
        double direct = hypot(far_m[k / 2], heights[k % 2] - 1.5), by = hypot(far_m[k / 2], sum);
        assert_near((double)over.sound.ground_late_s, (by - direct) / c, 1e-9);
        for (double hz = 100.0; hz < 2000.0; hz *= 1.3) {
            struct tct_complex q = tct_ground_reflection(200.0, hz, sum / by, by, c);
            double complex both = 1.0 + direct / by * (q.re - I * q.im) *
                                            cexp(-I * 2.0 * pi * hz * (by - direct) / c);
            double found = cabs(at_hz(y, hz)) / cabs(at_hz(x, hz));
            assert_near(found, cabs(both), 0.12);
        }
        tct_arena_free(&r.arena);
    }
}

/* A ridge of 20 m halfway, 10 m wide at its foot. */
static struct tct_terrain ridge(void)
{
    enum { COLUMNS = 161, ROWS = 5 };
    static float heights[COLUMNS * ROWS];
    for (int k = 0; k < COLUMNS * ROWS; k++)
        heights[k] = k % COLUMNS == 80 ? 20.0f : 0.0f;
    return (struct tct_terrain){-200.0, -10.0, 5.0, COLUMNS, ROWS, heights};
}

static void ridges_cast_maekawas_shadow(void **state)
{
    (void)state;
    struct range r;
    struct tct_scene_arrival open, behind;
    struct tct_terrain terrain = ridge();
    set_up(&r, 400.0);
    const float *x = record(&r, &open);
    r.scene.ground.terrain = &terrain;
    const float *y = record(&r, &behind);
    double c = tct_sound_speed_m_s(10.0), detour_m = 2.0 * hypot(200.0, 18.5) - 400.0;
    assert_near((double)behind.sound.detour_m, detour_m, 1e-4);
    assert_near(tct_time_between_s(open.onset_ns, behind.onset_ns), detour_m / c, 1e-6);
    struct tct_obstacle edge = {c, detour_m, 0.0, 0.0};
    for (double hz = 100.0; hz < 1500.0; hz *= 1.5) {
        double db = 20.0 * log10(cabs(at_hz(x, hz)) / cabs(at_hz(y, hz)));
        assert_near(db, tct_obstacle_db(&edge, hz), 0.6);
    }
    /* A station that sees over it loses nothing. */
    r.station.z_m = 60.0;
    struct tct_scene_arrival seen;
    (void)record(&r, &seen);
    assert_near((double)seen.sound.detour_m, 0.0, 0.0);
    tct_arena_free(&r.arena);
}

/* With the wind the ray passes over what screens it in still air. */
static void wind_carries_over_a_ridge(void **state)
{
    (void)state;
    struct range r;
    struct tct_scene_arrival a;
    struct tct_terrain terrain = ridge();
    set_up(&r, 400.0);
    r.station.z_m = r.shooter.z_m = 17.0;
    r.scene.ground.terrain = &terrain;
    (void)record(&r, &a);
    assert_true(a.sound.detour_m > 0.0f);
    r.air.windier_x_per_s = 0.1; /* the arc rises 0.1 / c 200^2 / 2 = 5.9 m over its chord */
    (void)record(&r, &a);
    assert_near((double)a.sound.detour_m, 0.0, 0.0);
    tct_arena_free(&r.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bent_air_shortens_the_time), cmocka_unit_test(upwind_lies_in_shadow),
        cmocka_unit_test(ground_interferes),          cmocka_unit_test(ridges_cast_maekawas_shadow),
        cmocka_unit_test(wind_carries_over_a_ridge),
    };
    return cmocka_run_group_tests_name("sim/ways", tests, NULL, NULL);
}
