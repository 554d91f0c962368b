/* Source: residuals with a tail, Gauss-Newton, Kalman step. */
#include "source.h"

#include <math.h>

#include "symmetric3.h"

/* The tail: one arrival in twenty has three times the error. With it a path around a house neither
 * breaks a fit nor leaves a source. */
static const double TAIL_SHARE = 0.05, TAIL_SCALE = 3;

static const double TWO_PI = 6.283185307179586;

/* A source further from its nearest station than this is no longer told from noise. */
static const double FARTHEST_M = 60000;

enum { FIT_STEPS_MOST = 8 };

/* The air as it is believed to be at a time. */
static struct air air_then(const struct scene *scene, double time_s)
{
    struct air air = air_at(scene->network, scene->picks->origin_ns + tct_time_from_s(time_s));
    air.sound_speed_m_s /= 1 + scene->shared.slower;
    air.wind_x_m_s += scene->shared.wind_x_m_s;
    air.wind_y_m_s += scene->shared.wind_y_m_s;
    return air;
}

struct source source_by(const struct scene *scene, uint32_t nearest, double x_m, double y_m,
                        double time_s)
{
    return (struct source){.x_m = x_m,
                           .y_m = y_m,
                           .z_m = scene->index->height_m[nearest],
                           .time_s = time_s,
                           .nearest = nearest,
                           .air = air_then(scene, time_s)};
}

struct source source_at(const struct scene *scene, double x_m, double y_m, double time_s)
{
    return source_by(scene, station_nearest(scene->index, x_m, y_m), x_m, y_m, time_s);
}

/* Densities of the normal and of its tail at a residual, without the common factor. */
static void mixture(double residual_s, double variance_s2, double *ret_core, double *ret_tail)
{
    double squared = residual_s * residual_s / variance_s2;
    double tail = exp(-0.5 * squared / (TAIL_SCALE * TAIL_SCALE));
    double cubed = tail * tail * tail; /* the core is the tail to the ninth, by its scale */
    *ret_core = (1 - TAIL_SHARE) * (cubed * cubed * cubed);
    *ret_tail = TAIL_SHARE / TAIL_SCALE * tail;
}

double residual_log_density(double residual_s, double variance_s2)
{
    double core, tail;
    mixture(residual_s, variance_s2, &core, &tail);
    return log((core + tail) / sqrt(TWO_PI * variance_s2));
}

double residual_weight(double residual_s, double variance_s2)
{
    double core, tail;
    mixture(residual_s, variance_s2, &core, &tail);
    return (core + tail / (TAIL_SCALE * TAIL_SCALE)) / (core + tail);
}

static double bearing_residual(const struct source *source, const struct pick *pick,
                               const struct tct_station *station)
{
    double toward = atan2(source->x_m - station->x_m, source->y_m - station->y_m);
    return remainder(pick->azimuth_rad - toward, TWO_PI);
}

double source_volume(const double covariance[6])
{
    const double *p = covariance;
    double determinant = p[0] * (p[3] * p[5] - p[4] * p[4]) - p[1] * (p[1] * p[5] - p[2] * p[4]) +
                         p[2] * (p[1] * p[4] - p[2] * p[3]);
    return TWO_PI * sqrt(TWO_PI * fmax(determinant, 1e-30));
}

double source_direction_variance(const struct source *source, const struct tct_station *station)
{
    const double *p = source->covariance;
    double dx = source->x_m - station->x_m, dy = source->y_m - station->y_m;
    double squared = fmax(1, dx * dx + dy * dy);
    return fmax(0, dy * dy * p[0] - 2 * dx * dy * p[1] + dx * dx * p[3]) / (squared * squared);
}

double bearing_log_odds(const struct source *source, const struct pick *pick,
                        const struct tct_station *station, double vague_rad2)
{
    if (isnan(pick->azimuth_rad))
        return 0;
    double variance = pick->azimuth_sigma_rad * pick->azimuth_sigma_rad + vague_rad2;
    double residual = bearing_residual(source, pick, station);
    return residual_log_density(residual, variance) + log(TWO_PI);
}

double bearing_log_odds_most(const struct pick *pick)
{
    if (isnan(pick->azimuth_rad))
        return 0;
    return residual_log_density(0, pick->azimuth_sigma_rad * pick->azimuth_sigma_rad) + log(TWO_PI);
}

/* Normal equations of three unknowns: the upper triangle of the information, and the pull. */
struct normal {
    double info[6]; /* xx, xy, xt, yy, yt, tt */
    double pull[3];
};

