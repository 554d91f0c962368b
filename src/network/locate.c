/* Locate: from the picks of one source to an event that says what is known and what is not. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "far.h"
#include "locate.h"
#include "order.h"
#include "places.h"
#include "region.h"
#include "split.h"

/* Place and time are three unknowns: the fourth observation is the first that checks them, and a
 * bearing counts as one. Three are enough only when the evidence for the group is strong (99 to 1),
 * and then all three are believed; as much is asked where two stations alone heard it. */
enum { OBSERVATIONS_CHECKED = 4, OBSERVATIONS_EXACT = 3 };
static const double EXACT_LOG_ODDS_LEAST = 4.6;

/* Evidence weaker than 19 to 1: no region can hold a source with 95 % that is 5 % likely not to be
 * there. */
static const double LOG_ODDS_LEAST = 2.94;

/* Rates of clutter and of hearing are learned and shared by all that is compared, so that evidence
 * is not worth all that it says: its logarithm counts four fifths; and the likeliest hypothesis
 * stood its ground among all other sources, which doubles its odds. Of some sources what is
 * believed is plainly wrong: for one in fifty evidence is worth a quarter. With that, hypotheses of
 * every probability from 0.001 to 0.99 are true as often as they say (ADR 4). */
static const double EVIDENCE_POWER = 0.8, STOOD_ITS_GROUND = 0.5;
static const double WEAK_EVIDENCE_POWER = 0.25, WEAK_EVIDENCE_SHARE = 0.02;

/* An arrival that the location listened to less than this is not part of the event. */
static const double USED_WEIGHT_LEAST = 0.1;

/* Beyond these the answer is not a place. */
static const double SEMI_MAJOR_MOST_M = 5000.0;
static const double ELSEWHERE_MOST = 0.4, ELSEWHERE_SEMI_MAJOR_MOST_M = 250.0;

/* Stations this much longer than wide stand in line. */
static const double IN_LINE_RATIO = 0.1;

/* Infrasound: larger than this, the region is hardly more than a direction. */
static const double FAR_SEMI_MAJOR_MOST_M = 100e3;

static const char WEAK_EVIDENCE[] = "the evidence for one source is weaker than 19 to 1";
static const char ONE_ARRAY[] = "one array: a direction and no distance";
static const char *const TOO_FEW[OBSERVATIONS_CHECKED] = {
    "no station with a usable clock", "heard by 1 station, 4 needed",
    "heard by 2 stations, 4 needed", "heard by 3 stations, 4 needed"};

