/* Lags: sources without the station that is asked (deletion residuals; Cook & Weisberg 1982). */
#include "lags.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "symmetric3.h"

/* Without the station's own four are left, and one checks. */
enum { PICKS_ASKED = 5 };

/* A station that hears a source less often is not asked. */
static const double HEARD_LEAST = 0.1, HEARD_MOST = 0.95;

/* What the others leave open must not be vaguer. */
static const double VAGUE_S = 0.1;

/* Sources this close take the same paths. */
static const double SAME_PLACE_M = 250;
enum { SAME_PLACE_MOST = 256 };

struct entry {
    uint32_t station;
    struct lag lag;
};

struct gathering {
    const struct judge *judge;
    const struct shown *shown;
    struct tct_arena *arena;
    struct entry *entries;
    size_t count, room;
    const bool *asked; /* [stations]; NULL: all */
    struct lag_station *stations;
    double *asked_s; /* [stations] how long all windows together are */
};

static bool add_entry(struct gathering *g, const struct entry *entry)
{
    if (g->count == g->room) {
        size_t room = g->room == 0 ? 4096 : 2 * g->room;
        struct entry *more = TCT_ARENA_NEW(g->arena, struct entry, room);
        if (more == NULL)
            return false;
        if (g->count > 0)
            memcpy(more, g->entries, g->count * sizeof(*more));
        g->entries = more;
        g->room = room;
    }
    g->entries[g->count++] = *entry;
    return true;
}

/* A source with the information that it was solved with. */
struct informed {
    const struct source *source;
    double info[6];
    double weight;
};

/* When the source should be heard at a station, by the others alone. */
struct expectation {
    double time_s, variance_s2;
    struct path path;
};

static uint32_t own_pick(const struct judge *judge, const struct source *source, uint32_t station)
{
    for (size_t i = 0; i < source->count; i++)
        if (judge->scene.picks->all[source->picks[i]].station == station)
            return source->picks[i];
    return NOBODY;
}

/* In standard errors. */
static const double BADLY = 1.5;

/* Without a pick that fits badly the weights of all others are others: it is solved again. */
static bool solve_without(const struct judge *judge, const struct source *source, uint32_t own,
                          struct source *ret)
{
    *ret = *source;
    ret->count = 0;
    for (size_t i = 0; i < source->count; i++)
        if (source->picks[i] != own)
            ret->picks[ret->count++] = source->picks[i];
    return source_fit(&judge->scene, ret);
}

static bool expect(const struct judge *judge, const struct informed *informed, uint32_t station,
                   struct expectation *ret)
{
    const struct source *source = informed->source;
    const struct tct_station *here = &judge->scene.index->stations[station];
    const struct tct_station *stated =
        &judge->scene.network->stations[judge->scene.index->index_of[station]];
    double covariance[6], moved_s = 0;
    memcpy(covariance, source->covariance, sizeof(covariance));
    uint32_t own = own_pick(judge, source, station);
    if (own != NOBODY) {
        const struct pick *pick = &judge->scene.picks->all[own];
        struct path path = source_path(source, here);
        double residual_s = pick->time_s - source->time_s - path.travel_s;
        double variance = source_variance_s2(&judge->scene, pick, path.travel_s);
        if (residual_s * residual_s > BADLY * BADLY * variance) {
            struct source without;
            if (!solve_without(judge, source, own, &without))
                return false;
            ret->path = source_path(&without, stated);
            ret->time_s = without.time_s + ret->path.travel_s;
            ret->variance_s2 =
                source_arrival_variance_s2(without.covariance, ret->path.dx_s_m, ret->path.dy_s_m);
            return ret->variance_s2 < VAGUE_S * VAGUE_S;
        }
        double weight = residual_weight(residual_s, variance) / variance;
        double row[3] = {path.dx_s_m, path.dy_s_m, 1}, info[6], gain[3];
        size_t at = 0;
        for (size_t i = 0; i < 3; i++)
            for (size_t j = i; j < 3; j++, at++)
                info[at] = informed->info[at] - weight * row[i] * row[j];
        if (!symmetric3_invert(info, covariance))
            return false;
        symmetric3_apply(covariance, row, gain);
        moved_s = -weight * residual_s * (gain[0] * row[0] + gain[1] * row[1] + gain[2]);
    }
    ret->path = source_path(source, stated);
    ret->time_s = source->time_s + ret->path.travel_s + moved_s;
    ret->variance_s2 = source_arrival_variance_s2(covariance, ret->path.dx_s_m, ret->path.dy_s_m);
    return ret->variance_s2 < VAGUE_S * VAGUE_S;
}

