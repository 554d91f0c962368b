/* Candidates: a list with a hash set of what is in it. */
#include "candidates.h"

#include <string.h>

/* A pick in a candidate this sure needs no more seeds of its own for now. */
static const double STRONG_LOG_ODDS = 10;

enum tct_status candidates_new(size_t pick_count, size_t room, struct tct_arena *arena,
                               struct candidates *ret_candidates, struct tct_error *err)
{
    size_t slots = 64;
    while (slots < 2 * room)
        slots *= 2;
    *ret_candidates = (struct candidates){
        .arena = arena,
        .all = TCT_ARENA_NEW(arena, struct candidate, room),
        .room = room,
        .hashes = TCT_ARENA_NEW(arena, uint64_t, slots),
        .grown = TCT_ARENA_NEW(arena, uint64_t, slots),
        .hash_mask = slots - 1,
        .strong = TCT_ARENA_NEW(arena, uint8_t, pick_count),
    };
    if (ret_candidates->all == NULL || ret_candidates->hashes == NULL ||
        ret_candidates->grown == NULL || ret_candidates->strong == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", pick_count);
    return TCT_OK;
}

/* Of a set: the picks come in the order of distance, so their hashes are summed. Never 0. */
static uint64_t hash_of(const uint32_t *picks, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t z = picks[i] + UINT64_C(0x9e3779b97f4a7c15); /* SplitMix64 */
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        sum += z ^ (z >> 31);
    }
    return sum | 1U;
}

bool candidates_met(struct candidates *candidates, const struct source *source)
{
    uint64_t hash = hash_of(source->picks, source->count),
             *slot = &candidates->grown[hash & candidates->hash_mask];
    bool met = *slot == hash;
    *slot = hash;
    return met;
}

static enum tct_status copy_picks(const uint32_t *picks, size_t count, struct tct_arena *arena,
                                  uint32_t **ret, struct tct_error *err)
{
    *ret = TCT_ARENA_NEW(arena, uint32_t, count);
    if (*ret == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    memcpy(*ret, picks, count * sizeof(*picks));
    return TCT_OK;
}

enum tct_status candidate_put(struct candidate *candidate, const struct source *source,
                              struct tct_arena *arena, struct tct_error *err)
{
    uint32_t *picks = NULL;
    enum tct_status status = copy_picks(source->picks, source->count, arena, &picks, err);
    if (status == TCT_OK)
        *candidate = (struct candidate){source->x_m,
                                        source->y_m,
                                        source->time_s,
                                        source->log_odds,
                                        picks,
                                        (uint32_t)source->count,
                                        NULL};
    return status;
}

/* Whether a set of picks is new and there is room for it; then it is there from now on. */
static bool enter(struct candidates *candidates, const uint32_t *picks, size_t count,
                  double log_odds)
{
    uint64_t hash = hash_of(picks, count);
    size_t slot = (size_t)hash & candidates->hash_mask;
    for (; candidates->hashes[slot] != 0; slot = (slot + 1) & candidates->hash_mask)
        if (candidates->hashes[slot] == hash)
            return false;
    if (candidates->count == candidates->room)
        return false;
    candidates->hashes[slot] = hash;
    if (log_odds > STRONG_LOG_ODDS)
        for (size_t i = 0; i < count; i++)
            if (candidates->strong[picks[i]] < UINT8_MAX)
                candidates->strong[picks[i]]++;
    return true;
}

enum tct_status candidates_add(struct candidates *candidates, const struct source *source,
                               struct tct_error *err)
{
    if (!enter(candidates, source->picks, source->count, source->log_odds))
        return TCT_OK;
    return candidate_put(&candidates->all[candidates->count++], source, candidates->arena, err);
}

enum tct_status candidates_take(struct candidates *candidates, const struct candidate *candidate,
                                struct tct_error *err)
{
    if (!enter(candidates, candidate->picks, candidate->count, candidate->log_odds))
        return TCT_OK;
    struct candidate *taken = &candidates->all[candidates->count++];
    *taken = *candidate;
    return copy_picks(candidate->picks, candidate->count, candidates->arena, &taken->picks, err);
}

bool candidate_source(const struct judge *judge, const struct candidate *candidate,
                      struct source *ret_source)
{
    const struct station_index *index = judge->scene.index;
    uint32_t near = judge->scene.picks->all[candidate->picks[0]].station; /* it is heard there */
    *ret_source =
        source_by(&judge->scene, station_nearest_from(index, near, candidate->x_m, candidate->y_m),
                  candidate->x_m, candidate->y_m, candidate->time_s);
    ret_source->count = candidate->count;
    ret_source->log_odds = candidate->log_odds;
    ret_source->calm = (double)judge->clutter.calm[candidate->picks[0]];
    memcpy(ret_source->picks, candidate->picks, candidate->count * sizeof(*candidate->picks));
    return source_fit(&judge->scene, ret_source);
}

int candidate_order(const struct candidate *a, const struct candidate *b)
{
    if (a->log_odds < b->log_odds || a->log_odds > b->log_odds)
        return a->log_odds > b->log_odds ? -1 : 1;
    if (a->time_s < b->time_s || a->time_s > b->time_s)
        return a->time_s < b->time_s ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return memcmp(a->picks, b->picks, a->count * sizeof(*a->picks));
}
