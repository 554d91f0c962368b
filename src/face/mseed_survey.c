/* miniSEED survey: where the records of all series lie in a file, in the order in which they stand
 * in it. */
#include "mseed_survey.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW_BYTES = 2 << 20 };

static const char KIND_NONE[] = "stretches that are no miniSEED record";
static const char KIND_ROTTEN[] = "rotten miniSEED records";
static const char KIND_TEXT[] = "text records";
static const char KIND_EMPTY[] = "records without samples";

/* A part of the file, which moves forward. */
struct window {
    const struct recording_file *file;
    unsigned char *bytes; /* WINDOW_BYTES, and the slack that mseed_look wants, zero */
    uint64_t base;        /* of the file */
    size_t at, have;
    bool last; /* the file ends with it */
};

struct search {
    struct window window;
    struct mseed_decoder *decoder;
    struct mseed_survey *survey;
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

static void tell_none(struct search *search)
{
    char found[64];
    if (search->none > 0 && !search->in_ruin) {
        (void)snprintf(found, sizeof(found), "%" PRIu64 " bytes of something else", search->none);
        recording_warn(search->window.file, RECORDING_SKIP, KIND_NONE, search->none_from, found,
                       "a miniSEED record");
    }
    search->none = 0;
    search->in_ruin = false;
}

/* Number of the record's series, a new one if need be; MSEED_SERIES when there are too many. */
static uint32_t series_of(struct mseed_survey *survey, const struct mseed_record *record)
{
    uint32_t i = 0;
    for (; i < survey->series_count; i++) {
        const struct mseed_series *series = &survey->series[i];
        if (strcmp(series->station, record->station) == 0 &&
            strcmp(series->channel, record->channel) == 0 &&
            strcmp(series->location, record->location) == 0 &&
            strcmp(series->network, record->network) == 0)
            return i;
    }
    if (i < MSEED_SERIES) {
        struct mseed_series *series = &survey->series[survey->series_count++];
        memcpy(series->network, record->network, MSEED_CODE_BYTES);
        memcpy(series->station, record->station, MSEED_CODE_BYTES);
        memcpy(series->location, record->location, MSEED_CODE_BYTES);
        memcpy(series->channel, record->channel, MSEED_CODE_BYTES);
    }
    return i;
}

static enum tct_status keep(struct mseed_survey *survey, const struct mseed_record *record,
                            uint32_t series, uint64_t byte, struct tct_error *err)
{
    if (survey->count == survey->room) {
        size_t room = survey->room > 0 ? 2 * survey->room : 64;
        struct mseed_entry *entries = realloc(survey->entries, room * sizeof(*entries));
        if (entries == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the records of a file");
        survey->entries = entries;
        survey->room = room;
    }
    survey->entries[survey->count++] = (struct mseed_entry){.byte = byte,
                                                            .start_ns = record->start_ns,
                                                            .rate_hz = record->rate_hz,
                                                            .tick_s = (float)record->tick_s,
                                                            .series = (uint16_t)series,
                                                            .bytes = record->bytes,
                                                            .samples = record->samples,
                                                            .clock = (uint8_t)record->clock,
                                                            .counts = record->counts};
    return TCT_OK;
}

static enum tct_status take_record(struct search *search, const struct mseed_record *record,
                                   struct tct_error *err)
{
    struct window *window = &search->window;
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
    uint32_t series = series_of(search->survey, record);
    if (series < MSEED_SERIES)
        return keep(search->survey, record, series, byte, err);
    if (search->survey->left_out++ == 0)
        search->survey->left_out_from = byte;
    return TCT_OK;
}

/* Looks at the next byte of the window and goes on by a record or by one byte. */
static enum tct_status step(struct search *search, struct tct_error *err)
{
    struct window *window = &search->window;
    struct mseed_record record;
    char why[MSEED_WHY_BYTES];
    enum mseed_found found = mseed_look(search->decoder, window->bytes + window->at,
                                        window->have - window->at, window->last, &record, why);
    if (found == MSEED_SHORT && !window->last && window->at > 0)
        return refill(window, err);
    uint64_t byte = window->base + window->at;
    if (found == MSEED_RECORD) {
        tell_none(search);
        enum tct_status status = take_record(search, &record, err);
        window->at += record.bytes;
        return status;
    }
    if (found == MSEED_ROTTEN || found == MSEED_SHORT) {
        tell_none(search);
        if (found == MSEED_SHORT)
            (void)snprintf(why, sizeof(why), "the end after %zu bytes of a record",
                           window->have - window->at);
        recording_warn(window->file, RECORDING_SKIP, KIND_ROTTEN, byte, why,
                       "a whole miniSEED record");
        search->in_ruin = true;
    }
    if (search->none++ == 0)
        search->none_from = byte;
    window->at++;
    return TCT_OK;
}

static enum tct_status search_file(struct search *search, struct tct_error *err)
{
    struct window *window = &search->window;
    enum tct_status status = refill(window, err);
    uint64_t limit_told = 0;
    while (status == TCT_OK && (window->at < window->have || !window->last)) {
        if (window->have - window->at < MSEED_HEADER_BYTES && !window->last) {
            status = refill(window, err);
            continue;
        }
        if (search->survey->count >= MSEED_RECORDS_MOST && limit_told++ == 0) {
            recording_warn(window->file, RECORDING_SKIP, "too long miniSEED files",
                           window->base + window->at, "over four million records",
                           "the rest in another file");
            break;
        }
        status = step(search, err);
    }
    tell_none(search);
    return status;
}

enum tct_status mseed_survey_new(const struct recording_file *file,
                                 struct mseed_survey **ret_survey, struct tct_error *err)
{
    struct search search = {.window.file = file, .survey = calloc(1, sizeof(*search.survey))};
    search.decoder = mseed_decoder_new();
    search.window.bytes = calloc((size_t)WINDOW_BYTES + MSEED_SLACK_BYTES, 1);
    enum tct_status status =
        search.survey != NULL && search.decoder != NULL && search.window.bytes != NULL
            ? search_file(&search, err)
            : tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file->path);
    mseed_decoder_free(search.decoder);
    free(search.window.bytes);
    if (status == TCT_OK && search.survey->series_count == 0)
        status = tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, "no samples", "a recording");
    if (status != TCT_OK) {
        mseed_survey_free(search.survey);
        return status;
    }
    *ret_survey = search.survey;
    return TCT_OK;
}

void mseed_survey_free(struct mseed_survey *survey)
{
    if (survey == NULL)
        return;
    free(survey->entries);
    free(survey);
}
