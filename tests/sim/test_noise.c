/* Noise: Gaussian, white, of the stated level; wind with the stated slope and level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "noise.h"

static const double pi = 3.14159265358979323846;

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.9g, expected %.9g within %g", found, expected, tolerance);
}

static struct noise noise_of(double white_pa, double wind_pa)
{
    struct tct_scene scene = {
        .seed = 3, .sample_rate_hz = 12000.0, .noise = {.white_pa = white_pa, .wind_pa = wind_pa}};
    struct noise noise;
    noise_init(&noise, &(struct noise_place){.scene = &scene, .speed_m_s = 340.0});
    return noise;
}

static void white_is_gaussian(void **state)
{
    (void)state;
    struct noise noise = noise_of(1.0, 0.0);
    enum { BLOCKS = 4000 };
    double n = (double)BLOCKS * NOISE_BLOCK;
    double m1 = 0.0, m2 = 0.0, m3 = 0.0, m4 = 0.0, tail = 0.0;
    float x[NOISE_BLOCK];
    for (int b = 0; b < BLOCKS; b++) {
        noise_next(&noise, x);
        for (int i = 0; i < NOISE_BLOCK; i++) {
            double v = (double)x[i];
            m1 += v / n;
            m2 += v * v / n;
            m3 += v * v * v / n;
            m4 += v * v * v * v / n;
            tail += fabs(v) > 3.0 ? 1.0 : 0.0;
        }
    }
    /* Five standard errors of each moment. */
    assert_near(m1, 0.0, 5.0 / sqrt(n));
    assert_near(m2, 1.0, 5.0 * sqrt(2.0 / n));
    assert_near(m3, 0.0, 5.0 * sqrt(15.0 / n));
    assert_near(m4, 3.0, 5.0 * sqrt(96.0 / n));
    double expected = erfc(3.0 / sqrt(2.0)) * n;
    assert_near(tail, expected, 5.0 * sqrt(expected));
}

/* Mean power density around `hz`, by periodograms of blocks with a Hann window. */
static double density_at(struct noise *noise, double hz, double rate_hz)
{
    enum { LENGTH = 24 * NOISE_BLOCK, RUNS = 60 };
    static float x[LENGTH];
    double power = 0.0;
    for (int run = 0; run < RUNS; run++) {
        for (int i = 0; i < LENGTH; i += NOISE_BLOCK)
            noise_next(noise, x + i);
        double complex sum = 0.0;
        for (int i = 0; i < LENGTH; i++) {
            double hann = 0.5 - 0.5 * cos(2.0 * pi * i / LENGTH);
            sum += hann * (double)x[i] * cexp(-I * 2.0 * pi * hz / rate_hz * i);
        }
        power += creal(sum * conj(sum));
    }
    return 2.0 * power / RUNS / (rate_hz * 0.375 * LENGTH);
}

static void wind_falls_with_its_slope(void **state)
{
    (void)state;
    struct noise noise = noise_of(0.0, 1.0);
    for (double hz = 20.0; hz < 2000.0; hz *= 2.5) {
        double exact = 2.0 / 3.0 * pow(20.0, 2.0 / 3.0) * pow(hz, -5.0 / 3.0);
        /* 60 periodograms: 0.56 dB; ripple of the cascade: some 1.5 dB. */
        assert_near(10.0 * log10(density_at(&noise, hz, 12000.0) / exact), 0.0, 3.5);
    }
}

static void streams_differ_and_repeat(void **state)
{
    (void)state;
    struct tct_scene scene = {.seed = 3, .sample_rate_hz = 12000.0, .noise = {.white_pa = 1.0}};
    float x[NOISE_BLOCK], y[NOISE_BLOCK];
    struct noise a, b;
    noise_init(&a, &(struct noise_place){.scene = &scene, .speed_m_s = 340.0});
    noise_init(&b, &(struct noise_place){.scene = &scene, .speed_m_s = 340.0});
    noise_next(&a, x);
    noise_next(&b, y);
    assert_memory_equal(x, y, sizeof(x));
    static const uint32_t others[][3] = {{0, 0, 1}, {1, 0, 0}, {1, 0, 1}, {0, 1, 0}};
    for (size_t k = 0; k < TCT_COUNT(others); k++) {
        noise_init(&b, &(struct noise_place){.scene = &scene,
                                             .station = others[k][0],
                                             .channel = others[k][1],
                                             .window = others[k][2],
                                             .speed_m_s = 340.0});
        noise_next(&b, y);
        double product = 0.0;
        for (int i = 0; i < NOISE_BLOCK; i++)
            product += (double)(x[i] * y[i]) / NOISE_BLOCK;
        assert_near(product, 0.0, 5.0 / sqrt(NOISE_BLOCK));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_is_gaussian),
        cmocka_unit_test(wind_falls_with_its_slope),
        cmocka_unit_test(streams_differ_and_repeat),
    };
    return cmocka_run_group_tests_name("sim/noise", tests, NULL, NULL);
}
