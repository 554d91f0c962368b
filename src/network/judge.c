/* Judge: growing, gathering and the log odds of a source.
 *
 * log odds = log(source rate) + Laplace volume + sum over arrivals of log(likelihood / clutter
 * rate) + log sum over reaches of P(reach) prod P(heard) prod P(silent). */
#include "judge.h"

#include <math.h>

/* Arrivals beyond this many standard errors belong to something else (or to the tail's tail). */
static const double GATE = 4;

/* While it grows, a source is given up when stations and picks speak against it this strongly:
 * later ones rarely mend that. */
static const double HOPELESS = -9;

/* A source whose prediction for a station is vaguer than this does not choose a pick there. */
static const double VAGUE_S = 1.0;

/* A station that reports anything this close in time was listening. */
static const double ATTENTIVE_S = 2;

enum { SETTLE_ROUNDS = 4 };

/* Weights of the reaches, to turn a distance into a chance of being heard. */
struct chances {
    bool known;
    float weight[REACH_COUNT];
};

struct gathering {
    const struct judge *judge;
    struct rights rights;
    struct chances chances;
    struct reach_belief belief;
    double hits; /* sum of judge_hit */
};

double judge_hit(const struct judge *judge, const struct source *source, uint32_t number,
                 double residual_s, double variance_s2, double vague_rad2)
{
    const struct pick *pick = &judge->scene.picks->all[number];
    return residual_log_density(residual_s, variance_s2) - judge->clutter.log_rate[number] +
           judge->clutter.salience[number] +
           bearing_log_odds(source, pick, &judge->scene.index->stations[pick->station],
                            vague_rad2) +
           pick->heard_as_source;
}

bool judge_worthwhile(const struct judge *judge, uint32_t number)
{
    const struct pick *pick = &judge->scene.picks->all[number];
    double variance = source_variance_s2(&judge->scene, pick, 0);
    return residual_log_density(0, variance) + judge->clutter.salience[number] >
           judge->clutter.log_rate[number];
}

bool rights_allow(struct rights rights, uint32_t pick)
{
    return rights.owner == NULL || rights.owner[pick] == NOBODY ||
           rights.owner[pick] == rights.self;
}

/* The pick of a station that speaks most for the source; NOBODY when none is near enough. */
static uint32_t best_pick(const struct gathering *gathering, const struct source *source,
                          uint32_t station, const struct path *path, double *ret_hit)
{
    const struct judge *judge = gathering->judge;
    const struct picks *picks = judge->scene.picks;
    uint32_t begin = picks->first[station], end = picks->first[station + 1];
    if (begin == end)
        return NOBODY;
    double vague = source_arrival_variance_s2(source->covariance, path->dx_s_m, path->dy_s_m);
    if (vague > VAGUE_S * VAGUE_S)
        return NOBODY;
    double vague_rad2 = source_direction_variance(source, &judge->scene.index->stations[station]);
    double expected_s = source->time_s + path->travel_s;
    /* own errors differ from pick to pick: the window is for any, the gate below for each */
    double path_only = source_variance_s2(&judge->scene, &picks->all[begin], path->travel_s);
    double window_s = GATE * sqrt(vague + path_only) * 2;
    uint32_t best = NOBODY;
    for (uint32_t i = picks_after(picks, station, expected_s - window_s);
         i < end && picks->all[i].time_s <= expected_s + window_s; i++) {
        if (!rights_allow(gathering->rights, i))
            continue;
        double variance = vague + source_variance_s2(&judge->scene, &picks->all[i], path->travel_s);
        double residual_s = picks->all[i].time_s - expected_s;
        if (residual_s * residual_s > GATE * GATE * variance)
            continue;
        double hit = judge_hit(judge, source, i, residual_s, variance, vague_rad2);
        if (best == NOBODY || hit > *ret_hit) {
            best = i;
            *ret_hit = hit;
        }
    }
    return best;
}

static double log_odds_of_hearing(const struct gathering *gathering, unsigned bin)
{
    if (!gathering->chances.known)
        return 0;
    float heard = 0;
    for (size_t k = 0; k < REACH_COUNT; k++)
        if (gathering->chances.weight[k] > 1e-4F)
            heard += gathering->chances.weight[k] * expf(gathering->judge->hearing.heard[bin][k]);
    return (double)logf(heard / (1 - heard));
}

static struct gathering gathering_for(const struct judge *judge, struct rights rights)
{
    return (struct gathering){
        .judge = judge, .rights = rights, .belief = reach_before(&judge->hearing)};
}

/* Probability that a station that reports nothing around `expected_s` did not listen: that it was
 * off, or its recording had ended. It speaks for that when its own pause is long for its own rate,
 * or when the stations around are busy; some places just are quiet, so the count that busy
 * neighbours let expect has a gamma spread of shape 1/2. */
