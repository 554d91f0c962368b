/* Onset: where exactly a pulse begins, how sure that is, and what it looks like. */
#ifndef TACET_SIGNAL_ONSET_H
#define TACET_SIGNAL_ONSET_H

#include <stddef.h>
#include <stdint.h>

#include "biquad.h"
#include "plan.h"
#include "tacet/base.h"

enum {
    ONSET_SHAPES = 12,
    ONSET_PHASES = 4,       /* onsets tried within one trigger sample */
    ONSET_SHAPE_BLOCKS = 4, /* length of a shape */
    ONSET_SHAPE_SAMPLES = ONSET_SHAPE_BLOCKS * BLOCK_MAX,
    ONSET_BLOCKS_BEFORE = 4, /* looked at before the candidate block */
    ONSET_BLOCKS_AFTER = 10, /* and from its beginning on */
};

/* What pulses look like behind the front end, by shape and by sub-sample onset. */
struct onset_shapes {
    float wave[ONSET_SHAPES][ONSET_PHASES][ONSET_SHAPE_SAMPLES];
    float energy[ONSET_SHAPES][ONSET_PHASES];
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
