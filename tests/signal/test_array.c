/* Array detector: faint shots are heard, whatever the cut of the stream; channels may fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array_world.h"
#include "tacet/signal/array.h"

enum { HEARD_ROOM = 512, SHOTS = 20 };

struct heard_pulses {
    struct tct_array_pulse pulses[HEARD_ROOM];
    size_t count;
};

static void keep(const struct tct_array_pulse *pulse, void *user)
{
    struct heard_pulses *heard = user;
    assert_true(heard->count < HEARD_ROOM);
    heard->pulses[heard->count++] = *pulse;
}

static struct tct_bearing_air air(double sample, void *user)
{
    (void)sample;
    (void)user;
    return (struct tct_bearing_air){343.0, 2.0};
}

static void listen(const struct array_world *world, size_t chunk, struct heard_pulses *heard,
                   struct tct_array_counts *counts)
{
    struct tct_array_config config = {.detector = tct_detector_defaults(world->rate_hz),
                                      .elements = world->elements,
                                      .count = world->count};
    struct tct_array_detector *detector;
    size_t bytes = tct_array_bytes(&config);
    void *memory = malloc(bytes);
    assert_int_equal(tct_array_init(memory, bytes, &config, &detector, NULL), TCT_OK);
    heard->count = 0;
    for (size_t at = 0; at < world->length; at += chunk) {
        const float *channels[TCT_ELEMENTS_MAX];
        size_t count = world->length - at < chunk ? world->length - at : chunk;
        for (size_t i = 0; i < world->count; i++)
            channels[i] = world->samples[i] + at;
        tct_array_feed(detector, channels, count, air, keep, heard);
    }
    tct_array_finish(detector, air, keep, heard);
    *counts = tct_array_counts(detector);
    free(memory);
}

/* Shots from everywhere, half a second apart from 1 s on. */
static struct array_shot nth_shot(size_t n)
{
    return (struct array_shot){.azimuth_rad = 2.399963 * (double)n,
                               .elevation_rad = 0.02 * (double)(n % 20),
                               .onset_s = 1.0 + 0.5 * (double)n + 0.001 * (double)(n % 7),
                               .peak = 0.1,
                               .tau_s = 0.6e-3};
}

static struct array_world make_world(double db, size_t shots)
{
    struct array_world world;
    struct tct_random random;
    world_ring(&world, 6, 0.25, 0.1, 48000);
    world.sampling = SAMPLING_AVERAGED;
    for (size_t i = 0; i < world.count; i++)
        world.noise[i] = 0.1 * pow(10.0, -db / 20.0);
    tct_random_init(&random, 1, 0);
    world_noise(&world, (size_t)(48000 * (2.0 + 0.5 * (double)shots)), &random);
    for (size_t n = 0; n < shots; n++) {
        struct array_shot shot = nth_shot(n);
        world_add(&world, &shot);
    }
    return world;
}

/* The pulse of shot `n`, or NULL. */
static const struct tct_array_pulse *pulse_of(const struct heard_pulses *heard, size_t n)
{
    for (size_t i = 0; i < heard->count; i++)
        if (fabs(heard->pulses[i].pulse.onset_sample / 48000 - nth_shot(n).onset_s) < 0.002)
            return &heard->pulses[i];
    return NULL;
}

static void faint_shots_are_heard_with_their_bearings(void **state)
{
    (void)state;
    static struct heard_pulses heard;
    struct tct_array_counts counts;
    struct array_world world = make_world(10.0, SHOTS);
    size_t found = 0, inside = 0;
    listen(&world, 4096, &heard, &counts);
    for (size_t n = 0; n < SHOTS; n++) {
        const struct tct_array_pulse *pulse = pulse_of(&heard, n);
        if (pulse == NULL || !pulse->aimed)
            continue;
        double off =
            fabs(remainder(pulse->bearing.azimuth_rad - nth_shot(n).azimuth_rad, 2.0 * M_PI));
        found++;
        inside += off < 3.0 * pulse->bearing.azimuth_sigma_rad && off < 0.1;
    }
    assert_true(found >= SHOTS - 1);
    assert_true(inside >= found - 1);
    assert_true(heard.count <= SHOTS + 2);
    assert_int_equal(counts.samples, world.length);
    world_free(&world);
}

static void the_cut_of_the_stream_does_not_matter(void **state)
{
    (void)state;
    static struct heard_pulses one, other;
    struct tct_array_counts counts;
    struct array_world world = make_world(20.0, 4);
    listen(&world, world.length, &one, &counts);
    listen(&world, 777, &other, &counts);
    assert_int_equal(one.count, other.count);
    for (size_t i = 0; i < one.count; i++) {
        const struct tct_array_pulse *a = &one.pulses[i], *b = &other.pulses[i];
        assert_true(a->pulse.onset_sample == b->pulse.onset_sample);
        assert_true(a->bearing.azimuth_rad == b->bearing.azimuth_rad);
        assert_true(a->bearing.azimuth_sigma_rad == b->bearing.azimuth_sigma_rad);
    }
    world_free(&world);
}

