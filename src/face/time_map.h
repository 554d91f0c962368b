/* Time map: when each sample of a recording was, as pieces of constant rate. */
#ifndef TIME_MAP_H
#define TIME_MAP_H

#include <stddef.h>

#include "tacet/face/recording.h"

/* From `sample` on: its time, the rate until the next piece, the standard error at its start. */
struct time_piece {
    double sample;
    int64_t ns;
    double rate_hz;
    double sigma_s;
    enum tct_clock clock;
};

/* All zero is the map of a recording without time. */
struct time_map {
    struct time_piece *pieces; /* by sample */
    size_t count, room;
    double wander; /* error of the rate, relative: away from the nearest start of a piece the
                      standard error grows by this times the time between */
};

/* Adds a piece after those there. */
TCT_MUST_CHECK enum tct_status time_map_add(struct time_map *map, struct time_piece piece,
                                            struct tct_error *err);

struct tct_sample_time time_map_at(const struct time_map *map, double sample);

/* The same distances in time, but sample 0 at `start_ns` of a clock of which nothing is said. */
void time_map_start_at(struct time_map *map, int64_t start_ns);

/* The clock of the best piece. */
enum tct_clock time_map_clock(const struct time_map *map);

void time_map_free(struct time_map *map);

#endif