/* Arrivals as they are before anything is located. */
static enum tct_status begin_event(const struct gathered *room, const struct tct_group *group,
                                   struct tct_arena *arena, struct tct_event *ret_event,
                                   struct tct_error *err)
{
    const double none = (double)NAN;
    *ret_event = (struct tct_event){.status = TCT_EVENT_NOT_CONSTRAINED,
                                    .time_ns = room->time_ns,
                                    .time_sigma_s = none,
                                    .x_m = none,
                                    .y_m = none,
                                    .z_m = none,
                                    .covariance_m2 = {none, none, none},
                                    .ellipse95 = {none, none, none},
                                    .azimuth_rad = none,
                                    .azimuth_sigma_rad = none,
                                    .arrival_count = room->pick_count,
                                    .gap_rad = none,
                                    .rms_s = none,
                                    .log_odds = group->log_odds};
    ret_event->arrivals = TCT_ARENA_NEW(arena, struct tct_arrival, room->pick_count);
    if (ret_event->arrivals == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for %zu arrivals", room->pick_count);
    for (size_t i = 0; i < room->pick_count; i++)
        ret_event->arrivals[i] =
            (struct tct_arrival){.detection = room->picks[i], .residual_s = none};
    return TCT_OK;
}

/* How the arrivals agree with the place; the number of observations that the place rests on. */
static size_t judge_arrivals(const struct gathered *room, const struct place *place,
                             struct tct_event *event)
{
    size_t observations = 0, timed = 0;
    double squares = 0.0;
    event->station_count = 0;
    for (size_t i = 0; i < room->problem.count; i++) {
        const struct sighting *s = &room->sightings[i];
        struct fit fit = solve_fit(&room->problem, s, place->unknown);
        bool time_used = s->timed && fit.time_weight >= USED_WEIGHT_LEAST;
        bool bearing_used = s->aimed && fit.bearing_weight >= USED_WEIGHT_LEAST;
        struct tct_arrival *arrival = &event->arrivals[room->pick_of[i]];
        arrival->residual_s = fit.residual_s;
        arrival->weight = fmax(fit.time_weight, fit.bearing_weight);
        arrival->used = time_used || bearing_used;
        event->station_count += arrival->used;
        observations += (size_t)time_used + (size_t)bearing_used;
        timed += time_used;
        squares += time_used ? fit.residual_s * fit.residual_s : 0.0;
    }
    event->rms_s = timed > 0 ? sqrt(squares / (double)timed) : (double)NAN;
    return timed > 0 ? observations : 0; /* bearings alone do not say when */
}

static double area_of(const struct tct_ellipse *ellipse)
{
    return M_PI * ellipse->semi_major_m * ellipse->semi_minor_m;
}

/* The largest angle without a used station, as seen from the place. */
static double gap_of(const struct gathered *room, const struct place *place,
                     const struct tct_event *event)
{
    size_t count = 0;
    for (size_t i = 0; i < room->problem.count; i++)
        if (event->arrivals[room->pick_of[i]].used)
            room->angles[count++] = atan2(room->sightings[i].x_m - place->unknown[UNKNOWN_X],
                                          room->sightings[i].y_m - place->unknown[UNKNOWN_Y]);
    if (count == 0)
        return 2.0 * M_PI;
    qsort(room->angles, count, sizeof(*room->angles), order_doubles);
    double gap = room->angles[0] + 2.0 * M_PI - room->angles[count - 1];
    for (size_t i = 1; i < count; i++)
        gap = fmax(gap, room->angles[i] - room->angles[i - 1]);
    return gap;
}

/* Class of the source from the classes of its arrivals. These are not independent - one source,
 * one kind of classifier - so n of them count as sqrt(n). */
static void classify(const struct tct_detection *detections, struct tct_event *event)
{
    static const double P_LEAST = 1e-3; /* one sure classifier must not rule a class out */
    double sum[TCT_CLASS_COUNT] = {0};
    size_t count = 0;
    for (size_t i = 0; i < event->arrival_count; i++) {
        const struct tct_detection *d = &detections[event->arrivals[i].detection];
        if (!d->classified || (event->status == TCT_EVENT_LOCATED && !event->arrivals[i].used))
            continue;
        count++;
        for (size_t k = 0; k < TCT_CLASS_COUNT; k++)
            sum[k] += log(fmax(P_LEAST, d->class_p[k]));
    }
    if (count == 0)
        return;
    double best = -INFINITY, total = 0.0;
    for (size_t k = 0; k < TCT_CLASS_COUNT; k++)
        best = fmax(best, sum[k]);
    for (size_t k = 0; k < TCT_CLASS_COUNT; k++)
        total += event->class_p[k] = exp((sum[k] - best) / sqrt((double)count));
    for (size_t k = 0; k < TCT_CLASS_COUNT; k++)
        event->class_p[k] /= total;
    event->classified = true;
}

/* What is left undetermined is the probability that there was no such source at all. */
static void give_sides(double left, struct tct_event *event)
{
    double chance = isnan(event->log_odds) ? 0.0 : 1.0 / (1.0 + exp(event->log_odds));
    event->side_p[TCT_SIDE_UNDETERMINED] = chance;
    event->side_p[TCT_SIDE_LEFT] = (1.0 - chance) * left;
    event->side_p[TCT_SIDE_RIGHT] = (1.0 - chance) * (1.0 - left);
}

/* Side of the line from all places that the source may have. */
static void take_sides(const struct tct_network *network, const struct gathered *room,
                       const struct places *places, struct tct_event *event)
{
    event->has_side = network->line_count >= 2;
    if (!event->has_side)
        return;
    event->side_p[TCT_SIDE_UNDETERMINED] = 1.0;
    if (event->status != TCT_EVENT_LOCATED)
        return;
    double left = 0.0;
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->place[i];
        const double covariance[3] = {place->covariance[UNKNOWN_X][UNKNOWN_X],
                                      place->covariance[UNKNOWN_X][UNKNOWN_Y],
                                      place->covariance[UNKNOWN_Y][UNKNOWN_Y]};
        struct tct_plane mean = {room->x_m + place->unknown[UNKNOWN_X],
                                 room->y_m + place->unknown[UNKNOWN_Y]};
        left +=
            places->p[i] * tct_side_left_p(network->line, network->line_count, mean, covariance);
    }
    give_sides(fmin(1.0, left), event); /* the p of the places sum to 1 but for rounding */
}

