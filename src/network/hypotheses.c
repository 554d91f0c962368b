/* Hypotheses: leave out what may be foreign, settle what remains, compare the evidence.
 *
 * A pick that fits by chance takes a source of four to six arrivals hundreds of metres away and
 * leaves no trace in the residuals. What it costs to call it foreign is known: it is what it adds
 * to the log odds. So the posterior of a place is a mixture over which picks are its own (the
 * probabilistic data association of Bar-Shalom & Tse 1975, with the whole event as the target). */
#include "hypotheses.h"

#include <math.h>
#include <string.h>

#include "start.h"

/* A hypothesis with less than e^-14 of the best one's odds is left out. */
static const double NEGLIGIBLE = 14;

/* Picks worth more than this are its own: e^-10, and without them the others fit better and leave
 * more places open, by a few nats each. */
static const double WORTH_MOST = 15, PAIR_WORTH_MOST = 24;

/* A place that moves by less than this (squared standard errors) without a pick needs no
 * alternative. */
static const double MOVED_LEAST = 1.0;

/* Three exact arrivals: fewer leave a curve. */
enum { FEWEST = 3, CLOSED_MOST = 5 };

/* Two foreign picks among more are outvoted. */
enum { PAIRS_MOST = 6 };

/* The stations around the first that may have heard a fourth. */
enum { FOURTH_STATIONS = 12 };

/* A candidate explains the same sounds when it has this many of the picks, or all of them but one.
 */
enum { SHARED_LEAST = 3 };

struct search {
    struct judge *judge;
    uint32_t self;
    struct hypotheses *found;
};

static double moved2(const struct source *from, const struct source *to)
{
    const double *p = from->covariance;
    double dx = to->x_m - from->x_m, dy = to->y_m - from->y_m;
    double determinant = p[0] * p[3] - p[1] * p[1];
    return determinant > 0 ? (p[3] * dx * dx - 2 * p[1] * dx * dy + p[0] * dy * dy) / determinant
                           : INFINITY;
}

static bool same_picks(const struct source *a, const struct source *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        bool held = false;
        for (size_t k = 0; k < b->count && !held; k++)
            held = a->picks[i] == b->picks[k];
        if (!held)
            return false;
    }
    return true;
}

static bool same(const struct source *a, const struct source *b)
{
    return same_picks(a, b) && moved2(a, b) < MOVED_LEAST;
}

/* Keeps the likeliest. */
static void keep(struct hypotheses *found, const struct source *source)
{
    if (source->log_odds < found->all[0].log_odds - NEGLIGIBLE)
        return;
    for (size_t i = 0; i < found->count; i++)
        if (same(&found->all[i], source))
            return;
    size_t at = found->count;
    while (at > 0 && source->log_odds > found->all[at - 1].log_odds)
        at--;
    if (at == HYPOTHESES_MOST)
        return;
    if (found->count < HYPOTHESES_MOST)
        found->count++;
    for (size_t i = found->count - 1; i > at; i--)
        found->all[i] = found->all[i - 1];
    found->all[at] = *source;
}

/* Less the picks number `a` and `b`, which may be the same. */
static struct source without(const struct source *source, size_t a, size_t b)
{
    struct source rest = *source;
    rest.count = 0;
    for (size_t i = 0; i < source->count; i++)
        if (i != a && i != b)
            rest.picks[rest.count++] = source->picks[i];
    return rest;
}

/* Where few picks alone would put the source: both roots of the closed form, and where bearings
 * cross. From where it is, two bearings climb to the foot of a station rather than there. */
static struct starts closed_form(const struct search *search, const struct source *rest)
{
    struct sighting sightings[CLOSED_MOST];
    const struct scene *scene = &search->judge->scene;
    for (size_t i = 0; i < rest->count; i++) {
        const struct pick *pick = &scene->picks->all[rest->picks[i]];
        const struct tct_station *station = &scene->index->stations[pick->station];
        sightings[i] = (struct sighting){.x_m = station->x_m - rest->x_m,
                                         .y_m = station->y_m - rest->y_m,
                                         .timed = true,
                                         .time_s = pick->time_s - rest->time_s,
                                         .aimed = isfinite(pick->azimuth_rad),
                                         .azimuth_rad = pick->azimuth_rad};
    }
    struct problem problem = {.sightings = sightings, .count = rest->count, .air = rest->air};
    struct starts starts = {.count = 0};
    start_from_times(&problem, &starts);
    start_from_bearings(&problem, &starts);
    return starts;
}

