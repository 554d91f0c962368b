/* Onset, its parts: whitened sound, and what a pulse of one front explains of it. */
#ifndef TACET_SIGNAL_ONSET_PARTS_H
#define TACET_SIGNAL_ONSET_PARTS_H

#include <math.h>

#include "noise_model.h"
#include "onset.h"

/* Positive phases of a Friedlander pulse, in blocks (milliseconds where the rate allows): from a
 * shock-like crack to a large charge. A pulse has one of them; or it is a sum of the waves of
 * ONSET_BASIS of them, as walls and the ground make of it. */
extern const double onset_phases[ONSET_BASIS];
static const double ONSET_PHASE_LEAST = 0.2, ONSET_PHASE_MOST = 8.0;
/* Rises of the front, in blocks, from 0 to ONSET_RISE_MOST: exponentially rarer the longer. */
static const double ONSET_RISE_MOST = 1.6, ONSET_RISE_MEAN = 0.5;

/* Sound from the first onset that is tried to the end, with what the noise foretells taken away. */
struct onset_rest {
    const struct onset_sound *sound;
    struct noise_model noise;
    size_t begin; /* of the rest among the sound's samples */
    size_t count;
    size_t tries; /* onsets lie in [0, tries) */
    double rest[ONSET_WEIGHED];
    float narrow[ONSET_WEIGHED];      /* the same, for sums over many */
    double before[ONSET_WEIGHED + 1]; /* sums of squares ahead of each sample */
};

/* Log-likelihood, up to a constant, when an onset at sample `at` leaves `misfit` of what comes from
 * it on. */
double onset_likelihood(const struct onset_rest *rest, size_t at, double misfit);

/* The likelihood's loss when a pulse may be any sum of the waves instead of one of them: three more
 * amplitudes, each thought to be as large as the pulse and known as well as the noise lets it be.
 */
double onset_sum_loss(const struct onset_rest *rest, size_t at, double misfit);

/* A sum of Gaussians: the logarithm of what its weights are counted in, and the sums of weights and
 * of weighted first and second moments. */
struct onset_mix {
    double scale, weight, first, second;
};

static const struct onset_mix ONSET_MIX_NONE = {.scale = -INFINITY};

void onset_mix_add(struct onset_mix *mix, double log_weight, double mean, double variance);

/* Of a mix with something in it. */
double onset_mix_weight(const struct onset_mix *mix); /* logarithm */
double onset_mix_mean(const struct onset_mix *mix);
double onset_mix_variance(const struct onset_mix *mix);

/* Part of a posterior: its weight is exp(log_weight). */
struct onset_share {
    double log_weight; /* but for how frequent its kind is */
    int kind;
    double mean, variance;
    double misfit; /* what is left of the sound, over the noise */
};

enum { ONSET_SHARES = 4 * 1 + 2 * RISE_KINDS };

/* What a grid found best. Onsets and rises in samples, phases in blocks. */
struct onset_start {
    double sharp_at, sharp_phase;
    double round_at, round_rise, round_phase;
};

/* What can be said of onsets near the start, refined beyond the grid, by every kind of front.
 * Returns how many shares there are. */
size_t onset_refine(const struct onset_rest *rest, const struct onset_start *start,
                    struct onset_share ret_shares[ONSET_SHARES]);

#endif
