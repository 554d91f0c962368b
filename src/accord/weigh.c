/* What the events of a day say of a commitment.
 *
 * Shots from one place share the errors of that place: they were all there or none was. Whether one
 * of them was small arms is told by each anew; whether its rifle was a sniper's is not. Places are
 * independent of each other. The bounds do without both. */
#include <math.h>
#include <stdlib.h>

#include "book_parts.h"
#include "counts.h"

static const double SAME_PLACE_M = 50.0, SAME_SIGMAS = 2.0, LIKELY_P = 0.5;

/* An event of the day as far as it concerns one side. */
struct shot {
    int64_t time_ns;
    struct tct_plane place;
    double spread_m2;
    double pos_p, high_p; /* that it was there; that it can have been */
    double free_p;        /* that it was then, and nothing excuses it */
    double any_p, sure_p; /* that its kind may be forbidden; that it is */
    double share;         /* that it is when it may be */
    uint32_t event, activity;
};

/* Shots from one place; the best known speaks for where that is. */
struct place {
    const struct shot *best;
    double none_p; /* that no shot was of a kind that may be forbidden, then, and not excused */
    double share;
    size_t shots; /* that are likely to count */
};

void weigh_kind(const double *shares, const struct tct_firing *firing, struct item *item)
{
    double any_p = 0.0, sure_p = 0.0, expected = 0.0;
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++) {
        /* What nobody classified may be of any kind. */
        double p = firing->classified ? firing->kind_p[kind] : 1.0 / (double)TCT_FIRING_KIND_COUNT;
        any_p += shares[kind] > 0.0 ? p : 0.0;
        sure_p += shares[kind] >= 1.0 ? p : 0.0;
        expected += shares[kind] * p;
    }
    item->any_p = (float)fmin(1.0, any_p);
    item->sure_p = (float)fmin(1.0, sure_p);
    item->share = any_p > 0.0 ? (float)fmin(1.0, expected / any_p) : 0.0f;
}

static struct shot shot_of(const struct item *item, enum tct_side side)
{
    return (struct shot){.time_ns = item->time_ns,
                         .place = item->place,
                         .spread_m2 = (double)item->spread_m2,
                         .pos_p = (double)item->pos_p[side],
                         .high_p = (double)item->high_p[side],
                         .free_p = (double)item->free_p[side],
                         .any_p = (double)item->any_p,
                         .sure_p = (double)item->sure_p,
                         .share = (double)item->share,
                         .event = item->event,
                         .activity = item->activity[side]};
}

/* Best known first; what does not depend on the order in which events came. */
static int better_known(const void *a, const void *b)
{
    const struct shot *one = a, *other = b;
    if (one->spread_m2 != other->spread_m2)
        return one->spread_m2 < other->spread_m2 ? -1 : 1;
    if (one->time_ns != other->time_ns)
        return one->time_ns < other->time_ns ? -1 : 1;
    return (one->event > other->event) - (one->event < other->event);
}

static bool same_place(const struct shot *one, const struct shot *other)
{
    double reach_m = SAME_PLACE_M + SAME_SIGMAS * sqrt(one->spread_m2 + other->spread_m2);
    double dx = one->place.x_m - other->place.x_m, dy = one->place.y_m - other->place.y_m;
    return dx * dx + dy * dy <= reach_m * reach_m;
}

