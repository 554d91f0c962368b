/* Summary: bursts, engagements and counts of one incident, from its firings in the order of time.
 */
#include "tacet/incident/summary.h"

#include <math.h>
#include <stdlib.h>

#include "launches.h"
#include "sums.h"
#include "voxels.h"

/* So many standard errors of the difference of two places are added to the reach of a burst and of
 * a place that fires. Few: what is wrong with a path is wrong with all shots that take it, so that
 * those of one place lie closer to each other than to the truth; and two places are not to be taken
 * for one, least of all where they face each other. */
static const double BURST_SIGMAS = 1.0, PLACE_SIGMAS = 0.7;

/* A launch and its impact are one trajectory. */
static const uint64_t FLIGHT_LEAST_NS = UINT64_C(1000000000) * FLIGHT_LEAST_S;
static const uint64_t FLIGHT_MOST_NS = UINT64_C(180000000000);

/* What strikes on one side's ground was fired from the other's so often. It is more often than
 * that, but rounds fall short and charges are dug in: an impact alone is not to decide anything. */
static const double ACROSS_P = 0.8;

struct ordered {
    struct tct_firing firing;
    double heard_p;
    uint32_t number; /* as it was given */
};

struct work {
    struct ordered *all;
    size_t count;
    struct item *shots, *bursts, *engagements, *places;
    size_t burst_count, engagement_count, place_count;
    uint32_t *burst_of, *engagement_of, *place_of; /* a shot's, a burst's, a burst's */
    uint32_t *place_of_shot;
    struct side_mean *fired_from; /* of each place, as far as it was fired from there */
    struct tct_firing *firings;   /* in order; sides are of who fired them, for who opened fire */
    double *heard_p;
};

static int order(double a, double b)
{
    return (a > b) - (a < b);
}

/* By time, then by all else that matters, so that the order in which they are given does not. What
 * differs by side alone comes last: before that, both sides are alike. */
static int by_content(const void *left, const void *right)
{
    const struct ordered *a = left, *b = right;
    const struct tct_firing *p = &a->firing, *q = &b->firing;
    int by = (p->time_ns > q->time_ns) - (p->time_ns < q->time_ns);
    by = by != 0 ? by : (int)q->placed - (int)p->placed;
    if (p->placed) {
        by = by != 0 ? by : order(p->place.x_m, q->place.x_m);
        by = by != 0 ? by : order(p->place.y_m, q->place.y_m);
    }
    for (int i = 0; i < 3 && by == 0 && p->placed; i++)
        by = order(p->covariance_m2[i], q->covariance_m2[i]);
    by = by != 0 ? by : order(p->time_sigma_s, q->time_sigma_s);
    by = by != 0 ? by : order(a->heard_p, b->heard_p);
    by = by != 0 ? by : (int)q->classified - (int)p->classified;
    for (int i = 0; i < TCT_FIRING_KIND_COUNT && by == 0 && p->classified; i++)
        by = order(p->kind_p[i], q->kind_p[i]);
    by = by != 0 ? by : (int)q->has_side - (int)p->has_side;
    if (by != 0 || !p->has_side)
        return by;
    by = order(p->side_p[TCT_SIDE_UNDETERMINED], q->side_p[TCT_SIDE_UNDETERMINED]);
    by = by != 0 ? by
                 : order(fabs(p->side_p[TCT_SIDE_LEFT] - p->side_p[TCT_SIDE_RIGHT]),
                         fabs(q->side_p[TCT_SIDE_LEFT] - q->side_p[TCT_SIDE_RIGHT]));
    return by != 0 ? by : order(p->side_p[TCT_SIDE_LEFT], q->side_p[TCT_SIDE_LEFT]);
}

static struct item item_of(const struct tct_firing *firing)
{
    struct item item = {.from_ns = firing->time_ns,
                        .until_ns = firing->time_ns,
                        .placed = firing->placed,
                        .shots = 1};
    if (firing->placed) {
        item.x_m = firing->place.x_m;
        item.y_m = firing->place.y_m;
        for (int i = 0; i < 3; i++)
            item.covariance_m2[i] = firing->covariance_m2[i];
    }
    side_mean_add(&item.sides, firing);
    return item;
}

