/* Solve: damped Newton steps on the posterior of place, time and air.
 *
 * Each error is a mixture of two normal distributions: the stated one, and in a few cases one that
 * is ten times as wide (a reflection taken for the direct sound, a wrong pick). Its weights make
 * the least-squares steps robust. The travel time is linearised afresh at each step (Geiger 1912);
 * damping after Marquardt (1963, eq. 17). */
#include "solve.h"

#include <math.h>
#include <string.h>

#include "errors.h"
#include "matrix.h"
#include "tacet/acoustics.h"

/* No onset is better than one sample at 96 kHz: keeps perfect inputs from dividing by zero. */
static const double TIME_SIGMA_LEAST_S = 1e-5;

/* How far a shot is heard at all: the place is that near to the first station, loosely. It bounds
 * what the stations leave unbounded and is far too wide to move what they bound. */
static const double REACH_SIGMA_M = 20e3;

enum { STEPS_MOST = 60 };
static const double DAMPING_FIRST = 1e-3, DAMPING_MOST = 1e9;
static const double STEP_SMALL = 1e-2; /* in standard errors */

/* Negative log density of a mixture error at z standard errors, and its derivatives. */
struct tail {
    double cost;
    double weight;    /* (d cost / dz) / z */
    double curvature; /* d2 cost / dz2, not below 0 */
};

static struct tail tail_at(double z, double wild_share)
{
    const double wide_information = 1.0 / (WILD_WIDTH * WILD_WIDTH);
    if (wild_share == 0.0)
        return (struct tail){.cost = 0.5 * z * z, .weight = 1.0, .curvature = 1.0};
    double narrow = (1.0 - wild_share) * exp(-0.5 * z * z);
    double wide = wild_share / WILD_WIDTH * exp(-0.5 * z * z * wide_information);
    double sum = narrow + wide;
    if (!(sum > 0.0)) /* too far for either to be told from 0: the wide one alone remains */
        return (struct tail){.cost = 0.5 * z * z * wide_information - log(wild_share / WILD_WIDTH),
                             .weight = wide_information,
                             .curvature = wide_information};
    double trust = narrow / sum;
    double loss = 1.0 - wide_information;
    double weight = 1.0 - (1.0 - trust) * loss;
    double curvature = weight - trust * (1.0 - trust) * loss * loss * z * z;
    return (struct tail){.cost = -log(sum), .weight = weight, .curvature = fmax(0.0, curvature)};
}

/* The sum of squares to second order around one set of unknowns. */
struct expansion {
    double cost;
    double information[UNKNOWN_COUNT][UNKNOWN_COUNT]; /* lower triangle */
    double descent[UNKNOWN_COUNT];                    /* minus the gradient */
};

enum weighting { WEIGHT_FOR_STEPS, WEIGHT_FOR_COVARIANCE };

/* Travel time and its derivatives by all unknowns (0 by time). */
static double travel(const struct problem *problem, const struct sighting *s,
                     const double unknown[UNKNOWN_COUNT], double ret_slope[UNKNOWN_COUNT])
{
    double dx = s->x_m - unknown[UNKNOWN_X], dy = s->y_m - unknown[UNKNOWN_Y];
    double dz = s->z_m - unknown[UNKNOWN_Z];
    double range = sqrt(dx * dx + dy * dy + dz * dz);
    double scale = range > 0.0 ? 1.0 / range : 0.0;
    double ux = dx * scale, uy = dy * scale, uz = dz * scale;
    double wx = problem->air.wind_x_m_s + unknown[UNKNOWN_WIND_X];
    double wy = problem->air.wind_y_m_s + unknown[UNKNOWN_WIND_Y];
    double still = problem->air.sound_speed_m_s;
    double along = wx * ux + wy * uy;
    double speed = still * (1.0 + unknown[UNKNOWN_SPEED]) + along;
    double speed2 = speed * speed;
    /* tct_travel_time_s, differentiated: time = range / (c + w.u) */
    ret_slope[UNKNOWN_X] = -ux / speed + (wx - along * ux) / speed2;
    ret_slope[UNKNOWN_Y] = -uy / speed + (wy - along * uy) / speed2;
    ret_slope[UNKNOWN_Z] = -uz / speed - along * uz / speed2;
    ret_slope[UNKNOWN_TIME] = 0.0;
    ret_slope[UNKNOWN_WIND_X] = -range * ux / speed2;
    ret_slope[UNKNOWN_WIND_Y] = -range * uy / speed2;
    ret_slope[UNKNOWN_SPEED] = -range * still / speed2;
    return range / speed;
}

