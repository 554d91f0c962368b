/* Score: pairs of events and shots, closest first, and the figures over them. */
#include "tacet/face/score.h"

#include <math.h>
#include <stdlib.h>

#include "score_owners.h"
#include "verdict.h"

static const double TIME_S = 0.12, DISTANCE_M = 40.0, SIGMAS = 3.0;
enum { PAIRS_MAX = 4000000 };

/* An event and a shot that may be partners. */
struct pair {
    double cost; /* squared distance in time and place, each in its own tolerance */
    size_t shot, event;
};

struct pairs {
    struct pair *at;
    size_t count, room;
};

struct scorer {
    const struct tct_event *events;
    size_t event_count;
    const struct tct_shot *shots;
    size_t shot_count;
    struct tct_score_options o;
    size_t *by_time; /* shots in order of time, then of index */
    struct pairs pairs;
};

static int compare_shots(const void *a, const void *b, void *context)
{
    const struct tct_shot *shots = context;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    if (shots[i].time_ns != shots[j].time_ns)
        return shots[i].time_ns < shots[j].time_ns ? -1 : 1;
    return (i > j) - (i < j);
}

static int compare_pairs(const void *a, const void *b, void *context)
{
    const struct pair *p = a, *q = b;
    if (p->cost != q->cost)
        return p->cost < q->cost ? -1 : 1;
    int by_shot = compare_shots(&p->shot, &q->shot, context);
    return by_shot != 0 ? by_shot : (p->event > q->event) - (p->event < q->event);
}

/* Mahalanobis distance of (dx, dy) under the event's covariance; infinite when it has none. */
static double sigmas_off(const struct tct_event *event, double dx, double dy)
{
    double xx = event->covariance_m2[0], xy = event->covariance_m2[1], yy = event->covariance_m2[2];
    double det = xx * yy - xy * xy;
    if (!(det > 0.0) || !(xx > 0.0))
        return INFINITY;
    return sqrt((yy * dx * dx - 2.0 * xy * dx * dy + xx * dy * dy) / det);
}

/* The distance as a share of what is allowed: metres, or where the event says that it knows the
 * place less well, standard errors. */
static double share_of_distance(const struct scorer *s, const struct tct_event *event,
                                const struct tct_shot *shot)
{
    double dx = shot->x_m - event->x_m, dy = shot->y_m - event->y_m;
    double share = hypot(dx, dy) / s->o.distance_m;
    if (s->o.sigmas > 0.0)
        share = fmin(share, sigmas_off(event, dx, dy) / s->o.sigmas);
    return share;
}

static double time_allowed_s(const struct scorer *s, const struct tct_event *event)
{
    bool known = isfinite(event->time_sigma_s) && event->time_sigma_s > 0.0 && s->o.sigmas > 0.0;
    return s->o.time_s + (known ? s->o.sigmas * event->time_sigma_s : 0.0);
}

static bool add_pair(struct pairs *pairs, struct pair pair)
{
    if (pairs->count == pairs->room) {
        size_t room = pairs->room == 0 ? 1024 : 2 * pairs->room;
        struct pair *larger = realloc(pairs->at, room * sizeof(*larger));
        if (larger == NULL)
            return false;
        pairs->at = larger;
        pairs->room = room;
    }
    pairs->at[pairs->count++] = pair;
    return true;
}

