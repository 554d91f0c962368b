/* Trigger: the level of each block against the level before it -> candidate blocks. Knows nothing
 * of samples. */
#ifndef TACET_SIGNAL_TRIGGER_H
#define TACET_SIGNAL_TRIGGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

enum {
    TRIGGER_AFTER = 4,    /* blocks of the longest window after an onset */
    TRIGGER_SPACING = 10, /* only the best of so many blocks on either side is a candidate */
    /* A candidate is told when this many blocks after it are known. */
    TRIGGER_LAG = TRIGGER_SPACING + TRIGGER_AFTER,
    TRIGGER_BLOCKS = 64, /* scores remembered, a power of two */
    TRIGGER_LEVELS = 2,  /* bands that are listened to together */
    TRIGGER_BEFORE = 50, /* blocks of the longest window before an onset */
    TRIGGER_PAST = TRIGGER_BEFORE + TRIGGER_AFTER - 1,
};

/* A slow quantile: what is undercut a certain share of the time. */
struct level_quantile {
    float level;
    float step; /* share of the level that one bundle moves it */
};

/* The level of one band. */
struct level {
    /* Of the last blocks, zeros in a gap: mean squares, and sums over each block and the seven
     * before it of them, of their squares and of their products with the one before. */
    float past[TRIGGER_PAST + BUNDLE], sums[TRIGGER_PAST + BUNDLE], squares[TRIGGER_PAST + BUNDLE];
    float products[TRIGGER_PAST + BUNDLE];
    struct level_quantile quick, slow;
    struct level_quantile unrest; /* of the level, half of the time */
    float least;                  /* mean square below which nothing can be known */
    float calm;                   /* no background is taken to be steadier */
    float rise;  /* so many times the level must be added to an unsteady background */
    float heard; /* bundles that the quantiles have learnt from, up to a million */
};

struct trigger {
    struct level level[TRIGGER_LEVELS];
    size_t levels;
    /* By block number modulo TRIGGER_BLOCKS. */
    float score[TRIGGER_BLOCKS]; /* level over the one that is needed; 0 where unknown */
    float noise[TRIGGER_BLOCKS]; /* mean square before the block, in the first band */
    uint8_t known[TRIGGER_BLOCKS];
    uint64_t next;     /* number of the block that comes next */
    uint64_t unbroken; /* first block since the last gap */
    uint64_t hot;      /* block after the last one that scored */
};

struct candidate {
    uint64_t block;
    float noise; /* mean square before it */
    float score;
    uint32_t known; /* blocks between the last gap and it, as far as they matter */
};

void trigger_init(struct trigger *trigger);

/* One more band to listen to. `threshold_db` is for an unsteady background; `least` is the mean
 * square below which nothing can be known; a block is `samples` samples and `block_s` long. */
void trigger_add_level(struct trigger *trigger, double threshold_db, double least, double samples,
                       double block_s);

/* The next `blocks` (1 to BUNDLE) blocks, `energy[k]` being the mean squares in band k. True when
 * that makes an earlier block a candidate. */
bool trigger_push(struct trigger *trigger, const float *const energy[TRIGGER_LEVELS], size_t blocks,
                  struct candidate *ret_candidate);

/* The next `blocks` (1 to BUNDLE) blocks are a gap. */
bool trigger_skip(struct trigger *trigger, size_t blocks, struct candidate *ret_candidate);

/* The last `blocks` blocks turn out to be a gap. */
void trigger_revoke(struct trigger *trigger, uint64_t blocks);

#endif
