/* Array reading: the channels of one station's microphones, read in step. */
#include "array_reading.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double SOUND_M_S = 340.0;
/* Of a silence, what is kept: enough for all that is pending to be told. */
enum { SILENCE_BLOCKS = 4 };
/* Two crystals of one rate differ by tens of parts in a million; of one clock, not at all. */
static const double RATE_APART = 1e-6;

static void leave_out(const struct tct_recording_entry *entry, const char *found,
                      const char *expected, struct tct_warnings *warnings)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, entry->path, 0, found, expected);
    tct_warnings_skip(warnings, "channels of arrays", &err);
}

static bool is_other_rate(double rate_hz, double usual_hz)
{
    return fabs(rate_hz - usual_hz) > RATE_APART * usual_hz;
}

/* The rate of most channels: a single wrong one must not win by being the first. */
static double usual_rate(const struct tct_recording_entry *const *entries, size_t count)
{
    size_t best = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t alike = 0;
        for (size_t j = 0; j < count; j++)
            alike += !is_other_rate(entries[j]->rate_hz, entries[i]->rate_hz);
        if (alike > most) {
            most = alike;
            best = i;
        }
    }
    return entries[best]->rate_hz;
}

/* The file that was opened last: channels of one file come one after the other. */
struct opened {
    const char *path;
    struct tct_recording_file *file;
};

static enum tct_status open_file_of(const struct tct_recording_entry *entry, struct opened *opened,
                                    struct tct_warnings *warnings, struct tct_error *err)
{
    if (opened->file != NULL && strcmp(opened->path, entry->path) == 0)
        return TCT_OK;
    tct_recording_file_close(opened->file);
    *opened = (struct opened){.path = entry->path};
    return tct_recording_file_open(entry->path, warnings, &opened->file, err);
}

/* Opens one channel as the next of the reading; false when it was left out. */
static bool open_channel(struct array_reading *reading, const struct tct_recording_entry *entry,
                         const struct tct_element *element, struct opened *opened,
                         struct tct_warnings *warnings)
{
    struct array_channel *channel = &reading->channels[reading->count];
    struct tct_error err;
    enum tct_status status = open_file_of(entry, opened, warnings, &err);
    if (status == TCT_OK)
        status = tct_recording_open_entry_of(opened->file, entry, &channel->recording, &err);
    if (status != TCT_OK) {
        tct_warnings_skip(warnings, "channels of arrays", &err);
        return false;
    }
    struct tct_recording_info info = tct_recording_info(channel->recording);
    if (is_other_rate(entry->rate_hz, reading->rate_hz)) {
        char found[64], expected[64];
        (void)snprintf(found, sizeof(found), "%.9g samples a second", entry->rate_hz);
        (void)snprintf(expected, sizeof(expected), "%.9g as most of the array", reading->rate_hz);
        leave_out(entry, found, expected, warnings);
        tct_recording_close(channel->recording);
        return false;
    }
    channel->entry = entry;
    reading->full_scale = fmax(reading->full_scale, info.full_scale);
    reading->resolution = fmax(reading->resolution, info.resolution);
    reading->elements[reading->count++] = *element;
    return true;
}

/* Lines the channels up by their starts. */
static void line_up(struct array_reading *reading)
{
    int64_t first_ns = INT64_MAX;
    for (size_t i = 0; i < reading->count; i++) {
        struct tct_sample_time start = tct_recording_time(reading->channels[i].recording, 0.0);
        if (start.known && start.ns < first_ns)
            first_ns = start.ns;
    }
    for (size_t i = 0; i < reading->count; i++) {
        struct array_channel *channel = &reading->channels[i];
        struct tct_sample_time start = tct_recording_time(channel->recording, 0.0);
        double late_s = start.known ? tct_time_between_s(first_ns, start.ns) : 0.0;
        channel->lead = (uint64_t)floor(late_s * reading->rate_hz + 0.5);
        channel->ahead = channel->lead;
        double off_s = late_s - (double)channel->lead / reading->rate_hz;
        bool own_clock = strcmp(channel->entry->path, reading->channels[0].entry->path) != 0;
        /* Times are told to nanoseconds: what is rounded there is no error. */
        off_s = fabs(off_s) < 2e-9 ? 0.0 : off_s;
        double sigma_m = SOUND_M_S * hypot(off_s, own_clock ? start.sigma_s : 0.0);
        reading->elements[i].position_sigma_m =
            hypot(reading->elements[i].position_sigma_m, sigma_m);
    }
}

