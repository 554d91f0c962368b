/* Association: which detections belong to one source. The rounds, and what goes in and out. */
#include <stdlib.h>

#include "learning.h"
#include "seeding.h"

/* Beliefs settle in three rounds; a fourth changes next to nothing. */
enum { ROUNDS = 3 };

static enum tct_status run_round(struct judge *judge, struct accepted *accepted,
                                 struct tct_arena *scratch, struct tct_error *err)
{
    struct candidates candidates;
    enum tct_status status = candidates_new(judge->scene.picks->count, scratch, &candidates, err);
    if (status == TCT_OK)
        status = seed_candidates(judge, (struct rights){NULL, NOBODY}, &candidates, err);
    if (status == TCT_OK)
        status = select_greedily(judge, &candidates, accepted, err);
    if (status != TCT_OK)
        return status;
    /* what is left after the clear ones may have been hidden behind them */
    struct candidates more;
    status = candidates_new(judge->scene.picks->count, scratch, &more, err);
    if (status == TCT_OK)
        status = seed_candidates(judge, (struct rights){judge->owner, NOBODY}, &more, err);
    if (status == TCT_OK)
        status = select_greedily(judge, &more, accepted, err);
    if (status == TCT_OK)
        status = select_by_exchange(judge, &candidates, accepted, err);
    return status;
}

static int by_time(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->time_s < b->time_s || a->time_s > b->time_s)
        return a->time_s < b->time_s ? -1 : 1;
    return (a->picks[0] > b->picks[0]) - (a->picks[0] < b->picks[0]);
}

static int by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static enum tct_status hand_out(const struct judge *judge, struct accepted *accepted,
                                struct tct_arena *arena, struct tct_association **ret,
                                struct tct_error *err)
{
    *ret = TCT_ARENA_NEW(arena, struct tct_association, accepted->count);
    if (*ret == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", accepted->count);
    qsort(accepted->all, accepted->count, sizeof(*accepted->all), by_time);
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        (void)candidate_source(judge, &accepted->all[i], &source);
        uint32_t *picks = TCT_ARENA_NEW(arena, uint32_t, source.count);
        if (picks == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", accepted->count);
        for (size_t k = 0; k < source.count; k++)
            picks[k] = judge->scene.picks->all[source.picks[k]].detection;
        qsort(picks, source.count, sizeof(*picks), by_number);
        (*ret)[i] = (struct tct_association){
            .picks = picks,
            .pick_count = source.count,
            .log_odds = source.log_odds,
            .x_m = source.x_m,
            .y_m = source.y_m,
            .z_m = source.z_m,
            .time_ns = judge->scene.picks->origin_ns + tct_time_from_s(source.time_s),
            .covariance_m2 = {source.covariance[0], source.covariance[1], source.covariance[3]},
        };
    }
    return TCT_OK;
}

/* Rounds of finding and learning, each in memory of its own. */
static enum tct_status find(struct judge *judge, struct tct_arena *arena, size_t scratch_bytes,
                            struct tct_association **ret, size_t *ret_count, struct tct_error *err)
{
    learn_first(judge);
    for (int round = 1;; round++) {
        struct tct_arena scratch;
        tct_arena_init(&scratch, scratch_bytes);
        struct accepted accepted;
        enum tct_status status = accepted_new(judge, &scratch, &accepted, err);
        if (status == TCT_OK)
            status = run_round(judge, &accepted, &scratch, err);
        bool last = round == ROUNDS || status != TCT_OK;
        if (status == TCT_OK && last) {
            *ret_count = accepted.count;
            status = hand_out(judge, &accepted, arena, ret, err);
        } else if (status == TCT_OK) {
            status = learn_from(judge, &accepted, &scratch, err);
        }
        tct_arena_free(&scratch);
        if (last || status != TCT_OK)
            return status;
    }
}

enum tct_status tct_associate(const struct tct_network *network,
                              const struct tct_detection *detections, size_t count,
                              struct tct_arena *arena, struct tct_association **ret,
                              size_t *ret_count, struct tct_association_report *ret_report,
                              struct tct_error *err)
{
    *ret = NULL;
    *ret_count = 0;
    *ret_report = (struct tct_association_report){0};
    if (network->station_count == 0) {
        ret_report->bad_station = count;
        return TCT_OK;
    }
    struct tct_arena memory;
    tct_arena_init(&memory, arena->limit_bytes - arena->used_bytes);
    struct station_index index;
    struct picks picks;
    struct judge judge = {.scene = {.network = network, .index = &index, .picks = &picks}};
    enum tct_status status = station_index_new(network, &memory, &index, err);
    if (status == TCT_OK)
        status = picks_new(network, &index, detections, count, &memory, &picks, ret_report, err);
    if (status == TCT_OK)
        status = clutter_new(&picks, index.count, &memory, &judge.clutter, err);
    if (status == TCT_OK) {
        judge.owner = TCT_ARENA_NEW(&memory, uint32_t, picks.count);
        if (judge.owner == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", count);
    }
    if (status == TCT_OK && picks.count >= PICKS_LEAST)
        status = find(&judge, arena, memory.limit_bytes - memory.used_bytes, ret, ret_count, err);
    tct_arena_free(&memory);
    return status;
}