/* Settles and keeps what stands at a place. */
static void try_place(const struct search *search, struct source *rest)
{
    const struct judge *judge = search->judge;
    if (!judge_settle_few(judge, (struct rights){judge->owner, search->self, NULL}, FEWEST, rest))
        return;
    keep(search->found, rest);
}

/* Three picks without bearings may leave a curve rather than a place, two with bearings that are
 * nearly parallel a long stretch: then it is where sources are, near the first. */
static void anchor(const struct judge *judge, struct source *source)
{
    const struct pick *first = &judge->scene.picks->all[source->picks[0]];
    for (size_t i = 1; i < source->count; i++) {
        const struct pick *pick = &judge->scene.picks->all[source->picks[i]];
        first = pick->time_s < first->time_s ? pick : first;
    }
    if (source->count > FEWEST || (source->count == FEWEST && judge_is_checked(judge, source)))
        return;
    source->anchor_x_m = judge->scene.index->stations[first->station].x_m;
    source->anchor_y_m = judge->scene.index->stations[first->station].y_m;
    source->anchor_information = 1 / (judge->ground_m * judge->ground_m);
}

/* What remains of a source, from where it is and from where few picks alone would put it. */
static void try_starts(const struct search *search, const struct source *source,
                       const struct source *rest)
{
    const struct scene *scene = &search->judge->scene;
    struct starts starts = {.count = 0};
    struct source near = *rest;
    anchor(search->judge, &near);
    if (source_fit(scene, &near) && moved2(source, &near) > MOVED_LEAST)
        try_place(search, &near);
    if (rest->count <= CLOSED_MOST)
        starts = closed_form(search, rest);
    for (size_t i = 0; i < starts.count; i++) {
        struct source there = source_at(scene, rest->x_m + starts.unknown[i][UNKNOWN_X],
                                        rest->y_m + starts.unknown[i][UNKNOWN_Y],
                                        rest->time_s + starts.unknown[i][UNKNOWN_TIME]);
        there.count = rest->count;
        memcpy(there.picks, rest->picks, rest->count * sizeof(*rest->picks));
        anchor(search->judge, &there);
        if (source_fit(scene, &there) && moved2(source, &there) > MOVED_LEAST)
            try_place(search, &there);
    }
}

/* Three picks with each free one, of the stations around the first, that could be a fourth. */
static void try_fourth(const struct search *search, const struct source *source,
                       const struct source *rest)
{
    const struct scene *scene = &search->judge->scene;
    const struct pick *first = &scene->picks->all[rest->picks[0]];
    const struct tct_station *here = &scene->index->stations[first->station];
    const uint32_t *list = station_neighbours(scene->index, first->station);
    for (size_t i = 1; i < scene->index->neighbour_count && i <= FOURTH_STATIONS; i++) {
        const struct tct_station *there = &scene->index->stations[list[i]];
        double apart_m = hypot(there->x_m - here->x_m, there->y_m - here->y_m);
        double apart_s = apart_m / rest->air.sound_speed_m_s;
        uint32_t end = scene->picks->first[list[i] + 1];
        for (uint32_t k = picks_after(scene->picks, list[i], first->time_s - apart_s);
             k < end && scene->picks->all[k].time_s <= first->time_s + apart_s; k++) {
            if (search->judge->owner[k] != NOBODY)
                continue;
            struct source four = *rest;
            four.picks[four.count++] = k;
            try_starts(search, source, &four);
        }
    }
}