/* The first of the station's picks that it shows at or after. */
static uint32_t shown_after(const struct gathering *g, uint32_t station, double time_s)
{
    uint32_t low = g->judge->scene.picks->first[station];
    uint32_t high = g->judge->scene.picks->first[station + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (g->shown->time_s[middle] < time_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool ask_station(struct gathering *g, const struct informed *informed, uint32_t station,
                        double heard)
{
    const struct picks *picks = g->judge->scene.picks;
    struct expectation e;
    if (!expect(g->judge, informed, station, &e))
        return true;
    double clock_s = g->judge->scene.index->stations[station].clock_sigma_s;
    g->stations[station].expected += informed->weight * heard;
    g->stations[station].spread2 += informed->weight * informed->weight * heard * (1 - heard);
    g->asked_s[station] += 2 * LAG_MOST_S;
    for (uint32_t i = shown_after(g, station, e.time_s - LAG_MOST_S);
         i < picks->first[station + 1] && g->shown->time_s[i] <= e.time_s + LAG_MOST_S; i++) {
        struct pick pick = picks->all[i];
        pick.own_variance_s2 = g->shown->own_variance_s2[i] - clock_s * clock_s;
        struct entry entry = {
            station,
            {.shown_s = g->shown->time_s[i],
             .lag_s = g->shown->time_s[i] - e.time_s,
             .variance_s2 =
                 e.variance_s2 + source_variance_s2(&g->judge->scene, &pick, e.path.travel_s),
             .odds = heard / (1 - heard),
             .weight = informed->weight,
             .east_s_m = -e.path.dx_s_m,
             .north_s_m = -e.path.dy_s_m},
        };
        if (!add_entry(g, &entry))
            return false;
    }
    return true;
}

static bool ask_around(struct gathering *g, const struct informed *informed)
{
    const struct judge *judge = g->judge;
    const struct source *source = informed->source;
    const uint32_t *list = station_neighbours(judge->scene.index, source->nearest);
    struct reach_belief belief = judge->hearing.before;
    unsigned bins[STATION_NEIGHBOURS_MOST];
    size_t count = 0;
    while (count < judge->scene.index->neighbour_count) {
        const struct tct_station *at = &judge->scene.index->stations[list[count]];
        bins[count] = hearing_bin(source_path(source, at).distance_m);
        if (own_pick(judge, source, list[count]) != NOBODY)
            reach_heard(&judge->hearing, &belief, bins[count]);
        else
            reach_silent(&judge->hearing, &belief, bins[count], 0);
        if (!reach_goes_on(&judge->hearing, &belief, bins[count++]))
            break;
    }
    for (size_t k = 0; k < count; k++) {
        double heard = reach_chance(&judge->hearing, &belief, bins[k]);
        if (heard >= HEARD_LEAST && (g->asked == NULL || g->asked[list[k]]) &&
            !ask_station(g, informed, list[k], fmin(heard, HEARD_MOST)))
            return false;
    }
    return true;
}

/* Whether anybody around a place is asked at all. */
static bool concerns(const struct gathering *g, const struct candidate *source)
{
    const struct station_index *index = g->judge->scene.index;
    if (g->asked == NULL)
        return true;
    const uint32_t *list =
        station_neighbours(index, station_nearest(index, source->x_m, source->y_m));
    for (size_t k = 0; k < index->neighbour_count; k++)
        if (g->asked[list[k]])
            return true;
    return false;
}

/* How many sources there are around each; they are chained by the station nearest to them. */
static double *count_places(const struct judge *judge, const struct accepted *accepted,
                            struct tct_arena *arena)
{
    uint32_t *first = TCT_ARENA_NEW(arena, uint32_t, judge->scene.index->count);
    uint32_t *next = TCT_ARENA_NEW(arena, uint32_t, accepted->count);
    double *count = TCT_ARENA_NEW(arena, double, accepted->count);
    if (first == NULL || next == NULL || count == NULL)
        return NULL;
    memset(first, 0xff, judge->scene.index->count * sizeof(*first));
    for (uint32_t i = 0; i < accepted->count; i++) {
        const struct candidate *at = &accepted->all[i];
        uint32_t nearest = station_nearest(judge->scene.index, at->x_m, at->y_m);
        next[i] = first[nearest];
        first[nearest] = i;
    }
    for (uint32_t i = 0; i < accepted->count; i++) {
        const struct candidate *at = &accepted->all[i];
        uint32_t nearest = station_nearest(judge->scene.index, at->x_m, at->y_m);
        for (uint32_t k = first[nearest]; k != NOBODY && count[i] < SAME_PLACE_MOST; k = next[k])
            count[i] += hypot(accepted->all[k].x_m - at->x_m, accepted->all[k].y_m - at->y_m) <
                        SAME_PLACE_M;
    }
    return count;
}

static int by_station_and_time(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->station != b->station)
        return a->station < b->station ? -1 : 1;
    if (a->lag.shown_s < b->lag.shown_s || a->lag.shown_s > b->lag.shown_s)
        return a->lag.shown_s < b->lag.shown_s ? -1 : 1;
    return (a->lag.lag_s > b->lag.lag_s) - (a->lag.lag_s < b->lag.lag_s);
}

/* The rate of chance is that of the station's own windows. */
static enum tct_status sort_out(struct gathering *g, struct lags *ret_lags, struct tct_error *err)
{
    ret_lags->stations = g->stations;
    ret_lags->all = TCT_ARENA_NEW(g->arena, struct lag, g->count);
    if (ret_lags->all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the clocks of stations");
    if (g->count > 0)
        qsort(g->entries, g->count, sizeof(*g->entries), by_station_and_time);
    for (size_t i = g->count; i-- > 0;) {
        g->stations[g->entries[i].station].first = i;
        g->stations[g->entries[i].station].count++;
    }
    for (size_t i = 0; i < g->count; i++) {
        uint32_t station = g->entries[i].station;
        ret_lags->all[i] = g->entries[i].lag;
        ret_lags->all[i].odds *= g->asked_s[station] / ((double)g->stations[station].count + 1);
    }
    return TCT_OK;
}

enum tct_status lags_gather(const struct judge *judge, const struct shown *shown,
                            const struct accepted *accepted, const bool *asked,
                            struct tct_arena *arena, struct lags *ret_lags, struct tct_error *err)
{
    size_t stations = judge->scene.index->count;
    struct gathering g = {.judge = judge,
                          .shown = shown,
                          .arena = arena,
                          .asked = asked,
                          .stations = TCT_ARENA_NEW(arena, struct lag_station, stations),
                          .asked_s = TCT_ARENA_NEW(arena, double, stations)};
    double *same_place = count_places(judge, accepted, arena);
    bool room = g.stations != NULL && g.asked_s != NULL && same_place != NULL;
    for (size_t i = 0; i < accepted->count && room; i++) {
        struct source source;
        struct informed informed = {.source = &source, .weight = 1 / fmax(1, same_place[i])};
        if (concerns(&g, &accepted->all[i]) &&
            candidate_source(judge, &accepted->all[i], &source) && source.count >= PICKS_ASKED &&
            symmetric3_invert(source.covariance, informed.info))
            room = ask_around(&g, &informed);
    }
    if (!room)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the clocks of stations");
    return sort_out(&g, ret_lags, err);
}
