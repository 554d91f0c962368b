/* Air: speed, travel time, absorption and its filter, spreading, blast. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <complex.h>
#include <math.h>

#include "tacet/acoustics.h"

static const double pi = 3.14159265358979323846;
static const struct tct_air cool = {10.0, 0.7, 101325.0};

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

static void absorption_is_the_standards(void **state)
{
    (void)state;
    /* At 10 C, 70 %, one atmosphere; three digits. */
    static const double hz[] = {63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0};
    static const double db_per_km[] = {0.121, 0.406, 1.04, 1.92, 3.66, 9.70, 33.1};
    for (size_t i = 0; i < TCT_COUNT(hz); i++) {
        double found = 1000.0 * tct_absorption_db_per_m(&cool, hz[i]);
        assert_near(found / db_per_km[i], 1.0, 0.01);
    }
}

static void absorption_grows_with_frequency(void **state)
{
    (void)state;
    for (double f = 10.0; f < 90000.0; f *= 1.1)
        assert_true(tct_absorption_db_per_m(&cool, 1.1 * f) > tct_absorption_db_per_m(&cool, f));
}

static void spreading_loses_six_decibels_a_doubling(void **state)
{
    (void)state;
    assert_near(tct_spreading(200.0) / tct_spreading(100.0), 0.5, 1e-15);
    assert_near(tct_spreading(1000.0), 1e-3, 1e-15);
    assert_near(tct_spreading(0.0), 1.0, 0.0);
}

static void blast_has_its_phases(void **state)
{
    (void)state;
    double tau = 0.003;
    assert_near(tct_friedlander(-1e-9, tau), 0.0, 0.0);
    assert_near(tct_friedlander(0.0, tau), 1.0, 0.0);
    assert_near(tct_friedlander(tau, tau), 0.0, 1e-15);
    assert_near(tct_friedlander(2.0 * tau, tau), -exp(-2.0), 1e-15); /* the deepest suction */
}

static void mean_of_blast_is_its_average(void **state)
{
    (void)state;
    double tau = 0.001, width = 1.0 / 12000.0;
    for (double t = -width; t < 5.0 * tau; t += 0.37 * width) {
        double sum = 0.0;
        int steps = 20000;
        for (int i = 0; i < steps; i++)
            sum += tct_friedlander(t + width * ((i + 0.5) / steps - 0.5), tau);
        assert_near(tct_friedlander_mean(t, width, tau), sum / steps, 1e-4);
    }
}

/* Magnitude in dB of the filter at one frequency. */
static double response_db(const double *taps, size_t count, double turns_per_sample)
{
    double complex sum = 0.0;
    for (size_t n = 0; n < count; n++)
        sum += taps[n] * cexp(-I * 2.0 * pi * turns_per_sample * (double)n);
    return 20.0 * log10(cabs(sum));
}

static void filter_follows_the_absorption(void **state)
{
    (void)state;
    static const double rates[] = {12000.0, 16000.0, 48000.0};
    static const double ranges[] = {10.0, 300.0, 1000.0, 2500.0};
    static struct tct_air_filter filter;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        assert_int_equal(tct_air_filter_init(&filter, &cool, rates[r], NULL), TCT_OK);
        for (size_t k = 0; k < TCT_COUNT(ranges); k++) {
            tct_air_filter_taps(&filter, ranges[k], taps);
            for (double f = 20.0; f < 0.5 * rates[r]; f *= 1.05) {
                double exact = -ranges[k] * tct_absorption_db_per_m(&cool, f);
                if (exact > -40.0) /* what is left of a blast 40 dB down does not matter */
                    assert_near(response_db(taps, filter.tap_count, f / rates[r]), exact, 0.5);
            }
        }
    }
}

static void filter_without_a_path_is_nothing(void **state)
{
    (void)state;
    static struct tct_air_filter filter;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    assert_int_equal(tct_air_filter_init(&filter, &cool, 12000.0, NULL), TCT_OK);
    tct_air_filter_taps(&filter, 0.0, taps);
    assert_near(taps[0], 1.0, 1e-12);
    for (size_t n = 1; n < filter.tap_count; n++)
        assert_near(taps[n], 0.0, 1e-12);
}

static void filter_stays_finite(void **state)
{
    (void)state;
    static struct tct_air_filter filter;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    static const double rates[] = {100.0, 12000.0, 192000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        assert_int_equal(tct_air_filter_init(&filter, &cool, rates[r], NULL), TCT_OK);
        tct_air_filter_taps(&filter, 50000.0, taps);
        double sum = 0.0;
        for (size_t n = 0; n < filter.tap_count; n++) {
            assert_true(isfinite(taps[n]));
            sum += taps[n];
        }
        assert_true(fabs(sum) < 1.5); /* the lowest tones pass, and nothing is amplified */
    }
}

static void impossible_air_is_refused(void **state)
{
    (void)state;
    static struct tct_air_filter filter;
    struct tct_error err;
    static const struct tct_air bad[] = {
        {(double)NAN, 0.5, 101325.0}, {20.0, -0.1, 101325.0},
        {20.0, 1.1, 101325.0},        {20.0, 0.5, 0.0},
        {90.0, 0.5, 101325.0},
    };
    for (size_t i = 0; i < TCT_COUNT(bad); i++)
        assert_int_equal(tct_air_filter_init(&filter, &bad[i], 12000.0, &err), TCT_ERR_USE);
    assert_int_equal(tct_air_filter_init(&filter, &cool, 1e9, &err), TCT_ERR_USE);
    assert_int_equal(tct_air_filter_init(&filter, &cool, (double)NAN, &err), TCT_ERR_USE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absorption_is_the_standards),
        cmocka_unit_test(absorption_grows_with_frequency),
        cmocka_unit_test(spreading_loses_six_decibels_a_doubling),
        cmocka_unit_test(blast_has_its_phases),
        cmocka_unit_test(mean_of_blast_is_its_average),
        cmocka_unit_test(filter_follows_the_absorption),
        cmocka_unit_test(filter_without_a_path_is_nothing),
        cmocka_unit_test(filter_stays_finite),
        cmocka_unit_test(impossible_air_is_refused),
    };
    return cmocka_run_group_tests_name("acoustics/air", tests, NULL, NULL);
}
