/* Learning: nothing here is tuned to a place; every belief starts vague and moves with the data. */
#include "learning.h"

#include "clocks.h"
#include "echoes.h"
#include "strays.h"

#include <math.h>
#include <stdlib.h>

/* Before anything is found: one source for this many detections. */
static const double PICKS_A_SOURCE = 10;

/* One station in fifty is off, and that weighs as much as this many stations asked. */
static const double DARK_SHARE = 0.02, DARK_WEIGHT = 20;

/* One source in ten is followed by another from its place: weighs as much as this many. */
static const double RECURRING_SHARE = 0.1, RECURRING_WEIGHT = 5;
enum { RECURRENCE_STEPS = 8 };

/* The sector's path errors weigh as much as this many residuals. */
static const double PATH_WEIGHT = 50;
static const double PATH_SCALE_LEAST = 0.5, PATH_SCALE_MOST = 2;

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double apart_m(const struct tct_station *a, double x_m, double y_m)
{
    return hypot(x_m - a->x_m, y_m - a->y_m);
}

/* Distance of a station's fourth neighbour: the ground around it, in any layout. */
static double spacing_m(const struct station_index *index, uint32_t station)
{
    static const double LEAST_M = 100;
    const uint32_t *list = station_neighbours(index, station);
    const struct tct_station *other =
        &index->stations[list[index->neighbour_count > 4 ? 4 : index->neighbour_count - 1]];
    return fmax(LEAST_M, apart_m(&index->stations[station], other->x_m, other->y_m));
}

/* A disc out to the fourth neighbour holds four stations besides: a quarter is each one's own. */
static double area_m2(const struct station_index *index)
{
    double area = 0;
    for (uint32_t s = 0; s < index->count; s++)
        area += 0.785 * spacing_m(index, s) * spacing_m(index, s);
    return area;
}

/* Nine of ten sources have a station within it; not less than the stations are apart. */
static enum tct_status learn_ground(struct judge *judge, const struct accepted *accepted,
                                    struct tct_arena *scratch, struct tct_error *err)
{
    const struct station_index *index = judge->scene.index;
    double sum_m = 0;
    for (uint32_t s = 0; s < index->count; s++)
        sum_m += spacing_m(index, s);
    judge->ground_m = sum_m / (double)index->count;
    double *off_m = TCT_ARENA_NEW(scratch, double, accepted->count);
    if (off_m == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is learned");
    for (size_t i = 0; i < accepted->count; i++) {
        const struct candidate *at = &accepted->all[i];
        uint32_t nearest = station_nearest(index, at->x_m, at->y_m);
        off_m[i] = apart_m(&index->stations[nearest], at->x_m, at->y_m);
    }
    qsort(off_m, accepted->count, sizeof(*off_m), by_value);
    if (accepted->count > 0)
        judge->ground_m = fmax(judge->ground_m, off_m[accepted->count * 9 / 10]);
    return TCT_OK;
}

static void learn_source_rate(struct judge *judge, double sources)
{
    judge->source_rate =
        (sources + 1) / (area_m2(judge->scene.index) * judge->scene.picks->listened_s);
}

enum tct_status learn_first(struct judge *judge, struct tct_arena *scratch, struct tct_error *err)
{
    hearing_init(&judge->hearing);
    judge->dark_share = DARK_SHARE;
    judge->stray_share = STRAY_SHARE_FIRST;
    judge->scene.path_scale = 1;
    judge->recurrence.share = RECURRING_SHARE;
    recurrence_init_rhythm(&judge->recurrence);
    learn_air_first(judge);
    static const struct accepted NOTHING = {0};
    enum tct_status status = learn_ground(judge, &NOTHING, scratch, err);
    if (status != TCT_OK)
        return status;
    learn_source_rate(judge, (double)judge->scene.picks->count / PICKS_A_SOURCE);
    status = clutter_learn(&judge->clutter, judge->scene.picks, judge->scene.index,
                           judge->scene.picks->listened_s, NULL, scratch, err);
    judge_weigh(judge);
    return status;
}

static void learn_hearing(struct judge *judge, const struct accepted *accepted,
                          struct hearing_lesson *lesson)
{
    double dark = DARK_SHARE * DARK_WEIGHT, asked = DARK_WEIGHT;
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        struct hearsay hearsay[STATION_NEIGHBOURS_MOST];
        struct reach_belief belief;
        if (!candidate_source(judge, &accepted->all[i], &source))
            continue;
        size_t count = judge_hearsay(judge, &source, hearsay, &belief);
        hearing_learn_source(lesson, &belief, hearsay, count);
        for (size_t k = 0; k < count; k++) {
            double chance = reach_chance(&judge->hearing, &belief, hearsay[k].bin);
            dark += chance * hearsay[k].dark;
            asked += chance;
        }
    }
    judge->dark_share = dark / asked;
    hearing_learn_end(&judge->hearing, lesson);
}

