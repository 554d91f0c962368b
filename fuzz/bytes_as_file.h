/* Any bytes as a file that a format's opening function reads, in memory only. */
#ifndef TACET_FUZZ_BYTES_AS_FILE_H
#define TACET_FUZZ_BYTES_AS_FILE_H

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "recording_format.h"

/* The descriptor is the format's to close. False when the system has no more of them. */
static inline bool bytes_as_file(const uint8_t *data, size_t size, struct recording_file *ret_file)
{
    *ret_file = (struct recording_file){.path = "fuzz", .bytes = (off_t)size};
    ret_file->descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    if (ret_file->descriptor < 0)
        return false;
    if (write(ret_file->descriptor, data, size) == (ssize_t)size)
        return true;
    (void)close(ret_file->descriptor);
    return false;
}

/* Reads to the end in blocks of `room`: what is told of the whole is what comes. */
static inline void read_to_the_end(struct recording_stream *stream, size_t room)
{
    float samples[1000];
    uint64_t gap, total = 0;
    size_t got;
    TCT_ASSERT(room <= TCT_COUNT(samples));
    while ((got = stream->read(stream->state, samples, room, &gap)) > 0 || gap > 0) {
        TCT_ASSERT(got <= room);
        total += got + gap;
    }
    TCT_ASSERT(total == stream->info.samples ||
               (stream->info.cut_off && total < stream->info.samples));
    TCT_ASSERT(stream->read(stream->state, samples, room, &gap) == 0 && gap == 0);
}

/* A detector can be set up for it, and its clock never gives what is no number. */
static inline void check_stream(const struct recording_stream *stream)
{
    TCT_ASSERT(stream->info.rate_hz > 0.0 && stream->info.rate_hz <= 1e7);
    TCT_ASSERT(stream->info.full_scale >= 1e-12 && stream->info.full_scale <= 1e12);
    TCT_ASSERT(stream->info.resolution >= 0.0 && stream->info.samples > 0);
    for (size_t i = 0; i < stream->map.count; i++) {
        struct tct_sample_time time = time_map_at(&stream->map, stream->map.pieces[i].sample);
        TCT_ASSERT(!time.known || time.sigma_s >= 0.0);
        TCT_ASSERT(i == 0 || stream->map.pieces[i - 1].sample <= stream->map.pieces[i].sample);
    }
}

typedef enum tct_status open_fn(const struct recording_file *file, uint32_t channel,
                                struct recording_stream *ret_stream, struct tct_error *err);

/* Opens the bytes as channel 0 of a format, and reads them to the end. */
static inline void try_format(open_fn *open_format, const uint8_t *data, size_t size)
{
    struct recording_file file;
    struct recording_stream stream = {0};
    struct tct_error err;
    if (!bytes_as_file(data, size, &file))
        return;
    if (open_format(&file, 0, &stream, &err) == TCT_OK) {
        check_stream(&stream);
        read_to_the_end(&stream, 1 + size % 1000);
        stream.close(stream.state);
    }
    time_map_free(&stream.map);
}

#endif
