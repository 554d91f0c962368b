/* Times as people say them: by their own clock, without a date. */
#ifndef TACET_FACE_CLOCK_TIME_H
#define TACET_FACE_CLOCK_TIME_H

#include <stdint.h>

/* "0214", "02:14", "02H14": the minute of the day; -1: no time of day. */
int clock_minute(const char *word);

/* The last time that a clock with this offset from UTC showed this minute; five minutes that it may
 * be fast are forgiven. Nanoseconds, UTC. */
int64_t clock_last_ns(int minute_of_day, int utc_offset_s, int64_t now_ns);

#endif
