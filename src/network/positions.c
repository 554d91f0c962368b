/* Positions: sources are sorted by place, greedily, the surest first. */
#include "positions.h"

#include <math.h>
#include <stdlib.h>

#include "repeats.h"

/* 19 to 1. */
static const double JOIN_LOG_ODDS = 2.94;

/* A position is looked for at as many stations around a source. */
enum { STATIONS_AROUND = 3 };

struct ranked {
    const struct candidate *source;
    uint32_t index;
};

static int best_first(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    return candidate_better(a->source, b->source)   ? -1
           : candidate_better(b->source, a->source) ? 1
                                                    : 0;
}

/* Positions by the station nearest to each: chains. */
struct places {
    uint32_t *first; /* [stations] */
    uint32_t *next;  /* [positions] */
};

static uint32_t best_position(const struct judge *judge, const struct positions *positions,
                              const struct places *places, const struct source *source,
                              struct shift *ret_shift)
{
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    double best_odds = JOIN_LOG_ODDS;
    uint32_t best = NO_POSITION;
    for (size_t k = 0; k < STATIONS_AROUND && k < judge->scene.index->neighbour_count; k++) {
        for (uint32_t i = places->first[list[k]]; i != NO_POSITION; i = places->next[i]) {
            struct shift shift;
            double odds = family_join_log_odds(judge, positions->all[i], source, &shift);
            if (odds <= best_odds)
                continue;
            best_odds = odds;
            best = i;
            *ret_shift = shift;
        }
    }
    return best;
}

static enum tct_status begin(const struct judge *judge, const struct source *source,
                             struct tct_arena *arena, struct places *places,
                             struct positions *positions, struct tct_error *err)
{
    struct family *family = TCT_ARENA_NEW(arena, struct family, 1);
    if (family == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for positions");
    family_of_position(judge, source, family);
    uint32_t number = (uint32_t)positions->count++;
    positions->all[number] = family;
    places->next[number] = places->first[source->nearest];
    places->first[source->nearest] = number;
    return TCT_OK;
}

/* Every source against its position as all of them have taught it. */
static void place_all(const struct judge *judge, const struct accepted *accepted,
                      struct positions *positions)
{
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        if (positions->of[i] != NO_POSITION &&
            candidate_source(judge, &accepted->all[i], &source))
            (void)family_join_log_odds(judge, positions->all[positions->of[i]], &source,
                                       &positions->shifts[i]);
    }
}

enum tct_status positions_find(const struct judge *judge, const struct accepted *accepted,
                               struct tct_arena *arena, struct positions *ret_positions,
                               struct tct_error *err)
{
    size_t count = accepted->count, stations = judge->scene.index->count;
    struct ranked *order = TCT_ARENA_NEW(arena, struct ranked, count);
    struct places places = {.first = TCT_ARENA_NEW(arena, uint32_t, stations),
                            .next = TCT_ARENA_NEW(arena, uint32_t, count)};
    *ret_positions = (struct positions){.all = TCT_ARENA_NEW(arena, struct family *, count),
                                        .of = TCT_ARENA_NEW(arena, uint32_t, count),
                                        .shifts = TCT_ARENA_NEW(arena, struct shift, count)};
    if (order == NULL || places.first == NULL || places.next == NULL ||
        ret_positions->all == NULL || ret_positions->of == NULL || ret_positions->shifts == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", count);
    for (size_t s = 0; s < stations; s++)
        places.first[s] = NO_POSITION;
    for (uint32_t i = 0; i < count; i++)
        order[i] = (struct ranked){&accepted->all[i], i};
    qsort(order, count, sizeof(*order), best_first);
    for (size_t i = 0; i < count; i++) {
        struct source source;
        uint32_t index = order[i].index;
        const struct candidate *candidate = order[i].source;
        ret_positions->of[index] = NO_POSITION;
        if (!candidate_source(judge, candidate, &source))
            continue;
        uint32_t found = best_position(judge, ret_positions, &places, &source,
                                       &ret_positions->shifts[index]);
        if (found != NO_POSITION) {
            family_learn(judge, ret_positions->all[found], &ret_positions->shifts[index]);
        } else if (candidate->count >= PICKS_LEAST) {
            found = (uint32_t)ret_positions->count;
            enum tct_status status = begin(judge, &source, arena, &places, ret_positions, err);
            if (status != TCT_OK)
                return status;
        }
        ret_positions->of[index] = found;
    }
    place_all(judge, accepted, ret_positions);
    return TCT_OK;
}