static double dark_at(const struct judge *judge, const struct source *source, uint32_t station,
                      double expected_s)
{
    const struct picks *picks = judge->scene.picks;
    uint32_t next = picks_after(picks, station, expected_s);
    double before_s = 0, after_s = picks->last_s;
    if (next > picks->first[station]) {
        before_s = picks->all[next - 1].time_s;
        if (expected_s - before_s < ATTENTIVE_S)
            return 0;
    }
    if (next < picks->first[station + 1]) {
        after_s = picks->all[next].time_s;
        if (after_s - expected_s < ATTENTIVE_S)
            return 0;
    }
    double steady = judge->clutter.station_rate[station] * fmax(0, after_s - before_s);
    double silent = exp(-steady) / sqrt(1 + 2 * (2 * ATTENTIVE_S * source->busy));
    return judge->dark_share / (judge->dark_share + (1 - judge->dark_share) * silent);
}

/* How much a silence counts: in full when the station listened, not at all when it was dark. */
static float silence_weight(double dark)
{
    static const double CHANCE = 0.85; /* of hearing, where silence matters */
    return (float)(log(1 - CHANCE * (1 - dark)) / log(1 - CHANCE));
}

double judge_silence(const struct judge *judge, const struct source *source, uint32_t station,
                     double expected_s)
{
    return (double)silence_weight(dark_at(judge, source, station, expected_s));
}

static float silence_of(const struct judge *judge, const struct source *source, uint32_t station,
                        const struct path *path)
{
    return silence_weight(dark_at(judge, source, station, source->time_s + path->travel_s));
}

static bool has_station(const struct judge *judge, const uint32_t *picks, size_t count,
                        uint32_t station)
{
    for (size_t i = 0; i < count; i++)
        if (judge->scene.picks->all[picks[i]].station == station)
            return true;
    return false;
}

static double sum_of_hits(const struct judge *judge, const struct source *source)
{
    double sum = 0;
    for (size_t i = 0; i < source->count; i++) {
        const struct pick *pick = &judge->scene.picks->all[source->picks[i]];
        struct path path = source_path(source, &judge->scene.index->stations[pick->station]);
        double residual_s = pick->time_s - source->time_s - path.travel_s;
        sum += judge_hit(judge, source, source->picks[i], residual_s,
                         source_variance_s2(&judge->scene, pick, path.travel_s), 0);
    }
    return sum;
}

/* Sources stand where stations were put to hear them: further off they become rarer, as the fourth
 * power of the distance, so that every one has its place but a far one needs better evidence. */
static double log_place(const struct judge *judge, const struct source *source)
{
    const struct tct_station *station = &judge->scene.index->stations[source->nearest];
    double dx = (source->x_m - station->x_m) / judge->ground_m;
    double dy = (source->y_m - station->y_m) / judge->ground_m;
    return -2 * log1p(dx * dx + dy * dy);
}

double judge_density(const struct judge *judge, const struct source *source, double *ret_recurring)
{
    *ret_recurring = judge->recurrence.share * recurrence_density(&judge->recurrence, source);
    return exp(judge->log_source_rate + log_place(judge, source)) + *ret_recurring;
}

/* Before any station is asked: a source at this place, at one of all the places and times that its
 * picks leave open. */
static double log_prior(const struct judge *judge, const struct source *source)
{
    double recurring;
    return log(judge_density(judge, source, &recurring)) + source_log_volume(source->covariance);
}

/* The most that the seeds can be worth: far from its place a young source fits them badly yet. */
static double best_of_seeds(const struct judge *judge, const struct source *source)
{
    double sum = 0;
    for (size_t i = 0; i < source->count; i++) {
        const struct pick *pick = &judge->scene.picks->all[source->picks[i]];
        struct path path = source_path(source, &judge->scene.index->stations[pick->station]);
        double variance = source_variance_s2(&judge->scene, pick, path.travel_s);
        sum += residual_log_density(0, variance) - judge->clutter.log_rate[source->picks[i]] +
               judge->clutter.salience[source->picks[i]] + pick->heard_as_source +
               bearing_log_odds_most(pick);
    }
    return sum;
}

