/* Clocks: learn, correct, hand out. */
#include "clocks.h"

#include <math.h>
#include <stdlib.h>

#include "parts.h"

/* A fault is found after those of its neighbours; a chain of them is not longer. */
enum { PASSES_MOST = 6, NEIGHBOURS_AWAITED = 12 };

struct moment {
    double time_s;
    uint32_t pick;
};

enum tct_status clocks_new(struct picks *picks, struct station_index *index,
                           struct tct_arena *arena, struct clocks *ret_clocks,
                           struct tct_error *err)
{
    *ret_clocks = (struct clocks){
        .shown = {.time_s = TCT_ARENA_NEW(arena, double, picks->count),
                  .own_variance_s2 = TCT_ARENA_NEW(arena, double, picks->count)},
        .fits = TCT_ARENA_NEW(arena, struct clock_fit, index->count),
        .order = TCT_ARENA_NEW(arena, struct moment, picks->count),
        .picks = picks,
        .index = index,
    };
    if (ret_clocks->shown.time_s == NULL || ret_clocks->shown.own_variance_s2 == NULL ||
        ret_clocks->fits == NULL || ret_clocks->order == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the clocks of %zu stations",
                        index->count);
    for (size_t i = 0; i < picks->count; i++) {
        ret_clocks->shown.time_s[i] = picks->all[i].time_s;
        ret_clocks->shown.own_variance_s2[i] = picks->all[i].own_variance_s2;
    }
    return TCT_OK;
}

static const struct clock_piece *piece_at(const struct clock_fit *fit, double shown_s)
{
    size_t at = fit->count;
    while (at > 1 && fit->pieces[at - 1].from_s > shown_s)
        at--;
    return at > 0 ? &fit->pieces[at - 1] : NULL;
}

/* A clock that was set back shows some times twice: its picks stay in the order in which it showed
 * them. */
static void correct_station(struct clocks *clocks, uint32_t station)
{
    static const double SLOWEST_SOUND_M_S = 280;
    const struct clock_fit *fit = &clocks->fits[station];
    double moved_s = fit->moved ? fit->moved_sigma_m / SLOWEST_SOUND_M_S : 0;
    for (uint32_t i = clocks->picks->first[station]; i < clocks->picks->first[station + 1]; i++) {
        struct pick *pick = &clocks->picks->all[i];
        double shown_s = clocks->shown.time_s[i];
        const struct clock_piece *piece = piece_at(fit, shown_s);
        pick->time_s = shown_s;
        pick->own_variance_s2 = clocks->shown.own_variance_s2[i] + moved_s * moved_s;
        if (piece != NULL) {
            double later_s = shown_s - piece->middle_s, drifted_s = piece->drift_sigma * later_s;
            pick->time_s -= piece->off_s + piece->drift * later_s;
            pick->own_variance_s2 += piece->sigma_s * piece->sigma_s + drifted_s * drifted_s;
        }
        if (i > clocks->picks->first[station])
            pick->time_s = fmax(pick->time_s, pick[-1].time_s);
    }
}

static int by_moment(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;
    if (a->time_s < b->time_s || a->time_s > b->time_s)
        return a->time_s < b->time_s ? -1 : 1;
    return (a->pick > b->pick) - (a->pick < b->pick);
}

static void put_in_time(struct clocks *clocks)
{
    struct picks *picks = clocks->picks;
    for (uint32_t i = 0; i < picks->count; i++)
        clocks->order[i] = (struct moment){picks->all[i].time_s, i};
    qsort(clocks->order, picks->count, sizeof(*clocks->order), by_moment);
    for (size_t i = 0; i < picks->count; i++)
        picks->in_time[i] = clocks->order[i].pick;
    picks->last_s = clocks->order[picks->count - 1].time_s;
    picks_sort_out(picks, clocks->index->count);
}

static void correct_place(struct clocks *clocks, const struct tct_network *network,
                          uint32_t station)
{
    const struct tct_station *stated = &network->stations[clocks->index->index_of[station]];
    clocks->index->stations[station].x_m = stated->x_m + clocks->fits[station].moved_x_m;
    clocks->index->stations[station].y_m = stated->y_m + clocks->fits[station].moved_y_m;
}

/* A station that is off by less than the gates of association is used, and makes its neighbours
 * look off: of those around that seem to have a fault the clearest goes first. */
static bool stands_out(const struct clocks *clocks, const struct clock_fit *found, uint32_t station)
{
    const uint32_t *list = station_neighbours(clocks->index, station);
    for (size_t k = 0; k < NEIGHBOURS_AWAITED && k < clocks->index->neighbour_count; k++) {
        uint32_t other = list[k];
        bool waits =
            clock_fit_has_fault(&found[other]) && !clock_fit_has_fault(&clocks->fits[other]);
        if (waits && (found[other].gain > found[station].gain ||
                      (found[other].gain >= found[station].gain && other < station)))
            return false;
    }
    return true;
}

/* What goes from pass to pass. */
struct passes {
    const struct judge *judge;
    const struct accepted *accepted;
    size_t memory_bytes;
    float *grids;            /* CLOCK_GRID for each worker */
    struct clock_fit *found; /* [stations] */
    bool *stand_out, *asked; /* [stations] asked: near one that changed in the pass before */
};

static void ask_around(const struct clocks *clocks, uint32_t station, bool *asked)
{
    const uint32_t *list = station_neighbours(clocks->index, station);
    for (size_t k = 0; k < NEIGHBOURS_AWAITED && k < clocks->index->neighbour_count; k++)
        asked[list[k]] = true;
}

