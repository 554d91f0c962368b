/* Shots: bullets inside and outside of their cone, aimed muzzles, charges, shells that come down,
 * and what is no shot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "small_scene.h"

static const struct tct_scene_weapon carbine = {
    .peak_pa = 1500.0,
    .positive_phase_s = 0.001,
    .bullet = {0.00762, 0.026, 800.0, 0.0},
    .bullet_range_m = 2000.0,
};

/* Fired from the origin to the east, through 600 m. */
static struct tct_scene_shooter marksman(void)
{
    return (struct tct_scene_shooter){.z_m = 1.5,
                                      .bursts = &one_shot,
                                      .burst_count = 1,
                                      .aim = TCT_SCENE_AIM_PLACE,
                                      .aim_x_m = 600.0,
                                      .aim_z_m = 1.5};
}

static const struct tct_scene_arrival *find(const struct played *p, uint32_t station,
                                            enum tct_scene_kind kind)
{
    for (size_t i = 0; i < p->arrival_count; i++)
        if (p->arrivals[i].station == station && p->arrivals[i].sound.kind == kind)
            return &p->arrivals[i];
    return NULL;
}

static void shock_waves_come_where_the_cone_does(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_shooter shooter = marksman();
    struct tct_scene_station stations[] = {
        {.x_m = 300.0, .y_m = 20.0, .z_m = 1.5},  /* inside */
        {.x_m = -100.0, .y_m = 20.0, .z_m = 1.5}, /* behind the gun */
        {.x_m = 50.0, .y_m = 400.0, .z_m = 1.5},  /* beside the cone */
        {.x_m = 900.0, .y_m = 20.0, .z_m = 1.5},  /* behind the target */
    };
    scene.shooters = &shooter;
    scene.weapons = &carbine;
    scene.stations = stations;
    scene.station_count = TCT_COUNT(stations);
    struct played p = play(&scene);
    const struct tct_scene_arrival *crack = find(&p, 0, TCT_SCENE_SHOCK_WAVE);
    const struct tct_scene_arrival *thump = find(&p, 0, TCT_SCENE_MUZZLE_BLAST);
    assert_non_null(crack);
    assert_non_null(thump);
    double c = tct_sound_speed_m_s(10.0), mach = 800.0 / c, root = sqrt(mach * mach - 1.0);
    double exact_s = 300.0 / 800.0 + 20.0 * root / (mach * c);
    assert_near(tct_time_between_s(p.shots[0].time_ns, crack->onset_ns), exact_s, 2e-9);
    assert_true(crack->onset_ns < thump->onset_ns);
    struct tct_shock shock = tct_shock_wave(&carbine.bullet, mach, 20.0, c, 101325.0);
    assert_near(crack->peak_pa, shock.peak_pa, 1e-9 * shock.peak_pa);
    assert_near(crack->sound.length_s, shock.duration_s, 1e-12);
    assert_int_equal(crack->shot, 0);
    /* At right angles to the cone. */
    assert_near(-(double)crack->from_m[0] / hypot(crack->from_m[0], crack->from_m[1]), 1.0 / mach,
                1e-6);
    for (uint32_t i = 1; i < TCT_COUNT(stations); i++) {
        assert_null(find(&p, i, TCT_SCENE_SHOCK_WAVE));
        assert_non_null(find(&p, i, TCT_SCENE_MUZZLE_BLAST));
    }
    played_free(&p);
}

/* Bullets that are hardly faster than sound, or thick and far away, have long waves; all fit. */
static void any_bullet_can_be_recorded(void **state)
{
    (void)state;
    static const struct tct_bullet bullets[] = {
        {0.00762, 0.026, 337.5, 0.0}, {0.00762, 0.026, 860.0, 0.002}, {0.5, 0.001, 360.0, 0.0},
        {0.5, 0.001, 3000.0, 0.0},    {0.001, 3.0, 3000.0, 0.1},      {0.5, 3.0, 3000.0, 0.0},
    };
    for (size_t i = 0; i < TCT_COUNT(bullets); i++) {
        struct tct_scene scene = small_scene();
        struct tct_scene_shooter shooter = marksman();
        struct tct_scene_weapon weapon = carbine;
        struct tct_scene_station stations[] = {{.x_m = 300.0, .y_m = 20.0, .z_m = 1.5},
                                               {.x_m = 9000.0, .y_m = 9000.0}};
        shooter.aim_x_m = 10000.0;
        weapon.bullet = bullets[i];
        scene.duration_s = 60.0;
        scene.shooters = &shooter;
        scene.weapons = &weapon;
        scene.stations = stations;
        scene.station_count = 2;
        struct played p = play(&scene);
        for (uint32_t s = 0; s < 2; s++) {
            static float samples[60 * 12000];
            struct tct_recorder *recorder = NULL;
            assert_int_equal(tct_recorder_new(&scene, s, 0, 0, p.arrivals, p.arrival_count,
                                              &p.arena, &recorder, NULL),
                             TCT_OK);
            size_t count = tct_recorder_read(recorder, samples, TCT_COUNT(samples));
            for (size_t k = 0; k < count; k++)
                assert_true(isfinite(samples[k]));
        }
        played_free(&p);
    }
}

