/* Crossing: two waves are of one source rather than of two by how much likelier their bearings and
 * times then are; others join where they make it likelier. What else each could belong to counts
 * against it. */
#include "crossing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "far.h"

/* Of one source at most; a wave is compared with as many of other arrays that follow it, so that
 * the cost grows with the waves alone; and pairs that are kept. */
enum { ARRAYS_MOST = 16, FELLOWS_MOST = 32, PAIRS_MOST = 1 << 16 };

/* No sound of one source takes so much longer to one array than to another. */
static const double LATER_MOST_S = 2000.0;

/* Pairs less likely than this neither make a group nor are rivals of one. */
static const double PAIR_LOG_ODDS_LEAST = -3.0;

/* Weaker than 19 to 1 is no source: the waves stay what they are. */
static const double GROUP_LOG_ODDS_LEAST = 2.94;

struct wave {
    struct sighting sighting; /* counted from the first wave's station and time */
    uint32_t pick;
    double log_chance; /* density of a wave of this array that belongs to nothing */
};

struct pair {
    double log_odds;
    uint32_t first, second; /* waves */
};

struct group_of_waves {
    uint32_t waves[ARRAYS_MOST];
    size_t count;
    double log_odds;
};

static bool is_wave(const struct pick *pick)
{
    return isfinite(pick->azimuth_rad) &&
           pick->own_variance_s2 >= WAVE_SIGMA_LEAST_S * WAVE_SIGMA_LEAST_S;
}

static const struct tct_station *station_of(const struct scene *scene, const struct pick *pick)
{
    return &scene->network->stations[scene->index->index_of[pick->station]];
}

/* All waves that belong to nothing, by time. */
static size_t list(const struct scene *scene, const uint32_t *owner, struct wave *ret_waves)
{
    const struct picks *picks = scene->picks;
    const struct tct_station *origin = NULL;
    size_t count = 0;
    for (size_t i = 0; i < picks->count; i++) {
        uint32_t number = picks->in_time[i];
        const struct pick *pick = &picks->all[number];
        if (owner[number] != NOBODY || !is_wave(pick))
            continue;
        const struct tct_station *station = station_of(scene, pick);
        origin = origin == NULL ? station : origin;
        size_t of_array = 1;
        for (uint32_t k = picks->first[pick->station]; k < picks->first[pick->station + 1]; k++)
            of_array += is_wave(&picks->all[k]);
        ret_waves[count++] = (struct wave){
            .sighting = {.x_m = station->x_m - origin->x_m,
                         .y_m = station->y_m - origin->y_m,
                         .timed = true,
                         .time_s = pick->time_s,
                         .time_variance_s2 = pick->own_variance_s2,
                         .aimed = true,
                         .azimuth_rad = pick->azimuth_rad,
                         .azimuth_variance_rad2 =
                             pick->azimuth_sigma_rad * pick->azimuth_sigma_rad},
            .pick = number,
            .log_chance = log((double)of_array / fmax(1.0, picks->listened_s) / (2.0 * M_PI))};
    }
    return count;
}

/* Log odds of one source against as many as there are waves. The first one's time is given. */
static double log_odds_of(const struct wave *waves, const struct group_of_waves *group)
{
    struct sighting sightings[ARRAYS_MOST];
    double chance = -log(2.0 * M_PI); /* of the first one's bearing */
    for (size_t i = 0; i < group->count; i++) {
        sightings[i] = waves[group->waves[i]].sighting;
        sightings[i].time_s -= waves[group->waves[0]].sighting.time_s;
        chance += i > 0 ? waves[group->waves[i]].log_chance : 0.0;
    }
    return far_log_evidence(sightings, group->count) - chance;
}

static bool has_array(const struct scene *scene, const struct wave *waves,
                      const struct group_of_waves *group, uint32_t wave)
{
    const struct picks *picks = scene->picks;
    for (size_t i = 0; i < group->count; i++)
        if (picks->all[waves[group->waves[i]].pick].station == picks->all[waves[wave].pick].station)
            return true;
    return false;
}

