/* Paths: arcs, shadows, edges, the ground's reflection and their filters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <complex.h>
#include <math.h>

#include "tacet/acoustics.h"

static const double pi = 3.14159265358979323846, c = 340.0;
static const struct tct_air cool = {10.0, 0.7, 101325.0};

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

static void arcs_are_faster_than_straight_lines(void **state)
{
    (void)state;
    assert_near(tct_arc_time_s(1000.0, c, c, 0.0), 1000.0 / c, 1e-15);
    /* By series r / c (1 - x^2 / 24 + 3 x^4 / 640), x = g r / c. */
    for (double g = -0.2; g < 0.25; g += 0.1) {
        double x = g * 1000.0 / c;
        assert_near(tct_arc_time_s(1000.0, c, c, g),
                    1000.0 / c * (1.0 - x * x / 24.0 + 3.0 * pow(x, 4.0) / 640.0), 2e-4);
    }
    /* By summing along the circle through both ends of a path of 2 km in a gradient of 0.1 / s: its
     * centre lies where the speed would be 0. */
    double g = 0.1, depth = c / g, half = 1000.0, sum_s = 0.0;
    double radius = hypot(half, depth), angle = atan(half / depth);
    int steps = 200000;
    for (int i = 0; i < steps; i++) {
        double a = angle * ((i + 0.5) / steps * 2.0 - 1.0);
        sum_s += radius * 2.0 * angle / steps / (g * radius * cos(a));
    }
    assert_near(tct_arc_time_s(2.0 * half, c, c, g), sum_s, 1e-8);
}

static void shadows_begin_behind_the_grazing_ray(void **state)
{
    (void)state;
    double g = -0.1, radius = c / 0.1;
    double edge = tct_shadow_edge_m(1.5, 4.0, c, g);
    assert_near(edge, sqrt(2.0 * radius * 1.5) + sqrt(2.0 * radius * 4.0), 1e-9);
    assert_true(isinf(tct_shadow_edge_m(1.5, 4.0, c, 0.05)));
    /* The parabola that touches the ground at x = 0 passes through both heights. */
    double xa = sqrt(2.0 * radius * 1.5), xb = edge - xa;
    assert_near(xa * xa / (2.0 * radius), 1.5, 1e-9);
    assert_near(xb * xb / (2.0 * radius), 4.0, 1e-9);
}

static void shadows_darken_with_way_and_pitch(void **state)
{
    (void)state;
    struct tct_obstacle o = {.sound_speed_m_s = c, .shadow_m = 100.0, .bending_per_s = -0.1};
    /* sqrt(3)/2 1.0188 (k / 2 R^2)^(1/3) of 500 Hz and 3.4 km: 0.0065 Np a metre. */
    double at_500 = tct_obstacle_db(&o, 500.0);
    assert_near(at_500, 5.64, 0.02);
    assert_near(tct_obstacle_db(&o, 4000.0) / at_500, 2.0, 1e-9);
    o.shadow_m = 200.0;
    assert_near(tct_obstacle_db(&o, 500.0) / at_500, 2.0, 1e-9);
    o.shadow_m = 5000.0;
    assert_near(tct_obstacle_db(&o, 500.0), 25.0, 1e-12); /* what turbulence scatters */
    o.shadow_m = 0.0;
    assert_near(tct_obstacle_db(&o, 500.0), 0.0, 0.0);
}

static void edges_are_maekawas(void **state)
{
    (void)state;
    struct tct_obstacle o = {.sound_speed_m_s = c, .detour_m = 0.34};
    /* N = 2 detour / wave length. */
    assert_near(tct_obstacle_db(&o, 500.0), 10.0 * log10(3.0 + 20.0 * 1.0), 1e-12);
    assert_near(tct_obstacle_db(&o, 1500.0), 10.0 * log10(3.0 + 20.0 * 3.0), 1e-12);
    assert_near(tct_obstacle_db(&o, 50.0), 10.0 * log10(3.0 + 20.0 * 0.1), 1e-12);
}

/* Q of chosen grounds, computed by another program with another implementation of Faddeeva's
 * function. */