static void add_row(struct expansion *sum, double information, const double row[UNKNOWN_COUNT])
{
    for (size_t i = 0; i < UNKNOWN_COUNT; i++)
        for (size_t j = 0; j <= i; j++)
            sum->information[i][j] += information * row[i] * row[j];
}

static void add_descent(struct expansion *sum, double amount, const double row[UNKNOWN_COUNT])
{
    for (size_t i = 0; i < UNKNOWN_COUNT; i++)
        sum->descent[i] += amount * row[i];
}

static double time_variance_s2(const struct problem *problem, const struct sighting *s,
                               double travel_s)
{
    double floor_s = problem->propagation.floor_s;
    double share_s = problem->propagation.fraction * travel_s;
    return s->time_variance_s2 + floor_s * floor_s + share_s * share_s +
           TIME_SIGMA_LEAST_S * TIME_SIGMA_LEAST_S;
}

static void add_time(const struct problem *problem, const struct sighting *s,
                     const double unknown[UNKNOWN_COUNT], enum weighting weighting,
                     struct expansion *sum)
{
    double row[UNKNOWN_COUNT];
    double travel_s = travel(problem, s, unknown, row);
    double variance = time_variance_s2(problem, s, travel_s);
    double residual = s->time_s - unknown[UNKNOWN_TIME] - travel_s;
    double z2 = residual * residual / variance;
    struct tail tail = tail_at(sqrt(z2), problem->wild_share);
    sum->cost += tail.cost + 0.5 * log(variance);
    /* The error grows with the travel time, so the place moves it as well. */
    double fraction = problem->propagation.fraction;
    add_descent(sum, (tail.weight * z2 - 1.0) * fraction * fraction * travel_s / variance, row);
    row[UNKNOWN_TIME] = 1.0;
    add_descent(sum, tail.weight * residual / variance, row);
    add_row(sum, (weighting == WEIGHT_FOR_STEPS ? tail.weight : tail.curvature) / variance, row);
}

static double wrapped_rad(double angle)
{
    return remainder(angle, 2.0 * M_PI);
}

/* The azimuth's residual and variance, and its slope by x and y. */
static double aim(const struct sighting *s, const double unknown[UNKNOWN_COUNT],
                  double ret_slope[2], double *ret_variance)
{
    double dx = unknown[UNKNOWN_X] - s->x_m, dy = unknown[UNKNOWN_Y] - s->y_m;
    /* Within a metre a direction says nothing. */
    double range2 = dx * dx + dy * dy + s->position_variance_m2 + 1.0;
    ret_slope[0] = dy / range2;
    ret_slope[1] = -dx / range2;
    *ret_variance = s->azimuth_variance_rad2 + (s->position_variance_m2 + 1.0) / range2;
    return wrapped_rad(s->azimuth_rad - atan2(dx, dy));
}

static void add_bearing(const struct problem *problem, const struct sighting *s,
                        const double unknown[UNKNOWN_COUNT], enum weighting weighting,
                        struct expansion *sum)
{
    double row[UNKNOWN_COUNT] = {0};
    double variance;
    double residual = aim(s, unknown, row, &variance);
    struct tail tail = tail_at(residual / sqrt(variance), problem->wild_share);
    sum->cost += tail.cost + 0.5 * log(variance);
    add_descent(sum, tail.weight * residual / variance, row);
    add_row(sum, (weighting == WEIGHT_FOR_STEPS ? tail.weight : tail.curvature) / variance, row);
}

