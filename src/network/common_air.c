/* Common air: wind and speed of sound are the same for all sources of an hour, so hundreds of
 * sources tell them far better than one, and better than a weather table.
 *
 * Each source's own place and time are eliminated from its normal equations (Schur complement; in
 * seismology "parameter separation", Pavlis & Booker 1980); what remains adds up over the sources.
 * Path errors repeat for sources at one place, so these count as one source together. */
#include "common_air.h"

#include <math.h>
#include <string.h>

#include "matrix.h"
#include "places.h"

/* Standard errors of a weather table for the air along a path a few kilometres from the
 * instrument: 1 m/s for each axis of the wind, 0.5 % (3 degrees) for the speed of sound. Without a
 * table: a breeze, and 12 degrees. */
static const double TABLE_WIND_SIGMA_M_S = 1.0, TABLE_SPEED_SIGMA = 0.005;
static const double BLIND_WIND_SIGMA_M_S = 4.0, BLIND_SPEED_SIGMA = 0.02;

/* However many sources: the air is not the same everywhere in an hour. */
static const double UNEVEN_WIND_SIGMA_M_S = 0.1, UNEVEN_SPEED_SIGMA = 0.0003;

/* The prior of the correction has the tail of a t distribution with this many degrees of freedom,
 * because weather tables are sometimes plainly wrong. */
static const double PRIOR_FREEDOM = 4.0;

/* Corrections beyond these come from nonsense, not from air. */
static const double WIND_MOST_M_S = 50.0, SPEED_MOST = 0.2;

/* Sources nearer than this are taken to share the errors of their paths: several times the size of
 * the buildings and slopes that cause them. */
static const double SAME_PATHS_M = 250.0;

/* A source teaches when it has a check on itself, one clear place and a decent fit. */
enum { LESSON_PICKS_LEAST = 5, PASSES = 2 };
static const double LESSON_ELSEWHERE_MOST = 0.05;

static struct tct_air_belief belief(double wind_sigma_m_s, double speed_sigma)
{
    struct tct_air_belief air = {.mean = {0}};
    air.information[TCT_AIR_WIND_X][TCT_AIR_WIND_X] = 1.0 / (wind_sigma_m_s * wind_sigma_m_s);
    air.information[TCT_AIR_WIND_Y][TCT_AIR_WIND_Y] = 1.0 / (wind_sigma_m_s * wind_sigma_m_s);
    air.information[TCT_AIR_SPEED][TCT_AIR_SPEED] = 1.0 / (speed_sigma * speed_sigma);
    return air;
}

struct tct_air_belief tct_air_prior(const struct tct_network *network)
{
    return network->weather_count > 0 ? belief(TABLE_WIND_SIGMA_M_S, TABLE_SPEED_SIGMA)
                                      : belief(BLIND_WIND_SIGMA_M_S, BLIND_SPEED_SIGMA);
}

static bool same_paths(const struct lesson *lesson, double x_m, double y_m)
{
    double dx = lesson->x_m - x_m, dy = lesson->y_m - y_m;
    return dx * dx + dy * dy < SAME_PATHS_M * SAME_PATHS_M;
}

static void add_lesson(struct common_air *sum, const struct lesson *lesson, double share)
{
    for (size_t i = 0; i < TCT_AIR_COUNT; i++) {
        for (size_t j = 0; j < TCT_AIR_COUNT; j++)
            sum->information[i][j] += share * lesson->information[i][j];
        sum->score[i] += share * lesson->score[i];
    }
}

/* Shares the paths out and adds up all lessons. */
static void sum_lessons(struct common_air *common)
{
    memset(common->information, 0, sizeof(common->information));
    memset(common->score, 0, sizeof(common->score));
    for (size_t i = 0; i < common->lesson_count; i++) {
        struct lesson *lesson = &common->lessons[i];
        double sharing = 0.0;
        for (size_t j = 0; j < common->lesson_count; j++)
            sharing += same_paths(&common->lessons[j], lesson->x_m, lesson->y_m);
        lesson->share = 1.0 / sharing;
        add_lesson(common, lesson, lesson->share);
    }
}

