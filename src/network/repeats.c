/* Repeats: pauses are proposed by the nearest stations, judged by all. */
#include "repeats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "symmetric3.h"

/* What one shot's arrival adds to the error of its path: live fire shows 2.7 ms within a path. */
static const double SHOT_S = 0.003;

/* Between its shots a weapon moves by about this much, each axis. */
static const double MOVED_M = 3;

/* Closer in time it is the same shot, or its echo at the same wall. */
static const double PAUSE_LEAST_S = 0.04;

/* A station that heard the one hears the other; the rest is masking and loudness. */
static const double HEARD_AGAIN = 0.85;

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

/* Within a burst most picks are of its shots: one pick is enough to propose a pause. */
static const double ALONE_S = 2;

/* A station whose silence counts less than this may hear the next shot as well as those that heard
 * the one before: it did not listen. */
static const double ABSENT = 0.5;

static const double LOG_TWO_PI = 1.8378770664093453;

/* The parent's pick at a station; NOBODY when it was silent. */
static uint32_t pick_at(const struct judge *judge, const struct source *source, uint32_t station)
{
    for (size_t i = 0; i < source->count; i++)
        if (judge->scene.picks->all[source->picks[i]].station == station)
            return source->picks[i];
    return NOBODY;
}

static struct member member_at(const struct judge *judge, const struct source *source,
                               uint32_t station, uint32_t heard, const struct path *path)
{
    struct member member = {.station = station, .dx_s_m = path->dx_s_m, .dy_s_m = path->dy_s_m};
    if (heard != NOBODY) {
        const struct pick *pick = &judge->scene.picks->all[heard];
        member.time_s = pick->time_s;
        member.variance_s2 = pick->own_variance_s2;
        return member;
    }
    struct pick any = {.station = station}; /* of which only the path is uncertain */
    member.time_s = source->time_s + path->travel_s;
    member.variance_s2 = source_variance_s2(&judge->scene, &any, path->travel_s) +
                         source_arrival_variance_s2(source->covariance, path->dx_s_m, path->dy_s_m);
    return member;
}

bool family_of(const struct judge *judge, const struct candidate *parent, struct family *ret_family)
{
    struct source *source = &ret_family->source;
    ret_family->count = 0;
    if (!candidate_source(judge, parent, source))
        return false;
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    size_t met = 0;
    for (size_t i = 0; i < judge->scene.index->neighbour_count && met < source->count; i++) {
        struct path path = source_path(source, &judge->scene.index->stations[list[i]]);
        uint32_t heard = pick_at(judge, source, list[i]);
        if (heard == NOBODY &&
            judge_silence(judge, source, list[i], source->time_s + path.travel_s) > ABSENT)
            continue;
        met += heard != NOBODY;
        ret_family->members[ret_family->count++] = member_at(judge, source, list[i], heard, &path);
    }
    return true;
}

/* The pause and how far the weapon moved, with the precision so far. */
struct shift {
    double moved_x_m, moved_y_m, pause_s;
    double covariance[6];                    /* xx, xy, xt, yy, yt, tt */
    uint32_t picks[STATION_NEIGHBOURS_MOST]; /* by member; NOBODY: silent */
};

static double expected_s(const struct member *member, const struct shift *shift)
{
    return member->time_s + shift->pause_s + member->dx_s_m * shift->moved_x_m +
           member->dy_s_m * shift->moved_y_m;
}

