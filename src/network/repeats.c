/* Repeats: pauses are proposed by the nearest stations, judged by all. */
#include "repeats.h"

#include "order.h"
#include "rhythm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Closer in time it is the same shot, or its echo at the same wall. */
static const double PAUSE_LEAST_S = 0.04;

/* Echoes at walls near the weapon come after much the same pause everywhere, so that trains of
 * echoes agree more often than their rate says: it is taken twice (this is the logarithm). */
static const double ECHOES_AGREE = 0.7;

/* Arrivals beyond this many standard errors belong to something else. */
static const double GATE = 4;

/* Of each proposing station as many picks are asked, half on either side of the known one. */
enum { PROPOSING_STATIONS = 4, PICKS_ASKED = 128, SETTLE_ROUNDS = 3 };

/* Two picks agree on a pause when theirs differ by no more than what moving and errors make of it.
 */
static const double AGREE_S = 0.03;

/* The same where some paths are known by distance alone. */
static const double AGREE_WIDE_S = 0.06;

/* Within a burst most picks are of its shots: one pick is enough to propose a pause. */
static const double ALONE_S = 2;

static double hit(const struct judge *judge, uint32_t number, double residual_s, double variance_s2)
{
    return residual_log_density(residual_s, variance_s2) - judge->clutter.log_rate[number] -
           ECHOES_AGREE + fmax(0, judge->clutter.salience[number]) +
           judge->scene.picks->all[number].heard_as_source;
}

/* The member's pick that speaks most for the shift; NOBODY when none is worth more than silence. */
static uint32_t best_pick(const struct judge *judge, struct rights rights,
                          const struct member *member, const struct shift *shift)
{
    const struct picks *picks = judge->scene.picks;
    double at_s = family_expected_s(member, shift),
           vague = source_arrival_variance_s2(shift->covariance, member->dx_s_m, member->dy_s_m),
           best_hit = 0;
    uint32_t end = picks->first[member->station + 1], best = NOBODY;
    double window_s = 2 * GATE * sqrt(vague + member->variance_s2);
    for (uint32_t i = picks_after(picks, member->station, at_s - window_s);
         i < end && picks->all[i].time_s <= at_s + window_s; i++) {
        double residual_s = picks->all[i].time_s - at_s;
        double variance = vague + family_error_s2(member, &picks->all[i]);
        if (!rights_allow(rights, i) || residual_s * residual_s > GATE * GATE * variance)
            continue;
        double worth =
            hit(judge, i, residual_s, variance) + log(member->chance / (1 - member->chance));
        if (worth > best_hit) {
            best = i;
            best_hit = worth;
        }
    }
    return best;
}

static size_t gather(const struct judge *judge, struct rights rights, const struct family *family,
                     struct shift *shift)
{
    size_t heard = 0;
    for (size_t i = 0; i < family->count; i++) {
        shift->picks[i] = best_pick(judge, rights, &family->members[i], shift);
        heard += shift->picks[i] != NOBODY;
    }
    return heard;
}

/* How often a shot comes from the place, per second. That shots were found there does not speak for
 * the place of a burst: those were its own. */
static double rate_of(const struct judge *judge, const struct family *family,
                      const struct shift *shift, const struct source *source)
{
    double pause_s = fmin(fabs(shift->pause_s), family->whole ? RHYTHM_LULL_S : INFINITY);
    double rate = family->position ? 0 : recurrence_pause_density(&judge->recurrence, pause_s);
    return family->whole ? rate : fmax(rate, recurrence_rate(&judge->recurrence, source));
}

/* One shot of the known place at one of the pauses that its picks leave open. */
static double log_odds(const struct judge *judge, const struct family *family,
                       const struct shift *shift, const struct source *source)
{
    double sum = log(judge->recurrence.share * rate_of(judge, family, shift, source)) +
                 family_log_volume(shift);
    for (size_t i = 0; i < family->count; i++) {
        const struct member *member = &family->members[i];
        uint32_t number = shift->picks[i];
        double at_s = family_expected_s(member, shift);
        if (number == NOBODY) {
            sum += judge_silence(judge, &family->source, member->station, at_s) *
                   log(1 - member->chance);
            continue;
        }
        const struct pick *pick = &judge->scene.picks->all[number];
        sum += hit(judge, number, pick->time_s - at_s, family_error_s2(member, pick)) +
               log(member->chance);
    }
    return sum;
}

bool repeat_settle(const struct judge *judge, struct rights rights, const struct family *family,
                   double pause_s, struct source *ret_source, struct shift *ret_shift)
{
    *ret_shift = family_shift(pause_s);
    for (int round = 0; round < SETTLE_ROUNDS; round++) {
        if (gather(judge, rights, family, ret_shift) < REPEAT_PICKS_LEAST ||
            !family_solve(judge, family, ret_shift))
            return false;
    }
    if (!family->position && !family->whole && fabs(ret_shift->pause_s) < PAUSE_LEAST_S)
        return false;
    *ret_source = source_at(&judge->scene, family->source.x_m + ret_shift->moved_x_m,
                            family->source.y_m + ret_shift->moved_y_m,
                            family->source.time_s + ret_shift->pause_s);
    for (size_t i = 0; i < family->count; i++)
        if (ret_shift->picks[i] != NOBODY)
            ret_source->picks[ret_source->count++] = ret_shift->picks[i];
    ret_source->log_odds = log_odds(judge, family, ret_shift, ret_source);
    return true;
}