static bool take_memory(struct work *work, struct tct_arena *arena)
{
    size_t count = work->count;
    work->all = TCT_ARENA_NEW(arena, struct ordered, count);
    work->shots = TCT_ARENA_NEW(arena, struct item, count);
    work->burst_of = TCT_ARENA_NEW(arena, uint32_t, count);
    work->engagement_of = TCT_ARENA_NEW(arena, uint32_t, count);
    work->place_of = TCT_ARENA_NEW(arena, uint32_t, count);
    work->place_of_shot = TCT_ARENA_NEW(arena, uint32_t, count);
    work->firings = TCT_ARENA_NEW(arena, struct tct_firing, count);
    work->heard_p = TCT_ARENA_NEW(arena, double, count);
    return work->all != NULL && work->shots != NULL && work->burst_of != NULL &&
           work->engagement_of != NULL && work->place_of != NULL && work->place_of_shot != NULL &&
           work->firings != NULL && work->heard_p != NULL;
}

static void put_in_order(struct work *work, const struct tct_firing *firings, const double *heard_p)
{
    for (uint32_t i = 0; i < work->count; i++)
        work->all[i] = (struct ordered){firings[i], heard_p == NULL ? 1.0 : heard_p[i], i};
    qsort(work->all, work->count, sizeof(*work->all), by_content);
    for (size_t i = 0; i < work->count; i++) {
        work->shots[i] = item_of(&work->all[i].firing);
        work->firings[i] = work->all[i].firing;
        work->heard_p[i] = work->all[i].heard_p;
    }
}

/* Shots to bursts to engagements; and bursts, whenever they were, to the places that fired. */
static enum tct_status group(struct work *work, const struct tct_rules *rules,
                             struct tct_arena *arena, struct tct_error *err)
{
    struct nearness_rule rule = {.gap_ns = (uint64_t)(1e9 * rules->burst_gap_s),
                                 .reach_m = rules->burst_reach_m,
                                 .reach_most_m = rules->engagement_reach_m,
                                 .sigmas = BURST_SIGMAS,
                                 .decided_p = rules->decided_p};
    enum tct_status status = group_nearest(&rule, work->shots, work->count, arena, &work->bursts,
                                           &work->burst_count, work->burst_of, err);
    rule.gap_ns = (uint64_t)(1e9 * rules->engagement_gap_s);
    rule.reach_m = rules->engagement_reach_m;
    rule.sigmas = 0.0;
    if (status == TCT_OK)
        status = group_nearest(&rule, work->bursts, work->burst_count, arena, &work->engagements,
                               &work->engagement_count, work->engagement_of, err);
    rule.gap_ns = UINT64_MAX;
    rule.reach_m = rules->burst_reach_m;
    rule.sigmas = PLACE_SIGMAS;
    if (status == TCT_OK)
        status = group_nearest(&rule, work->bursts, work->burst_count, arena, &work->places,
                               &work->place_count, work->place_of, err);
    for (size_t i = 0; i < work->count && status == TCT_OK; i++)
        work->place_of_shot[i] = work->place_of[work->burst_of[i]];
    return status;
}

/* Of each place, how probably what exploded there had been fired from elsewhere. */
static struct blast *find_impacts(const struct work *work, struct tct_arena *arena)
{
    struct blast *blasts = TCT_ARENA_NEW(arena, struct blast, work->place_count);
    if (blasts == NULL)
        return NULL;
    for (size_t i = 0; i < work->place_count; i++) {
        double p[TCT_SIDE_COUNT];
        side_mean_p(&work->places[i].sides, p);
        blasts[i] = (struct blast){.first_ns = work->places[i].from_ns,
                                   .left_p = p[TCT_SIDE_LEFT],
                                   .right_p = p[TCT_SIDE_RIGHT]};
    }
    for (size_t i = work->count; i-- > 0;) {
        struct blast *blast = &blasts[work->place_of_shot[i]];
        const struct tct_firing *firing = &work->firings[i];
        blast->first_sigma_s = firing->time_sigma_s;
        if (firing->classified)
            blast->explosions += firing->kind_p[TCT_FIRING_EXPLOSION];
    }
    tell_impacts(blasts, work->place_count);
    return blasts;
}

/* From the side on whose ground something was to the side that fired it: where something strikes is
 * not where it was fired, and nobody is to be blamed for having been hit. */
