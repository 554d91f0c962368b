/* Detector: what is a pulse and what is not, however the samples come. */
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
static struct heard heard, again;

static struct blast blast_at(double onset_s, double peak_over_noise)
{
    return (struct blast){.onset_s = onset_s, .peak = NOISE * peak_over_noise, .tau_s = 0.002};
}

static void counts_the_pulses(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 20.0, NOISE, 1);
    for (int i = 0; i < 10; i++)
        sound_add(&sound, blast_at(1.0 + 1.7 * i, 30.0));
    listen_all(&sound, &heard);
    assert_int_equal(heard.count, 10);
    for (size_t i = 0; i < 10; i++) {
        const struct tct_pulse *pulse = heard_at(&heard, 1.0 + 1.7 * (double)i, 12000.0);
        assert_non_null(pulse);
        assert_true(pulse->peak > NOISE * 15.0 && pulse->peak < NOISE * 35.0);
        assert_true(pulse->snr_db > 20.0 && pulse->snr_db < 36.0);
        assert_true(pulse->rise_s >= 0.0 && pulse->rise_s < 0.001);
        assert_true(pulse->duration_s > 0.001 && pulse->duration_s < 0.012);
        assert_true(pulse->center_hz > 100.0 && pulse->center_hz < 3000.0);
        assert_false(pulse->clipped);
    }
    assert_true(heard.counts.pulses == 10 && heard.counts.samples == sound.count);
    assert_true(heard.counts.missing == 0 && !heard.counts.silent);
    sound_free(&sound);
}

/* What is not impulsive: ten minutes of noise, a tone that swells, a hum. */
static void noise_is_no_pulse(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 600.0, NOISE, 2);
    listen_all(&sound, &heard);
    assert_true(heard.count <= 3); /* 20 an hour */
    for (size_t i = 0; i < sound.count; i++) {
        double t = (double)i / 12000.0;
        sound.samples[i] +=
            (float)(NOISE * (300.0 * sin(2.0 * M_PI * 50.0 * t) +
                             20.0 * (1.0 - cos(2.0 * M_PI * t)) * sin(2.0 * M_PI * 440.0 * t)));
    }
    listen_all(&sound, &heard);
    assert_true(heard.count <= 3);
    sound_free(&sound);
}

static void shots_30_ms_apart_are_two(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 20.0, NOISE, 3);
    for (int i = 0; i < 10; i++) {
        sound_add(&sound, blast_at(1.0 + 1.7 * i, 40.0));
        sound_add(&sound, blast_at(1.03 + 1.7 * i, 40.0));
    }
    listen_all(&sound, &heard);
    assert_int_equal(heard.count, 20);
    for (int i = 0; i < 10; i++) {
        assert_non_null(heard_at(&heard, 1.0 + 1.7 * i, 12000.0));
        assert_non_null(heard_at(&heard, 1.03 + 1.7 * i, 12000.0));
    }
    sound_free(&sound);
}

/* 950 rounds a minute, each with a tail of reverberation that dies within the spacing. */
static void an_automatic_weapon_is_resolved(void **state)
{
    (void)state;
    static const double rates[] = {12000.0, 48000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        struct sound sound = sound_new(rates[r], 4.0, NOISE, 4);
        struct tct_random random;
        tct_random_init(&random, 5, 0);
        for (int i = 0; i < 30; i++) {
            double onset_s = 1.0 + i * 60.0 / 950.0;
            sound_add(&sound, blast_at(onset_s, 100.0));
            for (size_t k = 0; k < (size_t)(0.06 * rates[r]); k++)
                sound.samples[(size_t)(onset_s * rates[r]) + k] +=
                    (float)(NOISE * 15.0 * exp(-(double)k / (0.01 * rates[r])) *
                            tct_random_normal(&random));
        }
        listen_all(&sound, &heard);
        for (int i = 0; i < 30; i++)
            assert_non_null(heard_at(&heard, 1.0 + i * 60.0 / 950.0, rates[r]));
        assert_true(heard.count >= 30 && heard.count <= 33);
        sound_free(&sound);
    }
}

