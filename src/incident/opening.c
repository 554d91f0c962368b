/* Who opened fire: a race between the places that fired, whose sides are known but for some doubt.
 */
#include "tacet/incident/opening.h"

#include <math.h>

#include "race.h"
#include "sides.h"

/* Of the gaps between shots of a place those count that tell how fast it began: each later one
 * less, half for every so many. */
static const double GAPS_HALVED = 8.0;

/* Of what is fired by one side, so much is answered by the other: as good as any figure, where no
 * mission has published one. */
static const double ANSWERED_P = 0.5;

/* Of the gap that ends an engagement: how far from each other places begin, as a standard
 * deviation, so that nearly all begin within the gap. */
static const double GAP_SIGMAS = 0.5;

static const double LEAST_SHARE = 1e-9;

static const double SIGMA_LEAST_S = 1e-9, SIGMA_MOST_S = 1e9, HEARD_LEAST_P = 1e-3;

/* A place that fired: its shots are the entries of `order` from `from` on. */
struct source {
    uint32_t from, count;
    double heard_p;      /* sum, then mean */
    double gaps, gaps_s; /* their number and length, weighted */
    double last_s;       /* time of its last shot so far */
    double gap_weight;   /* of the next gap */
    struct side_mean sides;
};

struct work {
    struct source *sources; /* in the order in which they begin */
    uint32_t *source_of;    /* by engagement */
    uint32_t *order;        /* shots, those of one source beside each other */
    double *times_s, *sigmas_s, *first_p, *heard_first_p;
    struct racer *racers;
    size_t source_count;
};

static double heard_of(const double *heard_p, size_t i)
{
    double p = heard_p == NULL ? 1.0 : heard_p[i];
    return isnan(p) ? 1.0 : fmin(1.0, fmax(HEARD_LEAST_P, p));
}

static bool take_memory(struct work *work, size_t count, struct tct_arena *arena)
{
    work->sources = TCT_ARENA_NEW(arena, struct source, count);
    work->source_of = TCT_ARENA_NEW(arena, uint32_t, count);
    work->order = TCT_ARENA_NEW(arena, uint32_t, count);
    work->times_s = TCT_ARENA_NEW(arena, double, count);
    work->sigmas_s = TCT_ARENA_NEW(arena, double, count);
    work->first_p = TCT_ARENA_NEW(arena, double, count);
    work->heard_first_p = TCT_ARENA_NEW(arena, double, count);
    work->racers = TCT_ARENA_NEW(arena, struct racer, count);
    return work->sources != NULL && work->source_of != NULL && work->order != NULL &&
           work->times_s != NULL && work->sigmas_s != NULL && work->first_p != NULL &&
           work->heard_first_p != NULL && work->racers != NULL;
}

static void add_shot(struct source *source, const struct tct_firing *firing, double at_s,
                     double heard_p)
{
    if (source->count == 0) {
        source->gap_weight = 1.0;
    } else {
        source->gaps += source->gap_weight;
        source->gaps_s += source->gap_weight * (at_s - source->last_s);
        source->gap_weight *= exp2(-1.0 / GAPS_HALVED);
    }
    source->last_s = at_s;
    source->heard_p += heard_p;
    source->count++;
    side_mean_add(&source->sides, firing);
}

/* The shots by the places that fired them. */
static void sort_out(struct work *work, const struct tct_firing *firings, size_t count,
                     const uint32_t *engagement, const double *heard_p)
{
    for (size_t i = 0; i < count; i++)
        work->source_of[i] = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        TCT_ASSERT(engagement[i] < count);
        uint32_t *number = &work->source_of[engagement[i]];
        if (*number == UINT32_MAX)
            *number = (uint32_t)work->source_count++;
        work->times_s[i] = tct_time_between_s(firings[0].time_ns, firings[i].time_ns);
        double sigma_s = firings[i].time_sigma_s;
        work->sigmas_s[i] =
            isnan(sigma_s) ? SIGMA_MOST_S : fmin(SIGMA_MOST_S, fmax(SIGMA_LEAST_S, sigma_s));
        add_shot(&work->sources[*number], &firings[i], work->times_s[i], heard_of(heard_p, i));
    }
    uint32_t from = 0;
    for (size_t i = 0; i < work->source_count; i++) {
        struct source *source = &work->sources[i];
        source->from = from;
        from += source->count;
        source->heard_p /= source->count;
        source->count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct source *source = &work->sources[work->source_of[engagement[i]]];
        work->order[source->from + source->count++] = i;
    }
}

