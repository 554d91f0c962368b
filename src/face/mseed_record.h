/* miniSEED record: one record of the data format of SEED 2.4, by libmseed. Nothing else of the
 * project knows that library.
 *
 * Source: SEED Reference Manual 2.4 (FDSN, 2012), chapter 8: fixed header, blockettes 100, 1000,
 * 1001. */
#ifndef MSEED_RECORD_H
#define MSEED_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum {
    MSEED_HEADER_BYTES = 48,
    MSEED_RECORD_BYTES = 1 << 20, /* of the longest record */
    MSEED_SLACK_BYTES = 1 << 20,  /* that can be read behind every record: libmseed believes what
                                     headers say of lengths, and none of them can say more */
    MSEED_SAMPLES = 65535,        /* at most in a record */
    MSEED_CODE_BYTES = 12,
    MSEED_WHY_BYTES = 160,
};

enum mseed_content { MSEED_SOUND, MSEED_TEXT, MSEED_NO_SAMPLES };

struct mseed_record {
    uint32_t bytes;
    uint32_t samples;
    enum mseed_content content;
    char network[MSEED_CODE_BYTES], station[MSEED_CODE_BYTES];
    char location[MSEED_CODE_BYTES], channel[MSEED_CODE_BYTES];
    int64_t start_ns; /* with the time correction and the microseconds of blockette 1001 */
    double tick_s;    /* of which the start is a multiple */
    double rate_hz;
    enum tct_clock clock;
    bool counts; /* samples are whole numbers */
};

enum mseed_found {
    MSEED_RECORD, /* here is one */
    MSEED_NONE,   /* here begins none */
    MSEED_SHORT,  /* here begins one of record.bytes, or of more than can be seen (0) */
    MSEED_ROTTEN, /* here begins one that cannot be believed: ret_why says why */
};

struct mseed_decoder;

/* NULL when out of memory. One thread at a time for one decoder. */
struct mseed_decoder *mseed_decoder_new(void);
void mseed_decoder_free(struct mseed_decoder *decoder);

/* Whether a record seems to begin here; MSEED_HEADER_BYTES can be read. */
bool mseed_begins(const unsigned char *bytes);

/* Looks at what begins at `bytes`, of which `available` are of the file and MSEED_SLACK_BYTES more
 * can be read. `last`: the file ends with them. */
enum mseed_found mseed_look(struct mseed_decoder *decoder, unsigned char *bytes, size_t available,
                            bool last, struct mseed_record *ret_record,
                            char ret_why[MSEED_WHY_BYTES]);

/* Decodes the record that mseed_look found there: `record->samples` floats. False with the reason
 * when its data are not what its header says. */
bool mseed_decode(struct mseed_decoder *decoder, unsigned char *bytes,
                  const struct mseed_record *record, float *ret_samples,
                  char ret_why[MSEED_WHY_BYTES]);

#endif
