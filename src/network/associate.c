/* Association: which detections belong to one source. The rounds, and what goes in and out. */
#include <math.h>
#include <stdlib.h>

#include "associate.h"
#include "bursts.h"
#include "clocks.h"
#include "crossing.h"
#include "hypotheses.h"
#include "lone.h"
#include "positions.h"
#include "seeding.h"

/* Where sources are many, each round explains picks that were clutter to the one before, and tells
 * clutter apart the better: rounds go on while another share of all picks is explained. A few
 * chance groups among pure clutter are no such share: with more rounds they would confirm each
 * other. */
enum { ROUNDS = 3, ROUNDS_MOST = 6 };
static const double GOES_ON_SHARE = 0.02;

/* Where all is known beforehand: one to find what can be explained, one with that. */
enum { ROUNDS_KNOWING = 2 };

/* Until the last round a repeat counts that is as likely as not: rounds of a burst that nothing
 * explains would be learned as echoes, and then be taken for these. */
static const double HOPEFUL_LOG_ODDS = 0;

/* Most of the shots of a place. */
static const double OFTEN = 0.5;

/* The candidates of the round before under what is believed now. */
static enum tct_status judge_again(const struct judge *judge, const struct candidates *before,
                                   struct candidates *candidates, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < before->count && status == TCT_OK; i++) {
        struct source source;
        if (candidate_source(judge, &before->all[i], &source) &&
            judge_settle(judge, RIGHTS_TO_ALL, &source))
            status = candidates_add(candidates, &source, err);
    }
    return status;
}

