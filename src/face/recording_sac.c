/* Recording, SAC: one evenly sampled trace behind a header of 632 bytes.
 *
 * Source: SAC User's Manual (IRIS/EarthScope), "SAC data file format", header versions 6 and 7:
 * 70 floats, 40 whole numbers, 192 bytes of text, in the byte order of the machine that wrote it;
 * version 7 repeats some of the floats as doubles behind the samples. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recording_format.h"
#include "sample_level.h"

enum {
    HEADER_BYTES = 632,
    SAMPLE_BYTES = 4,
    FOOTER_BYTES = 176, /* of version 7 */
    /* words of four bytes in the header */
    WORD_DELTA = 0,
    WORD_B = 5,
    WORD_YEAR = 70,
    WORD_DAY,
    WORD_HOUR,
    WORD_MINUTE,
    WORD_SECOND,
    WORD_MILLISECOND,
    WORD_VERSION,
    WORD_COUNT = 79,
    WORD_TYPE = 85,
    WORD_EVEN = 105,
    BYTE_STATION = 440,
    BYTE_PLACE = 464,
    BYTE_COMPONENT = 600,
    BYTE_NETWORK = 608,
    TEXT_BYTES = 8,
    TYPE_TIME_SERIES = 1,
    VERSION_LEAST = 6,
    VERSION_MOST = 7,
    BLOCK_SAMPLES = 1 << 12,
};

/* What SAC writes where there is nothing to tell. */
static const int32_t NOTHING = -12345;
/* Floats have 24 bits: an interval that cannot be told from one of a whole number of samples a
 * second is one. */
static const double FLOAT_STEP = 0x1p-23;
static const double RATE_MOST_HZ = 1e7;

struct sac {
    struct recording_file file;
    bool big_endian;
    uint64_t samples; /* that are there */
    uint64_t next;
};