/* Prior and lessons together. */
static struct tct_air_belief believed(const struct common_air *common)
{
    struct tct_air_belief air = common->prior;
    for (size_t i = 0; i < TCT_AIR_COUNT; i++)
        for (size_t j = 0; j < TCT_AIR_COUNT; j++)
            air.information[i][j] += common->information[i][j];
    double factor[TCT_AIR_COUNT][TCT_AIR_COUNT];
    memcpy(factor, air.information, sizeof(factor));
    if (!matrix_factor(TCT_AIR_COUNT, &factor[0][0]))
        return common->prior;
    memcpy(air.mean, common->score, sizeof(air.mean));
    matrix_solve(TCT_AIR_COUNT, &factor[0][0], air.mean);
    bool air_like = hypot(air.mean[TCT_AIR_WIND_X], air.mean[TCT_AIR_WIND_Y]) < WIND_MOST_M_S &&
                    fabs(air.mean[TCT_AIR_SPEED]) < SPEED_MOST;
    return air_like ? air : common->prior;
}

/* The prior that the lessons leave room for: weight (freedom + 3) / (freedom + d'Pd), at most 1. */
static void widen_prior(struct common_air *common, const struct tct_air_belief *prior)
{
    enum { ROUNDS = 4 };
    common->prior = *prior;
    for (int round = 0; round < ROUNDS; round++) {
        struct tct_air_belief sum = believed(common);
        double distance2 = 0.0;
        for (size_t i = 0; i < TCT_AIR_COUNT; i++)
            distance2 += sum.mean[i] * sum.mean[i] * prior->information[i][i];
        double weight = fmin(1.0, (PRIOR_FREEDOM + TCT_AIR_COUNT) / (PRIOR_FREEDOM + distance2));
        for (size_t i = 0; i < TCT_AIR_COUNT; i++)
            common->prior.information[i][i] = weight * prior->information[i][i];
    }
}

/* What a located source says, with its score about the weather table rather than about `air`. */
static void take(const struct gathered *room, const struct tct_air_belief *air,
                 const struct place *place, struct lesson *lesson)
{
    memcpy(lesson->unknown, place->unknown, sizeof(lesson->unknown));
    lesson->x_m = room->x_m + place->unknown[UNKNOWN_X];
    lesson->y_m = room->y_m + place->unknown[UNKNOWN_Y];
    solve_air_information(&room->problem, place, lesson->information, lesson->score);
    for (size_t i = 0; i < TCT_AIR_COUNT; i++)
        for (size_t j = 0; j < TCT_AIR_COUNT; j++)
            lesson->score[i] += lesson->information[i][j] * air->mean[j];
}

/* Finds the lessons, each source with a wide belief of its own. */
static void first_pass(const struct tct_network *network, const struct tct_detection *detections,
                       size_t detection_count, const struct tct_group *const *groups,
                       size_t group_count, struct gathered *room, struct common_air *common)
{
    struct tct_air_belief wide = belief(BLIND_WIND_SIGMA_M_S, BLIND_SPEED_SIGMA);
    size_t able = 0;
    for (size_t i = 0; i < group_count; i++)
        able += groups[i]->pick_count >= LESSON_PICKS_LEAST;
    size_t stride = able / LESSONS_MOST + 1, seen = 0;
    for (size_t i = 0; i < group_count && common->lesson_count < LESSONS_MOST; i++) {
        if (groups[i]->pick_count < LESSON_PICKS_LEAST || seen++ % stride != 0)
            continue;
        struct places places;
        gather(network, &wide, detections, detection_count, groups[i], room);
        if (room->places < PLACES_COUNTED)
            continue;
        struct tct_plane about;
        places_find(&room->problem, gather_about(room, groups[i], &about), &places);
        if (places.count == 0 || places_elsewhere_p(&places) > LESSON_ELSEWHERE_MOST)
            continue;
        struct lesson *lesson = &common->lessons[common->lesson_count++];
        *lesson = (struct lesson){.group = groups[i]};
        take(room, &wide, &places.place[0], lesson);
    }
}