/* A level that is not zero ends and begins around exact zeros: no edge is a pulse, the noise is
 * still known, and a shot 30 ms after the gap is heard. */
static void zeros_are_a_gap(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 10.0, NOISE, 6);
    for (size_t i = 0; i < sound.count; i++)
        sound.samples[i] += 0.2f;
    sound_add(&sound, blast_at(5.03, 40.0));
    for (size_t i = 24000 + 7; i < 60000 + 5; i++)
        sound.samples[i] = 0.0f;
    for (size_t i = 100003; i < 100003 + 60; i++)
        sound.samples[i] = 0.0f;
    listen_all(&sound, &heard);
    assert_int_equal(heard.count, 1);
    assert_non_null(heard_at(&heard, 5.03, 12000.0));
    assert_true(heard.counts.missing == 60000 + 5 - 24007 + 60);
    sound_free(&sound);
}

static void fifty_nine_zeros_are_sound(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 4.0, NOISE, 7);
    memset(sound.samples + 20000, 0, 59 * sizeof(float));
    listen_all(&sound, &heard);
    assert_true(heard.counts.missing == 0);
    assert_int_equal(heard.count, 0);
    sound_free(&sound);
}

static void keep_last(const struct tct_pulse *pulse, void *user)
{
    *(struct tct_pulse *)user = *pulse;
}

static void a_told_gap_keeps_the_time(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 6.0, NOISE, 8);
    sound_add(&sound, blast_at(1.0, 40.0));
    sound_add(&sound, blast_at(4.0, 40.0));
    struct tct_detector_config config = tct_detector_defaults(12000.0);
    struct tct_detector *detector;
    size_t bytes = tct_detector_bytes(&config);
    void *memory = malloc(bytes);
    assert_int_equal(tct_detector_init(memory, bytes, &config, &detector, NULL), TCT_OK);
    struct tct_pulse last = {0};
    tct_detector_feed(detector, sound.samples, 20005, keep_last, &last);
    tct_detector_gap(detector, 17777, keep_last, &last);
    assert_true(fabs(last.onset_sample - 12000.0) < 2.0);
    tct_detector_feed(detector, sound.samples + 37782, sound.count - 37782, keep_last, &last);
    tct_detector_finish(detector, keep_last, &last);
    assert_true(fabs(last.onset_sample - 48000.0) < 2.0);
    struct tct_detector_counts counts = tct_detector_counts(detector);
    assert_true(counts.samples == sound.count && counts.missing == 17777 && counts.pulses == 2);
    free(memory);
    sound_free(&sound);
}

static void what_is_not_finite_is_a_gap(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 6.0, NOISE, 9);
    sound_add(&sound, blast_at(3.2, 40.0));
    sound.samples[36000] = NAN;
    sound.samples[36001] = -INFINITY;
    sound.samples[36900] = 3e38f;
    listen_all(&sound, &heard);
    assert_int_equal(heard.count, 1);
    assert_non_null(heard_at(&heard, 3.2, 12000.0));
    assert_true(heard.counts.not_finite == 3 && heard.counts.missing == 24);
    sound_free(&sound);
}

static void clipping_is_flagged(void **state)
{
    (void)state;
    static const float tops[] = {1.0f,
                                 0.6f}; /* of the converter, and of a stage that scaled down */
    for (size_t k = 0; k < TCT_COUNT(tops); k++) {
        struct sound sound = sound_new(48000.0, 4.0, NOISE, 10);
        sound_add(&sound, (struct blast){.onset_s = 1.0, .peak = 3.0, .tau_s = 0.003});
        sound_add(&sound, (struct blast){.onset_s = 3.0, .peak = 0.4, .tau_s = 0.003});
        for (size_t i = 0; i < sound.count; i++)
            sound.samples[i] = fminf(fmaxf(sound.samples[i], -tops[k]), tops[k]);
        listen_all(&sound, &heard);
        const struct tct_pulse *first = heard_at(&heard, 1.0, 48000.0);
        const struct tct_pulse *second = heard_at(&heard, 3.0, 48000.0);
        assert_true(first != NULL && first->clipped);
        assert_true(second != NULL && !second->clipped);
        assert_true(heard.counts.clipped_blocks > 0);
        sound_free(&sound);
    }
}

