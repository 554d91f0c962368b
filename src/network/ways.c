/* Ways: one train is exchanged, the place fitted again and weighed. */
#include "ways.h"

#include <math.h>

/* Less likely than the best by more: e^-12. */
static const double WORTH_TELLING = 12;

/* An exchange must be worth this, so that none is done and undone by rounding. */
static const double EXCHANGE_GAIN = 0.1;

enum { EXCHANGES_MOST = 8 };

/* What stations say by hearing it at all. */
static double hearing_of(const struct judge *judge, const struct source *place)
{
    struct hearsay hearsay[STATION_NEIGHBOURS_MOST];
    struct reach_belief belief;
    (void)judge_hearsay(judge, place, hearsay, &belief);
    return reach_log_evidence(&belief);
}

static double weigh(const struct judge *judge, const struct source *place, double hearing)
{
    double recurring;
    double sum =
        log(judge_density(judge, place, &recurring) * source_volume(place->covariance)) + hearing;
    for (size_t i = 0; i < place->count; i++) {
        const struct pick *pick = &judge->scene.picks->all[place->picks[i]];
        struct path path = source_path(place, &judge->scene.index->stations[pick->station]);
        sum +=
            judge_hit(judge, place, place->picks[i], pick->time_s - place->time_s - path.travel_s,
                      source_variance_s2(&judge->scene, pick, path.travel_s));
    }
    return sum;
}

/* Keeps the likeliest, the first one first. */
static size_t insert(struct source ways[WAYS_MOST], size_t count, const struct source *way)
{
    size_t at = count < WAYS_MOST ? count++ : WAYS_MOST;
    for (; at > 0 && ways[at - 1].log_odds < way->log_odds; at--)
        if (at < WAYS_MOST)
            ways[at] = ways[at - 1];
    if (at < WAYS_MOST)
        ways[at] = *way;
    return count;
}

/* All places with another train at one station, the likeliest first. */
static size_t exchange_each(const struct judge *judge, const struct source *place, double hearing,
                            struct source ret_ways[WAYS_MOST])
{
    const struct picks *picks = judge->scene.picks;
    size_t count = 0;
    for (size_t k = 0; k < place->count; k++) {
        uint32_t station = picks->all[place->picks[k]].station;
        for (uint32_t i = picks->first[station]; i < picks->first[station + 1]; i++) {
            struct source way = *place;
            if (i == place->picks[k])
                continue;
            way.picks[k] = i;
            if (!source_fit(&judge->scene, &way))
                continue;
            way.log_odds = weigh(judge, &way, hearing);
            if (way.log_odds > place->log_odds - WORTH_TELLING)
                count = insert(ret_ways, count, &way);
        }
    }
    return count;
}

size_t ways_around(const struct trains *trains, struct source *place,
                   struct source ret_ways[WAYS_MOST])
{
    const struct judge *judge = &trains->judge;
    double hearing = hearing_of(judge, place);
    size_t count = 0;
    place->log_odds = weigh(judge, place, hearing);
    for (int done = 0; done < EXCHANGES_MOST; done++) {
        count = exchange_each(judge, place, hearing, ret_ways);
        if (count == 0 || ret_ways[0].log_odds < place->log_odds + EXCHANGE_GAIN)
            break;
        *place = ret_ways[0];
    }
    return count;
}
