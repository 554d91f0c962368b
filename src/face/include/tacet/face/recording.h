/* Recordings: one way of reading for every format (WAV, FLAC, Ogg and whatever else libsndfile
 * reads, miniSEED 2, SAC), and the list that says whose each is and when it began.
 *
 *     while ((got = tct_recording_read(r, samples, ROOM, &gap)) > 0 || gap > 0)
 *         ...                                          `gap` samples are missing, then `got` follow
 *
 * Samples are counted from the first one with the missing ones among them; tct_recording_time says
 * when any of them was. docs/adr/0007-recordings-and-time.md says why it is so. */
#ifndef TACET_FACE_RECORDING_H
#define TACET_FACE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"
#include "tacet/face/sector.h"
#include "tacet/face/warnings.h"

enum { TCT_RECORDING_CODE_BYTES = 40 };

/* One channel of one file, read in blocks: an hour is never in memory. One thread at a time. */
struct tct_recording;

struct tct_recording_info {
    double rate_hz;    /* as the file says */
    uint64_t samples;  /* of one channel, as the file says; missing ones are counted in */
    uint32_t channels; /* 1 to 256; of miniSEED: its series, in the order of their first records */
    double full_scale; /* largest magnitude that a sample has: 1 of sound files; of formats that
                          do not say, a power of two, at least twice what is in the data */
    double resolution; /* step between two samples, in their unit; 0 when not known */
    bool cut_off;      /* the file ends before its header says */
    bool timed;        /* the format itself says when, however well */
    enum tct_clock clock; /* of the best part of it */
    /* What the format calls them, "" where it does not: */
    char code[TCT_RECORDING_CODE_BYTES];    /* the station, "BRP1" */
    char network[TCT_RECORDING_CODE_BYTES]; /* "YJ" */
    char series[TCT_RECORDING_CODE_BYTES];  /* all of it, "YJ.BRP1..EDF" */
};

/* When a sample was. */
struct tct_sample_time {
    bool known;
    int64_t ns;     /* UTC */
    double sigma_s; /* standard error of the clock at this sample, >= 0; 0 when nothing is said */
    enum tct_clock clock;
};

/* Opens channel `channel` (from 0). Samples are in the unit of the file: of sound files full scale
 * is 1, of miniSEED and SAC they are counts or what the file holds. What of the file is left out
 * (records that are none, overlaps, ...) goes to `warnings` (may be NULL), here or while reading;
 * they must outlive the recording. Errors: TCT_ERR_INPUT for no such file, not a recording, no such
 * channel or no sample in it; TCT_ERR_UNSUPPORTED, TCT_ERR_IO, TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_open(const char *path, uint32_t channel,
                                                          struct tct_warnings *warnings,
                                                          struct tct_recording **ret_recording,
                                                          struct tct_error *err);

/* A file of which several channels are opened: whose series lie where is looked for once. */
struct tct_recording_file;

/* `path` and `warnings` must outlive it and its recordings, which may be read when it is closed.
 * Errors: those of tct_recording_open. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_file_open(const char *path,
                                                               struct tct_warnings *warnings,
                                                               struct tct_recording_file **ret_file,
                                                               struct tct_error *err);

/* As tct_recording_open. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_open_channel(
    const struct tct_recording_file *file, uint32_t channel, struct tct_recording **ret_recording,
    struct tct_error *err);

/* NULL is allowed. */
TCT_API void tct_recording_file_close(struct tct_recording_file *file);

TCT_API struct tct_recording_info tct_recording_info(const struct tct_recording *recording);

/* Reads the next samples, at most `room`. `*ret_gap` samples are missing before them; a gap may
 * come alone. 0 of both at the end, which may come before `info.samples`. */
TCT_API size_t tct_recording_read(struct tct_recording *recording, float *ret_samples, size_t room,
                                  uint64_t *ret_gap);

/* When sample number `sample` was (between two samples, too; before and after the recording, too,
 * with the error growing). */
TCT_API struct tct_sample_time tct_recording_time(const struct tct_recording *recording,
                                                  double sample);

TCT_API void tct_recording_close(struct tct_recording *recording);

enum { TCT_RECORDINGS = 1000000 };
#define TCT_NO_STATION UINT32_MAX

struct tct_recording_entry {
    char *path;
    uint32_t station; /* index into the sector's stations, or TCT_NO_STATION */
    uint32_t channel;
    bool of_array; /* the station is one: a file of one channel is whichever the table says */
    bool timed;    /* whether start_ns is known; if not, what is heard is not usable for location */
    bool start_given;     /* by the table, which is believed more than the file */
    enum tct_clock clock; /* FREE: has a time, but is not usable for location */
    int64_t start_ns;
    int64_t end_ns;
    double rate_hz;       /* of the table, else of the file */
    double full_scale_pa; /* sound pressure of a sample of 1; NaN when not given */
    const char *code;     /* what the file or its name calls the station; "" when nothing does */
    const char *series;   /* info.series where no table speaks of the file; "" otherwise */
    size_t line;          /* of the table; 0 without one */
};

/* Opens what the entry speaks of. tct_recording_time answers with the entry's start_ns where the
 * table gave it or the file has none, and by its rate_hz where that is not the file's. Errors:
 * those of tct_recording_open. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_open_entry(
    const struct tct_recording_entry *entry, struct tct_warnings *warnings,
    struct tct_recording **ret_recording, struct tct_error *err);

/* The same, of a file that is open: that of the entry's path. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_open_entry_of(
    const struct tct_recording_file *file, const struct tct_recording_entry *entry,
    struct tct_recording **ret_recording, struct tct_error *err);

/* Owned by the arena that it was read into. By station, channel and time; the untimed last. */
struct tct_recordings {
    struct tct_recording_entry *items;
    size_t count;
};

/* Reads a list of recordings. `path` is one of
 *   - a folder that holds recordings.csv, or such a table;
 *   - a folder without one: every recording in it and in the folders below, whose station and time
 *     are what the file says (miniSEED, SAC), or its name (prefix of the date, the name itself or
 *     the folder, whichever is a station of the sector), and every series of a miniSEED file;
 *   - one file, which is looked up in the recordings.csv beside it, or else taken like those.
 * The table:
 *
 *     file,station,channel,start_utc[,sample_rate_hz][,full_scale_pa]
 *
 * Files are relative to the table. An empty start_utc: what the file says, if it does. Rows that
 * are wrong, of unknown stations, of files that cannot be read, and those that overlap an earlier
 * recording of the same station and channel are told to `warnings` (may be NULL) and left out.
 * Errors: TCT_ERR_INPUT when the table or file is not there or is not one; TCT_ERR_LIMIT,
 * TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recordings_read(
    const char *path, const struct tct_sector *sector, struct tct_arena *arena,
    struct tct_warnings *warnings, struct tct_recordings *ret_recordings, struct tct_error *err);

/* The same from the text of a table, whose files are relative to `folder`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recordings_read_memory(
    const char *file, const char *folder, const char *text, size_t bytes,
    const struct tct_sector *sector, struct tct_arena *arena, struct tct_warnings *warnings,
    struct tct_recordings *ret_recordings, struct tct_error *err);

#endif
