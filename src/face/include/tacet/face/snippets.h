/* Snippets: what stations recorded around the arrivals of events, for people to look at. */
#ifndef TACET_FACE_SNIPPETS_H
#define TACET_FACE_SNIPPETS_H

#include <jansson.h>

#include "tacet/face/recording.h"

struct tct_snippet {
    const char *event; /* its id */
    const char *station;
    double rate_hz;
    double pick_s;     /* the arrival, from the first sample on */
    double residual_s; /* NAN: not told */
    const float *samples;
    size_t count;
};

struct tct_snippets {
    struct tct_snippet *items; /* by event, then by time */
    size_t count;
};

#define TCT_SNIPPET_BEFORE_S 0.1
#define TCT_SNIPPET_AFTER_S  0.3

/* Of at most `events_most` events (JSON objects with "id" and "arrivals", spread evenly over the
 * list) and of each at most `arrivals_most` arrivals that are used, as far as the recordings of
 * `path` (tct_recordings_read) hold them. Each recording is read once. All is the arena's. Errors:
 * those of tct_recordings_read, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_snippets_read(
    const char *path, const struct tct_sector *sector, const json_t *events, size_t events_most,
    size_t arrivals_most, struct tct_arena *arena, struct tct_warnings *warnings,
    struct tct_snippets *ret, struct tct_error *err);

#endif