/* The first in `by_time` at or after `time_ns`. */
static size_t first_shot_from(const struct scorer *s, int64_t time_ns)
{
    size_t low = 0, high = s->shot_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->shots[s->by_time[middle]].time_ns < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum tct_status pair_event(struct scorer *s, size_t e)
{
    const struct tct_event *event = &s->events[e];
    double allowed_s = time_allowed_s(s, event);
    int64_t allowed_ns = tct_time_from_s(allowed_s), from;
    if (__builtin_sub_overflow(event->time_ns, allowed_ns, &from))
        from = INT64_MIN;
    for (size_t i = first_shot_from(s, from); i < s->shot_count; i++) {
        const struct tct_shot *shot = &s->shots[s->by_time[i]];
        double late_s = tct_time_between_s(shot->time_ns, event->time_ns);
        if (late_s < -allowed_s)
            break;
        double in_time = late_s / allowed_s, in_place = share_of_distance(s, event, shot);
        if (fabs(in_time) > 1.0 || !(in_place <= 1.0))
            continue;
        if (s->pairs.count >= PAIRS_MAX)
            return TCT_ERR_LIMIT;
        struct pair pair = {in_time * in_time + in_place * in_place, s->by_time[i], e};
        if (!add_pair(&s->pairs, pair))
            return TCT_ERR_MEMORY;
    }
    return TCT_OK;
}

/* Each event by the arrivals that it used. */
static enum tct_status pair_by_owners(struct scorer *s)
{
    struct score_owners owners;
    enum tct_status status = score_owners_open(&s->o, s->shots, s->shot_count, &owners);
    for (size_t e = 0; e < s->event_count && status == TCT_OK; e++) {
        struct pair pair = {0.0, 0, e};
        double share = verdict_has_place(&s->events[e])
                           ? score_owners_share(&owners, &s->events[e], &pair.shot)
                           : 0.0;
        pair.cost = 1.0 - share;
        if (share > 0.0 && !add_pair(&s->pairs, pair))
            status = TCT_ERR_MEMORY;
    }
    score_owners_close(&owners);
    return status;
}

static enum tct_status pair_by_place(struct scorer *s)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < s->shot_count; i++)
        s->by_time[i] = i;
    qsort_r(s->by_time, s->shot_count, sizeof(*s->by_time), compare_shots,
            (void *)(uintptr_t)s->shots);
    for (size_t e = 0; e < s->event_count && status == TCT_OK; e++)
        if (verdict_has_place(&s->events[e]))
            status = pair_event(s, e);
    return status;
}

