/* miniSEED record: one record of the data format of SEED 2.4, by libmseed 2.19. */
#include "mseed_record.h"

#include <libmseed.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_level.h"

enum {
    TIME_CORRECTED = 0x02,    /* activity flags: the start has its correction */
    CLOCK_LOCKED = 0x20,      /* input/output flags */
    TIME_QUESTIONABLE = 0x80, /* data quality flags */
    /* Blockette 1001 tells percents of the recorder's best, in a scale of each maker's own. Nearer
     * to the worst than to the best is a clock that runs free; 0 is written by those as well who
     * have nothing to tell. */
    TIMING_QUALITY_LEAST = 50,
};

static const double RATE_MOST_HZ = 1e7;
static const double TICK_S = 1e-4, FINE_TICK_S = 1e-6;

struct mseed_decoder {
    MSRecord *record;
};

/* The first thing that libmseed said since it was cleared: it has no other way to give reasons. */
static _Thread_local char said[MSEED_WHY_BYTES];

static void keep_said(char *text)
{
    size_t bytes = strcspn(text, "\r\n");
    if (said[0] == '\0')
        (void)snprintf(said, sizeof(said), "%.*s", (int)bytes, text);
}

/* What the environment says of byte orders and encodings is not asked. */
static void set_up(void)
{
    MS_UNPACKHEADERBYTEORDER(-1);
    MS_UNPACKDATABYTEORDER(-1);
    MS_UNPACKENCODINGFORMAT(-1);
    MS_UNPACKENCODINGFALLBACK(DE_STEIM1);
    ms_loginit(keep_said, "", keep_said, "");
}

struct mseed_decoder *mseed_decoder_new(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, set_up);
    struct mseed_decoder *decoder = calloc(1, sizeof(*decoder));
    if (decoder == NULL)
        return NULL;
    decoder->record = msr_init(NULL);
    if (decoder->record == NULL) {
        free(decoder);
        return NULL;
    }
    return decoder;
}

void mseed_decoder_free(struct mseed_decoder *decoder)
{
    if (decoder == NULL)
        return;
    msr_free(&decoder->record);
    free(decoder);
}

static bool is_code(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (text[i] != '\0' && (text[i] < ' ' || text[i] > '~'))
            return false;
    return true;
}

bool mseed_begins(const unsigned char *bytes)
{
    const char *head = (const char *)bytes;
    struct fsdh_s fixed;
    if (!MS_ISVALIDHEADER(head))
        return false;
    memcpy(&fixed, bytes, sizeof(fixed));
    uint16_t year = fixed.start_time.year, day = fixed.start_time.day;
    if (!MS_ISVALIDYEARDAY(year, day)) {
        ms_gswap2(&year);
        ms_gswap2(&day);
    }
    return MS_ISVALIDYEARDAY(year, day) && is_code(fixed.station, 12);
}

/* A record that claims to be longer than it is would hide the next: it is seen by its names, at one
 * of the lengths that records have. */
static size_t hidden_record(const unsigned char *bytes, size_t length)
{
    enum { NAMES = 8, NAMES_BYTES = 12 };
    for (size_t at = MINRECLEN; at + MSEED_HEADER_BYTES <= length && at < length; at *= 2)
        if (mseed_begins(bytes + at) && memcmp(bytes + NAMES, bytes + at + NAMES, NAMES_BYTES) == 0)
            return at;
    return 0;
}

static enum mseed_found rotten(char ret_why[MSEED_WHY_BYTES], const char *why)
{
    (void)snprintf(ret_why, MSEED_WHY_BYTES, "%s", why);
    return MSEED_ROTTEN;
}

/* How many bytes of data a sample takes at least, in 1/64 of one: Steim 2 packs seven samples into
 * four bytes. */
