/* Simulate's recordings: a sound file for each station and window, and recordings.csv. */
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "simulate_output.h"
#include "tacet/face/progress.h"
#include "tacet/face/recording_writer.h"

enum { BLOCK_SAMPLES = 16384, CHANNELS_MAX = 256, FLAC_CHANNELS = 8 };
static const size_t recorder_bytes = (size_t)2 << 30; /* of all channels of a wide array */

static volatile sig_atomic_t interrupted;

static void note_interruption(int number)
{
    (void)number;
    interrupted = 1;
}

/* Ctrl-C ends the writing, which looks at it every few milliseconds; then the file that is not
 * whole goes. */
static void stop_when_told(void)
{
    struct sigaction action = {.sa_handler = note_interruption};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

/* A scene without windows is one. */
static size_t windows_of(const struct tct_scene *scene)
{
    return scene->window_count > 0 ? scene->window_count : 1;
}

/* The name of a recording: STATION-WINDOW.SUFFIX, or a number where the id is no file's name. */
static void name_recording(const struct played_scene *played, uint32_t station, size_t window,
                           const char *suffix, char *ret_name, size_t room)
{
    const char *id = played->sector->station_ids[station];
    bool plain = id[0] != '.' && id[0] != '-';
    for (const char *c = id; *c != '\0'; c++)
        plain = plain && ((*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ||
                          (*c >= 'a' && *c <= 'z') || *c == '-' || *c == '_' || *c == '.');
    char numbered[24];
    (void)snprintf(numbered, sizeof(numbered), "station-%" PRIu32, station + 1);
    (void)snprintf(ret_name, room, "%.64s-%03zu.%s", plain ? id : numbered, window + 1, suffix);
}

/* A cell of a CSV file, quoted: RFC 4180. */
static void write_cell(FILE *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            (void)fputc('"', out);
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

/* The channels of one station in one window, and where their samples go. */
struct strip {
    struct tct_recorder *recorders[CHANNELS_MAX];
    uint32_t channels;
    double full_scale_pa;
    float pa[BLOCK_SAMPLES];
    int16_t pcm[BLOCK_SAMPLES];
    int16_t *together; /* the channels' samples, one of each after the other */
};

static enum tct_status strip_open(const struct played_scene *played, uint32_t station,
                                  size_t window, struct tct_arena *arena, struct strip **ret,
                                  struct tct_error *err)
{
    const struct tct_scene *scene = &played->file->scene;
    struct strip *strip = TCT_ARENA_NEW(arena, struct strip, 1);
    if (strip == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for a recording");
    strip->channels = tct_scene_channels(scene, station);
    strip->full_scale_pa = played->file->full_scale_pa;
    strip->together = TCT_ARENA_NEW(arena, int16_t, (size_t)strip->channels * BLOCK_SAMPLES);
    if (strip->together == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for a recording");
    for (uint32_t c = 0; c < strip->channels; c++) {
        enum tct_status status =
            tct_recorder_new(scene, station, c, window, played->arrivals, played->arrival_count,
                             arena, &strip->recorders[c], err);
        if (status != TCT_OK)
            return status;
    }
    *ret = strip;
    return TCT_OK;
}

static size_t strip_read(struct strip *strip)
{
    size_t count = 0;
    for (uint32_t c = 0; c < strip->channels; c++) {
        count = tct_recorder_read(strip->recorders[c], strip->pa, BLOCK_SAMPLES);
        tct_pcm16_from_pa(strip->pa, count, strip->full_scale_pa, strip->pcm);
        for (size_t i = 0; i < count; i++)
            strip->together[i * strip->channels + c] = strip->pcm[i];
    }
    return count;
}

static enum tct_status copy_samples(struct strip *strip, struct tct_recording_writer *writer,
                                    uint64_t *samples, struct tct_error *err)
{
    size_t count;
    while ((count = strip_read(strip)) > 0) {
        if (interrupted)
            return tct_fail(err, TCT_ERR_IO, "interrupted");
        enum tct_status status = tct_recording_writer_write(writer, strip->together, count, err);
        if (status != TCT_OK)
            return status;
        *samples += count * strip->channels;
    }
    return TCT_OK;
}

/* A row of the table for each microphone. */
static void write_rows(const struct played_scene *played, uint32_t station, const char *name,
                       int64_t start_ns, FILE *table)
{
    const struct tct_scene *scene = &played->file->scene;
    const struct tct_scene_station *s = &scene->stations[station];
    size_t rows = s->element_count > 0 ? s->element_count : 1;
    char start[TCT_TIME_TEXT_BYTES];
    tct_time_format(start_ns, 9, start);
    for (size_t i = 0; i < rows; i++) {
        uint32_t channel = s->element_count > 0 ? s->elements[i].channel : 0;
        (void)fprintf(table, "%s,", name);
        write_cell(table, played->sector->station_ids[station]);
        (void)fprintf(table, ",%" PRIu32 ",%s,%.0f,%g\n", channel, start, scene->sample_rate_hz,
                      played->file->full_scale_pa);
    }
}

/* One recording, and its rows in `table`. */
static enum tct_status write_recording(const struct played_scene *played, uint32_t station,
                                       size_t window, FILE *table, uint64_t *samples,
                                       struct tct_error *err)
{
    const struct scene_file *file = played->file;
    int channels = (int)tct_scene_channels(&file->scene, station);
    bool wav = file->wav || channels > FLAC_CHANNELS;
    enum tct_recording_format format = wav ? TCT_RECORDING_WAV : TCT_RECORDING_FLAC;
    struct tct_recording_writer *writer = NULL;
    struct strip *strip = NULL;
    struct tct_arena arena;
    struct simulate_file out;
    char name[128];
    name_recording(played, station, window, tct_recording_suffix(format), name, sizeof(name));
    enum tct_status status = simulate_file_name(played, name, &out, err);
    if (status != TCT_OK)
        return status;

    tct_arena_init(&arena, recorder_bytes);
    status = strip_open(played, station, window, &arena, &strip, err);
    if (status == TCT_OK)
        status = tct_recording_writer_open(out.part, format, (int)file->scene.sample_rate_hz,
                                           channels, &writer, err);
    if (status == TCT_OK)
        status = copy_samples(strip, writer, samples, err);
    /* The first error is the one to tell. */
    enum tct_status closed = tct_recording_writer_close(writer, status == TCT_OK ? err : NULL);
    status = simulate_file_settle(&out, status == TCT_OK ? closed : status, err);
    if (status == TCT_OK)
        write_rows(played, station, name, tct_recorder_start_ns(strip->recorders[0]), table);
    tct_arena_free(&arena);
    return status;
}

/* Every window of one station. */
static enum tct_status write_station(const struct played_scene *played, uint32_t station,
                                     FILE *table, struct tct_progress *progress, uint64_t *samples,
                                     struct tct_error *err)
{
    size_t windows = windows_of(&played->file->scene);
    for (size_t window = 0; window < windows; window++) {
        enum tct_status status = write_recording(played, station, window, table, samples, err);
        if (status != TCT_OK)
            return status;
        tct_progress_step(progress, (uint64_t)station * windows + window + 1);
    }
    return TCT_OK;
}

enum tct_status simulate_write_recordings(const struct played_scene *played, bool quiet,
                                          uint64_t *ret_samples, struct tct_error *err)
{
    const struct tct_scene *scene = &played->file->scene;
    struct simulate_file table;
    enum tct_status status = simulate_file_open(played, "recordings.csv", &table, err);
    if (status != TCT_OK)
        return status;
    stop_when_told();
    (void)fputs("file,station,channel,start_utc,sample_rate_hz,full_scale_pa\n", table.file);
    struct tct_progress progress;
    tct_progress_start(&progress, quiet ? NULL : stderr, "simulating",
                       scene->station_count * windows_of(scene));
    *ret_samples = 0;
    for (uint32_t station = 0; station < scene->station_count && status == TCT_OK; station++)
        status = write_station(played, station, table.file, &progress, ret_samples, err);
    tct_progress_end(&progress);
    return simulate_file_close(&table, status, err);
}