static bool stations_in_line(const struct problem *problem)
{
    const struct spread spread = gather_spread(problem);
    struct tct_ellipse shape = tct_ellipse95(spread.square_m2);
    return shape.semi_minor_m <= IN_LINE_RATIO * shape.semi_major_m;
}

static size_t observations_needed(const struct tct_event *event)
{
    return event->log_odds >= EXACT_LOG_ODDS_LEAST ? OBSERVATIONS_EXACT : OBSERVATIONS_CHECKED;
}

/* Why the places found are no answer, or NULL when they are one. */
static const char *fault_of(const struct gathered *room, const struct tct_event *event,
                            size_t observations, const struct tct_ellipse *ellipse)
{
    if (event->log_odds < LOG_ODDS_LEAST)
        return WEAK_EVIDENCE;
    if (room->problem.count == 2 && event->log_odds < EXACT_LOG_ODDS_LEAST)
        return "heard by 2 stations, and the evidence for one source is weaker than 99 to 1";
    if (observations < OBSERVATIONS_CHECKED && observations < room->places + room->bearings)
        return "arrivals do not agree on one place";
    if (event->elsewhere_p > ELSEWHERE_MOST &&
        ellipse->semi_major_m > ELSEWHERE_SEMI_MAJOR_MOST_M && stations_in_line(&room->problem))
        return "stations in line: the mirror place is as likely";
    if (!(ellipse->semi_major_m <= SEMI_MAJOR_MOST_M))
        return "95 % ellipse larger than 5 km";
    return NULL;
}

/* Only a direction: the bearings of the first place that has one, taken together. */
static void give_bearing(const struct gathered *room, const char *reason, struct tct_event *event)
{
    const struct sighting *first = NULL;
    double sum_x = 0.0, sum_y = 0.0, weights = 0.0;
    for (size_t i = 0; i < room->problem.count; i++) {
        const struct sighting *s = &room->sightings[i];
        if (!s->aimed)
            continue;
        if (first == NULL)
            first = s;
        if (!gather_same_place(first, s))
            continue;
        double weight = 1.0 / s->azimuth_variance_rad2;
        sum_x += weight * sin(s->azimuth_rad);
        sum_y += weight * cos(s->azimuth_rad);
        weights += weight;
        struct tct_arrival *arrival = &event->arrivals[room->pick_of[i]];
        arrival->weight = 1.0;
        arrival->used = true;
        event->station_count++;
    }
    event->status = TCT_EVENT_BEARING_ONLY;
    event->reason = reason;
    event->azimuth_rad = atan2(sum_x, sum_y);
    if (event->azimuth_rad < 0.0)
        event->azimuth_rad += 2.0 * M_PI;
    event->azimuth_sigma_rad = sqrt(1.0 / weights);
}

