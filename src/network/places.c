/* Places: search from several starts, keep what differs, weigh by probability mass (Laplace). */
#include "places.h"

#include <math.h>

#include "start.h"

/* A start this much worse than the best place found (nats) will not climb past it: the errors' tail
 * costs one wrong arrival about 6. */
static const double START_HOPELESS = 15.0;

/* Places with less than e^-9 of the best one's mass are left out: below 1 in 8,000. */
static const double PLACE_NEGLIGIBLE = 9.0;

/* With so few sightings one of them can be wrong unseen: each is left out in turn. */
enum { FEW_SIGHTINGS = 4, LEAVE_OUT_MOST = 12, FIRST_ARRIVALS = 5 };

/* A place that listens less than this to one of its sightings is checked against others. */
static const double DOUBT_WEIGHT = 0.7;

/* A sighting off by less than this from where the others put it never splits the posterior: the
 * mixture's cost is convex up to three standard errors. */
static const double SUSPECT_LEAST = 2.5;

/* Two climbs that end so near each other (squared standard errors) ended on the same maximum. */
static const double SAME_PLACE_D2 = 0.1;

static const double CHI2_999 = 13.82; /* two degrees of freedom */

static double mahalanobis2(const struct place *of, const struct place *other)
{
    double xx = of->covariance[UNKNOWN_X][UNKNOWN_X], xy = of->covariance[UNKNOWN_X][UNKNOWN_Y];
    double yy = of->covariance[UNKNOWN_Y][UNKNOWN_Y];
    double dx = other->unknown[UNKNOWN_X] - of->unknown[UNKNOWN_X];
    double dy = other->unknown[UNKNOWN_Y] - of->unknown[UNKNOWN_Y];
    double det = xx * yy - xy * xy;
    return det > 0.0 ? (yy * dx * dx - 2.0 * xy * dx * dy + xx * dy * dy) / det : INFINITY;
}

/* Negative log of the probability mass. */
static double bulk(const struct place *place)
{
    return place->cost - place->log_volume;
}

static bool before(const struct place *a, const struct place *b)
{
    return bulk(a) < bulk(b);
}

/* Keeps places in order of mass; of two that are the same the one with the lower cost. */
static void keep(struct places *places, const struct place *found)
{
    for (size_t i = 0; i < places->count; i++) {
        const struct place *known = &places->place[i];
        if (fmin(mahalanobis2(known, found), mahalanobis2(found, known)) > SAME_PLACE_D2)
            continue;
        if (known->cost <= found->cost)
            return;
        places->count--;
        for (size_t k = i; k < places->count; k++)
            places->place[k] = places->place[k + 1];
        i--; /* it may be the same as others, too */
    }
    size_t at = places->count;
    while (at > 0 && before(found, &places->place[at - 1]))
        at--;
    if (at == PLACES_MOST)
        return;
    if (places->count < PLACES_MOST)
        places->count++;
    for (size_t k = places->count - 1; k > at; k--)
        places->place[k] = places->place[k - 1];
    places->place[at] = *found;
}

static double least_cost(const struct places *places)
{
    double least = INFINITY;
    for (size_t i = 0; i < places->count; i++)
        least = fmin(least, places->place[i].cost);
    return least;
}

static void climb(const struct problem *problem, struct starts *starts, struct places *places)
{
    for (size_t i = 0; i < starts->count; i++) {
        struct place found;
        if (solve_cost(problem, starts->unknown[i]) < least_cost(places) + START_HOPELESS &&
            solve_place(problem, starts->unknown[i], &found))
            keep(places, &found);
    }
    starts->count = 0;
}

static bool in_doubt(const struct problem *problem, const struct places *places)
{
    if (places->count == 0 || problem->count <= FEW_SIGHTINGS)
        return true;
    for (size_t i = 0; i < problem->count; i++) {
        const struct sighting *s = &problem->sightings[i];
        struct fit fit = solve_fit(problem, s, places->place[0].unknown);
        if ((s->timed && fit.time_weight < DOUBT_WEIGHT) ||
            (s->aimed && fit.bearing_weight < DOUBT_WEIGHT))
            return true;
    }
    return false;
}

/* Where the others would put the source if one sighting were wrong: only where it would then look
 * wrong can there be a maximum of its own. */
static void climb_without_each(const struct problem *problem, struct places *places)
{
    if (places->count == 0 || problem->count > LEAVE_OUT_MOST)
        return;
    const struct place best = places->place[0];
    struct problem without = *problem;
    for (without.left_out = 0; without.left_out < problem->count; without.left_out++) {
        const struct sighting *suspect = &problem->sightings[without.left_out];
        struct place others, found;
        if (solve_deletion_residual(problem, suspect, &best) > SUSPECT_LEAST &&
            solve_climb(&without, best.unknown, &others) &&
            mahalanobis2(&best, &others) > SAME_PLACE_D2 &&
            solve_place(problem, others.unknown, &found))
            keep(places, &found);
    }
}