/* Two channels fall silent, one is missing for a while: the others go on. */
static void channels_may_fail(void **state)
{
    (void)state;
    static struct heard_pulses heard;
    struct tct_array_counts counts;
    struct array_world world = make_world(30.0, 6);
    memset(world.samples[1], 0, world.length * sizeof(float));
    for (size_t j = 0; j < 96000; j++)
        world.samples[4][j] = NAN;
    listen(&world, 5000, &heard, &counts);
    const struct tct_array_pulse *early = pulse_of(&heard, 0), *late = pulse_of(&heard, 5);
    assert_non_null(early);
    assert_non_null(late);
    assert_true(early->aimed && late->aimed);
    assert_int_equal(early->bearing.used, 0x2d);
    assert_int_equal(late->bearing.used, 0x3d);
    assert_int_equal(counts.missing[1], world.length / 256 * 256);
    assert_in_range(counts.missing[4], 96000, 96256);
    assert_int_equal(counts.missing[0], 0);
    world_free(&world);
}

static void one_microphone_left_still_hears(void **state)
{
    (void)state;
    static struct heard_pulses heard;
    struct tct_array_counts counts;
    struct array_world world = make_world(30.0, 4);
    for (size_t i = 1; i < world.count; i++)
        memset(world.samples[i], 0, world.length * sizeof(float));
    listen(&world, 5000, &heard, &counts);
    for (size_t n = 0; n < 4; n++) {
        const struct tct_array_pulse *pulse = pulse_of(&heard, n);
        assert_non_null(pulse);
        assert_false(pulse->aimed);
    }
    world_free(&world);
}

static void the_onset_is_that_of_the_station(void **state)
{
    (void)state;
    static struct heard_pulses heard;
    struct tct_array_counts counts;
    struct array_world world;
    struct tct_random random;
    /* The array stands 3 m beside the station's place. */
    world_ring(&world, 5, 0.25, 0.1, 48000);
    world.sampling = SAMPLING_AVERAGED;
    for (size_t i = 0; i < world.count; i++) {
        world.elements[i].x_m += 3.0;
        world.truth[i].x_m += 3.0;
        world.noise[i] = 0.1 * pow(10.0, -35.0 / 20.0);
    }
    tct_random_init(&random, 2, 0);
    world_noise(&world, 48000 * 4, &random);
    struct array_shot shot = {
        .azimuth_rad = M_PI / 2, .onset_s = 2.0, .peak = 0.1, .tau_s = 0.6e-3};
    world_add(&world, &shot);
    listen(&world, 4096, &heard, &counts);
    assert_int_equal(heard.count, 1);
    assert_true(fabs(heard.pulses[0].pulse.onset_sample / 48000 - 2.0) < 0.0003);
    world_free(&world);
}

/* Sharp fronts in beams of whole samples: neither early nor late, and no surer than they are. */
static void onsets_of_beams_err_as_they_say(void **state)
{
    (void)state;
    static struct heard_pulses heard;
    static const double LEVELS[] = {40.0, 10.0};
    for (size_t l = 0; l < TCT_COUNT(LEVELS); l++) {
        struct tct_array_counts counts;
        struct array_world world = make_world(LEVELS[l], SHOTS);
        double found = 0.0, late = 0.0, square = 0.0;
        listen(&world, 4096, &heard, &counts);
        for (size_t n = 0; n < SHOTS; n++) {
            const struct tct_array_pulse *pulse = pulse_of(&heard, n);
            if (pulse == NULL)
                continue;
            double off = pulse->pulse.onset_sample - 48000 * nth_shot(n).onset_s;
            found += 1.0;
            late += off / pulse->pulse.sigma_sample;
            square += off * off / (pulse->pulse.sigma_sample * pulse->pulse.sigma_sample);
            assert_true(fabs(off) < (LEVELS[l] > 20.0 ? 1.5 : 5.0));
            assert_true(pulse->pulse.sigma_sample < (LEVELS[l] > 20.0 ? 0.6 : 2.0));
        }
        assert_true(found >= SHOTS - 1);
        assert_true(fabs(late / found) < 1.0);
        assert_true(square / found < 2.5);
        world_free(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faint_shots_are_heard_with_their_bearings),
        cmocka_unit_test(the_cut_of_the_stream_does_not_matter),
        cmocka_unit_test(channels_may_fail),
        cmocka_unit_test(one_microphone_left_still_hears),
        cmocka_unit_test(the_onset_is_that_of_the_station),
        cmocka_unit_test(onsets_of_beams_err_as_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
