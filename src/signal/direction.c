/* Direction: from a slowness that was measured to azimuth and elevation.
 *
 * A wave's slowness has the length 1 / c. Along the axes that the array can measure it is known
 * with a covariance; c is known with an error of its own. Over all elevations, each with the
 * azimuth that fits best, that makes a posterior (flat in the elevation); its moments are the
 * answer. A linearised error would not do: near the horizon the cosine of the elevation is flat. */
#include "direction.h"

#include <math.h>
#include <string.h>

enum { ELEVATIONS = 181, PASSES = 6 };
static const double NEGLIGIBLE = 36.0; /* misfit over the least: e to the power of minus 18 */
static const double RIGHT_ANGLE = M_PI / 2.0;
/* The elevations about the best one that a posterior may fill. */
static const double NEAR_RAD = 0.6;
/* How level an array must be for its answer below the horizon to be its mirrored one. */
static const double LEVEL_COSINE = 0.94; /* 20 degrees */
/* A mirrored answer this much less likely is none: e to the power of minus 3. */
static const double MIRROR_LESS = 3.0;

struct problem {
    const struct geometry *geometry;
    const double *slowness;
    double weight[3][3]; /* inverse covariance, the speed of sound's error in it */
    double speed;
};

/* What the array would measure of a wave from there. */
static void expect(const struct problem *problem, double azimuth, double elevation,
                   double ret_slowness[3])
{
    double flat = cos(elevation) / problem->speed;
    double xyz[3] = {-flat * sin(azimuth), -flat * cos(azimuth), -sin(elevation) / problem->speed};
    for (size_t j = 0; j < problem->geometry->rank; j++)
        ret_slowness[j] = dot3(problem->geometry->axis[j], xyz);
}

static double misfit(const struct problem *problem, double azimuth, double elevation)
{
    double expected[3], square = 0.0;
    expect(problem, azimuth, elevation, expected);
    for (size_t j = 0; j < problem->geometry->rank; j++)
        for (size_t l = 0; l < problem->geometry->rank; l++)
            square += (problem->slowness[j] - expected[j]) * problem->weight[j][l] *
                      (problem->slowness[l] - expected[l]);
    return square;
}

/* Gauss and Newton's steps in the azimuth alone; answers its information. */
static double settle_azimuth(const struct problem *problem, double elevation, double *azimuth)
{
    enum { STEPS = 6 };
    double information = 0.0;
    for (int step = 0; step < STEPS; step++) {
        double at[3], slope[3], along = 0.0;
        double flat = cos(elevation) / problem->speed;
        double xyz[3] = {-flat * cos(*azimuth), flat * sin(*azimuth), 0.0};
        expect(problem, *azimuth, elevation, at);
        for (size_t j = 0; j < problem->geometry->rank; j++)
            slope[j] = dot3(problem->geometry->axis[j], xyz);
        information = 0.0;
        for (size_t j = 0; j < problem->geometry->rank; j++)
            for (size_t l = 0; l < problem->geometry->rank; l++) {
                information += slope[j] * problem->weight[j][l] * slope[l];
                along += slope[j] * problem->weight[j][l] * (problem->slowness[l] - at[l]);
            }
        if (!(information > 0.0))
            return 0.0;
        *azimuth += fmin(fmax(along / information, -0.3), 0.3);
    }
    return information;
}

/* A direction, and how ill it fits what was measured. */
struct candidate {
    double azimuth, elevation, square;
};

/* The length of the slowness is known and so are its parts along the two widest axes: that leaves
 * two directions, mirrored by the plane of those axes. `side` says which, 1 or -1. */
static struct candidate mirrored(const struct problem *problem, double side)
{
    const struct geometry *g = problem->geometry;
    double inside = hypot(problem->slowness[0], problem->slowness[1]) * problem->speed;
    double share = inside > 1.0 ? 1.0 / inside : 1.0, xyz[3];
    double along[3] = {share * problem->slowness[0], share * problem->slowness[1],
                       side * sqrt(fmax(1.0 - inside * inside, 0.0)) / problem->speed};
    for (size_t k = 0; k < 3; k++)
        xyz[k] = along[0] * g->axis[0][k] + along[1] * g->axis[1][k] + along[2] * g->axis[2][k];
    return (struct candidate){.azimuth = atan2(-xyz[0], -xyz[1]),
                              .elevation = asin(fmin(fmax(-xyz[2] * problem->speed, -1.0), 1.0))};
}

