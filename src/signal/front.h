/* Front: raw samples, one block at a time, to the band that the trigger listens to. The only code
 * that touches every sample. */
#ifndef TACET_SIGNAL_FRONT_H
#define TACET_SIGNAL_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "biquad.h"
#include "plan.h"

struct front {
    struct plan plan;
    struct biquad highpass;
    struct biquad_state state;
    float scale;          /* makes full scale 1 and a sum over `wide` samples a mean */
    bool settled;         /* whether `state` follows the samples; not after a gap */
    size_t zeros;         /* exact zeros at the end of the last block */
    bool in_zeros;        /* and they are a gap already */
    uint32_t absurd_bits; /* magnitudes from here on are no sound */
    uint32_t clip_bits;   /* magnitudes from here on touch full scale */
    uint32_t flat_bits;   /* and from here on a flat top is clipping too */
};

struct block {
    float band[BLOCK_MAX];      /* trigger samples, high-passed, full scale 1; zeros in a gap */
    float wide[WIDE_BLOCK_MAX]; /* samples of the wide trace, full scale 1; zeros in a gap */
    float energy;               /* mean square of them */
    bool gap;                   /* holds missing samples */
    bool clipped;
    size_t missing; /* raw samples found to be missing, those of revoked blocks included */
    size_t not_finite;
    size_t revoked; /* so many blocks before this one are a gap, as is known only now */
};

void front_init(struct front *front, const struct plan *plan, double full_scale);

/* The samples that come next are not those that follow the last. */
void front_break(struct front *front);

/* `raw` holds plan.raw_block samples. */
void front_block(struct front *front, const float *raw, struct block *ret_block);

#endif
