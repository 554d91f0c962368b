/* Learning: nothing here is tuned to a place; every belief starts vague and moves with the data. */
#include "learning.h"

#include <math.h>

/* Before anything is found: one source for this many detections. */
static const double PICKS_A_SOURCE = 10;

/* Stations listened at least this long around what they reported. */
static const double LISTENED_LEAST_S = 30;

/* The sector's path errors weigh as much as this many residuals. */
static const double PATH_WEIGHT = 50;
static const double PATH_SCALE_LEAST = 0.5, PATH_SCALE_MOST = 2;

/* Uncertainty of the weather table: temperature and vertical profile 0.4 % of the speed, wind
 * 1 m/s an axis. */
static const double SLOWER_SIGMA = 0.004, WIND_SIGMA_M_S = 1.0, SPEED_M_S = 340;

static double listened_s(const struct judge *judge)
{
    return judge->scene.picks->span_s + LISTENED_LEAST_S;
}

/* Ground that the stations listen to: a disc out to the fourth neighbour of each, a quarter of it
 * being its own. */
static double area_m2(const struct station_index *index)
{
    static const double LEAST_M2 = 1e4;
    double area = 0;
    for (uint32_t s = 0; s < index->count; s++) {
        const uint32_t *list = station_neighbours(index, s);
        size_t fourth = index->neighbour_count > 4 ? 4 : index->neighbour_count - 1;
        double dx = index->stations[list[fourth]].x_m - index->stations[s].x_m;
        double dy = index->stations[list[fourth]].y_m - index->stations[s].y_m;
        area += fmax(LEAST_M2, 0.785 * (dx * dx + dy * dy));
    }
    return area;
}

static void learn_source_rate(struct judge *judge, double sources)
{
    judge->log_source_rate = log((sources + 1) / (area_m2(judge->scene.index) * listened_s(judge)));
}

enum tct_status learn_first(struct judge *judge, struct tct_arena *scratch, struct tct_error *err)
{
    hearing_init(&judge->hearing);
    judge->scene.path_scale = 1;
    judge->scene.shared =
        (struct shared_air){.fraction_sigma = hypot(SLOWER_SIGMA, WIND_SIGMA_M_S / SPEED_M_S)};
    learn_source_rate(judge, (double)judge->scene.picks->count / PICKS_A_SOURCE);
    return clutter_learn(&judge->clutter, judge->scene.picks, judge->scene.index, listened_s(judge),
                         NULL, scratch, err);
}

static void learn_hearing(struct judge *judge, const struct accepted *accepted,
                          struct hearing_lesson *lesson)
{
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        unsigned bins[STATION_NEIGHBOURS_MOST];
        bool heard[STATION_NEIGHBOURS_MOST];
        struct reach_belief belief;
        if (!candidate_source(judge, &accepted->all[i], &source))
            continue;
        size_t count = judge_hearsay(judge, &source, bins, heard, &belief);
        hearing_learn_source(lesson, &belief, bins, heard, count);
    }
    hearing_learn_end(&judge->hearing, lesson);
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
    learn_path_scale(judge, accepted);
    return clutter_learn(&judge->clutter, judge->scene.picks, judge->scene.index, listened_s(judge),
                         explained, scratch, err);
}
