/* Recording, miniSEED 2: one series of a file, record by record in order of time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "mseed_index.h"
#include "sample_level.h"

enum { LOOK_BYTES = 1 << 16 };

static const char KIND_DATA[] = "records with broken data";

struct series {
    struct recording_file file;
    struct mseed_index index;
    struct mseed_decoder *decoder;
    unsigned char *bytes; /* of one record, with its slack, which stays zero */
    size_t filled;        /* of it, by the record before */
    size_t next;          /* entry */
    uint64_t gap;         /* to tell before the samples that wait */
    size_t at, have;      /* samples that wait */
    float samples[MSEED_SAMPLES];
};

bool mseed_is(const struct recording_file *file)
{
    static const char *const endings[] = {"mseed", "mseed2", "miniseed", "msd"};
    unsigned char head[MSEED_HEADER_BYTES];
    const char *dot = strrchr(file->path, '.');
    for (size_t i = 0; dot != NULL && i < TCT_COUNT(endings); i++)
        if (strcasecmp(dot + 1, endings[i]) == 0)
            return true;
    return pread(file->descriptor, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
           mseed_begins(head);
}

static void close_series(void *state)
{
    struct series *series = state;
    mseed_index_free(&series->index);
    mseed_decoder_free(series->decoder);
    free(series->bytes);
    (void)close(series->file.descriptor);
    free(series);
}

static bool load(struct series *series, const struct mseed_entry *entry,
                 char ret_why[MSEED_WHY_BYTES])
{
    struct mseed_record record;
    size_t before = series->filled;
    series->filled = entry->bytes;
    ssize_t got = pread(series->file.descriptor, series->bytes, entry->bytes, (off_t)entry->byte);
    if (got != (ssize_t)entry->bytes) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "no more of the file");
        return false;
    }
    if (before > entry->bytes)
        memset(series->bytes + entry->bytes, 0, before - entry->bytes);
    /* The file may have been written anew since it was looked through. */
    if (mseed_look(series->decoder, series->bytes, entry->bytes, true, &record, ret_why) !=
            MSEED_RECORD ||
        record.bytes != entry->bytes || record.samples != entry->samples) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "another record than before");
        return false;
    }
    return mseed_decode(series->decoder, series->bytes, &record, series->samples, ret_why);
}

/* Every record is decoded once when the file is opened: the level of the samples is known before
 * the first is given, and a record with broken data has become a gap. */
static void try_all(struct series *series, struct sample_level *level)
{
    char why[MSEED_WHY_BYTES];
    for (size_t i = 0; i < series->index.count; i++) {
        struct mseed_entry *entry = &series->index.entries[i];
        if (entry->skip == entry->samples)
            continue;
        if (load(series, entry, why)) {
            sample_level_take(level, series->samples, entry->samples);
            continue;
        }
        recording_warn(&series->file, RECORDING_SKIP, KIND_DATA, entry->byte, why,
                       "a record's samples");
        entry->gap += entry->samples - entry->skip;
        entry->skip = entry->samples;
    }
}

/* Makes the next record's samples wait; false at the end, where a last gap may be left. */
static bool next_record(struct series *series)
{
    char why[MSEED_WHY_BYTES];
    while (series->next < series->index.count) {
        const struct mseed_entry *entry = &series->index.entries[series->next++];
        series->gap += entry->gap;
        if (entry->skip == entry->samples)
            continue;
        if (load(series, entry, why)) {
            series->at = entry->skip;
            series->have = entry->samples;
            return true;
        }
        recording_warn(&series->file, RECORDING_SKIP, KIND_DATA, entry->byte, why,
                       "a record's samples");
        series->gap += entry->samples - entry->skip;
    }
    return false;
}

static size_t read_series(void *state, float *ret_samples, size_t room, uint64_t *ret_gap)
{
    struct series *series = state;
    size_t done = 0;
    *ret_gap = 0;
    while (done < room) {
        bool more = series->at < series->have || next_record(series);
        if (series->gap > 0 && done > 0)
            break;
        *ret_gap += series->gap;
        series->gap = 0;
        if (!more)
            break;
        size_t wanted = series->have - series->at;
        if (wanted > room - done)
            wanted = room - done;
        memcpy(ret_samples + done, series->samples + series->at, wanted * sizeof(float));
        series->at += wanted;
        done += wanted;
    }
    return done;
}

static uint32_t longest_of(const struct mseed_index *index)
{
    uint32_t most = 0;
    for (size_t i = 0; i < index->count; i++)
        if (index->entries[i].bytes > most)
            most = index->entries[i].bytes;
    return most;
}

static enum tct_status begin(struct series *series, uint32_t channel,
                             struct recording_stream *ret_stream, struct tct_error *err)
{
    const struct mseed_survey *survey = series->file.survey;
    struct mseed_index *index = &series->index;
    enum tct_status status = mseed_index_of(&series->file, channel, index, &ret_stream->map, err);
    if (status != TCT_OK)
        return status;
    series->decoder = mseed_decoder_new();
    series->bytes = calloc((size_t)longest_of(index) + MSEED_SLACK_BYTES, 1);
    if (series->decoder == NULL || series->bytes == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", series->file.path);
    struct sample_level level = {0};
    try_all(series, &level);
    ret_stream->info = (struct tct_recording_info){
        .rate_hz = index->rate_hz,
        .samples = index->samples,
        .channels = survey->series_count,
        .full_scale = sample_level_full_scale(&level),
        .resolution = index->counts ? 1.0 : 0.0,
    };
    const struct mseed_series *names = &survey->series[channel];
    struct tct_recording_info *info = &ret_stream->info;
    (void)snprintf(info->code, sizeof(info->code), "%s", names->station);
    (void)snprintf(info->network, sizeof(info->network), "%s", names->network);
    (void)snprintf(info->series, sizeof(info->series), "%s.%s.%s.%s", names->network,
                   names->station, names->location, names->channel);
    return TCT_OK;
}

enum tct_status mseed_open(const struct recording_file *file, uint32_t channel,
                           struct recording_stream *ret_stream, struct tct_error *err)
{
    struct series *series = calloc(1, sizeof(*series));
    if (series == NULL) {
        (void)close(file->descriptor);
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file->path);
    }
    series->file = *file;
    enum tct_status status = begin(series, channel, ret_stream, err);
    if (status != TCT_OK) {
        close_series(series);
        return status;
    }
    series->file.survey = NULL; /* whose file it is may let go of it */
    ret_stream->state = series;
    ret_stream->read = read_series;
    ret_stream->close = close_series;
    return TCT_OK;
}
