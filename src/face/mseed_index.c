/* miniSEED index: where the records of one series lie in a file, in order of time. */
#include "mseed_index.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW_BYTES = 2 << 20, RATES = 8 };

static const char KIND_NONE[] = "stretches that are no miniSEED record";
static const char KIND_ROTTEN[] = "rotten miniSEED records";
static const char KIND_TEXT[] = "text records";
static const char KIND_EMPTY[] = "records without samples";
static const char KIND_RATE[] = "records of another sample rate";
static const char KIND_STRAY[] = "records of another day";
static const char KIND_OVERLAP[] = "overlaps between records";
static const char KIND_GAP[] = "gaps between records";

/* Rates that differ by less are one rate, written differently. */
static const double RATE_TOLERANCE = 1e-4;

static const double NEIGHBOURS_S = 3600.0, STRAY_S = 86400.0;

/* A part of the file, which moves forward. */
struct window {
    const struct recording_file *file;
    unsigned char *bytes; /* WINDOW_BYTES, and the slack that mseed_look wants, zero */
    uint64_t base;        /* of the file */
    size_t at, have;
    bool last; /* the file ends with it */
};

struct survey {
    struct window window;
    struct mseed_decoder *decoder;
    struct mseed_index *index;
    uint32_t wanted;
    uint64_t none_from, none; /* bytes in a row that are no record and not yet told */
    bool in_ruin;             /* of a record that was told: what follows belongs to it */
};

/* Moves on so that the window begins at the byte that is looked at. */
static enum tct_status refill(struct window *window, struct tct_error *err)
{
    size_t rest = window->have - window->at, before = window->have;
    memmove(window->bytes, window->bytes + window->at, rest);
    window->base += window->at;
    window->at = 0;
    window->have = rest;
    while (window->have < WINDOW_BYTES && !window->last) {
        ssize_t got = pread(window->file->descriptor, window->bytes + window->have,
                            WINDOW_BYTES - window->have, (off_t)(window->base + window->have));
        if (got < 0)
            return tct_fail_read(err, window->file->path, "a miniSEED file");
        window->last = got == 0;
        window->have += (size_t)got;
    }
    if (window->have < before)
        memset(window->bytes + window->have, 0, before - window->have);
    return TCT_OK;
}

static void tell_none(struct survey *survey)
{
    char found[64];
    if (survey->none > 0 && !survey->in_ruin) {
        (void)snprintf(found, sizeof(found), "%" PRIu64 " bytes of something else", survey->none);
        recording_warn(survey->window.file, RECORDING_SKIP, KIND_NONE, survey->none_from, found,
                       "a miniSEED record");
    }
    survey->none = 0;
    survey->in_ruin = false;
}

/* Number of the record's series, a new one if need be; MSEED_SERIES when there are too many. */
static uint32_t series_of(struct mseed_index *index, const struct mseed_record *record)
{
    uint32_t i = 0;
    for (; i < index->series_count; i++) {
        const struct mseed_series *series = &index->series[i];
        if (strcmp(series->station, record->station) == 0 &&
            strcmp(series->channel, record->channel) == 0 &&
            strcmp(series->location, record->location) == 0 &&
            strcmp(series->network, record->network) == 0)
            return i;
    }
    if (i < MSEED_SERIES) {
        struct mseed_series *series = &index->series[index->series_count++];
        memcpy(series->network, record->network, MSEED_CODE_BYTES);
        memcpy(series->station, record->station, MSEED_CODE_BYTES);
        memcpy(series->location, record->location, MSEED_CODE_BYTES);
        memcpy(series->channel, record->channel, MSEED_CODE_BYTES);
    }
    return i;
}

