/* Coverage: what to expect of a source at a place, from who would hear it. */
#include "tacet/network/coverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "listeners.h"
#include "normal.h"
#include "side.h"

/* A hearer that is less probable among those of an event says nothing worth the arithmetic. */
static const double COUNTED_P_LEAST = 0.01;

/* Stations this much longer than wide may leave a place and its mirror image alike. */
static const double IN_LINE_RATIO = 0.35;

/* Fifty times what is still believed of an image. */
static const double EVIDENCE_MOST = 3000.0;

/* What the locator allows another place at most (see locate.c). */
static const double ELSEWHERE_MOST = 0.25;

/* A climb that ends within so many standard errors of the place has come back to it. */
static const double SAME_SIGMAS = 4.0;

/* Beyond it the locator gives no place (see locate.c). */
static const double SEMI_MAJOR_MOST_M = 5000.0;

/* Shots over which the ellipse is averaged. */
enum { SHOTS = 8 };

static const double NAMED_SIGMAS = 1.2815515655446004; /* the normal quantile of 0.9 */

struct tct_profile tct_profile_with_wind(const struct tct_air *air, double wind_x_m_s,
                                         double wind_y_m_s, double warmer_per_m)
{
    static const double ANEMOMETER_M = 10.0, ROUGHNESS_M = 0.1;
    double slope_per_m = 1.0 / (ANEMOMETER_M * log(ANEMOMETER_M / ROUGHNESS_M));
    return (struct tct_profile){.air = *air,
                                .wind_x_m_s = wind_x_m_s,
                                .wind_y_m_s = wind_y_m_s,
                                .warmer_per_m = warmer_per_m,
                                .windier_x_per_s = slope_per_m * wind_x_m_s,
                                .windier_y_per_s = slope_per_m * wind_y_m_s};
}

/* What a hearer says of a place around which the frame lies. Its information counts as often as it
 * is expected to hear: its variance, the path's part included, is divided by that probability. */
static struct sighting sighting_of(const struct tct_coverage *coverage, const struct hearer *hearer,
                                   struct tct_plane place, double height_m)
{
    const struct tct_network *network = coverage->setup.network;
    const struct tct_station *station = &network->stations[hearer->listener->station];
    const struct tct_ear *ear = &coverage->setup.ears[hearer->listener->station];
    const struct tct_profile *profile = &coverage->setup.profile;
    double dx = station->x_m - place.x_m, dy = station->y_m - place.y_m;
    double travel_s = tct_travel_time_s(dx, dy, station->z_m - height_m, coverage->sound_speed_m_s,
                                        profile->wind_x_m_s, profile->wind_y_m_s);
    /* A pulse's onset is known to its length over its height above the noise; what is heard at all
     * stands at the threshold at least. */
    double above_db = fmax(hearer->level_db - hearer->listener->noise_db, ear->threshold_db);
    double noise_s =
        level_phase_s(&coverage->level, hearer->distance_m) * exp(-above_db * (M_LN10 / 20.0));
    double position_s = station->position_sigma_m / coverage->sound_speed_m_s;
    double own_s2 = ear->onset_sigma_s * ear->onset_sigma_s + noise_s * noise_s +
                    station->clock_sigma_s * station->clock_sigma_s + position_s * position_s;
    double floor_s = network->propagation.floor_s,
           share_s = network->propagation.fraction * travel_s;
    double path_s2 = floor_s * floor_s + share_s * share_s, p = hearer->if_event_p;
    return (struct sighting){
        .x_m = dx,
        .y_m = dy,
        .z_m = station->z_m,
        .timed = true,
        .time_s = travel_s,
        .time_variance_s2 = (own_s2 + path_s2) / p - path_s2,
        .aimed = isfinite(ear->azimuth_sigma_rad),
        .azimuth_rad = atan2(-dx, -dy),
        .azimuth_variance_rad2 = ear->azimuth_sigma_rad * ear->azimuth_sigma_rad / p,
        .position_variance_m2 = station->position_sigma_m * station->position_sigma_m};
}