/* A wall along the line of fire: the crack comes again as it would to the station's image. */
static void walls_mirror_shock_waves(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_shooter shooter = marksman();
    struct tct_scene_station stations[] = {{.x_m = 300.0, .y_m = 20.0, .z_m = 1.5},
                                           {.x_m = 300.0, .y_m = 120.0, .z_m = 1.5}};
    struct tct_scene_wall wall = {{-50.0, 70.0}, {900.0, 70.0}, 4.0};
    scene.shooters = &shooter;
    scene.weapons = &carbine;
    scene.stations = stations;
    scene.station_count = 2;
    struct played open = play(&scene);
    const struct tct_scene_arrival *image = find(&open, 1, TCT_SCENE_SHOCK_WAVE);
    scene.echoes.walls = &wall;
    scene.echoes.wall_count = 1;
    scene.station_count = 1;
    struct played p = play(&scene);
    const struct tct_scene_arrival *echo = NULL;
    for (size_t i = 0; i < p.arrival_count; i++)
        if (p.arrivals[i].echo && p.arrivals[i].sound.kind == TCT_SCENE_SHOCK_WAVE)
            echo = &p.arrivals[i];
    assert_non_null(echo);
    assert_int_equal(echo->onset_ns, image->onset_ns);
    assert_near(echo->peak_pa / image->peak_pa, pow(10.0, -0.2), 1e-9);
    assert_near(echo->sound.range_m, image->sound.range_m, 1e-6);
    assert_true(echo->from_m[1] > 100.0f && echo->mach == 0.0f); /* from behind the wall */
    played_free(&open);
    played_free(&p);
}

static void aimed_muzzles_are_louder_in_front(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_shooter shooter = marksman();
    struct tct_scene_weapon weapon = carbine;
    struct tct_scene_station stations[] = {
        {.x_m = 500.0, .z_m = 1.5}, {.y_m = 500.0, .z_m = 1.5}, {.x_m = -500.0, .z_m = 1.5}};
    weapon.front_to_rear_db = 16.0;
    scene.shooters = &shooter;
    scene.weapons = &weapon;
    scene.stations = stations;
    scene.station_count = 3;
    struct played p = play(&scene);
    static const double db[] = {8.0, 0.0, -8.0};
    for (uint32_t i = 0; i < 3; i++) {
        const struct tct_scene_arrival *a = find(&p, i, TCT_SCENE_MUZZLE_BLAST);
        assert_near(20.0 * log10(a->peak_pa / (1500.0 / 500.0)), db[i], 1e-9);
    }
    played_free(&p);
}

static void charges_scale(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_weapon charge = {.kind = TCT_SCENE_CHARGE, .charge_kg = 8.0};
    struct tct_scene_station beside = {.x_m = one_shooter.x_m + 0.01, .y_m = one_shooter.y_m};
    scene.weapons = &charge;
    struct played p = play(&scene);
    assert_int_equal(p.arrival_count, scene.station_count);
    for (size_t i = 0; i < p.arrival_count; i++) {
        const struct tct_scene_arrival *a = &p.arrivals[i];
        struct tct_blast blast = tct_explosion(8.0, a->sound.range_m, 101325.0);
        assert_int_equal(a->sound.kind, TCT_SCENE_EXPLOSION);
        assert_near(a->peak_pa, blast.peak_pa, 1e-9 * blast.peak_pa);
        assert_near(a->sound.length_s, blast.positive_phase_s, 1e-12);
        assert_int_equal(tct_scene_class(a->sound.kind), TCT_CLASS_EXPLOSION);
    }
    /* Ten tons beside a station: loud, but recorded. */
    charge.charge_kg = 1e4;
    scene.stations = &beside;
    scene.station_count = 1;
    played_free(&p);
    p = play(&scene);
    assert_int_equal(p.arrival_count, 1);
    assert_true(isfinite(p.arrivals[0].heard_pa));
    played_free(&p);
}