struct common_air common_air_learn(const struct tct_network *network,
                                   const struct tct_detection *detections, size_t detection_count,
                                   const struct tct_group *const *groups, size_t group_count,
                                   struct gathered *room, struct lesson *lessons)
{
    const struct tct_air_belief prior = tct_air_prior(network);
    struct common_air common = {.prior = prior, .lessons = lessons, .errors = errors_prior()};
    first_pass(network, detections, detection_count, groups, group_count, room, &common);
    sum_lessons(&common);
    widen_prior(&common, &prior);
    for (int pass = 1; pass < PASSES; pass++) {
        const struct tct_air_belief air = believed(&common);
        struct error_counts errors = {{0}};
        for (size_t i = 0; i < common.lesson_count; i++) {
            struct lesson *lesson = &lessons[i];
            struct place place;
            gather(network, &air, detections, detection_count, lesson->group, room);
            memset(lesson->unknown + SOURCE_COUNT, 0, sizeof(double[TCT_AIR_COUNT]));
            if (!solve_place(&room->problem, lesson->unknown, &place))
                continue;
            take(room, &air, &place, lesson);
            errors_count(&errors, &room->problem, &place, lesson->share);
        }
        common.errors = errors_believed(&errors);
        sum_lessons(&common);
        widen_prior(&common, &prior);
    }
    return common;
}

/* Allows for air that is not the same where the source is. False when the information is too uneven
 * for the arithmetic. */
static bool loosen(struct tct_air_belief *air)
{
    double factor[TCT_AIR_COUNT][TCT_AIR_COUNT], covariance[TCT_AIR_COUNT][TCT_AIR_COUNT];
    memcpy(factor, air->information, sizeof(factor));
    if (!matrix_factor(TCT_AIR_COUNT, &factor[0][0]))
        return false;
    matrix_inverse(TCT_AIR_COUNT, &factor[0][0], &covariance[0][0]);
    covariance[TCT_AIR_WIND_X][TCT_AIR_WIND_X] += UNEVEN_WIND_SIGMA_M_S * UNEVEN_WIND_SIGMA_M_S;
    covariance[TCT_AIR_WIND_Y][TCT_AIR_WIND_Y] += UNEVEN_WIND_SIGMA_M_S * UNEVEN_WIND_SIGMA_M_S;
    covariance[TCT_AIR_SPEED][TCT_AIR_SPEED] += UNEVEN_SPEED_SIGMA * UNEVEN_SPEED_SIGMA;
    if (!matrix_factor(TCT_AIR_COUNT, &covariance[0][0]))
        return false;
    matrix_inverse(TCT_AIR_COUNT, &covariance[0][0], &air->information[0][0]);
    return true;
}

struct tct_air_belief common_air_at(const struct common_air *common, double x_m, double y_m)
{
    struct common_air others = *common;
    for (size_t i = 0; i < common->lesson_count; i++)
        if (same_paths(&common->lessons[i], x_m, y_m))
            add_lesson(&others, &common->lessons[i], -common->lessons[i].share);
    struct tct_air_belief air = believed(&others);
    return loosen(&air) ? air : common->prior;
}

struct tct_plane common_air_place(const struct common_air *common,
                                  const struct tct_network *network,
                                  const struct tct_detection *detections, size_t detection_count,
                                  const struct tct_group *group, struct gathered *room)
{
    if (group->hypothesis_count > 0)
        return (struct tct_plane){group->hypotheses[0].x_m, group->hypotheses[0].y_m};
    for (size_t i = 0; i < common->lesson_count; i++)
        if (common->lessons[i].group == group)
            return (struct tct_plane){common->lessons[i].x_m, common->lessons[i].y_m};
    struct tct_air_belief air = believed(common);
    struct place place;
    gather(network, &air, detections, detection_count, group, room);
    if (room->places < PLACES_COUNTED || !places_find_roughly(&room->problem, &place))
        return (struct tct_plane){(double)NAN, (double)NAN};
    return (struct tct_plane){room->x_m + place.unknown[UNKNOWN_X],
                              room->y_m + place.unknown[UNKNOWN_Y]};
}