/* The hearers as a problem of location around `place`, with the height that is expected there.
 * `sightings` has room for all; `ret_weights` are their probabilities. */
static struct problem problem_of(const struct tct_coverage *coverage, const struct hearer *hearers,
                                 size_t count, struct tct_plane place, struct sighting *sightings,
                                 double *ret_weights)
{
    const struct tct_profile *profile = &coverage->setup.profile;
    struct problem problem = {.sightings = sightings,
                              .left_out = LEAVE_NONE_OUT,
                              .air = {.sound_speed_m_s = coverage->sound_speed_m_s,
                                      .wind_x_m_s = profile->wind_x_m_s,
                                      .wind_y_m_s = profile->wind_y_m_s},
                              .propagation = coverage->setup.network->propagation};
    memcpy(problem.air_information, coverage->prior.information, sizeof(problem.air_information));
    double height_m = coverage->setup.network->stations[hearers[0].listener->station].z_m;
    for (size_t i = 0; i < count; i++) {
        if (hearers[i].if_event_p < COUNTED_P_LEAST)
            continue;
        ret_weights[problem.count] = hearers[i].if_event_p;
        sightings[problem.count++] = sighting_of(coverage, &hearers[i], place, height_m);
    }
    gather_expect_height(&problem);
    return problem;
}

/* The stations that hear one of so many shots: systematic sampling (Madow, Annals of Mathematical
 * Statistics 20, 1949), which takes each as often as it is probable and always about as many.
 * Probable ones count in full again. */
static size_t draw(const struct problem *problem, const double *weights, size_t shot,
                   struct sighting *ret_sightings)
{
    const struct tct_propagation *propagation = &problem->propagation;
    double next = ((double)shot + 0.5) / SHOTS, sum = 0.0;
    size_t count = 0;
    for (size_t i = 0; i < problem->count; i++) {
        sum += weights[i];
        if (sum <= next)
            continue;
        next += 1.0;
        struct sighting *s = &ret_sightings[count++];
        *s = problem->sightings[i];
        double share_s = propagation->fraction * s->time_s;
        double path_s2 = propagation->floor_s * propagation->floor_s + share_s * share_s;
        s->time_variance_s2 = (s->time_variance_s2 + path_s2) * weights[i] - path_s2;
        s->azimuth_variance_rad2 *= weights[i];
    }
    return count;
}

/* The covariance of x and y that some stations give the place; false when it is none, as the
 * locator sees it. */
static bool covariance_of(const struct problem *problem, double ret_m2[3])
{
    struct place found = {.unknown = {[UNKNOWN_Z] = problem->height_mean_m}};
    if (!solve_covariance(problem, &found))
        return false;
    ret_m2[0] = found.covariance[UNKNOWN_X][UNKNOWN_X];
    ret_m2[1] = found.covariance[UNKNOWN_X][UNKNOWN_Y];
    ret_m2[2] = found.covariance[UNKNOWN_Y][UNKNOWN_Y];
    return tct_ellipse95(ret_m2).semi_major_m <= SEMI_MAJOR_MOST_M;
}

/* What the place's covariance is expected to be, as the square of the mean of its root over shots
 * that different stations hear (the root of a matrix of two: Levinger, Mathematics Magazine 53,
 * 1980), so that a few bad ones do not stand for all. Answers the share that has one. */
