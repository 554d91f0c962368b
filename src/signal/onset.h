/* Onset: where exactly a pulse begins, how sure that is, and what it looks like. */
#ifndef TACET_SIGNAL_ONSET_H
#define TACET_SIGNAL_ONSET_H

#include <stddef.h>
#include <stdint.h>

#include "biquad.h"
#include "plan.h"
#include "tacet/base.h"

enum {
    ONSET_RISES = 6,
    ONSET_BASIS = 3,        /* waves whose sums make up the pulses of one rise */
    ONSET_PHASES = 4,       /* onsets tried within one trigger sample */
    ONSET_SHAPE_BLOCKS = 4, /* length of a shape */
    ONSET_SHAPE_SAMPLES = ONSET_SHAPE_BLOCKS * BLOCK_MAX,
    ONSET_BLOCKS_BEFORE = 4, /* looked at before the candidate block */
    ONSET_BLOCKS_AFTER = 10, /* and from its beginning on */
};

/* What pulses look like behind the front end: for every rise and sub-sample onset an orthonormal
 * basis of the waves of all lengths, so that the part of a signal that is such a pulse is the sum
 * of the squares of its products with them. */
struct onset_shapes {
    float wave[ONSET_RISES][ONSET_PHASES][ONSET_BASIS][ONSET_SHAPE_SAMPLES];
    float spread[ONSET_RISES]; /* variance of the onset among the rises that each stands for */
};

struct onset {
    double at;    /* in trigger samples, as numbered by the ring */
    double sigma; /* in trigger samples, > 0 */
    double peak;  /* magnitude in the band */
    double rise_s, duration_s, center_hz;
};

void onset_shapes_init(struct onset_shapes *shapes, const struct plan *plan,
                       const struct biquad *highpass);

/* `ring` holds the band from ONSET_BLOCKS_BEFORE before to ONSET_BLOCKS_AFTER after trigger sample
 * `start`, where the candidate block begins; `noise` is the mean square before it, > 0. */
struct onset onset_find(const struct onset_shapes *shapes, const struct plan *plan,
                        const struct tct_ring *ring, uint64_t start, double noise);

#endif
