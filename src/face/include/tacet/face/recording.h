/* Recordings: sound files (WAV, FLAC, Ogg and whatever else libsndfile reads), and the table that
 * says which station each belongs to and when it began. */
#ifndef TACET_FACE_RECORDING_H
#define TACET_FACE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"
#include "tacet/face/sector.h"
#include "tacet/face/warnings.h"

/* One channel of one file, read in blocks: an hour is never in memory. One thread at a time. */
struct tct_recording;

struct tct_recording_info {
    double rate_hz;    /* as the file says */
    uint64_t samples;  /* of one channel, as the file says */
    uint32_t channels; /* 1 to 256 */
    double resolution; /* step between two samples where full scale is 1; 0 when not known */
    bool cut_off;      /* the file ends before its header says */
};

/* Opens channel `channel` (from 0). Samples are floats where full scale is 1. Errors: TCT_ERR_INPUT
 * for no such file, not a sound file, no such channel or no sample in it; TCT_ERR_IO,
 * TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_open(const char *path, uint32_t channel,
                                                          struct tct_recording **ret_recording,
                                                          struct tct_error *err);

TCT_API struct tct_recording_info tct_recording_info(const struct tct_recording *recording);

/* Reads the next samples, at most `room`; 0 at the end, which may come before `info.samples`. */
TCT_API size_t tct_recording_read(struct tct_recording *recording, float *ret_samples, size_t room);

TCT_API void tct_recording_close(struct tct_recording *recording);

enum { TCT_RECORDINGS = 1000000 };
#define TCT_NO_STATION UINT32_MAX

struct tct_recording_entry {
    char *path;
    uint32_t station; /* index into the sector's stations, or TCT_NO_STATION */
    uint32_t channel;
    bool timed; /* whether start_ns is known; if not, what is heard is not usable for location */
    int64_t start_ns;
    int64_t end_ns;
    double rate_hz;       /* of the table, else of the file */
    double full_scale_pa; /* sound pressure of a sample of 1; NaN when not given */
    size_t line;          /* of the table; 0 without one */
};

/* Owned by the arena that it was read into. By station, channel and time; the untimed last. */
struct tct_recordings {
    struct tct_recording_entry *items;
    size_t count;
};

/* Reads a list of recordings. `path` is a folder that holds recordings.csv, or such a table, or one
 * sound file, which is looked up in the recordings.csv beside it; without a table it has neither
 * station nor time.
 *
 *     file,station,channel,start_utc[,sample_rate_hz][,full_scale_pa]
 *
 * Files are relative to the table. An empty start_utc: not timed. Rows that are wrong, of unknown
 * stations, of files that cannot be read, and those that overlap an earlier recording of the same
 * station and channel are told to `warnings` (may be NULL) and left out. Errors: TCT_ERR_INPUT when
 * the table or file is not there or is not one; TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recordings_read(
    const char *path, const struct tct_sector *sector, struct tct_arena *arena,
    struct tct_warnings *warnings, struct tct_recordings *ret_recordings, struct tct_error *err);

/* The same from the text of a table, whose files are relative to `folder`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recordings_read_memory(
    const char *file, const char *folder, const char *text, size_t bytes,
    const struct tct_sector *sector, struct tct_arena *arena, struct tct_warnings *warnings,
    struct tct_recordings *ret_recordings, struct tct_error *err);

#endif