static double error_s2(const struct member *member, const struct pick *pick)
{
    return member->variance_s2 + pick->own_variance_s2 + 2 * SHOT_S * SHOT_S;
}

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
    double at_s = expected_s(member, shift),
           vague = source_arrival_variance_s2(shift->covariance, member->dx_s_m, member->dy_s_m),
           best_hit = 0;
    uint32_t end = picks->first[member->station + 1], best = NOBODY;
    double window_s = 2 * GATE * sqrt(vague + member->variance_s2 + 4 * SHOT_S * SHOT_S);
    for (uint32_t i = picks_after(picks, member->station, at_s - window_s);
         i < end && picks->all[i].time_s <= at_s + window_s; i++) {
        double residual_s = picks->all[i].time_s - at_s;
        double variance = vague + error_s2(member, &picks->all[i]);
        if (!rights_allow(rights, i) || residual_s * residual_s > GATE * GATE * variance)
            continue;
        double worth = hit(judge, i, residual_s, variance) + log(HEARD_AGAIN / (1 - HEARD_AGAIN));
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

/* Least squares for the shift; that the weapon hardly moves is one more observation. */
static bool solve(const struct judge *judge, const struct family *family, struct shift *shift)
{
    double info[6] = {1 / (MOVED_M * MOVED_M), 0, 0, 1 / (MOVED_M * MOVED_M), 0, 0}, pull[3] = {0};
    for (size_t i = 0; i < family->count; i++) {
        if (shift->picks[i] == NOBODY)
            continue;
        const struct member *member = &family->members[i];
        const struct pick *pick = &judge->scene.picks->all[shift->picks[i]];
        double row[3] = {member->dx_s_m, member->dy_s_m, 1}, variance = error_s2(member, pick);
        double later_s = pick->time_s - member->time_s;
        double weight =
            residual_weight(pick->time_s - expected_s(member, shift), variance) / variance;
        size_t at = 0;
        for (size_t j = 0; j < 3; j++) {
            for (size_t k = j; k < 3; k++)
                info[at++] += weight * row[j] * row[k];
            pull[j] += weight * row[j] * later_s;
        }
    }
    double found[3];
    if (!symmetric3_invert(info, shift->covariance))
        return false;
    symmetric3_apply(shift->covariance, pull, found);
    shift->moved_x_m = found[0];
    shift->moved_y_m = found[1];
    shift->pause_s = found[2];
    return true;
}

/* One shot of the known place at one of the pauses that its picks leave open. */
static double log_odds(const struct judge *judge, const struct family *family,
                       const struct shift *shift, const struct source *source)
{
    double moved2 = shift->moved_x_m * shift->moved_x_m + shift->moved_y_m * shift->moved_y_m;
    double sum = log(judge->recurrence.share * fmax(recurrence_pause_density(shift->pause_s),
                                                    recurrence_rate(&judge->recurrence, source))) +
                 source_log_volume(shift->covariance) - LOG_TWO_PI -
                 0.5 * moved2 / (MOVED_M * MOVED_M) - 2 * log(MOVED_M);
    for (size_t i = 0; i < family->count; i++) {
        const struct member *member = &family->members[i];
        uint32_t number = shift->picks[i];
        if (number == NOBODY) {
            sum +=
                judge_silence(judge, &family->source, member->station, expected_s(member, shift)) *
                log(1 - HEARD_AGAIN);
            continue;
        }
        const struct pick *pick = &judge->scene.picks->all[number];
        sum +=
            hit(judge, number, pick->time_s - expected_s(member, shift), error_s2(member, pick)) +
            log(HEARD_AGAIN);
    }
    return sum;
}

bool repeat_settle(const struct judge *judge, struct rights rights, const struct family *family,
                   double pause_s, struct source *ret_source)
{
    struct shift shift = {
        .pause_s = pause_s,
        .covariance = {MOVED_M * MOVED_M, 0, 0, MOVED_M * MOVED_M, 0, 2 * SHOT_S * SHOT_S}};
    for (int round = 0; round < SETTLE_ROUNDS; round++) {
        if (gather(judge, rights, family, &shift) < REPEAT_PICKS_LEAST ||
            !solve(judge, family, &shift))
            return false;
    }
    if (fabs(shift.pause_s) < PAUSE_LEAST_S)
        return false;
    *ret_source =
        source_at(&judge->scene, family->source.x_m + shift.moved_x_m,
                  family->source.y_m + shift.moved_y_m, family->source.time_s + shift.pause_s);
    for (size_t i = 0; i < family->count; i++)
        if (shift.picks[i] != NOBODY)
            ret_source->picks[ret_source->count++] = shift.picks[i];
    ret_source->log_odds = log_odds(judge, family, &shift, ret_source);
    return true;
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int by_length(const void *left, const void *right)
{
    const double *a = left, *b = right;
    double x = fabs(*a), y = fabs(*b);
    return x < y ? -1 : x > y ? 1 : by_value(left, right);
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
    double pauses_s[PROPOSING_STATIONS * PICKS_ASKED];
    double before_s = 0;
    size_t count = 0, agreed = 0;
    for (size_t m = 0; m < family->count && m < PROPOSING_STATIONS; m++)
        count += pauses_at(judge, rights, &family->members[m], pauses_s + count);
    qsort(pauses_s, count, sizeof(*pauses_s), by_value);
    for (size_t i = 0; i < count; i++) {
        double pause_s = pauses_s[i];
        if (fabs(pause_s) < ALONE_S || (i > 0 && pause_s - before_s < AGREE_S))
            pauses_s[agreed++] = pause_s;
        before_s = pause_s;
    }
    qsort(pauses_s, agreed, sizeof(*pauses_s), by_length);
    if (agreed > REPEATS_MOST)
        agreed = REPEATS_MOST;
    memcpy(ret_pauses_s, pauses_s, agreed * sizeof(*pauses_s));
    return agreed;
}
