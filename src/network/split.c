/* Split: one bearing as a sum of narrower ones, whose posteriors are short enough to be normal
 * (Gaussian sums: Sorenson & Alspach 1971). */
#include "split.h"

#include <math.h>

/* Parts half as wide as the bearing, half of its width apart, to three of its standard errors:
 * their sum is the bearing to a thousandth. */
enum { PARTS = 13 };
static const double WIDTH = 0.5, STEP = 0.5;

/* Whose bearing decides where on the hyperbola the source is: of the nearer one. */
static size_t nearer(const struct problem *problem, const struct place *place)
{
    double apart[2];
    for (size_t i = 0; i < 2; i++)
        apart[i] = hypot(problem->sightings[i].x_m - place->unknown[UNKNOWN_X],
                         problem->sightings[i].y_m - place->unknown[UNKNOWN_Y]);
    return apart[1] < apart[0];
}

/* The place if the bearing is `turns` standard errors off, found from one near by; how much mass it
 * has against others of these parts, a logarithm. */
static bool part_at(const struct problem *problem, size_t which, double turns,
                    const struct place *near, struct place *ret_place, double *ret_log_mass)
{
    struct sighting sightings[2] = {problem->sightings[0], problem->sightings[1]};
    struct problem part = *problem;
    double sigma = sqrt(sightings[which].azimuth_variance_rad2);
    part.sightings = sightings;
    sightings[which].azimuth_rad += turns * sigma;
    sightings[which].azimuth_variance_rad2 *= WIDTH * WIDTH;
    if (!solve_place(&part, near->unknown, ret_place))
        return false;
    double spread = 1 - WIDTH * WIDTH; /* of the middles of the parts */
    *ret_log_mass = ret_place->log_volume - ret_place->cost - 0.5 * turns * turns / spread;
    return true;
}

static bool find_parts(const struct problem *problem, const struct place *whole,
                       struct place ret_parts[PARTS], double ret_p[PARTS])
{
    enum { MIDDLE = PARTS / 2 };
    size_t which = nearer(problem, whole);
    double log_mass[PARTS], most = -INFINITY, sum = 0;
    for (size_t i = 0; i < PARTS; i++) { /* from the middle to one end, then to the other */
        size_t at = i <= MIDDLE ? MIDDLE - i : i;
        const struct place *near = at == MIDDLE ? whole : &ret_parts[at < MIDDLE ? at + 1 : at - 1];
        if (!part_at(problem, which, STEP * ((double)at - MIDDLE), near, &ret_parts[at],
                     &log_mass[at]))
            return false;
        most = fmax(most, log_mass[at]);
    }
    for (size_t i = 0; i < PARTS; i++)
        sum += ret_p[i] = exp(log_mass[i] - most);
    for (size_t i = 0; i < PARTS; i++)
        ret_p[i] /= sum;
    return true;
}

void split_first(const struct problem *problem, struct places *places)
{
    struct place parts[PARTS];
    double p[PARTS];
    if (problem->count != 2 || !problem->sightings[0].aimed || !problem->sightings[1].aimed ||
        !find_parts(problem, &places->place[0], parts, p))
        return;
    const double whole = places->p[0];
    places->count--;
    for (size_t i = 0; i < places->count; i++) {
        places->place[i] = places->place[i + 1];
        places->p[i] = places->p[i + 1];
    }
    for (size_t i = 0; i < PARTS; i++)
        places_insert(places, &parts[i], whole * p[i]);
    places->bent = true;
}
