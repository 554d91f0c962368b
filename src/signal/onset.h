/* Onset: where exactly a pulse begins, and how sure that is. */
#ifndef TACET_SIGNAL_ONSET_H
#define TACET_SIGNAL_ONSET_H

#include <stdbool.h>
#include <stddef.h>

#include "onset_fronts.h"
#include "plan.h"

enum {
    ONSET_BLOCKS_NOISE = 46, /* the noise is learnt from at most so many blocks before */
    ONSET_TRY_BEFORE = 2,    /* onsets are tried from so many blocks before the candidate's start */
    ONSET_TRY_AFTER = 3,     /* to so many after it */
    ONSET_BLOCKS_AFTER = 7,  /* and weighed over so many after it */
    ONSET_SAMPLES = (ONSET_BLOCKS_NOISE + ONSET_BLOCKS_AFTER) * WIDE_BLOCK_MAX,
    ONSET_WEIGHED = (ONSET_TRY_BEFORE + ONSET_BLOCKS_AFTER) * WIDE_BLOCK_MAX,
    ONSET_TRIES = (ONSET_TRY_BEFORE + ONSET_TRY_AFTER) * WIDE_BLOCK_MAX,
    ONSET_BASIS = 4, /* waves whose sums make up the pulses of one rise */
};

/* Sound around a candidate block, in one piece. */
struct onset_sound {
    const float *samples;
    size_t count;       /* `start` and ONSET_BLOCKS_AFTER blocks */
    size_t start;       /* where the candidate block begins: at least 20 blocks */
    size_t block;       /* samples a block, BLOCK_MIN to WIDE_BLOCK_MAX */
    size_t raw;         /* raw samples that were averaged into one */
    double least_noise; /* variance below which nothing can be known, > 0 */
};

struct onset {
    double at;       /* index into the samples; sample i is the mean of the raw ones that begin in
                        [i, i + 1) */
    double sigma;    /* > 0 */
    double evidence; /* logarithm of how much likelier a pulse is than more of the noise */
};

/* `fronts` learns from the pulse. */
struct onset onset_find(const struct onset_sound *sound, struct onset_fronts *fronts);

#endif
