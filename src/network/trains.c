/* Trains: differences of pick times crowd where a train is aligned; the best of these are kept. */
#include "trains.h"

#include <math.h>
#include <stdlib.h>

/* A round arrives within this of where the rhythm says, 1 sigma: errors of both stations and what
 * the weapon moves between shots. */
static const double ALIGNED_S = 0.010, NARROW_S = 0.004;

/* Rounds further off are not matched. */
static const double MATCH_S = 0.025;

/* Slack when arrivals are compared with the distance of stations. */
static const double SLACK_S = 0.2;

/* Two trains of a station differ by more. */
static const double APART_S = 0.02;

/* Trains that are worse than another one of their station by more begin no source. */
static const double SEED_BELOW = 4;

/* A train needs as many matching rounds. */
enum { MATCHES_LEAST = 2 };

enum { DIFFERENCES_MOST = 4096, CROWDS_MOST = 16, REFINE_STEPS = 2 };

static const double SQRT_TWO_PI = 2.5066282746310002;

struct train {
    double shift_s, log_odds, variance_s2;
};

/* What is asked of one station. */
struct alignment {
    const struct judge *judge;
    struct rights rights;
    const struct rhythm *rhythm;
    uint32_t station;
};

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The free pick nearest to a time, NOBODY when none is within reach. */
static uint32_t nearest_pick(const struct alignment *alignment, double at_s)
{
    const struct picks *picks = alignment->judge->scene.picks;
    uint32_t end = picks->first[alignment->station + 1], best = NOBODY;
    double best_s = MATCH_S;
    for (uint32_t i = picks_after(picks, alignment->station, at_s - MATCH_S);
         i < end && picks->all[i].time_s <= at_s + MATCH_S; i++) {
        double off_s = fabs(picks->all[i].time_s - at_s);
        if (off_s <= best_s && rights_allow(alignment->rights, i)) {
            best = i;
            best_s = off_s;
        }
    }
    return best;
}

/* How much likelier a pick is as a round of the train than as clutter. Some weapons hardly move. */
static double likelihood_ratio(const struct judge *judge, uint32_t number, double off_s)
{
    double wide = off_s / ALIGNED_S, narrow = off_s / NARROW_S;
    double density = exp(-0.5 * wide * wide) / ALIGNED_S + exp(-0.5 * narrow * narrow) / NARROW_S;
    return 0.5 * density / SQRT_TWO_PI *
           exp(fmax(0, judge->clutter.salience[number]) - judge->clutter.log_rate[number] +
               judge->scene.picks->all[number].heard_as_source);
}

/* log of the mean over how many of the rounds the station hears. */
static double log_evidence(const double *ratios, size_t count)
{
    static const double SHARES[] = {0.05, 0.2, 0.4, 0.6, 0.8, 0.95};
    double logs[TCT_COUNT(SHARES)], best = -INFINITY, sum = 0;
    for (size_t s = 0; s < TCT_COUNT(SHARES); s++) {
        double product = 0;
        for (size_t k = 0; k < count; k++)
            product += log(1 - SHARES[s] + SHARES[s] * ratios[k]);
        logs[s] = product;
        best = fmax(best, product);
    }
    for (size_t s = 0; s < TCT_COUNT(SHARES); s++)
        sum += exp(logs[s] - best);
    return best + log(sum / TCT_COUNT(SHARES));
}

/* Moves the train to where its rounds say, and weighs it. */
static bool weigh(const struct alignment *alignment, double shift_s, struct train *ret_train)
{
    double ratios[RHYTHM_MOST];
    size_t matches = 0;
    for (int step = 0; step <= REFINE_STEPS; step++) {
        double sum_s = 0;
        matches = 0;
        for (size_t k = 0; k < alignment->rhythm->count; k++) {
            double at_s = alignment->rhythm->time_s[k] + shift_s;
            uint32_t number = nearest_pick(alignment, at_s);
            ratios[k] = 0;
            if (number == NOBODY)
                continue;
            double off_s = alignment->judge->scene.picks->all[number].time_s - at_s;
            ratios[k] = likelihood_ratio(alignment->judge, number, off_s);
            sum_s += off_s;
            matches++;
        }
        if (matches < MATCHES_LEAST)
            return false;
        if (step < REFINE_STEPS)
            shift_s += sum_s / (double)matches;
    }
    *ret_train = (struct train){shift_s, log_evidence(ratios, alignment->rhythm->count),
                                ALIGNED_S * ALIGNED_S / (double)matches};
    return ret_train->log_odds > 0;
}

