/* Simulate's output: truth and recordings as files. */
#include "simulate_output.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tacet/face/detections.h"
#include "tacet/face/progress.h"
#include "tacet/face/recording_writer.h"

enum { PATH_BYTES = 1024, BLOCK_SAMPLES = 16384, RECORDER_BYTES = 64 << 20 };

/* What a file is called until it is whole: its name with this behind. */
static const char PART[] = ".part";

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

/* Digits of a number in JSON: millimetres at 1,000 km, and a centimetre in degrees. */
#define JSON_DIGITS JSON_REAL_PRECISION(10)

enum tct_status simulate_make_folder(const char *folder, struct tct_error *err)
{
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_IO, "%.400s: cannot be made: %s", folder, strerror(errno));
}

/* A file on its way: it gets its name when it is whole. */
struct output {
    FILE *file;
    char path[PATH_BYTES];
    char part[PATH_BYTES + sizeof(PART)];
};

static enum tct_status name_output(const struct played_scene *played, const char *name,
                                   struct output *ret, struct tct_error *err)
{
    if (snprintf(ret->path, PATH_BYTES, "%s/%s", played->folder, name) >= PATH_BYTES)
        return tct_fail(err, TCT_ERR_USE, "%.60s...: the folder's name is too long",
                        played->folder);
    (void)snprintf(ret->part, sizeof(ret->part), "%s%s", ret->path, PART);
    return TCT_OK;
}

static enum tct_status open_output(const struct played_scene *played, const char *name,
                                   struct output *ret, struct tct_error *err)
{
    enum tct_status status = name_output(played, name, ret, err);
    if (status != TCT_OK)
        return status;
    ret->file = fopen(ret->part, "we");
    return ret->file != NULL ? TCT_OK
                             : tct_fail(err, TCT_ERR_IO, "%.400s: cannot be written: %s", ret->path,
                                        strerror(errno));
}

/* Gives a file its name, or removes it when `status` says that it is not whole. */
static enum tct_status settle_output(const struct output *output, enum tct_status status,
                                     struct tct_error *err)
{
    if (status == TCT_OK && rename(output->part, output->path) != 0)
        status = tct_fail(err, TCT_ERR_IO, "%.400s: cannot be written: %s", output->path,
                          strerror(errno));
    if (status != TCT_OK)
        (void)unlink(output->part);
    return status;
}

static enum tct_status close_output(const struct output *output, enum tct_status status,
                                    struct tct_error *err)
{
    bool failed = ferror(output->file) != 0;
    failed = fclose(output->file) != 0 || failed;
    if (status == TCT_OK && failed)
        status = tct_fail(err, TCT_ERR_IO, "%.400s: writing failed", output->path);
    return settle_output(output, status, err);
}

/* How many stations hear each shot directly and over the threshold while they record. */
static uint32_t *count_hearing(const struct played_scene *played, struct tct_arena *arena)
{
    const struct tct_scene *scene = &played->file->scene;
    uint32_t *heard_by = TCT_ARENA_NEW(arena, uint32_t, played->shot_count);
    for (size_t i = 0; heard_by != NULL && i < played->arrival_count; i++) {
        const struct tct_scene_arrival *a = &played->arrivals[i];
        if (a->shot != TCT_SCENE_NO_SHOT && !a->echo &&
            tct_scene_snr_db(scene, a) >= scene->hearing.threshold_db &&
            tct_scene_is_recorded(scene, a->onset_ns))
            heard_by[a->shot]++;
    }
    return heard_by;
}

/* For each detection the next one of the same shot, and for each shot its first. */
struct chains {
    uint32_t *first, *next;
};

static bool chain_detections(const struct played_scene *played, struct tct_arena *arena,
                             struct chains *ret)
{
    ret->first = TCT_ARENA_NEW(arena, uint32_t, played->shot_count);
    ret->next = TCT_ARENA_NEW(arena, uint32_t, played->detection_count);
    if (ret->first == NULL || ret->next == NULL)
        return false;
    memset(ret->first, 0xff, played->shot_count * sizeof(*ret->first));
    for (size_t i = played->detection_count; i-- > 0;) {
        uint32_t shot = played->detections[i].shot;
        if (shot == TCT_SCENE_NO_SHOT)
            continue;
        ret->next[i] = ret->first[shot];
        ret->first[shot] = (uint32_t)i;
    }
    return true;
}

/* Millimetres are enough, and short. */
static double rounded_m(double metres)
{
    return (double)(int64_t)(metres * 1000.0 + (metres < 0.0 ? -0.5 : 0.5)) / 1000.0;
}

