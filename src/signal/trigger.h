/* Trigger: the level of each block against the level before it -> candidate blocks. Knows nothing
 * of samples. */
#ifndef TACET_SIGNAL_TRIGGER_H
#define TACET_SIGNAL_TRIGGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TRIGGER_AFTER = 4,    /* blocks of the longest window after an onset */
    TRIGGER_SPACING = 10, /* only the best of so many blocks on either side is a candidate */
    /* A candidate is told when this many blocks after it are known. */
    TRIGGER_LAG = TRIGGER_SPACING + TRIGGER_AFTER,
    TRIGGER_BLOCKS = 128, /* remembered, a power of two */
    TRIGGER_WINDOWS = 3,
};

/* A slow quantile of the level: the level that is undercut a quarter of the time. */
struct level_quantile {
    float level;
    float step; /* share of the level that one block moves it */
};

struct trigger {
    float energy[TRIGGER_BLOCKS]; /* by block number modulo TRIGGER_BLOCKS, as all of these */
    float score[TRIGGER_BLOCKS];  /* contrast over threshold; 0 where none could be had */
    float noise[TRIGGER_BLOCKS];  /* mean square level before the block */
    uint64_t next;                /* number of the block that comes next */
    uint64_t unbroken;            /* first block since the last gap */
    uint64_t heard;               /* blocks that the quantiles have learnt from */
    struct level_quantile quick, slow;
    float contrast[TRIGGER_WINDOWS]; /* thresholds, as ratios of mean squares */
    float least_noise;
};

struct candidate {
    uint64_t block;
    float noise; /* mean square before it */
};

/* `threshold_db` is for the longest window; `least_noise` is the mean square below which nothing
 * can be known; `block_s` the length of a block. */
void trigger_init(struct trigger *trigger, double threshold_db, double least_noise, double block_s);

/* The next block. True when that makes an earlier block a candidate. */
bool trigger_push(struct trigger *trigger, float energy, bool gap, struct candidate *ret_candidate);

/* The last `count` blocks turn out to be a gap. */
void trigger_revoke(struct trigger *trigger, uint64_t count);

#endif