/* One or two picks are taken for something else. */
static void try_without(struct search *search, const struct source *source, size_t a, size_t b)
{
    uint32_t *owner = search->judge->owner;
    const struct source rest = without(source, a, b);
    if (rest.count < FEWEST && !judge_is_checked(search->judge, &rest))
        return;
    owner[source->picks[a]] = owner[source->picks[b]] = LEFT_OUT;
    try_starts(search, source, &rest);
    if (rest.count == FEWEST)
        try_fourth(search, source, &rest);
    owner[source->picks[a]] = owner[source->picks[b]] = search->self;
}

static void leave_out(struct search *search, const struct source *source)
{
    struct hearsay hearsay[STATION_NEIGHBOURS_MOST];
    struct reach_belief belief;
    double worth[STATION_NEIGHBOURS_MOST];
    (void)judge_hearsay(search->judge, source, hearsay, &belief);
    for (size_t i = 0; i < source->count; i++) {
        worth[i] = judge_worth(search->judge, source, &belief, source->picks[i]);
        if (worth[i] < WORTH_MOST)
            try_without(search, source, i, i);
        for (size_t k = 0; k < i && source->count <= PAIRS_MOST; k++)
            if (worth[i] + worth[k] < PAIR_WORTH_MOST)
                try_without(search, source, i, k);
    }
}

enum tct_status holders_new(const struct picks *picks, const struct candidates *candidates,
                            struct tct_arena *arena, struct holders *ret_holders,
                            struct tct_error *err)
{
    size_t held = 0;
    for (size_t i = 0; i < candidates->count; i++)
        held += candidates->all[i].count;
    *ret_holders = (struct holders){.candidates = candidates,
                                    .first = TCT_ARENA_NEW(arena, uint32_t, picks->count + 2),
                                    .list = TCT_ARENA_NEW(arena, uint32_t, held)};
    if (ret_holders->first == NULL || ret_holders->list == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for hypotheses");
    uint32_t *next = ret_holders->first + 1; /* becomes `first` when all are entered */
    for (size_t i = 0; i < candidates->count; i++)
        for (uint32_t k = 0; k < candidates->all[i].count; k++)
            next[candidates->all[i].picks[k] + 1]++;
    for (size_t i = 0; i < picks->count; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < candidates->count; i++)
        for (uint32_t k = 0; k < candidates->all[i].count; k++)
            ret_holders->list[next[candidates->all[i].picks[k]]++] = (uint32_t)i;
    return TCT_OK;
}

static size_t shared_picks(const struct source *source, const struct candidate *candidate)
{
    size_t shared = 0;
    for (size_t i = 0; i < source->count; i++)
        for (uint32_t k = 0; k < candidate->count; k++)
            shared += source->picks[i] == candidate->picks[k];
    return shared;
}

/* Candidates that were passed over for the source. Each is met at the first pick that both have. */
static void passed_over(const struct search *search, const struct holders *holders,
                        const struct source *source)
{
    struct judge *judge = search->judge;
    size_t least = source->count > SHARED_LEAST ? (size_t)SHARED_LEAST : source->count - 1;
    for (size_t i = 0; i < source->count; i++) {
        uint32_t pick = source->picks[i];
        for (uint32_t at = holders->first[pick]; at < holders->first[pick + 1]; at++) {
            const struct candidate *candidate = &holders->candidates->all[holders->list[at]];
            struct source other;
            if (candidate->log_odds < source->log_odds - NEGLIGIBLE ||
                shared_picks(source, candidate) < least)
                continue;
            if (candidate_source(judge, candidate, &other) &&
                moved2(source, &other) > MOVED_LEAST &&
                judge_settle_few(judge, (struct rights){judge->owner, search->self, NULL}, FEWEST,
                                 &other))
                keep(search->found, &other);
        }
    }
}

void hypotheses_of(struct judge *judge, const struct holders *holders, const struct source *source,
                   uint32_t self, struct hypotheses *ret)
{
    ret->all[0] = *source;
    ret->count = 1;
    struct search search = {.judge = judge, .self = self, .found = ret};
    passed_over(&search, holders, source);
    leave_out(&search, source);
}