static json_t *truth_of(const struct played_scene *played, size_t number, uint32_t heard_by,
                        const struct chains *chains)
{
    const struct scene_file *file = played->file;
    const struct tct_scene_shot *shot = &played->shots[number];
    const struct tct_frame *frame = played->sector->frame;
    struct tct_plane place = {shot->x_m, shot->y_m};
    struct tct_plane xy = tct_frame_to_file_xy(frame, place);
    char time[TCT_TIME_TEXT_BYTES];
    tct_time_format(shot->time_ns, 9, time);
    json_t *line = json_pack("{s:s, s:f, s:f, s:f}", "time", time, "x_m", rounded_m(xy.x_m), "y_m",
                             rounded_m(xy.y_m), "z_m", rounded_m(shot->z_m));
    int wrong = line == NULL;
    if (tct_frame_is_geodetic(frame)) {
        struct tct_geodetic at = tct_frame_to_geodetic(frame, place);
        wrong |= json_object_set_new(line, "lon", json_real(at.lon_deg));
        wrong |= json_object_set_new(line, "lat", json_real(at.lat_deg));
    }
    if (file->shooter_ids[shot->shooter] != NULL)
        wrong |=
            json_object_set_new(line, "shooter", json_string(file->shooter_ids[shot->shooter]));
    uint32_t weapon = file->scene.shooters[shot->shooter].weapon;
    wrong |= json_object_set_new(line, "weapon", json_string(file->weapon_names[weapon]));
    if (played->detections == NULL) {
        wrong |= json_object_set_new(line, "heard_by", json_integer(heard_by));
    } else {
        json_t *list = json_array();
        for (uint32_t i = chains->first[number]; i != UINT32_MAX; i = chains->next[i])
            wrong |= json_array_append_new(list, json_integer(i));
        wrong |= json_object_set_new(line, "detections", list);
    }
    if (wrong) {
        json_decref(line);
        return NULL;
    }
    return line;
}

enum tct_status simulate_write_truth(const struct played_scene *played, struct tct_arena *arena,
                                     struct tct_error *err)
{
    struct chains chains = {NULL, NULL};
    uint32_t *heard_by = count_hearing(played, arena);
    if (heard_by == NULL || !chain_detections(played, arena, &chains))
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for the truth");
    struct output out;
    enum tct_status status = open_output(played, "truth.jsonl", &out, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < played->shot_count && status == TCT_OK; i++) {
        json_t *line = truth_of(played, i, heard_by[i], &chains);
        if (line == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "no memory for the truth");
        else
            (void)json_dumpf(line, out.file, JSON_COMPACT | JSON_DIGITS);
        (void)fputc('\n', out.file);
        json_decref(line);
    }
    return close_output(&out, status, err);
}

enum tct_status simulate_write_detections(const struct played_scene *played, struct tct_error *err)
{
    struct output out;
    enum tct_status status = open_output(played, "detections.jsonl", &out, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < played->detection_count && status == TCT_OK; i++)
        status =
            tct_detection_write(out.file, played->sector, &played->detections[i].detection, err);
    return close_output(&out, status, err);
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

static enum tct_status copy_samples(struct tct_recorder *recorder, double full_scale_pa,
                                    struct tct_recording_writer *writer, uint64_t *samples,
                                    struct tct_error *err)
{
    float pa[BLOCK_SAMPLES];
    int16_t pcm[BLOCK_SAMPLES];
    size_t count;
    while ((count = tct_recorder_read(recorder, pa, BLOCK_SAMPLES)) > 0) {
        if (interrupted)
            return tct_fail(err, TCT_ERR_IO, "interrupted");
        tct_pcm16_from_pa(pa, count, full_scale_pa, pcm);
        enum tct_status status = tct_recording_writer_write(writer, pcm, count, err);
        if (status != TCT_OK)
            return status;
        *samples += count;
    }
    return TCT_OK;
}

/* One recording, and its row in `table`. */
static enum tct_status write_recording(const struct played_scene *played, uint32_t station,
                                       size_t window, FILE *table, uint64_t *samples,
                                       struct tct_error *err)
{
    const struct scene_file *file = played->file;
    enum tct_recording_format format = file->wav ? TCT_RECORDING_WAV : TCT_RECORDING_FLAC;
    struct tct_recorder *recorder = NULL;
    struct tct_recording_writer *writer = NULL;
    struct tct_arena arena;
    struct output out;
    char name[128], start[TCT_TIME_TEXT_BYTES];
    name_recording(played, station, window, tct_recording_suffix(format), name, sizeof(name));
    enum tct_status status = name_output(played, name, &out, err);
    if (status != TCT_OK)
        return status;

    tct_arena_init(&arena, RECORDER_BYTES);
    status = tct_recorder_new(&file->scene, station, window, played->arrivals,
                              played->arrival_count, &arena, &recorder, err);
    if (status == TCT_OK)
        status = tct_recording_writer_open(out.part, format, (int)file->scene.sample_rate_hz,
                                           &writer, err);
    if (status == TCT_OK)
        status = copy_samples(recorder, file->full_scale_pa, writer, samples, err);
    /* The first error is the one to tell. */
    enum tct_status closed = tct_recording_writer_close(writer, status == TCT_OK ? err : NULL);
    status = settle_output(&out, status == TCT_OK ? closed : status, err);
    if (status == TCT_OK) {
        tct_time_format(tct_recorder_start_ns(recorder), 9, start);
        (void)fprintf(table, "%s,", name);
        write_cell(table, played->sector->station_ids[station]);
        (void)fprintf(table, ",0,%s,%.0f,%g\n", start, file->scene.sample_rate_hz,
                      file->full_scale_pa);
    }
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
    struct output table;
    enum tct_status status = open_output(played, "recordings.csv", &table, err);
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
    return close_output(&table, status, err);
}