static void silence_says_so(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 4.0, 0.0, 11);
    listen_all(&sound, &heard);
    assert_true(heard.count == 0 && heard.counts.silent);
    assert_true(heard.counts.missing == sound.count);
    for (size_t i = 0; i < sound.count; i++)
        sound.samples[i] = 0.25f;
    listen_all(&sound, &heard);
    assert_true(heard.count == 0 && heard.counts.silent && heard.counts.missing == 0);
    sound_free(&sound);
}

/* Steps of the converter in an all but silent channel are no pulses. */
static void one_step_is_no_pulse(void **state)
{
    (void)state;
    struct sound sound = sound_new(12000.0, 10.0, 0.0, 12);
    for (size_t i = 0; i < sound.count; i++)
        sound.samples[i] = 0.001f;
    for (size_t i = 0; i < sound.count; i += 2500)
        sound.samples[i] += 0x1p-15f;
    struct tct_detector_config config = tct_detector_defaults(12000.0);
    config.resolution = 0x1p-15;
    listen_chunks(&sound, &config, sound.count, &heard);
    assert_int_equal(heard.count, 0);
    sound_free(&sound);
}

static void chunks_make_no_difference(void **state)
{
    (void)state;
    static const size_t chunks[] = {1, 7, 12, 1000, 4096};
    static const double rates[] = {100.0, 1000.0, 12000.0, 44100.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        double rate_hz = rates[r];
        struct sound sound = sound_new(rate_hz, 200000.0 / rate_hz, NOISE, 13);
        for (int i = 1; i < 20; i++)
            sound_add(&sound, (struct blast){.onset_s = i * 9000.3 / rate_hz,
                                             .peak = NOISE * 100.0,
                                             .tau_s = fmax(0.002, 6.0 / rate_hz)});
        memset(sound.samples + 30000, 0, 5000 * sizeof(float));
        sound.samples[70001] = NAN;
        struct tct_detector_config config = tct_detector_defaults(rate_hz);
        listen_chunks(&sound, &config, sound.count, &heard);
        assert_true(heard.count >= 15);
        for (size_t c = 0; c < TCT_COUNT(chunks); c++) {
            listen_chunks(&sound, &config, chunks[c], &again);
            assert_int_equal(again.count, heard.count);
            assert_memory_equal(again.pulses, heard.pulses, heard.count * sizeof(heard.pulses[0]));
            assert_memory_equal(&again.counts, &heard.counts, sizeof(heard.counts));
        }
        sound_free(&sound);
    }
}

static void every_rate_hears(void **state)
{
    (void)state;
    static const double rates[] = {100.0,    250.0,   999.5,   4000.0,  5999.0,   8999.0,  9000.0,
                                   11025.0,  16000.0, 20000.0, 21000.0, 21999.0,  22050.0, 43999.0,
                                   175999.0, 44100.0, 48000.0, 96000.0, 188999.0, 192000.0};
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        double rate_hz = rates[r], tau_s = fmax(0.002, 6.0 / rate_hz);
        double length_s = fmax(3.0, 3000.0 / rate_hz);
        struct sound sound = sound_new(rate_hz, length_s, NOISE, 14);
        sound_add(&sound,
                  (struct blast){.onset_s = length_s / 2, .peak = NOISE * 60.0, .tau_s = tau_s});
        listen_all(&sound, &heard);
        assert_int_equal(heard.count, 1);
        assert_true(fabs(heard.pulses[0].onset_sample / rate_hz - length_s / 2) < tau_s / 4);
        sound_free(&sound);
    }
}