/* The mean gap at which places of this incident fire; where none fired twice, of all its shots. */
static double usual_gap_s(const struct work *work, size_t count)
{
    double gaps = 0.0, gaps_s = 0.0;
    for (size_t i = 0; i < work->source_count; i++) {
        gaps += work->sources[i].gaps;
        gaps_s += work->sources[i].gaps_s;
    }
    if (gaps_s > 0.0)
        return gaps_s / gaps;
    return count > 1 ? work->times_s[count - 1] / (double)(count - 1) : 0.0;
}

/* A place shows its own pace, if it fired more than once. */
static void line_up(struct work *work, size_t count)
{
    double usual_s = usual_gap_s(work, count);
    for (size_t i = 0; i < work->source_count; i++) {
        const struct source *source = &work->sources[i];
        bool shown = source->gaps_s > 0.0;
        work->racers[i] = (struct racer){.shots = work->order + source->from,
                                         .count = source->count,
                                         .heard_p = source->heard_p,
                                         .pace_shape = shown ? source->gaps : 1.0,
                                         .pace_scale_s = shown ? source->gaps_s : usual_s};
    }
}

/* Of those who may have been first, by their sides. */
static void by_side(const struct work *work, const double *first_p, double ret_p[TCT_SIDE_COUNT])
{
    for (int side = 0; side < TCT_SIDE_COUNT; side++)
        ret_p[side] = 0.0;
    for (size_t i = 0; i < work->source_count; i++) {
        double p[TCT_SIDE_COUNT];
        side_mean_p(&work->sources[i].sides, p);
        for (int side = 0; side < TCT_SIDE_COUNT; side++)
            ret_p[side] += first_p[i] * p[side];
    }
    double sum = ret_p[TCT_SIDE_LEFT] + ret_p[TCT_SIDE_RIGHT] + ret_p[TCT_SIDE_UNDETERMINED];
    for (int side = 0; side < TCT_SIDE_COUNT; side++)
        ret_p[side] /= sum;
}

/* Who was heard first may have answered somebody of the other side who was not heard at all. */
static void allow_for_unheard(double p[TCT_SIDE_COUNT], double unheard_p)
{
    if (isnan(unheard_p))
        return;
    double odds = ANSWERED_P * unheard_p, left = p[TCT_SIDE_LEFT], right = p[TCT_SIDE_RIGHT];
    p[TCT_SIDE_LEFT] = (left + odds * right) / (1.0 + odds);
    p[TCT_SIDE_RIGHT] = (right + odds * left) / (1.0 + odds);
}

static enum tct_side decided(const double p[TCT_SIDE_COUNT], double decided_p)
{
    if (p[TCT_SIDE_LEFT] >= decided_p)
        return TCT_SIDE_LEFT;
    return p[TCT_SIDE_RIGHT] >= decided_p ? TCT_SIDE_RIGHT : TCT_SIDE_UNDETERMINED;
}

static size_t likeliest(const double *p, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (p[i] > p[best])
            best = i;
    return best;
}

