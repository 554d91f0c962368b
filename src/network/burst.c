/* Burst: rounds are proposed where stations agree, and settled as repeats of one shot. */
#include "burst.h"

#include <math.h>
#include <stdlib.h>

/* The fastest machine guns fire 1,300 rounds a minute. */
static const double FASTEST_S = 0.045;

/* Arrivals of one round, set against their trains, are spread by this, 1 sigma, and lie within. */
static const double SPREAD_S = 0.007, AGREE_S = 0.02;

/* A station that hears a burst misses a round about this often. */
static const double MISSED = 0.3;

static const double SQRT_TWO_PI = 2.5066282746310002;

/* Owner of what a round of the burst has while others are settled. */
static const uint32_t CLAIMED = NOBODY - 1;

static int by_pause(const void *left, const void *right)
{
    const struct proposal *a = left, *b = right;
    if (a->pause_s < b->pause_s || a->pause_s > b->pause_s)
        return a->pause_s < b->pause_s ? -1 : 1;
    return (a->member > b->member) - (a->member < b->member);
}

/* The free picks of stations with a train, as shots before and after the reference. */
static size_t list_proposals(const struct judge *judge, const struct family *family, double last_s,
                             struct proposal ret_proposals[PROPOSALS_MOST])
{
    const struct picks *picks = judge->scene.picks;
    size_t count = 0;
    for (uint32_t m = 0; m < family->count; m++) {
        const struct member *member = &family->members[m];
        uint32_t end = picks->first[member->station + 1];
        double until_s = member->time_s + last_s + RHYTHM_LULL_S;
        if (!member->known)
            continue;
        for (uint32_t i = picks_after(picks, member->station, member->time_s - RHYTHM_LULL_S);
             i < end && picks->all[i].time_s < until_s && count < PROPOSALS_MOST; i++)
            if (judge->owner[i] == NOBODY)
                ret_proposals[count++] =
                    (struct proposal){picks->all[i].time_s - member->time_s, m, i};
    }
    qsort(ret_proposals, count, sizeof(*ret_proposals), by_pause);
    return count;
}

/* How much the picks around a proposed round speak for it: of each station the nearest one. */
static double worth_of(const struct judge *judge, const struct proposal *proposals, size_t count,
                       size_t at)
{
    size_t from = at, to = at;
    double sum = 0;
    while (from > 0 && proposals[at].pause_s - proposals[from - 1].pause_s < AGREE_S)
        from--;
    while (to < count && proposals[to].pause_s - proposals[at].pause_s < AGREE_S)
        to++;
    for (size_t i = from; i < to; i++) {
        double off_s = proposals[i].pause_s - proposals[at].pause_s;
        bool nearest = true;
        for (size_t k = from; k < to && nearest; k++)
            nearest = proposals[k].member != proposals[i].member ||
                      fabs(proposals[k].pause_s - proposals[at].pause_s) >= fabs(off_s);
        if (nearest)
            sum += log(MISSED + (1 - MISSED) *
                                    exp(-0.5 * off_s * off_s / (SPREAD_S * SPREAD_S) -
                                        judge->clutter.log_rate[proposals[i].pick]) /
                                    (SQRT_TWO_PI * SPREAD_S));
    }
    return sum;
}

/* Pauses at which stations agree on a round, the likeliest first. */
static size_t propose_rounds(const struct judge *judge, const struct family *family, double last_s,
                             struct burst_room *room, double ret_pauses_s[RHYTHM_MOST])
{
    const struct proposal *proposals = room->proposals;
    size_t count = list_proposals(judge, family, last_s, room->proposals), found = 0;
    for (size_t i = 0; i < count; i++)
        room->worth[i] = (float)worth_of(judge, proposals, count, i);
    while (found < RHYTHM_MOST && count > 0) {
        size_t best = 0;
        for (size_t i = 1; i < count; i++)
            if (room->worth[i] > room->worth[best])
                best = i;
        if (!(room->worth[best] > 0))
            break;
        double pause_s = proposals[best].pause_s;
        ret_pauses_s[found++] = pause_s;
        for (size_t i = 0; i < count; i++)
            if (fabs(proposals[i].pause_s - pause_s) < AGREE_S)
                room->worth[i] = 0;
    }
    return found;
}

static void own(const struct judge *judge, const struct source *source, uint32_t owner)
{
    for (size_t i = 0; i < source->count; i++)
        judge->owner[source->picks[i]] = owner;
}

/* Whether a weapon could have fired a round, having fired those that are settled. */
static bool has_room(const struct burst *burst, double pause_s)
{
    for (size_t i = 0; i < burst->count; i++)
        if (fabs(burst->shifts[i].pause_s - pause_s) < FASTEST_S)
            return false;
    return true;
}

/* One round after another on what the others left. */
static void settle_rounds(const struct judge *judge, const double *pauses_s, size_t count,
                          struct burst *burst)
{
    struct rights rights = {judge->owner, NOBODY, NULL};
    burst->count = 0;
    burst->rounds_log_odds = 0;
    for (size_t i = 0; i < count; i++) {
        struct source *shot = &burst->shots[burst->count];
        struct shift *shift = &burst->shifts[burst->count];
        if (!repeat_settle(judge, rights, burst->family, pauses_s[i], shot, shift) ||
            shot->log_odds <= judge->repeat_log_odds)
            continue;
        if (!has_room(burst, shift->pause_s)) {
            burst->mixed = true;
            continue;
        }
        own(judge, shot, CLAIMED);
        burst->rounds_log_odds += shot->log_odds;
        burst->count++;
    }
    for (size_t i = 0; i < burst->count; i++)
        own(judge, &burst->shots[i], NOBODY);
}

/* What the place is worth by the trains' times alone: their evidence comes again with the rounds.
 */
static double place_log_odds(const struct trains *trains, const struct source *place)
{
    double sum = place->log_odds;
    for (size_t i = 0; i < place->count; i++)
        sum -= trains->judge.clutter.salience[place->picks[i]];
    return sum;
}

enum tct_status burst_at(const struct judge *judge, const struct trains *trains,
                         const struct source *place, double last_s, struct burst_room *room,
                         struct tct_arena *arena, struct burst *ret_burst, struct tct_error *err)
{
    double pauses_s[RHYTHM_MOST];
    struct family *family = family_of_burst(&trains->judge, place, arena);
    if (family == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for bursts");
    ret_burst->family = family;
    ret_burst->mixed = false;
    ret_burst->place_log_odds = place_log_odds(trains, place);
    size_t count = propose_rounds(judge, family, last_s, room, pauses_s);
    settle_rounds(judge, pauses_s, count, ret_burst);
    for (size_t i = 0; i < ret_burst->count; i++) {
        family_learn(judge, family, &ret_burst->shifts[i]);
        pauses_s[i] = ret_burst->shifts[i].pause_s;
    }
    settle_rounds(judge, pauses_s, ret_burst->count, ret_burst);
    return TCT_OK;
}

struct rhythm burst_rhythm(const struct burst *burst, uint32_t station)
{
    struct rhythm rhythm = {.station = station, .count = burst->count};
    double first_s = burst->family->source.time_s;
    for (size_t m = 0; m < burst->family->count; m++)
        if (burst->family->members[m].station == station)
            first_s = burst->family->members[m].time_s;
    for (size_t i = 0; i < burst->count; i++)
        rhythm.time_s[i] = first_s + burst->shifts[i].pause_s;
    rhythm_sort(&rhythm);
    return rhythm;
}
