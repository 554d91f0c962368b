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
};

/* A slow quantile of the level: the level that is undercut a quarter of the time. */
struct level_quantile {
    float level;
    float step; /* share of the level that one block moves it */
};

struct trigger {
    /* By block number modulo TRIGGER_BLOCKS. */
    float energy[2 * TRIGGER_BLOCKS]; /* twice over, so that every stretch lies in one piece */
    float score[TRIGGER_BLOCKS];      /* level over the one that is needed; 0 where unknown */
    float noise[TRIGGER_BLOCKS];      /* mean square level before the block */
    uint8_t known[TRIGGER_BLOCKS];    /* blocks since a gap before the block, at most 255 */
    uint64_t next;                    /* number of the block that comes next */
    uint64_t unbroken;                /* first block since the last gap */
    uint64_t heard;                   /* blocks that the quantiles have learnt from */
    struct level_quantile quick, slow;
    float rise; /* threshold: so many times the level must be added to an unsteady background */
    float least_noise;
    float calm; /* no background is taken to be steadier */
};

struct candidate {
    uint64_t block;
    float noise;    /* mean square before it */
    uint32_t known; /* blocks since the last gap */
};

/* `threshold_db` is for an unsteady background; `least_noise` is the mean square below which
 * nothing can be known; a block is `block_samples` trigger samples and `block_s` long. */
void trigger_init(struct trigger *trigger, double threshold_db, double least_noise,
                  size_t block_samples, double block_s);

/* The next block. True when that makes an earlier block a candidate. */
bool trigger_push(struct trigger *trigger, float energy, bool gap, struct candidate *ret_candidate);

/* The last `count` blocks turn out to be a gap. */
void trigger_revoke(struct trigger *trigger, uint64_t count);

#endif
