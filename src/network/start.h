/* Start: first guesses of a place, from closed forms and from a coarse net. */
#ifndef TACET_NETWORK_START_H
#define TACET_NETWORK_START_H

#include "solve.h"

/* Room for the guesses of one source; those that come later are dropped. */
enum { STARTS_MOST = 64 };

struct starts {
    double unknown[STARTS_MOST][UNKNOWN_COUNT];
    size_t count;
};

/* From a place that is known about, in the problem's frame. */
void start_from_place(const struct problem *problem, double x_m, double y_m, struct starts *starts);

/* From all times, in closed form. */
void start_from_times(const struct problem *problem, struct starts *starts);

/* Where bearings cross, if two or more do. */
void start_from_bearings(const struct problem *problem, struct starts *starts);

/* From the times of three sightings exactly. */
void start_from_three(const struct problem *problem, const size_t three[3], struct starts *starts);

/* `place` mirrored in the straight line that fits the stations best. */
void start_from_mirror(const struct problem *problem, const double unknown[UNKNOWN_COUNT],
                       struct starts *starts);

/* A net of rings around the first station, and where bearings cross. */
void start_from_net(const struct problem *problem, struct starts *starts);

#endif
