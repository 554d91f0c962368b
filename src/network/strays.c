/* Strays: counted at stations that should have heard, weighed against chance. */
#include "strays.h"

#include <math.h>

#include "errors.h"

/* Sources of so many arrivals are where they seem to be without any one of them. */
enum { CLEAR_LEAST = 6 };

/* Asked are stations that hear such a source as likely as not. */
static const double CHANCE_LEAST = 0.5, DARK_MOST = 0.5;

/* So far before and after the time at which it should be heard there is as much clutter. */
static const double ELSEWHERE_S = 3;

/* What the first belief weighs, in arrivals. */
static const double FIRST_WEIGHT = 50;

/* Standard errors of a bad fit, and how often there is one of a normal distribution. */
static const double BAD = 3, BAD_BY_CHANCE = 0.0027;

struct count {
    double arrivals, strays;
};

static bool reports(const struct judge *judge, uint32_t station, double from_s, double to_s)
{
    const struct picks *picks = judge->scene.picks;
    uint32_t end = picks->first[station + 1];
    for (uint32_t i = picks_after(picks, station, from_s); i < end && picks->all[i].time_s <= to_s;
         i++)
        if (judge->owner[i] == NOBODY)
            return true;
    return false;
}

/* A station without an arrival: what it reports about then, less what it does at other times. */
static double stray_at(const struct judge *judge, const struct source *source, uint32_t station)
{
    struct path path = source_path(source, &judge->scene.index->stations[station]);
    struct pick exact = {.own_variance_s2 = 0};
    double at_s = source->time_s + path.travel_s;
    double wide_s = 2 * WILD_WIDTH * sqrt(source_variance_s2(&judge->scene, &exact, path.travel_s));
    double by_chance =
        reports(judge, station, at_s - ELSEWHERE_S - wide_s, at_s - ELSEWHERE_S + wide_s) +
        reports(judge, station, at_s + ELSEWHERE_S - wide_s, at_s + ELSEWHERE_S + wide_s);
    return reports(judge, station, at_s - wide_s, at_s + wide_s) - 0.5 * by_chance;
}

/* An arrival that fits badly: it strays, or is one of the few that do so by chance. */
static double stray_among_arrivals(const struct judge *judge, const struct source *source,
                                   uint32_t number)
{
    const struct pick *pick = &judge->scene.picks->all[number];
    struct path path = source_path(source, &judge->scene.index->stations[pick->station]);
    double residual_s = pick->time_s - source->time_s - path.travel_s;
    double variance_s2 = source_variance_s2(&judge->scene, pick, path.travel_s);
    return (residual_s * residual_s > BAD * BAD * variance_s2) - BAD_BY_CHANCE;
}

static void count_source(const struct judge *judge, const struct source *source,
                         struct count *count)
{
    struct hearsay hearsay[STATION_NEIGHBOURS_MOST];
    struct reach_belief belief;
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    size_t said = judge_hearsay(judge, source, hearsay, &belief);
    for (size_t i = 0; i < source->count; i++)
        count->strays += stray_among_arrivals(judge, source, source->picks[i]);
    for (size_t k = 0; k < said; k++) {
        if (reach_chance(&judge->hearing, &belief, hearsay[k].bin) < CHANCE_LEAST)
            continue;
        if (hearsay[k].heard) {
            count->arrivals++;
        } else if (hearsay[k].dark < DARK_MOST) {
            double stray = stray_at(judge, source, list[k]);
            count->strays += stray;
            count->arrivals += stray;
        }
    }
}

double strays_learn(const struct judge *judge, const struct accepted *accepted)
{
    struct count count = {FIRST_WEIGHT, FIRST_WEIGHT * STRAY_SHARE_FIRST};
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        if (accepted->all[i].count >= CLEAR_LEAST &&
            candidate_source(judge, &accepted->all[i], &source))
            count_source(judge, &source, &count);
    }
    return count.strays > 0 ? fmin(0.5, count.strays / count.arrivals) : 0;
}
