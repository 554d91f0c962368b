/* Judge: growing, gathering and the log odds of a source.
 *
 * log odds = log(source rate) + Laplace volume + sum over arrivals of log(likelihood / clutter
 * rate) + log sum over reaches of P(reach) prod P(heard) prod P(silent). */
#include "judge.h"

#include <math.h>
#include <string.h>

#include "errors.h"

/* Arrivals beyond this many standard errors belong to something else (or to the tail's tail). */
static const double GATE = 4;

/* While it grows, a source is given up when stations and picks speak against it this strongly:
 * later ones rarely mend that. */
static const double HOPELESS = -7;

/* A source whose prediction for a station is vaguer than this does not choose a pick there. */
static const double VAGUE_S = 1.0;

enum { SETTLE_ROUNDS = 4 };

/* Strays that are rarer are not looked for. */
static const double STRAYS_LEAST = 0.005;

struct gathering {
    const struct judge *judge;
    struct rights rights;
    const struct reach_belief *reaches; /* as far as known: what makes a chance of being heard */
    struct reach_belief belief;
    double strays;                        /* what they may say at stations that are silent */
    double hits[STATION_NEIGHBOURS_MOST]; /* of what was gathered */
    unsigned bins[STATION_NEIGHBOURS_MOST];
};

/* What is looked at of one station, for one source. */
struct question {
    uint32_t station;
    struct path path;
    double expected_s;
    uint32_t next; /* the station's first pick after that */
};

static double hit_of(const struct judge *judge, uint32_t number, double residual_s,
                     double variance_s2)
{
    return residual_log_density(residual_s, variance_s2) - judge->clutter.log_rate[number] +
           judge->clutter.salience[number] + judge->scene.picks->all[number].heard_as_source;
}

double judge_hit(const struct judge *judge, const struct source *source, uint32_t number,
                 double residual_s, double variance_s2)
{
    const struct pick *pick = &judge->scene.picks->all[number];
    return hit_of(judge, number, residual_s, variance_s2) +
           bearing_log_odds(source, pick, &judge->scene.index->stations[pick->station], 0);
}

/* The same of a pick that the source was not fitted to: the variance holds what is uncertain about
 * the source, which was not fitted to the pick. */
static double hit_of_new(const struct judge *judge, const struct source *source, uint32_t number,
                         double residual_s, double variance_s2)
{
    const struct pick *pick = &judge->scene.picks->all[number];
    double hit = hit_of(judge, number, residual_s, variance_s2);
    if (isnan(pick->azimuth_rad))
        return hit;
    const struct tct_station *station = &judge->scene.index->stations[pick->station];
    return hit +
           bearing_log_odds(source, pick, station, source_direction_variance(source, station));
}

void judge_weigh(struct judge *judge)
{
    for (size_t i = 0; i < judge->scene.picks->count; i++) {
        double variance = source_variance_s2(&judge->scene, &judge->scene.picks->all[i], 0);
        judge->worth[i] = (float)(residual_log_density(0, variance) + judge->clutter.salience[i] -
                                  judge->clutter.log_rate[i]);
    }
}

static bool is_mine(struct rights rights, uint32_t pick)
{
    return rights.owner == NULL || rights.owner[pick] == NOBODY ||
           rights.owner[pick] == rights.self;
}

bool rights_allow(struct rights rights, uint32_t pick)
{
    return rights.prices != NULL || is_mine(rights, pick);
}

static double price_of(struct rights rights, uint32_t pick)
{
    return is_mine(rights, pick) ? 0 : (double)rights.prices[pick];
}

static void ask(const struct judge *judge, const struct source *source, uint32_t station,
                struct question *ret_question)
{
    ret_question->station = station;
    ret_question->path = source_path(source, &judge->scene.index->stations[station]);
    ret_question->expected_s = source->time_s + ret_question->path.travel_s;
    ret_question->next = picks_after(judge->scene.picks, station, ret_question->expected_s);
}

