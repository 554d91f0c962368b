/* Front: raw samples, a bundle of blocks at a time, to what triggers listen to. The only code that
 * touches every sample. */
#ifndef TACET_SIGNAL_FRONT_H
#define TACET_SIGNAL_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

struct front {
    struct plan plan;
    float scale;          /* makes full scale 1 and a sum over `wide` samples a mean */
    size_t zeros;         /* exact zeros at the end of the last block */
    bool in_zeros;        /* and they are a gap already */
    uint32_t absurd_bits; /* magnitudes from here on are no sound */
    uint32_t clip_bits;   /* magnitudes from here on touch full scale */
    uint32_t flat_bits;   /* and from here on a flat top is clipping too */
};

/* Where a block is a gap its samples and levels are zeros. */
struct bundle {
    float wide[BUNDLE * WIDE_BLOCK_MAX]; /* samples of the wide trace, full scale 1 */
    float trigger[BUNDLE * BLOCK_MAX];   /* means of them, not yet high-passed */
    float high[BUNDLE];                  /* mean square of a block above the trigger's band */
    bool gap[BUNDLE];                    /* holds missing samples */
    bool any_gap;
    bool clipped[BUNDLE];
    bool any_clipped;
    size_t missing; /* raw samples found to be missing, those of revoked blocks included */
    size_t not_finite;
    size_t revoked; /* so many blocks before this bundle are a gap, as is known only now */
};

void front_init(struct front *front, const struct plan *plan, double full_scale);

/* The samples that come next are not those that follow the last. */
void front_break(struct front *front);

/* `raw` holds `blocks` (1 to BUNDLE) times plan.raw_block samples. */
void front_bundle(struct front *front, const float *raw, size_t blocks, struct bundle *ret_bundle);

#endif
