/* miniSEED index: where the records of one series lie in a file, in order of time, and what is
 * missing or told twice between them. */
#ifndef MSEED_INDEX_H
#define MSEED_INDEX_H

#include "mseed_record.h"
#include "recording_format.h"

enum {
    MSEED_SERIES = 256,           /* told apart in a file */
    MSEED_RECORDS_MOST = 1 << 20, /* of a file; beyond them it is named and left */
};

struct mseed_entry {
    uint64_t byte; /* of the file, where the record begins */
    uint64_t gap;  /* samples missing before it */
    int64_t start_ns;
    double rate_hz;
    float tick_s;
    uint32_t bytes, samples;
    uint32_t skip; /* samples at its beginning that an earlier record held */
    uint8_t clock;
    bool counts;
};

struct mseed_series {
    char network[MSEED_CODE_BYTES], station[MSEED_CODE_BYTES];
    char location[MSEED_CODE_BYTES], channel[MSEED_CODE_BYTES];
};

struct mseed_index {
    struct mseed_entry *entries;
    size_t count, room;
    struct mseed_series series[MSEED_SERIES]; /* of the whole file */
    uint32_t series_count;
    double rate_hz;   /* of the one series */
    uint64_t samples; /* of it, missing ones among them */
    bool counts;
};

/* Reads the headers of the whole file and keeps the records of series number `wanted`, those of
 * other series only by name. What is no record, cannot be believed, is text, of another rate than
 * most of the series, or was there before is told to the file's warnings and left out. Fills
 * `ret_map`. The index is the caller's to free, also after a failure. */
TCT_MUST_CHECK enum tct_status mseed_index_read(const struct recording_file *file, uint32_t wanted,
                                                struct mseed_index *index, struct time_map *ret_map,
                                                struct tct_error *err);

void mseed_index_free(struct mseed_index *index);

#endif