/* The pick of a station that speaks most for the source; NOBODY when none is near enough. */
static uint32_t best_pick(const struct judge *judge, struct rights rights,
                          const struct source *source, const struct question *question,
                          double *ret_hit)
{
    const struct picks *picks = judge->scene.picks;
    const struct path *path = &question->path;
    uint32_t begin = picks->first[question->station], end = picks->first[question->station + 1];
    if (begin == end)
        return NOBODY;
    double vague = source_arrival_variance_s2(source->covariance, path->dx_s_m, path->dy_s_m);
    if (vague > VAGUE_S * VAGUE_S)
        return NOBODY;
    /* own errors differ from pick to pick: the window is for any, the gate below for each */
    double window2 =
        4 * GATE * GATE *
        (vague + source_variance_s2(&judge->scene, &picks->all[begin], path->travel_s));
    uint32_t from = question->next, best = NOBODY;
    for (; from > begin; from--) {
        double early_s = question->expected_s - picks->times_s[from - 1];
        if (early_s * early_s > window2)
            break;
    }
    for (uint32_t i = from; i < end; i++) {
        double residual_s = picks->times_s[i] - question->expected_s;
        if (residual_s > 0 && residual_s * residual_s > window2)
            break;
        double variance = vague + source_variance_s2(&judge->scene, &picks->all[i], path->travel_s);
        if (residual_s * residual_s > GATE * GATE * variance || !rights_allow(rights, i))
            continue;
        double hit = hit_of_new(judge, source, i, residual_s, variance) - price_of(rights, i);
        if (best == NOBODY || hit > *ret_hit) {
            best = i;
            *ret_hit = hit;
        }
    }
    return best;
}

/* How many picks a station has in a second that may be taken for strays of a source: what is not
 * explained, echoes among it, or of all. */
static double others_rate(const struct gathering *gathering, uint32_t pick)
{
    const struct picks *picks = gathering->judge->scene.picks;
    uint32_t station = picks->all[pick].station;
    double unexplained = exp((double)gathering->judge->clutter.log_rate[pick]);
    double all = (double)(picks->first[station + 1] - picks->first[station]) / picks->listened_s;
    return gathering->rights.owner != NULL ? unexplained : fmax(unexplained, all);
}

static bool may_stray(struct rights rights, uint32_t pick)
{
    return is_mine(rights, pick) || rights.owner[pick] == LEFT_OUT;
}

/* A station that should have heard and is silent may report the arrival at another time: log odds
 * of that against a silence, with whatever else it reports. */
static double stray_log_odds(const struct gathering *gathering, const struct source *source,
                             const struct question *question, double chance)
{
    const struct judge *judge = gathering->judge;
    const struct picks *picks = judge->scene.picks;
    const struct pick exact = {.own_variance_s2 = 0};
    const struct path *path = &question->path;
    double vague = source_arrival_variance_s2(source->covariance, path->dx_s_m, path->dy_s_m);
    double variance =
        vague + WILD_WIDTH * WILD_WIDTH * source_variance_s2(&judge->scene, &exact, path->travel_s);
    if (vague > VAGUE_S * VAGUE_S)
        return 0;
    double window_s = 3 * sqrt(variance), ratios = 0;
    uint32_t end = picks->first[question->station + 1];
    for (uint32_t i = picks_after(picks, question->station, question->expected_s - window_s);
         i < end && picks->times_s[i] <= question->expected_s + window_s; i++) {
        double off_s = picks->times_s[i] - question->expected_s;
        if (may_stray(gathering->rights, i))
            ratios += exp(residual_log_density(off_s, variance)) / others_rate(gathering, i);
    }
    double odds = judge->stray_share * chance / fmax(1e-2, 1 - chance);
    return log1p(odds * ratios);
}

/* Whether a pick is rather an arrival than a chance pick beside a silence. */
static bool stands_out(const struct judge *judge, const struct reach_belief *reaches, double hit,
                       unsigned bin)
{
    double heard = reach_chance(&judge->hearing, reaches, bin);
    return hit + log(heard / (1 - heard)) > 0;
}

