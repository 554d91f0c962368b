/* Bands: what is heard beside the middle of the spectrum, and what is not; echoes; rounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "listen.h"

static const double NOISE = 0.001;
static struct heard heard;

/* The pulse nearest to `onset_s` within `within_s`, or NULL. */
static const struct tct_pulse *nearest(double onset_s, double rate_hz, double within_s)
{
    const struct tct_pulse *best = NULL;
    for (size_t i = 0; i < heard.count; i++) {
        double off_s = fabs(heard.pulses[i].onset_sample / rate_hz - onset_s);
        if (off_s < within_s) {
            within_s = off_s;
            best = &heard.pulses[i];
        }
    }
    return best;
}

/* What the air leaves of a large explosion: nothing above some tens of hertz. */
static void a_far_explosion_is_heard(void **state)
{
    (void)state;
    static const double rates[] = {100.0, 500.0, 2000.0, 12000.0, 48000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct sound sound = sound_new(rates[r], 60.0, NOISE, 1);
        sound_add(&sound, (struct blast){.onset_s = 40.0,
                                         .peak = NOISE * (rates[r] < 1000.0 ? 12.0 : 4.0),
                                         .tau_s = 0.06,
                                         .rise_s = 0.03,
                                         .front = BLAST_COSINE});
        listen_all(&sound, &heard);
        const struct tct_pulse *pulse = nearest(40.0, rates[r], 0.05);
        assert_non_null(pulse);
        assert_true(pulse->center_hz < 200.0);
        assert_true(heard.count <= 2);
        sound_free(&sound);
    }
}

/* A bullet's shock wave, 0.2 ms from front to back, in the rumble of engines: an N. */
static void a_shock_wave_is_heard_in_rumble(void **state)
{
    (void)state;
    static const double rates[] = {24000.0, 48000.0, 96000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct sound sound = sound_new(rates[r], 6.0, 1.0, 2);
        double pole = exp(-2.0 * M_PI * 30.0 / rates[r]), level = 0.0;
        for (size_t i = 0; i < sound.count; i++) {
            level = pole * level + 0.1 * sqrt(1.0 - pole * pole) * (double)sound.samples[i];
            double t = ((double)i / rates[r] - 4.0) / 0.0002;
            double wave = t >= 0.0 && t < 1.0 ? 0.2 * (1.0 - 2.0 * t) : 0.0;
            sound.samples[i] = (float)(level + wave);
        }
        listen_all(&sound, &heard);
        const struct tct_pulse *pulse = nearest(4.0, rates[r], 0.001);
        assert_non_null(pulse);
        assert_true(pulse->sigma_sample / rates[r] < 0.0003);
        sound_free(&sound);
    }
}

static void rumble_alone_is_no_pulse(void **state)
{
    (void)state;
    static const double rates[] = {100.0, 12000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct sound sound = sound_new(rates[r], 600.0, 1.0, 3);
        double level = 0.0;
        for (size_t i = 0; i < sound.count; i++) {
            level = 0.99 * level + 0.01 * (double)sound.samples[i];
            sound.samples[i] = (float)level;
        }
        listen_all(&sound, &heard);
        assert_true(heard.count <= 1);
        sound_free(&sound);
    }
}

/* Wherever bands overlap, a pulse is told once. */
static void a_pulse_in_all_bands_is_one(void **state)
{
    (void)state;
    struct sound sound = sound_new(48000.0, 20.0, NOISE, 4);
    for (int i = 0; i < 5; i++)
        sound_add(&sound,
                  (struct blast){.onset_s = 3.0 + 3.1 * i, .peak = 500.0 * NOISE, .tau_s = 0.02});
    listen_all(&sound, &heard);
    assert_int_equal(heard.count, 5);
    for (int i = 0; i < 5; i++) {
        const struct tct_pulse *pulse = nearest(3.0 + 3.1 * i, 48000.0, 0.0005);
        assert_true(pulse != NULL && !(pulse->since_louder_s < 3.0));
    }
    sound_free(&sound);
}

