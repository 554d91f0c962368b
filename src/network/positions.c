/* Positions: sources are sorted by place, greedily; places with shots of one burst alone are
 * dropped. */
#include "positions.h"

#include <math.h>
#include <stdlib.h>

/* 19 to 1. */
static const double JOIN_LOG_ODDS = 2.94;

/* A source that less than this share of all that may be there comes from known places is alone. */
static const double ALONE_SHARE = 1e-4;

/* A burst with a rhythm of its own fits at wrong places too, each station one round further: only
 * what was heard on another occasion, longer after than bursts last, tells these apart. */
static const double OCCASION_S = 30;

/* A place is looked for at as many stations around a source. */
enum { STATIONS_AROUND = 3 };

struct ranked {
    const struct candidate *source;
    uint32_t index;
};

static int best_first(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    return candidate_order(a->source, b->source);
}

/* Places while they are found: by the station nearest to each, in chains. */
struct sorting {
    const struct judge *judge;
    struct tct_arena *arena;
    uint32_t *first; /* [stations] */
    uint32_t *next;  /* [places] */
    struct positions *positions;
};

static uint32_t best_place(const struct sorting *sorting, const struct source *source,
                           struct shift *ret_shift)
{
    const struct station_index *index = sorting->judge->scene.index;
    const uint32_t *list = station_neighbours(index, source->nearest);
    double best_odds = JOIN_LOG_ODDS;
    uint32_t best = NO_POSITION;
    for (size_t k = 0; k < STATIONS_AROUND && k < index->neighbour_count; k++) {
        for (uint32_t i = sorting->first[list[k]]; i != NO_POSITION; i = sorting->next[i]) {
            struct shift shift;
            double odds =
                family_join_log_odds(sorting->judge, sorting->positions->all[i], source, &shift);
            if (odds <= best_odds)
                continue;
            best_odds = odds;
            best = i;
            *ret_shift = shift;
        }
    }
    return best;
}

static enum tct_status begin_place(struct sorting *sorting, const struct candidate *candidate,
                                   const struct source *source, uint32_t *ret_place,
                                   struct tct_error *err)
{
    struct family *family = family_of_position(sorting->judge, source, sorting->arena);
    if (family == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for positions");
    *ret_place = (uint32_t)sorting->positions->count++;
    if (candidate->family != NULL && candidate->family->whole) {
        family->whole = true;
        family->ways = candidate->family->ways;
        family->way_count = candidate->family->way_count;
    }
    sorting->positions->all[*ret_place] = family;
    sorting->next[*ret_place] = sorting->first[source->nearest];
    sorting->first[source->nearest] = *ret_place;
    return TCT_OK;
}

static enum tct_status sort_in(struct sorting *sorting, const struct candidate *candidate,
                               uint32_t *ret_place, struct tct_error *err)
{
    const struct judge *judge = sorting->judge;
    struct source source;
    struct shift shift;
    *ret_place = NO_POSITION;
    if (!candidate_source(judge, candidate, &source))
        return TCT_OK;
    double recurring, all = judge_density(judge, &source, &recurring);
    if (recurring < ALONE_SHARE * all)
        return TCT_OK;
    *ret_place = best_place(sorting, &source, &shift);
    if (*ret_place != NO_POSITION)
        family_learn(judge, sorting->positions->all[*ret_place], &shift);
    else if (candidate->count >= PICKS_LEAST)
        return begin_place(sorting, candidate, &source, ret_place, err);
    return TCT_OK;
}

/* Drops the places of one occasion, and sets every source against its position as all of them have
 * taught it. */
static void conclude(struct sorting *sorting, const struct accepted *accepted)
{
    struct positions *positions = sorting->positions;
    uint32_t *number = sorting->next; /* of each place among those that stay */
    size_t kept = 0;
    for (size_t i = 0; i < positions->count; i++) {
        bool lasting = positions->all[i]->whole ||
                       positions->all[i]->last_s - positions->all[i]->first_s > OCCASION_S;
        number[i] = lasting ? (uint32_t)kept : NO_POSITION;
        if (lasting)
            positions->all[kept++] = positions->all[i];
    }
    positions->count = kept;
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        if (positions->of[i] == NO_POSITION)
            continue;
        positions->of[i] = number[positions->of[i]];
        if (positions->of[i] != NO_POSITION &&
            candidate_source(sorting->judge, &accepted->all[i], &source))
            (void)family_join_log_odds(sorting->judge, positions->all[positions->of[i]], &source,
                                       &positions->shifts[i]);
    }
}

enum tct_status positions_find(const struct judge *judge, const struct accepted *accepted,
                               struct tct_arena *arena, struct positions *ret_positions,
                               struct tct_error *err)
{
    size_t count = accepted->count, stations = judge->scene.index->count;
    *ret_positions = (struct positions){.all = TCT_ARENA_NEW(arena, struct family *, count),
                                        .is_echo = TCT_ARENA_NEW(arena, bool, count),
                                        .is_echo_shot = TCT_ARENA_NEW(arena, bool, count),
                                        .of = TCT_ARENA_NEW(arena, uint32_t, count),
                                        .shifts = TCT_ARENA_NEW(arena, struct shift, count)};
    struct sorting sorting = {.judge = judge,
                              .arena = arena,
                              .first = TCT_ARENA_NEW(arena, uint32_t, stations),
                              .next = TCT_ARENA_NEW(arena, uint32_t, count),
                              .positions = ret_positions};
    struct ranked *order = TCT_ARENA_NEW(arena, struct ranked, count);
    if (order == NULL || sorting.first == NULL || sorting.next == NULL ||
        ret_positions->all == NULL || ret_positions->is_echo == NULL ||
        ret_positions->is_echo_shot == NULL || ret_positions->of == NULL ||
        ret_positions->shifts == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", count);
    for (size_t s = 0; s < stations; s++)
        sorting.first[s] = NO_POSITION;
    for (uint32_t i = 0; i < count; i++)
        order[i] = (struct ranked){&accepted->all[i], i};
    qsort(order, count, sizeof(*order), best_first);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = sort_in(&sorting, order[i].source, &ret_positions->of[order[i].index], err);
    if (status == TCT_OK)
        conclude(&sorting, accepted);
    return status;
}
