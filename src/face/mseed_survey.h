/* miniSEED survey: where the records of all series lie in a file, in the order in which they stand
 * in it. */
#ifndef MSEED_SURVEY_H
#define MSEED_SURVEY_H

#include "mseed_record.h"
#include "recording_format.h"

enum {
    MSEED_SERIES = 256,           /* told apart in a file */
    MSEED_RECORDS_MOST = 1 << 22, /* of a file; beyond them it is named and left */
};

struct mseed_entry {
    uint64_t byte; /* of the file, where the record begins */
    uint64_t gap;  /* samples missing before it */
    int64_t start_ns;
    double rate_hz;
    float tick_s;
    uint32_t bytes, samples;
    uint32_t skip; /* samples at its beginning that an earlier record held */
    uint16_t series;
    uint8_t clock;
    bool counts;
};

struct mseed_series {
    char network[MSEED_CODE_BYTES], station[MSEED_CODE_BYTES];
    char location[MSEED_CODE_BYTES], channel[MSEED_CODE_BYTES];
};

struct mseed_survey {
    struct mseed_entry *entries;
    size_t count, room;
    struct mseed_series series[MSEED_SERIES];
    uint32_t series_count;
    uint64_t left_out, left_out_from; /* records of still more series; the first one's byte */
};

/* Reads the headers of the whole file. What is no record, cannot be believed, or is no sound is
 * told to the file's warnings and left out. The answer is the caller's to free. Errors:
 * TCT_ERR_INPUT when there is no sample, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status mseed_survey_new(const struct recording_file *file,
                                                struct mseed_survey **ret_survey,
                                                struct tct_error *err);

/* NULL is allowed. */
void mseed_survey_free(struct mseed_survey *survey);

#endif