static uint32_t word_at(const unsigned char *bytes, bool big_endian)
{
    return big_endian ? (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                            (uint32_t)bytes[2] << 8 | bytes[3]
                      : (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 |
                            (uint32_t)bytes[1] << 8 | bytes[0];
}

static int32_t whole_at(const unsigned char *head, int word, bool big_endian)
{
    uint32_t bits = word_at(head + (size_t)word * 4, big_endian);
    int32_t value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static float float_at(const unsigned char *bytes, bool big_endian)
{
    uint32_t bits = word_at(bytes, big_endian);
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static double number_at(const unsigned char *head, int word, bool big_endian)
{
    return (double)float_at(head + (size_t)word * 4, big_endian);
}

static bool is_version(const unsigned char *head, bool big_endian)
{
    int32_t version = whole_at(head, WORD_VERSION, big_endian);
    return version >= VERSION_LEAST && version <= VERSION_MOST;
}

static bool has_name_of_sac(const char *path)
{
    size_t bytes = strlen(path);
    return bytes >= 4 && strcasecmp(path + bytes - 4, ".sac") == 0;
}

/* The format has no mark of its own: the version in either byte order together with a kind of file
 * is one, and so is the name. */
bool sac_is(const struct recording_file *file)
{
    unsigned char head[HEADER_BYTES];
    if (has_name_of_sac(file->path))
        return true;
    if (pread(file->descriptor, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
        memcmp(head, "RIFF", 4) == 0)
        return false;
    bool big = is_version(head, true);
    if (!big && !is_version(head, false))
        return false;
    int32_t type = whole_at(head, WORD_TYPE, big), even = whole_at(head, WORD_EVEN, big);
    return type >= 1 && type <= 100 && (even == 0 || even == 1);
}

static enum tct_status fail_word(const struct recording_file *file, int word, double found,
                                 const char *expected, struct tct_error *err)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%g in the header's byte %d", found, word * 4);
    return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, text, expected);
}

static enum tct_status check_head(const struct recording_file *file, const unsigned char *head,
                                  bool big, struct tct_error *err)
{
    double delta = number_at(head, WORD_DELTA, big);
    int32_t count = whole_at(head, WORD_COUNT, big), type = whole_at(head, WORD_TYPE, big);
    int32_t even = whole_at(head, WORD_EVEN, big);
    if (type != TYPE_TIME_SERIES)
        return fail_word(file, WORD_TYPE, type, "1, a time series", err);
    if (even != 1)
        return fail_word(file, WORD_EVEN, even, "1, evenly sampled", err);
    if (!(delta > 1.0 / RATE_MOST_HZ && delta < 1e6))
        return fail_word(file, WORD_DELTA, delta, "seconds between samples", err);
    if (count < 1)
        return fail_word(file, WORD_COUNT, count, "a number of samples", err);
    return TCT_OK;
}

/* Days from 1970-01-01 to the first of January of the year (Gregorian). */
static int64_t days_before(int64_t year)
{
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

/* The time of the first sample: the reference time and B. A file without either has none, one with
 * impossible numbers is noted. */
static enum tct_status read_time(const struct recording_file *file, const unsigned char *head,
                                 bool big, double rate_hz, struct time_map *map,
                                 struct tct_error *err)
{
    static const int32_t least[] = {1900, 1, 0, 0, 0, 0};
    static const int32_t most[] = {2200, 366, 23, 59, 60, 999};
    int64_t at[6];
    double begin_s = number_at(head, WORD_B, big);
    for (int i = 0; i < 6; i++) {
        int32_t value = whole_at(head, WORD_YEAR + i, big);
        if (value == NOTHING)
            return TCT_OK;
        if (value < least[i] || value > most[i]) {
            char found[48];
            (void)snprintf(found, sizeof(found), "%d in its reference time", value);
            recording_warn(file, RECORDING_NOTE, "SAC files without a time",
                           (uint64_t)(WORD_YEAR + i) * 4, found, "a date and a time of day");
            return TCT_OK;
        }
        at[i] = value;
    }
    if (!(fabs(begin_s) < 1e8)) {
        recording_warn(file, RECORDING_NOTE, "SAC files without a time", (uint64_t)WORD_B * 4,
                       "a begin that is none", "seconds after the reference time");
        return TCT_OK;
    }
    int64_t seconds = (days_before(at[0]) + at[1] - 1) * 86400 + at[2] * 3600 + at[3] * 60 + at[4];
    struct time_piece piece = {
        .ns = seconds * TCT_NS_PER_S + at[5] * 1000000 + tct_time_from_s(begin_s),
        .rate_hz = rate_hz,
        /* B is a float: the more seconds, the coarser. */
        .sigma_s = fabs(begin_s) * FLOAT_STEP / sqrt(12.0),
        .clock = TCT_CLOCK_UNKNOWN,
    };
    return time_map_add(map, piece, err);
}

static double rate_of(double delta)
{
    double rate_hz = 1.0 / delta, whole = round(rate_hz);
    return whole >= 1.0 && fabs(rate_hz - whole) <= FLOAT_STEP * whole ? whole : rate_hz;
}

/* Eight bytes of text, ended by blanks or NUL. */
static void copy_text(const unsigned char *text, char ret_text[TEXT_BYTES + 1])
{
    size_t bytes = 0;
    while (bytes < TEXT_BYTES && text[bytes] > ' ' && text[bytes] <= '~')
        bytes++;
    bool nothing = bytes == 6 && memcmp(text, "-12345", 6) == 0;
    memcpy(ret_text, text, nothing ? 0 : bytes);
    ret_text[nothing ? 0 : bytes] = '\0';
}

static void take_names(const unsigned char *head, struct tct_recording_info *info)
{
    char network[TEXT_BYTES + 1], station[TEXT_BYTES + 1];
    char place[TEXT_BYTES + 1], component[TEXT_BYTES + 1];
    copy_text(head + BYTE_NETWORK, network);
    copy_text(head + BYTE_STATION, station);
    copy_text(head + BYTE_PLACE, place);
    copy_text(head + BYTE_COMPONENT, component);
    (void)snprintf(info->code, sizeof(info->code), "%s", station);
    (void)snprintf(info->network, sizeof(info->network), "%s", network);
    if (station[0] != '\0')
        (void)snprintf(info->series, sizeof(info->series), "%s.%s.%s.%s", network, station, place,
                       component);
}

static size_t read_sac(void *state, float *ret_samples, size_t room, uint64_t *ret_gap)
{
    struct sac *sac = state;
    unsigned char bytes[BLOCK_SAMPLES * SAMPLE_BYTES];
    size_t done = 0;
    *ret_gap = 0;
    while (done < room && sac->next < sac->samples) {
        uint64_t wanted = sac->samples - sac->next;
        wanted = wanted < BLOCK_SAMPLES ? wanted : BLOCK_SAMPLES;
        wanted = wanted < room - done ? wanted : room - done;
        ssize_t got = pread(sac->file.descriptor, bytes, wanted * SAMPLE_BYTES,
                            (off_t)(HEADER_BYTES + sac->next * SAMPLE_BYTES));
        if (got < SAMPLE_BYTES)
            break;
        size_t samples = (size_t)got / SAMPLE_BYTES;
        for (size_t i = 0; i < samples; i++)
            ret_samples[done++] = float_at(bytes + i * SAMPLE_BYTES, sac->big_endian);
        sac->next += samples;
    }
    return done;
}

static void close_sac(void *state)
{
    struct sac *sac = state;
    (void)close(sac->file.descriptor);
    free(sac);
}

static struct sample_level level_of(struct sac *sac)
{
    struct sample_level level = {0};
    float samples[BLOCK_SAMPLES];
    uint64_t gap;
    size_t got;
    while ((got = read_sac(sac, samples, BLOCK_SAMPLES, &gap)) > 0)
        sample_level_take(&level, samples, got);
    sac->next = 0;
    return level;
}

static void tell_length(const struct recording_file *file, uint64_t told, int32_t version)
{
    char found[80], expected[80];
    uint64_t end = HEADER_BYTES + told * SAMPLE_BYTES + (version == 7 ? FOOTER_BYTES : 0);
    if ((uint64_t)file->bytes <= end)
        return;
    (void)snprintf(found, sizeof(found), "%llu bytes more",
                   (unsigned long long)((uint64_t)file->bytes - end));
    (void)snprintf(expected, sizeof(expected), "the end after the header's %llu samples",
                   (unsigned long long)told);
    recording_warn(file, RECORDING_SKIP, "bytes behind the end of SAC files", end, found, expected);
}

static enum tct_status begin(struct sac *sac, struct recording_stream *ret_stream,
                             struct tct_error *err)
{
    const struct recording_file *file = &sac->file;
    unsigned char head[HEADER_BYTES];
    if (pread(file->descriptor, head, sizeof(head), 0) != (ssize_t)sizeof(head))
        return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, "less than a header",
                           "a SAC file of 632 bytes and more");
    bool big = sac->big_endian = is_version(head, true);
    if (!big && !is_version(head, false))
        return fail_word(file, WORD_VERSION, whole_at(head, WORD_VERSION, false),
                         "header version 6 in either byte order", err);
    enum tct_status status = check_head(file, head, big, err);
    if (status != TCT_OK)
        return status;
    uint64_t told = (uint64_t)whole_at(head, WORD_COUNT, big);
    uint64_t there = ((uint64_t)file->bytes - HEADER_BYTES) / SAMPLE_BYTES;
    sac->samples = told < there ? told : there;
    if (sac->samples == 0)
        return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0, "no samples", "a recording");
    tell_length(file, told, whole_at(head, WORD_VERSION, big));
    struct sample_level level = level_of(sac);
    if (sample_level_is_absurd(&level))
        return tct_fail_at(err, TCT_ERR_INPUT, file->path, 0,
                           "samples that are no measured numbers",
                           "floats in the byte order of the header");
    ret_stream->info = (struct tct_recording_info){
        .rate_hz = rate_of(number_at(head, WORD_DELTA, big)),
        .samples = sac->samples,
        .channels = 1,
        .full_scale = sample_level_full_scale(&level),
        .cut_off = there < told,
    };
    take_names(head, &ret_stream->info);
    return read_time(file, head, big, ret_stream->info.rate_hz, &ret_stream->map, err);
}

enum tct_status sac_open(const struct recording_file *file, uint32_t channel,
                         struct recording_stream *ret_stream, struct tct_error *err)
{
    struct sac *sac = calloc(1, sizeof(*sac));
    if (sac == NULL) {
        (void)close(file->descriptor);
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file->path);
    }
    sac->file = *file;
    enum tct_status status = recording_check_channel(file, 1, channel, err);
    if (status == TCT_OK)
        status = begin(sac, ret_stream, err);
    if (status != TCT_OK) {
        close_sac(sac);
        return status;
    }
    ret_stream->state = sac;
    ret_stream->read = read_sac;
    ret_stream->close = close_sac;
    return TCT_OK;
}
