/* Recording: one way of reading for every format. */
#include "tacet/face/recording.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mseed_survey.h"
#include "recording_format.h"

struct tct_recording_file {
    struct recording_file file;
};

struct tct_recording {
    struct recording_stream stream;
};

void recording_warn(const struct recording_file *file, enum recording_warning how, const char *kind,
                    uint64_t byte, const char *found, const char *expected)
{
    struct tct_error err;
    char where[64];
    (void)snprintf(where, sizeof(where), "byte %" PRIu64 ": found ", byte);
    (void)tct_fail(&err, TCT_ERR_INPUT, "%s: %s%s, expected %s", file->path, where, found,
                   expected);
    if (how == RECORDING_SKIP)
        tct_warnings_skip(file->warnings, kind, &err);
    else
        tct_warnings_note(file->warnings, kind, &err);
}

enum tct_status recording_check_channel(const struct recording_file *file, uint32_t channels,
                                        uint32_t channel, struct tct_error *err)
{
    char found[64], expected[64];
    if (channel < channels)
        return TCT_OK;
    (void)snprintf(found, sizeof(found), "%u channels", channels);
    (void)snprintf(expected, sizeof(expected), "channel %u, counted from 0", channel);
    return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, found, expected);
}

static enum tct_status open_regular(const char *path, int *ret_descriptor, off_t *ret_bytes,
                                    struct tct_error *err)
{
    struct stat about;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return tct_fail_read(err, path, "a sound file");
    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0) {
        bool empty = S_ISREG(about.st_mode);
        close(descriptor);
        return tct_fail_at(err, TCT_ERR_INPUT, path, 0,
                           empty ? "an empty file" : "something else than a file", "a sound file");
    }
    *ret_descriptor = descriptor;
    *ret_bytes = about.st_size;
    return TCT_OK;
}

