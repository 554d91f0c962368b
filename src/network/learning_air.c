/* What the sources teach about the air that they share: a speed of sound and a wind that differ
 * from the weather table. Linear least squares over all sources with places and times eliminated
 * (Schur complement), from the table as prior. */
#include <math.h>

#include "learning.h"
#include "symmetric3.h"

/* Uncertainty of the weather table: 0.4 % of the speed for temperature, humidity and height; wind
 * 1 m/s an axis. */
static const double SLOWER_SIGMA = 0.004, WIND_SIGMA_M_S = 1.0, SPEED_M_S = 340;

/* However much is learned, air is not the same everywhere at all times. */
static const double FRACTION_SIGMA_LEAST = 0.0003;

/* Errors of paths repeat from shot to shot: the sources nearest to one station teach together no
 * more than this many would. */
static const double SOURCES_A_STATION = 3;

/* Sums for one source, or all: information and pull of the air, and what ties it to the place. */
struct air_normal {
    double info[6], pull[3];
};

struct source_normal {
    struct air_normal air;
    double place_info[6], place_pull[3];
    double tie[3][3]; /* [air][place] */
};

void learn_air_first(struct judge *judge)
{
    judge->scene.shared =
        (struct shared_air){.fraction_sigma = hypot(SLOWER_SIGMA, WIND_SIGMA_M_S / SPEED_M_S)};
}

static void add_row(struct source_normal *normal, const double air[3], const double place[3],
                    double residual_s, double weight)
{
    size_t at = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = i; j < 3; j++, at++) {
            normal->air.info[at] += weight * air[i] * air[j];
            normal->place_info[at] += weight * place[i] * place[j];
        }
        for (size_t j = 0; j < 3; j++)
            normal->tie[i][j] += weight * air[i] * place[j];
        normal->air.pull[i] += weight * air[i] * residual_s;
        normal->place_pull[i] += weight * place[i] * residual_s;
    }
}

static void add_source(const struct judge *judge, const struct source *source, double share,
                       struct air_normal *all)
{
    struct source_normal normal = {0};
    for (size_t i = 0; i < source->count; i++) {
        const struct pick *pick = &judge->scene.picks->all[source->picks[i]];
        struct path path = source_path(source, &judge->scene.index->stations[pick->station]);
        double residual_s = pick->time_s - source->time_s - path.travel_s;
        double variance = source_path_variance_s2(&judge->scene, pick, path.travel_s);
        double air[3] = {path.travel_s, path.travel_s * path.dx_s_m, path.travel_s * path.dy_s_m};
        double place[3] = {path.dx_s_m, path.dy_s_m, 1};
        add_row(&normal, air, place, residual_s,
                share * residual_weight(residual_s, variance) / variance);
    }
    double inverse[6];
    if (!symmetric3_invert(normal.place_info, inverse))
        return;
    size_t at = 0;
    for (size_t i = 0; i < 3; i++) {
        double gain[3];
        symmetric3_apply(inverse, normal.tie[i], gain);
        for (size_t j = i; j < 3; j++, at++)
            all->info[at] += normal.air.info[at] - gain[0] * normal.tie[j][0] -
                             gain[1] * normal.tie[j][1] - gain[2] * normal.tie[j][2];
        all->pull[i] += normal.air.pull[i] - gain[0] * normal.place_pull[0] -
                        gain[1] * normal.place_pull[1] - gain[2] * normal.place_pull[2];
    }
}

static double *count_by_station(const struct judge *judge, const struct accepted *accepted,
                                struct tct_arena *scratch)
{
    double *counts = TCT_ARENA_NEW(scratch, double, judge->scene.index->count);
    for (size_t i = 0; counts != NULL && i < accepted->count; i++)
        counts[station_nearest(judge->scene.index, accepted->all[i].x_m, accepted->all[i].y_m)]++;
    return counts;
}

enum tct_status learn_air(struct judge *judge, const struct accepted *accepted,
                          struct tct_arena *scratch, struct tct_error *err)
{
    double *counts = count_by_station(judge, accepted, scratch);
    if (counts == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what is learned");
    struct shared_air *shared = &judge->scene.shared;
    double slower_info = 1 / (SLOWER_SIGMA * SLOWER_SIGMA);
    double wind_info = 1 / (WIND_SIGMA_M_S * WIND_SIGMA_M_S);
    struct air_normal all = {
        .info = {slower_info, 0, 0, wind_info, 0, wind_info},
        .pull = {-slower_info * shared->slower, -wind_info * shared->wind_x_m_s,
                 -wind_info * shared->wind_y_m_s},
    };
    for (size_t i = 0; i < accepted->count; i++) {
        struct source source;
        if (candidate_source(judge, &accepted->all[i], &source))
            add_source(judge, &source, fmin(1, SOURCES_A_STATION / counts[source.nearest]), &all);
    }
    double covariance[6], change[3];
    if (!symmetric3_invert(all.info, covariance))
        return TCT_OK;
    symmetric3_apply(covariance, all.pull, change);
    shared->slower += change[0];
    shared->wind_x_m_s += change[1];
    shared->wind_y_m_s += change[2];
    double wind_variance = (covariance[3] + covariance[5]) / 2 / (SPEED_M_S * SPEED_M_S);
    shared->fraction_sigma = fmax(FRACTION_SIGMA_LEAST, sqrt(covariance[0] + wind_variance));
    return TCT_OK;
}
