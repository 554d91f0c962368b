/* Bearings: exact where there is no noise, as sure as they say where there is, and not fooled by
 * one element. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array_world.h"

static const double DEG = M_PI / 180.0;
static const struct tct_bearing_air AIR = {343.0, 1.0};

/* Finds the bearings of the shots, whose onsets are seconds after the finder's sample `before`. */
static size_t find(struct array_world *world, const struct array_shot *shots, size_t shot_count,
                   uint64_t seed, struct tct_bearing bearings[TCT_BEARING_SOURCES])
{
    struct tct_bearing_config config = {world->rate_hz, world->elements, world->count};
    struct tct_bearing_finder *finder;
    struct tct_random random;
    const float *channels[TCT_ELEMENTS_MAX];
    size_t bytes = tct_bearing_finder_bytes(&config);
    void *memory = malloc(bytes);
    assert_int_equal(tct_bearing_finder_init(memory, bytes, &config, &finder, NULL), TCT_OK);
    tct_random_init(&random, seed, 0);
    size_t before = tct_bearing_before(finder);
    world_noise(world, before + tct_bearing_after(finder), &random);
    for (size_t i = 0; i < shot_count; i++) {
        struct array_shot shot = shots[i];
        shot.onset_s += (double)before / world->rate_hz;
        world_add(world, &shot);
    }
    for (size_t i = 0; i < world->count; i++)
        channels[i] = world->samples[i];
    memset(bearings, 0, TCT_BEARING_SOURCES * sizeof(*bearings));
    size_t found = tct_bearing_find(finder, channels, UINT32_MAX >> (32 - world->count), &AIR,
                                    bearings, TCT_BEARING_SOURCES);
    world_free(world);
    free(memory);
    return found;
}

static struct array_world ring(size_t count, double db, double turn)
{
    struct array_world world;
    world_ring(&world, count, 0.25, turn, 48000);
    world.sampling = SAMPLING_ROUNDED;
    for (size_t i = 0; i < count; i++)
        world.noise[i] = pow(10.0, -db / 20.0);
    return world;
}

static struct array_shot shot_from(double azimuth_deg, double elevation_deg)
{
    return (struct array_shot){.azimuth_rad = azimuth_deg * DEG,
                               .elevation_rad = elevation_deg * DEG,
                               .peak = 1.0,
                               .tau_s = 0.6e-3};
}

static double apart_deg(double a, double b)
{
    return fabs(remainder(a - b, 2.0 * M_PI)) / DEG;
}

static void a_clear_shot_is_where_it_is(void **state)
{
    (void)state;
    struct tct_bearing bearings[2];
    for (double azimuth = 3.0; azimuth < 360.0; azimuth += 51.0) {
        struct array_world world = ring(6, 60.0, 0.3);
        struct array_shot shot = shot_from(azimuth, 20.0);
        assert_int_equal(find(&world, &shot, 1, 1, bearings), 1);
        assert_true(apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) < 0.03);
        assert_true(fabs(bearings[0].elevation_rad / DEG - 20.0) < 1.0);
        /* The trace of the wave on the ground: c / cos 20 degrees. */
        assert_true(fabs(bearings[0].apparent_speed_m_s - 365.01) < 1.0);
        /* Away from the source, so that x and y are minus sine and cosine of the azimuth. */
        assert_true(bearings[0].slowness_s_m[0] * sin(shot.azimuth_rad) < 1e-6);
        assert_true(isnan(bearings[0].slowness_s_m[2]));
        assert_int_equal(bearings[0].used, 0x3f);
        assert_int_equal(bearings[0].wrong | bearings[0].turned, 0);
        assert_true(bearings[0].f_statistic > 100.0);
        assert_true(fabs(bearings[0].onset_offset) < 5.0);
    }
}

static void a_box_of_elements_tells_below_from_above(void **state)
{
    (void)state;
    static const double PLACES[5][3] = {
        {0, 0, 0}, {0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}, {0.4, 0.3, 0.2}};
    struct tct_bearing bearings[2];
    for (double elevation = -40.3; elevation < 60.0; elevation += 20.0) {
        struct array_world world = ring(5, 50.0, 0.0);
        for (size_t i = 0; i < 5; i++) {
            world.elements[i].x_m = PLACES[i][0];
            world.elements[i].y_m = PLACES[i][1];
            world.elements[i].z_m = PLACES[i][2];
            world.truth[i] = world.elements[i];
        }
        struct array_shot shot = shot_from(200.0, elevation);
        assert_int_equal(find(&world, &shot, 1, 2, bearings), 1);
        assert_true(apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) < 0.06);
        assert_true(fabs(bearings[0].elevation_rad - shot.elevation_rad) < 0.08 * DEG);
        assert_true(bearings[0].elevation_sigma_rad < 0.06 * DEG);
        assert_true(isfinite(bearings[0].slowness_s_m[2]));
    }
}

