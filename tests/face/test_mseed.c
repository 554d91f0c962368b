/* miniSEED: records in any order and state are read in order of time, and what cannot be is named.
 */
#include "tape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_BYTES = 512, DATA_AT = 64, RATE_HZ = 100 };
enum { INT16 = 1, INT32 = 3, FLOAT32 = 4, STEIM1 = 10, STEIM2 = 11 };

/* A record's header as a test wants it: samples count up from `first`, and begin `first` hundredths
 * of a second after 2026-01-31T12:00:00. */
struct head {
    const char *station, *channel;
    int first, count;
    int shift;        /* added to the values */
    int rate_hz;      /* 0: RATE_HZ */
    int encoding;     /* 0: INT32 */
    int length_power; /* of blockette 1000; 0: 9 */
    int told;         /* samples by the header; 0: count */
    int late_ticks;   /* added to the start, in 0.1 ms */
    int correction;   /* in 0.1 ms */
    unsigned activity, clock_flags, quality_flags;
    int timing_quality; /* -1: no blockette 1001 */
    int year;           /* 0: 2026 */
    bool little_endian;
};

static const struct head HEAD = {.station = "S1", .channel = "HDF", .timing_quality = -1};

static void put_text(struct tape *tape, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        tape_put(tape, *text != '\0' ? text++ : " ", 1);
}

static void put_start(struct tape *tape, const struct head *h)
{
    bool big = !h->little_endian;
    int ticks = h->first * 100 + h->late_ticks, seconds = ticks / 10000;
    tape_number(tape, (uint64_t)(h->year > 0 ? h->year : 2026), 2, big);
    tape_number(tape, 31, 2, big);
    tape_number(tape, 12, 1, big);
    tape_number(tape, (uint64_t)(seconds / 60), 1, big);
    tape_number(tape, (uint64_t)(seconds % 60), 1, big);
    tape_number(tape, 0, 1, big);
    tape_number(tape, (uint64_t)(ticks % 10000), 2, big);
}

static void put_blockettes(struct tape *tape, const struct head *h)
{
    bool big = !h->little_endian, timing = h->timing_quality >= 0;
    tape_number(tape, 1000, 2, big);
    tape_number(tape, timing ? 56 : 0, 2, big);
    tape_number(tape, (uint64_t)(h->encoding > 0 ? h->encoding : INT32), 1, big);
    tape_number(tape, big, 1, big);
    tape_number(tape, (uint64_t)(h->length_power > 0 ? h->length_power : 9), 1, big);
    tape_number(tape, 0, 1, big);
    tape_number(tape, timing ? 1001 : 0, 2, big);
    tape_number(tape, 0, 2, big);
    tape_number(tape, timing ? (uint64_t)h->timing_quality : 0, 1, big);
    tape_number(tape, 0, 3, big);
}

static void put_record(struct tape *tape, const struct head *h)
{
    bool big = !h->little_endian;
    size_t start = tape->bytes;
    put_text(tape, "000001D ", 8);
    put_text(tape, h->station, 5);
    put_text(tape, "", 2);
    put_text(tape, h->channel, 3);
    put_text(tape, "XX", 2);
    put_start(tape, h);
    tape_number(tape, (uint64_t)(h->told > 0 ? h->told : h->count), 2, big);
    tape_number(tape, (uint64_t)(h->rate_hz > 0 ? h->rate_hz : RATE_HZ), 2, big);
    tape_number(tape, 1, 2, big);
    tape_number(tape, h->activity, 1, big);
    tape_number(tape, h->clock_flags, 1, big);
    tape_number(tape, h->quality_flags, 1, big);
    tape_number(tape, h->timing_quality >= 0 ? 2 : 1, 1, big);
    tape_number(tape, (uint64_t)(int64_t)h->correction, 4, big);
    tape_number(tape, DATA_AT, 2, big);
    tape_number(tape, 48, 2, big);
    put_blockettes(tape, h);
    for (int i = 0; i < h->count; i++) {
        if (h->encoding == FLOAT32)
            tape_float(tape, (float)(h->first + h->shift + i), big);
        else
            tape_number(tape, (uint64_t)(int64_t)(h->first + h->shift + i),
                        h->encoding == INT16 ? 2 : 4, big);
    }
    tape_zeros(tape, start + RECORD_BYTES - tape->bytes);
}