/* Clear candidates first; then those that were hidden behind them, from what is left. */
static enum tct_status run_round(struct judge *judge, const struct candidates *before,
                                 struct candidates *candidates, struct accepted *accepted,
                                 struct tct_error *err)
{
    enum tct_status status = bursts_find(judge, accepted, err);
    if (status == TCT_OK)
        status = before == NULL ? seed_candidates(judge, NULL, candidates, err)
                                : judge_again(judge, before, candidates, err);
    if (status == TCT_OK)
        status = select_greedily(judge, candidates, 0, accepted, err);
    if (status != TCT_OK)
        return status;
    if (before != NULL) { /* before anything is learned, too little is clear */
        size_t known = candidates->count;
        status = seed_candidates(judge, judge->owner, candidates, err);
        if (status == TCT_OK)
            status = select_greedily(judge, candidates, known, accepted, err);
    }
    if (status == TCT_OK)
        status = select_by_exchange(judge, candidates, accepted, err);
    if (status == TCT_OK) /* what repeats those that came last */
        status = select_greedily(judge, candidates, candidates->count, accepted, err);
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

/* Where else the burst of a position may have been, each as the position's shot of reference. */
static enum tct_status hand_out_ways(const struct judge *judge, const struct family *family,
                                     struct tct_arena *arena, struct tct_position *position,
                                     struct tct_error *err)
{
    struct tct_hypothesis *ways = TCT_ARENA_NEW(arena, struct tct_hypothesis, family->way_count);
    if (ways == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for positions");
    int64_t reference_ns = judge->scene.picks->origin_ns + tct_time_from_s(family->source.time_s);
    for (size_t i = 0; i < family->way_count; i++) {
        ways[i] = family->ways[i];
        ways[i].time_ns += reference_ns - family->ways[0].time_ns;
    }
    position->hypotheses = ways;
    position->hypothesis_count = family->way_count;
    return TCT_OK;
}

/* How often a station must hear a place to tell of it, so long as four do. Who misses most shots
 * hears them at the edge of its hearing, where what comes first may be a reflection. */
static double heard_least(const struct family *family)
{
    size_t often = 0;
    for (size_t i = 0; i < family->count; i++)
        often += family->members[i].known && family->members[i].chance >= OFTEN;
    return often >= PICKS_LEAST ? OFTEN : 0.0;
}

/* What one source in the middle of a position is heard as, by the stations that tell of it. */
static enum tct_status hand_out_position(const struct judge *judge, const struct family *family,
                                         struct tct_arena *arena,
                                         const struct tct_position **ret_position,
                                         struct tct_error *err)
{
    struct tct_position *position = TCT_ARENA_NEW(arena, struct tct_position, 1);
    struct tct_detection *mean = TCT_ARENA_NEW(arena, struct tct_detection, family->count);
    if (position == NULL || mean == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for positions");
    *position = (struct tct_position){.mean = mean, .shots = family->shots};
    const double least = heard_least(family);
    for (size_t i = 0; i < family->count; i++) {
        const struct member *member = &family->members[i];
        if (!member->known || member->chance < least)
            continue;
        struct tct_detection *at = &mean[position->count++];
        *at = tct_detection_at(judge->scene.index->index_of[member->station],
                               judge->scene.picks->origin_ns + tct_time_from_s(member->time_s));
        at->time_sigma_s = sqrt(member->variance_s2);
    }
    *ret_position = position;
    return hand_out_ways(judge, family, arena, position, err);
}

static struct tct_hypothesis hypothesis_of(const struct picks *picks, const struct source *source)
{
    const double *p = source->covariance;
    return (struct tct_hypothesis){
        .x_m = source->x_m,
        .y_m = source->y_m,
        .covariance_m2 = {p[0], p[1], p[3]},
        .time_ns = picks->origin_ns + tct_time_from_s(source->time_s),
        .time_variance_s2 = p[5],
        .log_odds = source->log_odds,
    };
}

/* What the picks of a source may mean; the likeliest becomes the source. Repeats are judged by what
 * is known of their place, which no other hypothesis about them is. */
static enum tct_status hand_out_hypotheses(struct judge *judge, const struct holders *holders,
                                           struct accepted *accepted, size_t number,
                                           struct tct_arena *arena, struct tct_group *group,
                                           struct tct_error *err)
{
    struct source source;
    struct hypotheses found;
    struct candidate *candidate = &accepted->all[number];
    if (candidate->family != NULL || !candidate_source(judge, candidate, &source))
        return TCT_OK;
    source.log_odds = candidate->log_odds;
    hypotheses_of(judge, holders, &source, (uint32_t)number, &found);
    struct tct_hypothesis *hypotheses = TCT_ARENA_NEW(arena, struct tct_hypothesis, found.count);
    if (hypotheses == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    for (size_t i = 0; i < found.count; i++)
        hypotheses[i] = hypothesis_of(judge->scene.picks, &found.all[i]);
    group->hypotheses = hypotheses;
    group->hypothesis_count = found.count;
    return accepted_become(judge, accepted, (uint32_t)number, &found.all[0], err);
}

/* One group of a source that stands; its position is among those handed out. */
static enum tct_status hand_out_group(struct judge *judge, const struct holders *holders,
                                      struct accepted *accepted, size_t number,
                                      struct tct_arena *arena, struct tct_group *ret_group,
                                      struct tct_error *err)
{
    *ret_group = (struct tct_group){0};
    enum tct_status status =
        hand_out_hypotheses(judge, holders, accepted, number, arena, ret_group, err);
    if (status != TCT_OK)
        return status;
    const struct candidate *source = &accepted->all[number];
    uint32_t *detections = TCT_ARENA_NEW(arena, uint32_t, source->count);
    if (detections == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for sources");
    for (size_t k = 0; k < source->count; k++)
        detections[k] = judge->scene.picks->all[source->picks[k]].detection;
    qsort(detections, source->count, sizeof(*detections), by_number);
    ret_group->picks = detections;
    ret_group->pick_count = source->count;
    ret_group->log_odds = source->log_odds;
    return TCT_OK;
}

static void set_position(const struct tct_position *position, const struct shift *shift,
                         struct tct_group *group)
{
    group->position = position;
    group->later_ns = tct_time_from_s(shift->pause_s);
    group->moved_x_m = shift->moved_x_m;
    group->moved_y_m = shift->moved_y_m;
    group->moved_m2[0] = shift->covariance[0];
    group->moved_m2[1] = shift->covariance[1];
    group->moved_m2[2] = shift->covariance[3];
}

/* What is an echo of another source is explained, and no source. */
static enum tct_status hand_out(struct judge *judge, const struct holders *holders,
                                struct accepted *accepted, struct tct_arena *arena,
                                struct tct_group **ret_groups, size_t *ret_count,
                                struct tct_error *err)
{
    const struct positions *positions = judge->positions;
    const struct tct_position **handed =
        TCT_ARENA_NEW(arena, const struct tct_position *, positions->count);
    *ret_groups = TCT_ARENA_NEW(arena, struct tct_group, accepted->count);
    *ret_count = 0;
    if (*ret_groups == NULL || handed == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu sources", accepted->count);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < positions->count && status == TCT_OK; i++)
        status = hand_out_position(judge, positions->all[i], arena, &handed[i], err);
    for (size_t i = 0; i < accepted->count && status == TCT_OK; i++) {
        uint32_t of = positions->of[i];
        if (of != NO_POSITION && (positions->is_echo[of] || positions->is_echo_shot[i]))
            continue;
        struct tct_group *group = &(*ret_groups)[(*ret_count)++];
        status = hand_out_group(judge, holders, accepted, i, arena, group, err);
        if (of != NO_POSITION)
            set_position(handed[of], &positions->shifts[i], group);
    }
    return status;
}

/* One round: its candidates and what it accepts, in memory that lasts until the round after. */
struct round {
    struct tct_arena arena;
    struct candidates candidates;
    struct accepted accepted;
};

static enum tct_status find_round(struct judge *judge, const struct round *before,
                                  struct round *round, struct tct_error *err)
{
    enum tct_status status = accepted_new(judge, &round->arena, &round->accepted, err);
    if (status == TCT_OK)
        status = candidates_new(judge->scene.picks->count, judge->scene.picks->count + 64,
                                &round->arena, &round->candidates, err);
    if (status != TCT_OK)
        return status;
    return run_round(judge, before == NULL ? NULL : &before->candidates, &round->candidates,
                     &round->accepted, err);
}

/* What the last round accepted becomes groups. */
static enum tct_status conclude(struct judge *judge, bool knowing, struct round *round,
                                struct tct_arena *arena, struct tct_group **ret_groups,
                                size_t *ret_count, struct tct_error *err)
{
    struct holders holders;
    qsort(round->accepted.all, round->accepted.count, sizeof(*round->accepted.all), by_time);
    accepted_own(judge, &round->accepted);
    enum tct_status status = knowing
                                 ? beliefs_learn_places(judge, &round->accepted, &round->arena, err)
                                 : learn_places(judge, &round->accepted, &round->arena, err);
    if (status == TCT_OK)
        status = holders_new(judge->scene.picks, &round->candidates, &round->arena, &holders, err);
    if (status == TCT_OK)
        status = hand_out(judge, &holders, &round->accepted, arena, ret_groups, ret_count, err);
    return status;
}

static size_t explained(const struct accepted *accepted)
{
    size_t picks = 0;
    for (size_t i = 0; i < accepted->count; i++)
        picks += accepted->all[i].count;
    return picks;
}

/* Whether the round that was meant to be the last still changed what is clutter. */
static bool goes_on(const struct judge *judge, const struct round *before,
                    const struct round *round)
{
    double more = (double)explained(&round->accepted) - (double)explained(&before->accepted);
    return more > GOES_ON_SHARE * (double)judge->scene.picks->count;
}

static enum tct_status find(struct judge *judge, const struct association *terms,
                            struct tct_arena *arena, size_t scratch_bytes,
                            struct tct_group **ret_groups, size_t *ret_count, struct tct_error *err)
{
    struct round rounds[2];
    bool knowing = terms->known != NULL && terms->known->known;
    int last = (knowing ? ROUNDS_KNOWING : ROUNDS) - 1;
    for (size_t i = 0; i < TCT_COUNT(rounds); i++)
        tct_arena_init(&rounds[i].arena, scratch_bytes / TCT_COUNT(rounds));
    enum tct_status status = knowing ? beliefs_give(terms->known, judge, &rounds[1].arena, err)
                                     : learn_first(judge, &rounds[1].arena, err);
    for (int number = 0; number <= last && status == TCT_OK; number++) {
        struct round *round = &rounds[number % 2];
        struct round *before = number > 0 ? &rounds[(number + 1) % 2] : NULL;
        tct_arena_free(&round->arena);
        judge->repeat_log_odds = number < last ? HOPEFUL_LOG_ODDS : SELECTION_LOG_ODDS;
        status = find_round(judge, before, round, err);
        if (status != TCT_OK)
            break;
        if (number == last && !knowing && last < ROUNDS_MOST - 1 && goes_on(judge, before, round))
            last++;
        if (number == last || round->accepted.count == 0) { /* nothing to learn from */
            if (terms->ret_learned != NULL)
                beliefs_take(judge, terms->ret_learned);
            status = conclude(judge, knowing, round, arena, ret_groups, ret_count, err);
            break;
        }
        status = knowing ? beliefs_explain(judge, &round->accepted, &round->arena, err)
                         : learn_from(judge, &round->accepted, &round->arena, err);
    }
    for (size_t i = 0; i < TCT_COUNT(rounds); i++)
        tct_arena_free(&rounds[i].arena);
    return status;
}

enum tct_status associate(const struct tct_network *network, const struct tct_detection *detections,
                          size_t count, const struct association *terms, struct tct_arena *arena,
                          struct tct_group **ret_groups, size_t *ret_count,
                          struct tct_association_report *ret_report, struct tct_error *err)
{
    *ret_groups = NULL;
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
    struct clocks clocks;
    struct judge judge = {.scene = {.network = network, .index = &index, .picks = &picks},
                          .reports = &picks,
                          .clocks = &clocks};
    enum tct_status status = station_index_new(network, &memory, &index, err);
    if (status == TCT_OK)
        status = picks_new(network, &index, detections, count, &memory, &picks, ret_report, err);
    if (status == TCT_OK)
        status = clocks_new(&picks, &index, &memory, &clocks, err);
    if (status == TCT_OK)
        status = clutter_new(&picks, &index, &memory, &judge.clutter, err);
    if (status == TCT_OK) {
        judge.owner = TCT_ARENA_NEW(&memory, uint32_t, picks.count);
        judge.worth = TCT_ARENA_NEW(&memory, float, picks.count);
        if (judge.owner == NULL || judge.worth == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", count);
    }
    for (size_t i = 0; status == TCT_OK && i < picks.count; i++)
        judge.owner[i] = NOBODY;
    if (status == TCT_OK && picks.count >= STATIONS_LEAST) {
        picks.heard_until_s = tct_time_between_s(picks.origin_ns, terms->heard_until_ns);
        status = find(&judge, terms, arena, memory.limit_bytes - memory.used_bytes, ret_groups,
                      ret_count, err);
    }
    if (status == TCT_OK)
        status =
            crossing_append(&judge.scene, judge.owner, &memory, arena, ret_groups, ret_count, err);
    if (status == TCT_OK)
        status = lone_append(&picks, detections, judge.owner, arena, ret_groups, ret_count, err);
    if (status == TCT_OK)
        status = clocks_hand_out(&clocks, arena, &ret_report->stations, err);
    tct_arena_free(&memory);
    return status;
}

enum tct_status tct_associate(const struct tct_network *network,
                              const struct tct_detection *detections, size_t count,
                              struct tct_arena *arena, struct tct_group **ret_groups,
                              size_t *ret_count, struct tct_association_report *ret_report,
                              struct tct_error *err)
{
    const struct association terms = {.heard_until_ns = INT64_MAX};
    return associate(network, detections, count, &terms, arena, ret_groups, ret_count, ret_report,
                     err);
}
