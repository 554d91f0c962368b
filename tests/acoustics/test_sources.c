/* Sources: shock waves against Whitham's numbers, their way to a receiver against brute force,
 * explosions against the curves that they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tacet/acoustics.h"

static const double c = 343.0, sea_level_pa = 101325.0;
static const struct tct_bullet ball = {0.00762, 0.026, 2.1 * 343.0, 0.0};

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

static void shock_waves_are_whithams(void **state)
{
    (void)state;
    static const double miss_m[] = {5.0, 20.0, 50.0}, us[] = {200.0, 282.0, 355.0},
                        pa[] = {355.3, 125.6, 63.2};
    for (size_t i = 0; i < TCT_COUNT(miss_m); i++) {
        struct tct_shock shock = tct_shock_wave(&ball, 2.1, miss_m[i], c, sea_level_pa);
        assert_near(1e6 * shock.duration_s, us[i], 0.5);
        assert_near(shock.peak_pa, pa[i], 0.05);
        assert_near(shock.rise_s / (6.8e-8 / c * sea_level_pa / pa[i]), 1.0, 1e-3);
    }
}

/* Of a bullet that does not slow down the cone is straight: x = along - miss / sqrt(M^2 - 1). */
static void cone_leaves_where_it_should(void **state)
{
    (void)state;
    struct tct_shock_emission e;
    assert_true(tct_shock_emission(&ball, c, 300.0, 20.0, 600.0, &e));
    double root = sqrt(2.1 * 2.1 - 1.0);
    assert_near(e.flown_m, 300.0 - 20.0 / root, 1e-6);
    assert_near(e.leg_m, 20.0 * 2.1 / root, 1e-6);
    assert_near(e.mach, 2.1, 1e-12);
    double arrival_s = e.flight_s + e.leg_m / c;
    assert_near(arrival_s, 300.0 / ball.speed_m_s + 20.0 * root / (2.1 * c), 1e-9);
    assert_true(arrival_s < hypot(300.0, 20.0) / c); /* before the muzzle blast */
    /* The cone's half angle: what the wave's way encloses with the front, asin(1 / M). */
    assert_near((300.0 - e.flown_m) / e.leg_m, 1.0 / 2.1, 1e-9);
}

static void shock_is_heard_inside_the_cone_only(void **state)
{
    (void)state;
    struct tct_shock_emission e;
    double edge = 100.0 * tan(acos(1.0 / 2.1)); /* beside the muzzle's own cone, 100 m on */
    assert_true(tct_shock_emission(&ball, c, 100.0, edge - 0.01, 600.0, &e));
    assert_false(tct_shock_emission(&ball, c, 100.0, edge + 0.01, 600.0, &e));
    assert_false(tct_shock_emission(&ball, c, -50.0, 5.0, 600.0, &e));  /* behind the gun */
    assert_false(tct_shock_emission(&ball, c, 700.0, 20.0, 600.0, &e)); /* beyond the target */
    struct tct_bullet slow = ball;
    slow.speed_m_s = 300.0;
    assert_false(tct_shock_emission(&slow, c, 300.0, 20.0, 600.0, &e));
    /* The place from which only the last stretch is heard. */
    assert_true(tct_shock_emission(&ball, c, 610.0, 20.0, 600.0, &e));
}

/* Whatever the drag, the emission that is found is the one that arrives first. */
static void slowing_bullets_keep_to_fermat(void **state)
{
    (void)state;
    struct tct_bullet bullet = {0.00762, 0.026, 840.0, 0.0007};
    for (double along = 50.0; along < 900.0; along += 97.0) {
        for (double miss = 2.0; miss < 200.0; miss *= 3.0) {
            struct tct_shock_emission e;
            double first_s = 1e9, at_m = 0.0;
            for (double x = 0.0; x <= 1000.0; x += 0.05) {
                double s = tct_bullet_flight_s(&bullet, x) + hypot(along - x, miss) / c;
                if (s < first_s) {
                    first_s = s;
                    at_m = x;
                }
            }
            bool heard = tct_shock_emission(&bullet, c, along, miss, 1000.0, &e);
            assert_int_equal(heard, at_m > 0.0);
            if (heard) {
                assert_near(e.flight_s + e.leg_m / c, first_s, 1e-6);
                assert_near(e.mach, 840.0 * exp(-0.0007 * e.flown_m) / c, 1e-9);
            }
        }
    }
}

