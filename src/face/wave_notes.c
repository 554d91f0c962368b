/* Wave notes: what the chunks of a WAV file say beyond its samples. */
#include "wave_notes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

enum {
    HEAD_BYTES = 12,
    CHUNK_HEAD_BYTES = 8,
    CHUNKS_MOST = 4096,
    GUANO_BYTES = 1 << 16,
    /* places in a bext chunk */
    BEXT_DATE = 320,
    BEXT_TIME = 330,
    BEXT_SAMPLES = 338,
    BEXT_BYTES = 346,
    BEXT_TEXT_BYTES = 18,
    FORMAT_BYTES = 16,
    FORMAT_PCM = 1,
};

static const char KIND[] = "times of WAV files";
static const double DAY_S = 86400.0;
/* The rates of time-expanded recordings are written for playing them slowly. */
static const double RATE_MOST_HZ = 1e7;

static uint32_t little_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* Takes one line "Key: Value" of a guan chunk. */
static void take_guano_line(const struct recording_file *file, const char *line, size_t bytes,
                            uint64_t byte, struct wave_notes *notes)
{
    char quoted[TEXT_QUOTED_BYTES];
    const char *colon = memchr(line, ':', bytes);
    if (colon == NULL)
        return;
    const char *value = colon + 1, *end = line + bytes;
    size_t key = (size_t)(colon - line);
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
    size_t length = (size_t)(end - value);
    if (key == 9 && memcmp(line, "Timestamp", key) == 0) {
        notes->timed = tct_time_parse(value, length, &notes->start_ns) == TCT_OK;
        notes->source = "guan chunk";
        if (!notes->timed)
            recording_warn(file, RECORDING_NOTE, KIND, byte, text_quote(value, length, quoted),
                           "Timestamp as a time with its zone");
    } else if (key == 10 && memcmp(line, "Samplerate", key) == 0) {
        double rate_hz;
        if (text_number(value, length, &rate_hz) && rate_hz > 0.0 && rate_hz <= RATE_MOST_HZ)
            notes->rate_hz = rate_hz;
        else
            recording_warn(file, RECORDING_NOTE, KIND, byte, text_quote(value, length, quoted),
                           "Samplerate as a number of samples a second");
    }
}

static void take_guano(const struct recording_file *file, const char *text, size_t bytes,
                       uint64_t byte, struct wave_notes *notes)
{
    for (size_t at = 0; at < bytes;) {
        const char *line_end = memchr(text + at, '\n', bytes - at);
        size_t length = line_end != NULL ? (size_t)(line_end - text) - at : bytes - at;
        const char *nul = memchr(text + at, '\0', length);
        take_guano_line(file, text + at, nul != NULL ? (size_t)(nul - text) - at : length,
                        byte + at, notes);
        at += length + 1;
    }
}

/* "2026-01-31" and "12:00:00" with any separators, as EBU Tech 3285 has it, into RFC 3339. */
static bool read_bext_second(const unsigned char *date_and_time, int64_t *ret_ns)
{
    char text[] = "YYYY-MM-DDTHH:MM:SSZ";
    for (size_t i = 0; i < 10; i++)
        if (text[i] != '-')
            text[i] = (char)date_and_time[i];
    for (size_t i = 0; i < 8; i++)
        if (text[11 + i] != ':')
            text[11 + i] = (char)date_and_time[10 + i];
    return tct_time_parse(text, sizeof(text) - 1, ret_ns) == TCT_OK;
}

static bool is_empty(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != 0 && bytes[i] != ' ')
            return false;
    return true;
}

/* TimeReference counts the samples from midnight to the first one; it is finer than the time of
 * day, and holds where it is given and lies within a day. */