/* A record of 100 samples from `first` on. */
static struct head hundred(int first)
{
    struct head h = HEAD;
    h.first = first;
    h.count = 100;
    return h;
}

static void put_hundred(struct tape *tape, int first)
{
    struct head h = hundred(first);
    put_record(tape, &h);
}

static struct playback *play(struct tape *tape, const char *name)
{
    tape_write(tape, name);
    return tape_must_play(tape_path(tape, name), 0);
}

/* Every sample that was read is where it belongs: its value is its number since 12:00:00. */
static void expect_counting(const struct playback *p)
{
    size_t gaps = 0;
    uint64_t at = 0;
    for (size_t i = 0; i < p->count; i++, at++) {
        for (; gaps < p->gap_count && p->gap_at[gaps] == at; gaps++)
            at += p->gap[gaps];
        double since_s = playback_since(p, (double)at, "2026-01-31T12:00:00Z");
        if (fabs(since_s - (double)p->samples[i] / RATE_HZ) > 2e-4)
            fail_msg("sample %zu of value %g is at %.6f s", i, (double)p->samples[i], since_s);
    }
}

static void records_that_follow_are_one_stretch(void **state)
{
    struct tape *tape = *state;
    for (int i = 0; i < 5; i++)
        put_hundred(tape, 100 * i);
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 500);
    assert_int_equal(p->gap_count, 0);
    assert_int_equal(p->info.samples, 500);
    assert_int_equal(p->info.channels, 1);
    assert_true(fabs(p->info.rate_hz - RATE_HZ) < 1e-9 && p->info.timed);
    assert_int_equal(p->info.clock, TCT_CLOCK_UNKNOWN);
    assert_string_equal(p->info.code, "S1");
    assert_string_equal(p->info.series, "XX.S1..HDF");
    assert_true(p->info.full_scale >= 2.0 * 499.0 && p->info.full_scale <= 4.0 * 512.0);
    assert_true(p->samples[0] == 0.0f && p->samples[499] == 499.0f);
    assert_string_equal(p->said, "");
    expect_counting(p);
    playback_close(p);
}

static void every_block_size_gives_the_same(void **state)
{
    struct tape *tape = *state;
    static const size_t rooms[] = {1, 7, 100, 101, 4096};
    put_hundred(tape, 0);
    put_hundred(tape, 250);
    put_hundred(tape, 350);
    tape_write(tape, "a.mseed");
    for (size_t i = 0; i < TCT_COUNT(rooms); i++) {
        struct playback *p = tape_play(tape_path(tape, "a.mseed"), 0, rooms[i]);
        assert_int_equal(p->status, TCT_OK);
        assert_int_equal(p->count, 300);
        assert_int_equal(p->gap_count, 1);
        assert_int_equal(p->gap_at[0], 100);
        assert_int_equal(p->gap[0], 150);
        expect_counting(p);
        playback_close(p);
    }
}

static void both_byte_orders_and_encodings_are_read(void **state)
{
    struct tape *tape = *state;
    static const int encodings[] = {INT16, INT32, FLOAT32};
    for (int i = 0; i < 6; i++) {
        struct head h = hundred(100 * i);
        h.encoding = encodings[i / 2];
        h.little_endian = i % 2 == 1;
        put_record(tape, &h);
    }
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 600);
    expect_counting(p);
    assert_string_equal(p->said, "");
    playback_close(p);
}

static void records_out_of_order_are_put_in_order(void **state)
{
    struct tape *tape = *state;
    static const int order[] = {3, 0, 4, 1, 2};
    for (int i = 0; i < 5; i++)
        put_hundred(tape, 100 * order[i]);
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 500);
    assert_int_equal(p->gap_count, 0);
    for (int i = 0; i < 500; i++)
        assert_true(p->samples[i] == (float)i);
    assert_string_equal(p->said, "");
    playback_close(p);
}

