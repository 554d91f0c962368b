/* SAC: either byte order, a time that may be missing, a header that may lie. */
#include "tape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_BYTES = 632, WORDS = 110, NOTHING = -12345 };

/* A header as a test wants it: 2026-01-31T12:00:00.250 and B. */
struct head {
    float delta, begin_s;
    int32_t count, version, type, even, year, day, hour;
    const char *station;
};

static const struct head HEAD = {.delta = 0.01f,
                                 .begin_s = 0.5f,
                                 .count = 1000,
                                 .version = 6,
                                 .type = 1,
                                 .even = 1,
                                 .year = 2026,
                                 .day = 31,
                                 .hour = 12,
                                 .station = "S1"};

static void put_head(struct tape *tape, const struct head *h, bool big)
{
    for (int word = 0; word < 70; word++)
        tape_float(tape, word == 0 ? h->delta : word == 5 ? h->begin_s : (float)NOTHING, big);
    const int32_t whole[] = {h->year, h->day, h->hour, 0, 0, 250, h->version, 0, 0, h->count};
    for (int word = 70; word < WORDS; word++) {
        int32_t value = word < 80     ? whole[word - 70]
                        : word == 85  ? h->type
                        : word == 105 ? h->even
                                      : NOTHING;
        tape_number(tape, (uint32_t)value, 4, big);
    }
    for (int text = 0; text < 24; text++) {
        char cell[9];
        const char *value = text == 0    ? h->station
                            : text == 20 ? "HDF"
                            : text == 21 ? "XX"
                                         : "-12345";
        (void)snprintf(cell, sizeof(cell), "%-8s", value);
        tape_put(tape, cell, 8);
    }
    assert_int_equal(tape->bytes, HEADER_BYTES);
}

static void put_file(struct tape *tape, const struct head *h, bool big, int samples)
{
    tape_clear(tape);
    put_head(tape, h, big);
    for (int i = 0; i < samples; i++)
        tape_float(tape, (float)i - 500.0f, big);
}

static struct playback *play(struct tape *tape, const char *name)
{
    tape_write(tape, name);
    return tape_play(tape_path(tape, name), 0, 300);
}

static void both_byte_orders_are_read(void **state)
{
    struct tape *tape = *state;
    for (int big = 0; big < 2; big++) {
        put_file(tape, &HEAD, big != 0, 1000);
        struct playback *p = play(tape, "a.dat"); /* known by its header, not its name */
        assert_int_equal(p->status, TCT_OK);
        assert_int_equal(p->count, 1000);
        for (int i = 0; i < 1000; i++)
            assert_true(p->samples[i] == (float)i - 500.0f);
        /* An interval of 0.01f cannot be told from a hundredth. */
        assert_true(p->info.rate_hz == 100.0);
        assert_true(fabs(playback_since(p, 100.0, "2026-01-31T12:00:01.75Z")) < 1e-6);
        assert_int_equal(p->info.clock, TCT_CLOCK_UNKNOWN);
        assert_string_equal(p->info.code, "S1");
        assert_string_equal(p->info.series, "XX.S1..HDF");
        assert_true(p->info.full_scale == 1024.0);
        assert_string_equal(p->said, "");
        playback_close(p);
    }
}

static void a_file_without_a_reference_time_is_not_timed(void **state)
{
    struct tape *tape = *state;
    struct head h = HEAD;
    h.hour = NOTHING;
    put_file(tape, &h, true, 1000);
    struct playback *p = play(tape, "a.sac");
    assert_int_equal(p->status, TCT_OK);
    assert_int_equal(p->count, 1000);
    assert_false(p->info.timed);
    playback_close(p);
    h.hour = 77;
    put_file(tape, &h, true, 1000);
    p = play(tape, "b.sac");
    assert_false(p->info.timed);
    playback_says(p, "b.sac: byte 288: found 77 in its reference time");
    playback_close(p);
    h = HEAD;
    h.begin_s = (float)NAN;
    put_file(tape, &h, true, 1000);
    p = play(tape, "c.sac");
    assert_false(p->info.timed);
    assert_int_equal(p->count, 1000);
    playback_close(p);
}

/* B is a float: after a day of seconds it is known to milliseconds only, and says so. */
static void a_late_begin_is_coarse(void **state)
{
    struct tape *tape = *state;
    struct head h = HEAD;
    h.begin_s = 86400.0f;
    put_file(tape, &h, false, 1000);
    struct playback *p = play(tape, "a.sac");
    double sigma_s = tct_recording_time(p->recording, 0.0).sigma_s;
    assert_true(sigma_s > 1e-3 && sigma_s < 5e-3);
    playback_close(p);
}

static void expect_refused(struct tape *tape, struct head h, const char *said)
{
    put_file(tape, &h, true, 1000);
    struct playback *p = play(tape, "bad.sac");
    assert_int_equal(p->status, TCT_ERR_INPUT);
    if (strstr(p->err.text, said) == NULL)
        fail_msg("expected '%s' in: %s", said, p->err.text);
    playback_close(p);
}

