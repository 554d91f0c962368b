/* Live events: what was said of sources that may still change, and what is to be said next. */
#ifndef TACET_NETWORK_LIVE_H
#define TACET_NETWORK_LIVE_H

#include "tacet/network.h"

/* Of one event as many arrivals are remembered. */
enum { LIVE_ARRIVALS_MOST = 96 };

struct live_event {
    uint64_t event; /* its number */
    unsigned revision;
    bool final;
    uint64_t pass;                         /* in which it was met last */
    struct tct_event said;                 /* as it was said last; its arrivals are not kept */
    int64_t first_ns;                      /* onset of its first arrival */
    uint64_t arrivals[LIVE_ARRIVALS_MOST]; /* numbers of detections, sorted */
    size_t arrival_count;
};

struct live {
    struct live_event *all;
    size_t count, room;
    uint64_t next_event;
};

/* Errors: TCT_ERR_MEMORY. */
enum tct_status live_new(size_t room, struct tct_arena *arena, struct live *ret_live,
                         struct tct_error *err);

/* The event that was said of most of these arrivals (sorted numbers), of at least half of its own
 * or of theirs; NULL when there is none that this pass has not met yet. */
struct live_event *live_match(struct live *live, const uint64_t *arrivals, size_t count,
                              uint64_t pass);

/* Whether what is found now differs enough from what was said to be said. */
bool live_worth_saying(const struct live_event *said, const struct tct_event *now);

/* A new one; NULL when there is no room. */
struct live_event *live_add(struct live *live);

/* Forgets those whose first arrival is earlier. */
void live_forget(struct live *live, int64_t before_ns);

#endif
