/* Burst: all rounds of one place, which take the same paths. */
#ifndef TACET_NETWORK_BURST_H
#define TACET_NETWORK_BURST_H

#include "repeats.h"
#include "trains.h"

enum { PROPOSALS_MOST = 4096 };

struct burst {
    struct family *family;
    size_t count;
    bool mixed; /* there are rounds between the rounds: of another weapon */
    struct source shots[RHYTHM_MOST];
    struct shift shifts[RHYTHM_MOST];
    double place_log_odds;  /* of the place, by the times of its trains */
    double rounds_log_odds; /* sum of the shots' */
};

/* Memory for one burst after another. */
struct burst_room {
    struct proposal proposals[PROPOSALS_MOST];
    float worth[PROPOSALS_MOST]; /* of a round at each */
};

/* Gathers the rounds of a burst that was found as a source among trains and lasts about `last_s`,
 * learns its paths from them, and gathers them again. No pick is used twice; `judge.owner` is
 * written to meanwhile and left as it was. Memory of the family is the arena's. Errors:
 * TCT_ERR_MEMORY. */
enum tct_status burst_at(const struct judge *judge, const struct trains *trains,
                         const struct source *place, double last_s, struct burst_room *room,
                         struct tct_arena *arena, struct burst *ret_burst, struct tct_error *err);

/* When the rounds were heard, or missed, at a station that may hear the burst. */
struct rhythm burst_rhythm(const struct burst *burst, uint32_t station);

/* What the burst is worth when its rounds are `count` witnesses. */
static inline double burst_log_odds(const struct burst *burst)
{
    return burst->place_log_odds + burst->rounds_log_odds;
}

#endif