static void a_header_that_cannot_be_is_named(void **state)
{
    struct tape *tape = *state;
    struct head h = HEAD;
    h.version = 99;
    expect_refused(tape, h, "in the header's byte 304, expected header version 6");
    h = HEAD;
    h.type = 4;
    expect_refused(tape, h, "found 4 in the header's byte 340, expected 1, a time series");
    h = HEAD;
    h.even = 0;
    expect_refused(tape, h, "found 0 in the header's byte 420, expected 1, evenly sampled");
    h = HEAD;
    h.delta = -0.01f;
    expect_refused(tape, h, "in the header's byte 0, expected seconds between samples");
    h.delta = (float)NAN;
    expect_refused(tape, h, "expected seconds between samples");
    h = HEAD;
    h.count = -5;
    expect_refused(tape, h, "found -5 in the header's byte 316, expected a number of samples");
}

static void a_length_that_lies_is_named(void **state)
{
    struct tape *tape = *state;
    struct head h = HEAD;
    h.count = INT32_MAX;
    put_file(tape, &h, true, 1000);
    tape_put(tape, "xy", 2);
    struct playback *p = play(tape, "a.sac");
    assert_int_equal(p->status, TCT_OK);
    assert_int_equal(p->count, 1000);
    assert_true(p->info.cut_off);
    assert_int_equal(p->info.samples, 1000); /* not the days that it claims */
    playback_close(p);
    h.count = 400;
    put_file(tape, &h, true, 1000);
    p = play(tape, "b.sac");
    assert_int_equal(p->count, 400);
    assert_false(p->info.cut_off);
    playback_says(p, "b.sac: byte 2232: found 2400 bytes more, expected the end after the "
                     "header's 400 samples");
    assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
    playback_close(p);
    put_file(tape, &HEAD, true, 0);
    p = play(tape, "c.sac");
    assert_int_equal(p->status, TCT_ERR_INPUT);
    assert_non_null(strstr(p->err.text, "found no samples"));
    playback_close(p);
    tape->bytes = 300;
    p = play(tape, "d.sac");
    assert_int_equal(p->status, TCT_ERR_INPUT);
    assert_non_null(strstr(p->err.text, "found less than a header"));
    playback_close(p);
}

static void samples_in_the_other_byte_order_are_refused(void **state)
{
    struct tape *tape = *state;
    for (int big = 0; big < 2; big++) {
        tape_clear(tape);
        put_head(tape, &HEAD, big != 0);
        for (int i = 0; i < 1000; i++)
            tape_float(tape, 0.01f * (float)(i * 7919 % 1000 - 500), big == 0);
        struct playback *p = play(tape, "a.sac");
        assert_int_equal(p->status, TCT_ERR_INPUT);
        assert_non_null(strstr(p->err.text, "expected floats in the byte order of the header"));
        playback_close(p);
    }
}

/* One absurd sample must not make all others small. */
static void rubbish_does_not_set_the_scale(void **state)
{
    struct tape *tape = *state;
    struct head h = HEAD;
    h.count = 20000;
    put_file(tape, &h, false, 0);
    for (int i = 0; i < 20000; i++)
        tape_float(tape,
                   i == 7000   ? 1e30f
                   : i == 9000 ? (float)NAN
                               : 0.01f * (float)(i % 3),
                   false);
    struct playback *p = play(tape, "a.sac");
    assert_int_equal(p->count, 20000);
    assert_true(p->info.full_scale < 0.1);
    assert_true(isnan(p->samples[9000]));
    playback_close(p);
}

static void real_infrasound_is_read(void **state)
{
    (void)state;
    char path[512];
    if (getenv("TACET_TEST_DATA") == NULL)
        skip();
    (void)snprintf(path, sizeof(path), "%s/infrasound-array/YJ.BRP1..EDF.SAC",
                   getenv("TACET_TEST_DATA"));
    struct tct_recording *recording;
    struct tct_error err;
    static float samples[200000];
    uint64_t gap;
    assert_int_equal(tct_recording_open(path, 0, NULL, &recording, &err), TCT_OK);
    assert_int_equal(tct_recording_read(recording, samples, 200000, &gap), 120000);
    assert_true(samples[0] == 4767.0f && gap == 0);
    assert_string_equal(tct_recording_info(recording).series, "YJ.BRP1..EDF");
    assert_true(tct_recording_info(recording).rate_hz == 100.0);
    int64_t start;
    assert_int_equal(tct_time_parse("2012-04-09T18:00:00.0083Z", 25, &start), TCT_OK);
    assert_true(llabs(tct_recording_time(recording, 0.0).ns - start) < 100);
    tct_recording_close(recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TAPE_TEST(both_byte_orders_are_read),
        TAPE_TEST(a_file_without_a_reference_time_is_not_timed),
        TAPE_TEST(a_late_begin_is_coarse),
        TAPE_TEST(a_header_that_cannot_be_is_named),
        TAPE_TEST(a_length_that_lies_is_named),
        TAPE_TEST(samples_in_the_other_byte_order_are_refused),
        TAPE_TEST(rubbish_does_not_set_the_scale),
        cmocka_unit_test(real_infrasound_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
