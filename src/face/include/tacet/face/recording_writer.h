/* Recording writer: samples of 16 bits into a FLAC or WAV file, block by block. FLAC holds 8
 * channels at most. */
#ifndef TACET_FACE_RECORDING_WRITER_H
#define TACET_FACE_RECORDING_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum tct_recording_format { TCT_RECORDING_FLAC, TCT_RECORDING_WAV };

struct tct_recording_writer;

/* Creates or replaces the file at `path` of 1 to 256 channels. Errors: TCT_ERR_IO, TCT_ERR_MEMORY.
 */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_writer_open(
    const char *path, enum tct_recording_format format, int sample_rate_hz, int channels,
    struct tct_recording_writer **ret_writer, struct tct_error *err);

/* `count` samples of every channel, one after the other. Errors: TCT_ERR_IO, a full disk among
 * them. */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_writer_write(
    struct tct_recording_writer *writer, const int16_t *samples, size_t count,
    struct tct_error *err);

/* Finishes the file and frees the writer, whatever the answer; NULL is allowed. Errors: TCT_ERR_IO.
 */
TCT_API TCT_MUST_CHECK enum tct_status tct_recording_writer_close(
    struct tct_recording_writer *writer, struct tct_error *err);

/* "flac" or "wav". */
TCT_API const char *tct_recording_suffix(enum tct_recording_format format);

#endif