static void overlaps_are_left_out_once(void **state)
{
    struct tape *tape = *state;
    put_hundred(tape, 0);
    put_hundred(tape, 60); /* 40 samples again */
    put_hundred(tape, 60); /* all of it again */
    put_hundred(tape, 160);
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 260);
    for (int i = 0; i < 260; i++)
        assert_true(p->samples[i] == (float)i);
    expect_counting(p);
    playback_says(p, "a.mseed: byte 512: found 40 samples of a time that was there before");
    playback_says(p, "a.mseed: byte 1024: found 100 samples of a time that was there before");
    assert_int_equal(tct_warnings_skipped(&p->warnings), 2);
    playback_close(p);
}

static void gaps_are_told_and_counted_as_missing(void **state)
{
    struct tape *tape = *state;
    put_hundred(tape, 0);
    put_hundred(tape, 150);
    put_hundred(tape, 5000);
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 300);
    assert_int_equal(p->total, 5100);
    assert_int_equal(p->info.samples, 5100);
    assert_int_equal(p->gap_count, 2);
    assert_int_equal(p->gap[0], 50);
    assert_int_equal(p->gap[1], 4750);
    expect_counting(p);
    playback_says(p, "byte 512: found 50 samples (0.5 s) missing");
    assert_int_equal(tct_warnings_skipped(&p->warnings), 0);
    playback_close(p);
}

/* A clock that gains is followed without a gap, since each record says its own start. */
static void a_clock_that_drifts_is_followed(void **state)
{
    struct tape *tape = *state;
    for (int i = 0; i < 40; i++) {
        struct head h = hundred(100 * i);
        h.late_ticks = 3 * i;
        put_record(tape, &h);
    }
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 4000);
    assert_int_equal(p->gap_count, 0);
    assert_true(fabs(playback_since(p, 3900.0, "2026-01-31T12:00:39.0117Z")) < 1e-6);
    assert_true(fabs(playback_since(p, 1050.0, "2026-01-31T12:00:10.5030Z")) < 1e-6);
    playback_close(p);
}

static void another_rate_is_left_out_whichever_comes_first(void **state)
{
    struct tape *tape = *state;
    struct head other = hundred(0);
    other.rate_hz = 250;
    put_record(tape, &other);
    put_hundred(tape, 100);
    put_hundred(tape, 200);
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 200);
    assert_true(fabs(p->info.rate_hz - RATE_HZ) < 1e-9);
    playback_says(p, "byte 0: found a record of 250 samples a second, expected 100");
    assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
    expect_counting(p);
    playback_close(p);
}

static void series_are_told_apart(void **state)
{
    struct tape *tape = *state;
    for (int i = 0; i < 3; i++) {
        struct head h = hundred(100 * i);
        put_record(tape, &h);
        h.channel = "HHZ";
        h.first += 50;
        put_record(tape, &h);
        h.station = "S2";
        put_record(tape, &h);
    }
    tape_write(tape, "a.mseed");
    static const char *const series[] = {"XX.S1..HDF", "XX.S1..HHZ", "XX.S2..HHZ"};
    for (uint32_t i = 0; i < 3; i++) {
        struct playback *p = tape_must_play(tape_path(tape, "a.mseed"), i);
        assert_int_equal(p->info.channels, 3);
        assert_int_equal(p->count, 300);
        assert_string_equal(p->info.series, series[i]);
        expect_counting(p);
        playback_close(p);
    }
    struct playback *p = tape_play(tape_path(tape, "a.mseed"), 3, 100);
    assert_int_equal(p->status, TCT_ERR_INPUT);
    assert_non_null(strstr(p->err.text, "found 3 channels, expected channel 3, counted from 0"));
    playback_close(p);
}

