/* Folders without a table: station, time and clock are what the files and their names say, and end
 * in the detections. */
#include "tape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_HZ = 8000, SECONDS = 6, SAMPLES = RATE_HZ * SECONDS };

/* One reading of a folder or file. */
struct reading {
    struct tct_arena arena, sector_arena;
    struct tct_sector sector;
    struct tct_warnings warnings;
    struct tct_recordings recordings;
    enum tct_status status;
    struct tct_error err;
    FILE *out;
    char *said;
    size_t said_bytes;
};

struct heard {
    struct tct_detection detections[32];
    size_t count;
};

/* Noise with a sharp pulse every second, from 1 s on; its size and no more than that. */
static int sample_at(int i)
{
    int since = i % RATE_HZ;
    uint32_t noise = (uint32_t)i * 2654435761u;
    int value = (int)(noise >> 24) % 21 - 10;
    if (i >= RATE_HZ && since < 80)
        value += (int)lrint(12000.0 * (1.0 - since / 8.0) * exp(-since / 8.0));
    return value;
}

static void put_wave(struct tape *tape, const char *name)
{
    tape_clear(tape);
    tape_put(tape, "RIFF", 4);
    tape_number(tape, 36 + UINT64_C(2) * SAMPLES, 4, false);
    tape_put(tape, "WAVEfmt \20\0\0\0\1\0\1\0", 16);
    tape_number(tape, RATE_HZ, 4, false);
    tape_number(tape, UINT64_C(2) * RATE_HZ, 4, false);
    tape_put(tape, "\2\0\20\0data", 8);
    tape_number(tape, UINT64_C(2) * SAMPLES, 4, false);
    for (int i = 0; i < SAMPLES; i++)
        tape_number(tape, (uint64_t)(int64_t)sample_at(i), 2, false);
    tape_write(tape, name);
}

/* One record of samples `from` to `to` behind a start in ticks of 0.1 ms after 12:00:00. */
static void put_record(struct tape *tape, const char *station, const char *channel, int from,
                       int to, int ticks, unsigned quality_flags)
{
    char names[13];
    (void)snprintf(names, sizeof(names), "%-5s  %-3sXX", station, channel);
    size_t begin = tape->bytes;
    tape_put(tape, "000001D ", 8);
    tape_put(tape, names, 12);
    tape_number(tape, 2026, 2, true);
    tape_number(tape, 31, 2, true);
    tape_put(tape, "\14\0", 2);
    tape_number(tape, (uint64_t)(ticks / 10000), 1, true);
    tape_zeros(tape, 1);
    tape_number(tape, (uint64_t)(ticks % 10000), 2, true);
    tape_number(tape, (uint64_t)(to - from), 2, true);
    tape_number(tape, RATE_HZ, 2, true);
    tape_number(tape, 1, 2, true);
    tape_put(tape, "\0\0", 2);
    tape_number(tape, quality_flags, 1, true);
    tape_put(tape, "\1\0\0\0\0\0\100\0\60\3\350\0\0\1\1\15\0", 17);
    tape_zeros(tape, begin + 64 - tape->bytes);
    for (int i = from; i < to; i++)
        tape_number(tape, (uint64_t)(int64_t)sample_at(i), 2, true);
    tape_zeros(tape, begin + 8192 - tape->bytes);
}

/* All samples in records of half a second; `missing` of them are left out. */
static void put_mseed(struct tape *tape, const char *name, const char *station, const char *channel,
                      int missing, unsigned quality_flags)
{
    tape_clear(tape);
    for (int i = 0; i < 2 * SECONDS; i++)
        if (i != missing)
            put_record(tape, station, channel, i * RATE_HZ / 2, (i + 1) * RATE_HZ / 2, 5000 * i,
                       quality_flags);
    tape_write(tape, name);
}

static struct reading *read_path(struct tape *tape, const char *name)
{
    struct reading *r = calloc(1, sizeof(*r));
    char sector[128];
    assert_non_null(r);
    tape_write_text(tape, "sector/sector.yaml", "name: t\nframe: local\nstations: stations.csv\n");
    tape_write_text(tape, "sector/stations.csv",
                    "id,x,y,z,position_sigma_m,clock_sigma_s\nS1,0,0,0,0.1,0.0001\n"
                    "XX.S2,500,0,0,0.1,0.0001\nN01,0,500,0,0.1,0.0001\n");
    (void)snprintf(sector, sizeof(sector), "%s/sector", tape->folder);
    r->out = open_memstream(&r->said, &r->said_bytes);
    tct_arena_init(&r->arena, 1 << 20);
    tct_arena_init(&r->sector_arena, 1 << 20);
    tct_warnings_init(&r->warnings, r->out);
    assert_int_equal(tct_sector_open(sector, &r->sector_arena, NULL, &r->sector, &r->err), TCT_OK);
    r->status = tct_recordings_read(tape_path(tape, name), &r->sector, &r->arena, &r->warnings,
                                    &r->recordings, &r->err);
    (void)fflush(r->out);
    return r;
}

