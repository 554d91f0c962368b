/* What the classifier answers, whatever it is asked, and what comes of it in a pulse. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "class_model.h"
#include "classify.h"
#include "listen.h"

static const double MANY_STEPS = 1000.0;

static void assert_near(double found, double expected, double most)
{
    if (!(fabs(found - expected) <= most))
        fail_msg("found %.6g, expected %.6g within %.3g", found, expected, most);
}

static double sum_of(const double *p)
{
    double sum = 0.0;
    for (size_t c = 0; c < TCT_CLASS_COUNT; c++) {
        assert_true(p[c] >= 0.0 && p[c] <= 1.0);
        sum += p[c];
    }
    return sum;
}

static void test_probabilities_add_up(void **state)
{
    (void)state;
    struct tct_random random;
    tct_random_init(&random, 3, 0);
    for (int n = 0; n < 5000; n++) {
        struct features features;
        double p[TCT_CLASS_COUNT], far = n % 5 == 0 ? 1e6 : 1.0 + n % 7;
        for (size_t i = 0; i < FEATURE_COUNT; i++)
            features.value[i] = (float)(CLASS_MODEL.mean[i] + far * CLASS_MODEL.deviation[i] *
                                                                  tct_random_normal(&random));
        if (n % 11 == 0)
            features.value[n % FEATURE_COUNT] = n % 2 == 0 ? NAN : INFINITY;
        classify(&features, MANY_STEPS, p);
        assert_near(sum_of(p), 1.0, 1e-12);
    }
}

static void test_unlike_anything_is_other(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct features features;
        double p[TCT_CLASS_COUNT];
        for (size_t i = 0; i < FEATURE_COUNT; i++)
            features.value[i] = (float)(CLASS_MODEL.mean[i] + (i % 2 == 0 ? sign : -sign) * 50.0 *
                                                                  CLASS_MODEL.deviation[i]);
        classify(&features, MANY_STEPS, p);
        assert_near(p[TCT_CLASS_OTHER], 1.0, 1e-12);
    }
}

/* A blast of a pistol some way off, over noise, at 24 kHz. */
static struct sound blast_at(double rate_hz, double noise, double peak)
{
    struct sound sound = sound_new(rate_hz, 1.5, noise, 5);
    sound_add(&sound, (struct blast){.onset_s = 0.7, .peak = peak, .tau_s = 0.001, .rise_s = 1e-4});
    return sound;
}

static const struct tct_pulse *only_pulse(const struct sound *sound, struct heard *heard)
{
    listen_all(sound, heard);
    const struct tct_pulse *pulse = heard_at(heard, 0.7, sound->rate_hz);
    assert_non_null(pulse);
    return pulse;
}

static struct heard heard;

static void test_blast_is_fire(void **state)
{
    static const double rates_hz[] = {12000.0, 24000.0, 44100.0, 96000.0};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct sound sound = blast_at(rates_hz[i], 0.002, 0.3);
        const struct tct_pulse *pulse = only_pulse(&sound, &heard);
        assert_true(pulse->classified);
        assert_near(sum_of(pulse->class_p), 1.0, 1e-12);
        assert_true(pulse->class_p[TCT_CLASS_OTHER] < 0.5);
        sound_free(&sound);
    }
}

static void test_gain_does_not_matter(void **state)
{
    (void)state;
    struct sound loud = blast_at(24000.0, 0.002, 0.4), quiet = blast_at(24000.0, 0.002, 0.4);
    for (size_t i = 0; i < quiet.count; i++)
        quiet.samples[i] *= 0.03125f;
    struct tct_pulse a = *only_pulse(&loud, &heard), b = *only_pulse(&quiet, &heard);
    for (size_t c = 0; c < TCT_CLASS_COUNT; c++)
        assert_near(a.class_p[c], b.class_p[c], 0.01);
    sound_free(&loud);
    sound_free(&quiet);
}

/* Some steps of the converter high: it may be anything. */
static void test_a_few_steps_are_other(void **state)
{
    (void)state;
    struct sound sound = blast_at(24000.0, 0.2 / 32768.0, 6.0 / 32768.0);
    const struct tct_pulse *pulse = only_pulse(&sound, &heard);
    assert_true(pulse->classified);
    assert_near(pulse->class_p[TCT_CLASS_OTHER], 1.0, 1e-12);
    sound_free(&sound);
}

static void test_slow_recordings_are_not_classified(void **state)
{
    (void)state;
    struct sound sound = blast_at(8000.0, 0.002, 0.3);
    const struct tct_pulse *pulse = only_pulse(&sound, &heard);
    assert_false(pulse->classified);
    for (size_t c = 0; c < TCT_CLASS_COUNT; c++)
        assert_near(pulse->class_p[c], 0.0, 0.0);
    sound_free(&sound);
}

/* A gap 30 ms after the onset leaves too little to tell; one after 60 ms does not. */
static void test_gaps(void **state)
{
    (void)state;
    for (int late = 0; late <= 1; late++) {
        struct sound sound = blast_at(24000.0, 0.002, 0.3);
        size_t from = (size_t)((0.7 + (late ? 0.060 : 0.030)) * sound.rate_hz);
        memset(sound.samples + from, 0, 4800 * sizeof(float));
        assert_int_equal(only_pulse(&sound, &heard)->classified, late);
        sound_free(&sound);
    }
}

static void test_features_have_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < TCT_FEATURES; i++) {
        assert_non_null(tct_feature_name(i));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(tct_feature_name(i), tct_feature_name(j));
    }
    assert_null(tct_feature_name(TCT_FEATURES));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probabilities_add_up),
        cmocka_unit_test(test_unlike_anything_is_other),
        cmocka_unit_test(test_blast_is_fire),
        cmocka_unit_test(test_gain_does_not_matter),
        cmocka_unit_test(test_a_few_steps_are_other),
        cmocka_unit_test(test_slow_recordings_are_not_classified),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_features_have_names),
    };
    return cmocka_run_group_tests_name("signal/classify", tests, NULL, NULL);
}
