/* Recordings: every bad file and row is named and left out, the rest is heard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tacet/face.h"

enum { RATE_HZ = 12000, SAMPLES = 5 * RATE_HZ };

static char folder[] = "/tmp/tacet-recordings-XXXXXX";
static struct tct_sector sector;
static struct tct_arena sector_arena;
static struct tct_error err;

/* One reading of a table, with what the warnings said. */
struct reading {
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_recordings recordings;
    FILE *out;
    char *said;
    size_t said_bytes;
};

struct heard {
    struct tct_detection detections[64];
    size_t count;
};

static const char *in_folder(const char *name)
{
    static char path[2][256];
    static int turn;
    turn = !turn;
    (void)snprintf(path[turn], sizeof(path[turn]), "%s/%s", folder, name);
    return path[turn];
}

static void write_text(const char *name, const char *text)
{
    FILE *file = fopen(in_folder(name), "w");
    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Noise with a sharp pulse at 1 s and at 3 s in the last of `channels`. */
static void write_sound(const char *name, int format, int channels)
{
    SF_INFO info = {.samplerate = RATE_HZ, .channels = channels, .format = format};
    SNDFILE *file = sf_open(in_folder(name), SFM_WRITE, &info);
    float *frame = calloc((size_t)channels, sizeof(float));
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    assert_non_null(file);
    for (int i = 0; i < SAMPLES; i++) {
        for (int c = 0; c < channels; c++)
            frame[c] = (float)(0.002 * tct_random_normal(&random));
        double t = fmod(i / (double)RATE_HZ + 1.0, 2.0) / 0.002;
        if (t < 10.0 && i >= RATE_HZ && i < 4 * RATE_HZ)
            frame[channels - 1] += (float)(0.5 * (1.0 - t) * exp(-t));
        assert_int_equal(sf_writef_float(file, frame, 1), 1);
    }
    free(frame);
    sf_close(file);
}

static enum tct_status read_path(struct reading *r, const char *path)
{
    *r = (struct reading){0};
    r->out = open_memstream(&r->said, &r->said_bytes);
    tct_arena_init(&r->arena, 1 << 20);
    tct_warnings_init(&r->warnings, r->out);
    enum tct_status status =
        tct_recordings_read(path, &sector, &r->arena, &r->warnings, &r->recordings, &err);
    (void)fflush(r->out);
    return status;
}

static void read_rows(struct reading *r, const char *rows)
{
    char text[4096];
    (void)snprintf(text, sizeof(text), "file,station,channel,start_utc\n%s", rows);
    write_text("recordings.csv", text);
    assert_int_equal(read_path(r, folder), TCT_OK);
}

static void close_reading(struct reading *r)
{
    tct_arena_free(&r->arena);
    (void)fclose(r->out);
    free(r->said);
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
    assert_true(index < r->recordings.count);
    assert_int_equal(tct_detect_recording(&r->recordings.items[index], TCT_DETECTOR_THRESHOLD_DB,
                                          keep, &heard, &r->warnings, ret_counts, &err),
                     TCT_OK);
    (void)fflush(r->out);
    return heard;
}

/* One row is wrong: it is named with its line, and the good one is still there. */
static void expect_one_left_out(const char *row, const char *said)
{
    struct reading r;
    char rows[1024], line[64];
    (void)snprintf(rows, sizeof(rows), "good.wav,S1,0,2026-01-31T12:00:00Z\n%s\n", row);
    read_rows(&r, rows);
    (void)snprintf(line, sizeof(line), "recordings.csv:3: ");
    if (r.recordings.count != 1 || strstr(r.said, line) == NULL || strstr(r.said, said) == NULL)
        fail_msg("'%s' gave %zu recordings and said: %s", row, r.recordings.count, r.said);
    assert_int_equal(tct_warnings_skipped(&r.warnings), 1);
    assert_int_equal(r.recordings.items[0].line, 2);
    close_reading(&r);
}

static int make_folder(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    write_text("sector.yaml", "name: test\nframe: local\nstations: stations.csv\n");
    write_text("stations.csv", "id,x,y,z,position_sigma_m,clock_sigma_s\n"
                               "S1,0,0,0,0.1,0.0001\nS2,500,0,0,0.1,0.0001\n");
    write_sound("good.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1);
    write_sound("two.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 2);
    write_sound("three.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1);
    write_text("rubbish.wav", "RIFF this is no sound at all");
    write_text("empty.wav", "");
    tct_arena_init(&sector_arena, 1 << 20);
    return tct_sector_open(folder, &sector_arena, NULL, &sector, &err) == TCT_OK ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {
        "sector.yaml", "stations.csv",   "good.wav", "two.flac", "three.ogg", "rubbish.wav",
        "empty.wav",   "recordings.csv", "cut.wav",  "nan.wav",  "silent.wav"};
    tct_sector_close(&sector);
    tct_arena_free(&sector_arena);
    for (size_t i = 0; i < TCT_COUNT(names); i++)
        (void)unlink(in_folder(names[i]));
    return rmdir(folder);
}

static void every_format_is_heard(void **state)
{
    (void)state;
    struct reading r;
    read_rows(&r, "good.wav,S1,0,2026-01-31T12:00:00Z\n"
                  "two.flac,S2,1,2026-01-31T12:00:00.5Z\n"
                  "three.ogg,S2,0,2026-01-31T12:00:00Z\n");
    assert_int_equal(r.recordings.count, 3);
    for (size_t i = 0; i < 3; i++) {
        struct heard heard = hear(&r, i, NULL);
        assert_int_equal(heard.count, 2);
        for (size_t k = 0; k < 2; k++) {
            const struct tct_detection *d = &heard.detections[k];
            int64_t truth = r.recordings.items[i].start_ns + (1 + 2 * (int64_t)k) * TCT_NS_PER_S;
            assert_int_equal(d->station, r.recordings.items[i].station);
            assert_true(fabs(tct_time_between_s(truth, d->onset_ns)) < 0.0005);
            assert_true(d->time_sigma_s > 0.0 && d->time_sigma_s < 0.0005 && d->snr_db > 20.0);
            assert_true(isnan(d->peak_pa) && isnan(d->azimuth_rad));
        }
    }
    assert_int_equal(tct_warnings_skipped(&r.warnings), 0);
    close_reading(&r);
}

static void the_table_knows_better(void **state)
{
    (void)state;
    struct reading r;
    write_text("recordings.csv", "full_scale_pa,sample_rate_hz,start_utc,channel,station,file\n"
                                 "20,12001.5,2026-01-31T12:00:00Z,0,S1,good.wav\n");
    assert_int_equal(read_path(&r, folder), TCT_OK);
    assert_int_equal(r.recordings.count, 1);
    struct heard heard = hear(&r, 0, NULL);
    assert_int_equal(heard.count, 2);
    double since_s =
        tct_time_between_s(r.recordings.items[0].start_ns, heard.detections[1].onset_ns);
    assert_true(fabs(since_s - 3.0 * 12000.0 / 12001.5) < 0.0002);
    assert_true(heard.detections[0].peak_pa > 5.0 && heard.detections[0].peak_pa < 12.0);
    close_reading(&r);
}

static void bad_rows_are_named_and_left_out(void **state)
{
    (void)state;
    expect_one_left_out("good.wav,S9,0,2026-01-31T13:00:00Z", "found 'S9', expected station as");
    expect_one_left_out("gone.wav,S2,0,2026-01-31T12:00:00Z", "no such file");
    expect_one_left_out("empty.wav,S2,0,2026-01-31T12:00:00Z", "an empty file");
    expect_one_left_out("rubbish.wav,S2,0,2026-01-31T12:00:00Z", "expected a sound file");
    expect_one_left_out("stations.csv,S2,0,2026-01-31T12:00:00Z", "expected a sound file");
    expect_one_left_out(".,S2,0,2026-01-31T12:00:00Z", "something else than a file");
    expect_one_left_out("good.wav,S2,1,2026-01-31T12:00:00Z", "found 1 channels");
    expect_one_left_out("good.wav,S2,-1,2026-01-31T12:00:00Z", "expected channel as");
    expect_one_left_out("good.wav,S2,0,yesterday", "expected start_utc as");
    expect_one_left_out(",S2,0,2026-01-31T12:00:00Z", "found nothing, expected file as");
    expect_one_left_out("good.wav,S2,0", "found 3 cells");
}

static void a_station_hears_one_thing_at_a_time(void **state)
{
    (void)state;
    struct reading r;
    expect_one_left_out("good.wav,S1,0,2026-01-31T12:00:03Z", "found a start 2.000 s before");
    expect_one_left_out("good.wav,S1,0,2026-01-31T12:00:00Z", "line 2");
    /* Rounded start times of recordings that follow each other are fine, and so is any order. */
    read_rows(&r, "good.wav,S1,0,2026-01-31T12:00:04.99Z\n"
                  "good.wav,S1,0,2026-01-31T12:00:00Z\n"
                  "good.wav,S2,0,2026-01-31T12:00:00Z\n");
    assert_int_equal(r.recordings.count, 3);
    assert_int_equal(r.recordings.items[0].line, 3);
    assert_int_equal(tct_warnings_skipped(&r.warnings), 0);
    close_reading(&r);
}

static void without_a_time_nothing_is_located(void **state)
{
    (void)state;
    struct reading r;
    struct tct_detector_counts counts;
    read_rows(&r, "good.wav,S1,0,\n");
    assert_int_equal(r.recordings.count, 1);
    assert_false(r.recordings.items[0].timed);
    assert_int_equal(hear(&r, 0, &counts).count, 0);
    assert_true(counts.pulses == 2);
    close_reading(&r);
}

static void a_sound_file_may_come_alone(void **state)
{
    (void)state;
    struct reading r;
    char path[256];
    read_rows(&r, "good.wav,S1,0,2026-01-31T12:00:00Z\nthree.ogg,S2,0,2026-01-31T12:00:00Z\n");
    close_reading(&r);
    (void)snprintf(path, sizeof(path), "%s/three.ogg", folder);
    assert_int_equal(read_path(&r, path), TCT_OK);
    assert_int_equal(r.recordings.count, 1);
    assert_int_equal(r.recordings.items[0].station, 1);
    close_reading(&r);
    (void)snprintf(path, sizeof(path), "%s/two.flac", folder);
    assert_int_equal(read_path(&r, path), TCT_OK);
    assert_int_equal(r.recordings.count, 1);
    assert_true(r.recordings.items[0].station == TCT_NO_STATION && !r.recordings.items[0].timed);
    close_reading(&r);
    assert_int_equal(read_path(&r, "/nowhere/at/all"), TCT_ERR_INPUT);
    close_reading(&r);
    (void)snprintf(path, sizeof(path), "%s/rubbish.wav", folder);
    assert_int_equal(read_path(&r, path), TCT_ERR_INPUT);
    close_reading(&r);
}

static void a_cut_off_file_is_heard_to_its_end(void **state)
{
    (void)state;
    struct reading r;
    struct tct_detector_counts counts;
    char bytes[2 * 2 * RATE_HZ]; /* two seconds of five */
    FILE *whole = fopen(in_folder("good.wav"), "rb"), *part = fopen(in_folder("cut.wav"), "wb");
    assert_true(whole != NULL && part != NULL);
    assert_int_equal(fread(bytes, 1, sizeof(bytes), whole), sizeof(bytes));
    assert_int_equal(fwrite(bytes, 1, sizeof(bytes), part), sizeof(bytes));
    (void)fclose(whole);
    (void)fclose(part);
    read_rows(&r, "cut.wav,S1,0,2026-01-31T12:00:00Z\n");
    assert_int_equal(hear(&r, 0, &counts).count, 1);
    assert_non_null(strstr(r.said, "cut.wav: found the end after 23978 samples"));
    assert_int_equal(tct_warnings_skipped(&r.warnings), 1);
    close_reading(&r);
}

static void rubbish_and_silence_are_told(void **state)
{
    (void)state;
    struct reading r;
    static float samples[SAMPLES];
    SF_INFO info = {
        .samplerate = RATE_HZ, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
    SNDFILE *silent = sf_open(in_folder("silent.wav"), SFM_WRITE, &info);
    assert_int_equal(sf_writef_float(silent, samples, SAMPLES), SAMPLES);
    sf_close(silent);
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = (float)(0.01 * tct_random_normal(&random));
    samples[777] = NAN;
    samples[30000] = INFINITY;
    SNDFILE *nan = sf_open(in_folder("nan.wav"), SFM_WRITE, &info);
    assert_int_equal(sf_writef_float(nan, samples, SAMPLES), SAMPLES);
    sf_close(nan);
    read_rows(&r, "silent.wav,S1,0,2026-01-31T12:00:00Z\nnan.wav,S2,0,2026-01-31T12:00:00Z\n");
    struct tct_detector_counts counts;
    assert_int_equal(hear(&r, 0, &counts).count, 0);
    assert_true(counts.silent);
    assert_non_null(strstr(r.said, "silent.wav: found nothing but one level"));
    assert_int_equal(hear(&r, 1, &counts).count, 0);
    assert_true(counts.not_finite == 2);
    assert_non_null(strstr(r.said, "nan.wav: found 2 samples that are no numbers"));
    close_reading(&r);
}

/* Real gunfire: of one test's recordings each holds the pulses that its sensor reported. */
static void real_shots_are_heard(void **state)
{
    (void)state;
    const char *data = getenv("TACET_TEST_DATA");
    if (data == NULL)
        skip();
    struct reading r;
    char rows[1024];
    (void)snprintf(rows, sizeof(rows),
                   "%s/pittsburgh-live-fire/FP1/test_001/test_001.audio.SCP-00-BNQ-1409.wav,S1,0,"
                   "2018-12-19T00:49:26.000Z\n",
                   data);
    read_rows(&r, rows);
    struct heard heard = hear(&r, 0, NULL);
    int64_t reported;
    assert_int_equal(tct_time_parse("2018-12-19T00:49:28.543Z", 24, &reported), TCT_OK);
    bool found = false;
    for (size_t i = 0; i < heard.count; i++)
        found = found || fabs(tct_time_between_s(reported, heard.detections[i].onset_ns)) < 0.004;
    assert_true(found);
    close_reading(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_heard),
        cmocka_unit_test(the_table_knows_better),
        cmocka_unit_test(bad_rows_are_named_and_left_out),
        cmocka_unit_test(a_station_hears_one_thing_at_a_time),
        cmocka_unit_test(without_a_time_nothing_is_located),
        cmocka_unit_test(a_sound_file_may_come_alone),
        cmocka_unit_test(a_cut_off_file_is_heard_to_its_end),
        cmocka_unit_test(rubbish_and_silence_are_told),
        cmocka_unit_test(real_shots_are_heard),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