static uint64_t sample_size(int encoding)
{
    switch (encoding) {
    case DE_ASCII:
        return 64;
    case DE_INT16:
    case DE_GEOSCOPE163:
    case DE_GEOSCOPE164:
    case DE_CDSN:
    case DE_SRO:
    case DE_DWWSSN:
        return UINT64_C(64) * 2;
    case DE_GEOSCOPE24:
        return UINT64_C(64) * 3;
    case DE_INT32:
    case DE_FLOAT32:
        return UINT64_C(64) * 4;
    case DE_FLOAT64:
        return UINT64_C(64) * 8;
    case DE_STEIM1:
        return 64;
    case DE_STEIM2:
        return 36;
    default:
        return 0;
    }
}

/* What can be checked of a header beyond what libmseed does. */
static enum mseed_found check(const MSRecord *head, uint32_t length, char ret_why[MSEED_WHY_BYTES])
{
    const BTime *start = &head->fsdh->start_time;
    int64_t samples = head->samplecnt;
    uint64_t size = sample_size(head->encoding);
    if (head->Blkt1000 != NULL && (uint32_t)head->reclen != length)
        return rotten(ret_why, "two lengths of one record");
    if (head->starttime == HPTERROR || start->hour > 23 || start->min > 59 || start->sec > 60 ||
        start->fract > 9999)
        return rotten(ret_why, "a time that is none");
    if (samples == 0 || head->encoding == DE_ASCII)
        return MSEED_RECORD;
    if (size == 0) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "encoding %d", head->encoding);
        return MSEED_ROTTEN;
    }
    if (!(head->samprate > 0.0 && head->samprate <= RATE_MOST_HZ)) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "%g samples a second", head->samprate);
        return MSEED_ROTTEN;
    }
    int32_t offset = head->fsdh->data_offset;
    if (offset < MSEED_HEADER_BYTES || offset >= head->reclen ||
        (uint64_t)samples * size > (uint64_t)(head->reclen - offset) * 64) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "%d samples of encoding %d from byte %d of %d",
                       (int)samples, head->encoding, offset, head->reclen);
        return MSEED_ROTTEN;
    }
    return MSEED_RECORD;
}

static enum tct_clock clock_of(const MSRecord *head)
{
    if ((head->fsdh->dq_flags & TIME_QUESTIONABLE) != 0)
        return TCT_CLOCK_FREE;
    if ((head->fsdh->io_flags & CLOCK_LOCKED) != 0)
        return TCT_CLOCK_GPS;
    if (head->Blkt1001 == NULL || head->Blkt1001->timing_qual == 0 ||
        head->Blkt1001->timing_qual > 100)
        return TCT_CLOCK_UNKNOWN;
    return head->Blkt1001->timing_qual < TIMING_QUALITY_LEAST ? TCT_CLOCK_FREE : TCT_CLOCK_GPS;
}

static bool is_whole(int encoding)
{
    return encoding == DE_INT16 || encoding == DE_INT32 || encoding == DE_STEIM1 ||
           encoding == DE_STEIM2 || encoding == DE_CDSN || encoding == DE_SRO ||
           encoding == DE_DWWSSN;
}

static void describe(const MSRecord *head, uint32_t length, struct mseed_record *record)
{
    *record = (struct mseed_record){
        .bytes = length,
        .samples = (uint32_t)head->samplecnt,
        .content = head->samplecnt == 0         ? MSEED_NO_SAMPLES
                   : head->encoding == DE_ASCII ? MSEED_TEXT
                                                : MSEED_SOUND,
        .start_ns = head->starttime * (TCT_NS_PER_S / HPTMODULUS),
        .tick_s = head->Blkt1001 != NULL ? FINE_TICK_S : TICK_S,
        .rate_hz = head->samprate,
        .clock = clock_of(head),
        .counts = is_whole(head->encoding),
    };
    (void)snprintf(record->network, MSEED_CODE_BYTES, "%s", head->network);
    (void)snprintf(record->station, MSEED_CODE_BYTES, "%s", head->station);
    (void)snprintf(record->location, MSEED_CODE_BYTES, "%s", head->location);
    (void)snprintf(record->channel, MSEED_CODE_BYTES, "%s", head->channel);
}