static struct reading *must_read(struct tape *tape, const char *name, size_t count)
{
    struct reading *r = read_path(tape, name);
    if (r->status != TCT_OK || r->recordings.count != count)
        fail_msg("read %zu recordings, expected %zu: %s %s", r->recordings.count, count, r->said,
                 r->status != TCT_OK ? r->err.text : "");
    return r;
}

static void close_reading(struct reading *r)
{
    tct_sector_close(&r->sector);
    tct_arena_free(&r->sector_arena);
    tct_arena_free(&r->arena);
    (void)fclose(r->out);
    free(r->said);
    free(r);
}

static void keep(const struct tct_detection *detection, void *user)
{
    struct heard *heard = user;
    if (heard->count < TCT_COUNT(heard->detections))
        heard->detections[heard->count++] = *detection;
}

static struct heard hear(struct reading *r, size_t index, struct tct_detector_counts *ret_counts)
{
    struct heard heard = {0};
    assert_int_equal(tct_detect_recording(&r->recordings.items[index], TCT_DETECTOR_THRESHOLD_DB,
                                          keep, &heard, &r->warnings, ret_counts, &r->err),
                     TCT_OK);
    (void)fflush(r->out);
    return heard;
}

static void says(const struct reading *r, const char *text)
{
    if (strstr(r->said, text) == NULL)
        fail_msg("expected '%s' in: %s", text, r->said);
}

/* Whether a pulse was heard at a second after 12:00:00. */
static bool heard_at(const struct heard *heard, double second)
{
    int64_t noon;
    assert_int_equal(tct_time_parse("2026-01-31T12:00:00Z", 20, &noon), TCT_OK);
    for (size_t i = 0; i < heard->count; i++)
        if (fabs(tct_time_between_s(noon, heard->detections[i].onset_ns) - second) < 0.001)
            return true;
    return false;
}

static void headers_name_station_and_time(void **state)
{
    struct tape *tape = *state;
    struct tct_detector_counts counts;
    put_mseed(tape, "net/a.mseed", "S1", "HDF", 5, 0);
    put_mseed(tape, "net/b", "S2", "HDF", -1, 0x80);
    put_mseed(tape, "net/c.mseed", "S9", "HDF", -1, 0);
    tape_write_text(tape, "net/README.txt", "not a recording\n");
    tape_write_text(tape, "net/broken.wav", "not a recording either\n");
    struct reading *r = must_read(tape, "net", 3);
    says(r, "broken.wav: found no sound");
    assert_int_equal(tct_warnings_skipped(&r->warnings), 1);
    const struct tct_recording_entry *items = r->recordings.items;
    assert_int_equal(items[0].station, 0);
    assert_int_equal(items[1].station, 1);
    assert_int_equal(items[2].station, TCT_NO_STATION);
    assert_string_equal(items[2].code, "S9");
    struct heard heard = hear(r, 0, &counts);
    /* Half a second from 2.5 s on is missing: no pulse is lost, and none is moved. */
    assert_int_equal(counts.missing, RATE_HZ / 2);
    for (int second = 1; second < SECONDS; second++)
        if (second != 3) /* right behind the gap the detector listens in first */
            assert_true(heard_at(&heard, second));
    assert_int_equal(heard.detections[0].clock, TCT_CLOCK_UNKNOWN);
    says(r, "found 4000 samples (0.5 s) missing");
    heard = hear(r, 1, NULL);
    assert_true(heard.count >= 5 && heard_at(&heard, 4.0));
    assert_int_equal(heard.detections[0].clock, TCT_CLOCK_FREE);
    assert_int_equal(items[1].clock, TCT_CLOCK_FREE);
    assert_int_equal(hear(r, 2, &counts).count, 0);
    assert_true(counts.pulses >= 5);
    close_reading(r);
}

static void every_series_of_a_file_is_listed(void **state)
{
    struct tape *tape = *state;
    put_record(tape, "S1", "HDF", 0, 4000, 0, 0);
    put_record(tape, "S1", "BDF", 0, 4000, 0, 0);
    put_record(tape, "S2", "HDF", 0, 4000, 0, 0);
    tape_write(tape, "a.mseed");
    struct reading *r = must_read(tape, "a.mseed", 3);
    /* In order of station and series; the channel is the place in the file. */
    assert_int_equal(r->recordings.items[0].channel, 1);
    assert_int_equal(r->recordings.items[1].channel, 0);
    assert_int_equal(r->recordings.items[2].station, 1);
    assert_int_equal(tct_warnings_skipped(&r->warnings), 0);
    close_reading(r);
}

