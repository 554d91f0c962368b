/* Noise model: what the sound before a pulse lets expect of the next sample.
 *
 * Wind, traffic and sea are loud below and quiet above. What remains of a sample when what those
 * before it foretell is taken away is white, and there a pulse is weighed (Levinson 1947; Makhoul
 * 1975, linear prediction by the autocorrelation method). */
#ifndef TACET_SIGNAL_NOISE_MODEL_H
#define TACET_SIGNAL_NOISE_MODEL_H

#include <stddef.h>

enum { NOISE_ORDER = 4 };

struct noise_model {
    double mean;
    double predict[NOISE_ORDER]; /* predict[k] weighs the sample k + 1 before */
    double variance;             /* of what remains, > 0 */
};

/* From `count` (> 2 NOISE_ORDER) samples, of which the last `near` count alone if they are quieter.
 * `least` > 0 is the variance below which nothing can be known. */
struct noise_model noise_learn(const float *samples, size_t count, size_t near, double least);

/* What remains of `count` samples, before which NOISE_ORDER others lie. */
void noise_whiten(const struct noise_model *noise, const float *samples, size_t count,
                  double *ret_rest);

/* The same in place for a wave that is silent before its first sample. */
void noise_whiten_wave(const struct noise_model *noise, double *wave, size_t count);

#endif