static int likeliest_first(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    if (a->log_odds < b->log_odds || a->log_odds > b->log_odds)
        return a->log_odds < b->log_odds ? 1 : -1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->second > b->second) - (a->second < b->second);
}

static size_t pair_up(const struct scene *scene, const struct wave *waves, size_t count,
                      struct pair *ret_pairs)
{
    size_t pairs = 0;
    for (uint32_t i = 0; i < count; i++) {
        size_t fellows = 0;
        for (uint32_t k = i + 1; k < count && fellows < FELLOWS_MOST && pairs < PAIRS_MOST; k++) {
            struct group_of_waves two = {.waves = {i}, .count = 1};
            if (waves[k].sighting.time_s - waves[i].sighting.time_s > LATER_MOST_S)
                break;
            if (has_array(scene, waves, &two, k))
                continue;
            fellows++;
            two.waves[two.count++] = k;
            double log_odds = log_odds_of(waves, &two);
            if (log_odds > PAIR_LOG_ODDS_LEAST)
                ret_pairs[pairs++] = (struct pair){log_odds, i, k};
        }
    }
    qsort(ret_pairs, pairs, sizeof(*ret_pairs), likeliest_first);
    return pairs;
}

/* How many waves are heard by another array as well is learned from the waves themselves
 * (expectation and maximisation); a wave on each side is believed beforehand. Pairs then have the
 * odds that this makes of them. `sums` has room for the waves. */
static void learn_share(size_t wave_count, double *sums, struct pair *pairs, size_t pair_count)
{
    enum { ROUNDS = 20 };
    double share = 0.5;
    for (size_t i = 0; i < wave_count; i++)
        sums[i] = 0.0;
    for (size_t i = 0; i < pair_count; i++) {
        sums[pairs[i].first] += exp(pairs[i].log_odds);
        sums[pairs[i].second] += exp(pairs[i].log_odds);
    }
    for (int round = 0; round < ROUNDS; round++) {
        double heard = 1.0;
        for (size_t i = 0; i < wave_count; i++)
            heard += share * sums[i] / (1.0 - share + share * sums[i]);
        share = heard / ((double)wave_count + 2.0);
    }
    for (size_t i = 0; i < pair_count; i++)
        pairs[i].log_odds += log(share / (1.0 - share));
}

static bool in_group(const struct group_of_waves *group, uint32_t wave)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->waves[i] == wave)
            return true;
    return false;
}

/* Adds what makes the group likelier, of each other array the best; then takes off what its waves
 * could be with others. */
static void grow(const struct scene *scene, const struct wave *waves, const uint32_t *owner,
                 const struct pair *pairs, size_t pair_count, struct group_of_waves *group)
{
    const double prior = group->log_odds - log_odds_of(waves, group);
    for (bool grown = true; grown && group->count < ARRAYS_MOST;) {
        struct group_of_waves best = *group;
        for (size_t i = 0; i < pair_count; i++) {
            bool with_first = in_group(group, pairs[i].first);
            if (with_first == in_group(group, pairs[i].second))
                continue;
            uint32_t other = with_first ? pairs[i].second : pairs[i].first;
            if (owner[waves[other].pick] != NOBODY || has_array(scene, waves, group, other))
                continue;
            struct group_of_waves more = *group;
            more.waves[more.count++] = other;
            more.log_odds = prior + log_odds_of(waves, &more);
            if (more.log_odds > best.log_odds)
                best = more;
        }
        grown = best.count > group->count;
        *group = best;
    }
    double rivals = 0.0;
    for (size_t i = 0; i < pair_count; i++)
        if (in_group(group, pairs[i].first) != in_group(group, pairs[i].second) &&
            owner[waves[pairs[i].first].pick] == NOBODY &&
            owner[waves[pairs[i].second].pick] == NOBODY)
            rivals += exp(pairs[i].log_odds);
    group->log_odds -= log1p(rivals);
}