/* The same as far as the reach of what is gathered is known. */
static bool stays(const struct gathering *gathering, double hit, unsigned bin)
{
    return gathering->reaches == NULL ? hit > 0
                                      : stands_out(gathering->judge, gathering->reaches, hit, bin);
}

/* Probability that a station that reports nothing around the time in question did not listen: that
 * it was off, or its recording had ended. It speaks for that when its own pause is long for its own
 * rate, or when the stations around are busy. */
static double dark_at(const struct judge *judge, const struct source *source,
                      const struct question *question)
{
    const struct picks *picks = judge->reports;
    if (question->expected_s > picks->heard_until_s)
        return 1;
    uint32_t next = question->next, station = question->station;
    if (picks != judge->scene.picks)
        next = picks_after(picks, station, question->expected_s);
    if ((next > picks->first[station] &&
         question->expected_s - picks->times_s[next - 1] < ATTENTIVE_S) ||
        (next < picks->first[station + 1] &&
         picks->times_s[next] - question->expected_s < ATTENTIVE_S))
        return 0;
    double silent = clutter_quiet(&judge->clutter, station, next) * source->calm;
    return judge->dark_share / (judge->dark_share + (1 - judge->dark_share) * silent);
}

double judge_silence(const struct judge *judge, const struct source *source, uint32_t station,
                     double expected_s)
{
    static const double CHANCE = 0.85; /* of hearing, where silence matters */
    struct question question = {.station = station,
                                .expected_s = expected_s,
                                .next = picks_after(judge->scene.picks, station, expected_s)};
    double dark = dark_at(judge, source, &question);
    return dark > 0 ? log(1 - CHANCE * (1 - dark)) / log(1 - CHANCE) : 1;
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
                         source_variance_s2(&judge->scene, pick, path.travel_s));
    }
    return sum;
}

double judge_worth(const struct judge *judge, const struct source *source,
                   const struct reach_belief *belief, uint32_t pick_number)
{
    const struct pick *pick = &judge->scene.picks->all[pick_number];
    struct path path = source_path(source, &judge->scene.index->stations[pick->station]);
    double residual_s = pick->time_s - source->time_s - path.travel_s;
    double variance_s2 = source_variance_s2(&judge->scene, pick, path.travel_s);
    double chance = reach_chance(&judge->hearing, belief, hearing_bin(path.distance_m));
    return judge_hit(judge, source, pick_number, residual_s, variance_s2) +
           log(chance / fmax(1e-6, 1 - chance));
}

/* Sources stand where stations were put to hear them: further off they become rarer, as the fourth
 * power of the distance, so that every one has its place but a far one needs better evidence. */
static double share_of_place(const struct judge *judge, const struct source *source)
{
    const struct tct_station *station = &judge->scene.index->stations[source->nearest];
    double dx = source->x_m - station->x_m, dy = source->y_m - station->y_m;
    double near = 1 / (1 + (dx * dx + dy * dy) / (judge->ground_m * judge->ground_m));
    return near * near;
}

double judge_density(const struct judge *judge, const struct source *source, double *ret_recurring)
{
    *ret_recurring = judge->recurrence.share * recurrence_density(&judge->recurrence, source);
    return judge->source_rate * share_of_place(judge, source) + *ret_recurring;
}

/* Before any station is asked: a source at this place, at one of all the places and times that its
 * picks leave open. */
static double log_prior(const struct judge *judge, const struct source *source)
{
    double recurring;
    return log(judge_density(judge, source, &recurring) * source_volume(source->covariance));
}

/* The most that the seeds can be worth: far from its place a young source fits them badly yet. */
static double best_of_seeds(const struct judge *judge, const struct source *source)
{
    double sum = 0, variances = 1;
    for (size_t i = 0; i < source->count; i++) {
        const struct pick *pick = &judge->scene.picks->all[source->picks[i]];
        struct path path = source_path(source, &judge->scene.index->stations[pick->station]);
        variances *= source_variance_s2(&judge->scene, pick, path.travel_s);
        sum += residual_log_density(0, 1) - judge->clutter.log_rate[source->picks[i]] +
               judge->clutter.salience[source->picks[i]] + pick->heard_as_source +
               bearing_log_odds_most(pick);
    }
    return sum - 0.5 * log(variances);
}

