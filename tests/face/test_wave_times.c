/* Times of WAV files: GUANO, broadcast wave, the names of recorders; none is better than a second.
 */
#include "tape.h"

#include <math.h>
#include <string.h>

#include "file_name.h"

enum { RATE_HZ = 8000, SAMPLES = 800 };

static void put_chunk(struct tape *tape, const char *id, const void *bytes, size_t count)
{
    tape_put(tape, id, 4);
    tape_number(tape, count, 4, false);
    tape_put(tape, bytes, count);
    tape_zeros(tape, count & 1);
}

static void begin_wave(struct tape *tape)
{
    tape_clear(tape);
    tape_put(tape, "RIFF\0\0\0\0WAVE", 12);
    tape_put(tape, "fmt \20\0\0\0", 8);
    tape_number(tape, 1, 2, false);
    tape_number(tape, 1, 2, false);
    tape_number(tape, RATE_HZ, 4, false);
    tape_number(tape, UINT64_C(2) * RATE_HZ, 4, false);
    tape_number(tape, 2, 2, false);
    tape_number(tape, 16, 2, false);
}

static void end_wave(struct tape *tape)
{
    tape_put(tape, "data", 4);
    tape_number(tape, UINT64_C(2) * SAMPLES, 4, false);
    for (int i = 0; i < SAMPLES; i++)
        tape_number(tape, (uint64_t)(i * 7919 % 999), 2, false);
    size_t all = tape->bytes;
    tape->bytes = 4;
    tape_number(tape, all - 8, 4, false);
    tape->bytes = all;
}

static void put_guano(struct tape *tape, const char *text)
{
    put_chunk(tape, "guan", text, strlen(text));
}

static void put_bext(struct tape *tape, const char *date_and_time, uint64_t samples)
{
    unsigned char chunk[602] = {0};
    memcpy(chunk + 320, date_and_time, 18);
    for (int i = 0; i < 8; i++)
        chunk[338 + i] = (unsigned char)(samples >> (8 * i));
    put_chunk(tape, "bext", chunk, sizeof(chunk));
}

static struct playback *play(struct tape *tape, const char *name)
{
    tape_write(tape, name);
    return tape_must_play(tape_path(tape, name), 0);
}

static void expect_second(const struct playback *p, const char *time)
{
    struct tct_sample_time first = tct_recording_time(p->recording, 0.0);
    assert_true(fabs(playback_since(p, 0.0, time)) < 1e-6);
    assert_int_equal(first.clock, TCT_CLOCK_FREE);
    assert_int_equal(p->info.clock, TCT_CLOCK_FREE);
    assert_true(first.sigma_s >= 1.0);
}

static void guano_says_when(void **state)
{
    struct tape *tape = *state;
    begin_wave(tape);
    put_guano(tape, "GUANO|Version: 1.0\nMake: X\nTimestamp: 2026-01-31T14:00:00.5+02:00\n"
                    "Samplerate: 8000\nNote: a\\nb");
    end_wave(tape);
    struct playback *p = play(tape, "a.wav");
    expect_second(p, "2026-01-31T12:00:00.5Z");
    assert_int_equal(p->count, SAMPLES);
    assert_string_equal(p->said, "");
    playback_close(p);
}

static void guano_without_a_zone_is_no_time(void **state)
{
    struct tape *tape = *state;
    begin_wave(tape);
    put_guano(tape, "GUANO|Version: 1.0\r\nTimestamp: 2026-01-31T14:00:00\r\n");
    end_wave(tape);
    struct playback *p = play(tape, "a.wav");
    assert_false(p->info.timed);
    playback_says(p, "found '2026-01-31T14:00:00', expected Timestamp as a time with its zone");
    playback_close(p);
}

/* A recording that was written ten times slower than it was made. */
static void guano_knows_the_true_rate(void **state)
{
    struct tape *tape = *state;
    begin_wave(tape);
    put_guano(tape, "Timestamp:2026-01-31T12:00:00Z\nSamplerate:80000\nTE:10");
    end_wave(tape);
    struct playback *p = play(tape, "a.wav");
    assert_true(p->info.rate_hz == 80000.0);
    assert_true(fabs(playback_since(p, 800.0, "2026-01-31T12:00:00.01Z")) < 1e-6);
    playback_close(p);
    begin_wave(tape);
    put_guano(tape, "Samplerate:-3\n");
    end_wave(tape);
    p = play(tape, "b.wav");
    assert_true(p->info.rate_hz == RATE_HZ);
    playback_says(p, "expected Samplerate as a number of samples a second");
    playback_close(p);
}

static void broadcast_wave_says_when(void **state)
{
    struct tape *tape = *state;
    begin_wave(tape);
    put_bext(tape, "2026:01:3112-00-00", 0);
    end_wave(tape);
    struct playback *p = play(tape, "a.wav");
    expect_second(p, "2026-01-31T12:00:00Z");
    playback_close(p);
    begin_wave(tape); /* samples since midnight are finer than the time of day */
    put_bext(tape, "2026-01-3112:00:01", UINT64_C(43200) * RATE_HZ + RATE_HZ / 4);
    end_wave(tape);
    p = play(tape, "b.wav");
    expect_second(p, "2026-01-31T12:00:00.25Z");
    playback_close(p);
    begin_wave(tape); /* and count for nothing beyond a day */
    put_bext(tape, "2026-01-3112:00:01", UINT64_MAX);
    end_wave(tape);
    p = play(tape, "c.wav");
    expect_second(p, "2026-01-31T12:00:01Z");
    playback_close(p);
    begin_wave(tape);
    put_bext(tape, "2026-13-3112:00:01", 0);
    end_wave(tape);
    p = play(tape, "d.wav");
    assert_false(p->info.timed);
    playback_says(p, "expected OriginationDate and OriginationTime");
    playback_close(p);
    begin_wave(tape);
    put_bext(tape, "2026-01-3112:00:00", 0);
    put_guano(tape, "Timestamp: 2026-01-31T13:00:00Z");
    end_wave(tape);
    p = play(tape, "e.wav");
    expect_second(p, "2026-01-31T13:00:00Z"); /* it has a zone */
    playback_close(p);
}

