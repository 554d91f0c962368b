/* Time map: when each sample of a recording was, as pieces of constant rate. */
#include "time_map.h"

#include <math.h>
#include <stdlib.h>

enum tct_status time_map_add(struct time_map *map, struct time_piece piece, struct tct_error *err)
{
    if (map->count == map->room) {
        size_t room = map->room > 0 ? 2 * map->room : 4;
        struct time_piece *pieces = realloc(map->pieces, room * sizeof(*pieces));
        if (pieces == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the times of a recording");
        map->pieces = pieces;
        map->room = room;
    }
    map->pieces[map->count++] = piece;
    return TCT_OK;
}

/* The last piece that begins at or before the sample; the first one for what is before all. */
static size_t piece_of(const struct time_map *map, double sample)
{
    size_t from = 0, to = map->count;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (map->pieces[middle].sample <= sample)
            from = middle;
        else
            to = middle;
    }
    return from;
}

struct tct_sample_time time_map_at(const struct time_map *map, double sample)
{
    struct tct_sample_time time = {.known = map->count > 0};
    if (!time.known)
        return time;
    size_t index = piece_of(map, sample);
    const struct time_piece *piece = &map->pieces[index];
    double since_s = (sample - piece->sample) / piece->rate_hz, away_s = fabs(since_s);
    if (index + 1 < map->count)
        away_s = fmin(away_s, (piece[1].sample - sample) / piece->rate_hz);
    /* Doubles hold nanoseconds exactly over a piece of a hundred days. */
    if (__builtin_add_overflow(piece->ns, tct_time_from_s(since_s), &time.ns))
        return (struct tct_sample_time){0};
    time.sigma_s = hypot(piece->sigma_s, map->wander * away_s);
    time.clock = piece->clock;
    return time;
}

void time_map_start_at(struct time_map *map, int64_t start_ns)
{
    struct tct_sample_time first = time_map_at(map, 0.0);
    size_t kept = 0;
    for (size_t i = 0; i < map->count; i++) {
        struct time_piece piece = map->pieces[i];
        int64_t since_ns;
        if (__builtin_sub_overflow(piece.ns, first.ns, &since_ns) ||
            __builtin_add_overflow(start_ns, since_ns, &piece.ns))
            continue;
        piece.sigma_s = 0.0;
        piece.clock = TCT_CLOCK_UNKNOWN;
        map->pieces[kept++] = piece;
    }
    map->count = kept;
    map->wander = 0.0;
}

enum tct_clock time_map_clock(const struct time_map *map)
{
    static const int rank[TCT_CLOCK_COUNT] = {[TCT_CLOCK_FREE] = 0,
                                              [TCT_CLOCK_UNKNOWN] = 1,
                                              [TCT_CLOCK_NETWORK] = 2,
                                              [TCT_CLOCK_GPS] = 3};
    enum tct_clock best = map->count > 0 ? TCT_CLOCK_FREE : TCT_CLOCK_UNKNOWN;
    for (size_t i = 0; i < map->count; i++)
        if (rank[map->pieces[i].clock] > rank[best])
            best = map->pieces[i].clock;
    return best;
}

void time_map_free(struct time_map *map)
{
    free(map->pieces);
    *map = (struct time_map){0};
}