static void add_prior(struct expansion *sum, size_t index, double deviation, double variance)
{
    sum->cost += 0.5 * deviation * deviation / variance;
    sum->information[index][index] += 1.0 / variance;
    sum->descent[index] -= deviation / variance;
}

static void add_air_prior(const struct problem *problem, const double unknown[UNKNOWN_COUNT],
                          struct expansion *sum)
{
    const double *air = unknown + SOURCE_COUNT;
    for (size_t i = 0; i < TCT_AIR_COUNT; i++) {
        double pull = 0.0;
        for (size_t j = 0; j < TCT_AIR_COUNT; j++)
            pull += problem->air_information[i][j] * air[j];
        for (size_t j = 0; j <= i; j++)
            sum->information[SOURCE_COUNT + i][SOURCE_COUNT + j] += problem->air_information[i][j];
        sum->cost += 0.5 * air[i] * pull;
        sum->descent[SOURCE_COUNT + i] -= pull;
    }
}

/* Everything but the prior of the air. */
static void expand_source(const struct problem *problem, const double unknown[UNKNOWN_COUNT],
                          enum weighting weighting, struct expansion *ret_sum)
{
    *ret_sum = (struct expansion){0};
    for (size_t i = 0; i < problem->count; i++) {
        const struct sighting *s = &problem->sightings[i];
        if (i == problem->left_out)
            continue;
        if (s->timed)
            add_time(problem, s, unknown, weighting, ret_sum);
        if (s->aimed)
            add_bearing(problem, s, unknown, weighting, ret_sum);
    }
    add_prior(ret_sum, UNKNOWN_X, unknown[UNKNOWN_X], REACH_SIGMA_M * REACH_SIGMA_M);
    add_prior(ret_sum, UNKNOWN_Y, unknown[UNKNOWN_Y], REACH_SIGMA_M * REACH_SIGMA_M);
    add_prior(ret_sum, UNKNOWN_Z, unknown[UNKNOWN_Z] - problem->height_mean_m,
              problem->height_variance_m2);
}

static void expand(const struct problem *problem, const double unknown[UNKNOWN_COUNT],
                   enum weighting weighting, struct expansion *ret_sum)
{
    expand_source(problem, unknown, weighting, ret_sum);
    add_air_prior(problem, unknown, ret_sum);
}

/* One damped step from `at`; the squared length in standard errors, or -1 when there is none. */
static double step_from(const struct expansion *at, double damping, double ret_step[UNKNOWN_COUNT])
{
    double factor[UNKNOWN_COUNT][UNKNOWN_COUNT];
    memcpy(factor, at->information, sizeof(factor));
    for (size_t i = 0; i < UNKNOWN_COUNT; i++)
        factor[i][i] *= 1.0 + damping;
    if (!matrix_factor(UNKNOWN_COUNT, &factor[0][0]))
        return -1.0;
    memcpy(ret_step, at->descent, sizeof(at->descent));
    matrix_solve(UNKNOWN_COUNT, &factor[0][0], ret_step);
    double length2 = 0.0;
    for (size_t i = 0; i < UNKNOWN_COUNT; i++)
        length2 += ret_step[i] * at->descent[i];
    return length2;
}

bool solve_covariance(const struct problem *problem, struct place *place)
{
    struct expansion at;
    expand(problem, place->unknown, WEIGHT_FOR_COVARIANCE, &at);
    if (!matrix_factor(UNKNOWN_COUNT, &at.information[0][0]))
        return false;
    place->log_volume = 0.0;
    for (size_t i = 0; i < UNKNOWN_COUNT; i++)
        place->log_volume += log(at.information[i][i]);
    for (size_t i = 0; i < SOURCE_COUNT; i++) {
        double column[UNKNOWN_COUNT] = {0};
        column[i] = 1.0;
        matrix_solve(UNKNOWN_COUNT, &at.information[0][0], column);
        memcpy(place->covariance[i], column, sizeof(place->covariance[i]));
    }
    return true;
}

