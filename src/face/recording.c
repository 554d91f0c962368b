/* Recording: one channel of one sound file by libsndfile. */
#include "tacet/face/recording.h"

#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHANNELS_MAX = 256, BUFFER_SAMPLES = 1 << 16, RIFF_HEADER_BYTES = 12 };

struct tct_recording {
    SNDFILE *file;
    struct tct_recording_info info;
    uint32_t channel;
    float buffer[BUFFER_SAMPLES]; /* all channels, interleaved */
};

/* libsndfile reads what is there of a WAV that was cut off and says nothing: only the length in the
 * RIFF header tells. A stream that never went back to its header has 0 or all ones there. */
static bool is_cut_off(int descriptor, off_t file_bytes)
{
    unsigned char head[RIFF_HEADER_BYTES];
    if (pread(descriptor, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
        memcmp(head, "RIFF", 4) != 0)
        return false;
    uint32_t told = (uint32_t)head[4] | (uint32_t)head[5] << 8 | (uint32_t)head[6] << 16 |
                    (uint32_t)head[7] << 24;
    return told != 0 && told != UINT32_MAX && (off_t)told + 8 > file_bytes;
}

static double resolution_of(int format)
{
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
        return 0x1p-7;
    case SF_FORMAT_PCM_16:
        return 0x1p-15;
    case SF_FORMAT_PCM_24:
        return 0x1p-23;
    case SF_FORMAT_PCM_32:
        return 0x1p-31;
    default:
        return 0.0;
    }
}

static enum tct_status open_regular(const char *path, int *ret_descriptor, off_t *ret_bytes,
                                    struct tct_error *err)
{
    struct stat about;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return tct_fail_read(err, path, "a sound file");
    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0) {
        bool empty = S_ISREG(about.st_mode);
        close(descriptor);
        return tct_fail_at(err, TCT_ERR_INPUT, path, 0,
                           empty ? "an empty file" : "something else than a file", "a sound file");
    }
    *ret_descriptor = descriptor;
    *ret_bytes = about.st_size;
    return TCT_OK;
}

/* The descriptor is closed with the file, and on failure at once. */
static enum tct_status open_sound(const char *path, int descriptor, SNDFILE **ret_file,
                                  SF_INFO *ret_info, struct tct_error *err)
{
    *ret_info = (SF_INFO){0};
    *ret_file = sf_open_fd(descriptor, SFM_READ, ret_info, SF_TRUE);
    if (*ret_file != NULL)
        return TCT_OK;
    const char *why = sf_strerror(NULL);
    size_t bytes = strlen(why);
    bool stop = bytes > 0 && why[bytes - 1] == '.';
    return tct_fail(err, TCT_ERR_INPUT,
                    "%s: found no sound (%.*s), expected a sound file (WAV, FLAC, Ogg)", path,
                    (int)bytes - stop, why);
}

static enum tct_status check_sound(const char *path, const SF_INFO *info, uint32_t channel,
                                   struct tct_error *err)
{
    char found[64], expected[64];
    if (info->channels < 1 || info->channels > CHANNELS_MAX || info->samplerate < 1) {
        (void)snprintf(found, sizeof(found), "%d channels at %d Hz", info->channels,
                       info->samplerate);
        return tct_fail_at(err, TCT_ERR_INPUT, path, 0, found, "1 to 256 channels");
    }
    if (channel >= (uint32_t)info->channels) {
        (void)snprintf(found, sizeof(found), "%d channels", info->channels);
        (void)snprintf(expected, sizeof(expected), "channel %u, counted from 0", channel);
        return tct_fail_at(err, TCT_ERR_INPUT, path, 0, found, expected);
    }
    if (info->frames < 1)
        return tct_fail_at(err, TCT_ERR_INPUT, path, 0, "no samples", "a recording");
    return TCT_OK;
}

enum tct_status tct_recording_open(const char *path, uint32_t channel,
                                   struct tct_recording **ret_recording, struct tct_error *err)
{
    int descriptor = -1;
    off_t bytes = 0;
    SNDFILE *file;
    SF_INFO info;
    enum tct_status status = open_regular(path, &descriptor, &bytes, err);
    if (status != TCT_OK)
        return status;
    bool cut_off = is_cut_off(descriptor, bytes);
    status = open_sound(path, descriptor, &file, &info, err);
    if (status != TCT_OK)
        return status;
    status = check_sound(path, &info, channel, err);
    struct tct_recording *recording = status == TCT_OK ? malloc(sizeof(*recording)) : NULL;
    if (recording == NULL) {
        sf_close(file);
        return status != TCT_OK ? status : tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
    }
    recording->file = file;
    recording->channel = channel;
    recording->info = (struct tct_recording_info){.rate_hz = info.samplerate,
                                                  .samples = (uint64_t)info.frames,
                                                  .channels = (uint32_t)info.channels,
                                                  .resolution = resolution_of(info.format),
                                                  .cut_off = cut_off};
    *ret_recording = recording;
    return TCT_OK;
}

struct tct_recording_info tct_recording_info(const struct tct_recording *recording)
{
    return recording->info;
}

size_t tct_recording_read(struct tct_recording *recording, float *ret_samples, size_t room)
{
    size_t channels = recording->info.channels;
    if (channels == 1) {
        sf_count_t got = sf_readf_float(recording->file, ret_samples, (sf_count_t)room);
        return got > 0 ? (size_t)got : 0;
    }
    size_t most = BUFFER_SAMPLES / channels, done = 0;
    while (done < room) {
        size_t wanted = room - done < most ? room - done : most;
        sf_count_t got = sf_readf_float(recording->file, recording->buffer, (sf_count_t)wanted);
        for (sf_count_t i = 0; i < got; i++)
            ret_samples[done++] = recording->buffer[(size_t)i * channels + recording->channel];
        if (got < (sf_count_t)wanted)
            break;
    }
    return done;
}

void tct_recording_close(struct tct_recording *recording)
{
    if (recording == NULL)
        return;
    sf_close(recording->file);
    free(recording);
}