static enum tct_status hand_out(const struct scene *scene, const struct wave *waves,
                                const struct group_of_waves *from, struct tct_arena *arena,
                                struct tct_group *ret_group, struct tct_error *err)
{
    uint32_t *picks = TCT_ARENA_NEW(arena, uint32_t, from->count);
    if (picks == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for sources");
    for (size_t i = 0; i < from->count; i++)
        picks[i] = scene->picks->all[waves[from->waves[i]].pick].detection;
    *ret_group = (struct tct_group){
        .picks = picks, .pick_count = from->count, .log_odds = from->log_odds, .far = true};
    return TCT_OK;
}

/* Waves are in the order of time. */
static uint32_t first_of(const struct group_of_waves *group)
{
    uint32_t first = group->waves[0];
    for (size_t i = 1; i < group->count; i++)
        first = group->waves[i] < first ? group->waves[i] : first;
    return first;
}

static int earliest_first(const void *left, const void *right)
{
    uint32_t a = first_of(left), b = first_of(right);
    return (a > b) - (a < b);
}

/* The best pairs first, each with all that belongs to it; `ret_found` has room for half the
 * waves. */
static size_t take(const struct scene *scene, const struct wave *waves, uint32_t *owner,
                   const struct pair *pairs, size_t pair_count, struct group_of_waves *ret_found)
{
    size_t found = 0;
    for (size_t i = 0; i < pair_count; i++) {
        if (owner[waves[pairs[i].first].pick] != NOBODY ||
            owner[waves[pairs[i].second].pick] != NOBODY)
            continue;
        struct group_of_waves *group = &ret_found[found];
        *group = (struct group_of_waves){
            .waves = {pairs[i].first, pairs[i].second}, .count = 2, .log_odds = pairs[i].log_odds};
        grow(scene, waves, owner, pairs, pair_count, group);
        if (group->log_odds < GROUP_LOG_ODDS_LEAST)
            continue;
        for (size_t k = 0; k < group->count; k++)
            owner[waves[group->waves[k]].pick] = FAR_OWNER;
        found++;
    }
    qsort(ret_found, found, sizeof(*ret_found), earliest_first);
    return found;
}

enum tct_status crossing_append(const struct scene *scene, uint32_t *owner,
                                struct tct_arena *memory, struct tct_arena *arena,
                                struct tct_group **groups, size_t *count, struct tct_error *err)
{
    size_t waves_most = 0;
    for (uint32_t i = 0; i < scene->picks->count; i++)
        waves_most += owner[i] == NOBODY && is_wave(&scene->picks->all[i]);
    if (waves_most < 2)
        return TCT_OK;
    struct wave *waves = TCT_ARENA_NEW(memory, struct wave, waves_most);
    struct group_of_waves *found = TCT_ARENA_NEW(memory, struct group_of_waves, waves_most / 2 + 1);
    struct pair *pairs = TCT_ARENA_NEW(memory, struct pair, PAIRS_MOST);
    double *sums = TCT_ARENA_NEW(memory, double, waves_most);
    if (waves == NULL || found == NULL || pairs == NULL || sums == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu waves", waves_most);
    size_t wave_count = list(scene, owner, waves);
    size_t pair_count = pair_up(scene, waves, wave_count, pairs);
    learn_share(wave_count, sums, pairs, pair_count);
    size_t found_count = take(scene, waves, owner, pairs, pair_count, found);
    if (found_count == 0)
        return TCT_OK;
    struct tct_group *all = TCT_ARENA_NEW(arena, struct tct_group, *count + found_count);
    if (all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for sources");
    if (*count > 0)
        memcpy(all, *groups, *count * sizeof(*all));
    *groups = all;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < found_count && status == TCT_OK; i++)
        status = hand_out(scene, waves, &found[i], arena, &all[(*count)++], err);
    return status;
}