static double expected_covariance(const struct problem *problem, const double *weights,
                                  double ret_m2[3])
{
    struct sighting sightings[HEARERS_MOST];
    double root[3] = {0}, placed = 0.0;
    for (size_t shot = 0; shot < SHOTS; shot++) {
        double m2[3];
        struct problem one = *problem;
        one.sightings = sightings;
        one.count = draw(problem, weights, shot, sightings);
        if (!covariance_of(&one, m2))
            continue;
        double det = sqrt(fmax(0.0, m2[0] * m2[2] - m2[1] * m2[1]));
        double scale = 1.0 / sqrt(m2[0] + m2[2] + 2.0 * det);
        root[0] += scale * (m2[0] + det);
        root[1] += scale * m2[1];
        root[2] += scale * (m2[2] + det);
        placed += 1.0;
    }
    for (size_t i = 0; i < 3; i++)
        root[i] /= fmax(placed, 1.0);
    ret_m2[0] = root[0] * root[0] + root[1] * root[1];
    ret_m2[1] = root[1] * (root[0] + root[2]);
    ret_m2[2] = root[1] * root[1] + root[2] * root[2];
    return placed / SHOTS;
}

/* The place mirrored in the line along which the stations stand; false when they stand broadly. */
static bool mirror_of(const struct problem *problem, const double *weights,
                      struct tct_plane *ret_mirror)
{
    double sum = 0.0, x = 0.0, y = 0.0, square_m2[3] = {0};
    for (size_t i = 0; i < problem->count; i++) {
        sum += weights[i];
        x += weights[i] * problem->sightings[i].x_m;
        y += weights[i] * problem->sightings[i].y_m;
    }
    x /= sum;
    y /= sum;
    for (size_t i = 0; i < problem->count; i++) {
        double dx = problem->sightings[i].x_m - x, dy = problem->sightings[i].y_m - y;
        square_m2[0] += weights[i] * dx * dx;
        square_m2[1] += weights[i] * dx * dy;
        square_m2[2] += weights[i] * dy * dy;
    }
    struct tct_ellipse shape = tct_ellipse95(square_m2);
    double across_x = cos(shape.azimuth_rad), across_y = -sin(shape.azimuth_rad);
    double off = x * across_x + y * across_y;
    *ret_mirror = (struct tct_plane){2.0 * off * across_x, 2.0 * off * across_y};
    return shape.semi_minor_m <= IN_LINE_RATIO * shape.semi_major_m;
}

/* Whether a place that was climbed to is the one that the climb should have led away from. */
static bool is_here(const struct place *here, const struct place *there)
{
    double dx = there->unknown[UNKNOWN_X], dy = there->unknown[UNKNOWN_Y];
    double xx = here->covariance[UNKNOWN_X][UNKNOWN_X], xy = here->covariance[UNKNOWN_X][UNKNOWN_Y];
    double yy = here->covariance[UNKNOWN_Y][UNKNOWN_Y];
    return yy * dx * dx - 2.0 * xy * dx * dy + xx * dy * dy <
           SAME_SIGMAS * SAME_SIGMAS * (xx * yy - xy * xy);
}

/* Whether the image misses the arrivals by so much, its time alone fitted, that no climb from it
 * can end in a place that is believed: a climb takes away what three more unknowns can, and of the
 * checks that the arrivals are of each other few are left where stations are few. */
static bool is_hopeless(const struct problem *problem, const struct place *here,
                        const double image[UNKNOWN_COUNT])
{
    double count = (double)problem->count, checks = fmax(0.0, count - SOURCE_COUNT) / count;
    double missed = solve_cost(problem, image) - solve_cost(problem, here->unknown);
    return 2.0 * missed * checks > EVIDENCE_MOST;
}

/* How far apart the arrivals set a place from its mirror image, as the D of two normal hypotheses
 * whose log likelihood ratio has mean D^2 / 2 and variance D^2; infinite where there is no image.
 * The image is where the solver climbs to from the mirrored place; `mirror` is moved there. */