/* The shortest of ascending pauses first, before or after; of two as long the one before. */
static size_t shortest(const double *pauses_s, size_t count, double ret_s[REPEATS_MOST])
{
    size_t after = 0, found = 0;
    while (after < count && pauses_s[after] < 0)
        after++;
    for (size_t before = after; found < REPEATS_MOST && (before > 0 || after < count);) {
        bool earlier = before > 0 && (after == count || -pauses_s[before - 1] <= pauses_s[after]);
        ret_s[found++] = earlier ? pauses_s[--before] : pauses_s[after++];
    }
    return found;
}

/* Pauses from the pick of one member to the free picks of its station. */
static size_t pauses_at(const struct judge *judge, struct rights rights,
                        const struct member *member, double ret_pauses_s[PICKS_ASKED])
{
    const struct picks *picks = judge->scene.picks;
    uint32_t begin = picks->first[member->station], end = picks->first[member->station + 1];
    uint32_t at = picks_after(picks, member->station, member->time_s), asked = PICKS_ASKED / 2;
    uint32_t from = at - begin > asked ? at - asked : begin;
    uint32_t to = end - at > asked ? at + asked : end;
    size_t count = 0;
    for (uint32_t i = from; i < to; i++) {
        double pause_s = picks->all[i].time_s - member->time_s;
        if (rights_allow(rights, i) && fabs(pause_s) >= PAUSE_LEAST_S)
            ret_pauses_s[count++] = pause_s;
    }
    return count;
}

size_t repeats_propose(const struct judge *judge, struct rights rights, const struct family *family,
                       double ret_pauses_s[REPEATS_MOST])
{
    double pauses_s[PROPOSING_STATIONS * PICKS_ASKED], room[PICKS_ASKED];
    double before_s = 0;
    size_t count = 0, agreed = 0;
    for (size_t m = 0; m < family->count && m < PROPOSING_STATIONS; m++) {
        size_t more = pauses_at(judge, rights, &family->members[m], pauses_s + count);
        order_merge(pauses_s, count, more, room); /* each station's are ascending already */
        count += more;
    }
    for (size_t i = 0; i < count; i++) {
        double pause_s = pauses_s[i];
        if (fabs(pause_s) < ALONE_S || (i > 0 && pause_s - before_s < AGREE_S))
            pauses_s[agreed++] = pause_s;
        before_s = pause_s;
    }
    return shortest(pauses_s, agreed, ret_pauses_s);
}

static int by_pause(const void *left, const void *right)
{
    const struct proposal *a = left, *b = right;
    if (a->pause_s < b->pause_s || a->pause_s > b->pause_s)
        return a->pause_s < b->pause_s ? -1 : 1;
    return (a->member > b->member) - (a->member < b->member);
}

/* How many members agree with the first proposal, which of the following are within reach of it,
 * and the pause in the middle. */
static size_t agreeing(const struct proposal *proposals, size_t count, size_t *ret_reach,
                       double *ret_pause_s)
{
    uint32_t met[REPEAT_PICKS_LEAST];
    size_t found = 0, i = 0;
    double sum_s = 0;
    for (; i < count && proposals[i].pause_s - proposals[0].pause_s < AGREE_WIDE_S; i++) {
        bool fresh = found < REPEAT_PICKS_LEAST;
        for (size_t k = 0; k < found && fresh; k++)
            fresh = met[k] != proposals[i].member;
        if (fresh)
            met[found++] = proposals[i].member;
        sum_s += proposals[i].pause_s;
    }
    *ret_reach = i;
    *ret_pause_s = sum_s / (double)i;
    return found;
}

size_t repeats_asked(const struct judge *judge, const struct family *family)
{
    const struct picks *picks = judge->scene.picks;
    size_t asked = 0;
    for (size_t m = 0; m < family->count; m++) {
        uint32_t station = family->members[m].station;
        asked += picks->first[station + 1] - picks->first[station];
    }
    return asked;
}

size_t repeats_propose_any(const struct judge *judge, struct rights rights,
                           const struct family *family, struct proposal *room, double *ret_pauses_s)
{
    const struct picks *picks = judge->scene.picks;
    size_t count = 0, agreed = 0, before = 0;
    for (uint32_t m = 0; m < family->count; m++) {
        const struct member *member = &family->members[m];
        for (uint32_t i = picks->first[member->station]; i < picks->first[member->station + 1]; i++)
            if (rights_allow(rights, i))
                room[count++] = (struct proposal){picks->all[i].time_s - member->time_s, m, i};
    }
    qsort(room, count, sizeof(*room), by_pause);
    for (size_t i = 0; i < count; i++) {
        double pause_s;
        size_t reach, members = agreeing(room + i, count - i, &reach, &pause_s);
        if (i + reach > before && members == REPEAT_PICKS_LEAST) /* else part of what was said */
            ret_pauses_s[agreed++] = pause_s;
        before = i + reach;
    }
    return agreed;
}
