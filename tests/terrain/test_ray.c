/* Rays: a ridge, the earth's bend, holes, both directions; and covers against all choices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "tacet/terrain/sight.h"

enum { SIDE = 41 };

static float heights[SIDE * SIDE];

static struct tct_dem flat(void)
{
    for (int i = 0; i < SIDE * SIDE; i++)
        heights[i] = 0.0f;
    return (struct tct_dem){.columns = SIDE,
                            .rows = SIDE,
                            .north_m = 410.0,
                            .step_x_m = 10.0,
                            .step_y_m = 10.0,
                            .earth_diameter_m = 2.0 * 6378137.0,
                            .heights_m = heights,
                            .reference = ""};
}

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

static void a_ridge_blocks(void **state)
{
    (void)state;
    struct tct_dem dem = flat();
    for (int r = 0; r < SIDE; r++)
        heights[r * SIDE + 20] = 30.0f; /* its top along x = 205 */
    struct tct_sight_end a = {105.0, 205.0, 2.0}, b = {305.0, 205.0, 4.0};
    struct tct_ray ray = tct_sight_ray(&dem, &a, &b, 0.0);
    assert_int_equal(ray.state, TCT_SIGHT_HIDDEN);
    assert_near(ray.clearance_m, 3.0 - 30.0, 1e-6);
    assert_near(ray.along_m, 100.0, 1e-6);
    struct tct_ray back = tct_sight_ray(&dem, &b, &a, 0.0);
    assert_near(back.clearance_m, ray.clearance_m, 1e-6);
    a.height_m = b.height_m = 31.0;
    ray = tct_sight_ray(&dem, &a, &b, 0.0);
    assert_int_equal(ray.state, TCT_SIGHT_SEEN);
    assert_near(ray.clearance_m, 1.0, 1e-6);
}

/* Over a plain the earth itself rises by x (d - x) / D in the middle. */
static void the_earth_bends(void **state)
{
    (void)state;
    struct tct_dem dem = flat();
    dem.earth_diameter_m = 2000.0;
    struct tct_sight_end a = {5.0, 205.0, 30.0}, b = {405.0, 205.0, 30.0};
    struct tct_ray ray = tct_sight_ray(&dem, &a, &b, 1.0);
    assert_near(ray.clearance_m, 30.0 - 200.0 * 200.0 / 2000.0, 1e-6);
    assert_near(ray.along_m, 200.0, 1e-3);
    assert_near(tct_sight_ray(&dem, &a, &b, 0.5).clearance_m, 20.0, 1e-6);
}

/* The bilinear surface, written anew. */
static double surface_m(double x_m, double y_m)
{
    double u = x_m / 10.0 - 0.5, v = (410.0 - y_m) / 10.0 - 0.5;
    int c = (int)u, r = (int)v;
    double p = u - c, q = v - r;
    const float *h = heights + r * SIDE + c;
    return (1.0 - q) * ((1.0 - p) * (double)h[0] + p * (double)h[1]) +
           q * ((1.0 - p) * (double)h[SIDE] + p * (double)h[SIDE + 1]);
}

/* The lowest of many samples is never lower than what is found, and hardly higher. */
static void it_is_the_least(void **state)
{
    (void)state;
    struct tct_dem dem = flat();
    struct tct_random random;
    tct_random_init(&random, 3, 0);
    for (int i = 0; i < SIDE * SIDE; i++)
        heights[i] = (float)(20.0 * tct_random_uniform(&random));
    for (int i = 0; i < 200; i++) {
        struct tct_sight_end end[2];
        for (int k = 0; k < 2; k++)
            end[k] = (struct tct_sight_end){10.0 + 390.0 * tct_random_uniform(&random),
                                            10.0 + 390.0 * tct_random_uniform(&random), 25.0};
        struct tct_ray ray = tct_sight_ray(&dem, &end[0], &end[1], 0.0);
        double least = INFINITY;
        double from = surface_m(end[0].x_m, end[0].y_m) + end[0].height_m;
        double to = surface_m(end[1].x_m, end[1].y_m) + end[1].height_m;
        for (int s = 0; s <= 4000; s++) {
            double t = s / 4000.0;
            double ground = surface_m(end[0].x_m + t * (end[1].x_m - end[0].x_m),
                                      end[0].y_m + t * (end[1].y_m - end[0].y_m));
            least = fmin(least, from + t * (to - from) - ground);
        }
        if (ray.clearance_m > least + 1e-6 || ray.clearance_m < least - 0.2)
            fail_msg("found %g, by samples %g", ray.clearance_m, least);
        struct tct_ray back = tct_sight_ray(&dem, &end[1], &end[0], 0.0);
        assert_near(back.clearance_m, ray.clearance_m, 1e-6);
    }
}

static void holes_and_edges_are_not_known(void **state)
{
    (void)state;
    struct tct_dem dem = flat();
    heights[20 * SIDE + 20] = (float)NAN;
    struct tct_sight_end a = {105.0, 205.0, 2.0}, b = {305.0, 205.0, 2.0}, off = {500.0, 0.0, 2.0};
    assert_int_equal(tct_sight_ray(&dem, &a, &b, 0.0).state, TCT_SIGHT_UNKNOWN);
    assert_int_equal(tct_sight_ray(&dem, &a, &off, 0.0).state, TCT_SIGHT_BEYOND);
    b.y_m = a.y_m = 235.0;
    assert_int_equal(tct_sight_ray(&dem, &a, &b, 0.0).state, TCT_SIGHT_SEEN);
    b.y_m = a.y_m = 205.0;
    heights[20 * SIDE + 26] = 9.0f; /* hides whatever the hole holds */
    assert_int_equal(tct_sight_ray(&dem, &a, &b, 0.0).state, TCT_SIGHT_HIDDEN);
    struct tct_sight_end in = {205.0, 205.0, 2.0};
    assert_int_equal(tct_sight_ray(&dem, &a, &in, 0.0).state, TCT_SIGHT_UNKNOWN);
}

/* Of all choices of two among eight sets: none beats the bound, and the greedy one is within it. */
static void covers_are_bounded(void **state)
{
    (void)state;
    enum { SETS = 8, WANTED = 2 };
    struct tct_random random;
    tct_random_init(&random, 4, 0);
    for (int i = 0; i < 200; i++) {
        uint64_t members[SETS], covered[1];
        size_t gains[SETS], chosen[SETS], held[SETS], bound, best = 0;
        for (int s = 0; s < SETS; s++) {
            members[s] = 0;
            for (int k = 0; k < 40; k++)
                members[s] |= (uint64_t)(tct_random_uniform(&random) < 0.3) << k;
        }
        struct tct_cover cover = {SETS, 40, 1, members, covered, gains};
        size_t count = tct_cover_choose(&cover, WANTED, chosen, held, &bound);
        for (int a = 0; a < SETS; a++)
            for (int b = 0; b < SETS; b++) {
                size_t both = (size_t)__builtin_popcountll(members[a] | members[b]);
                best = both > best ? both : best;
            }
        assert_int_equal(count, WANTED);
        assert_int_equal(held[1], __builtin_popcountll(members[chosen[0]] | members[chosen[1]]));
        assert_true(best <= bound && held[1] <= best);
        assert_true((double)held[1] >= 0.75 * (double)best); /* 1 - (1 - 1/2)^2 */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ridge_blocks),     cmocka_unit_test(the_earth_bends),
        cmocka_unit_test(it_is_the_least),    cmocka_unit_test(holes_and_edges_are_not_known),
        cmocka_unit_test(covers_are_bounded),
    };
    return cmocka_run_group_tests_name("ray", tests, NULL, NULL);
}