static void shells_come_down(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    struct tct_scene_weapon weapons[] = {
        {.peak_pa = 20000.0,
         .positive_phase_s = 0.006,
         .kind = TCT_SCENE_LAUNCH,
         .impact = 2,
         .shell_speed_m_s = 250.0},
        {.kind = TCT_SCENE_CHARGE, .charge_kg = 5.0},
    };
    struct tct_scene_burst salvo = {.at_s = 1.0, .rounds = 2, .interval_s = 3.0};
    struct tct_scene_shooter shooter = {.bursts = &salvo,
                                        .burst_count = 1,
                                        .aim = TCT_SCENE_AIM_PLACE,
                                        .aim_x_m = 2000.0,
                                        .aim_y_m = -1500.0};
    scene.weapons = weapons;
    scene.weapon_count = 2;
    scene.shooters = &shooter;
    struct played p = play(&scene);
    assert_int_equal(p.shot_count, 4);
    size_t impacts = 0;
    for (size_t i = 0; i < p.shot_count; i++) {
        if (!p.shots[i].impact)
            continue;
        /* 2,500 m at 250 m/s. */
        double at_s = tct_time_between_s(scene.start_ns, p.shots[i].time_ns);
        assert_near(at_s, impacts == 0 ? 11.0 : 14.0, 2e-9);
        assert_near(p.shots[i].x_m, 2000.0, 0.0);
        assert_int_equal(p.shots[i].weapon, 1);
        impacts++;
    }
    assert_int_equal(impacts, 2);
    assert_non_null(find(&p, 4, TCT_SCENE_EXPLOSION));
    played_free(&p);
}

static void detections_name_a_class_as_surely_as_they_say(void **state)
{
    (void)state;
    struct tct_scene scene = many_rounds_scene();
    scene.hearing.class_right = 0.8;
    struct played p = play(&scene);
    size_t count;
    struct tct_scene_detection *found = detect(&scene, &p, &count);
    assert_true(count > 5000);
    double right = 0.0;
    for (size_t i = 0; i < count; i++) {
        const struct tct_detection *d = &found[i].detection;
        double sum = 0.0;
        for (int k = 0; k < TCT_CLASS_COUNT; k++)
            sum += d->class_p[k];
        assert_true(d->classified);
        assert_near(sum, 1.0, 1e-12);
        right += d->class_p[TCT_CLASS_MUZZLE_BLAST] == 0.8 ? 1.0 / (double)count : 0.0;
    }
    assert_near(right, 0.8, 5.0 * sqrt(0.16 / (double)count));
    played_free(&p);
}

static void doors_and_hammers_have_their_rate_and_level(void **state)
{
    (void)state;
    struct tct_scene scene = small_scene();
    scene.shooter_count = 0;
    scene.duration_s = 36000.0;
    scene.noise.white_pa = 0.01;
    scene.distractors = (struct tct_scene_distractors){60.0, 30.0, 20.0, 40.0};
    struct played p = play(&scene);
    double doors = 0.0, hammers = 0.0;
    for (size_t i = 0; i < p.arrival_count; i++) {
        const struct tct_scene_arrival *a = &p.arrivals[i];
        doors += a->sound.kind == TCT_SCENE_DOOR ? 1.0 : 0.0;
        hammers += a->sound.kind == TCT_SCENE_HAMMER ? 1.0 : 0.0;
        double db = tct_scene_snr_db(&scene, a);
        assert_true(db >= 20.0 && db <= 40.0 && a->shot == TCT_SCENE_NO_SHOT);
    }
    assert_near(doors, 3000.0, 5.0 * sqrt(3000.0));
    assert_near(hammers, 1500.0, 5.0 * sqrt(1500.0));
    played_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shock_waves_come_where_the_cone_does),
        cmocka_unit_test(any_bullet_can_be_recorded),
        cmocka_unit_test(walls_mirror_shock_waves),
        cmocka_unit_test(aimed_muzzles_are_louder_in_front),
        cmocka_unit_test(charges_scale),
        cmocka_unit_test(shells_come_down),
        cmocka_unit_test(detections_name_a_class_as_surely_as_they_say),
        cmocka_unit_test(doors_and_hammers_have_their_rate_and_level),
    };
    return cmocka_run_group_tests_name("sim/shots", tests, NULL, NULL);
}
