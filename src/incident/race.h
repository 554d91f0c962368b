/* Race: which of several sources was first, when the times of what was heard of them have errors
 * and what came before may have been missed.
 *
 * The time of a source's first shot is the earliest of its heard shots, each normal about what was
 * observed, less a lead. The shots of a source share their error (in units of their own standard
 * errors: one path, one clock), those of different sources do not. The lead is with probability
 * heard_p none, else an exponential one (a geometric number of missed shots with exponential gaps)
 * whose rate is not known but by a gamma distribution. The probabilities of being first are
 * competing risks, integrated backwards in time on a mesh that is the finer the nearer it comes to
 * the time by which the first shot is all but sure to have been heard: nothing that changes faster
 * than a certain share of the distance from there matters. */
#ifndef TACET_INCIDENT_RACE_H
#define TACET_INCIDENT_RACE_H

#include "tacet/base.h"

struct racer {
    const uint32_t *shots; /* indices into times and sigmas */
    size_t count;          /* at least 1 */
    double heard_p;        /* (0, 1] */
    double pace_shape;     /* of the gamma distribution of the rate at which it is heard... */
    double pace_scale_s;   /* ...and its inverse scale; 0: its gaps are of no length */
};

/* Times in seconds, sigmas within [1e-9, 1e9]. Every shot is of one racer. `ret_first_p` and
 * `ret_heard_p` (that it was the first of those heard) have room for each racer; both sum to 1.
 * Time grows with the number of shots. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status race(const struct racer *racers, size_t racer_count,
                                    const double *times_s, const double *sigmas_s,
                                    size_t shot_count, struct tct_arena *arena, double *ret_first_p,
                                    double *ret_heard_p, struct tct_error *err);

#endif
