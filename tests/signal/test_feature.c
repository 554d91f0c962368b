/* What is measured on waves whose answer is known, and that it does not depend on how they were
 * recorded. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feature.h"
#include "tacet/acoustics.h"

static void assert_near(double found, double expected, double most)
{
    if (!(fabs(found - expected) <= most))
        fail_msg("found %.6g, expected %.6g within %.3g", found, expected, most);
}

enum { ROOM = 64000 };
static const double BEFORE_S = 0.025, LASTS_S = 0.150;

struct wave {
    float samples[ROOM];
    struct surroundings around;
};

typedef double pressure_fn(double t_s, double width_s, double length_s);

static double blast(double t_s, double width_s, double length_s)
{
    return tct_friedlander_mean(t_s, width_s, length_s);
}

static double tone(double t_s, double width_s, double length_s)
{
    (void)width_s;
    return t_s < 0.0 ? 0.0 : sin(2.0 * M_PI * t_s / length_s) * fmin(t_s / 0.002, 1.0);
}

static double decay(double t_s, double width_s, double length_s)
{
    (void)width_s;
    return t_s < 0.0 ? 0.0 : sin(2.0 * M_PI * 1000.0 * t_s) * exp(-t_s / length_s);
}

static double step(double t_s, double width_s, double length_s)
{
    (void)width_s, (void)length_s;
    return t_s < 0.0 ? 0.0 : 1.0;
}

/* On the slope of a slow wave, as of wind. */
static double blast_in_wind(double t_s, double width_s, double length_s)
{
    return blast(t_s, width_s, length_s) + 0.15 * sin(2.0 * M_PI * 8.0 * (t_s + 0.02));
}

static double blast_and_echo(double t_s, double width_s, double length_s)
{
    return blast(t_s, width_s, length_s) + 0.4 * blast(t_s - 0.030, width_s, length_s);
}

/* Before its onset clicks. */
static double blast_after_clicks(double t_s, double width_s, double length_s)
{
    return blast(t_s, width_s, length_s) + 0.3 * blast(t_s + 0.012, width_s, 0.0003);
}

/* The wave over white noise that is `noise` of its peak. */
static struct wave *make(pressure_fn *pressure, double length_s, double rate_hz, double noise,
                         double gain)
{
    struct wave *wave = malloc(sizeof(*wave));
    struct tct_random random;
    assert_non_null(wave);
    tct_random_init(&random, 7, 0);
    size_t count = (size_t)(LASTS_S * rate_hz);
    assert_true(count <= ROOM);
    for (size_t i = 0; i < count; i++) {
        double t_s = (double)i / rate_hz - BEFORE_S;
        double value = pressure(t_s, 1.0 / rate_hz, length_s) + noise * tct_random_normal(&random);
        wave->samples[i] = (float)(gain * value);
    }
    wave->around = (struct surroundings){wave->samples, count, rate_hz, BEFORE_S * rate_hz};
    return wave;
}

static struct features measure(pressure_fn *pressure, double length_s, double rate_hz, double noise)
{
    struct features features;
    struct wave *wave = make(pressure, length_s, rate_hz, noise, 1.0);
    assert_true(features_take(&wave->around, &features));
    free(wave);
    return features;
}

static double at(const struct features *features, enum feature feature)
{
    return (double)features->value[feature];
}

static void test_blast(void **state)
{
    (void)state;
    struct features features = measure(blast, 0.002, 48000.0, 0.001);
    /* (1 - u) exp(-u) is a half at u = 0.315. */
    assert_near(exp2(at(&features, FEATURE_WIDTH)), 0.63, 0.08); /* ms */
    assert_true(exp2(at(&features, FEATURE_RISE)) < 0.35);
    assert_near(at(&features, FEATURE_SUCTION), exp(-2.0), 0.03); /* at t = 2 tau */
    assert_near(at(&features, FEATURE_FIRST), 1.0, 1e-6);
    assert_near(at(&features, FEATURE_SNR), 54.0, 8.0);
    assert_true(at(&features, FEATURE_BLAST) > 0.97);
    assert_true(at(&features, FEATURE_DECAY_40) < -30.0);
    assert_true(at(&features, FEATURE_STEP) < 0.02);
}

static void test_a_slow_wave_changes_no_width(void **state)
{
    (void)state;
    struct features still = measure(blast, 0.002, 48000.0, 0.001);
    struct features windy = measure(blast_in_wind, 0.002, 48000.0, 0.001);
    assert_near(at(&windy, FEATURE_WIDTH), at(&still, FEATURE_WIDTH), 0.35);
    assert_near(at(&windy, FEATURE_RISE), at(&still, FEATURE_RISE), 0.35);
}

static void test_echo_is_alike(void **state)
{
    (void)state;
    struct features alone = measure(blast, 0.001, 48000.0, 0.01);
    struct features twice = measure(blast_and_echo, 0.001, 48000.0, 0.01);
    assert_true(at(&twice, FEATURE_ECHO) > 0.95);
    assert_true(at(&alone, FEATURE_ECHO) < 0.8);
}

static void test_clicks_before(void **state)
{
    (void)state;
    struct features alone = measure(blast, 0.001, 48000.0, 0.005);
    struct features after = measure(blast_after_clicks, 0.001, 48000.0, 0.005);
    assert_true(at(&alone, FEATURE_BEFORE) < 12.0);
    assert_true(at(&after, FEATURE_BEFORE) > 16.0);
}