static enum tct_status tell_who_fired(struct work *work, struct tct_arena *arena,
                                      struct tct_error *err)
{
    const struct blast *blasts = find_impacts(work, arena);
    work->fired_from = TCT_ARENA_NEW(arena, struct side_mean, work->place_count);
    if (blasts == NULL || work->fired_from == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is said of an incident");
    for (size_t i = 0; i < work->place_count; i++)
        work->fired_from[i] = (struct side_mean){.weight = 0.0};
    for (size_t i = 0; i < work->count; i++) {
        struct tct_firing *firing = &work->firings[i];
        double exploded_p = firing->classified ? firing->kind_p[TCT_FIRING_EXPLOSION] : 0.0;
        double fired_here_p = 1.0 - exploded_p * blasts[work->place_of_shot[i]].impact_p;
        double left = firing->side_p[TCT_SIDE_LEFT], right = firing->side_p[TCT_SIDE_RIGHT];
        double across_p = ACROSS_P * (1.0 - fired_here_p);
        firing->side_p[TCT_SIDE_LEFT] = fired_here_p * left + across_p * right;
        firing->side_p[TCT_SIDE_RIGHT] = fired_here_p * right + across_p * left;
        firing->side_p[TCT_SIDE_UNDETERMINED] =
            1.0 - (firing->side_p[TCT_SIDE_LEFT] + firing->side_p[TCT_SIDE_RIGHT]);
        side_mean_add(&work->fired_from[work->place_of_shot[i]], firing);
    }
    return TCT_OK;
}

/* Middle of `shots` places whose sums these are; NAN: of none. */
static struct tct_plane middle_of(const struct item *sum)
{
    double shots = sum->placed ? sum->shots : (double)NAN;
    return (struct tct_plane){sum->x_m / shots, sum->y_m / shots};
}

static void reach_to(double *radius_m, struct tct_plane middle, const struct tct_firing *firing)
{
    if (firing->placed)
        *radius_m =
            fmax(*radius_m, hypot(firing->place.x_m - middle.x_m, firing->place.y_m - middle.y_m));
}

static void add_kind(double kind_p[TCT_FIRING_KIND_COUNT], const struct tct_firing *firing,
                     double share)
{
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++)
        kind_p[kind] +=
            share * (firing->classified ? firing->kind_p[kind] : kind == TCT_FIRING_OTHER);
}