static void give_no_place(const struct gathered *room, const char *reason, struct tct_event *event)
{
    for (size_t i = 0; i < event->arrival_count; i++) {
        event->arrivals[i].used = false;
        event->arrivals[i].residual_s = (double)NAN;
        event->arrivals[i].weight = 0.0;
    }
    event->station_count = 0;
    event->elsewhere_p = 0;
    event->rms_s = (double)NAN;
    if (room->bearings > 0) {
        give_bearing(room, reason, event);
        return;
    }
    event->status = TCT_EVENT_NOT_CONSTRAINED;
    event->reason = reason;
}

static void set_place(const struct gathered *room, const double *unknown, struct tct_event *event)
{
    event->status = TCT_EVENT_LOCATED;
    event->time_ns = room->time_ns + tct_time_from_s(unknown[UNKNOWN_TIME]);
    event->x_m = room->x_m + unknown[UNKNOWN_X];
    event->y_m = room->y_m + unknown[UNKNOWN_Y];
    event->z_m = unknown[UNKNOWN_Z];
}

static void give_place(const struct gathered *room, const struct places *places,
                       struct tct_event *event)
{
    size_t observations = judge_arrivals(room, &places->place[0], event);
    double unknown[SOURCE_COUNT], covariance[3], time_variance;
    places_middle(places, unknown);
    places_moments(places, unknown, covariance, &time_variance);
    struct tct_ellipse ellipse = tct_ellipse95(covariance);
    const char *fault = fault_of(room, event, observations, &ellipse);
    if (fault != NULL) {
        give_no_place(room, fault, event);
        return;
    }
    set_place(room, unknown, event);
    event->time_sigma_s = sqrt(time_variance);
    memcpy(event->covariance_m2, covariance, sizeof(covariance));
    event->ellipse95 = ellipse;
    event->gap_rad = gap_of(room, &places->place[0], event);
}

/* A place where bearings of arrays cross, far away. */
static enum tct_status give_far_place(const struct gathered *room, const struct far *far,
                                      struct tct_arena *arena, struct tct_event *event,
                                      struct tct_error *err)
{
    const struct place *mean = &far->mean;
    double squares = 0.0;
    for (size_t i = 0; i < room->problem.count; i++) {
        struct tct_arrival *arrival = &event->arrivals[room->pick_of[i]];
        arrival->residual_s = far_residual_s(&room->sightings[i], mean);
        arrival->weight = 1.0;
        arrival->used = true;
        event->station_count++;
        squares += arrival->residual_s * arrival->residual_s;
    }
    event->rms_s = sqrt(squares / (double)room->problem.count);
    set_place(room, mean->unknown, event);
    event->time_sigma_s = sqrt(mean->covariance[UNKNOWN_TIME][UNKNOWN_TIME]);
    event->covariance_m2[0] = mean->covariance[UNKNOWN_X][UNKNOWN_X];
    event->covariance_m2[1] = mean->covariance[UNKNOWN_X][UNKNOWN_Y];
    event->covariance_m2[2] = mean->covariance[UNKNOWN_Y][UNKNOWN_Y];
    event->ellipse95 = tct_ellipse95(event->covariance_m2);
    event->gap_rad = gap_of(room, mean, event);
    return far_region(far, room->x_m, room->y_m, arena, event, err);
}

static enum tct_status locate_far(const struct gathered *room, struct places *places,
                                  struct tct_arena *arena, struct tct_event *event,
                                  struct tct_error *err)
{
    struct far far;
    const char *fault = NULL;
    if (event->log_odds < LOG_ODDS_LEAST)
        fault = WEAK_EVIDENCE;
    else if (room->bearing_places < 2)
        fault = ONE_ARRAY;
    else if (room->places < 2 || room->bearings < room->problem.count ||
             !far_find(room->sightings, room->problem.count, &far) ||
             tct_ellipse95((const double[3]){far.mean.covariance[UNKNOWN_X][UNKNOWN_X],
                                             far.mean.covariance[UNKNOWN_X][UNKNOWN_Y],
                                             far.mean.covariance[UNKNOWN_Y][UNKNOWN_Y]})
                     .semi_major_m > FAR_SEMI_MAJOR_MOST_M)
        fault = "the bearings of the arrays do not tell how far";
    if (fault != NULL) {
        give_no_place(room, fault, event);
        return TCT_OK;
    }
    far.mean.unknown[UNKNOWN_Z] = room->problem.height_mean_m;
    places->count = 1;
    places->place[0] = far.mean;
    places->p[0] = 1.0;
    return give_far_place(room, &far, arena, event, err);
}