/* Takes what was found of each station, but for those that had no fault before and have a clearer
 * one beside them. Whether any has one now that had none, or none that had one. */
static bool take_found(struct clocks *clocks, const struct passes *p)
{
    bool changed = false, corrected = false;
    for (uint32_t s = 0; s < clocks->index->count; s++) {
        p->stand_out[s] = stands_out(clocks, p->found, s);
        p->asked[s] = false;
    }
    for (uint32_t s = 0; s < clocks->index->count; s++) {
        bool before = clock_fit_has_fault(&clocks->fits[s]);
        bool now = clock_fit_has_fault(&p->found[s]) && (before || p->stand_out[s]);
        if (!before && !now)
            continue;
        if (before != now)
            ask_around(clocks, s, p->asked);
        changed |= before != now;
        clocks->fits[s] = now ? p->found[s] : (struct clock_fit){0};
        correct_place(clocks, p->judge->scene.network, s);
        correct_station(clocks, s);
        corrected = true;
    }
    if (corrected)
        put_in_time(clocks);
    return changed;
}

/* One pass over the stations, in parts of some of them. */
struct finding {
    const struct clocks *clocks;
    const struct passes *p;
    const struct lags *lags;
    const bool *asked;
};

enum { STATIONS_A_PART = 8 };

static void find_some(void *work, size_t part, size_t worker)
{
    const struct finding *finding = work;
    const struct station_index *index = finding->clocks->index;
    float *grid = finding->p->grids + worker * CLOCK_GRID;
    uint32_t from = (uint32_t)part * STATIONS_A_PART;
    for (uint32_t s = from; s < from + STATIONS_A_PART && s < index->count; s++)
        if (finding->asked == NULL || finding->asked[s])
            finding->p->found[s] =
                clock_fit_station(finding->lags, s, index->stations[s].clock_sigma_s, grid);
}

/* What the sources say of the stations that are asked, as picks are corrected now. */
static enum tct_status find_faults(const struct clocks *clocks, const bool *asked,
                                   const struct passes *p, struct tct_error *err)
{
    struct lags lags;
    struct tct_arena memory;
    struct finding finding = {clocks, p, &lags, asked};
    tct_arena_init(&memory, p->memory_bytes);
    enum tct_status status =
        lags_gather(p->judge, &clocks->shown, p->accepted, asked, &memory, &lags, err);
    if (status == TCT_OK)
        parts_run(p->judge->scene.network,
                  (clocks->index->count + STATIONS_A_PART - 1) / STATIONS_A_PART, find_some,
                  &finding);
    tct_arena_free(&memory);
    return status;
}

enum tct_status clocks_learn(struct clocks *clocks, const struct judge *judge,
                             const struct accepted *accepted, struct tct_arena *scratch,
                             struct tct_error *err)
{
    size_t count = clocks->index->count;
    struct passes p = {
        .judge = judge,
        .accepted = accepted,
        .grids = TCT_ARENA_NEW(scratch, float, CLOCK_GRID *parts_workers(judge->scene.network)),
        .found = TCT_ARENA_NEW(scratch, struct clock_fit, count),
        .stand_out = TCT_ARENA_NEW(scratch, bool, count),
        .asked = TCT_ARENA_NEW(scratch, bool, count)};
    if (p.grids == NULL || p.found == NULL || p.stand_out == NULL || p.asked == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the clocks of stations");
    p.memory_bytes = scratch->limit_bytes - scratch->used_bytes;
    enum tct_status status = find_faults(clocks, NULL, &p, err);
    for (int pass = 1; status == TCT_OK && take_found(clocks, &p) && pass < PASSES_MOST; pass++)
        status = find_faults(clocks, p.asked, &p, err);
    return status;
}

static enum tct_status hand_out_station(const struct clocks *clocks, uint32_t station,
                                        struct tct_arena *arena, struct tct_station_health *ret,
                                        struct tct_error *err)
{
    const struct clock_fit *fit = &clocks->fits[station];
    struct tct_clock_piece *pieces = TCT_ARENA_NEW(arena, struct tct_clock_piece, fit->count);
    if (pieces == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the clocks of stations");
    for (size_t i = 0; i < fit->count; i++) {
        const struct clock_piece *piece = &fit->pieces[i];
        pieces[i] = (struct tct_clock_piece){
            .from_ns =
                i > 0 ? clocks->picks->origin_ns + tct_time_from_s(piece->from_s) : INT64_MIN,
            .middle_ns = clocks->picks->origin_ns + tct_time_from_s(piece->middle_s),
            .off_s = piece->off_s,
            .drift = piece->drift,
            .sigma_s = piece->sigma_s,
            .drift_sigma = piece->drift_sigma,
            .wrong = piece->wrong,
        };
    }
    *ret = (struct tct_station_health){
        .clock = pieces,
        .clock_count = fit->count,
        .moved = fit->moved,
        .moved_x_m = fit->moved_x_m,
        .moved_y_m = fit->moved_y_m,
        .moved_sigma_m = fit->moved_sigma_m,
    };
    return TCT_OK;
}

enum tct_status clocks_hand_out(const struct clocks *clocks, struct tct_arena *arena,
                                const struct tct_station_health **ret_health, struct tct_error *err)
{
    size_t count = clocks->index->count;
    struct tct_station_health *health = TCT_ARENA_NEW(arena, struct tct_station_health, count);
    if (health == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the clocks of stations");
    enum tct_status status = TCT_OK;
    for (uint32_t s = 0; s < count && status == TCT_OK; s++)
        status = hand_out_station(clocks, s, arena, &health[clocks->index->index_of[s]], err);
    *ret_health = health;
    return status;
}
