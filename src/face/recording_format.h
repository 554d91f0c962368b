/* Recording format: what recording.c asks of each way that samples are kept in a file. */
#ifndef RECORDING_FORMAT_H
#define RECORDING_FORMAT_H

#include <sys/types.h>

#include "tacet/face/recording.h"
#include "time_map.h"

/* What there is to read from. The format takes the descriptor over when it opens, also on failure.
 */
struct recording_file {
    const char *path;
    int descriptor;
    off_t bytes;
    struct tct_warnings *warnings; /* may be NULL */
    struct mseed_survey *survey;   /* of miniSEED, while channels are opened; else NULL */
};

/* What a format gives back, and recording.c holds. */
struct recording_stream {
    void *state;
    size_t (*read)(void *state, float *ret_samples, size_t room, uint64_t *ret_gap);
    void (*close)(void *state);
    struct tct_recording_info info;
    struct time_map map; /* freed by recording.c, also after a failure */
};

enum recording_warning { RECORDING_NOTE, RECORDING_SKIP };

/* Says "PATH: byte BYTE: found FOUND, expected EXPECTED". */
void recording_warn(const struct recording_file *file, enum recording_warning how, const char *kind,
                    uint64_t byte, const char *found, const char *expected);

/* Whether the file looks like one of this format. Sound files are what is left. */
bool mseed_is(const struct recording_file *file);
bool sac_is(const struct recording_file *file);

TCT_MUST_CHECK enum tct_status mseed_open(const struct recording_file *file, uint32_t channel,
                                          struct recording_stream *ret_stream,
                                          struct tct_error *err);
TCT_MUST_CHECK enum tct_status sac_open(const struct recording_file *file, uint32_t channel,
                                        struct recording_stream *ret_stream, struct tct_error *err);
TCT_MUST_CHECK enum tct_status sound_open(const struct recording_file *file, uint32_t channel,
                                          struct recording_stream *ret_stream,
                                          struct tct_error *err);

/* "found N channels, expected channel C" when there is no such channel. */
TCT_MUST_CHECK enum tct_status recording_check_channel(const struct recording_file *file,
                                                       uint32_t channels, uint32_t channel,
                                                       struct tct_error *err);

#endif