static void ground_reflects_as_computed_elsewhere(void **state)
{
    (void)state;
    static const struct {
        double resistivity, hz, sine, range_m, re, im;
    } known[] = {
        {200, 100, 0.02, 150, 0.358839, 1.085833},    {200, 500, 0.02, 150, -0.856367, 0.215863},
        {200, 2000, 0.006, 500, -0.969961, 0.026018}, {20000, 1000, 0.02, 150, 0.739723, 0.442554},
        {30, 250, 0.1, 40, -0.553793, 0.352029},      {200, 5000, 0.5, 10, 0.035871, 0.288219},
    };
    for (size_t i = 0; i < TCT_COUNT(known); i++) {
        struct tct_complex q = tct_ground_reflection(known[i].resistivity, known[i].hz,
                                                     known[i].sine, known[i].range_m, c);
        assert_near(q.re, known[i].re, 2e-5);
        assert_near(q.im, known[i].im, 2e-5);
    }
    /* Hard ground mirrors. */
    assert_near(tct_ground_reflection(1e9, 100.0, 0.5, 100.0, c).re, 1.0, 0.01);
}

static double complex response(const double *taps, size_t count, double turns_per_sample)
{
    double complex sum = 0.0;
    for (size_t n = 0; n < count; n++)
        sum += taps[n] * cexp(-I * 2.0 * pi * turns_per_sample * (double)n);
    return sum;
}

static void ground_filter_follows_its_coefficient(void **state)
{
    (void)state;
    static struct tct_air_filter filter;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    assert_int_equal(tct_air_filter_init_long(&filter, &cool, 12000.0, NULL), TCT_OK);
    static const double grounds[] = {30.0, 200.0, 20000.0}, sines[] = {0.006, 0.02, 0.2};
    for (size_t g = 0; g < TCT_COUNT(grounds); g++) {
        for (size_t s = 0; s < TCT_COUNT(sines); s++) {
            double range_m = 3.0 / sines[s];
            tct_ground_taps(&filter, grounds[g], sines[s], range_m, c, taps);
            for (double hz = 50.0; hz < 2200.0; hz *= 1.2) {
                struct tct_complex q = tct_ground_reflection(grounds[g], hz, sines[s], range_m, c);
                /* The impedance's formulas are not quite causal, and a filter ends at half the
                 * rate. */
                double complex h = response(taps, filter.tap_count, hz / 12000.0);
                assert_near(creal(h), q.re, 0.03);
                assert_near(-cimag(h), q.im, 0.11); /* exp(+i w t) there, exp(-i w t) here */
            }
        }
    }
}

static void obstacle_filter_follows_its_loss(void **state)
{
    (void)state;
    static struct tct_air_filter filter;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    assert_int_equal(tct_air_filter_init_long(&filter, &cool, 12000.0, NULL), TCT_OK);
    static const struct tct_obstacle obstacles[] = {
        {.sound_speed_m_s = 340.0, .detour_m = 0.05},
        {.sound_speed_m_s = 340.0, .detour_m = 3.0},
        {.sound_speed_m_s = 340.0, .shadow_m = 150.0, .bending_per_s = -0.1},
    };
    for (size_t i = 0; i < TCT_COUNT(obstacles); i++) {
        tct_obstacle_taps(&filter, 500.0, &obstacles[i], taps);
        for (double hz = 100.0; hz < 5000.0; hz *= 1.1) {
            double exact_db =
                500.0 * tct_absorption_db_per_m(&cool, hz) + tct_obstacle_db(&obstacles[i], hz);
            double complex h = response(taps, filter.tap_count, hz / 12000.0);
            assert_near(-20.0 * log10(cabs(h)), exact_db, 0.6);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arcs_are_faster_than_straight_lines),
        cmocka_unit_test(shadows_begin_behind_the_grazing_ray),
        cmocka_unit_test(shadows_darken_with_way_and_pitch),
        cmocka_unit_test(edges_are_maekawas),
        cmocka_unit_test(ground_reflects_as_computed_elsewhere),
        cmocka_unit_test(ground_filter_follows_its_coefficient),
        cmocka_unit_test(obstacle_filter_follows_its_loss),
    };
    return cmocka_run_group_tests_name("acoustics/paths", tests, NULL, NULL);
}
