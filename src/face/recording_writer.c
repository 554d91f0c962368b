/* Recording writer, over libsndfile. */
#include "tacet/face/recording_writer.h"

#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>

/* Of 0 to 1: noise hardly shrinks, whatever the effort. */
static const double flac_effort = 0.1;

struct tct_recording_writer {
    SNDFILE *file;
    char path[512];
};

enum tct_status tct_recording_writer_open(const char *path, enum tct_recording_format format,
                                          int sample_rate_hz, int channels,
                                          struct tct_recording_writer **ret_writer,
                                          struct tct_error *err)
{
    struct tct_recording_writer *writer = calloc(1, sizeof(*writer));
    if (writer == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%.400s: no memory", path);
    SF_INFO info = {.samplerate = sample_rate_hz, .channels = channels};
    info.format =
        SF_FORMAT_PCM_16 | (format == TCT_RECORDING_FLAC ? SF_FORMAT_FLAC : SF_FORMAT_WAV);
    writer->file = sf_open(path, SFM_WRITE, &info);
    if (writer->file == NULL) {
        free(writer);
        return tct_fail(err, TCT_ERR_IO, "%.400s: cannot be written: %s", path, sf_strerror(NULL));
    }
    double effort = flac_effort;
    (void)sf_command(writer->file, SFC_SET_COMPRESSION_LEVEL, &effort, sizeof(effort));
    (void)snprintf(writer->path, sizeof(writer->path), "%.400s", path);
    *ret_writer = writer;
    return TCT_OK;
}

enum tct_status tct_recording_writer_write(struct tct_recording_writer *writer,
                                           const int16_t *samples, size_t count,
                                           struct tct_error *err)
{
    if (sf_writef_short(writer->file, samples, (sf_count_t)count) == (sf_count_t)count)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_IO, "%s: writing failed: %s", writer->path,
                    sf_strerror(writer->file));
}

enum tct_status tct_recording_writer_close(struct tct_recording_writer *writer,
                                           struct tct_error *err)
{
    if (writer == NULL)
        return TCT_OK;
    enum tct_status status = TCT_OK;
    if (sf_close(writer->file) != 0)
        status = tct_fail(err, TCT_ERR_IO, "%s: closing failed", writer->path);
    free(writer);
    return status;
}

const char *tct_recording_suffix(enum tct_recording_format format)
{
    return format == TCT_RECORDING_FLAC ? "flac" : "wav";
}