enum mseed_found mseed_look(struct mseed_decoder *decoder, unsigned char *bytes, size_t available,
                            bool last, struct mseed_record *ret_record,
                            char ret_why[MSEED_WHY_BYTES])
{
    *ret_record = (struct mseed_record){0};
    if (available < MSEED_HEADER_BYTES || !mseed_begins(bytes))
        return MSEED_NONE;
    size_t seen = available < MSEED_RECORD_BYTES ? available : (size_t)MSEED_RECORD_BYTES;
    int length = ms_detect((const char *)bytes, (int)seen);
    if (length == 0 && last && seen == available && seen % MINRECLEN == 0)
        length = (int)seen; /* without blockette 1000 the last record ends with the file */
    if (length == 0) {
        if (!last && available < MSEED_RECORD_BYTES)
            return MSEED_SHORT;
        return rotten(ret_why, "a record that does not say how long it is");
    }
    if (length < MINRECLEN || length > MSEED_RECORD_BYTES) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "a record of %d bytes", length);
        return MSEED_ROTTEN;
    }
    ret_record->bytes = (uint32_t)length;
    size_t hidden = hidden_record(bytes, (size_t)length < seen ? (size_t)length : seen);
    if (hidden > 0) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "another record after %zu bytes of one of %d",
                       hidden, length);
        return MSEED_ROTTEN;
    }
    if ((size_t)length > available)
        return MSEED_SHORT;
    said[0] = '\0';
    if (msr_unpack((char *)bytes, length, &decoder->record, 0, 0) != MS_NOERROR)
        return rotten(ret_why, said[0] != '\0' ? said : "a broken header");
    enum mseed_found found = check(decoder->record, (uint32_t)length, ret_why);
    if (found == MSEED_RECORD)
        describe(decoder->record, (uint32_t)length, ret_record);
    return found;
}

static void to_floats(const MSRecord *record, float *ret_samples)
{
    const int32_t *whole = record->datasamples;
    const float *single = record->datasamples;
    const double *twice = record->datasamples;
    for (int64_t i = 0; i < record->numsamples; i++)
        ret_samples[i] = record->sampletype == 'i'   ? (float)whole[i]
                         : record->sampletype == 'f' ? single[i]
                                                     : (float)twice[i];
}

/* Whether whole numbers look as if their bytes were taken in the wrong order: of small ones, of
 * both signs, the lowest byte is then the sign, all zeros or all ones, in every single one. Numbers
 * that were shifted up have zeros only. */
static bool is_swapped(const MSRecord *record)
{
    enum { TOO_FEW = 16 };
    const int32_t *whole = record->datasamples;
    size_t zeros = 0, ones = 0, negative = 0, count = (size_t)record->numsamples;
    if ((record->encoding != DE_INT16 && record->encoding != DE_INT32) || count < TOO_FEW)
        return false;
    for (size_t i = 0; i < count; i++) {
        zeros += (whole[i] & 0xff) == 0;
        ones += (whole[i] & 0xff) == 0xff;
        negative += (whole[i] & 0xff) == 0xff && whole[i] != -1;
    }
    return zeros > 0 && negative > 0 && zeros + ones == count;
}

bool mseed_decode(struct mseed_decoder *decoder, unsigned char *bytes,
                  const struct mseed_record *record, float *ret_samples,
                  char ret_why[MSEED_WHY_BYTES])
{
    said[0] = '\0';
    int status = msr_unpack((char *)bytes, (int)record->bytes, &decoder->record, 1, 0);
    const MSRecord *got = decoder->record;
    /* Steim's frames end with the last sample's value: libmseed tells when it is another. */
    bool good = status == MS_NOERROR && strstr(said, "integrity") == NULL &&
                got->numsamples == record->samples && got->datasamples != NULL &&
                got->sampletype != 'a';
    if (!good) {
        (void)snprintf(ret_why, MSEED_WHY_BYTES, "%s", said[0] != '\0' ? said : "broken data");
        return false;
    }
    to_floats(got, ret_samples);
    struct sample_level level = {0};
    sample_level_take(&level, ret_samples, record->samples);
    if (!is_swapped(got) && !sample_level_is_absurd(&level))
        return true;
    (void)snprintf(ret_why, MSEED_WHY_BYTES, "numbers whose bytes are in another order than said");
    return false;
}