static size_t gather(const struct shot *shots, size_t count, struct place *ret)
{
    size_t places = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < places && !same_place(ret[at].best, &shots[i]))
            at++;
        if (at == places)
            ret[places++] = (struct place){.best = &shots[i], .none_p = 1.0};
        ret[at].none_p *= 1.0 - shots[i].free_p * shots[i].any_p;
        ret[at].share = fmax(ret[at].share, shots[i].share);
        ret[at].shots += shots[i].free_p * shots[i].any_p >= LIKELY_P;
    }
    return places;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int likeliest(const void *a, const void *b)
{
    const struct tct_rests *one = a, *other = b;
    if (one->p != other->p)
        return one->p > other->p ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

static void list_rests(const struct shot *shots, size_t count, struct weighed *ret)
{
    size_t events = 0;
    for (size_t i = 0; i < count; i++) {
        double p = shots[i].pos_p * shots[i].free_p * shots[i].any_p * shots[i].share;
        if (shots[i].high_p * shots[i].free_p * shots[i].any_p > 0.0)
            ret->rests[events++] = (struct tct_rests){TCT_RESTS_EVENT, shots[i].event, p};
    }
    if (events > 1)
        qsort(ret->rests, events, sizeof(*ret->rests), likeliest);
    ret->rest_count = events;
    for (size_t i = 0; i < count; i++) {
        bool known = shots[i].activity == NONE;
        for (size_t k = events; k < ret->rest_count; k++)
            known = known || ret->rests[k].number == shots[i].activity;
        if (!known)
            ret->rests[ret->rest_count++] =
                (struct tct_rests){TCT_RESTS_ACTIVITY, shots[i].activity, 0.0};
    }
}

static void bound(const struct shot *shots, size_t count, size_t allowed, double *room,
                  struct weighed *ret)
{
    for (size_t i = 0; i < count; i++)
        room[i] = shots[i].high_p * shots[i].free_p * shots[i].any_p;
    if (count > 1)
        qsort(room, count, sizeof(*room), by_size);
    ret->high_p = at_least_most_p(room, count, allowed + 1);
    for (size_t i = 0; i < count; i++)
        room[i] = shots[i].pos_p * shots[i].free_p * shots[i].sure_p;
    if (count > 1)
        qsort(room, count, sizeof(*room), by_size);
    ret->low_p = at_least_least_p(room, count, allowed + 1);
}

/* That a breach was fired from there. */
static double place_p(const struct place *place)
{
    return place->best->pos_p * place->share * (1.0 - place->none_p);
}

static void sum_places(const struct place *places, size_t count, size_t allowed,
                       struct weighed *ret)
{
    for (size_t i = 0; i < count; i++) {
        const struct place *place = &places[i];
        double p = place_p(place);
        ret->expected += p;
        counts_add(ret->kept_p, allowed, p, place->shots > 0 ? place->shots : 1);
    }
}

static double unplaced_of(const struct tct_accord *accord, size_t number, enum tct_side side,
                          size_t day)
{
    double sum = 0.0;
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++)
        sum += accord->shares[number][kind] * (double)accord->unplaced[day][kind][side];
    return sum / UNPLACED_ONE * accord->parts[number][side].share;
}

/* The shots of a cell, best known first, and room for their places. */
struct cell {
    struct shot *shots;
    struct place *places;
    size_t count;
};

static enum tct_status take_cell(const struct tct_accord *accord, size_t number, enum tct_side side,
                                 size_t day, struct tct_arena *arena, struct cell *ret,
                                 struct tct_error *err)
{
    uint32_t head = accord->heads[cell_of(accord, number, day)];
    size_t room = 0;
    for (uint32_t i = head; i != NONE; i = accord->items[i].next)
        room++;
    *ret = (struct cell){.shots = TCT_ARENA_NEW(arena, struct shot, room),
                         .places = TCT_ARENA_NEW(arena, struct place, room)};
    if (ret->shots == NULL || ret->places == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a verdict");
    for (uint32_t i = head; i != NONE; i = accord->items[i].next) {
        const struct item *item = &accord->items[i];
        if (item->high_p[side] > 0.0f || item->activity[side] != NONE)
            ret->shots[ret->count++] = shot_of(item, side);
    }
    if (ret->count > 1)
        qsort(ret->shots, ret->count, sizeof(*ret->shots), better_known);
    return TCT_OK;
}

enum tct_status weigh_events(const struct tct_accord *accord, size_t number, enum tct_side side,
                             size_t day, size_t more_rests, struct tct_arena *arena,
                             struct weighed *ret, struct tct_error *err)
{
    size_t allowed = accord->setup.commitments[number].allowed;
    struct cell cell;
    *ret = (struct weighed){.unplaced = unplaced_of(accord, number, side, day)};
    enum tct_status status = take_cell(accord, number, side, day, arena, &cell, err);
    if (status != TCT_OK)
        return status;
    ret->kept_p = TCT_ARENA_NEW(arena, double, allowed + 1);
    double *sizes = TCT_ARENA_NEW(arena, double, cell.count);
    ret->rests = TCT_ARENA_NEW(arena, struct tct_rests, 2 * cell.count + more_rests);
    if (ret->kept_p == NULL || sizes == NULL || ret->rests == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a verdict");
    ret->kept_p[0] = 1.0;
    sum_places(cell.places, gather(cell.shots, cell.count, cell.places), allowed, ret);
    bound(cell.shots, cell.count, allowed, sizes, ret);
    list_rests(cell.shots, cell.count, ret);
    return TCT_OK;
}

double weigh_expected(const struct tct_accord *accord, size_t number, enum tct_side side,
                      size_t day, struct tct_arena *arena)
{
    struct cell cell;
    double expected = 0.0;
    if (take_cell(accord, number, side, day, arena, &cell, NULL) != TCT_OK)
        return 0.0;
    size_t places = gather(cell.shots, cell.count, cell.places);
    for (size_t i = 0; i < places; i++)
        expected += place_p(&cell.places[i]);
    return expected;
}