static void wrong_settings_are_refused(void **state)
{
    (void)state;
    static const struct tct_detector_config bad[] = {
        {.rate_hz = 99.9, .full_scale = 1.0, .threshold_db = 9.0},
        {.rate_hz = 192001.0, .full_scale = 1.0, .threshold_db = 9.0},
        {.rate_hz = NAN, .full_scale = 1.0, .threshold_db = 9.0},
        {.rate_hz = INFINITY, .full_scale = 1.0, .threshold_db = 9.0},
        {.rate_hz = 12000.0, .full_scale = 0.0, .threshold_db = 9.0},
        {.rate_hz = 12000.0, .full_scale = NAN, .threshold_db = 9.0},
        {.rate_hz = 12000.0, .full_scale = 1.0, .threshold_db = 0.0},
        {.rate_hz = 12000.0, .full_scale = 1.0, .threshold_db = NAN},
        {.rate_hz = 12000.0, .full_scale = 1.0, .threshold_db = 9.0, .resolution = -1.0},
        {.rate_hz = 12000.0, .full_scale = 1.0, .threshold_db = 9.0, .resolution = 2.0},
    };
    struct tct_detector *detector = NULL;
    struct tct_error err;
    struct tct_detector_config good = tct_detector_defaults(12000.0);
    size_t bytes = tct_detector_bytes(&good);
    char *memory = malloc(bytes + 1);
    for (size_t i = 0; i < TCT_COUNT(bad); i++) {
        assert_int_equal(tct_detector_init(memory, bytes, &bad[i], &detector, &err), TCT_ERR_USE);
        assert_non_null(strstr(err.text, "expected"));
    }
    assert_int_equal(tct_detector_init(memory, bytes - 1, &good, &detector, &err), TCT_ERR_USE);
    assert_int_equal(tct_detector_init(memory + 1, bytes, &good, &detector, &err), TCT_ERR_USE);
    assert_int_equal(tct_detector_init(NULL, bytes, &good, &detector, NULL), TCT_ERR_USE);
    assert_null(detector);
    assert_int_equal(tct_detector_init(memory, bytes, &good, &detector, &err), TCT_OK);
    free(memory);
}

/* The unit of the samples makes no difference, from picovolts to numbers of a 32-bit converter. */
static void the_unit_makes_no_difference(void **state)
{
    (void)state;
    static const double units[] = {0x1p-36, 0x1p31, 0x1p39};
    struct sound sound = sound_new(12000.0, 4.0, NOISE, 15);
    struct tct_detector_config config = tct_detector_defaults(12000.0);
    sound_add(&sound, blast_at(2.0, 40.0));
    memset(sound.samples + 30000, 0, 100 * sizeof(float));
    sound.samples[40000] = 999.0f;
    sound.samples[44000] = 1001.0f;
    listen_all(&sound, &heard);
    assert_true(heard.count >= 2 && heard.counts.not_finite == 1);
    for (size_t k = 0; k < TCT_COUNT(units); k++) {
        struct sound other = sound_new(12000.0, 4.0, 0.0, 0);
        for (size_t i = 0; i < sound.count; i++)
            other.samples[i] = (float)((double)sound.samples[i] * units[k]);
        config.full_scale = units[k];
        listen_chunks(&other, &config, other.count, &again);
        assert_int_equal(again.count, heard.count);
        for (size_t i = 0; i < heard.count; i++) {
            assert_true(again.pulses[i].onset_sample == heard.pulses[i].onset_sample);
            assert_true(again.pulses[i].sigma_sample == heard.pulses[i].sigma_sample);
            assert_true(again.pulses[i].peak == heard.pulses[i].peak * units[k]);
        }
        sound_free(&other);
    }
    sound_free(&sound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_the_pulses),
        cmocka_unit_test(noise_is_no_pulse),
        cmocka_unit_test(shots_30_ms_apart_are_two),
        cmocka_unit_test(an_automatic_weapon_is_resolved),
        cmocka_unit_test(zeros_are_a_gap),
        cmocka_unit_test(fifty_nine_zeros_are_sound),
        cmocka_unit_test(a_told_gap_keeps_the_time),
        cmocka_unit_test(what_is_not_finite_is_a_gap),
        cmocka_unit_test(clipping_is_flagged),
        cmocka_unit_test(silence_says_so),
        cmocka_unit_test(one_step_is_no_pulse),
        cmocka_unit_test(chunks_make_no_difference),
        cmocka_unit_test(every_rate_hears),
        cmocka_unit_test(wrong_settings_are_refused),
        cmocka_unit_test(the_unit_makes_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