/* Differences between the station's free picks and the rhythm, ascending. */
static size_t list_differences(const struct alignment *alignment, double most_s, double *ret_s)
{
    const struct picks *picks = alignment->judge->scene.picks;
    const struct rhythm *rhythm = alignment->rhythm;
    uint32_t end = picks->first[alignment->station + 1];
    double last_s = rhythm->time_s[rhythm->count - 1] + most_s;
    size_t count = 0;
    for (uint32_t i = picks_after(picks, alignment->station, rhythm->time_s[0] - most_s);
         i < end && picks->all[i].time_s <= last_s; i++) {
        if (!rights_allow(alignment->rights, i))
            continue;
        for (size_t k = 0; k < rhythm->count && count < DIFFERENCES_MOST; k++) {
            double later_s = picks->all[i].time_s - rhythm->time_s[k];
            if (fabs(later_s) <= most_s)
                ret_s[count++] = later_s;
        }
    }
    qsort(ret_s, count, sizeof(*ret_s), by_value);
    return count;
}

/* The middles of the windows that hold most differences, none overlapping a better one. */
static size_t find_crowds(const double *differences_s, size_t count, double *ret_middles_s)
{
    uint16_t crowd[DIFFERENCES_MOST];
    size_t end = 0, found = 0;
    for (size_t i = 0; i < count; i++) {
        while (end < count && differences_s[end] - differences_s[i] <= 2 * APART_S)
            end++;
        crowd[i] = (uint16_t)(end - i);
    }
    while (found < CROWDS_MOST) {
        size_t best = count;
        for (size_t i = 0; i < count; i++)
            if (crowd[i] >= MATCHES_LEAST && (best == count || crowd[i] > crowd[best]))
                best = i;
        if (best == count)
            break;
        size_t members = crowd[best];
        double sum_s = 0;
        for (size_t i = best; i < best + members; i++)
            sum_s += differences_s[i];
        double middle_s = sum_s / (double)members;
        ret_middles_s[found++] = middle_s;
        for (size_t i = 0; i < count; i++)
            if (fabs(differences_s[i] + APART_S - middle_s) < 2 * APART_S)
                crowd[i] = 0;
    }
    return found;
}

static int by_evidence(const void *left, const void *right)
{
    const struct train *a = left, *b = right;
    if (a->log_odds < b->log_odds || a->log_odds > b->log_odds)
        return a->log_odds > b->log_odds ? -1 : 1;
    return (a->shift_s > b->shift_s) - (a->shift_s < b->shift_s);
}

/* The best trains of one station, the best first. */
static size_t trains_at(const struct alignment *alignment, double most_s,
                        struct train ret_trains[TRAINS_A_STATION])
{
    double differences_s[DIFFERENCES_MOST], middles_s[CROWDS_MOST];
    struct train found[CROWDS_MOST];
    size_t count = list_differences(alignment, most_s, differences_s), weighed = 0, kept = 0;
    size_t crowds = find_crowds(differences_s, count, middles_s);
    for (size_t i = 0; i < crowds; i++)
        weighed += weigh(alignment, middles_s[i], &found[weighed]);
    qsort(found, weighed, sizeof(*found), by_evidence);
    for (size_t i = 0; i < weighed && kept < TRAINS_A_STATION; i++) {
        bool fresh = true;
        for (size_t k = 0; k < kept && fresh; k++)
            fresh = fabs(ret_trains[k].shift_s - found[i].shift_s) > APART_S;
        if (fresh)
            ret_trains[kept++] = found[i];
    }
    return kept;
}