bool judge_grow(const struct judge *judge, struct rights rights, struct source *source,
                struct reach_belief *ret_reaches)
{
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    size_t seeds = source->count, seeds_met = 0;
    source->calm = (double)judge->clutter.calm[source->picks[0]];
    *ret_reaches = judge->hearing.before;
    double hits = log_prior(judge, source) + best_of_seeds(judge, source);
    double least = exp(HOPELESS - hits); /* of the evidence of the stations */
    for (size_t i = 0; i < judge->scene.index->neighbour_count; i++) {
        struct question question;
        ask(judge, source, list[i], &question);
        unsigned bin = hearing_bin(question.path.distance_m);
        if (has_station(judge, source->picks, seeds, list[i])) {
            reach_heard(&judge->hearing, ret_reaches, bin);
            seeds_met++;
            continue;
        }
        double hit = 0;
        uint32_t pick = best_pick(judge, rights, source, &question, &hit);
        if (pick != NOBODY && stands_out(judge, ret_reaches, hit, bin)) {
            source_add(&judge->scene, source, pick, &question.path);
            reach_heard(&judge->hearing, ret_reaches, bin);
            hits += hit;
            least = exp(HOPELESS - hits);
        } else {
            reach_silent(&judge->hearing, ret_reaches, bin, dark_at(judge, source, &question));
            if (reach_below(ret_reaches, least))
                return false;
        }
        if (seeds_met == seeds && !reach_goes_on(&judge->hearing, ret_reaches, bin))
            break;
    }
    return judge_is_checked(judge, source) && hits + reach_log_evidence(ret_reaches) > HOPELESS;
}

bool judge_is_checked(const struct judge *judge, const struct source *source)
{
    size_t observations = source->count;
    for (size_t i = 0; i < source->count; i++)
        observations += isnan(judge->scene.picks->all[source->picks[i]].azimuth_rad) ? 0 : 1;
    return source->count >= STATIONS_LEAST && observations >= PICKS_LEAST;
}

static void gather(struct gathering *gathering, struct source *source)
{
    const struct judge *judge = gathering->judge;
    source->nearest =
        station_nearest_from(judge->scene.index, source->nearest, source->x_m, source->y_m);
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    gathering->belief = judge->hearing.before;
    source->count = 0;
    for (size_t i = 0; i < judge->scene.index->neighbour_count; i++) {
        struct question question;
        ask(judge, source, list[i], &question);
        unsigned bin = hearing_bin(question.path.distance_m);
        double hit = 0;
        uint32_t pick = best_pick(judge, gathering->rights, source, &question, &hit);
        if (pick != NOBODY && stays(gathering, hit, bin)) {
            gathering->hits[source->count] = hit;
            gathering->bins[source->count] = bin;
            source->picks[source->count++] = pick;
            reach_heard(&judge->hearing, &gathering->belief, bin);
        } else {
            reach_silent(&judge->hearing, &gathering->belief, bin,
                         dark_at(judge, source, &question));
        }
        if (!reach_goes_on(&judge->hearing, &gathering->belief, bin))
            break;
    }
}

/* Whether all that were gathered are still worth it by what they say of the reach. */
static bool all_stand_out(struct gathering *gathering, size_t count)
{
    gathering->reaches = &gathering->belief;
    for (size_t i = 0; i < count; i++)
        if (!stays(gathering, gathering->hits[i], gathering->bins[i]))
            return false;
    return true;
}

struct picks_before {
    size_t count;
    uint32_t picks[STATION_NEIGHBOURS_MOST];
};

static struct picks_before picks_of(const struct source *source)
{
    struct picks_before before;
    before.count = source->count;
    memcpy(before.picks, source->picks, source->count * sizeof(*source->picks));
    return before;
}

