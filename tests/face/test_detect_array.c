/* Arrays from files to detections: however the channels are stored, from true north, and whatever
 * is wrong with a channel is said. */
#include "bench.h"

#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/detect_array.h"
#include "tacet/face/detections.h"

enum { RATE = 16000, LENGTH = 4 * RATE, ELEMENTS = 4, KEPT = 64 };

static const double PLACES[ELEMENTS][2] = {{0.3, 0.0}, {0.0, 0.3}, {-0.3, 0.0}, {0.05, -0.3}};
static const double AZIMUTHS_DEG[] = {40.0, 250.0}; /* clockwise from the plane's y axis */

static float samples[LENGTH * ELEMENTS];

struct kept {
    struct tct_detection items[KEPT];
    size_t count;
};

static void keep(const struct tct_detection *detection, void *user)
{
    struct kept *kept = user;
    assert_true(kept->count < KEPT);
    kept->items[kept->count++] = *detection;
}

/* A shot from each direction, 1 s and 2.5 s after the start; `dead` hears nothing at all. */
static void make_sound(int dead)
{
    struct tct_random random;
    tct_random_init(&random, 7, 0);
    for (size_t j = 0; j < LENGTH; j++)
        for (size_t i = 0; i < ELEMENTS; i++) {
            double value = 0.001 * tct_random_normal(&random);
            for (size_t s = 0; s < TCT_COUNT(AZIMUTHS_DEG); s++) {
                double a = AZIMUTHS_DEG[s] * M_PI / 180.0;
                double along = PLACES[i][0] * sin(a) + PLACES[i][1] * cos(a);
                double t = (double)j / RATE - (1.0 + 1.5 * (double)s) + along / 340.0;
                /* A front that rises over half a millisecond: nothing is too sharp for the rate. */
                double front = fmin(fmax(t / 0.5e-3, 0.0), 1.0);
                value += 0.2 * front * (1.0 - t / 2e-3) * exp(-fmax(t, 0.0) / 2e-3);
            }
            samples[j * ELEMENTS + i] = (int)i == dead ? 0.0f : (float)value;
        }
}

/* Writes channels [from, from + count) of the sound into one file. */
static void write_sound(const struct bench *b, const char *name, size_t from, size_t count)
{
    char path[160];
    SF_INFO info = {
        .samplerate = RATE, .channels = (int)count, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_24};
    (void)snprintf(path, sizeof(path), "%s/%s", b->folder, name);
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    for (size_t j = 0; j < LENGTH; j++)
        assert_int_equal(sf_writef_float(file, &samples[j * ELEMENTS + from], 1), 1);
    sf_close(file);
}

static void write_tables(const struct bench *b)
{
    char text[512] = "channel,x_m,y_m,z_m\n";
    for (int i = 0; i < ELEMENTS; i++)
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%d,%g,%g,0\n", i,
                       PLACES[i][0], PLACES[i][1]);
    bench_write_file(b, "four.csv", text);
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s,array\n"
                     "A,46.7,60.0,1,0.001,four.csv\nB,50.7,60.0,1,0.001,\n");
}

/* One file with all channels, or one for each. */
static void write_recordings(const struct bench *b, bool together)
{
    char text[1024] = "file,station,channel,start_utc\n";
    for (size_t i = 0; i < ELEMENTS; i++) {
        char name[32] = "all.wav";
        if (!together) {
            (void)snprintf(name, sizeof(name), "mic%zu.wav", i);
            write_sound(b, name, i, 1);
        }
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
                       "%s,A,%zu,2026-01-01T00:00:00Z\n", name, i);
    }
    if (together)
        write_sound(b, "all.wav", 0, ELEMENTS);
    bench_write_file(b, "recordings.csv", text);
}