static void take_bext(const struct recording_file *file, const unsigned char *chunk, double rate_hz,
                      uint64_t byte, struct wave_notes *notes)
{
    char quoted[TEXT_QUOTED_BYTES];
    int64_t second_ns;
    if (is_empty(chunk + BEXT_DATE, BEXT_TEXT_BYTES))
        return;
    if (!read_bext_second(chunk + BEXT_DATE, &second_ns)) {
        recording_warn(file, RECORDING_NOTE, KIND, byte + BEXT_DATE,
                       text_quote((const char *)chunk + BEXT_DATE, BEXT_TEXT_BYTES, quoted),
                       "OriginationDate and OriginationTime");
        return;
    }
    uint64_t samples = (uint64_t)little_endian(chunk + BEXT_SAMPLES) |
                       (uint64_t)little_endian(chunk + BEXT_SAMPLES + 4) << 32;
    double since_midnight_s = (double)samples / rate_hz;
    notes->timed = true;
    notes->source = "bext chunk";
    notes->start_ns = second_ns;
    if (samples == 0 || !(since_midnight_s < DAY_S))
        return;
    int64_t day_ns = (int64_t)DAY_S * TCT_NS_PER_S, into_ns = second_ns % day_ns;
    into_ns += into_ns < 0 ? day_ns : 0;
    notes->start_ns = second_ns - into_ns + tct_time_from_s(since_midnight_s);
}

struct chunk {
    char id[4];
    uint64_t byte, bytes; /* of what is in it */
};

/* Reads the head of the chunk that begins at `at`; false at the end. RF64 keeps the length of its
 * data apart, in ds64. */
static bool chunk_at(const struct recording_file *file, uint64_t at, uint64_t data_bytes,
                     struct chunk *ret_chunk)
{
    unsigned char head[CHUNK_HEAD_BYTES];
    if (at + sizeof(head) > (uint64_t)file->bytes ||
        pread(file->descriptor, head, sizeof(head), (off_t)at) != (ssize_t)sizeof(head))
        return false;
    memcpy(ret_chunk->id, head, 4);
    ret_chunk->byte = at + sizeof(head);
    ret_chunk->bytes = little_endian(head + 4);
    if (ret_chunk->bytes == UINT32_MAX && memcmp(head, "data", 4) == 0)
        ret_chunk->bytes = data_bytes;
    return true;
}

static size_t read_chunk(const struct recording_file *file, const struct chunk *chunk,
                         unsigned char *bytes, size_t room)
{
    size_t wanted = chunk->bytes < room ? (size_t)chunk->bytes : room;
    ssize_t got = pread(file->descriptor, bytes, wanted, (off_t)chunk->byte);
    return got > 0 ? (size_t)got : 0;
}

/* AudioMoth writes "AudioMoth 243B1F026488F56E" as the artist, IART, of a LIST chunk; other artists
 * are nobody's station. */
static void take_list(const char *list, size_t bytes, struct wave_notes *notes)
{
    static const char maker[] = "IART\0\0\0\0AudioMoth ";
    enum { ID_BYTES = 8, MAKER_BYTES = sizeof(maker) - 1 };
    for (size_t at = 0; at + MAKER_BYTES < bytes; at++) {
        size_t name = at + MAKER_BYTES, length = 0;
        if (memcmp(list + at, maker, 4) != 0 ||
            memcmp(list + at + ID_BYTES, maker + ID_BYTES, MAKER_BYTES - ID_BYTES) != 0)
            continue;
        while (name + length < bytes && length + 1 < sizeof(notes->device) &&
               list[name + length] > ' ' && list[name + length] <= '~')
            length++;
        memcpy(notes->device, list + name, length);
        notes->device[length] = '\0';
        return;
    }
}

/* What of the kinds of chunk is used. */
struct found {
    struct wave_notes guano, bext;
    uint64_t data_bytes; /* of ds64 */
    unsigned char bytes[GUANO_BYTES];
};

