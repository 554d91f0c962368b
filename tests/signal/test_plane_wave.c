/* Plane waves: what crosses an array is told, what only noise does is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fisher.h"
#include "tacet/signal.h"

enum { ELEMENTS = 4, RATE = 50, LENGTH = RATE * 600, WAVES_ROOM = 64 };

static const struct tct_element PLACES[ELEMENTS] = {
    {.channel = 0, .x_m = 0.0, .y_m = 0.0},
    {.channel = 1, .x_m = 120.0, .y_m = 10.0},
    {.channel = 2, .x_m = 30.0, .y_m = 110.0},
    {.channel = 3, .x_m = 60.0, .y_m = 40.0},
};

struct heard_waves {
    struct tct_wave waves[WAVES_ROOM];
    size_t count;
};

static void keep(const struct tct_wave *wave, void *user)
{
    struct heard_waves *heard = user;
    assert_true(heard->count < WAVES_ROOM);
    heard->waves[heard->count++] = *wave;
}

static float samples[ELEMENTS][LENGTH];

static void make_noise(uint64_t seed)
{
    struct tct_random random;
    tct_random_init(&random, seed, 0);
    for (size_t i = 0; i < ELEMENTS; i++)
        for (size_t j = 0; j < LENGTH; j++)
            samples[i][j] = (float)tct_random_normal(&random);
}

/* A wave of many tones between 0.7 and 4 Hz, from `azimuth`, with the trace speed `speed`. */
static void add_wave(double from_s, double to_s, double azimuth, double speed, double rms,
                     uint64_t seed)
{
    enum { TONES = 40 };
    struct tct_random random;
    double hz[TONES], phase[TONES];
    tct_random_init(&random, seed, 1);
    for (size_t t = 0; t < TONES; t++) {
        hz[t] = 0.7 + 3.3 * tct_random_uniform(&random);
        phase[t] = 2.0 * M_PI * tct_random_uniform(&random);
    }
    for (size_t i = 0; i < ELEMENTS; i++) {
        double late = -(PLACES[i].x_m * sin(azimuth) + PLACES[i].y_m * cos(azimuth)) / speed;
        for (size_t j = (size_t)(from_s * RATE); (double)j < to_s * RATE && j < LENGTH; j++)
            for (size_t t = 0; t < TONES; t++)
                samples[i][j] +=
                    (float)(rms * sqrt(2.0 / TONES) *
                            sin(2.0 * M_PI * hz[t] * ((double)j / RATE - late) + phase[t]));
    }
}

static void listen(const struct tct_wave_config *config, size_t chunk, struct heard_waves *heard)
{
    struct tct_wave_detector *detector;
    size_t bytes = tct_wave_bytes(config);
    void *memory = malloc(bytes);
    assert_int_equal(tct_wave_init(memory, bytes, config, &detector, NULL), TCT_OK);
    heard->count = 0;
    for (size_t at = 0; at < LENGTH; at += chunk) {
        const float *channels[ELEMENTS];
        for (size_t i = 0; i < ELEMENTS; i++)
            channels[i] = samples[i] + at;
        tct_wave_feed(detector, channels, LENGTH - at < chunk ? LENGTH - at : chunk, keep, heard);
    }
    tct_wave_finish(detector, keep, heard);
    free(memory);
}

static void a_wave_is_told(void **state)
{
    (void)state;
    struct heard_waves heard;
    struct tct_wave_config config = tct_wave_defaults(RATE, PLACES, ELEMENTS);
    make_noise(1);
    add_wave(300.0, 340.0, 2.1, 350.0, 0.6, 1);
    listen(&config, 1000, &heard);
    assert_int_equal(heard.count, 1);
    const struct tct_wave *wave = &heard.waves[0];
    assert_true(fabs(wave->azimuth_rad - 2.1) < 3.0 * wave->azimuth_sigma_rad);
    assert_true(wave->azimuth_sigma_rad < 0.1);
    assert_true(fabs(wave->apparent_speed_m_s - 350.0) < 3.0 * wave->apparent_speed_sigma_m_s);
    assert_true(fabs(wave->onset_sample / RATE - 300.0) < 3.0 * wave->onset_sigma_sample / RATE);
    assert_true(fabs(wave->end_sample / RATE - 340.0) < 10.0);
    assert_true(wave->improbability < 1e-3 && wave->f_statistic > 3.0);
    assert_true(wave->frequency_hz > 0.7 && wave->frequency_hz < 4.0);
    assert_int_equal(wave->used, 0xf);
}

static void noise_is_none(void **state)
{
    (void)state;
    struct heard_waves heard;
    struct tct_wave_config config = tct_wave_defaults(RATE, PLACES, ELEMENTS);
    size_t count = 0;
    for (uint64_t seed = 10; seed < 14; seed++) {
        make_noise(seed);
        listen(&config, LENGTH, &heard);
        count += heard.count;
    }
    assert_true(count <= 1); /* 40 minutes */
}