static void detect_with(struct bench *b, const char *more, struct kept *kept,
                        struct tct_detect_array_counts *counts)
{
    char yaml[256];
    struct tct_recordings list;
    struct tct_array array;
    (void)snprintf(yaml, sizeof(yaml),
                   "name: a\nframe: wgs84\norigin: [48.7, 60]\nstations: stations.csv\n%s", more);
    bench_must_open(b, yaml);
    assert_int_equal(tct_array_read(b->sector.station_arrays[0], &b->warnings, &array, &b->err),
                     TCT_OK);
    assert_int_equal(
        tct_recordings_read(b->folder, &b->sector, &b->arena, &b->warnings, &list, &b->err),
        TCT_OK);
    assert_int_equal(list.count, ELEMENTS);
    kept->count = 0;
    assert_int_equal(tct_detect_array(list.items, list.count, &array, &b->sector, 9.0, keep, kept,
                                      &b->warnings, counts, &b->err),
                     TCT_OK);
}

static void detect(struct bench *b, struct kept *kept, struct tct_detect_array_counts *counts)
{
    detect_with(b, "", kept, counts);
}

static void expect_shots(const struct kept *kept)
{
    size_t found = 0;
    for (size_t i = 0; i < kept->count; i++)
        for (size_t s = 0; s < TCT_COUNT(AZIMUTHS_DEG); s++) {
            const struct tct_detection *d = &kept->items[i];
            double off = remainder(d->azimuth_rad - AZIMUTHS_DEG[s] * M_PI / 180.0, 2.0 * M_PI);
            double late_s =
                (double)(d->onset_ns - 1767225600000000000) * 1e-9 - 1.0 - 1.5 * (double)s;
            if (fabs(late_s) > 0.002)
                continue;
            found++;
            assert_true(fabs(off) < 1.0 * M_PI / 180.0);
            assert_true(fabs(off) < 4.0 * d->azimuth_sigma_rad);
            assert_true(d->elevation_rad >= 0.0 && d->elevation_sigma_rad > 0.0);
            assert_true(d->apparent_speed_m_s > 320.0 && d->apparent_speed_m_s < 400.0);
            assert_true(d->f_statistic > 10.0);
        }
    assert_int_equal(found, TCT_COUNT(AZIMUTHS_DEG));
}

static void one_file_or_many_are_the_same(void **state)
{
    struct bench *b = *state;
    struct kept one, many;
    struct tct_detect_array_counts counts;
    make_sound(-1);
    write_tables(b);
    write_recordings(b, true);
    detect(b, &one, &counts);
    expect_shots(&one);
    assert_int_equal(counts.recordings, ELEMENTS);
    assert_true(fabs(counts.seconds - 4.0 * ELEMENTS) < 1e-9);
    assert_int_equal(counts.bearings, one.count);
    tct_sector_close(&b->sector);
    write_recordings(b, false);
    detect(b, &many, &counts);
    assert_int_equal(one.count, many.count);
    for (size_t i = 0; i < one.count; i++) {
        assert_int_equal(one.items[i].onset_ns, many.items[i].onset_ns);
        assert_true(one.items[i].azimuth_rad == many.items[i].azimuth_rad);
    }
    bench_expect_said(b, "");
}

/* Station A stands 2 degrees west of the plane's origin at 60 degrees north: true north is turned
 * by 2 sin 60 degrees. */
static void azimuths_are_from_true_north(void **state)
{
    struct bench *b = *state;
    struct kept kept;
    struct tct_detect_array_counts counts;
    char *text = NULL;
    size_t bytes = 0;
    make_sound(-1);
    write_tables(b);
    write_recordings(b, true);
    detect(b, &kept, &counts);
    FILE *file = open_memstream(&text, &bytes);
    assert_int_equal(tct_detection_write(file, &b->sector, &kept.items[0], &b->err), TCT_OK);
    (void)fclose(file);
    const char *cell = strstr(text, "\"azimuth_deg\":");
    assert_non_null(cell);
    double azimuth = strtod(cell + strlen("\"azimuth_deg\":"), NULL);
    double turned = kept.items[0].azimuth_rad * 180.0 / M_PI - azimuth;
    assert_true(fabs(fabs(turned) - 2.0 * sin(M_PI / 3.0)) < 0.02);
    assert_true(fabs(turned - b->sector.station_north_rad[0] * 180.0 / M_PI) < 1e-5);
    free(text);
}

/* Wind from the right of the way by a twentieth of the speed of sound: the front is turned by so
 * much, and the azimuth told is turned back. */