/* The same noise, everything turned: the samples are the same, and so is all but the azimuth. */
static void turning_the_array_turns_the_bearing(void **state)
{
    (void)state;
    struct tct_bearing one[2], turned[2];
    struct array_shot shot = shot_from(40.0, 10.0);
    struct array_world world = ring(5, 15.0, 1.0);
    assert_int_equal(find(&world, &shot, 1, 3, one), 1);
    /* Angles of elements run from x to y, azimuths from y to x. */
    world = ring(5, 15.0, 1.0 - 0.7);
    shot.azimuth_rad += 0.7;
    assert_int_equal(find(&world, &shot, 1, 3, turned), 1);
    assert_true(apart_deg(turned[0].azimuth_rad, one[0].azimuth_rad + 0.7) < 0.02);
    assert_true(fabs(turned[0].azimuth_sigma_rad / one[0].azimuth_sigma_rad - 1.0) < 0.03);
    assert_true(fabs(turned[0].elevation_rad - one[0].elevation_rad) < 0.05 * DEG);
}

static void the_order_of_elements_does_not_matter(void **state)
{
    (void)state;
    static const size_t ORDER[6] = {4, 2, 0, 5, 1, 3};
    struct array_world world = ring(6, 15.0, 0.2);
    struct tct_bearing_config config = {world.rate_hz, world.elements, 6};
    struct tct_element shuffled[6];
    const float *straight[6], *crossed[6];
    struct tct_bearing_finder *finders[2];
    struct tct_random random;
    struct tct_bearing one, other;
    size_t bytes = tct_bearing_finder_bytes(&config);
    void *memories[2] = {malloc(bytes), malloc(bytes)};
    assert_int_equal(tct_bearing_finder_init(memories[0], bytes, &config, &finders[0], NULL),
                     TCT_OK);
    size_t before = tct_bearing_before(finders[0]);
    tct_random_init(&random, 4, 0);
    world_noise(&world, before + tct_bearing_after(finders[0]), &random);
    struct array_shot shot = shot_from(310.0, 5.0);
    shot.onset_s = (double)before / world.rate_hz;
    world_add(&world, &shot);
    for (size_t i = 0; i < 6; i++) {
        straight[i] = world.samples[i];
        crossed[i] = world.samples[ORDER[i]];
        shuffled[i] = world.elements[ORDER[i]];
    }
    config.elements = shuffled;
    assert_int_equal(tct_bearing_finder_init(memories[1], bytes, &config, &finders[1], NULL),
                     TCT_OK);
    assert_int_equal(tct_bearing_find(finders[0], straight, 0x3f, &AIR, &one, 1), 1);
    assert_int_equal(tct_bearing_find(finders[1], crossed, 0x3f, &AIR, &other, 1), 1);
    assert_true(apart_deg(one.azimuth_rad, other.azimuth_rad) < 0.02);
    assert_true(fabs(one.azimuth_sigma_rad / other.azimuth_sigma_rad - 1.0) < 0.03);
    world_free(&world);
    free(memories[0]);
    free(memories[1]);
}

/* Of 150 bearings that hold with 95 % each, 131 to 149 hold but once in 10,000 such tests. */
static void standard_errors_are_true(void **state)
{
    (void)state;
    static const double LEVELS[] = {30.0, 10.0};
    for (size_t l = 0; l < TCT_COUNT(LEVELS); l++) {
        struct tct_random random;
        struct tct_bearing bearings[2];
        int inside = 0, trials = 150;
        double bound = 0.0, square = 0.0;
        tct_random_init(&random, 5, l);
        for (int t = 0; t < trials; t++) {
            struct array_world world = ring(6, LEVELS[l], 6.0 * tct_random_uniform(&random));
            struct array_shot shot =
                shot_from(360.0 * tct_random_uniform(&random), 30.0 * tct_random_uniform(&random));
            shot.onset_s = 0.001 * (tct_random_uniform(&random) - 0.5);
            assert_int_equal(find(&world, &shot, 1, 1000 + (uint64_t)t, bearings), 1);
            double error = apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) * DEG;
            inside += error <= 1.96 * bearings[0].azimuth_sigma_rad;
            bound += world_bound_rad(&world, &shot) / trials;
            square += fmin(error * error, 0.01) / trials;
        }
        assert_in_range(inside, 131, 149);
        /* No better than can be, and not twice as bad. */
        assert_true(sqrt(square) > 0.85 * bound && sqrt(square) < 2.0 * bound);
    }
}

static int by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Sharp fronts, sampled: images of their spectrum move each delay by up to a twentieth of a sample,
 * which is 0.05 degrees here, where noise does next to nothing. One of the elements may hear far
 * less than the others, and must not spoil what they say. */