static void an_echo_says_of_what(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 7.0, NOISE, 5);
    struct tct_random random;
    tct_random_init(&random, 6, 0);
    sound_add(&sound, (struct blast){.onset_s = 2.0, .peak = 0.3, .tau_s = 0.002});
    sound_add(&sound, (struct blast){.onset_s = 2.31, .peak = 0.1, .tau_s = 0.002});
    for (int i = 0; i < 60; i++) /* a slam: a burst of noise */
        sound.samples[33600 + i] += (float)(0.08 * tct_random_normal(&random));
    sound_add(&sound, (struct blast){.onset_s = 5.9, .peak = 0.05, .tau_s = 0.002});
    listen_all(&sound, &heard);
    const struct tct_pulse *first = heard_at(&heard, 2.0, 12000.0);
    const struct tct_pulse *echo = heard_at(&heard, 2.31, 12000.0);
    const struct tct_pulse *slam = heard_at(&heard, 2.8, 12000.0);
    const struct tct_pulse *late = heard_at(&heard, 5.9, 12000.0);
    assert_true(first != NULL && echo != NULL && slam != NULL && late != NULL);
    assert_true(isnan(first->since_louder_s) && isnan(first->likeness));
    assert_true(fabs(echo->since_louder_s - 0.31) < 0.001);
    assert_true(echo->likeness > 0.95 && echo->likeness <= 1.0);
    assert_true(slam->likeness >= 0.0 && slam->likeness < 0.8);
    assert_true(isnan(late->since_louder_s)); /* nothing louder within three seconds */
    sound_free(&sound);
}

/* 950 rounds a minute with the echoes of two walls each. */
static void rounds_are_resolved_among_echoes(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 4.0, NOISE, 7);
    for (int i = 0; i < 20; i++) {
        double onset_s = 1.0 + i * 60.0 / 950.0;
        sound_add(&sound, (struct blast){.onset_s = onset_s, .peak = 0.1, .tau_s = 0.0015});
        sound_add(&sound, (struct blast){.onset_s = onset_s + 0.023, .peak = 0.03, .tau_s = 0.002});
        sound_add(&sound, (struct blast){.onset_s = onset_s + 0.141, .peak = 0.02, .tau_s = 0.002});
    }
    listen_all(&sound, &heard);
    for (int i = 0; i < 20; i++) {
        const struct tct_pulse *pulse = heard_at(&heard, 1.0 + i * 60.0 / 950.0, 12000.0);
        assert_non_null(pulse);
        assert_true(fabs(pulse->onset_sample / 12000.0 - (1.0 + i * 60.0 / 950.0)) < 0.0005);
    }
    sound_free(&sound);
}

/* As dense as pulses are told apart, from the first moment on: many wait, and all are told in
 * order. */
static void a_crackle_is_told_in_order(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 6.0, NOISE, 10);
    for (int i = 0; i < 220; i++)
        sound_add(&sound, (struct blast){.onset_s = 0.05 + 0.026 * i,
                                         .peak = fmin(0.02 * pow(1.1, i % 40), 0.9),
                                         .tau_s = 0.0004});
    listen_all(&sound, &heard);
    assert_true(heard.count > 100 && heard.counts.pulses == heard.count);
    for (size_t i = 1; i < heard.count; i++)
        assert_true(heard.pulses[i].onset_sample >= heard.pulses[i - 1].onset_sample);
    sound_free(&sound);
}

/* Cut off at a third of its height a blast is still timed by its front. */
static void what_is_clipped_is_timed(void **state)
{
    (void)state;
    static const double rates[] = {12000.0, 48000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct sound sound = sound_new(rates[r], 12.0, NOISE, 8);
        for (int i = 0; i < 10; i++)
            sound_add(&sound,
                      (struct blast){.onset_s = 1.0 + 1.013 * i, .peak = 3.0, .tau_s = 0.003});
        for (size_t i = 0; i < sound.count; i++)
            sound.samples[i] = fminf(fmaxf(sound.samples[i], -1.0f), 1.0f);
        listen_all(&sound, &heard);
        for (int i = 0; i < 10; i++) {
            const struct tct_pulse *pulse = heard_at(&heard, 1.0 + 1.013 * i, rates[r]);
            assert_true(pulse != NULL && pulse->clipped);
            double off = pulse->onset_sample - (1.0 + 1.013 * i) * rates[r];
            assert_true(fabs(off) / rates[r] < 0.0002);
            assert_true(fabs(off) < 5.0 * pulse->sigma_sample);
        }
        sound_free(&sound);
    }
}

