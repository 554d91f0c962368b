/* Selection: lazy greedy by log odds, then exchanges. */
#include "selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "positions.h"
#include "repeats.h"

/* An exchange must be worth this, so that none is done and undone by rounding. */
static const double EXCHANGE_GAIN = 0.1;

enum { RIVALS_MOST = 4 };

/* What one exchange sets free may allow another one; few need more than two. */
enum { EXCHANGE_PASSES_MOST = 4 };

/* All positions together ask each pick this often on average: bounds the work for many of them. */
enum { PICKS_ASKED_OF_POSITIONS = 64 };

enum tct_status accepted_new(struct judge *judge, struct tct_arena *arena,
                             struct accepted *ret_accepted, struct tct_error *err)
{
    size_t picks = judge->scene.picks->count;
    *ret_accepted = (struct accepted){.arena = arena, .room = picks / STATIONS_LEAST + 1};
    ret_accepted->all = TCT_ARENA_NEW(arena, struct candidate, ret_accepted->room);
    if (ret_accepted->all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", picks);
    for (size_t i = 0; i < picks; i++)
        judge->owner[i] = NOBODY;
    return TCT_OK;
}

static bool better(const struct candidate *a, const struct candidate *b)
{
    return candidate_order(a, b) < 0;
}

struct heap {
    struct tct_arena arena;
    struct candidate *all;
    size_t count, room, most;
};

static void sift_down(struct heap *heap, size_t at)
{
    for (;;) {
        size_t best = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < heap->count; child++)
            if (better(&heap->all[child], &heap->all[best]))
                best = child;
        if (best == at)
            return;
        struct candidate moved = heap->all[at];
        heap->all[at] = heap->all[best];
        heap->all[best] = moved;
        at = best;
    }
}

/* Twice the room, when there is memory for it. */
static void make_room(struct heap *heap)
{
    size_t room = 2 * heap->room < heap->most ? 2 * heap->room : heap->most;
    struct candidate *all = TCT_ARENA_NEW(&heap->arena, struct candidate, room);
    if (all == NULL)
        return;
    memcpy(all, heap->all, heap->count * sizeof(*all));
    heap->all = all;
    heap->room = room;
}

static void push(struct heap *heap, const struct candidate *candidate)
{
    if (heap->count == heap->room && heap->room < heap->most)
        make_room(heap);
    if (heap->count == heap->room)
        return;
    size_t at = heap->count++;
    for (; at > 0 && better(candidate, &heap->all[(at - 1) / 2]); at = (at - 1) / 2)
        heap->all[at] = heap->all[(at - 1) / 2];
    heap->all[at] = *candidate;
}

static void own(struct judge *judge, const struct candidate *candidate, uint32_t owner)
{
    for (uint32_t i = 0; i < candidate->count; i++)
        judge->owner[candidate->picks[i]] = owner;
}

void accepted_own(struct judge *judge, const struct accepted *accepted)
{
    for (size_t i = 0; i < accepted->count; i++)
        own(judge, &accepted->all[i], (uint32_t)i);
}

enum tct_status accepted_become(struct judge *judge, struct accepted *accepted, uint32_t number,
                                const struct source *source, struct tct_error *err)
{
    struct candidate *candidate = &accepted->all[number];
    const struct family *family = candidate->family;
    own(judge, candidate, NOBODY);
    enum tct_status status = candidate_put(candidate, source, accepted->arena, err);
    candidate->family = family;
    own(judge, candidate, number);
    return status;
}

static bool all_free(const struct judge *judge, const struct candidate *candidate)
{
    for (uint32_t i = 0; i < candidate->count; i++)
        if (judge->owner[candidate->picks[i]] != NOBODY)
            return false;
    return true;
}

/* Below this a candidate is not believed. */
static double least_log_odds(const struct judge *judge, const struct candidate *candidate)
{
    return candidate->family != NULL ? judge->repeat_log_odds : SELECTION_LOG_ODDS;
}

