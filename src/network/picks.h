/* Picks: the detections that association works on, cleaned and in an order of their own. */
#ifndef TACET_NETWORK_PICKS_H
#define TACET_NETWORK_PICKS_H

#include "station_index.h"

struct pick {
    double time_s;          /* since picks.origin_ns */
    double own_variance_s2; /* of the onset, the clock and the station's place; not of the path */
    double azimuth_rad, azimuth_sigma_rad; /* NAN without a bearing */
    double snr_db;                         /* NAN when not given */
    double heard_as_source;                /* log odds of its class being a source at all */
    uint32_t station;                      /* rank */
    uint32_t detection;                    /* index into the caller's array */
};

/* Times of one station cut into equal pieces, as many as it has picks. */
struct pick_pieces {
    double from_s, pieces_a_s;
    uint32_t begin, count; /* of its entries in picks.pieces; one more marks the end */
};

struct picks {
    struct pick *all; /* by station, then time */
    size_t count;
    double *times_s;              /* of each, alone: they are what is searched */
    uint32_t *first;              /* [stations + 1]: where each station's picks begin */
    struct pick_pieces *stations; /* [stations] */
    uint32_t *pieces;             /* the first pick of each piece */
    uint32_t *in_time;            /* all picks by time */
    int64_t origin_ns;            /* onset of the earliest */
    double last_s;                /* the latest */
    double heard_until_s;         /* nobody can have heard what arrives later, yet */
    double listened_s;            /* how long the stations are taken to have listened */
};

/* Leaves out what cannot be used, and says why in `ret_report`. Errors: TCT_ERR_MEMORY,
 * TCT_ERR_LIMIT for more detections than fit 32 bits. */
enum tct_status picks_new(const struct tct_network *network, const struct station_index *index,
                          const struct tct_detection *detections, size_t count,
                          struct tct_arena *arena, struct picks *ret_picks,
                          struct tct_association_report *ret_report, struct tct_error *err);

/* Which of the picks in `all`, which are in their order, each station has, and when. */
void picks_sort_out(struct picks *picks, size_t station_count);

/* The piece that a time is in; the first or last one for times outside. */
static inline uint32_t piece_of(const struct pick_pieces *station, double time_s)
{
    double piece = (time_s - station->from_s) * station->pieces_a_s;
    if (!(piece > 0))
        return 0;
    return piece < station->count ? (uint32_t)piece : station->count - 1;
}

/* The first pick of `station` at or after `time_s`; picks.first[station + 1] when there is none. */
static inline uint32_t picks_after(const struct picks *picks, uint32_t station, double time_s)
{
    const struct pick_pieces *pieces = &picks->stations[station];
    if (pieces->count == 0)
        return picks->first[station];
    const uint32_t *starts = picks->pieces + pieces->begin + piece_of(pieces, time_s);
    uint32_t low = starts[0], high = starts[1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (picks->times_s[middle] < time_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