static void a_file_is_searched_once_for_all_its_series(void **state)
{
    struct tape *tape = *state;
    struct tct_warnings warnings = {0};
    struct tct_recording_file *file = NULL;
    struct tct_recording *recordings[2] = {NULL};
    for (int i = 0; i < 3; i++) {
        struct head h = hundred(100 * i);
        put_record(tape, &h);
        tape_put(tape, "no record", 9);
        h.channel = "HHZ";
        put_record(tape, &h);
    }
    tape_write(tape, "a.mseed");
    const char *path = tape_path(tape, "a.mseed");
    assert_int_equal(tct_recording_file_open(path, &warnings, &file, NULL), TCT_OK);
    for (uint32_t i = 0; i < 2; i++)
        assert_int_equal(tct_recording_open_channel(file, i, &recordings[i], NULL), TCT_OK);
    tct_recording_file_close(file);
    assert_int_equal(tct_warnings_skipped(&warnings), 3);
    for (size_t n = 0; n < 12; n++) { /* in turn */
        float samples[50];
        uint64_t gap;
        assert_int_equal(tct_recording_read(recordings[n % 2], samples, 50, &gap), 50);
        assert_true(samples[49] - samples[0] == 49.0f);
    }
    for (uint32_t i = 0; i < 2; i++)
        tct_recording_close(recordings[i]);
}

static void the_clock_is_told(void **state)
{
    struct tape *tape = *state;
    struct head h = hundred(0);
    h.clock_flags = 0x20; /* locked */
    put_record(tape, &h);
    h = hundred(100);
    h.quality_flags = 0x80; /* questionable, whatever else is said */
    h.clock_flags = 0x20;
    put_record(tape, &h);
    h = hundred(200);
    h.timing_quality = 100;
    put_record(tape, &h);
    h = hundred(300);
    h.timing_quality = 10;
    put_record(tape, &h);
    h = hundred(400);
    h.timing_quality = 0; /* nothing is said */
    put_record(tape, &h);
    struct playback *p = play(tape, "a.mseed");
    static const enum tct_clock expected[] = {TCT_CLOCK_GPS, TCT_CLOCK_FREE, TCT_CLOCK_GPS,
                                              TCT_CLOCK_FREE, TCT_CLOCK_UNKNOWN};
    for (int i = 0; i < 5; i++)
        assert_int_equal(tct_recording_time(p->recording, 100 * i + 50).clock, expected[i]);
    assert_int_equal(p->info.clock, TCT_CLOCK_GPS);
    /* The start is told in ticks of 0.1 ms: a rectangle of that width. */
    assert_true(fabs(tct_recording_time(p->recording, 50.0).sigma_s - 1e-4 / sqrt(12.0)) < 1e-9);
    playback_close(p);
}

static void the_time_correction_is_applied_once(void **state)
{
    struct tape *tape = *state;
    struct head h = hundred(0);
    h.correction = 25000;
    put_record(tape, &h);
    struct playback *p = play(tape, "a.mseed");
    assert_true(fabs(playback_since(p, 0.0, "2026-01-31T12:00:02.5Z")) < 1e-6);
    playback_close(p);
    tape_clear(tape);
    h.activity = 0x02; /* it is in the start already */
    put_record(tape, &h);
    p = play(tape, "b.mseed");
    assert_true(fabs(playback_since(p, 0.0, "2026-01-31T12:00:00Z")) < 1e-6);
    playback_close(p);
}

/* One record is broken: it is named with its byte, and those around it are read. */
static void expect_left_out(struct tape *tape, struct head bad, const char *said)
{
    tape_clear(tape);
    put_hundred(tape, 0);
    bad.first = 100;
    put_record(tape, &bad);
    put_hundred(tape, 200);
    struct playback *p = play(tape, "bad.mseed");
    if (p->count != 200 || p->total != 300)
        fail_msg("%s: read %zu of %llu samples: %s", said, p->count, (unsigned long long)p->total,
                 p->said);
    playback_says(p, "bad.mseed: byte 512: found ");
    playback_says(p, said);
    assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
    expect_counting(p);
    playback_close(p);
}

static void a_rotten_record_is_named_and_left_out(void **state)
{
    struct tape *tape = *state;
    struct head h = hundred(0);
    h.told = 60000;
    expect_left_out(tape, h, "60000 samples of encoding 3 from byte 64 of 512");
    h = hundred(0);
    h.encoding = 77;
    expect_left_out(tape, h, "encoding 77");
    h = hundred(0);
    h.length_power = 10;
    expect_left_out(tape, h, "another record after 512 bytes of one of 1024");
    h = hundred(0);
    h.length_power = 30;
    expect_left_out(tape, h, "a record of 1073741824 bytes");
    h = hundred(0);
    h.encoding = STEIM1; /* counting numbers are no frames of Steim */
    expect_left_out(tape, h, "teim");
    h = hundred(0);
    h.encoding = STEIM2;
    expect_left_out(tape, h, "teim");
    h = hundred(0);
    h.late_ticks = 36600000; /* minute 61 */
    expect_left_out(tape, h, "512 bytes of something else");
}