/* Odds of another hypothesis against the likeliest, by how much less the evidence for it is. */
static double odds_of(double log_odds)
{
    return STOOD_ITS_GROUND * ((1.0 - WEAK_EVIDENCE_SHARE) * exp(EVIDENCE_POWER * log_odds) +
                               WEAK_EVIDENCE_SHARE * exp(WEAK_EVIDENCE_POWER * log_odds));
}

/* Where the source is if another of the hypotheses about its picks is true. */
static void add_hypotheses(const struct tct_group *group, const struct gathered *room,
                           struct places *places)
{
    double before = 1.0; /* odds of all that are there */
    for (size_t i = 1; i < group->hypothesis_count; i++) {
        const struct tct_hypothesis *h = &group->hypotheses[i];
        struct place place = {
            .unknown = {[UNKNOWN_X] = h->x_m - room->x_m,
                        [UNKNOWN_Y] = h->y_m - room->y_m,
                        [UNKNOWN_Z] = room->problem.height_mean_m,
                        [UNKNOWN_TIME] = tct_time_between_s(room->time_ns, h->time_ns)}};
        place.covariance[UNKNOWN_X][UNKNOWN_X] = h->covariance_m2[0];
        place.covariance[UNKNOWN_X][UNKNOWN_Y] = h->covariance_m2[1];
        place.covariance[UNKNOWN_Y][UNKNOWN_X] = h->covariance_m2[1];
        place.covariance[UNKNOWN_Y][UNKNOWN_Y] = h->covariance_m2[2];
        place.covariance[UNKNOWN_TIME][UNKNOWN_TIME] = h->time_variance_s2;
        double odds = odds_of(h->log_odds - group->hypotheses[0].log_odds);
        places_add(places, &place, odds / before);
        before += odds;
    }
}

enum tct_status locate_one(const struct tct_network *network, const struct tct_air_belief *air,
                           const struct tct_detection *detections, size_t detection_count,
                           const struct tct_group *group, struct gathered *room,
                           struct tct_arena *arena, struct tct_event *ret_event,
                           struct tct_error *err)
{
    gather(network, air, detections, detection_count, group, room);
    enum tct_status status = begin_event(room, group, arena, ret_event, err);
    if (status != TCT_OK)
        return status;
    struct places places = {.count = 0};
    size_t observations = room->places + room->bearings;
    if (group->far) {
        status = locate_far(room, &places, arena, ret_event, err);
    } else if (room->places == 0 || observations < observations_needed(ret_event)) {
        const char *reason = room->bearing_places == 1 ? ONE_ARRAY : TOO_FEW[room->places];
        give_no_place(room, reason, ret_event);
    } else {
        if (observations < OBSERVATIONS_CHECKED)
            room->problem.wild_share = 0.0;
        struct tct_plane about;
        places_find(&room->problem, gather_about(room, group, &about), &places);
        if (places.count == 0) {
            give_no_place(room, "arrivals do not agree on one place", ret_event);
        } else {
            add_hypotheses(group, room, &places);
            ret_event->elsewhere_p = places_elsewhere_p(&places);
            split_first(&room->problem, &places);
            give_place(room, &places, ret_event);
        }
    }
    classify(detections, ret_event);
    take_sides(network, room, &places, ret_event);
    return status == TCT_OK && ret_event->status == TCT_EVENT_LOCATED
               ? region_give(&places, room->x_m, room->y_m, arena, ret_event, err)
               : status;
}