/* Downhill over elevations, each with the azimuth that fits best, in steps that shrink. */
static void settle(const struct problem *problem, struct candidate *candidate)
{
    static const double STEP_RAD = 0.1, STEP_LEAST_RAD = 1e-6;
    (void)settle_azimuth(problem, candidate->elevation, &candidate->azimuth);
    candidate->square = misfit(problem, candidate->azimuth, candidate->elevation);
    for (double step = STEP_RAD; step > STEP_LEAST_RAD;) {
        bool better = false;
        for (int way = -1; way <= 1 && !better; way += 2) {
            struct candidate next = *candidate;
            next.elevation =
                fmin(fmax(candidate->elevation + way * step, -RIGHT_ANGLE), RIGHT_ANGLE);
            (void)settle_azimuth(problem, next.elevation, &next.azimuth);
            next.square = misfit(problem, next.azimuth, next.elevation);
            better = next.square < candidate->square;
            *candidate = better ? next : *candidate;
        }
        step *= better ? 1.0 : 0.5;
    }
}

/* The likelier one of the two directions that fit; false when the other is as good as that, and
 * lies elsewhere. */
static bool look_both_ways(const struct problem *problem, struct candidate *ret_best)
{
    struct candidate one = mirrored(problem, 1.0), two = mirrored(problem, -1.0);
    settle(problem, &one);
    settle(problem, &two);
    *ret_best = one.square <= two.square ? one : two;
    double near = sin(one.elevation) * sin(two.elevation) +
                  cos(one.elevation) * cos(two.elevation) * cos(one.azimuth - two.azimuth);
    return near > LEVEL_COSINE || fabs(one.square - two.square) > 2.0 * MIRROR_LESS;
}

/* The posterior over elevations between two, and the azimuth's with it. */
struct profile {
    double from, step;
    double square[ELEVATIONS], azimuth[ELEVATIONS], variance[ELEVATIONS];
    double best;
};

static void look_along(const struct problem *problem, double from, double to, double azimuth,
                       struct profile *ret)
{
    *ret = (struct profile){.from = from, .step = (to - from) / (ELEVATIONS - 1), .best = INFINITY};
    for (int i = 0; i < ELEVATIONS; i++) {
        double elevation = from + i * ret->step;
        ret->azimuth[i] = azimuth;
        double information = settle_azimuth(problem, elevation, &ret->azimuth[i]);
        ret->square[i] = misfit(problem, ret->azimuth[i], elevation);
        ret->variance[i] =
            information > 0.0 ? fmin(1.0 / information, M_PI * M_PI / 3.0) : M_PI * M_PI / 3.0;
        ret->best = fmin(ret->best, ret->square[i]);
    }
}

/* Looks ever closer at where the posterior is, until it fills what is looked at: arrays that are
 * not flat know an elevation far better than any grid over all of them is fine. */
static void close_in(const struct problem *problem, double from, double to, double azimuth,
                     struct profile *ret)
{
    double lowest = from, highest = to;
    for (int pass = 0; pass < PASSES; pass++) {
        int first = ELEVATIONS - 1, last = 0;
        look_along(problem, from, to, azimuth, ret);
        for (int i = 0; i < ELEVATIONS; i++)
            if (ret->square[i] < ret->best + NEGLIGIBLE) {
                first = i < first ? i : first;
                last = i > last ? i : last;
            }
        if (last - first > ELEVATIONS / 4)
            return;
        to = fmin(ret->from + (last + 1) * ret->step, highest);
        from = fmax(ret->from + (first - 1) * ret->step, lowest);
    }
}