static void n_wave_has_its_shape(void **state)
{
    (void)state;
    double T = 300e-6, r = 20e-6;
    assert_near(tct_n_wave(-1e-9, T, r), 0.0, 0.0);
    assert_near(tct_n_wave(0.5 * r, T, r), 0.5, 1e-12);
    assert_near(tct_n_wave(r, T, r), 1.0, 1e-12);
    assert_near(tct_n_wave(r + 0.5 * T, T, r), 0.0, 1e-12);
    assert_near(tct_n_wave(r + T, T, r), -1.0, 1e-12);
    assert_near(tct_n_wave(1.5 * r + T, T, r), -0.5, 1e-12);
    assert_near(tct_n_wave(2.0 * r + T, T, r), 0.0, 1e-12);
    assert_near(tct_n_wave(0.0, T, 0.0), 1.0, 0.0); /* a jump */
}

static void mean_of_n_wave_is_its_average(void **state)
{
    (void)state;
    static const double rises[] = {0.0, 1e-7, 3e-5};
    double T = 282e-6, width = 1.0 / 48000.0;
    for (size_t i = 0; i < TCT_COUNT(rises); i++) {
        for (double t = -width; t < T + 2.0 * rises[i] + width; t += 0.31 * width) {
            double sum = 0.0;
            int steps = 20000;
            for (int k = 0; k < steps; k++)
                sum += tct_n_wave(t + width * ((k + 0.5) / steps - 0.5), T, rises[i]);
            assert_near(tct_n_wave_mean(t, width, T, rises[i]), sum / steps, 2e-4);
        }
    }
}

static void explosions_scale(void **state)
{
    (void)state;
    /* Equation 6-2 and its companion by hand at 1 and 10 m/kg^(1/3). */
    struct tct_blast near = tct_explosion(1.0, 1.0, sea_level_pa);
    struct tct_blast far = tct_explosion(1.0, 10.0, sea_level_pa);
    assert_near(near.peak_pa / sea_level_pa, 9.956, 0.005);
    assert_near(1e3 * near.positive_phase_s, 0.520, 0.002);
    assert_near(far.peak_pa / sea_level_pa, 0.0985, 0.0005);
    assert_near(1e3 * far.positive_phase_s, 3.46, 0.02);
    /* 1,000 kg at ten times the distance: the same pressure, ten times as long. */
    struct tct_blast big = tct_explosion(1000.0, 100.0, sea_level_pa);
    assert_near(big.peak_pa / far.peak_pa, 1.0, 1e-12);
    assert_near(big.positive_phase_s / far.positive_phase_s, 10.0, 1e-9);
    /* Far away nearly spherical; the positive phase grows, and less and less. */
    struct tct_blast a = tct_explosion(1.0, 200.0, sea_level_pa);
    struct tct_blast b = tct_explosion(1.0, 400.0, sea_level_pa);
    assert_near(a.peak_pa / b.peak_pa, 2.0, 0.002);
    assert_near(200.0 * a.peak_pa, 83800.0, 300.0);
    double before = 0.0;
    for (double r = 0.5; r < 1000.0; r *= 1.3) {
        double phase_s = tct_explosion(1.0, r, sea_level_pa).positive_phase_s;
        assert_true(phase_s > before);
        before = phase_s;
    }
    assert_near(before, 0.0042, 0.0001);
    double nearest_s = tct_explosion(1.0, 0.0, sea_level_pa).positive_phase_s;
    assert_true(nearest_s > 0.00005 && nearest_s < 0.0002);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shock_waves_are_whithams),
        cmocka_unit_test(cone_leaves_where_it_should),
        cmocka_unit_test(shock_is_heard_inside_the_cone_only),
        cmocka_unit_test(slowing_bullets_keep_to_fermat),
        cmocka_unit_test(n_wave_has_its_shape),
        cmocka_unit_test(mean_of_n_wave_is_its_average),
        cmocka_unit_test(explosions_scale),
    };
    return cmocka_run_group_tests_name("acoustics/sources", tests, NULL, NULL);
}