/* A record of 40 samples from `first` on in one frame of Steim 1: the first and the last value, and
 * differences of a byte each, of which the first counts for nothing. */
static void put_steim(struct tape *tape, int first)
{
    enum { SAMPLES = 40 };
    struct head h = hundred(first);
    h.count = SAMPLES;
    h.encoding = STEIM1;
    put_record(tape, &h);
    size_t end = tape->bytes;
    tape->bytes = end - RECORD_BYTES + DATA_AT;
    tape_number(tape, 0x01555540, 4, true); /* words 3 to 12 hold four differences each */
    tape_number(tape, (uint64_t)first, 4, true);
    tape_number(tape, (uint64_t)(first + SAMPLES - 1), 4, true);
    for (int i = 0; i < SAMPLES; i++)
        tape_number(tape, 1, 1, true);
    tape_zeros(tape, end - tape->bytes);
}

/* The last value that a record promises tells when one of its differences was damaged. */
static void damaged_differences_are_noticed(void **state)
{
    struct tape *tape = *state;
    put_steim(tape, 0);
    put_steim(tape, 40);
    put_steim(tape, 80);
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 120);
    expect_counting(p);
    assert_string_equal(p->said, "");
    playback_close(p);
    tape->data[RECORD_BYTES + DATA_AT + 20] ^= 2;
    p = play(tape, "b.mseed");
    assert_int_equal(p->count, 80);
    assert_int_equal(p->gap_count, 1);
    assert_int_equal(p->gap[0], 40);
    expect_counting(p);
    playback_says(p, "byte 512: found XX_S1__HDF_D: Warning: Data integrity check for Steim1");
    assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
    playback_close(p);
}

/* Numbers of both signs, which blockette 1000 says are in the other byte order. */
static void data_in_the_other_byte_order_are_named(void **state)
{
    struct tape *tape = *state;
    static const int encodings[] = {INT16, INT32, FLOAT32};
    for (size_t e = 0; e < TCT_COUNT(encodings); e++) {
        struct head h = hundred(0);
        h.encoding = encodings[e];
        h.shift = -50;
        tape_clear(tape);
        put_record(tape, &h);
        tape->data[53] = 0;
        put_hundred(tape, 100);
        tape_write(tape, "a.mseed");
        struct playback *p = tape_must_play(tape_path(tape, "a.mseed"), 0);
        assert_int_equal(p->count, 100);
        playback_says(p, "byte 0: found ");
        playback_says(p, "expected a record's samples");
        assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
        playback_close(p);
    }
}

/* Wherever it lies, a record with a wrong date is left out; days without any are only a gap. */
static void a_record_from_far_away_is_left_out(void **state)
{
    struct tape *tape = *state;
    for (int stray = 0; stray < 3; stray++) {
        tape_clear(tape);
        for (int i = 0; i < 3; i++) {
            struct head h = hundred(100 * i);
            h.year = i == stray ? 2090 : 0;
            put_record(tape, &h);
        }
        struct playback *p = play(tape, "a.mseed");
        assert_int_equal(p->count, 200);
        assert_true(p->total <= 300);
        playback_says(p, "found a record of 2090-01-31T12:00:0");
        assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
        expect_counting(p);
        playback_close(p);
    }
    tape_clear(tape);
    for (int i = 0; i < 4; i++) {
        struct head h = hundred(100 * i);
        h.year = i < 2 ? 2025 : 2026;
        put_record(tape, &h);
    }
    struct playback *p = play(tape, "b.mseed");
    assert_int_equal(p->count, 400);
    assert_int_equal(p->gap_count, 1);
    assert_int_equal(p->gap[0], UINT64_C(365) * 86400 * RATE_HZ);
    assert_int_equal(tct_warnings_skipped(&p->warnings), 0);
    playback_close(p);
}

