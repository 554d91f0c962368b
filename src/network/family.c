/* Family: pooled paths, and the shift of one shot against them. */
#include "family.h"

#include <math.h>
#include <string.h>

#include "symmetric3.h"

/* What one shot's arrival adds to the error of its path: live fire shows 2.7 ms within a path. */
static const double SHOT_S = 0.003;

/* Between its shots a weapon moves by about this much, each axis. */
static const double MOVED_M = 3;

/* A station that heard the one hears the other; the rest is masking and loudness. */
static const double HEARD_AGAIN = 0.85;

/* That, and what is known of hearing from the distance alone, weighs as much as this many shots. */
static const double CHANCE_WEIGHT = 2;

/* A station less likely than this to hear a shot of the place is no member. */
static const double CHANCE_LEAST = 0.2;

/* Nothing is certain. */
static const double CHANCE_MOST = 0.98;

/* A station whose silence counts less than this may hear the next shot as well as those that heard
 * the one before: it did not listen. */
static const double ABSENT = 0.5;

/* Arrivals beyond this many standard errors came by another path: nothing is learned from them. */
static const double GATE = 4;

static const double LOG_TWO_PI = 1.8378770664093453;

/* The source's pick at a station; NOBODY when it was silent. */
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
    struct member member = {.station = station,
                            .dx_s_m = path->dx_s_m,
                            .dy_s_m = path->dy_s_m,
                            .chance = HEARD_AGAIN,
                            .asked = CHANCE_WEIGHT};
    if (heard != NOBODY) {
        const struct pick *pick = &judge->scene.picks->all[heard];
        member.known = true;
        member.time_s = pick->time_s;
        member.variance_s2 = pick->own_variance_s2 + SHOT_S * SHOT_S;
        return member;
    }
    struct pick any = {.station = station}; /* of which only the path is uncertain */
    member.time_s = source->time_s + path->travel_s;
    member.variance_s2 = source_variance_s2(&judge->scene, &any, path->travel_s) +
                         source_arrival_variance_s2(source->covariance, path->dx_s_m, path->dy_s_m);
    return member;
}

/* One shot was heard (1) or not (0) by a station that listened as far as `weight`. */
static void learn_chance(struct member *member, double heard, double weight)
{
    double asked = member->asked + weight;
    double chance = (member->chance * member->asked + weight * heard) / asked;
    member->chance = fmin(CHANCE_MOST, fmax(1 - CHANCE_MOST, chance));
    member->asked = asked;
}

static struct family *family_new(const struct source *source, const struct member *members,
                                 size_t count, struct tct_arena *arena)
{
    struct family *family = TCT_ARENA_NEW(arena, struct family, 1);
    struct member *kept = TCT_ARENA_NEW(arena, struct member, count);
    if (family == NULL || kept == NULL)
        return NULL;
    memcpy(kept, members, count * sizeof(*members));
    *family = (struct family){.source = *source,
                              .shots = 1,
                              .first_s = source->time_s,
                              .last_s = source->time_s,
                              .count = count,
                              .members = kept};
    return family;
}

struct family *family_of(const struct judge *judge, const struct source *source,
                         struct tct_arena *arena)
{
    struct member members[STATION_NEIGHBOURS_MOST];
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    size_t met = 0, count = 0;
    for (size_t i = 0; i < judge->scene.index->neighbour_count && met < source->count; i++) {
        struct path path = source_path(source, &judge->scene.index->stations[list[i]]);
        uint32_t heard = pick_at(judge, source, list[i]);
        if (heard == NOBODY &&
            judge_silence(judge, source, list[i], source->time_s + path.travel_s) > ABSENT)
            continue;
        met += heard != NOBODY;
        members[count++] = member_at(judge, source, list[i], heard, &path);
    }
    return family_new(source, members, count, arena);
}

static struct family *family_of_all(const struct judge *judge, const struct source *source,
                                    struct tct_arena *arena)
{
    struct member members[STATION_NEIGHBOURS_MOST];
    struct hearsay hearsay[STATION_NEIGHBOURS_MOST];
    struct reach_belief belief;
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    size_t around = judge_hearsay(judge, source, hearsay, &belief), count = 0;
    for (size_t i = 0; i < around; i++) {
        double chance = reach_chance(&judge->hearing, &belief, hearsay[i].bin);
        if (!hearsay[i].heard && chance < CHANCE_LEAST)
            continue;
        struct path path = source_path(source, &judge->scene.index->stations[list[i]]);
        double at_s = source->time_s + path.travel_s;
        struct member *member = &members[count++];
        *member = member_at(judge, source, list[i], pick_at(judge, source, list[i]), &path);
        member->chance = chance;
        if (hearsay[i].heard)
            learn_chance(member, 1, 1);
        else
            learn_chance(member, 0, judge_silence(judge, source, list[i], at_s));
    }
    return family_new(source, members, count, arena);
}

struct family *family_of_position(const struct judge *judge, const struct source *source,
                                  struct tct_arena *arena)
{
    struct family *family = family_of_all(judge, source, arena);
    if (family != NULL)
        family->position = true;
    return family;
}