static enum tct_status tell_engagements(const struct work *work, struct tct_arena *arena,
                                        struct tct_summary *ret, struct tct_error *err)
{
    struct tct_engagement *all =
        TCT_ARENA_NEW(arena, struct tct_engagement, work->engagement_count);
    if (all == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is said of an incident");
    for (size_t i = 0; i < work->engagement_count; i++) {
        const struct item *sum = &work->engagements[i];
        all[i] = (struct tct_engagement){.from_ns = sum->from_ns,
                                         .until_ns = sum->until_ns,
                                         .middle = middle_of(sum),
                                         .shots = sum->shots};
    }
    for (size_t i = 0; i < work->burst_count; i++)
        all[work->engagement_of[i]].bursts++;
    for (size_t i = 0; i < work->count; i++) {
        struct tct_engagement *own = &all[work->engagement_of[work->burst_of[i]]];
        double p[TCT_SIDE_COUNT];
        side_mean_p(&work->fired_from[work->place_of_shot[i]], p);
        reach_to(&own->radius_m, own->middle, &work->firings[i]);
        add_kind(own->kind_p, &work->firings[i], 1.0 / own->shots);
        for (int side = 0; side < TCT_SIDE_COUNT; side++)
            own->side_p[side] += p[side] / own->shots; /* its places may stand on both */
    }
    ret->engagements = all;
    ret->engagement_count = work->engagement_count;
    return TCT_OK;
}

/* By the order in which the firings were given. */
static enum tct_status tell_groups(const struct work *work, struct tct_arena *arena,
                                   struct tct_summary *ret, struct tct_error *err)
{
    uint32_t *burst = TCT_ARENA_NEW(arena, uint32_t, work->count);
    uint32_t *engagement = TCT_ARENA_NEW(arena, uint32_t, work->count);
    if (burst == NULL || engagement == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is said of an incident");
    for (size_t i = 0; i < work->count; i++) {
        burst[work->all[i].number] = work->burst_of[i];
        engagement[work->all[i].number] = work->engagement_of[work->burst_of[i]];
    }
    ret->burst = burst;
    ret->engagement = engagement;
    return TCT_OK;
}

/* Launches and impacts that are one: each impact takes the earliest launch that it can be of and
 * that is not taken. */
static size_t pairs_of(const struct work *work)
{
    size_t pairs = 0;
    uint32_t *waiting = work->burst_of; /* is told already; launches in the order of time */
    size_t first = 0, end = 0;
    for (uint32_t i = 0; i < work->count; i++) {
        enum tct_firing_kind kind = tct_firing_kind(&work->firings[i]);
        int64_t now_ns = work->firings[i].time_ns;
        if (kind == TCT_FIRING_LAUNCH)
            waiting[end++] = i;
        if (kind != TCT_FIRING_EXPLOSION)
            continue;
        while (first < end &&
               time_gap_ns(now_ns, work->firings[waiting[first]].time_ns) > FLIGHT_MOST_NS)
            first++;
        if (first < end &&
            time_gap_ns(now_ns, work->firings[waiting[first]].time_ns) >= FLIGHT_LEAST_NS) {
            first++;
            pairs++;
        }
    }
    return pairs;
}

/* That both sides fired: places are independent of each other, and of each one's side is known what
 * is known. A place of undetermined side speaks for neither. */
static double exchange_p(const struct work *work)
{
    double no_left = 1.0, no_right = 1.0, neither = 1.0;
    for (size_t i = 0; i < work->place_count; i++) {
        double p[TCT_SIDE_COUNT];
        side_mean_p(&work->fired_from[i], p);
        no_left *= 1.0 - p[TCT_SIDE_LEFT];
        no_right *= 1.0 - p[TCT_SIDE_RIGHT];
        neither *= p[TCT_SIDE_UNDETERMINED];
    }
    return fmin(1.0, fmax(0.0, 1.0 - (no_left + no_right) + neither));
}

static void tell_whole(const struct work *work, struct tct_summary *ret)
{
    struct item sum = {.placed = false};
    struct exact_sum by_side[TCT_SIDE_COUNT] = {{0}};
    for (size_t i = 0; i < work->count; i++) {
        const struct tct_firing *firing = &work->firings[i];
        for (int side = 0; side < TCT_SIDE_COUNT; side++)
            exact_add(&by_side[side],
                      firing->has_side ? firing->side_p[side] : side == TCT_SIDE_UNDETERMINED);
        add_kind(ret->kind_p, firing, 1.0 / (double)work->count);
        if (!firing->placed)
            continue;
        sum.placed = true;
        sum.x_m += firing->place.x_m;
        sum.y_m += firing->place.y_m;
        sum.shots++;
    }
    for (int side = 0; side < TCT_SIDE_COUNT; side++)
        ret->shots_by_side[side] = exact_value(&by_side[side]);
    ret->from_ns = work->firings[0].time_ns;
    ret->until_ns = work->firings[work->count - 1].time_ns;
    ret->middle = middle_of(&sum);
    for (size_t i = 0; i < work->count; i++)
        reach_to(&ret->radius_m, ret->middle, &work->firings[i]);
    ret->exchange_p = exchange_p(work);
    ret->counts[TCT_UNIT_SHOT] = (double)work->count;
    ret->counts[TCT_UNIT_BURST] = (double)work->burst_count;
    ret->counts[TCT_UNIT_TRAJECTORY] = (double)(work->count - pairs_of(work));
    ret->counts[TCT_UNIT_ENGAGEMENT] = (double)work->engagement_count;
    ret->counts[TCT_UNIT_INCIDENT] = ret->counts[TCT_UNIT_EXCHANGE_24H] = 1.0;
}

enum tct_status tct_summarise(const struct tct_rules *rules, const struct tct_firing *firings,
                              const double *heard_p, double unheard_p, size_t count,
                              struct tct_arena *arena, struct tct_summary *ret,
                              struct tct_error *err)
{
    struct work work = {.count = count};
    *ret = (struct tct_summary){.from_ns = 0};
    TCT_ASSERT(count > 0 && count <= INT32_MAX);
    if (!take_memory(&work, arena))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is said of an incident");
    put_in_order(&work, firings, heard_p);
    enum tct_status status = group(&work, rules, arena, err);
    if (status == TCT_OK)
        status = tell_who_fired(&work, arena, err);
    if (status == TCT_OK)
        status = tell_engagements(&work, arena, ret, err);
    if (status == TCT_OK)
        status = tell_groups(&work, arena, ret, err);
    if (status == TCT_OK)
        status = tct_opened_fire(work.firings, count, work.place_of_shot, work.heard_p, unheard_p,
                                 rules, arena, &ret->opening, err);
    if (status != TCT_OK)
        return status;
    ret->opening.first = work.all[ret->opening.first].number;
    tell_whole(&work, ret);
    return TCT_OK;
}