/* How many sources come again and how soon, by expectation-maximisation over those found. What is
 * known now lasts as long as `memory`: until the round after. */
static enum tct_status learn_recurrence(struct judge *judge, const struct accepted *accepted,
                                        struct tct_arena *memory, struct tct_error *err)
{
    struct known_source *known = TCT_ARENA_NEW(memory, struct known_source, accepted->count);
    struct source *sources = TCT_ARENA_NEW(memory, struct source, accepted->count);
    if (known == NULL || sources == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is learned");
    for (size_t i = 0; i < accepted->count; i++) {
        (void)candidate_source(judge, &accepted->all[i], &sources[i]);
        known[i] = (struct known_source){sources[i].x_m, sources[i].y_m, sources[i].time_s,
                                         sources[i].nearest};
    }
    enum tct_status status = recurrence_know(&judge->recurrence, known, accepted->count,
                                             judge->scene.index->count, memory, err);
    if (status != TCT_OK)
        return status;
    judge->recurrence.share = RECURRING_SHARE;
    recurrence_init_rhythm(&judge->recurrence);
    for (int step = 0; step < RECURRENCE_STEPS; step++) {
        double again = RECURRING_SHARE * RECURRING_WEIGHT, pauses[PAUSE_BINS] = {0};
        for (size_t i = 0; i < accepted->count; i++) {
            double recurring, all = judge_density(judge, &sources[i], &recurring);
            again += recurring / all;
            recurrence_count_pauses(&judge->recurrence, &sources[i], recurring / all, pauses);
        }
        judge->recurrence.share = again / ((double)accepted->count + RECURRING_WEIGHT);
        recurrence_learn_rhythm(&judge->recurrence, pauses);
    }
    return TCT_OK;
}

enum tct_status learn_places(struct judge *judge, const struct accepted *accepted,
                             struct tct_arena *memory, struct tct_error *err)
{
    struct positions *positions = TCT_ARENA_NEW(memory, struct positions, 1);
    judge->positions = positions;
    if (positions == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is learned");
    enum tct_status status = learn_recurrence(judge, accepted, memory, err);
    if (status == TCT_OK)
        status = positions_find(judge, accepted, memory, positions, err);
    if (status == TCT_OK)
        status = echoes_mark(judge, accepted, memory, positions, err);
    return status;
}

static void learn_path_scale(struct judge *judge, const struct accepted *accepted)
{
    double squares = PATH_WEIGHT, freedom = PATH_WEIGHT;
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        if (!candidate_source(judge, &accepted->all[i], &source))
            continue;
        for (size_t k = 0; k < source.count; k++) {
            const struct pick *pick = &judge->scene.picks->all[source.picks[k]];
            struct path path = source_path(&source, &judge->scene.index->stations[pick->station]);
            double residual_s = pick->time_s - source.time_s - path.travel_s;
            double variance = source_variance_s2(&judge->scene, pick, path.travel_s);
            double weight = residual_weight(residual_s, variance);
            squares += weight * residual_s * residual_s / variance;
            freedom += weight;
        }
        freedom -= 3;
    }
    double scale = judge->scene.path_scale * sqrt(squares / freedom);
    judge->scene.path_scale = fmin(PATH_SCALE_MOST, fmax(PATH_SCALE_LEAST, scale));
}

enum tct_status learn_from(struct judge *judge, const struct accepted *accepted,
                           struct tct_arena *scratch, struct tct_error *err)
{
    size_t picks = judge->scene.picks->count;
    bool *explained = TCT_ARENA_NEW(scratch, bool, picks);
    struct hearing_lesson *lesson = TCT_ARENA_NEW(scratch, struct hearing_lesson, 1);
    if (explained == NULL || lesson == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", picks);
    for (size_t i = 0; i < picks; i++)
        explained[i] = judge->owner[i] != NOBODY;
    learn_source_rate(judge, (double)accepted->count);
    learn_hearing(judge, accepted, lesson);
    enum tct_status status = learn_ground(judge, accepted, scratch, err);
    if (status == TCT_OK)
        status = learn_air(judge, accepted, scratch, err);
    if (status == TCT_OK)
        status = clocks_learn(judge->clocks, judge, accepted, scratch, err);
    if (status == TCT_OK)
        status = learn_places(judge, accepted, scratch, err);
    if (status != TCT_OK)
        return status;
    learn_path_scale(judge, accepted);
    judge->stray_share = strays_learn(judge, accepted);
    status = clutter_learn(&judge->clutter, judge->scene.picks, judge->scene.index,
                           judge->scene.picks->listened_s, explained, scratch, err);
    judge_weigh(judge);
    return status;
}