static void take_format(const unsigned char *format, struct wave_notes *notes)
{
    if ((format[0] | format[1] << 8) != FORMAT_PCM)
        return;
    notes->channels = (uint32_t)format[2] | (uint32_t)format[3] << 8;
    notes->block_bytes = (uint32_t)format[12] | (uint32_t)format[13] << 8;
    notes->sample_bits = (uint32_t)format[14] | (uint32_t)format[15] << 8;
}

static void take_chunk(const struct recording_file *file, const struct chunk *chunk, double rate_hz,
                       struct found *found)
{
    unsigned char *bytes = found->bytes;
    if (memcmp(chunk->id, "ds64", 4) == 0 && read_chunk(file, chunk, bytes, 16) == 16)
        found->data_bytes =
            little_endian(bytes + 8) | (uint64_t)(little_endian(bytes + 12) & INT32_MAX) << 32;
    else if (memcmp(chunk->id, "fmt ", 4) == 0 &&
             read_chunk(file, chunk, bytes, FORMAT_BYTES) == FORMAT_BYTES)
        take_format(bytes, &found->bext);
    else if (memcmp(chunk->id, "data", 4) == 0)
        found->bext.cut_off = chunk->bytes > (uint64_t)file->bytes - chunk->byte;
    else if (memcmp(chunk->id, "LIST", 4) == 0)
        take_list((const char *)bytes, read_chunk(file, chunk, bytes, GUANO_BYTES), &found->bext);
    else if (memcmp(chunk->id, "guan", 4) == 0)
        take_guano(file, (const char *)bytes, read_chunk(file, chunk, bytes, GUANO_BYTES),
                   chunk->byte, &found->guano);
    else if (memcmp(chunk->id, "bext", 4) == 0 &&
             read_chunk(file, chunk, bytes, BEXT_BYTES) == BEXT_BYTES)
        take_bext(file, bytes, rate_hz, chunk->byte, &found->bext);
}

/* What nobody hears. */
static void tell_behind(const struct recording_file *file, uint32_t told)
{
    char found[64];
    uint64_t end = (uint64_t)told + CHUNK_HEAD_BYTES;
    bool is_told = told != 0 && told != UINT32_MAX;
    if (!is_told || (uint64_t)file->bytes < end + CHUNK_HEAD_BYTES)
        return;
    (void)snprintf(found, sizeof(found), "%llu bytes more",
                   (unsigned long long)((uint64_t)file->bytes - end));
    recording_warn(file, RECORDING_SKIP, "bytes behind the end of WAV files", end, found,
                   "the end that the RIFF header tells");
}

static bool is_riff(const struct recording_file *file)
{
    unsigned char head[HEAD_BYTES];
    if (pread(file->descriptor, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
        memcmp(head + 8, "WAVE", 4) != 0)
        return false;
    if (memcmp(head, "RF64", 4) == 0 || memcmp(head, "BW64", 4) == 0)
        return true;
    if (memcmp(head, "RIFF", 4) != 0)
        return false;
    tell_behind(file, little_endian(head + 4));
    return true;
}

void wave_notes_read(const struct recording_file *file, double rate_hz,
                     struct wave_notes *ret_notes)
{
    struct found found = {.guano.rate_hz = (double)NAN, .bext.rate_hz = (double)NAN};
    struct chunk chunk;
    uint64_t at = HEAD_BYTES;
    bool riff = is_riff(file);
    for (int i = 0; riff && i < CHUNKS_MOST && chunk_at(file, at, found.data_bytes, &chunk); i++) {
        take_chunk(file, &chunk, rate_hz, &found);
        if (chunk.bytes > (uint64_t)file->bytes)
            break;
        at = chunk.byte + chunk.bytes + (chunk.bytes & 1);
    }
    *ret_notes = found.bext;
    ret_notes->rate_hz = found.guano.rate_hz;
    if (!found.guano.timed)
        return;
    ret_notes->timed = true;
    ret_notes->start_ns = found.guano.start_ns;
    ret_notes->source = found.guano.source;
}
