/* Hearing: how likely a station at a distance hears a source whose reach nobody knows.
 *
 * A source has a reach R; a station at distance d hears it with a probability that depends on d / R
 * alone. Both the curve and how reaches are spread are learned from the sources found; a silent
 * station is evidence as a hearing one is. Reaches are summed over, never chosen. */
#ifndef TACET_NETWORK_HEARING_H
#define TACET_NETWORK_HEARING_H

#include <string.h>

#include "source.h"

enum {
    REACH_COUNT = 28,    /* from 100 m to 32 km, a factor of 1.24 apart */
    BINS_A_REACH = 4,    /* distances are counted in quarters of that step */
    DISTANCE_BINS = 140, /* from 20 m */
    CURVE_BINS = DISTANCE_BINS + BINS_A_REACH * REACH_COUNT,
};

/* P(what was heard so far and reach), for each reach, over e^log_scale. */
struct reach_belief {
    float p[REACH_COUNT];
    float sum; /* of these */
    double log_scale;
};

struct hearing {
    double curve[CURVE_BINS];   /* P(heard) by the logarithm of d / R */
    struct reach_belief before; /* of a source that nobody was asked about */
    float heard[DISTANCE_BINS][REACH_COUNT];
    uint8_t heard_from[DISTANCE_BINS]; /* the shortest reach that is still heard there */
};

/* What is believed before anything is learned. */
void hearing_init(struct hearing *hearing);

static const double REACH_FIRST_M = 100, DISTANCE_FIRST_M = 20;
static const double LOG_STEP = 0.2136; /* ln(32 km / 100 m) / 27 */

/* log2 by the exponent and a parabola through both ends of each octave: off by less than 0.01, a
 * twentieth of a bin, and rising everywhere. */
static inline double log2_roughly(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    double part = (double)(bits & ((UINT64_C(1) << 52) - 1)) * 0x1p-52;
    return (double)(bits >> 52) - 1023 + part * (1.3465553 - 0.3465553 * part);
}

static inline unsigned hearing_bin(double distance_m)
{
    static const double BINS_AN_OCTAVE = BINS_A_REACH / LOG_STEP * 0.6931471805599453;
    double bin = log2_roughly(distance_m * (1 / DISTANCE_FIRST_M)) * BINS_AN_OCTAVE;
    if (!(bin > 0))
        return 0;
    return bin < DISTANCE_BINS - 1 ? (unsigned)bin : DISTANCE_BINS - 1;
}

/* Sums in four lanes, in a fixed order. */
typedef float lanes __attribute__((vector_size(16)));

_Static_assert(REACH_COUNT % 4 == 0, "reaches are worked on four at a time");

static inline lanes lanes_at(const float *from)
{
    lanes all;
    memcpy(&all, from, sizeof(all));
    return all;
}

/* Keeps the sum away from where floats end. */
static inline void reach_rescale(struct reach_belief *belief)
{
    static const double LOG_UP = 40 * 0.6931471805599453;
    for (size_t k = 0; k < REACH_COUNT; k++)
        belief->p[k] *= 0x1p40F;
    belief->sum *= 0x1p40F;
    belief->log_scale -= LOG_UP;
}

/* Each reach times `whole` + `part` of P(heard there); none is ever quite ruled out, for numbers
 * next to 0 are slow to reckon with. */
static inline void reach_multiply(const struct hearing *hearing, struct reach_belief *belief,
                                  unsigned bin, float whole, float part)
{
    static const float LEAST = 1e-30F;
    const lanes all = {whole, whole, whole, whole}, of = {part, part, part, part};
    const lanes least = {LEAST, LEAST, LEAST, LEAST};
    lanes sum = {0};
    for (size_t k = 0; k < REACH_COUNT; k += 4) {
        lanes p = lanes_at(belief->p + k) * (all + of * lanes_at(&hearing->heard[bin][k])) + least;
        memcpy(belief->p + k, &p, sizeof(p));
        sum += p;
    }
    belief->sum = (sum[0] + sum[2]) + (sum[1] + sum[3]);
    if (belief->sum < 0x1p-40F)
        reach_rescale(belief);
}

static inline void reach_heard(const struct hearing *hearing, struct reach_belief *belief,
                               unsigned bin)
{
    reach_multiply(hearing, belief, bin, 0, 1);
}

/* `dark` 0 to 1: how likely the station did not listen at all. */
static inline void reach_silent(const struct hearing *hearing, struct reach_belief *belief,
                                unsigned bin, double dark)
{
    reach_multiply(hearing, belief, bin, 1, (float)(dark - 1));
}

/* log of the sum over all reaches. */
double reach_log_evidence(const struct reach_belief *belief);

/* Whether the sum over all reaches is less. */
static inline bool reach_below(const struct reach_belief *belief, double least)
{
    if (belief->log_scale < 0)
        return reach_log_evidence(belief) < log(least);
    return (double)belief->sum < least;
}

/* Whether a station this far may still hear the source, or its silence says anything. */
static inline bool reach_goes_on(const struct hearing *hearing, const struct reach_belief *belief,
                                 unsigned bin)
{
    static const float FORGOTTEN = 1e-3F; /* a reach that is less likely no longer speaks */
    float limit = belief->sum * FORGOTTEN;
    for (size_t k = REACH_COUNT; k-- > hearing->heard_from[bin];)
        if (belief->p[k] > limit)
            return true;
    return false;
}

/* What one station said of one source. */
struct hearsay {
    unsigned bin; /* of its distance */
    bool heard;
    double dark; /* probability that it did not listen at all; 0 when it heard */
};

/* How likely a station at this distance hears the source. */
static inline double reach_chance(const struct hearing *hearing, const struct reach_belief *belief,
                                  unsigned bin)
{
    lanes sum = {0};
    for (size_t k = 0; k < REACH_COUNT; k += 4)
        sum += lanes_at(belief->p + k) * lanes_at(&hearing->heard[bin][k]);
    return fmin(1, (double)(((sum[0] + sum[2]) + (sum[1] + sum[3])) / belief->sum));
}

/* Learning: one source's stations after another, then the end. */
struct hearing_lesson {
    double heard[CURVE_BINS], asked[CURVE_BINS];
    double reach[REACH_COUNT];
};
void hearing_learn_source(struct hearing_lesson *lesson, const struct reach_belief *belief,
                          const struct hearsay *hearsay, size_t count);
void hearing_learn_end(struct hearing *hearing, const struct hearing_lesson *lesson);

#endif