static void test_decay_is_in_decibels(void **state)
{
    (void)state;
    /* exp(-t / 20 ms) falls 0.434 dB a millisecond in amplitude squared: 4.34 dB in 10 ms. */
    struct features features = measure(decay, 0.020, 24000.0, 1e-4);
    double fall = at(&features, FEATURE_DECAY_20) - at(&features, FEATURE_DECAY_40);
    assert_near(fall, 10.0 * log10(exp(1.0)) * 15.0 / 10.0 - 0.8, 0.8);
    assert_true(at(&features, FEATURE_RIPPLE) < 0.5);
}

static void test_centroid_is_in_octaves(void **state)
{
    (void)state;
    /* Octave 4 begins at 969 Hz. */
    struct features low = measure(tone, 1.0 / 700.0, 16000.0, 1e-3);
    struct features high = measure(tone, 1.0 / 2800.0, 16000.0, 1e-3);
    assert_near(at(&low, FEATURE_CENTROID), 3.0, 0.15);
    assert_near(at(&high, FEATURE_CENTROID), 5.0, 0.15);
    assert_true(at(&low, FEATURE_TONALITY) > 0.95);
    assert_true(at(&low, FEATURE_TAIL_TONALITY) > 0.95);
    assert_true(at(&low, FEATURE_BLAST) < 0.7);
}

static void test_a_step_stays(void **state)
{
    (void)state;
    struct features features = measure(step, 1.0, 24000.0, 1e-3);
    assert_true(at(&features, FEATURE_STEP) > 0.85);
}

/* The same wave by other recorders: features differ by less than half of what they scatter by. */
static void test_rate_does_not_matter(void **state)
{
    static const double rates_hz[] = {12000.0, 16000.0, 22050.0, 24000.0, 48000.0, 96000.0};
    (void)state;
    struct features same = measure(blast, 0.001, 192000.0, 0.0005);
    for (size_t i = 0; i < 6; i++) {
        /* As loud within the band: white noise spreads over half of the rate. */
        double noise = 0.0005 * sqrt(rates_hz[i] / 192000.0);
        struct features features = measure(blast, 0.001, rates_hz[i], noise);
        assert_near(at(&features, FEATURE_SNR), at(&same, FEATURE_SNR), 3.0);
        assert_near(at(&features, FEATURE_WIDTH), at(&same, FEATURE_WIDTH), 0.25);
        assert_near(at(&features, FEATURE_CENTROID), at(&same, FEATURE_CENTROID), 0.15);
        assert_near(at(&features, FEATURE_BANDWIDTH), at(&same, FEATURE_BANDWIDTH), 0.15);
        assert_near(at(&features, FEATURE_BLAST), at(&same, FEATURE_BLAST), 0.03);
        assert_near(at(&features, FEATURE_DECAY_10), at(&same, FEATURE_DECAY_10), 1.5);
    }
}

static void test_gain_does_not_matter(void **state)
{
    (void)state;
    for (double gain = 1e-6; gain < 1e7; gain *= 1e4) {
        struct wave *one = make(blast, 0.001, 24000.0, 0.01, 1.0);
        struct wave *other = make(blast, 0.001, 24000.0, 0.01, gain);
        struct features a, b;
        assert_true(features_take(&one->around, &a));
        assert_true(features_take(&other->around, &b));
        for (size_t i = 0; i < FEATURE_COUNT; i++)
            assert_near((double)a.value[i], (double)b.value[i], 0.02);
        free(one);
        free(other);
    }
}

/* Too slow, too little around it, silence, and samples that are no numbers have no features. */
static void test_refused(void **state)
{
    (void)state;
    struct features features;
    struct wave *wave = make(blast, 0.001, 24000.0, 0.01, 1.0);
    struct surroundings around = wave->around;
    around.rate_hz = ALIGNED_RATE_MIN_HZ - 1.0;
    assert_false(features_take(&around, &features));
    around = wave->around;
    around.count = (size_t)(around.onset + 0.030 * around.rate_hz);
    assert_false(features_take(&around, &features));
    around.count = (size_t)(around.onset + 0.060 * around.rate_hz);
    assert_true(features_take(&around, &features));
    /* 15 ms before the onset the recording begins: so may the sound. */
    size_t skipped = (size_t)(0.010 * around.rate_hz);
    around = wave->around;
    around.samples += skipped, around.count -= skipped, around.onset -= (double)skipped;
    assert_false(features_take(&around, &features));
    wave->samples[700] = NAN;
    assert_false(features_take(&wave->around, &features));
    wave->samples[700] = INFINITY;
    assert_false(features_take(&wave->around, &features));
    memset(wave->samples, 0, sizeof(wave->samples));
    assert_false(features_take(&wave->around, &features));
    free(wave);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blast),
        cmocka_unit_test(test_a_slow_wave_changes_no_width),
        cmocka_unit_test(test_echo_is_alike),
        cmocka_unit_test(test_clicks_before),
        cmocka_unit_test(test_decay_is_in_decibels),
        cmocka_unit_test(test_centroid_is_in_octaves),
        cmocka_unit_test(test_a_step_stays),
        cmocka_unit_test(test_rate_does_not_matter),
        cmocka_unit_test(test_gain_does_not_matter),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("signal/feature", tests, NULL, NULL);
}