bool solve_climb(const struct problem *problem, const double start[UNKNOWN_COUNT],
                 struct place *ret_place)
{
    struct expansion here, there;
    double *unknown = ret_place->unknown;
    memcpy(unknown, start, sizeof(ret_place->unknown));
    expand(problem, unknown, WEIGHT_FOR_STEPS, &here);
    double damping = DAMPING_FIRST;
    for (int steps = 0; steps < STEPS_MOST && damping < DAMPING_MOST; steps++) {
        double step[UNKNOWN_COUNT], trial[UNKNOWN_COUNT];
        double length2 = step_from(&here, damping, step);
        if (length2 < 0.0)
            return false;
        for (size_t i = 0; i < UNKNOWN_COUNT; i++)
            trial[i] = unknown[i] + step[i];
        expand(problem, trial, WEIGHT_FOR_STEPS, &there);
        bool better = there.cost <= here.cost;
        if (better) {
            memcpy(unknown, trial, sizeof(trial));
            here = there;
        }
        if (length2 < STEP_SMALL * STEP_SMALL)
            break;
        damping = better ? damping * 0.1 : damping * 10.0;
    }
    ret_place->cost = here.cost;
    return isfinite(here.cost);
}

bool solve_place(const struct problem *problem, const double start[UNKNOWN_COUNT],
                 struct place *ret_place)
{
    return solve_climb(problem, start, ret_place) && solve_covariance(problem, ret_place);
}

double solve_cost(const struct problem *problem, const double unknown[UNKNOWN_COUNT])
{
    double cost = 0.0, slope[UNKNOWN_COUNT], variance;
    for (size_t i = 0; i < problem->count; i++) {
        const struct sighting *s = &problem->sightings[i];
        if (s->timed) {
            double travel_s = travel(problem, s, unknown, slope);
            variance = time_variance_s2(problem, s, travel_s);
            double residual = s->time_s - unknown[UNKNOWN_TIME] - travel_s;
            cost +=
                tail_at(residual / sqrt(variance), problem->wild_share).cost + 0.5 * log(variance);
        }
        if (s->aimed) {
            double residual = aim(s, unknown, slope, &variance);
            cost +=
                tail_at(residual / sqrt(variance), problem->wild_share).cost + 0.5 * log(variance);
        }
    }
    return cost;
}

void solve_time(const struct problem *problem, double unknown[UNKNOWN_COUNT])
{
    double slope[UNKNOWN_COUNT];
    double sum = 0.0, weights = 0.0;
    for (size_t i = 0; i < problem->count; i++) {
        const struct sighting *s = &problem->sightings[i];
        if (!s->timed)
            continue;
        double travel_s = travel(problem, s, unknown, slope);
        double weight = 1.0 / time_variance_s2(problem, s, travel_s);
        sum += weight * (s->time_s - travel_s);
        weights += weight;
    }
    unknown[UNKNOWN_TIME] = weights > 0.0 ? sum / weights : 0.0;
}

struct fit solve_fit(const struct problem *problem, const struct sighting *sighting,
                     const double unknown[UNKNOWN_COUNT])
{
    struct fit fit = {.residual_s = (double)NAN};
    double slope[UNKNOWN_COUNT];
    if (sighting->aimed) {
        double variance;
        double residual = aim(sighting, unknown, slope, &variance);
        fit.bearing_weight = tail_at(residual / sqrt(variance), problem->wild_share).weight;
    }
    if (sighting->timed) {
        double travel_s = travel(problem, sighting, unknown, slope);
        fit.residual_s = sighting->time_s - unknown[UNKNOWN_TIME] - travel_s;
        double z = fit.residual_s / sqrt(time_variance_s2(problem, sighting, travel_s));
        fit.time_weight = tail_at(z, problem->wild_share).weight;
        fit.standard = z;
    }
    return fit;
}