static void wind_across_is_undone(void **state)
{
    struct bench *b = *state;
    struct kept calm, windy;
    struct tct_detect_array_counts counts;
    make_sound(-1);
    write_tables(b);
    write_recordings(b, true);
    detect(b, &calm, &counts);
    tct_sector_close(&b->sector);
    bench_write_file(b, "weather.csv",
                     "time,temperature_c,wind_speed_m_s,wind_from_deg\n"
                     "2026-01-01T00:00:00Z,15,17,130\n");
    detect_with(b, "weather: weather.csv\n", &windy, &counts);
    assert_int_equal(calm.count, windy.count);
    double turned = windy.items[0].azimuth_rad - calm.items[0].azimuth_rad;
    assert_true(fabs(turned - 17.0 / 340.0) < 0.004);
    assert_true(windy.items[0].azimuth_sigma_rad > 0.2 * 17.0 / 345.0);
}

static void a_dead_channel_is_said(void **state)
{
    struct bench *b = *state;
    struct kept kept;
    struct tct_detect_array_counts counts;
    make_sound(2);
    write_tables(b);
    write_recordings(b, true);
    detect(b, &kept, &counts);
    expect_shots(&kept);
    bench_expect_said(b, "@/all.wav: found channel 2: no sound at all, expected sound: is the "
                         "microphone dead?\n");
}

/* Infrasound that others have looked at: YJ.BRP, 2012-04-09. The analysis that comes with the data
 * (InfraPy's quickstart: 0.5 to 5 Hz, windows of 10 s, Bartlett) has a wave at 18:10:20 from -108.5
 * degrees at 335 m/s. */
static void recorded_infrasound_comes_from_where_it_came(void **state)
{
    struct bench *b = *state;
    const char *data = getenv("TACET_TEST_DATA");
    if (data == NULL)
        skip();
    struct kept kept = {.count = 0};
    struct tct_recordings list;
    struct tct_array array;
    struct tct_detect_array_counts counts;
    char text[2048] = "file,station,channel,start_utc\n";
    for (int i = 0; i < 4; i++)
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
                       "%s/infrasound-array/YJ.BRP%d..EDF.SAC,BRP,%d,\n", data, i + 1, i);
    bench_write_file(b, "recordings.csv", text);
    bench_write_file(b, "brp.csv",
                     "channel,x_m,y_m,z_m,position_sigma_m\n0,0,0,0,1\n"
                     "1,34.1,122.4,0,1\n2,154.7,22.4,0,1\n3,77.4,33.5,0,1\n");
    bench_write_file(b, "stations.csv",
                     "id,lon,lat,position_sigma_m,clock_sigma_s,array\n"
                     "BRP,-110.740898,39.472698,5,0.01,brp.csv\n");
    bench_must_open(b, "name: a\nframe: wgs84\nstations: stations.csv\n");
    assert_int_equal(tct_array_read(b->sector.station_arrays[0], &b->warnings, &array, &b->err),
                     TCT_OK);
    assert_int_equal(
        tct_recordings_read(b->folder, &b->sector, &b->arena, &b->warnings, &list, &b->err),
        TCT_OK);
    if (list.count == 0)
        skip();
    assert_int_equal(tct_detect_array(list.items, list.count, &array, &b->sector, 9.0, keep, &kept,
                                      &b->warnings, &counts, &b->err),
                     TCT_OK);
    bool found = false;
    for (size_t i = 0; i < kept.count; i++) {
        const struct tct_detection *d = &kept.items[i];
        double azimuth = (d->azimuth_rad - b->sector.station_north_rad[0]) * 180.0 / M_PI;
        double from_s = (double)(d->onset_ns - 1333995020000000000) * 1e-9; /* 18:10:20 */
        if (from_s > 20.0 || from_s + d->duration_s < -20.0)
            continue;
        found |= fabs(azimuth - 251.5) < 3.0 && fabs(d->apparent_speed_m_s - 335.0) < 15.0 &&
                 d->f_statistic > 4.0;
    }
    assert_true(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(one_file_or_many_are_the_same),
        BENCH_TEST(azimuths_are_from_true_north),
        BENCH_TEST(wind_across_is_undone),
        BENCH_TEST(a_dead_channel_is_said),
        BENCH_TEST(recorded_infrasound_comes_from_where_it_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
