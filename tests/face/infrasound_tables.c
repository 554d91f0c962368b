/* Infrasound tables: what a recorded array says with other windows and bands, for ./dev campaign
 * bearings.
 *
 * usage: infrasound-tables FOLDER      (holds YJ.BRP1..EDF.SAC to YJ.BRP4..EDF.SAC) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tacet/face/recording.h"
#include "tacet/signal.h"

enum { ELEMENTS = 4, LENGTH_MAX = 200000, WAVES_MAX = 64 };

static const struct tct_element PLACES[ELEMENTS] = {
    {.channel = 0, .x_m = 0.0, .y_m = 0.0, .position_sigma_m = 1.0},
    {.channel = 1, .x_m = 34.1, .y_m = 122.4, .position_sigma_m = 1.0},
    {.channel = 2, .x_m = 154.7, .y_m = 22.4, .position_sigma_m = 1.0},
    {.channel = 3, .x_m = 77.4, .y_m = 33.5, .position_sigma_m = 1.0},
};

struct waves {
    struct tct_wave items[WAVES_MAX];
    size_t count;
};

static void keep(const struct tct_wave *wave, void *user)
{
    struct waves *waves = user;
    if (waves->count < WAVES_MAX)
        waves->items[waves->count++] = *wave;
}

static float samples[ELEMENTS][LENGTH_MAX];
static size_t length;

static int read_channels(const char *folder)
{
    for (int i = 0; i < ELEMENTS; i++) {
        char path[1024];
        struct tct_recording *recording;
        struct tct_error err;
        uint64_t gap;
        (void)snprintf(path, sizeof(path), "%s/YJ.BRP%d..EDF.SAC", folder, i + 1);
        if (tct_recording_open(path, 0, NULL, &recording, &err) != TCT_OK) {
            (void)fprintf(stderr, "%s\n", err.text);
            return 2;
        }
        size_t got, at = 0;
        while (at < LENGTH_MAX &&
               (got = tct_recording_read(recording, samples[i] + at, LENGTH_MAX - at, &gap)) > 0)
            at += got;
        length = i == 0 || at < length ? at : length;
        tct_recording_close(recording);
    }
    return 0;
}

/* The wave that is on at `at_s`, as one column of a table. */
static void column(const struct waves *waves, double at_s)
{
    const struct tct_wave *best = NULL;
    for (size_t i = 0; i < waves->count; i++) {
        const struct tct_wave *w = &waves->items[i];
        if (w->onset_sample / 100.0 <= at_s + 15.0 && w->end_sample / 100.0 >= at_s - 15.0 &&
            (best == NULL || w->f_statistic > best->f_statistic))
            best = w;
    }
    if (best == NULL) {
        printf("  %33s", "-");
        return;
    }
    printf("  %6.1f +- %4.1f %4.0f +- %3.0f %6.1f", best->azimuth_rad * 180.0 / M_PI,
           1.96 * best->azimuth_sigma_rad * 180.0 / M_PI, best->apparent_speed_m_s,
           1.96 * best->apparent_speed_sigma_m_s, best->f_statistic);
}

static void row(double window_s, double overlap, double low_hz, double high_hz)
{
    static struct waves waves;
    struct tct_wave_config config = tct_wave_defaults(100.0, PLACES, ELEMENTS);
    struct tct_wave_detector *detector;
    struct tct_error err;
    const float *channels[ELEMENTS];
    config.window_s = window_s;
    config.overlap = overlap;
    config.low_hz = low_hz;
    config.high_hz = high_hz;
    size_t bytes = tct_wave_bytes(&config);
    void *memory = malloc(bytes + 1);
    waves.count = 0;
    printf("%5.0f %5.2f %4.1f-%4.1f", window_s, overlap, low_hz, high_hz);
    if (memory == NULL || tct_wave_init(memory, bytes, &config, &detector, &err) != TCT_OK) {
        printf("  %s\n", memory == NULL ? "out of memory" : err.text);
        free(memory);
        return;
    }
    for (int i = 0; i < ELEMENTS; i++)
        channels[i] = samples[i];
    tct_wave_feed(detector, channels, length, keep, &waves);
    tct_wave_finish(detector, keep, &waves);
    printf(" %6zu", waves.count);
    column(&waves, 420.0);
    column(&waves, 620.0);
    column(&waves, 850.0);
    printf("\n");
    free(memory);
}

int main(int argc, char **argv)
{
    static const double WINDOWS_S[] = {5, 10, 20, 30, 60}, OVERLAPS[] = {0.0, 0.5, 0.75};
    static const double BANDS_HZ[][2] = {{0.5, 5}, {1, 5}, {0.5, 2.5}, {2, 8}, {1, 10}};
    if (argc != 2)
        return 2;
    int failed = read_channels(argv[1]);
    if (failed != 0)
        return failed;
    printf(
        "azimuth (degrees) and apparent speed (m/s) with 95 %% intervals, and F, of the waves at "
        "18:07:00, 18:10:20 and 18:14:10\n");
    printf("%5s %5s %9s %6s  %33s  %33s  %33s\n", "s", "over", "Hz", "waves", "first", "second",
           "third");
    for (size_t w = 0; w < TCT_COUNT(WINDOWS_S); w++)
        for (size_t o = 0; o < TCT_COUNT(OVERLAPS); o++)
            row(WINDOWS_S[w], OVERLAPS[o], 0.5, 5.0);
    for (size_t b = 1; b < TCT_COUNT(BANDS_HZ); b++)
        row(10.0, 0.5, BANDS_HZ[b][0], BANDS_HZ[b][1]);
    return 0;
}