/* The first to hear it hear it directly: echoes come later. */
static void climb_from_first_arrivals(const struct problem *problem, struct starts *starts,
                                      struct places *places)
{
    size_t timed[FIRST_ARRIVALS];
    size_t count = 0;
    for (size_t i = 0; i < problem->count && count < FIRST_ARRIVALS; i++)
        if (problem->sightings[i].timed)
            timed[count++] = i;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            for (size_t k = j + 1; k < count; k++)
                start_from_three(problem, (const size_t[3]){timed[i], timed[j], timed[k]}, starts);
    climb(problem, starts, places);
}

static void weigh(struct places *places)
{
    double best = places->count > 0 ? bulk(&places->place[0]) : 0.0;
    double sum = 0.0;
    for (size_t i = 0; i < places->count; i++) {
        double worse = bulk(&places->place[i]) - best;
        if (worse > PLACE_NEGLIGIBLE)
            places->count = i; /* they are in order */
        else
            sum += places->p[i] = exp(-worse);
    }
    for (size_t i = 0; i < places->count; i++)
        places->p[i] /= sum;
}

void places_add(struct places *places, const struct place *place, double odds)
{
    double p = odds / (1.0 + odds);
    for (size_t i = 0; i < places->count; i++)
        places->p[i] *= 1.0 - p;
    places_insert(places, place, p);
}

void places_insert(struct places *places, const struct place *place, double p)
{
    size_t at = places->count;
    while (at > 0 && p > places->p[at - 1])
        at--;
    if (at == PLACES_MOST)
        return;
    if (places->count < PLACES_MOST)
        places->count++;
    for (size_t i = places->count - 1; i > at; i--) {
        places->place[i] = places->place[i - 1];
        places->p[i] = places->p[i - 1];
    }
    places->place[at] = *place;
    places->p[at] = p;
}

bool places_find_roughly(const struct problem *problem, struct place *ret_place)
{
    struct starts starts = {.count = 0};
    struct places places = {.count = 0};
    start_from_times(problem, &starts);
    climb(problem, &starts, &places);
    if (places.count == 0) {
        start_from_net(problem, &starts);
        climb(problem, &starts, &places);
    }
    if (places.count > 0)
        *ret_place = places.place[0];
    return places.count > 0;
}

void places_find(const struct problem *problem, const struct tct_plane *about,
                 struct places *ret_places)
{
    struct starts starts = {.count = 0};
    *ret_places = (struct places){.count = 0};
    if (about != NULL)
        start_from_place(problem, about->x_m, about->y_m, &starts);
    else
        start_from_times(problem, &starts);
    climb(problem, &starts, ret_places);
    if (in_doubt(problem, ret_places)) {
        climb_from_first_arrivals(problem, &starts, ret_places);
        start_from_net(problem, &starts);
        climb(problem, &starts, ret_places);
    }
    climb_without_each(problem, ret_places);
    if (ret_places->count > 0) {
        start_from_mirror(problem, ret_places->place[0].unknown, &starts);
        climb(problem, &starts, ret_places);
    }
    weigh(ret_places);
}

void places_middle(const struct places *places, double ret_middle[SOURCE_COUNT])
{
    const struct place *first = &places->place[0];
    double all = 0.0, sum[SOURCE_COUNT] = {0};
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->place[i];
        if (mahalanobis2(first, place) > CHI2_999)
            continue;
        all += places->p[i];
        for (size_t k = 0; k < SOURCE_COUNT; k++)
            sum[k] += places->p[i] * (place->unknown[k] - first->unknown[k]);
    }
    for (size_t k = 0; k < SOURCE_COUNT; k++)
        ret_middle[k] = first->unknown[k] + sum[k] / all;
}

void places_moments(const struct places *places, const double middle[SOURCE_COUNT],
                    double ret_covariance_m2[3], double *ret_time_variance_s2)
{
    static const size_t PAIRS[3][2] = {
        {UNKNOWN_X, UNKNOWN_X}, {UNKNOWN_X, UNKNOWN_Y}, {UNKNOWN_Y, UNKNOWN_Y}};
    ret_covariance_m2[0] = ret_covariance_m2[1] = ret_covariance_m2[2] = 0.0;
    *ret_time_variance_s2 = 0.0;
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->place[i];
        for (size_t k = 0; k < 3; k++) {
            size_t a = PAIRS[k][0], b = PAIRS[k][1];
            ret_covariance_m2[k] +=
                places->p[i] * (place->covariance[a][b] +
                                (place->unknown[a] - middle[a]) * (place->unknown[b] - middle[b]));
        }
        double late = place->unknown[UNKNOWN_TIME] - middle[UNKNOWN_TIME];
        *ret_time_variance_s2 +=
            places->p[i] * (place->covariance[UNKNOWN_TIME][UNKNOWN_TIME] + late * late);
    }
}

double places_elsewhere_p(const struct places *places)
{
    double elsewhere = 0.0;
    for (size_t i = 1; i < places->count; i++)
        if (mahalanobis2(&places->place[0], &places->place[i]) > CHI2_999)
            elsewhere += places->p[i];
    return elsewhere;
}
