/* Onset's fronts: which kinds of fronts a channel's pulses have.
 *
 * How samples came to be is the same for all of a channel, and what its surroundings make of a
 * front differs little from pulse to pulse: a prior that learns, by Bayes' rule on each pulse's
 * evidence. Whether samples are moments is one question for all pulses. So it is, for each kind of
 * rise, whether all rises are of it; against that stands that each pulse has its own, in shares
 * that are counted. */
#ifndef TACET_SIGNAL_ONSET_FRONTS_H
#define TACET_SIGNAL_ONSET_FRONTS_H

#include "front_shape.h"

/* Kinds of fronts: sharp in samples that are means over their intervals, as a converter's; sharp in
 * samples that are moments, as of a formula; and all kinds of rises. */
enum { FRONT_MEANS, FRONT_MOMENTS, FRONT_RISES, ONSET_FRONTS = FRONT_RISES + RISE_KINDS };

struct onset_fronts {
    double count[ONSET_FRONTS]; /* pulses of each kind; FRONT_MEANS counts all that are sharp */
    double moments;             /* logarithm of how much likelier moments have become */
    double alike[RISE_KINDS];   /* the same of all rises being of this kind, against each its own */
};

void onset_fronts_init(struct onset_fronts *fronts);

/* How probable each kind is before a pulse is looked at: > 0, and 1 in sum. */
void onset_fronts_prior(const struct onset_fronts *fronts, double ret_prior[ONSET_FRONTS]);

/* `kinds` are weights, in any measure, of each kind in the posterior that `prior` led to. */
void onset_fronts_learn(struct onset_fronts *fronts, const double prior[ONSET_FRONTS],
                        const double kinds[ONSET_FRONTS]);

#endif