/* The sightings' clock: seconds after the group's first pick. */
static struct place shared_place(const struct gathered *room, const struct tct_event *shared,
                                 const struct tct_group *group)
{
    int64_t time_ns = shared->time_ns + group->later_ns;
    struct place place = {.unknown = {[UNKNOWN_X] = shared->x_m + group->moved_x_m - room->x_m,
                                      [UNKNOWN_Y] = shared->y_m + group->moved_y_m - room->y_m,
                                      [UNKNOWN_Z] = shared->z_m,
                                      [UNKNOWN_TIME] = tct_time_between_s(room->time_ns, time_ns)}};
    return place;
}

/* Whether the arrivals of a shot are what the place of its position lets expect: three of them, as
 * many as a repeat needs. */
static bool agrees(const struct gathered *room, const struct place *place)
{
    static const double GATE = 4.0;
    size_t agreeing = 0;
    for (size_t i = 0; i < room->problem.count; i++) {
        const struct sighting *s = &room->sightings[i];
        agreeing += s->timed && fabs(solve_fit(&room->problem, s, place->unknown).standard) < GATE;
    }
    return agreeing >= OBSERVATIONS_CHECKED - 1;
}

void locate_share(const struct tct_network *network, const struct tct_detection *detections,
                  const struct tct_event *shared, const struct tct_group *group,
                  const struct gathered *room, struct tct_event *event)
{
    double covariance[3];
    for (size_t i = 0; i < TCT_COUNT(covariance); i++)
        covariance[i] = shared->covariance_m2[i] + group->moved_m2[i];
    struct tct_ellipse ellipse = tct_ellipse95(covariance);
    if (shared->status != TCT_EVENT_LOCATED || group->log_odds < LOG_ODDS_LEAST ||
        (event->status == TCT_EVENT_LOCATED && group->position->hypothesis_count == 0 &&
         area_of(&event->ellipse95) <= area_of(&ellipse)))
        return;
    struct place place = shared_place(room, shared, group);
    if (!agrees(room, &place))
        return;
    event->status = TCT_EVENT_LOCATED;
    event->reason = NULL;
    event->shots_of_place = group->position->shots;
    event->azimuth_rad = event->azimuth_sigma_rad = (double)NAN;
    (void)judge_arrivals(room, &place, event);
    event->time_ns = shared->time_ns + group->later_ns;
    event->time_sigma_s = shared->time_sigma_s;
    event->x_m = shared->x_m + group->moved_x_m;
    event->y_m = shared->y_m + group->moved_y_m;
    event->z_m = shared->z_m;
    memcpy(event->covariance_m2, covariance, sizeof(covariance));
    event->ellipse95 = ellipse;
    event->region95 = shared->region95;
    event->region95_count = shared->region95_count;
    for (size_t i = 0; i < event->region95_count; i++)
        for (size_t k = 0; k < event->region95[i].count; k++) {
            event->region95[i].corners[k].x_m += group->moved_x_m;
            event->region95[i].corners[k].y_m += group->moved_y_m;
        }
    event->gap_rad = shared->gap_rad;
    classify(detections, event);
    if (event->has_side)
        give_sides(tct_side_left_p(network->line, network->line_count,
                                   (struct tct_plane){event->x_m, event->y_m}, covariance),
                   event);
}

enum tct_status tct_locate_group(const struct tct_network *network,
                                 const struct tct_air_belief *air,
                                 const struct tct_detection *detections, size_t detection_count,
                                 const struct tct_group *group, struct tct_arena *arena,
                                 struct tct_event *ret_event, struct tct_error *err)
{
    struct tct_air_belief prior = tct_air_prior(network);
    struct gathered room;
    enum tct_status status = gather_room(arena, group->pick_count, &room, err);
    if (status != TCT_OK)
        return status;
    return locate_one(network, air != NULL ? air : &prior, detections, detection_count, group,
                      &room, arena, ret_event, err);
}
