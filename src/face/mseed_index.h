/* miniSEED index: where the records of one series lie in a file, in order of time, and what is
 * missing or told twice between them. */
#ifndef MSEED_INDEX_H
#define MSEED_INDEX_H

#include "mseed_survey.h"

struct mseed_index {
    struct mseed_entry *entries;
    size_t count;
    double rate_hz;
    uint64_t samples; /* missing ones among them */
    bool counts;
};

/* Takes the records of series number `wanted` out of the survey of its file and puts them in order.
 * What is of another rate than most of the series, of another day, or was there before is told to
 * the file's warnings and left out. Fills `ret_map`. The index is the caller's to free, also after
 * a failure. */
TCT_MUST_CHECK enum tct_status mseed_index_of(const struct recording_file *file, uint32_t wanted,
                                              struct mseed_index *index, struct time_map *ret_map,
                                              struct tct_error *err);

void mseed_index_free(struct mseed_index *index);

#endif