static void what_is_lost_between_samples_is_made_good(void **state)
{
    (void)state;
    enum { TRIALS = 41 };
    for (int weak = 0; weak < 2; weak++) {
        struct tct_random random;
        struct tct_bearing bearings[2];
        double error[TRIALS];
        int inside = 0;
        tct_random_init(&random, 7, 0);
        for (size_t t = 0; t < TRIALS; t++) {
            struct array_world world = ring(6, 50.0, 6.0 * tct_random_uniform(&random));
            world.sampling = SAMPLING_AVERAGED;
            world.noise[0] *= weak ? 50.0 : 1.0;
            struct array_shot shot =
                shot_from(360.0 * tct_random_uniform(&random), 30.0 * tct_random_uniform(&random));
            shot.onset_s = 0.001 * (tct_random_uniform(&random) - 0.5);
            assert_int_equal(find(&world, &shot, 1, 2000 + t, bearings), 1);
            error[t] = apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad);
            inside += error[t] * DEG <= 1.96 * bearings[0].azimuth_sigma_rad;
        }
        qsort(error, TRIALS, sizeof(double), by_size);
        assert_true(error[TRIALS / 2] < (weak ? 0.03 : 0.012));
        assert_in_range(inside, 33, TRIALS);
    }
}

static void an_element_that_contradicts_is_found(void **state)
{
    (void)state;
    struct tct_bearing bearings[2];
    struct array_shot shot = shot_from(100.0, 10.0);
    struct array_world world = ring(6, 25.0, 0.0);
    world.late_s[2] = 0.4e-3;
    assert_int_equal(find(&world, &shot, 1, 6, bearings), 1);
    assert_int_equal(bearings[0].wrong, 1 << 2);
    assert_int_equal(bearings[0].used, 0x3f & ~(1 << 2));
    assert_true(apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) < 1.0);

    world = ring(6, 25.0, 0.0);
    world.gain[4] = -1.0;
    assert_int_equal(find(&world, &shot, 1, 6, bearings), 1);
    assert_int_equal(bearings[0].turned, 1 << 4);
    assert_true(apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) < 1.0);

    world = ring(6, 25.0, 0.0);
    world.noise[1] *= 100.0;
    assert_int_equal(find(&world, &shot, 1, 6, bearings), 1);
    assert_true(apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) < 1.0);

    world = ring(4, 25.0, 0.0);
    world.noise[3] = 0.0; /* cut off: not one sample of sound */
    world.gain[3] = 0.0;
    assert_int_equal(find(&world, &shot, 1, 6, bearings), 1);
    assert_int_equal(bearings[0].used, 0x7);
    assert_true(apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) < 1.5);
}

static void places_that_are_not_sure_widen_the_error(void **state)
{
    (void)state;
    struct tct_bearing sure[2], unsure[2];
    struct array_shot shot = shot_from(100.0, 0.0);
    struct array_world world = ring(6, 30.0, 0.0);
    assert_int_equal(find(&world, &shot, 1, 7, sure), 1);
    world = ring(6, 30.0, 0.0);
    for (size_t i = 0; i < 6; i++)
        world.elements[i].position_sigma_m = 0.01;
    assert_int_equal(find(&world, &shot, 1, 7, unsure), 1);
    /* 0.01 m across the wave, over the root of the sum of the places' squares. */
    double expected = 0.01 / sqrt(6.0 * 0.25 * 0.25 / 2.0);
    assert_true(unsure[0].azimuth_sigma_rad > 0.9 * expected);
    assert_true(unsure[0].azimuth_sigma_rad < 1.4 * expected);
    assert_true(sure[0].azimuth_sigma_rad < 0.5 * unsure[0].azimuth_sigma_rad);
}

static void two_shots_at_once_are_two_bearings(void **state)
{
    (void)state;
    struct tct_bearing bearings[2];
    struct array_shot shots[2] = {shot_from(30.0, 5.0), shot_from(160.0, 15.0)};
    shots[1].onset_s = 0.8e-3;
    shots[1].peak = 0.6;
    struct array_world world = ring(6, 35.0, 0.0);
    assert_int_equal(find(&world, shots, 2, 8, bearings), 2);
    bool crossed = apart_deg(bearings[0].azimuth_rad, shots[0].azimuth_rad) > 60.0;
    for (size_t i = 0; i < 2; i++) {
        double off = apart_deg(bearings[i].azimuth_rad, shots[i ^ (size_t)crossed].azimuth_rad);
        assert_true(off < 1.0 && off < 4.0 * bearings[i].azimuth_sigma_rad / DEG);
    }
    /* And one shot is one. */
    for (uint64_t seed = 0; seed < 10; seed++) {
        world = ring(6, 35.0, 0.0);
        assert_int_equal(find(&world, shots, 1, seed, bearings), 1);
    }
}

