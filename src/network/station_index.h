/* Stations by place: which is nearest to a point, and which stand around each one. */
#ifndef TACET_NETWORK_STATION_INDEX_H
#define TACET_NETWORK_STATION_INDEX_H

#include "tacet/network.h"

/* Nobody needs more than this to tell one source from another; it bounds the work for one source
 * however dense or long the line. */
enum { STATION_NEIGHBOURS_MOST = 96 };

/* Stations are numbered by rank: sorted by content, so that nothing depends on the order of the
 * sector's file. */
struct station_index {
    size_t count;
    struct tct_station *stations; /* by rank */
    uint32_t *rank_of;            /* from the caller's index */
    uint32_t *index_of;           /* the caller's, by rank */
    size_t neighbour_count;       /* of each station, itself included */
    uint32_t *neighbours;         /* [count][neighbour_count], the nearest first */
    float *apart_m;               /* [count][neighbour_count]: how far these are */
    double *height_m;             /* [count]: of the ground around, by the nearest four */
    uint32_t *tree;               /* ranks as an implicit k-d tree: the median is in the middle */
};

/* Everything is taken from `arena`. Errors: TCT_ERR_MEMORY. */
enum tct_status station_index_new(const struct tct_network *network, struct tct_arena *arena,
                                  struct station_index *ret_index, struct tct_error *err);

/* The station nearest to (x, y); there must be at least one. */
uint32_t station_nearest(const struct station_index *index, double x_m, double y_m);

/* The same, fast when `near` is near. */
uint32_t station_nearest_from(const struct station_index *index, uint32_t near, double x_m,
                              double y_m);

/* How far the neighbours are, in their order. */
static inline const float *station_distances(const struct station_index *index, uint32_t rank)
{
    return index->apart_m + (size_t)rank * index->neighbour_count;
}

static inline const uint32_t *station_neighbours(const struct station_index *index, uint32_t rank)
{
    return index->neighbours + (size_t)rank * index->neighbour_count;
}

#endif