enum tct_status trains_new(const struct judge *judge, struct tct_arena *arena,
                           struct trains *ret_trains, struct tct_error *err)
{
    size_t stations = judge->scene.index->count;
    *ret_trains =
        (struct trains){.judge = *judge,
                        .picks = {.all = TCT_ARENA_NEW(arena, struct pick, TRAINS_MOST),
                                  .times_s = TCT_ARENA_NEW(arena, double, TRAINS_MOST),
                                  .first = TCT_ARENA_NEW(arena, uint32_t, stations + 1),
                                  .stations = TCT_ARENA_NEW(arena, struct pick_pieces, stations),
                                  .pieces = TCT_ARENA_NEW(arena, uint32_t, TRAINS_MOST + stations),
                                  .origin_ns = judge->scene.picks->origin_ns,
                                  .last_s = judge->scene.picks->last_s,
                                  .listened_s = judge->scene.picks->listened_s}};
    struct clutter *clutter = &ret_trains->judge.clutter;
    clutter->log_rate = TCT_ARENA_NEW(arena, double, TRAINS_MOST);
    clutter->salience = TCT_ARENA_NEW(arena, double, TRAINS_MOST);
    clutter->calm = TCT_ARENA_NEW(arena, float, TRAINS_MOST);
    ret_trains->judge.owner = TCT_ARENA_NEW(arena, uint32_t, TRAINS_MOST);
    ret_trains->judge.recurrence.first = NULL; /* what is known may be a burst's own rounds */
    if (ret_trains->picks.all == NULL || ret_trains->picks.times_s == NULL ||
        ret_trains->picks.first == NULL || ret_trains->picks.stations == NULL ||
        ret_trains->picks.pieces == NULL || ret_trains->judge.owner == NULL ||
        clutter->log_rate == NULL || clutter->salience == NULL || clutter->calm == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for bursts");
    return TCT_OK;
}

static void put_train(struct trains *trains, const struct judge *judge, uint32_t station,
                      double time_s, const struct train *train)
{
    size_t at = trains->picks.count++;
    uint32_t like = picks_after(judge->scene.picks, station, time_s);
    if (like == judge->scene.picks->first[station + 1])
        like--;
    struct pick *pick = &trains->picks.all[at];
    *pick = judge->scene.picks->all[like];
    pick->time_s = time_s;
    pick->own_variance_s2 += train->variance_s2;
    pick->azimuth_rad = pick->azimuth_sigma_rad = (double)NAN;
    pick->heard_as_source = train->log_odds;
}

static int by_station_and_time(const void *left, const void *right)
{
    const struct pick *a = left, *b = right;
    if (a->station != b->station)
        return a->station < b->station ? -1 : 1;
    return (a->time_s > b->time_s) - (a->time_s < b->time_s);
}

/* Only trains that may be the right ones of their stations are free to begin a source. */
static void own_poor(struct trains *trains, uint32_t station)
{
    const struct picks *picks = &trains->picks;
    const double *evidence = trains->judge.clutter.salience;
    uint32_t begin = picks->first[station], end = picks->first[station + 1];
    double best = -INFINITY;
    for (uint32_t i = begin; i < end; i++)
        best = fmax(best, evidence[i]);
    for (uint32_t i = begin; i < end; i++)
        trains->judge.owner[i] = evidence[i] > best - SEED_BELOW ? NOBODY : 0;
}

/* Puts the trains in the order of picks and gives them their rates. */
static void arrange(struct trains *trains, const struct judge *judge, const struct rhythm *rhythm)
{
    struct picks *picks = &trains->picks;
    struct clutter *clutter = &trains->judge.clutter;
    uint32_t like = picks_after(judge->scene.picks, rhythm->station, rhythm->time_s[0]);
    double best = -INFINITY;
    qsort(picks->all, picks->count, sizeof(*picks->all), by_station_and_time);
    picks_sort_out(picks, judge->scene.index->count);
    trains->reference = NOBODY;
    for (uint32_t i = 0; i < picks->count; i++) {
        struct pick *pick = &picks->all[i];
        clutter->salience[i] = pick->heard_as_source;
        pick->heard_as_source = 0;
        clutter->log_rate[i] = -log(SQRT_TWO_PI * sqrt(pick->own_variance_s2));
        clutter->calm[i] = judge->clutter.calm[like];
        if (pick->station == rhythm->station && clutter->salience[i] > best) {
            best = clutter->salience[i];
            trains->reference = i;
        }
    }
    for (uint32_t s = 0; s < judge->scene.index->count; s++)
        own_poor(trains, s);
}

void trains_align(struct trains *trains, const struct judge *judge, struct rights rights,
                  const struct rhythm *rhythm)
{
    const struct station_index *index = judge->scene.index;
    const uint32_t *list = station_neighbours(index, rhythm->station);
    const struct tct_station *here = &index->stations[rhythm->station];
    struct source at = source_at(&judge->scene, here->x_m, here->y_m, rhythm->time_s[0]);
    struct picks *picks = &trains->picks;
    trains->judge.scene.picks = picks;
    picks->count = 0;
    for (size_t s = 0; s < index->neighbour_count && s < TRAIN_STATIONS; s++) {
        struct alignment alignment = {judge, rights, rhythm, list[s]};
        struct path path = source_path(&at, &index->stations[list[s]]);
        struct train found[TRAINS_A_STATION];
        size_t count = trains_at(&alignment, path.travel_s + SLACK_S, found);
        for (size_t k = 0; k < count; k++)
            put_train(trains, judge, list[s], rhythm->time_s[0] + found[k].shift_s, &found[k]);
    }
    arrange(trains, judge, rhythm);
}