static void chunks_that_lie_are_survived(void **state)
{
    struct tape *tape = *state;
    begin_wave(tape);
    end_wave(tape);
    tape_put(tape, "guan\377\377\377\377Timestamp: 2026-01-31T12:00:00Z\n", 41);
    struct playback *p = play(tape, "a.wav");
    assert_int_equal(p->count, SAMPLES);
    assert_true(p->info.timed);
    playback_close(p);
    begin_wave(tape);
    put_chunk(tape, "bext", "short", 5);
    put_chunk(tape, "guan", "\0\0\0:", 4);
    end_wave(tape);
    p = play(tape, "b.wav");
    assert_int_equal(p->count, SAMPLES);
    assert_false(p->info.timed);
    playback_close(p);
}

static void audiomoth_names_itself(void **state)
{
    struct tape *tape = *state;
    static const char list[] = "INFOICMT\4\0\0\0owl\0IART\x1c\0\0\0AudioMoth 243B1F026488F56E\0";
    begin_wave(tape);
    put_chunk(tape, "LIST", list, sizeof(list) - 1);
    end_wave(tape);
    struct playback *p = play(tape, "a.wav");
    assert_string_equal(p->info.code, "243B1F026488F56E");
    playback_close(p);
    begin_wave(tape);
    put_chunk(tape, "LIST", "INFOIART\4\0\0\0Bob", 16);
    end_wave(tape);
    p = play(tape, "b.wav");
    assert_string_equal(p->info.code, "");
    playback_close(p);
}

static void formats_that_lie_are_named(void **state)
{
    struct tape *tape = *state;
    begin_wave(tape);
    tape->data[34] = 20; /* bits, in blocks of two bytes */
    end_wave(tape);
    tape_write(tape, "a.wav");
    struct playback *p = tape_play(tape_path(tape, "a.wav"), 0, 100);
    assert_int_equal(p->status, TCT_ERR_INPUT);
    assert_non_null(strstr(p->err.text, "found 1 channels of 20 bits in blocks of 2 bytes"));
    playback_close(p);
    begin_wave(tape);
    end_wave(tape);
    memset(tape->data + 40, 0x7f, 4); /* of the data: gigabytes */
    tape_write(tape, "b.wav");
    p = tape_must_play(tape_path(tape, "b.wav"), 0);
    assert_int_equal(p->count, SAMPLES);
    assert_true(p->info.cut_off);
    playback_close(p);
    begin_wave(tape);
    end_wave(tape);
    tape_zeros(tape, 100);
    p = play(tape, "c.wav");
    assert_int_equal(p->count, SAMPLES);
    playback_says(
        p, "c.wav: byte 1644: found 100 bytes more, expected the end that the RIFF header tells");
    assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
    playback_close(p);
}

static void names_of_recorders_say_when(void **state)
{
    struct tape *tape = *state;
    begin_wave(tape);
    end_wave(tape);
    struct playback *p = play(tape, "20260131_120000.WAV");
    expect_second(p, "2026-01-31T12:00:00Z");
    playback_close(p);
    p = play(tape, "20261331_120000.WAV");
    assert_false(p->info.timed);
    playback_close(p);
}

static void expect_name(const char *path, const char *prefix, const char *folder, bool timed)
{
    struct file_name name = file_name_read(path);
    int64_t start;
    assert_string_equal(name.prefix, prefix);
    assert_string_equal(name.folder, folder);
    assert_int_equal(name.timed, timed);
    assert_int_equal(tct_time_parse("2026-01-31T12:00:00Z", 20, &start), TCT_OK);
    if (timed)
        assert_true(name.start_ns == start);
}

static void a_name_is_taken_apart(void **state)
{
    (void)state;
    expect_name("20260131_120000.WAV", "", "", true);
    expect_name("N01/20260131_120000.WAV", "", "N01", true);
    expect_name("/a/N01/20260131/20260131_120000.WAV", "", "N01", true);
    expect_name("./20260131/243B1F0264_20260131_120000T.WAV", "243B1F0264", "", true);
    expect_name("x/S1-20260131T120000_SYNC.flac", "S1", "x", true);
    expect_name("../20260131_120000", "", "", true);
    expect_name("x/120260131_120000.wav", "", "x", false);
    expect_name("x/20260131_1200001.wav", "", "x", false);
    expect_name("x/20260131_120061.wav", "", "x", false);
    expect_name("x/S1.wav", "", "x", false);
    expect_name("", "", "", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TAPE_TEST(guano_says_when),
        TAPE_TEST(guano_without_a_zone_is_no_time),
        TAPE_TEST(guano_knows_the_true_rate),
        TAPE_TEST(broadcast_wave_says_when),
        TAPE_TEST(chunks_that_lie_are_survived),
        TAPE_TEST(audiomoth_names_itself),
        TAPE_TEST(formats_that_lie_are_named),
        TAPE_TEST(names_of_recorders_say_when),
        cmocka_unit_test(a_name_is_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