bool judge_grow(const struct judge *judge, struct rights rights, struct source *source)
{
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    struct gathering gathering = gathering_for(judge, rights);
    size_t seeds = source->count, seeds_met = 0;
    source->busy = judge->clutter.busy[source->picks[0]];
    gathering.hits = log_prior(judge, source) + best_of_seeds(judge, source);
    for (size_t i = 0; i < judge->scene.index->neighbour_count; i++) {
        uint32_t station = list[i];
        struct path path = source_path(source, &judge->scene.index->stations[station]);
        unsigned bin = hearing_bin(path.distance_m);
        if (has_station(judge, source->picks, seeds, station)) {
            reach_heard(&judge->hearing, &gathering.belief, bin);
            seeds_met++;
            continue;
        }
        double hit = 0;
        uint32_t pick = best_pick(&gathering, source, station, &path, &hit);
        if (pick != NOBODY) {
            source_add(&judge->scene, source, pick, &path);
            reach_heard(&judge->hearing, &gathering.belief, bin);
            gathering.hits += hit;
        } else {
            reach_silent(&judge->hearing, &gathering.belief, bin,
                         silence_of(judge, source, station, &path));
            if (gathering.hits + reach_best(&gathering.belief) < HOPELESS)
                return false;
        }
        if (seeds_met == seeds && !reach_goes_on(&judge->hearing, &gathering.belief, bin))
            break;
    }
    return source->count >= PICKS_LEAST &&
           gathering.hits + reach_log_evidence(&gathering.belief) > HOPELESS;
}

static void gather(struct gathering *gathering, struct source *source)
{
    const struct judge *judge = gathering->judge;
    source->nearest = station_nearest(judge->scene.index, source->x_m, source->y_m);
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    gathering->belief = reach_before(&judge->hearing);
    gathering->hits = 0;
    source->count = 0;
    for (size_t i = 0; i < judge->scene.index->neighbour_count; i++) {
        struct path path = source_path(source, &judge->scene.index->stations[list[i]]);
        unsigned bin = hearing_bin(path.distance_m);
        double hit = 0;
        uint32_t pick = best_pick(gathering, source, list[i], &path, &hit);
        if (pick != NOBODY && hit + log_odds_of_hearing(gathering, bin) > 0) {
            source->picks[source->count++] = pick;
            reach_heard(&judge->hearing, &gathering->belief, bin);
        } else {
            reach_silent(&judge->hearing, &gathering->belief, bin,
                         silence_of(judge, source, list[i], &path));
        }
        if (!reach_goes_on(&judge->hearing, &gathering->belief, bin))
            break;
    }
}

static void weigh_reaches(struct gathering *gathering)
{
    double evidence = reach_log_evidence(&gathering->belief);
    for (size_t k = 0; k < REACH_COUNT; k++)
        gathering->chances.weight[k] = expf(gathering->belief.log_p[k] - (float)evidence);
    gathering->chances.known = true;
}

static bool same_picks(const struct source *a, const struct source *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->picks[i] != b->picks[i])
            return false;
    return true;
}

bool judge_settle_few(const struct judge *judge, struct rights rights, size_t least,
                      struct source *source)
{
    struct gathering gathering = gathering_for(judge, rights);
    source->busy = judge->clutter.busy[source->picks[0]];
    for (int round = 0; round < SETTLE_ROUNDS; round++) {
        struct source before = *source;
        gather(&gathering, source);
        if (source->count < least || !source_fit(&judge->scene, source))
            return false;
        weigh_reaches(&gathering);
        if (round > 0 && same_picks(source, &before))
            break;
    }
    source->log_odds = log_prior(judge, source) + sum_of_hits(judge, source) +
                       reach_log_evidence(&gathering.belief);
    return true;
}

bool judge_settle(const struct judge *judge, struct rights rights, struct source *source)
{
    return judge_settle_few(judge, rights, PICKS_LEAST, source);
}

size_t judge_hearsay(const struct judge *judge, const struct source *source,
                     struct hearsay *ret_hearsay, struct reach_belief *ret_belief)
{
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    size_t count = judge->scene.index->neighbour_count;
    *ret_belief = reach_before(&judge->hearing);
    for (size_t i = 0; i < count; i++) {
        struct path path = source_path(source, &judge->scene.index->stations[list[i]]);
        struct hearsay *said = &ret_hearsay[i];
        *said = (struct hearsay){
            .bin = hearing_bin(path.distance_m),
            .heard = has_station(judge, source->picks, source->count, list[i]),
        };
        if (said->heard) {
            reach_heard(&judge->hearing, ret_belief, said->bin);
            continue;
        }
        said->dark = dark_at(judge, source, list[i], source->time_s + path.travel_s);
        reach_silent(&judge->hearing, ret_belief, said->bin, silence_weight(said->dark));
    }
    for (size_t i = 0; i < count; i++) { /* that it heard nothing speaks for being dark */
        double missed = 1 - reach_chance(&judge->hearing, ret_belief, ret_hearsay[i].bin);
        double dark = ret_hearsay[i].dark;
        ret_hearsay[i].dark = dark > 0 ? dark / (dark + (1 - dark) * missed) : 0;
    }
    return count;
}