static bool is_mseed3(const struct recording_file *file)
{
    char head[3];
    return pread(file->descriptor, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
           memcmp(head, "MS\3", sizeof(head)) == 0;
}

static enum tct_status open_file(const char *path, struct tct_warnings *warnings,
                                 struct recording_file *ret_file, struct tct_error *err)
{
    *ret_file = (struct recording_file){.path = path, .warnings = warnings};
    enum tct_status status = open_regular(path, &ret_file->descriptor, &ret_file->bytes, err);
    if (status != TCT_OK)
        return status;
    if (is_mseed3(ret_file))
        status = tct_fail_at(err, TCT_ERR_INPUT, path, 0, "miniSEED 3", "miniSEED 2");
    else if (mseed_is(ret_file))
        status = mseed_survey_new(ret_file, &ret_file->survey, err);
    if (status != TCT_OK)
        (void)close(ret_file->descriptor);
    return status;
}

static void close_file(struct recording_file *file)
{
    mseed_survey_free(file->survey);
    (void)close(file->descriptor);
}

enum tct_status tct_recording_file_open(const char *path, struct tct_warnings *warnings,
                                        struct tct_recording_file **ret_file, struct tct_error *err)
{
    struct tct_recording_file *file = malloc(sizeof(*file));
    if (file == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    enum tct_status status = open_file(path, warnings, &file->file, err);
    if (status != TCT_OK) {
        free(file);
        return status;
    }
    *ret_file = file;
    return TCT_OK;
}

void tct_recording_file_close(struct tct_recording_file *file)
{
    if (file == NULL)
        return;
    close_file(&file->file);
    free(file);
}

/* Every channel has a descriptor of its own: copies of one would share the place that is read. */
static enum tct_status open_stream(const struct recording_file *file, uint32_t channel,
                                   struct recording_stream *ret_stream, struct tct_error *err)
{
    struct recording_file own = *file;
    enum tct_status status = open_regular(file->path, &own.descriptor, &own.bytes, err);
    if (status != TCT_OK)
        return status;
    if (own.survey != NULL)
        return mseed_open(&own, channel, ret_stream, err);
    if (sac_is(&own))
        return sac_open(&own, channel, ret_stream, err);
    return sound_open(&own, channel, ret_stream, err);
}

static enum tct_status open_channel_of(const struct recording_file *file, uint32_t channel,
                                       struct tct_recording **ret_recording, struct tct_error *err)
{
    struct tct_recording *recording = calloc(1, sizeof(*recording));
    if (recording == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file->path);
    enum tct_status status = open_stream(file, channel, &recording->stream, err);
    if (status != TCT_OK) {
        time_map_free(&recording->stream.map);
        free(recording);
        return status;
    }
    struct recording_stream *stream = &recording->stream;
    stream->info.timed = stream->map.count > 0;
    stream->info.clock = time_map_clock(&stream->map);
    *ret_recording = recording;
    return TCT_OK;
}

enum tct_status tct_recording_open_channel(const struct tct_recording_file *file, uint32_t channel,
                                           struct tct_recording **ret_recording,
                                           struct tct_error *err)
{
    return open_channel_of(&file->file, channel, ret_recording, err);
}

enum tct_status tct_recording_open(const char *path, uint32_t channel,
                                   struct tct_warnings *warnings,
                                   struct tct_recording **ret_recording, struct tct_error *err)
{
    struct recording_file file;
    enum tct_status status = open_file(path, warnings, &file, err);
    if (status != TCT_OK)
        return status;
    status = open_channel_of(&file, channel, ret_recording, err);
    close_file(&file);
    return status;
}

/* What the table says is believed more than what the file says. */
static enum tct_status lay_over(struct recording_stream *stream,
                                const struct tct_recording_entry *entry, struct tct_error *err)
{
    struct time_map *map = &stream->map;
    bool other_rate = isfinite(entry->rate_hz) && entry->rate_hz > 0.0 &&
                      fabs(entry->rate_hz - stream->info.rate_hz) > 0.0;
    bool given = entry->start_given || (entry->timed && map->count == 0);
    if (other_rate && map->count > 0) {
        struct tct_sample_time first = time_map_at(map, 0.0);
        map->pieces[0] =
            (struct time_piece){0.0, first.ns, entry->rate_hz, first.sigma_s, first.clock};
        map->count = 1;
    }
    if (given && map->count > 0)
        time_map_start_at(map, entry->start_ns);
    else if (given)
        return time_map_add(
            map,
            (struct time_piece){.ns = entry->start_ns,
                                .rate_hz = other_rate ? entry->rate_hz : stream->info.rate_hz},
            err);
    return TCT_OK;
}

/* The file of one microphone of an array has one channel, whatever number it has at the station. To
 * ask how many there are says nothing: what is wrong with the file is told once. */
static enum tct_status open_channel(const struct recording_file *file,
                                    const struct tct_recording_entry *entry,
                                    struct tct_recording **ret_recording, struct tct_error *err)
{
    struct recording_file silent = *file;
    uint32_t channel = entry->channel;
    silent.warnings = NULL;
    if (entry->of_array && channel > 0 &&
        open_channel_of(&silent, 0, ret_recording, NULL) == TCT_OK) {
        channel = (*ret_recording)->stream.info.channels == 1 ? 0 : channel;
        tct_recording_close(*ret_recording);
    }
    return open_channel_of(file, channel, ret_recording, err);
}

enum tct_status tct_recording_open_entry_of(const struct tct_recording_file *file,
                                            const struct tct_recording_entry *entry,
                                            struct tct_recording **ret_recording,
                                            struct tct_error *err)
{
    enum tct_status status = open_channel(&file->file, entry, ret_recording, err);
    if (status != TCT_OK)
        return status;
    status = lay_over(&(*ret_recording)->stream, entry, err);
    if (status != TCT_OK)
        tct_recording_close(*ret_recording);
    return status;
}

enum tct_status tct_recording_open_entry(const struct tct_recording_entry *entry,
                                         struct tct_warnings *warnings,
                                         struct tct_recording **ret_recording,
                                         struct tct_error *err)
{
    struct tct_recording_file file;
    enum tct_status status = open_file(entry->path, warnings, &file.file, err);
    if (status != TCT_OK)
        return status;
    status = tct_recording_open_entry_of(&file, entry, ret_recording, err);
    close_file(&file.file);
    return status;
}

struct tct_recording_info tct_recording_info(const struct tct_recording *recording)
{
    return recording->stream.info;
}

size_t tct_recording_read(struct tct_recording *recording, float *ret_samples, size_t room,
                          uint64_t *ret_gap)
{
    return recording->stream.read(recording->stream.state, ret_samples, room, ret_gap);
}

struct tct_sample_time tct_recording_time(const struct tct_recording *recording, double sample)
{
    return time_map_at(&recording->stream.map, sample);
}

void tct_recording_close(struct tct_recording *recording)
{
    if (recording == NULL)
        return;
    recording->stream.close(recording->stream.state);
    time_map_free(&recording->stream.map);
    free(recording);
}