/* What was heard long ago does not move an onset. */
static void a_later_start_makes_no_difference(void **state)
{
    (void)state;
    static struct heard late;
    struct sound sound = sound_new(12000.0, 20.0, NOISE, 9);
    sound_add(&sound, (struct blast){.onset_s = 15.0, .peak = 0.05, .tau_s = 0.002});
    listen_all(&sound, &heard);
    struct sound tail = sound;
    tail.samples += 12345;
    tail.count -= 12345;
    listen_all(&tail, &late);
    assert_true(heard.count == 1 && late.count == 1);
    double off = heard.pulses[0].onset_sample - 12345.0 - late.pulses[0].onset_sample;
    assert_true(fabs(off) < 0.2 * heard.pulses[0].sigma_sample);
    sound_free(&sound);
}

static void check_pulse(const struct tct_pulse *pulse, void *user)
{
    const double *fed = user;
    assert_true(pulse->onset_sample >= 0.0 && pulse->onset_sample <= *fed);
    assert_true(pulse->sigma_sample > 0.0 && isfinite(pulse->sigma_sample));
    assert_true(isfinite(pulse->snr_db) && pulse->peak >= 0.0 && isfinite(pulse->center_hz));
    assert_true(!(pulse->likeness < 0.0) && !(pulse->likeness > 1.0));
}

/* Levels over 12 decades, rubbish, zeros, tones, gaps at random: every pulse is a sound answer. */
static void nothing_breaks_it(void **state)
{
    (void)state;
    static const double rates[] = {100.0, 1000.0, 8999.0, 12000.0, 21999.0, 44100.0, 192000.0};
    static float samples[40000];
    struct tct_random random;
    tct_random_init(&random, 11, 0);
    for (size_t trial = 0; trial < 10 * TCT_COUNT(rates); trial++) {
        struct tct_detector_config config = tct_detector_defaults(rates[trial % TCT_COUNT(rates)]);
        struct tct_detector *detector;
        double fed = 0.0;
        void *memory = malloc(tct_detector_bytes(&config));
        assert_int_equal(
            tct_detector_init(memory, tct_detector_bytes(&config), &config, &detector, NULL),
            TCT_OK);
        for (int part = 0; part < 40; part++) {
            size_t count = (size_t)(tct_random_uniform(&random) * 40000.0 / (1.0 + part % 7));
            double level = pow(10.0, -12.0 * tct_random_uniform(&random));
            double what = tct_random_uniform(&random), turn = tct_random_uniform(&random);
            for (size_t i = 0; i < count; i++)
                samples[i] = (float)(what < 0.1   ? 0.0
                                     : what < 0.2 ? level * sin(turn * (double)i)
                                     : what < 0.3 ? level
                                                  : level * tct_random_normal(&random));
            if (what > 0.9 && count > 0)
                samples[count / 2] = what > 0.95 ? NAN : 1e6f;
            uint64_t gap = what > 0.4 && what < 0.5 ? (uint64_t)(1e5 * turn) : 0;
            fed += (double)count;
            tct_detector_feed(detector, samples, count, check_pulse, &fed);
            fed += (double)gap;
            tct_detector_gap(detector, gap, check_pulse, &fed);
        }
        tct_detector_finish(detector, check_pulse, &fed);
        free(memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_far_explosion_is_heard),
        cmocka_unit_test(a_shock_wave_is_heard_in_rumble),
        cmocka_unit_test(rumble_alone_is_no_pulse),
        cmocka_unit_test(a_pulse_in_all_bands_is_one),
        cmocka_unit_test(an_echo_says_of_what),
        cmocka_unit_test(rounds_are_resolved_among_echoes),
        cmocka_unit_test(a_crackle_is_told_in_order),
        cmocka_unit_test(what_is_clipped_is_timed),
        cmocka_unit_test(nothing_breaks_it),
        cmocka_unit_test(a_later_start_makes_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