static enum tct_status keep(struct mseed_index *index, const struct mseed_record *record,
                            uint64_t byte, struct tct_error *err)
{
    if (index->count == index->room) {
        size_t room = index->room > 0 ? 2 * index->room : 64;
        struct mseed_entry *entries = realloc(index->entries, room * sizeof(*entries));
        if (entries == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the records of a file");
        index->entries = entries;
        index->room = room;
    }
    index->entries[index->count++] = (struct mseed_entry){.byte = byte,
                                                          .start_ns = record->start_ns,
                                                          .rate_hz = record->rate_hz,
                                                          .tick_s = (float)record->tick_s,
                                                          .bytes = record->bytes,
                                                          .samples = record->samples,
                                                          .clock = (uint8_t)record->clock,
                                                          .counts = record->counts};
    return TCT_OK;
}

static enum tct_status take_record(struct survey *survey, const struct mseed_record *record,
                                   struct tct_error *err)
{
    struct window *window = &survey->window;
    uint64_t byte = window->base + window->at;
    char found[64];
    if (record->content == MSEED_TEXT) {
        (void)snprintf(found, sizeof(found), "a record of text from %s.%s", record->station,
                       record->channel);
        recording_warn(window->file, RECORDING_SKIP, KIND_TEXT, byte, found, "sound");
        return TCT_OK;
    }
    if (record->content == MSEED_NO_SAMPLES) {
        (void)snprintf(found, sizeof(found), "a record without samples from %s.%s", record->station,
                       record->channel);
        recording_warn(window->file, RECORDING_NOTE, KIND_EMPTY, byte, found, "sound");
        return TCT_OK;
    }
    uint32_t series = series_of(survey->index, record);
    if (series == MSEED_SERIES)
        recording_warn(window->file, RECORDING_SKIP, "records of too many series", byte,
                       "one more series", "at most 256 in a file");
    return series == survey->wanted ? keep(survey->index, record, byte, err) : TCT_OK;
}

/* Looks at the next byte of the window and goes on by a record or by one byte. */
static enum tct_status step(struct survey *survey, struct tct_error *err)
{
    struct window *window = &survey->window;
    struct mseed_record record;
    char why[MSEED_WHY_BYTES];
    enum mseed_found found = mseed_look(survey->decoder, window->bytes + window->at,
                                        window->have - window->at, window->last, &record, why);
    if (found == MSEED_SHORT && !window->last && window->at > 0)
        return refill(window, err);
    uint64_t byte = window->base + window->at;
    if (found == MSEED_RECORD) {
        tell_none(survey);
        enum tct_status status = take_record(survey, &record, err);
        window->at += record.bytes;
        return status;
    }
    if (found == MSEED_ROTTEN || found == MSEED_SHORT) {
        tell_none(survey);
        if (found == MSEED_SHORT)
            (void)snprintf(why, sizeof(why), "the end after %zu bytes of a record",
                           window->have - window->at);
        recording_warn(window->file, RECORDING_SKIP, KIND_ROTTEN, byte, why,
                       "a whole miniSEED record");
        survey->in_ruin = true;
    }
    if (survey->none++ == 0)
        survey->none_from = byte;
    window->at++;
    return TCT_OK;
}

static enum tct_status survey_file(struct survey *survey, struct tct_error *err)
{
    struct window *window = &survey->window;
    enum tct_status status = refill(window, err);
    uint64_t limit_told = 0;
    while (status == TCT_OK && (window->at < window->have || !window->last)) {
        if (window->have - window->at < MSEED_HEADER_BYTES && !window->last) {
            status = refill(window, err);
            continue;
        }
        if (survey->index->count >= MSEED_RECORDS_MOST && limit_told++ == 0) {
            recording_warn(window->file, RECORDING_SKIP, "too long miniSEED files",
                           window->base + window->at, "over a million records of a series",
                           "the rest in another file");
            break;
        }
        status = step(survey, err);
    }
    tell_none(survey);
    return status;
}

/* The rate that most samples of the series have: one record with a wrong one must not win by being
 * the first. */
static double usual_rate(const struct mseed_index *index)
{
    double rates[RATES] = {0.0};
    uint64_t samples[RATES] = {0};
    size_t count = 0, best = 0;
    for (size_t i = 0; i < index->count; i++) {
        size_t k = 0;
        double rate_hz = index->entries[i].rate_hz;
        while (k < count && fabs(rates[k] - rate_hz) > RATE_TOLERANCE * rates[k])
            k++;
        if (k == RATES)
            continue;
        if (k == count)
            rates[count++] = rate_hz;
        samples[k] += index->entries[i].samples;
    }
    for (size_t k = 1; k < count; k++)
        if (samples[k] > samples[best])
            best = k;
    return rates[best];
}

static void leave_out_other_rates(const struct recording_file *file, struct mseed_index *index)
{
    size_t kept = 0;
    char found[64], expected[64];
    (void)snprintf(expected, sizeof(expected), "%g as in most of its series", index->rate_hz);
    for (size_t i = 0; i < index->count; i++) {
        const struct mseed_entry *entry = &index->entries[i];
        if (fabs(entry->rate_hz - index->rate_hz) > RATE_TOLERANCE * index->rate_hz) {
            (void)snprintf(found, sizeof(found), "a record of %g samples a second", entry->rate_hz);
            recording_warn(file, RECORDING_SKIP, KIND_RATE, entry->byte, found, expected);
            continue;
        }
        index->entries[kept++] = *entry;
    }
    index->count = kept;
}

/* A record whose date is wrong: days away from two that lie beside it in the file and near each
 * other in time. Left in, it would make the recording last for years. */
static bool is_stray(const struct mseed_index *index, size_t i)
{
    size_t last = index->count - 1;
    size_t a = i == 0 ? 1 : i - 1, b = i == 0 ? 2 : i == last ? i - 2 : i + 1;
    int64_t at = index->entries[i].start_ns;
    return fabs(tct_time_between_s(index->entries[a].start_ns, index->entries[b].start_ns)) <
               NEIGHBOURS_S &&
           fabs(tct_time_between_s(index->entries[a].start_ns, at)) > STRAY_S;
}

static void leave_out_strays(const struct recording_file *file, struct mseed_index *index)
{
    char time[TCT_TIME_TEXT_BYTES], found[64];
    size_t strays = 0;
    for (size_t i = 0; index->count >= 3 && i < index->count; i++) {
        struct mseed_entry *entry = &index->entries[i];
        if (!is_stray(index, i))
            continue;
        tct_time_format(entry->start_ns, 3, time);
        (void)snprintf(found, sizeof(found), "a record of %s", time);
        recording_warn(file, RECORDING_SKIP, KIND_STRAY, entry->byte, found,
                       "a time near those beside it");
        entry->samples = 0;
        strays++;
    }
    size_t kept = 0;
    for (size_t i = 0; strays > 0 && i < index->count; i++)
        if (index->entries[i].samples > 0)
            index->entries[kept++] = index->entries[i];
    index->count = strays > 0 ? kept : index->count;
}

static int by_time(const void *left, const void *right)
{
    const struct mseed_entry *a = left, *b = right;
    if (a->start_ns != b->start_ns)
        return a->start_ns < b->start_ns ? -1 : 1;
    return a->byte < b->byte ? -1 : a->byte > b->byte;
}

/* How many of the record's samples an earlier one held, when it begins `early` samples before that
 * one ends. */
static uint32_t skip_of(const struct recording_file *file, const struct mseed_entry *entry,
                        double early)
{
    char found[96];
    (void)snprintf(found, sizeof(found), "%.0f samples of a time that was there before",
                   fmin(early, entry->samples));
    recording_warn(file, RECORDING_SKIP, KIND_OVERLAP, entry->byte, found,
                   "records that follow each other");
    return early >= entry->samples ? entry->samples : (uint32_t)early;
}

static uint64_t gap_of(const struct recording_file *file, const struct mseed_entry *entry,
                       double late)
{
    char found[96];
    (void)snprintf(found, sizeof(found), "%.0f samples (%.3g s) missing", late,
                   late / entry->rate_hz);
    recording_warn(file, RECORDING_NOTE, KIND_GAP, entry->byte, found,
                   "records that follow each other");
    return (uint64_t)late;
}

/* Starts are told in ticks, and the one that follows is off by one of them without meaning a gap.
 * Beyond that, half a sample is the least that can be inserted or left out. */
static enum tct_status place(const struct recording_file *file, struct mseed_index *index,
                             struct time_map *map, struct mseed_entry *entry, struct tct_error *err)
{
    double rate_hz = index->rate_hz, at = (double)index->samples;
    struct tct_sample_time expected = time_map_at(map, at);
    double tick_s = (double)entry->tick_s, sigma_s = tick_s / sqrt(12.0);
    double off_s = expected.known ? tct_time_between_s(expected.ns, entry->start_ns) : 0.0;
    double off = round(off_s * rate_hz);
    bool follows = expected.known && fabs(off_s) <= fmax(0.5 / rate_hz, 1.5 * tick_s);
    bool new_piece =
        !expected.known || fabs(off_s) > tick_s || expected.clock != (enum tct_clock)entry->clock;
    if (expected.known && !follows && off < 0.0)
        entry->skip = skip_of(file, entry, -off);
    else if (expected.known && !follows)
        entry->gap = gap_of(file, entry, off);
    index->samples += entry->gap + entry->samples - entry->skip;
    if (!new_piece || entry->skip == entry->samples)
        return TCT_OK;
    struct time_piece piece = {at + (double)entry->gap - (double)entry->skip, entry->start_ns,
                               rate_hz, sigma_s, (enum tct_clock)entry->clock};
    if (entry->skip > 0) {
        piece.sample = at;
        piece.ns += tct_time_from_s((double)entry->skip / rate_hz);
    }
    return time_map_add(map, piece, err);
}

static enum tct_status put_in_order(const struct recording_file *file, struct mseed_index *index,
                                    struct time_map *map, struct tct_error *err)
{
    TCT_ASSERT(index->count > 0); /* a series is there because a record of it was */
    index->rate_hz = usual_rate(index);
    leave_out_other_rates(file, index);
    leave_out_strays(file, index);
    qsort(index->entries, index->count, sizeof(*index->entries), by_time);
    index->counts = true;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < index->count && status == TCT_OK; i++) {
        index->counts = index->counts && index->entries[i].counts;
        status = place(file, index, map, &index->entries[i], err);
    }
    return status;
}

enum tct_status mseed_index_read(const struct recording_file *file, uint32_t wanted,
                                 struct mseed_index *index, struct time_map *ret_map,
                                 struct tct_error *err)
{
    struct survey survey = {.window.file = file, .index = index, .wanted = wanted};
    *index = (struct mseed_index){0};
    survey.decoder = mseed_decoder_new();
    survey.window.bytes = calloc((size_t)WINDOW_BYTES + MSEED_SLACK_BYTES, 1);
    enum tct_status status = survey.decoder != NULL && survey.window.bytes != NULL
                                 ? survey_file(&survey, err)
                                 : tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file->path);
    mseed_decoder_free(survey.decoder);
    free(survey.window.bytes);
    if (status == TCT_OK && index->series_count == 0)
        return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, "no samples", "a recording");
    if (status == TCT_OK)
        status = recording_check_channel(file, index->series_count, wanted, err);
    if (status == TCT_OK)
        status = put_in_order(file, index, ret_map, err);
    return status;
}

void mseed_index_free(struct mseed_index *index)
{
    free(index->entries);
    *index = (struct mseed_index){0};
}