/* One minus the leverage of a row. */
static double unexplained(double variance, double weight, const double row[UNKNOWN_COUNT],
                          const struct place *place)
{
    double leverage = 0.0;
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        for (size_t j = 0; j < SOURCE_COUNT; j++)
            leverage += row[i] * place->covariance[i][j] * row[j];
    return fmax(1e-6, 1.0 - weight * leverage / variance);
}

/* Residual over sigma and over one minus the leverage of a row. */
static double deletion(double residual, double variance, double weight,
                       const double row[UNKNOWN_COUNT], const struct place *place)
{
    return fabs(residual) / sqrt(variance) / unexplained(variance, weight, row, place);
}

double solve_free_share(const struct problem *problem, const struct sighting *sighting,
                        const struct place *place)
{
    double row[UNKNOWN_COUNT];
    double travel_s = travel(problem, sighting, place->unknown, row);
    row[UNKNOWN_TIME] = 1.0;
    return unexplained(time_variance_s2(problem, sighting, travel_s),
                       solve_fit(problem, sighting, place->unknown).time_weight, row, place);
}

double solve_deletion_residual(const struct problem *problem, const struct sighting *sighting,
                               const struct place *place)
{
    double worst = 0.0;
    struct fit fit = solve_fit(problem, sighting, place->unknown);
    if (sighting->timed) {
        double row[UNKNOWN_COUNT];
        double travel_s = travel(problem, sighting, place->unknown, row);
        row[UNKNOWN_TIME] = 1.0;
        worst = deletion(fit.residual_s, time_variance_s2(problem, sighting, travel_s),
                         fit.time_weight, row, place);
    }
    if (sighting->aimed) {
        double row[UNKNOWN_COUNT] = {0}, variance;
        double residual = aim(sighting, place->unknown, row, &variance);
        worst = fmax(worst, deletion(residual, variance, fit.bearing_weight, row, place));
    }
    return worst;
}

void solve_air_information(const struct problem *problem, const struct place *place,
                           double ret_information[TCT_AIR_COUNT][TCT_AIR_COUNT],
                           double ret_score[TCT_AIR_COUNT])
{
    struct expansion at;
    expand_source(problem, place->unknown, WEIGHT_FOR_COVARIANCE, &at);
    double(*a)[UNKNOWN_COUNT] = at.information;
    double own[SOURCE_COUNT][SOURCE_COUNT];
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        memcpy(own[i], a[i], sizeof(own[i]));
    memset(ret_information, 0, sizeof(double[TCT_AIR_COUNT][TCT_AIR_COUNT]));
    memset(ret_score, 0, sizeof(double[TCT_AIR_COUNT]));
    if (!matrix_factor(SOURCE_COUNT, &own[0][0]))
        return;
    for (size_t i = 0; i < TCT_AIR_COUNT; i++) {
        double column[SOURCE_COUNT];
        memcpy(column, a[SOURCE_COUNT + i], sizeof(column));
        matrix_solve(SOURCE_COUNT, &own[0][0], column);
        ret_score[i] = at.descent[SOURCE_COUNT + i];
        for (size_t k = 0; k < SOURCE_COUNT; k++)
            ret_score[i] -= column[k] * at.descent[k];
        for (size_t j = 0; j < TCT_AIR_COUNT; j++) {
            size_t row = SOURCE_COUNT + (i > j ? i : j), col = SOURCE_COUNT + (i > j ? j : i);
            ret_information[i][j] = a[row][col];
            for (size_t k = 0; k < SOURCE_COUNT; k++)
                ret_information[i][j] -= column[k] * a[SOURCE_COUNT + j][k];
        }
    }
    /* The score was taken at the place's own air: bring it to the problem's. */
    for (size_t i = 0; i < TCT_AIR_COUNT; i++)
        for (size_t j = 0; j < TCT_AIR_COUNT; j++)
            ret_score[i] += ret_information[i][j] * place->unknown[SOURCE_COUNT + j];
}
