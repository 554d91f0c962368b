/* Hearing: how likely a station at a distance hears a source whose reach nobody knows.
 *
 * A source has a reach R; a station at distance d hears it with a probability that depends on d / R
 * alone. Both the curve and how reaches are spread are learned from the sources found; a silent
 * station is evidence as a hearing one is. Reaches are summed over, never chosen. */
#ifndef TACET_NETWORK_HEARING_H
#define TACET_NETWORK_HEARING_H

#include "source.h"

enum {
    REACH_COUNT = 28,    /* from 100 m to 32 km, a factor of 1.24 apart */
    BINS_A_REACH = 4,    /* distances are counted in quarters of that step */
    DISTANCE_BINS = 140, /* from 20 m */
    CURVE_BINS = DISTANCE_BINS + BINS_A_REACH * REACH_COUNT,
};

struct hearing {
    double curve[CURVE_BINS];      /* P(heard) by the logarithm of d / R */
    double log_prior[REACH_COUNT]; /* of the reaches */
    float heard[DISTANCE_BINS][REACH_COUNT], silent[DISTANCE_BINS][REACH_COUNT]; /* logs */
};

/* log P(what was heard so far and reach), for each reach. */
struct reach_belief {
    float log_p[REACH_COUNT];
};

/* What is believed before anything is learned. */
void hearing_init(struct hearing *hearing);

/* Recomputes the tables from curve and prior. */
void hearing_tabulate(struct hearing *hearing);

unsigned hearing_bin(double distance_m);

struct reach_belief reach_before(const struct hearing *hearing);
void reach_heard(const struct hearing *hearing, struct reach_belief *belief, unsigned bin);
/* `weight` 0 to 1: how far the station is believed to have listened at all. */
void reach_silent(const struct hearing *hearing, struct reach_belief *belief, unsigned bin,
                  float weight);

/* log of the largest term: a quick bound of the evidence. */
double reach_best(const struct reach_belief *belief);

/* log of the sum over all reaches. */
double reach_log_evidence(const struct reach_belief *belief);

/* Whether a station this far may still hear the source, or its silence says anything. */
bool reach_goes_on(const struct hearing *hearing, const struct reach_belief *belief, unsigned bin);

/* What one station said of one source. */
struct hearsay {
    unsigned bin; /* of its distance */
    bool heard;
    double dark; /* probability that it did not listen at all; 0 when it heard */
};

/* How likely a station at this distance hears the source. */
double reach_chance(const struct hearing *hearing, const struct reach_belief *belief, unsigned bin);

/* Learning: one source's stations after another, then the end. */
struct hearing_lesson {
    double heard[CURVE_BINS], asked[CURVE_BINS];
    double reach[REACH_COUNT];
};
void hearing_learn_source(struct hearing_lesson *lesson, const struct reach_belief *belief,
                          const struct hearsay *hearsay, size_t count);
void hearing_learn_end(struct hearing *hearing, const struct hearing_lesson *lesson);

#endif