/* A mill that runs all the time is background; what is louder than it is still told. */
static void what_is_always_there_is_background(void **state)
{
    (void)state;
    struct heard_waves heard;
    struct tct_wave_config config = tct_wave_defaults(RATE, PLACES, ELEMENTS);
    make_noise(2);
    add_wave(0.0, 600.0, 0.5, 340.0, 0.5, 2);
    listen(&config, 1000, &heard);
    size_t before = heard.count;
    assert_true(before <= 1);
    add_wave(300.0, 340.0, 4.0, 340.0, 2.5, 3);
    listen(&config, 1000, &heard);
    assert_true(heard.count == before + 1 || heard.count == 1);
    bool there = false;
    for (size_t i = 0; i < heard.count; i++)
        there |= fabs(heard.waves[i].azimuth_rad - 4.0) < 0.1;
    assert_true(there);
}

/* 95 % intervals of 60 waves: 50 to 60 hold, but once in 1,000 such tests. */
static void standard_errors_are_true(void **state)
{
    (void)state;
    struct heard_waves heard;
    struct tct_wave_config config = tct_wave_defaults(RATE, PLACES, ELEMENTS);
    int inside = 0, found = 0;
    for (uint64_t seed = 20; seed < 26; seed++) {
        make_noise(seed);
        for (int n = 0; n < 10; n++)
            add_wave(25.0 + 55.0 * n, 50.0 + 55.0 * n, 0.3 + 0.6 * n, 345.0, 0.6,
                     100 * seed + (uint64_t)n);
        listen(&config, 1000, &heard);
        for (size_t i = 0; i < heard.count; i++) {
            double n = floor((heard.waves[i].peak_sample / RATE - 20.0) / 55.0);
            double off = fabs(remainder(heard.waves[i].azimuth_rad - (0.3 + 0.6 * n), 2.0 * M_PI));
            found++;
            inside += off <= 1.96 * heard.waves[i].azimuth_sigma_rad;
        }
    }
    assert_in_range(found, 57, 62);
    assert_in_range(inside, 50, 60);
}

static void the_cut_of_the_stream_does_not_matter(void **state)
{
    (void)state;
    struct heard_waves one, other;
    struct tct_wave_config config = tct_wave_defaults(RATE, PLACES, ELEMENTS);
    make_noise(3);
    add_wave(200.0, 230.0, 1.0, 350.0, 1.0, 4);
    samples[2][RATE * 215] = NAN; /* three are enough for a while */
    listen(&config, LENGTH, &one);
    listen(&config, 333, &other);
    assert_true(one.count > 0 && one.count == other.count);
    const size_t without_padding = offsetof(struct tct_wave, used) + sizeof(one.waves[0].used);
    for (size_t i = 0; i < one.count; i++)
        assert_memory_equal(&one.waves[i], &other.waves[i], without_padding);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    struct tct_error err;
    struct tct_wave_detector *detector;
    static max_align_t memory[1 << 18];
    struct tct_element line[3] = {{.x_m = 0.0}, {.x_m = 50.0}, {.x_m = 120.0}};
    struct tct_wave_config config = tct_wave_defaults(RATE, line, 3);
    assert_int_equal(tct_wave_init(memory, sizeof(memory), &config, &detector, &err),
                     TCT_ERR_UNSUPPORTED);
    config = tct_wave_defaults(RATE, PLACES, ELEMENTS);
    config.high_hz = 24.0;
    assert_int_equal(tct_wave_init(memory, sizeof(memory), &config, &detector, &err), TCT_ERR_USE);
    config = tct_wave_defaults(RATE, PLACES, ELEMENTS);
    assert_int_equal(tct_wave_init(memory, 64, &config, &detector, &err), TCT_ERR_USE);
    config.window_s = (double)NAN;
    assert_int_equal(tct_wave_init(memory, sizeof(memory), &config, &detector, &err), TCT_ERR_USE);
}

/* Tables of the F distribution. */
static void fishers_distribution_is_right(void **state)
{
    (void)state;
    assert_true(fabs(fisher_quantile(0.05, 5.0, 10.0) - 3.32583) < 1e-4);
    assert_true(fabs(fisher_quantile(0.01, 60.0, 120.0) - 1.65569) < 1e-4);
    assert_true(fabs(fisher_exceeds(1.0, 7.0, 7.0) - 0.5) < 1e-12);
    assert_true(fisher_exceeds(0.0, 3.0, 4.0) == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wave_is_told),
        cmocka_unit_test(noise_is_none),
        cmocka_unit_test(what_is_always_there_is_background),
        cmocka_unit_test(standard_errors_are_true),
        cmocka_unit_test(the_cut_of_the_stream_does_not_matter),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(fishers_distribution_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