static bool same_picks(const struct source *source, const struct picks_before *before)
{
    return source->count == before->count &&
           memcmp(source->picks, before->picks, source->count * sizeof(*source->picks)) == 0;
}

/* What may have strayed at the stations that seem silent. */
static double sum_of_strays(const struct gathering *gathering, const struct source *source)
{
    const struct judge *judge = gathering->judge;
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    double sum = 0;
    if (judge->stray_share < STRAYS_LEAST)
        return 0;
    for (size_t i = 0; i < judge->scene.index->neighbour_count; i++) {
        struct question question;
        ask(judge, source, list[i], &question);
        unsigned bin = hearing_bin(question.path.distance_m);
        if (!has_station(judge, source->picks, source->count, list[i]))
            sum += stray_log_odds(gathering, source, &question,
                                  reach_chance(&judge->hearing, &gathering->belief, bin));
        if (!reach_goes_on(&judge->hearing, &gathering->belief, bin))
            break;
    }
    return sum;
}

static bool settle(const struct judge *judge, struct rights rights, size_t least,
                   const struct reach_belief *reaches, struct source *source)
{
    struct gathering gathering;
    struct reach_belief known;
    gathering.judge = judge;
    gathering.rights = rights;
    gathering.reaches = reaches;
    source->calm = (double)judge->clutter.calm[source->picks[0]];
    for (int round = 0; round < SETTLE_ROUNDS; round++) {
        struct picks_before before = picks_of(source);
        gather(&gathering, source);
        if (source->count < least && !judge_is_checked(judge, source))
            return false;
        if (same_picks(source, &before) && /* and fitted to them */
            (gathering.reaches != NULL || all_stand_out(&gathering, source->count)))
            break;
        if (!source_fit(&judge->scene, source))
            return false;
        known = gathering.belief;
        gathering.reaches = &known;
    }
    source->log_odds = log_prior(judge, source) + sum_of_hits(judge, source) +
                       reach_log_evidence(&gathering.belief) + sum_of_strays(&gathering, source);
    return true;
}

bool judge_settle(const struct judge *judge, struct rights rights, struct source *source)
{
    return settle(judge, rights, PICKS_LEAST, NULL, source);
}

bool judge_settle_few(const struct judge *judge, struct rights rights, size_t least,
                      struct source *source)
{
    return settle(judge, rights, least, NULL, source);
}

bool judge_settle_grown(const struct judge *judge, struct rights rights,
                        const struct reach_belief *reaches, struct source *source)
{
    return settle(judge, rights, PICKS_LEAST, reaches, source);
}

size_t judge_hearsay(const struct judge *judge, const struct source *source,
                     struct hearsay *ret_hearsay, struct reach_belief *ret_belief)
{
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    size_t count = judge->scene.index->neighbour_count, met = 0;
    *ret_belief = judge->hearing.before;
    for (size_t i = 0; i < count; i++) {
        struct question question;
        ask(judge, source, list[i], &question);
        struct hearsay *said = &ret_hearsay[i];
        *said = (struct hearsay){
            .bin = hearing_bin(question.path.distance_m),
            .heard = has_station(judge, source->picks, source->count, list[i]),
        };
        if (said->heard) {
            reach_heard(&judge->hearing, ret_belief, said->bin);
            met++;
        } else {
            said->dark = dark_at(judge, source, &question);
            reach_silent(&judge->hearing, ret_belief, said->bin, said->dark);
        }
        if (met == source->count && !reach_goes_on(&judge->hearing, ret_belief, said->bin))
            count = i + 1;
    }
    for (size_t i = 0; i < count; i++) { /* that it heard nothing speaks for being dark */
        double missed = 1 - reach_chance(&judge->hearing, ret_belief, ret_hearsay[i].bin);
        double dark = ret_hearsay[i].dark;
        ret_hearsay[i].dark = dark > 0 ? dark / (dark + (1 - dark) * missed) : 0;
    }
    return count;
}
