/* Recording, sound files: one channel by libsndfile (WAV, FLAC, Ogg and others). */
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file_name.h"
#include "pps_table.h"
#include "recording_format.h"
#include "wave_notes.h"

enum { CHANNELS_MAX = 256, BUFFER_SAMPLES = 1 << 16, RIFF_HEADER_BYTES = 12 };

struct sound {
    SNDFILE *file;
    uint32_t channels, channel;
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

static enum tct_status check_sound(const struct recording_file *file, const SF_INFO *info,
                                   uint32_t channel, struct tct_error *err)
{
    char found[64];
    if (info->channels < 1 || info->channels > CHANNELS_MAX || info->samplerate < 1) {
        (void)snprintf(found, sizeof(found), "%d channels at %d Hz", info->channels,
                       info->samplerate);
        return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, found, "1 to 256 channels");
    }
    if (info->frames < 1)
        return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, "no samples", "a recording");
    return recording_check_channel(file, (uint32_t)info->channels, channel, err);
}

static size_t read_samples(void *state, float *ret_samples, size_t room, uint64_t *ret_gap)
{
    struct sound *sound = state;
    size_t channels = sound->channels;
    *ret_gap = 0;
    if (channels == 1) {
        sf_count_t got = sf_readf_float(sound->file, ret_samples, (sf_count_t)room);
        return got > 0 ? (size_t)got : 0;
    }
    size_t most = BUFFER_SAMPLES / channels, done = 0;
    while (done < room) {
        size_t wanted = room - done < most ? room - done : most;
        sf_count_t got = sf_readf_float(sound->file, sound->buffer, (sf_count_t)wanted);
        for (sf_count_t i = 0; i < got; i++)
            ret_samples[done++] = sound->buffer[(size_t)i * channels + sound->channel];
        if (got < (sf_count_t)wanted)
            break;
    }
    return done;
}

static void close_sound(void *state)
{
    struct sound *sound = state;
    sf_close(sound->file);
    free(sound);
}

/* Times that somebody set a clock by: none is better than a second, as long as nothing says so. */
static const double UNTOLD_SIGMA_S = 1.0;

/* The first of these that is there: pulses of a satellite receiver, the file's own notes, its name.
 */
static enum tct_status find_time(const struct recording_file *file, const struct wave_notes *notes,
                                 struct recording_stream *stream, struct tct_error *err)
{
    struct file_name name = file_name_read(file->path);
    double rate_hz = stream->info.rate_hz;
    if (pps_table_read(file->path, rate_hz, file->warnings, &stream->map))
        return TCT_OK;
    if (!notes->timed && !name.timed)
        return TCT_OK;
    struct time_piece piece = {.ns = notes->timed ? notes->start_ns : name.start_ns,
                               .rate_hz = rate_hz,
                               .sigma_s = UNTOLD_SIGMA_S,
                               .clock = TCT_CLOCK_FREE};
    return time_map_add(&stream->map, piece, err);
}

/* What the chunks of a WAV file say. libsndfile believes samples of 20 bits in blocks of two bytes,
 * and reads noise. */
static enum tct_status heed_notes(const struct recording_file *file,
                                  struct recording_stream *stream, struct tct_error *err)
{
    struct wave_notes notes;
    char found[80];
    wave_notes_read(file, stream->info.rate_hz, &notes);
    if (notes.block_bytes != notes.channels * ((notes.sample_bits + 7) / 8)) {
        (void)snprintf(found, sizeof(found), "%u channels of %u bits in blocks of %u bytes",
                       notes.channels, notes.sample_bits, notes.block_bytes);
        return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, found, "whole bytes a sample");
    }
    stream->info.cut_off = stream->info.cut_off || notes.cut_off;
    if (!isnan(notes.rate_hz))
        stream->info.rate_hz = notes.rate_hz;
    (void)snprintf(stream->info.code, sizeof(stream->info.code), "%s", notes.device);
    return find_time(file, &notes, stream, err);
}

enum tct_status sound_open(const struct recording_file *file, uint32_t channel,
                           struct recording_stream *ret_stream, struct tct_error *err)
{
    SNDFILE *handle;
    SF_INFO info;
    bool cut_off = is_cut_off(file->descriptor, file->bytes);
    enum tct_status status = open_sound(file->path, file->descriptor, &handle, &info, err);
    if (status != TCT_OK)
        return status;
    status = check_sound(file, &info, channel, err);
    struct sound *sound = status == TCT_OK ? malloc(sizeof(*sound)) : NULL;
    if (sound == NULL) {
        sf_close(handle);
        return status != TCT_OK ? status
                                : tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file->path);
    }
    sound->file = handle;
    sound->channels = (uint32_t)info.channels;
    sound->channel = channel;
    *ret_stream = (struct recording_stream){
        .state = sound,
        .read = read_samples,
        .close = close_sound,
        .info = {.rate_hz = info.samplerate,
                 .samples = (uint64_t)info.frames,
                 .channels = (uint32_t)info.channels,
                 .full_scale = 1.0,
                 .resolution = resolution_of(info.format),
                 .cut_off = cut_off},
    };
    status = heed_notes(file, ret_stream, err);
    if (status != TCT_OK)
        close_sound(sound);
    return status;
}
