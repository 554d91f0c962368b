/* Array reading: the channels of one station's microphones, read in step. */
#ifndef TACET_FACE_ARRAY_READING_H
#define TACET_FACE_ARRAY_READING_H

#include "tacet/base.h"
#include "tacet/face/recording.h"
#include "tacet/face/sector_array.h"

enum { ARRAY_READING_BLOCK = 4096 };

struct array_channel {
    struct tct_recording *recording;
    const struct tct_recording_entry *entry;
    uint64_t ahead;  /* samples that are missing before what was read last */
    size_t have, at; /* samples in `samples`, and the next of them */
    uint64_t lead;   /* samples of the stream before its first one */
    uint64_t read;   /* samples given, without the missing ones */
    bool ended;
    float samples[ARRAY_READING_BLOCK];
};

struct array_reading {
    struct array_channel *channels;                /* by element */
    struct tct_element elements[TCT_ELEMENTS_MAX]; /* those that have a channel */
    size_t count;
    double rate_hz, full_scale, resolution;
    uint64_t samples; /* of the stream, given so far */
};

/* Opens the recordings of `entries` (one for each element, at one time) as one stream that begins
 * with the first of them. What begins between two samples of the stream, or has a clock of its own,
 * makes the element's place less sure by as much as sound travels meanwhile. Recordings that cannot
 * be opened or run at another rate are told to `warnings` and left out. Errors: TCT_ERR_INPUT when
 * none is left, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status array_reading_open(struct array_reading *reading,
                                                  const struct tct_recording_entry *const *entries,
                                                  const struct tct_element *elements, size_t count,
                                                  struct tct_warnings *warnings,
                                                  struct tct_error *err);

/* The next samples of every channel, NAN where they are missing; 0 at the end of all. */
size_t array_reading_next(struct array_reading *reading, float (*ret_samples)[ARRAY_READING_BLOCK]);

/* When sample `sample` of the stream was. */
struct tct_sample_time array_reading_time(const struct array_reading *reading, double sample);

void array_reading_close(struct array_reading *reading);

#endif