static bool refit(const struct judge *judge, const struct candidate *candidate, uint32_t self,
                  struct source *ret_source)
{
    struct rights rights = {judge->owner, self, NULL};
    const struct family *family = candidate->family;
    struct shift shift;
    bool stands = family != NULL
                      ? repeat_settle(judge, rights, family,
                                      candidate->time_s - family->source.time_s, ret_source, &shift)
                      : candidate_source(judge, candidate, ret_source) &&
                            judge_settle(judge, rights, ret_source);
    return stands && ret_source->log_odds > least_log_odds(judge, candidate);
}

void accepted_add(struct judge *judge, struct accepted *accepted, const struct candidate *candidate)
{
    TCT_ASSERT(accepted->count < accepted->room);
    own(judge, candidate, (uint32_t)accepted->count);
    accepted->all[accepted->count++] = *candidate;
}

static bool same_picks(const struct source *source, const struct candidate *candidate)
{
    return source->count == candidate->count &&
           memcmp(source->picks, candidate->picks, source->count * sizeof(*source->picks)) == 0;
}

/* Puts up for selection the shots of a family's place after these pauses. A family that does not
 * last is kept if there are any. */
static enum tct_status push_shots(const struct judge *judge, const struct family *family,
                                  bool lasts, const double *pauses_s, size_t count,
                                  struct heap *heap, struct tct_arena *arena, struct tct_error *err)
{
    struct rights rights = {judge->owner, NOBODY, NULL};
    struct candidate last = {0};
    for (size_t i = 0; i < count; i++) {
        struct source source;
        struct shift shift;
        if (!repeat_settle(judge, rights, family, pauses_s[i], &source, &shift) ||
            source.log_odds <= judge->repeat_log_odds || same_picks(&source, &last))
            continue;
        if (!lasts)
            family = family_keep(family, arena);
        if (family == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
        lasts = true;
        enum tct_status status = candidate_put(&last, &source, arena, err);
        if (status != TCT_OK)
            return status;
        last.family = family;
        push(heap, &last);
    }
    return TCT_OK;
}

/* What may repeat an accepted source. */
static enum tct_status push_repeats(const struct judge *judge, const struct candidate *accepted,
                                    struct heap *heap, struct tct_arena *arena,
                                    struct tct_error *err)
{
    struct source source;
    double pauses_s[REPEATS_MOST];
    if (accepted->family != NULL && accepted->family->whole)
        return TCT_OK;
    if (!candidate_source(judge, accepted, &source))
        return TCT_OK;
    struct tct_arena scratch;
    tct_arena_init(&scratch, arena->limit_bytes - arena->used_bytes);
    const struct family *family = family_of(judge, &source, &scratch);
    if (family == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    size_t count =
        repeats_propose(judge, (struct rights){judge->owner, NOBODY, NULL}, family, pauses_s);
    enum tct_status status = push_shots(judge, family, false, pauses_s, count, heap, arena, err);
    tct_arena_free(&scratch);
    return status;
}

/* What else may have come from the positions that the round before knew. */
static enum tct_status push_positions(const struct judge *judge, struct heap *heap,
                                      struct tct_arena *arena, struct tct_error *err)
{
    size_t picks = judge->scene.picks->count, budget = PICKS_ASKED_OF_POSITIONS * picks;
    struct proposal *room = TCT_ARENA_NEW(&heap->arena, struct proposal, picks);
    double *pauses_s = TCT_ARENA_NEW(&heap->arena, double, picks);
    if (room == NULL || pauses_s == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < judge->positions->count && status == TCT_OK; i++) {
        const struct family *family = judge->positions->all[i];
        if (judge->positions->is_echo[i])
            continue;
        size_t asked = repeats_asked(judge, family);
        if (asked > budget)
            break;
        budget -= asked;
        size_t count = repeats_propose_any(judge, (struct rights){judge->owner, NOBODY, NULL},
                                           family, room, pauses_s);
        status = push_shots(judge, family, true, pauses_s, count, heap, arena, err);
    }
    return status;
}

/* Whether an accepted source is the same shot, come by other paths. */
static bool told_already(const struct candidate *candidate, const struct accepted *accepted)
{
    static const double SAME_SHOT_S = 0.04, SAME_PLACE_M = 30;
    for (size_t i = 0; i < accepted->count; i++) {
        const struct candidate *other = &accepted->all[i];
        if (fabs(other->time_s - candidate->time_s) < SAME_SHOT_S &&
            hypot(other->x_m - candidate->x_m, other->y_m - candidate->y_m) < SAME_PLACE_M)
            return true;
    }
    return false;
}

/* The best of the heap: accepted, or fitted again on what is free, or dropped. */
static enum tct_status settle_best(struct judge *judge, struct heap *heap,
                                   struct accepted *accepted, struct tct_arena *arena,
                                   struct tct_error *err)
{
    struct candidate best = heap->all[0];
    struct source source;
    enum tct_status status = TCT_OK;
    heap->all[0] = heap->all[--heap->count];
    sift_down(heap, 0);
    if (best.log_odds <= least_log_odds(judge, &best) ||
        (best.family != NULL && told_already(&best, accepted)))
        return TCT_OK;
    if (all_free(judge, &best)) {
        accepted_add(judge, accepted, &best);
        return push_repeats(judge, &best, heap, arena, err);
    }
    if (refit(judge, &best, NOBODY, &source)) {
        const struct family *family = best.family;
        status = candidate_put(&best, &source, arena, err);
        best.family = family;
        if (status == TCT_OK)
            push(heap, &best);
    }
    return status;
}

enum tct_status select_greedily(struct judge *judge, const struct candidates *candidates,
                                size_t from, struct accepted *accepted, struct tct_error *err)
{
    size_t count = candidates->count - from;
    enum { ROOM_LEAST = 1024 };
    struct heap heap = {.count = count,
                        .room = count + count / 4 + ROOM_LEAST,
                        .most = count + ROOM_LEAST + 4 * judge->scene.picks->count};
    tct_arena_init(&heap.arena, candidates->arena->limit_bytes - candidates->arena->used_bytes);
    heap.all = TCT_ARENA_NEW(&heap.arena, struct candidate, heap.room);
    if (heap.all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    memcpy(heap.all, candidates->all + from, count * sizeof(*heap.all));
    for (size_t i = heap.count / 2; i-- > 0;)
        sift_down(&heap, i);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < accepted->count && status == TCT_OK; i++)
        status = push_repeats(judge, &accepted->all[i], &heap, candidates->arena, err);
    if (status == TCT_OK && from == candidates->count && judge->positions != NULL)
        status = push_positions(judge, &heap, candidates->arena, err);
    while (status == TCT_OK && heap.count > 0 && heap.all[0].log_odds > judge->repeat_log_odds)
        status = settle_best(judge, &heap, accepted, candidates->arena, err);
    tct_arena_free(&heap.arena);
    return status;
}

/* What an accepted source would lose with each of its picks: at most itself. */
static void set_prices(const struct judge *judge, const struct candidate *accepted, float *prices)
{
    struct source source;
    struct hearsay hearsay[STATION_NEIGHBOURS_MOST];
    struct reach_belief belief;
    if (!candidate_source(judge, accepted, &source))
        return;
    (void)judge_hearsay(judge, &source, hearsay, &belief);
    for (size_t i = 0; i < source.count; i++)
        prices[source.picks[i]] =
            (float)fmin(judge_worth(judge, &source, &belief, source.picks[i]), accepted->log_odds);
}

struct exchange {
    uint32_t rivals[RIVALS_MOST];
    size_t rival_count;
    bool survives[RIVALS_MOST];
    struct source left[RIVALS_MOST]; /* what remains of each rival */
};

static bool find_rivals(const struct judge *judge, const struct candidate *candidate,
                        struct exchange *exchange)
{
    exchange->rival_count = 0;
    for (uint32_t i = 0; i < candidate->count; i++) {
        uint32_t owner = judge->owner[candidate->picks[i]];
        bool known = owner == NOBODY;
        for (size_t k = 0; k < exchange->rival_count; k++)
            known = known || exchange->rivals[k] == owner;
        if (known)
            continue;
        if (exchange->rival_count == RIVALS_MOST)
            return false;
        exchange->rivals[exchange->rival_count++] = owner;
    }
    return true;
}

/* Whether its one rival is at least as good with all that it has: most often itself. */
static bool taken_whole(const struct candidate *candidate, const struct accepted *accepted,
                        const struct exchange *exchange)
{
    const struct candidate *rival = &accepted->all[exchange->rivals[0]];
    return exchange->rival_count == 1 && rival->count >= candidate->count &&
           rival->log_odds >= candidate->log_odds;
}

/* What all together gain when the candidate has its picks. Changes owners; undo or apply after. */
static double gain_of(struct judge *judge, const struct candidate *candidate,
                      const struct accepted *accepted, struct exchange *exchange)
{
    double gain = candidate->log_odds;
    for (size_t k = 0; k < exchange->rival_count; k++)
        gain -= accepted->all[exchange->rivals[k]].log_odds;
    own(judge, candidate, (uint32_t)accepted->count);
    for (size_t k = 0; k < exchange->rival_count; k++) {
        const struct candidate *rival = &accepted->all[exchange->rivals[k]];
        exchange->survives[k] = refit(judge, rival, exchange->rivals[k], &exchange->left[k]);
        for (uint32_t i = 0; i < rival->count; i++)
            if (judge->owner[rival->picks[i]] == exchange->rivals[k])
                judge->owner[rival->picks[i]] = NOBODY;
        if (!exchange->survives[k])
            continue;
        gain += exchange->left[k].log_odds;
        for (size_t i = 0; i < exchange->left[k].count; i++)
            judge->owner[exchange->left[k].picks[i]] = exchange->rivals[k];
    }
    return gain;
}

static void undo(struct judge *judge, const struct candidate *candidate,
                 const struct accepted *accepted, const struct exchange *exchange)
{
    own(judge, candidate, NOBODY);
    for (size_t k = 0; k < exchange->rival_count; k++)
        if (exchange->survives[k])
            for (size_t i = 0; i < exchange->left[k].count; i++)
                judge->owner[exchange->left[k].picks[i]] = NOBODY;
    for (size_t k = 0; k < exchange->rival_count; k++)
        own(judge, &accepted->all[exchange->rivals[k]], exchange->rivals[k]);
}

/* The last one moves into the place of one that is gone. */
static void give_up(struct judge *judge, struct accepted *accepted, uint32_t gone)
{
    uint32_t last = (uint32_t)--accepted->count;
    if (gone == last)
        return;
    accepted->all[gone] = accepted->all[last];
    own(judge, &accepted->all[gone], gone);
}

static enum tct_status apply(struct judge *judge, const struct candidate *candidate,
                             struct accepted *accepted, const struct exchange *exchange,
                             float *prices, struct tct_error *err)
{
    uint32_t gone[RIVALS_MOST];
    size_t gone_count = 0;
    for (size_t k = 0; k < exchange->rival_count; k++) {
        uint32_t rival = exchange->rivals[k];
        if (exchange->survives[k]) {
            const struct family *family = accepted->all[rival].family;
            enum tct_status status =
                candidate_put(&accepted->all[rival], &exchange->left[k], accepted->arena, err);
            if (status != TCT_OK)
                return status;
            accepted->all[rival].family = family;
            set_prices(judge, &accepted->all[rival], prices);
            continue;
        }
        size_t at = gone_count++;
        for (; at > 0 && gone[at - 1] < rival; at--)
            gone[at] = gone[at - 1];
        gone[at] = rival;
    }
    for (size_t k = 0; k < gone_count; k++) /* the highest first: no other one of them moves */
        give_up(judge, accepted, gone[k]);
    set_prices(judge, candidate, prices);
    accepted_add(judge, accepted, candidate);
    return TCT_OK;
}

static int best_first(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    return candidate_order(a, b);
}

/* A candidate without rivals has picks that became free. */
static enum tct_status try_exchange(const struct candidate *candidate, struct judge *judge,
                                    struct accepted *accepted, float *prices, bool *ret_done,
                                    struct tct_error *err)
{
    struct exchange exchange;
    *ret_done = false;
    if (!find_rivals(judge, candidate, &exchange) || taken_whole(candidate, accepted, &exchange))
        return TCT_OK;
    *ret_done = gain_of(judge, candidate, accepted, &exchange) > EXCHANGE_GAIN;
    if (*ret_done)
        return apply(judge, candidate, accepted, &exchange, prices, err);
    undo(judge, candidate, accepted, &exchange);
    return TCT_OK;
}

/* A candidate has all that fits it. With less, what is worth more to it than to its owners, it may
 * stand where all of it would not. */
static enum tct_status try_part(const struct candidate *candidate, struct judge *judge,
                                struct accepted *accepted, float *prices, struct tct_error *err)
{
    struct source source;
    struct candidate part;
    bool done;
    if (!candidate_source(judge, candidate, &source) ||
        !judge_settle(judge, (struct rights){judge->owner, NOBODY, prices}, &source) ||
        source.log_odds <= SELECTION_LOG_ODDS || same_picks(&source, candidate))
        return TCT_OK;
    enum tct_status status = candidate_put(&part, &source, accepted->arena, err);
    return status == TCT_OK ? try_exchange(&part, judge, accepted, prices, &done, err) : status;
}

static bool any_stirred(const bool *stirred, const struct candidate *candidate)
{
    for (uint32_t i = 0; i < candidate->count; i++)
        if (stirred[candidate->picks[i]])
            return true;
    return false;
}

/* One exchange after another, the best candidate first, of those that hold stirred picks. */
static enum tct_status exchange_once(const struct candidate *order, size_t count,
                                     const bool *stirred, struct judge *judge,
                                     struct accepted *accepted, float *prices,
                                     struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        bool done;
        if (order[i].log_odds < SELECTION_LOG_ODDS)
            break;
        if (!any_stirred(stirred, &order[i]))
            continue;
        status = try_exchange(&order[i], judge, accepted, prices, &done, err);
        if (status == TCT_OK && !done)
            status = try_part(&order[i], judge, accepted, prices, err);
    }
    return status;
}

/* Passes until nothing moves: each looks at what the one before has stirred. */
static enum tct_status exchange_all(const struct candidate *order, size_t count,
                                    struct judge *judge, struct accepted *accepted,
                                    struct tct_arena *scratch, struct tct_error *err)
{
    size_t picks = judge->scene.picks->count, moved = picks;
    uint32_t *before = TCT_ARENA_NEW(scratch, uint32_t, picks);
    bool *stirred = TCT_ARENA_NEW(scratch, bool, picks);
    float *prices = TCT_ARENA_NEW(scratch, float, picks);
    if (before == NULL || stirred == NULL || prices == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    for (size_t i = 0; i < accepted->count; i++)
        set_prices(judge, &accepted->all[i], prices);
    memset(stirred, true, picks * sizeof(*stirred));
    enum tct_status status = TCT_OK;
    for (int pass = 0; pass < EXCHANGE_PASSES_MOST && moved > 0 && status == TCT_OK; pass++) {
        memcpy(before, judge->owner, picks * sizeof(*before));
        status = exchange_once(order, count, stirred, judge, accepted, prices, err);
        moved = 0;
        for (size_t i = 0; i < picks; i++) {
            stirred[i] = judge->owner[i] != before[i];
            moved += stirred[i];
        }
    }
    return status;
}

enum tct_status select_by_exchange(struct judge *judge, const struct candidates *candidates,
                                   struct accepted *accepted, struct tct_error *err)
{
    struct tct_arena scratch;
    tct_arena_init(&scratch, candidates->arena->limit_bytes - candidates->arena->used_bytes);
    struct candidate *order = TCT_ARENA_NEW(&scratch, struct candidate, candidates->count);
    if (order == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    memcpy(order, candidates->all, candidates->count * sizeof(*order));
    qsort(order, candidates->count, sizeof(*order), best_first);
    enum tct_status status = exchange_all(order, candidates->count, judge, accepted, &scratch, err);
    tct_arena_free(&scratch);
    return status;
}