static void what_is_no_record_is_passed_over(void **state)
{
    struct tape *tape = *state;
    put_hundred(tape, 0);
    tape_put(tape, "twenty bits of noise", 20);
    put_hundred(tape, 100);
    tape_zeros(tape, 700);
    put_hundred(tape, 200);
    tape_put(tape, tape->data, 300); /* and the beginning of one more */
    struct playback *p = play(tape, "a.mseed");
    assert_int_equal(p->count, 300);
    assert_int_equal(p->gap_count, 0);
    expect_counting(p);
    playback_says(p, "byte 512: found 20 bytes of something else, expected a miniSEED record");
    playback_says(p, "byte 1044: found 700 bytes of something else");
    playback_says(p, "byte 2256: found the end after 300 bytes of a record");
    assert_int_equal(tct_warnings_skipped(&p->warnings), 3);
    playback_close(p);
}

static void text_is_not_sound(void **state)
{
    struct tape *tape = *state;
    struct head h = hundred(0);
    h.encoding = INT16; /* then by hand: encoding 0 */
    put_record(tape, &h);
    tape->data[52] = 0;
    tape_write(tape, "text.mseed");
    struct playback *p = tape_play(tape_path(tape, "text.mseed"), 0, 100);
    assert_int_equal(p->status, TCT_ERR_INPUT);
    assert_non_null(strstr(p->err.text, "found no samples, expected a recording"));
    playback_says(p, "byte 0: found a record of text from S1.HDF, expected sound");
    playback_close(p);
    put_hundred(tape, 100);
    p = play(tape, "both.mseed");
    assert_int_equal(p->count, 100);
    assert_int_equal(tct_warnings_skipped(&p->warnings), 1);
    playback_close(p);
}

static void miniseed_3_is_named(void **state)
{
    struct tape *tape = *state;
    tape_put(tape, "MS\3\0", 4);
    tape_zeros(tape, 100);
    tape_write(tape, "a.mseed");
    struct playback *p = tape_play(tape_path(tape, "a.mseed"), 0, 100);
    assert_int_equal(p->status, TCT_ERR_INPUT);
    assert_non_null(strstr(p->err.text, "found miniSEED 3, expected miniSEED 2"));
    playback_close(p);
}

/* More than is looked at in one piece, and its borders fall between records and within them. */
static void a_long_file_is_read_to_its_end(void **state)
{
    struct tape *tape = *state;
    enum { RECORDS = 6000, EACH = 10 };
    for (int shift = 0; shift < 2; shift++) {
        tape_clear(tape);
        tape_put(tape, "some noise before all the rest", shift > 0 ? 30 : 0);
        for (int i = 0; i < RECORDS; i++) {
            struct head h = hundred(EACH * i);
            h.count = EACH;
            put_record(tape, &h);
        }
        struct playback *p = play(tape, "a.mseed");
        assert_int_equal(p->count, RECORDS * EACH);
        assert_int_equal(p->gap_count, 0);
        expect_counting(p);
        playback_close(p);
    }
}

/* Reference records: the same signal in every encoding, cut to whole numbers in most. */
static struct playback *play_reference(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/miniseed/%s", getenv("TACET_TEST_DATA"), name);
    return tape_must_play(path, 0);
}

static void reference_records_agree(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t count;
    } same[] = {{"float32", 500}, {"float64", 500},  {"steim1", 500},    {"steim1-LE", 500},
                {"steim2", 499},  {"defaults", 499}, {"steim2-LE", 499}, {"int16", 220}};
    if (getenv("TACET_TEST_DATA") == NULL)
        skip();
    struct playback *whole = play_reference("reference-testdata-int32.mseed2");
    assert_int_equal(whole->count, 500);
    for (size_t i = 0; i < TCT_COUNT(same); i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "reference-testdata-%s.mseed2", same[i].name);
        struct playback *p = play_reference(name);
        assert_int_equal(p->count, same[i].count);
        for (size_t k = 0; k < p->count; k++)
            if (fabsf(p->samples[k] - whole->samples[k]) > 1.0f + 1e-6f * fabsf(whole->samples[k]))
                fail_msg("%s: sample %zu is %g, expected %g", name, k, (double)p->samples[k],
                         (double)whole->samples[k]);
        assert_true(fabs(playback_since(p, 0.0, "2012-05-12T00:00:00Z")) < 1e-6);
        assert_int_equal(tct_warnings_skipped(&p->warnings), 0);
        playback_close(p);
    }
    playback_close(whole);
}