struct family *family_of_burst(const struct judge *judge, const struct source *source,
                               struct tct_arena *arena)
{
    struct family *family = family_of_all(judge, source, arena);
    if (family != NULL)
        family->whole = true;
    return family;
}

struct family *family_keep(const struct family *family, struct tct_arena *arena)
{
    struct family *kept = family_new(&family->source, family->members, family->count, arena);
    if (kept == NULL)
        return NULL;
    struct member *members = kept->members;
    *kept = *family;
    kept->members = members;
    return kept;
}

struct shift family_shift(double pause_s)
{
    return (struct shift){
        .pause_s = pause_s,
        .covariance = {MOVED_M * MOVED_M, 0, 0, MOVED_M * MOVED_M, 0, 2 * SHOT_S * SHOT_S}};
}

double family_expected_s(const struct member *member, const struct shift *shift)
{
    return member->time_s + shift->pause_s + member->dx_s_m * shift->moved_x_m +
           member->dy_s_m * shift->moved_y_m;
}

double family_error_s2(const struct member *member, const struct pick *pick)
{
    return member->variance_s2 + pick->own_variance_s2 + SHOT_S * SHOT_S;
}

bool family_solve(const struct judge *judge, const struct family *family, struct shift *shift)
{
    double info[6] = {1 / (MOVED_M * MOVED_M), 0, 0, 1 / (MOVED_M * MOVED_M), 0, 0}, pull[3] = {0};
    for (size_t i = 0; i < family->count; i++) {
        if (shift->picks[i] == NOBODY)
            continue;
        const struct member *member = &family->members[i];
        const struct pick *pick = &judge->scene.picks->all[shift->picks[i]];
        double row[3] = {member->dx_s_m, member->dy_s_m, 1},
               variance = family_error_s2(member, pick);
        double later_s = pick->time_s - member->time_s;
        double weight =
            residual_weight(pick->time_s - family_expected_s(member, shift), variance) / variance;
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

double family_log_volume(const struct shift *shift)
{
    double moved2 = shift->moved_x_m * shift->moved_x_m + shift->moved_y_m * shift->moved_y_m;
    return log(source_volume(shift->covariance)) - LOG_TWO_PI - 0.5 * moved2 / (MOVED_M * MOVED_M) -
           2 * log(MOVED_M);
}

double family_join_log_odds(const struct judge *judge, const struct family *family,
                            const struct source *source, struct shift *ret_shift)
{
    enum { ROUNDS = 3 };
    *ret_shift = family_shift(source->time_s - family->source.time_s);
    for (size_t i = 0; i < family->count; i++)
        ret_shift->picks[i] = pick_at(judge, source, family->members[i].station);
    for (int round = 0; round < ROUNDS; round++)
        if (!family_solve(judge, family, ret_shift))
            return -INFINITY;
    double recurring, all = judge_density(judge, source, &recurring);
    double odds = log(judge->recurrence.share * recurrence_rate(&judge->recurrence, source)) +
                  family_log_volume(ret_shift) - log(all - recurring) -
                  log(source_volume(source->covariance));
    for (size_t i = 0; i < family->count; i++) {
        if (ret_shift->picks[i] == NOBODY)
            continue;
        const struct member *member = &family->members[i];
        const struct pick *pick = &judge->scene.picks->all[ret_shift->picks[i]];
        struct path path = source_path(source, &judge->scene.index->stations[member->station]);
        odds += residual_log_density(pick->time_s - family_expected_s(member, ret_shift),
                                     family_error_s2(member, pick)) -
                residual_log_density(pick->time_s - source->time_s - path.travel_s,
                                     source_variance_s2(&judge->scene, pick, path.travel_s));
    }
    return odds;
}

static void learn_path(struct member *member, const struct shift *shift, const struct pick *pick)
{
    double off_s = pick->time_s - family_expected_s(member, shift);
    double own_s2 = pick->own_variance_s2 + SHOT_S * SHOT_S;
    double vague_s2 = source_arrival_variance_s2(shift->covariance, member->dx_s_m, member->dy_s_m);
    if (off_s * off_s > GATE * GATE * (member->variance_s2 + own_s2 + vague_s2))
        return;
    if (!member->known)
        own_s2 += vague_s2;
    double gain = member->variance_s2 / (member->variance_s2 + own_s2);
    member->time_s += gain * off_s;
    member->variance_s2 *= 1 - gain;
    member->known = true;
}

void family_learn(const struct judge *judge, struct family *family, const struct shift *shift)
{
    double time_s = family->source.time_s + shift->pause_s;
    family->shots++;
    family->first_s = fmin(family->first_s, time_s);
    family->last_s = fmax(family->last_s, time_s);
    for (size_t i = 0; i < family->count; i++) {
        struct member *member = &family->members[i];
        if (shift->picks[i] == NOBODY) {
            learn_chance(member, 0,
                         judge_silence(judge, &family->source, member->station,
                                       family_expected_s(member, shift)));
            continue;
        }
        learn_chance(member, 1, 1);
        learn_path(member, shift, &judge->scene.picks->all[shift->picks[i]]);
    }
}