/* A flat array hears the same from both sides of its plane. One that is tilted cannot take the one
 * above the ground, and must not choose by chance. */
static void a_tilted_flat_array_does_not_choose_a_side(void **state)
{
    (void)state;
    static const double TILT = 55.0 * M_PI / 180.0;
    size_t told = 0, untold = 0;
    for (double azimuth = 1.0; azimuth < 360.0; azimuth += 13.0) {
        struct array_world world = ring(6, 20.0, 0.1);
        struct array_shot shot = shot_from(azimuth, 15.0);
        struct tct_bearing bearings[2];
        for (size_t i = 0; i < world.count; i++) {
            struct tct_element *e = &world.elements[i];
            e->z_m = e->y_m * sin(TILT);
            e->y_m *= cos(TILT);
            world.truth[i] = *e;
        }
        /* From the plane to the direction, whose mirror is twice as far. */
        double off = asin(-sin(TILT) * cos(shot.azimuth_rad) * cos(shot.elevation_rad) +
                          cos(TILT) * sin(shot.elevation_rad));
        assert_true(find(&world, &shot, 1, (uint64_t)azimuth, bearings) >= 1);
        if (fabs(off) > 13.0 * DEG) {
            assert_true(isnan(bearings[0].azimuth_rad));
            untold++;
        } else if (fabs(off) < 7.0 * DEG) {
            assert_true(apart_deg(bearings[0].azimuth_rad, shot.azimuth_rad) < 20.0);
            told++;
        }
    }
    assert_true(told >= 2 && untold >= 15);
}

static void a_line_of_elements_has_no_bearing(void **state)
{
    (void)state;
    struct tct_bearing bearings[2];
    struct array_shot shot = shot_from(30.0, 5.0);
    struct array_world world = ring(4, 30.0, 0.0);
    for (size_t i = 0; i < 4; i++) {
        world.elements[i] = (struct tct_element){.x_m = 0.2 * (double)i};
        world.truth[i] = world.elements[i];
    }
    assert_int_equal(find(&world, &shot, 1, 9, bearings), 0);
    /* Upright, it cannot tell what is before it from what is behind it. */
    world = ring(4, 40.0, 0.0);
    for (size_t i = 0; i < 4; i++) {
        world.elements[i] =
            (struct tct_element){.x_m = 0.3 * (double)(i % 2), .z_m = 0.3 * (double)(i / 2)};
        world.truth[i] = world.elements[i];
    }
    assert_int_equal(find(&world, &shot, 1, 9, bearings), 1);
    assert_true(isnan(bearings[0].azimuth_rad));
}

static void noise_has_no_bearing(void **state)
{
    (void)state;
    struct tct_bearing bearings[2];
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct array_world world = ring(6, 20.0, 0.0);
        assert_int_equal(find(&world, NULL, 0, seed, bearings), 0);
    }
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    struct tct_error err;
    struct tct_bearing_finder *finder;
    struct array_world world = ring(6, 20.0, 0.0);
    struct tct_bearing_config config = {48000, world.elements, 2};
    assert_int_equal(tct_bearing_finder_init(NULL, 0, &config, &finder, &err), TCT_ERR_USE);
    config.count = 6;
    assert_int_equal(tct_bearing_finder_init(NULL, 0, &config, &finder, &err), TCT_ERR_USE);
    config.rate_hz = (double)NAN;
    assert_int_equal(tct_bearing_finder_init(NULL, 0, &config, &finder, &err), TCT_ERR_USE);
    config.rate_hz = 192000;
    for (size_t i = 0; i < 6; i++)
        world.elements[i].x_m *= 1000.0;
    assert_int_equal(tct_bearing_finder_init(NULL, 0, &config, &finder, &err), TCT_ERR_UNSUPPORTED);
    assert_non_null(strstr(err.text, "too wide"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clear_shot_is_where_it_is),
        cmocka_unit_test(a_box_of_elements_tells_below_from_above),
        cmocka_unit_test(turning_the_array_turns_the_bearing),
        cmocka_unit_test(the_order_of_elements_does_not_matter),
        cmocka_unit_test(standard_errors_are_true),
        cmocka_unit_test(what_is_lost_between_samples_is_made_good),
        cmocka_unit_test(an_element_that_contradicts_is_found),
        cmocka_unit_test(places_that_are_not_sure_widen_the_error),
        cmocka_unit_test(two_shots_at_once_are_two_bearings),
        cmocka_unit_test(a_tilted_flat_array_does_not_choose_a_side),
        cmocka_unit_test(a_line_of_elements_has_no_bearing),
        cmocka_unit_test(noise_has_no_bearing),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