enum tct_status array_reading_open(struct array_reading *reading,
                                   const struct tct_recording_entry *const *entries,
                                   const struct tct_element *elements, size_t count,
                                   struct tct_warnings *warnings, struct tct_error *err)
{
    TCT_ASSERT(count >= 1 && count <= TCT_ELEMENTS_MAX);
    *reading = (struct array_reading){.channels = calloc(count, sizeof(*reading->channels)),
                                      .rate_hz = usual_rate(entries, count)};
    if (reading->channels == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", entries[0]->path);
    struct opened opened = {0};
    for (size_t i = 0; i < count; i++)
        (void)open_channel(reading, entries[i], &elements[i], &opened, warnings);
    tct_recording_file_close(opened.file);
    if (reading->count == 0) {
        array_reading_close(reading);
        return tct_fail_at(err, TCT_ERR_INPUT, entries[0]->path, 0, "no channel that can be read",
                           "one of the array's at least");
    }
    line_up(reading);
    return TCT_OK;
}

static void fill(struct array_channel *channel)
{
    uint64_t gap;
    channel->at = 0;
    channel->have =
        tct_recording_read(channel->recording, channel->samples, ARRAY_READING_BLOCK, &gap);
    channel->ahead += gap;
    channel->ended = channel->have == 0 && gap == 0;
}

/* Gives `count` samples of one channel; answers whether it had any left. */
static bool give(struct array_channel *channel, float *ret_samples, size_t count)
{
    size_t done = 0;
    while (done < count) {
        if (channel->ahead == 0 && channel->at == channel->have && !channel->ended)
            fill(channel);
        if (channel->ahead > 0) {
            size_t missing = channel->ahead < count - done ? (size_t)channel->ahead : count - done;
            for (size_t j = 0; j < missing; j++)
                ret_samples[done + j] = NAN;
            channel->ahead -= missing;
            done += missing;
        } else if (channel->at < channel->have) {
            size_t left = channel->have - channel->at;
            size_t taken = left < count - done ? left : count - done;
            memcpy(ret_samples + done, channel->samples + channel->at, taken * sizeof(float));
            channel->at += taken;
            channel->read += taken;
            done += taken;
        } else if (channel->ended) {
            break;
        }
    }
    for (size_t j = done; j < count; j++)
        ret_samples[j] = NAN;
    return done > 0;
}

/* How many samples are missing of every channel from here on; 0 at the end of all. */
static uint64_t silence_of(struct array_reading *reading)
{
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < reading->count; i++) {
        struct array_channel *channel = &reading->channels[i];
        if (channel->ahead == 0 && channel->at == channel->have && !channel->ended)
            fill(channel);
        if ((channel->ahead > 0 || !channel->ended) && channel->ahead < least)
            least = channel->ahead;
    }
    return least == UINT64_MAX ? 0 : least;
}

/* Leaves a long silence out; without memory to remember it, it is given as it is. */
static void leave_silence_out(struct array_reading *reading, uint64_t silence)
{
    const uint64_t kept = (uint64_t)SILENCE_BLOCKS * ARRAY_READING_BLOCK;
    if (silence <= 2 * kept)
        return;
    if (reading->silence_count == reading->silence_room) {
        size_t room = reading->silence_room > 0 ? 2 * reading->silence_room : 16;
        struct array_silence *silences = realloc(reading->silences, room * sizeof(*silences));
        if (silences == NULL)
            return;
        reading->silences = silences;
        reading->silence_room = room;
    }
    size_t n = reading->silence_count++;
    uint64_t before = n > 0 ? reading->silences[n - 1].before : 0;
    reading->silences[n] = (struct array_silence){reading->samples, before + (silence - kept)};
    for (size_t i = 0; i < reading->count; i++)
        if (reading->channels[i].ahead > 0)
            reading->channels[i].ahead -= silence - kept;
}

size_t array_reading_next(struct array_reading *reading, float (*ret_samples)[ARRAY_READING_BLOCK])
{
    bool any = false;
    leave_silence_out(reading, silence_of(reading));
    for (size_t i = 0; i < reading->count; i++)
        any |= give(&reading->channels[i], ret_samples[i], ARRAY_READING_BLOCK);
    reading->samples += any ? ARRAY_READING_BLOCK : 0;
    return any ? ARRAY_READING_BLOCK : 0;
}

struct tct_sample_time array_reading_time(const struct array_reading *reading, double sample)
{
    size_t from = 0, to = reading->silence_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if ((double)reading->silences[middle].from <= sample)
            from = middle + 1;
        else
            to = middle;
    }
    uint64_t left_out = from > 0 ? reading->silences[from - 1].before : 0;
    return tct_recording_time(reading->channels[0].recording,
                              sample + (double)left_out - (double)reading->channels[0].lead);
}

void array_reading_close(struct array_reading *reading)
{
    for (size_t i = 0; i < reading->count; i++)
        tct_recording_close(reading->channels[i].recording);
    free(reading->channels);
    free(reading->silences);
    reading->channels = NULL;
    reading->silences = NULL;
    reading->count = 0;
}