static void normal_add(struct normal *normal, const double row[3], double residual, double weight)
{
    size_t at = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = i; j < 3; j++)
            normal->info[at++] += weight * row[i] * row[j];
        normal->pull[i] += weight * row[i] * residual;
    }
}

static void add_bearing(const struct source *source, const struct pick *pick,
                        const struct tct_station *station, struct normal *normal)
{
    if (isnan(pick->azimuth_rad))
        return;
    double dx = source->x_m - station->x_m, dy = source->y_m - station->y_m;
    double squared = dx * dx + dy * dy;
    if (squared < 1)
        return;
    double variance = pick->azimuth_sigma_rad * pick->azimuth_sigma_rad;
    double residual = bearing_residual(source, pick, station);
    double row[3] = {dy / squared, -dx / squared, 0};
    normal_add(normal, row, residual, residual_weight(residual, variance) / variance);
}

static struct normal linearize(const struct scene *scene, const struct source *source)
{
    struct normal normal = {0};
    normal.info[0] = normal.info[3] = source->anchor_information;
    normal.pull[0] = source->anchor_information * (source->anchor_x_m - source->x_m);
    normal.pull[1] = source->anchor_information * (source->anchor_y_m - source->y_m);
    for (size_t i = 0; i < source->count; i++) {
        const struct pick *pick = &scene->picks->all[source->picks[i]];
        const struct tct_station *station = &scene->index->stations[pick->station];
        struct path path = source_path(source, station);
        double residual = pick->time_s - source->time_s - path.travel_s;
        double variance = source_variance_s2(scene, pick, path.travel_s);
        double row[3] = {path.dx_s_m, path.dy_s_m, 1};
        normal_add(&normal, row, residual, residual_weight(residual, variance) / variance);
        add_bearing(source, pick, station, &normal);
    }
    return normal;
}

/* One step; false when the picks do not determine the source, else how far it went, squared. */
static bool step(struct source *source, const struct normal *normal, double *ret_squared_m2)
{
    double move[3];
    if (!symmetric3_invert(normal->info, source->covariance))
        return false;
    symmetric3_apply(source->covariance, normal->pull, move);
    if (!(fabs(move[0]) < FARTHEST_M && fabs(move[1]) < FARTHEST_M))
        return false;
    source->x_m += move[0];
    source->y_m += move[1];
    source->time_s += move[2];
    *ret_squared_m2 = move[0] * move[0] + move[1] * move[1];
    return true;
}

bool source_fit(const struct scene *scene, struct source *source)
{
    for (int steps = 0; steps < FIT_STEPS_MOST; steps++) {
        struct normal normal = linearize(scene, source);
        double squared_m2;
        if (!step(source, &normal, &squared_m2))
            return false;
        if (squared_m2 < 1)
            return true;
    }
    return true;
}

bool source_fit_three(const struct scene *scene, struct source *source)
{
    enum { STEPS_MOST = 3 };
    static const double NEAR_M = 20; /* what is left of the step is far below its errors */
    for (int steps = 0; steps < STEPS_MOST; steps++) {
        struct normal normal = {0};
        double squared_m2;
        for (size_t i = 0; i < source->count; i++) {
            const struct pick *pick = &scene->picks->all[source->picks[i]];
            struct path path = source_path(source, &scene->index->stations[pick->station]);
            double row[3] = {path.dx_s_m, path.dy_s_m, 1};
            normal_add(&normal, row, pick->time_s - source->time_s - path.travel_s,
                       1 / source_variance_s2(scene, pick, path.travel_s));
        }
        if (!step(source, &normal, &squared_m2))
            return false;
        if (squared_m2 < NEAR_M * NEAR_M)
            break;
    }
    return true;
}

void source_add(const struct scene *scene, struct source *source, uint32_t pick_number,
                const struct path *path)
{
    const struct pick *pick = &scene->picks->all[pick_number];
    double *p = source->covariance;
    double hx = path->dx_s_m, hy = path->dy_s_m;
    double gain[3] = {p[0] * hx + p[1] * hy + p[2], p[1] * hx + p[3] * hy + p[4],
                      p[2] * hx + p[4] * hy + p[5]};
    double innovation = pick->time_s - source->time_s - path->travel_s;
    double variance =
        hx * gain[0] + hy * gain[1] + gain[2] + source_variance_s2(scene, pick, path->travel_s);
    source->x_m += gain[0] * innovation / variance;
    source->y_m += gain[1] * innovation / variance;
    source->time_s += gain[2] * innovation / variance;
    size_t at = 0;
    for (size_t i = 0; i < 3; i++)
        for (size_t j = i; j < 3; j++)
            p[at++] -= gain[i] * gain[j] / variance;
    source->picks[source->count++] = pick_number;
}