/* What would have to be better known. */
static const char *reason_why_not(const struct work *work, double decided_p)
{
    double heard_first_p[TCT_SIDE_COUNT], p[TCT_SIDE_COUNT];
    side_mean_p(&work->sources[likeliest(work->first_p, work->source_count)].sides, p);
    if (p[TCT_SIDE_UNDETERMINED] > 1.0 - decided_p)
        return "the side of those who fired first is not known";
    if (decided(p, decided_p) == TCT_SIDE_UNDETERMINED)
        return "those who fired first may have stood on either side of the line";
    by_side(work, work->heard_first_p, heard_first_p);
    if (decided(heard_first_p, decided_p) != TCT_SIDE_UNDETERMINED)
        return "shots that nobody heard may have come first";
    return "both sides fired within the errors of the times";
}

/* Sums over the first shots of sources: weights, and by these times and squares of times. */
struct firsts {
    double weight, times, squares;
};

static void add_first(struct firsts *firsts, double at_s, double sigma_s, double near_s,
                      double sign)
{
    double weight = sign / (sigma_s * sigma_s + near_s * near_s);
    firsts->weight += weight;
    firsts->times += weight * at_s;
    firsts->squares += weight * at_s * at_s;
}

/* Sources of one incident begin near each other in time. What is known of one by a poor clock is
 * little against that: it is combined with when the others began, and how far these are apart, all
 * normal. A good clock is not moved. */
static void draw_together(struct work *work, double gap_s)
{
    double near_s = GAP_SIGMAS * gap_s;
    struct firsts all = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < work->source_count; i++) {
        uint32_t first = work->order[work->sources[i].from];
        add_first(&all, work->times_s[first], work->sigmas_s[first], near_s, 1.0);
    }
    for (size_t i = 0; i < work->source_count && work->source_count > 1; i++) {
        const struct source *source = &work->sources[i];
        uint32_t first = work->order[source->from];
        double at_s = work->times_s[first], sigma_s = work->sigmas_s[first];
        struct firsts others = all;
        add_first(&others, at_s, sigma_s, near_s, -1.0);
        if (others.weight < LEAST_SHARE * all.weight)
            continue; /* the others have no clock at all */
        double mean_s = others.times / others.weight;
        double spread_s2 = fmax(0.0, others.squares / others.weight - mean_s * mean_s);
        double prior_s2 = near_s * near_s + spread_s2, whole_s2 = prior_s2 + sigma_s * sigma_s;
        double by_s = (mean_s - at_s) * (sigma_s * sigma_s / whole_s2);
        for (uint32_t k = 0; k < source->count; k++) {
            uint32_t shot = work->order[source->from + k];
            work->times_s[shot] += by_s;
            work->sigmas_s[shot] *= sqrt(prior_s2 / whole_s2);
        }
    }
}

enum tct_status tct_opened_fire(const struct tct_firing *firings, size_t count,
                                const uint32_t *engagement, const double *heard_p, double unheard_p,
                                const struct tct_rules *rules, struct tct_arena *arena,
                                struct tct_opening *ret, struct tct_error *err)
{
    struct work work = {.source_count = 0};
    *ret = (struct tct_opening){
        .p = {0.0, 0.0, 1.0}, .side = TCT_SIDE_UNDETERMINED, .reason = "nothing was heard"};
    if (count == 0)
        return TCT_OK;
    if (!take_memory(&work, count, arena))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for who opened fire");
    sort_out(&work, firings, count, engagement, heard_p);
    line_up(&work, count);
    draw_together(&work, rules->engagement_gap_s);
    enum tct_status status = race(work.racers, work.source_count, work.times_s, work.sigmas_s,
                                  count, arena, work.first_p, work.heard_first_p, err);
    if (status != TCT_OK)
        return status;
    ret->first = work.order[work.sources[likeliest(work.heard_first_p, work.source_count)].from];
    by_side(&work, work.first_p, ret->p);
    allow_for_unheard(ret->p, unheard_p);
    ret->side = decided(ret->p, rules->decided_p);
    ret->reason =
        ret->side == TCT_SIDE_UNDETERMINED ? reason_why_not(&work, rules->decided_p) : NULL;
    return TCT_OK;
}