static enum tct_status match(struct scorer *s, struct tct_score *score)
{
    enum tct_status status = s->o.detections != NULL ? pair_by_owners(s) : pair_by_place(s);
    if (status != TCT_OK)
        return status;
    if (s->pairs.count > 0)
        qsort_r(s->pairs.at, s->pairs.count, sizeof(*s->pairs.at), compare_pairs,
                (void *)(uintptr_t)s->shots);
    for (size_t i = 0; i < s->pairs.count; i++) {
        const struct pair *pair = &s->pairs.at[i];
        if (score->events[pair->event].shot != TCT_SCORE_NONE ||
            score->event_of_shot[pair->shot] != TCT_SCORE_NONE)
            continue;
        score->events[pair->event].shot = pair->shot;
        score->event_of_shot[pair->shot] = pair->event;
    }
    return TCT_OK;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantile of sorted values, between neighbours in proportion (Hyndman & Fan 1996, type 7). */
static double quantile(const double *sorted, size_t count, double q)
{
    if (count == 0)
        return (double)NAN;
    double at = q * (double)(count - 1);
    size_t low = (size_t)floor(at), high = low + 1 < count ? low + 1 : low;
    return sorted[low] + (at - (double)low) * (sorted[high] - sorted[low]);
}

/* How each event fared; collects errors and areas of those found. */
static void judge_events(const struct scorer *s, struct tct_score *score, double *errors,
                         double *areas)
{
    size_t area_count = 0;
    double squares = 0.0, normalised = 0.0;
    for (size_t e = 0; e < s->event_count; e++) {
        struct tct_score_event *own = &score->events[e];
        const struct tct_event *event = &s->events[e];
        if (own->shot == TCT_SCORE_NONE) {
            score->false_events += verdict_has_place(event);
            continue;
        }
        const struct tct_shot *shot = &s->shots[own->shot];
        double dx = shot->x_m - event->x_m, dy = shot->y_m - event->y_m;
        own->error_m = hypot(dx, dy);
        own->time_error_s = tct_time_between_s(shot->time_ns, event->time_ns);
        own->inside95 = verdict_inside95(event, dx, dy);
        score->inside95 += own->inside95;
        squares += own->error_m * own->error_m;
        normalised += pow(sigmas_off(event, dx, dy), 2.0);
        errors[score->found++] = own->error_m;
        if (verdict_has_ellipse(event))
            areas[area_count++] = verdict_region_m2(event);
    }
    qsort(errors, score->found, sizeof(*errors), by_size);
    qsort(areas, area_count, sizeof(*areas), by_size);
    score->error_median_m = quantile(errors, score->found, 0.5);
    score->error_p90_m = quantile(errors, score->found, 0.9);
    score->error_max_m = quantile(errors, score->found, 1.0);
    score->error_rms_m = score->found > 0 ? sqrt(squares / (double)score->found) : (double)NAN;
    score->normalised_mean = score->found > 0 ? normalised / (double)score->found : (double)NAN;
    score->region_median_m2 = quantile(areas, area_count, 0.5);
}

static double ratio(size_t part, size_t whole)
{
    return whole > 0 ? (double)part / (double)whole : (double)NAN;
}

static void judge_shots(const struct scorer *s, struct tct_score *score)
{
    size_t counted_found = 0;
    for (size_t i = 0; i < s->shot_count; i++) {
        bool found = score->event_of_shot[i] != TCT_SCORE_NONE;
        bool counts = s->shots[i].heard >= s->o.heard_min; /* TCT_SCORE_NONE is the largest */
        counted_found += found && counts;
        score->missed += !found && counts;
        score->unheard += !found && !counts;
    }
    score->precision = ratio(score->found, score->found + score->false_events);
    score->recall = ratio(counted_found, counted_found + score->missed);
    double sum = score->precision + score->recall;
    score->f1 = sum > 0.0    ? 2.0 * score->precision * score->recall / sum
                : isnan(sum) ? (double)NAN
                             : 0.0;
}

static enum tct_status chosen(const struct tct_score_options *given, struct tct_score_options *ret,
                              struct tct_error *err)
{
    *ret = given != NULL ? *given : (struct tct_score_options){0};
    if (!isfinite(ret->time_s) || !isfinite(ret->distance_m) || !isfinite(ret->sigmas) ||
        ret->time_s < 0.0 || ret->distance_m < 0.0)
        return tct_fail(err, TCT_ERR_USE,
                        "found a tolerance of %g s, %g m, %g sigmas, expected finite numbers",
                        ret->time_s, ret->distance_m, ret->sigmas);
    ret->time_s = ret->time_s > 0.0 ? ret->time_s : TIME_S;
    ret->distance_m = ret->distance_m > 0.0 ? ret->distance_m : DISTANCE_M;
    ret->sigmas = ret->sigmas != 0.0 ? ret->sigmas : SIGMAS;
    return TCT_OK;
}

enum tct_status tct_score_events(const struct tct_event *events, size_t event_count,
                                 const struct tct_shot *shots, size_t shot_count,
                                 const struct tct_score_options *options, struct tct_arena *arena,
                                 struct tct_score *ret_score, struct tct_error *err)
{
    struct scorer s = {
        .events = events, .event_count = event_count, .shots = shots, .shot_count = shot_count};
    enum tct_status status = chosen(options, &s.o, err);
    if (status != TCT_OK)
        return status;
    struct tct_score score = {.events = TCT_ARENA_NEW(arena, struct tct_score_event, event_count),
                              .event_of_shot = TCT_ARENA_NEW(arena, size_t, shot_count)};
    s.by_time = TCT_ARENA_NEW(arena, size_t, shot_count);
    double *errors = TCT_ARENA_NEW(arena, double, event_count);
    double *areas = TCT_ARENA_NEW(arena, double, event_count);
    if (score.events == NULL || score.event_of_shot == NULL || s.by_time == NULL ||
        errors == NULL || areas == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < event_count; i++)
        score.events[i] = (struct tct_score_event){TCT_SCORE_NONE, (double)NAN, (double)NAN, false};
    for (size_t i = 0; i < shot_count; i++)
        score.event_of_shot[i] = TCT_SCORE_NONE;
    status = match(&s, &score);
    free(s.pairs.at);
    if (status != TCT_OK)
        return tct_fail(err, status, "%s: events and shots cannot be matched",
                        status == TCT_ERR_LIMIT ? "too many possible pairs" : "out of memory");
    judge_events(&s, &score, errors, areas);
    judge_shots(&s, &score);
    *ret_score = score;
    return TCT_OK;
}