/* Moments of the posterior over the elevations, and the azimuth's with it. */
static void sum_up(const struct problem *problem, double from, double to, double azimuth,
                   struct tct_bearing *bearing)
{
    double sum = 0.0, e1 = 0.0, e2 = 0.0, a1 = 0.0, a2 = 0.0, ae = 0.0;
    struct profile profile;
    close_in(problem, from, to, azimuth, &profile);
    /* From the middle of what was looked at, where small differences keep their digits. */
    double middle = profile.from + 0.5 * (ELEVATIONS - 1) * profile.step;
    for (int i = 0; i < ELEVATIONS; i++) {
        double elevation = profile.from + i * profile.step - middle;
        double off = profile.azimuth[i] - azimuth;
        double weight = exp(-0.5 * (profile.square[i] - profile.best));
        sum += weight;
        e1 += weight * elevation;
        e2 += weight * elevation * elevation;
        a1 += weight * off;
        a2 += weight * (off * off + profile.variance[i]);
        ae += weight * off * elevation;
    }
    bearing->elevation_rad = middle + e1 / sum;
    bearing->elevation_sigma_rad =
        sqrt(fmax(e2 / sum - e1 * e1 / (sum * sum), 0.0) + profile.step * profile.step / 12.0);
    bearing->azimuth_rad = azimuth + a1 / sum;
    bearing->azimuth_sigma_rad = sqrt(fmax(a2 / sum - a1 * a1 / (sum * sum), 0.0));
    bearing->azimuth_elevation_covariance_rad2 = ae / sum - a1 * e1 / (sum * sum);
    bearing->azimuth_rad -= 2.0 * M_PI * floor(bearing->azimuth_rad / (2.0 * M_PI));
}

static void set_slowness(const struct geometry *g, const double *slowness, double covariance[3][3],
                         struct tct_bearing *bearing)
{
    geometry_to_xyz(g, slowness, bearing->slowness_s_m);
    for (size_t k = 0; k < 3; k++)
        for (size_t m = 0; m < 3; m++) {
            double sum = 0.0;
            for (size_t j = 0; j < g->rank; j++)
                for (size_t l = 0; l < g->rank; l++)
                    sum += g->axis[j][k] * covariance[j][l] * g->axis[l][m];
            bearing->slowness_covariance[3 * k + m] = sum;
        }
    if (g->rank == 2 && fabs(g->axis[2][2]) > LEVEL_COSINE) {
        bearing->slowness_s_m[2] = (double)NAN;
        for (size_t k = 0; k < 3; k++)
            bearing->slowness_covariance[6 + k] = bearing->slowness_covariance[3 * k + 2] =
                (double)NAN;
    }
    bearing->apparent_speed_m_s = 1.0 / hypot(bearing->slowness_s_m[0], bearing->slowness_s_m[1]);
}

static bool weigh(const struct geometry *g, const double *slowness, double covariance[3][3],
                  const struct tct_bearing_air *air, struct problem *ret_problem)
{
    double share = air->sound_speed_sigma_m_s / air->sound_speed_m_s;
    *ret_problem =
        (struct problem){.geometry = g, .slowness = slowness, .speed = air->sound_speed_m_s};
    for (size_t j = 0; j < g->rank; j++)
        for (size_t l = 0; l < g->rank; l++)
            ret_problem->weight[j][l] =
                covariance[j][l] + share * share * slowness[j] * slowness[l];
    return invert_spd(ret_problem->weight, g->rank);
}

void direction_of(const struct geometry *geometry, const double *slowness, double covariance[3][3],
                  const struct tct_bearing_air *air, struct tct_bearing *bearing)
{
    struct problem problem;
    bool level = geometry->rank == 2 && fabs(geometry->axis[2][2]) > LEVEL_COSINE;
    bearing->azimuth_rad = bearing->azimuth_sigma_rad = (double)NAN;
    bearing->elevation_rad = bearing->elevation_sigma_rad = (double)NAN;
    bearing->azimuth_elevation_covariance_rad2 = (double)NAN;
    set_slowness(geometry, slowness, covariance, bearing);
    if (geometry->rank < 2 || !weigh(geometry, slowness, covariance, air, &problem))
        return;
    if (level) {
        double azimuth = atan2(-bearing->slowness_s_m[0], -bearing->slowness_s_m[1]);
        sum_up(&problem, 0.0, RIGHT_ANGLE, azimuth, bearing);
        return;
    }
    /* Near the direction that fits: elsewhere is none that does. */
    struct candidate best;
    if (look_both_ways(&problem, &best))
        sum_up(&problem, fmax(best.elevation - NEAR_RAD, -RIGHT_ANGLE),
               fmin(best.elevation + NEAR_RAD, RIGHT_ANGLE), best.azimuth, bearing);
}