static void reference_oddities_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t count;
        double rate_hz;
        const char *start;
    } odd[] = {
        {"reference-testdata-nsec.mseed2", 500, 40.0, "2012-05-12T00:00:00.123457Z"},
        {"reference-testdata-oddrate.mseed2", 500, 1080.0, "2025-05-12T21:11:24.987654Z"},
        {"reference-testdata-olden.mseed2", 500, 40.0, "1964-03-27T21:11:24.987654Z"},
        {"testdata-no-blockette1000-steim1.mseed2", 7312, 20.0, "1995-09-22T00:00:18.238400Z"},
        {"testdata-oneseries-mixedlengths-mixedorder.mseed2", 3952, 1.0,
         "2010-02-27T06:50:00.069539Z"},
        {"testdata-unapplied-timecorrection.mseed2", 5980, 40.0, "2003-05-29T02:13:23.0434Z"},
        {"testdata-encoding-CDSN.mseed2", 2016, 20.0, "1986-12-26T01:11:45.43Z"},
        {"testdata-encoding-DWWSSN.mseed2", 2016, 1.0, "1980-12-25T00:00:00.32Z"},
        {"testdata-encoding-SRO.mseed2", 1984, 1.0, "1974-12-26T00:00:00.5Z"},
        {"testdata-encoding-GEOSCOPE-16bit-3exp-encoded.mseed2", 2016, 0.1,
         "1986-12-26T02:12:05.8648Z"},
    };
    if (getenv("TACET_TEST_DATA") == NULL)
        skip();
    for (size_t i = 0; i < TCT_COUNT(odd); i++) {
        struct playback *p = play_reference(odd[i].name);
        assert_int_equal(p->count, odd[i].count);
        assert_int_equal(p->gap_count, 0);
        assert_true(fabs(p->info.rate_hz / odd[i].rate_hz - 1.0) < 1e-6);
        assert_true(fabs(playback_since(p, 0.0, odd[i].start)) < 2e-6);
        playback_close(p);
    }
    struct playback *p = play_reference("testdata-3channel-signal.mseed2");
    assert_int_equal(p->info.channels, 3);
    assert_int_equal(p->count, 4200);
    assert_int_equal(p->info.clock, TCT_CLOCK_GPS);
    playback_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TAPE_TEST(records_that_follow_are_one_stretch),
        TAPE_TEST(every_block_size_gives_the_same),
        TAPE_TEST(both_byte_orders_and_encodings_are_read),
        TAPE_TEST(records_out_of_order_are_put_in_order),
        TAPE_TEST(overlaps_are_left_out_once),
        TAPE_TEST(gaps_are_told_and_counted_as_missing),
        TAPE_TEST(a_clock_that_drifts_is_followed),
        TAPE_TEST(another_rate_is_left_out_whichever_comes_first),
        TAPE_TEST(series_are_told_apart),
        TAPE_TEST(a_file_is_searched_once_for_all_its_series),
        TAPE_TEST(the_clock_is_told),
        TAPE_TEST(the_time_correction_is_applied_once),
        TAPE_TEST(a_rotten_record_is_named_and_left_out),
        TAPE_TEST(damaged_differences_are_noticed),
        TAPE_TEST(data_in_the_other_byte_order_are_named),
        TAPE_TEST(a_record_from_far_away_is_left_out),
        TAPE_TEST(what_is_no_record_is_passed_over),
        TAPE_TEST(text_is_not_sound),
        TAPE_TEST(miniseed_3_is_named),
        TAPE_TEST(a_long_file_is_read_to_its_end),
        TAPE_TEST(reference_records_agree),
        TAPE_TEST(reference_oddities_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