static double image_distance(const struct problem *problem, const struct place *here,
                             struct tct_plane *mirror)
{
    double start[UNKNOWN_COUNT] = {[UNKNOWN_X] = mirror->x_m, [UNKNOWN_Y] = mirror->y_m};
    struct place there, back;
    start[UNKNOWN_Z] = problem->height_mean_m;
    solve_time(problem, start);
    if (is_hopeless(problem, here, start) || !solve_climb(problem, start, &there) ||
        !solve_climb(problem, here->unknown, &back) || is_here(here, &there))
        return INFINITY;
    *mirror = (struct tct_plane){there.unknown[UNKNOWN_X], there.unknown[UNKNOWN_Y]};
    return sqrt(fmax(2.0 * (there.cost - back.cost), 1e-12));
}

/* That an image which the arrivals set `apart` keeps no more than `kept_p` of the belief. */
static double told_apart_p(double apart, double kept_p)
{
    if (isinf(apart))
        return 1.0;
    return normal_below((0.5 * apart * apart - log((1.0 - kept_p) / kept_p)) / apart);
}

/* Adds ellipse and side to what is expected. The place's image lies `mirror` from it, `apart` in
 * evidence. As the locator does, no place is given while another is nearly as probable. */
static void give_place(const struct tct_coverage *coverage, struct tct_plane place,
                       const double covariance_m2[3], double placed, struct tct_plane mirror,
                       double apart, struct tct_expectation *expected)
{
    const struct tct_network *network = coverage->setup.network;
    double told_p = told_apart_p(apart, ELSEWHERE_MOST);
    if (placed * told_p >= 0.5) {
        expected->ellipse95 = tct_ellipse95(covariance_m2);
        memcpy(expected->covariance_m2, covariance_m2, sizeof(expected->covariance_m2));
    }
    if (network->line_count < 2 || placed == 0.0)
        return;
    double off = side_distance(network->line, network->line_count, place, covariance_m2);
    if (!isinf(apart)) {
        struct tct_plane image = {place.x_m + mirror.x_m, place.y_m + mirror.y_m};
        double image_off = side_distance(network->line, network->line_count, image, covariance_m2);
        if ((image_off > 0.0) != (off > 0.0))
            told_p = told_apart_p(apart, 1.0 - TCT_SIDE_NAMED_FROM_P);
    }
    expected->named_p =
        expected->detected_p * placed * told_p * normal_below(fabs(off) - NAMED_SIGMAS);
}

static enum tct_side side_of(const struct tct_network *network, struct tct_plane place)
{
    static const double ROUND_M2[3] = {1.0, 0.0, 1.0};
    double off = 0.0;
    if (network->line_count >= 2)
        off = side_distance(network->line, network->line_count, place, ROUND_M2);
    return off > 0.0 ? TCT_SIDE_LEFT : off < 0.0 ? TCT_SIDE_RIGHT : TCT_SIDE_UNDETERMINED;
}

struct tct_expectation tct_coverage_at(const struct tct_coverage *coverage, struct tct_plane place)
{
    const double none = (double)NAN;
    struct tct_expectation expected = {.ellipse95 = {none, none, none},
                                       .covariance_m2 = {none, none, none},
                                       .side = side_of(coverage->setup.network, place)};
    struct hearer hearers[HEARERS_MOST];
    struct sighting sightings[HEARERS_MOST];
    double weights[HEARERS_MOST];
    size_t count = listeners_hearing(coverage, place, hearers, &expected.hearers);
    expected.detected_p = hearers_if_event(hearers, count);
    if (expected.detected_p <= 0.0)
        return expected;
    struct problem problem = problem_of(coverage, hearers, count, place, sightings, weights);
    struct place found = {.unknown = {[UNKNOWN_Z] = problem.height_mean_m}};
    struct tct_plane mirror;
    if (!solve_covariance(&problem, &found))
        return expected;
    double apart = mirror_of(&problem, weights, &mirror) ? image_distance(&problem, &found, &mirror)
                                                         : INFINITY;
    double covariance_m2[3], placed = expected_covariance(&problem, weights, covariance_m2);
    give_place(coverage, place, covariance_m2, placed, mirror, apart, &expected);
    return expected;
}