static void the_same_series_is_heard_once_at_a_time(void **state)
{
    struct tape *tape = *state;
    put_mseed(tape, "net/a.mseed", "S1", "HDF", -1, 0);
    put_mseed(tape, "net/b.mseed", "S1", "HDF", -1, 0);
    put_mseed(tape, "net/c.mseed", "S1", "BDF", -1, 0);
    struct reading *r = must_read(tape, "net", 2);
    says(r, "b.mseed: found a start 6.000 s before the end of the recording of a.mseed");
    close_reading(r);
}

static void put_pulses(struct tape *tape, const char *name)
{
    char text[4096];
    size_t bytes = (size_t)snprintf(text, sizeof(text),
                                    "PPS_NUMBER,AUDIOMOTH_TIME,SAMPLES,TOTAL_SAMPLES,"
                                    "LAST_RMC_AUDIOMOTH_TIME,LAST_RMC_GPS_TIME,STATUS\n");
    for (int i = 0; i <= SECONDS; i++) /* 4 samples a second fewer than nominal */
        bytes += (size_t)snprintf(text + bytes, sizeof(text) - bytes,
                                  "%d,2026-01-31T12:00:%02d.003,0,%d,2026-01-31T12:00:%02d.500,"
                                  "2026-01-31T12:00:%02d.000,%s\n",
                                  i, i, i * (RATE_HZ - 4), i > 0 ? i - 1 : 0, i > 0 ? i - 1 : 0,
                                  i > 0 ? "A" : "");
    tape_write_text(tape, name, text);
}

static void audiomoth_folders_are_read(void **state)
{
    struct tape *tape = *state;
    put_wave(tape, "N01/20260131_120000.WAV");
    put_pulses(tape, "N01/20260131_120000.CSV");
    put_wave(tape, "N01/S1_20260131_120000.WAV"); /* without a table: a clock set by hand */
    struct reading *r = must_read(tape, "N01", 2);
    const struct tct_recording_entry *items = r->recordings.items;
    assert_int_equal(items[0].station, 0);
    assert_int_equal(items[0].clock, TCT_CLOCK_FREE);
    assert_int_equal(items[1].station, 2);
    assert_int_equal(items[1].clock, TCT_CLOCK_GPS);
    struct heard heard = hear(r, 0, NULL);
    assert_true(heard.count >= 5 && heard.detections[0].clock == TCT_CLOCK_FREE);
    assert_true(heard.detections[0].time_sigma_s >= 1.0);
    heard = hear(r, 1, NULL);
    assert_int_equal(heard.detections[0].clock, TCT_CLOCK_GPS);
    /* Counted, a second is 7996 samples: by the nominal rate the last pulse were 2.5 ms early. */
    assert_true(heard_at(&heard, 5.0 * RATE_HZ / (RATE_HZ - 4.0)));
    assert_false(heard_at(&heard, 5.0));
    assert_true(heard.detections[0].time_sigma_s < 0.001);
    close_reading(r);
}

static void the_table_comes_first(void **state)
{
    struct tape *tape = *state;
    put_wave(tape, "N01/20260131_120000.WAV");
    put_pulses(tape, "N01/20260131_120000.CSV");
    tape_write_text(tape, "N01/recordings.csv",
                    "file,station,channel,start_utc\n"
                    "20260131_120000.WAV,S1,0,2026-01-31T12:00:10Z\n");
    struct reading *r = must_read(tape, "N01", 1);
    assert_int_equal(r->recordings.items[0].station, 0);
    assert_true(r->recordings.items[0].start_given);
    struct heard heard = hear(r, 0, NULL);
    assert_true(heard_at(&heard, 10.0 + 5.0 * RATE_HZ / (RATE_HZ - 4.0)));
    assert_int_equal(heard.detections[0].clock, TCT_CLOCK_UNKNOWN);
    close_reading(r);
    /* Where it says nothing of the time, the pulses do. */
    tape_write_text(tape, "N01/recordings.csv",
                    "file,station,channel,start_utc\n20260131_120000.WAV,S1,0,\n");
    r = must_read(tape, "N01", 1);
    heard = hear(r, 0, NULL);
    assert_true(heard_at(&heard, 5.0 * RATE_HZ / (RATE_HZ - 4.0)));
    assert_int_equal(heard.detections[0].clock, TCT_CLOCK_GPS);
    close_reading(r);
}

static void a_folder_with_nothing_in_it_says_so(void **state)
{
    struct tape *tape = *state;
    tape_write_text(tape, "empty/notes.txt", "nothing\n");
    struct reading *r = read_path(tape, "empty");
    assert_int_equal(r->status, TCT_ERR_INPUT);
    assert_non_null(strstr(r->err.text, "found no recording in it, expected recordings.csv"));
    close_reading(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TAPE_TEST(headers_name_station_and_time),
        TAPE_TEST(every_series_of_a_file_is_listed),
        TAPE_TEST(the_same_series_is_heard_once_at_a_time),
        TAPE_TEST(audiomoth_folders_are_read),
        TAPE_TEST(the_table_comes_first),
        TAPE_TEST(a_folder_with_nothing_in_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
