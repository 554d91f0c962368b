/* Array reading: the channels of one station's microphones, read in step. */
#include "array_reading.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double SOUND_M_S = 340.0;
/* Two crystals of one rate differ by tens of parts in a million; of one clock, not at all. */
static const double RATE_APART = 1e-6;

static void leave_out(const struct tct_recording_entry *entry, const char *found,
                      const char *expected, struct tct_warnings *warnings)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, entry->path, 0, found, expected);
    tct_warnings_skip(warnings, "channels of arrays", &err);
}

/* Opens one channel as the next of the reading; false when it was left out. */
static bool open_channel(struct array_reading *reading, const struct tct_recording_entry *entry,
                         const struct tct_element *element, struct tct_warnings *warnings)
{
    struct array_channel *channel = &reading->channels[reading->count];
    struct tct_error err;
    if (tct_recording_open_entry(entry, warnings, &channel->recording, &err) != TCT_OK) {
        tct_warnings_skip(warnings, "channels of arrays", &err);
        return false;
    }
    struct tct_recording_info info = tct_recording_info(channel->recording);
    if (reading->count > 0 &&
        fabs(entry->rate_hz - reading->rate_hz) > RATE_APART * reading->rate_hz) {
        char found[64], expected[64];
        (void)snprintf(found, sizeof(found), "%.9g samples a second", entry->rate_hz);
        (void)snprintf(expected, sizeof(expected), "%.9g as the array's first channel",
                       reading->rate_hz);
        leave_out(entry, found, expected, warnings);
        tct_recording_close(channel->recording);
        return false;
    }
    if (reading->count == 0)
        reading->rate_hz = entry->rate_hz;
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
    *reading = (struct array_reading){.channels = calloc(count, sizeof(*reading->channels))};
    if (reading->channels == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", entries[0]->path);
    for (size_t i = 0; i < count; i++)
        (void)open_channel(reading, entries[i], &elements[i], warnings);
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

size_t array_reading_next(struct array_reading *reading, float (*ret_samples)[ARRAY_READING_BLOCK])
{
    bool any = false;
    for (size_t i = 0; i < reading->count; i++)
        any |= give(&reading->channels[i], ret_samples[i], ARRAY_READING_BLOCK);
    reading->samples += any ? ARRAY_READING_BLOCK : 0;
    return any ? ARRAY_READING_BLOCK : 0;
}

struct tct_sample_time array_reading_time(const struct array_reading *reading, double sample)
{
    return tct_recording_time(reading->channels[0].recording,
                              sample - (double)reading->channels[0].lead);
}

void array_reading_close(struct array_reading *reading)
{
    for (size_t i = 0; i < reading->count; i++)
        tct_recording_close(reading->channels[i].recording);
    free(reading->channels);
    reading->channels = NULL;
    reading->count = 0;
}
