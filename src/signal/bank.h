/* Bank: the bands that are listened to, each with what it remembers of its samples.
 *
 * The first band and the high band above it are listened to together: their blocks are the same
 * millisecond, and a pulse in both is one. Each low band gets means of eight samples of the one
 * above it, so that its blocks, and all the times of its trigger, are eight times as long. */
#ifndef TACET_SIGNAL_BANK_H
#define TACET_SIGNAL_BANK_H

#include "biquad.h"
#include "front.h"
#include "tacet/base.h"
#include "trigger.h"

enum { LOW_SAMPLES = 1024 };

struct band {
    struct trigger trigger;
    struct biquad_state state;
    bool settled; /* whether `state` follows the samples; not after a gap */
};

struct low_band {
    struct band band;
    struct tct_ring ring; /* of its samples, not high-passed; block b begins at b * plan.block */
    float memory[LOW_SAMPLES];
    float samples[BUNDLE * BLOCK_MAX]; /* of the bundle that fills */
    bool gap[BUNDLE];
    size_t filled; /* blocks of it */
};

struct bank {
    struct plan plan;
    struct biquad highpass; /* the same for all bands: each has the same share of its rate */
    struct band first;
    struct low_band low[LOW_BANDS];
};

/* A candidate of one band. */
struct told {
    struct candidate candidate; /* its block in the band's own blocks */
    size_t low;                 /* 0: first band; k: low[k - 1] */
    uint64_t block;             /* where it begins, in blocks of the first band */
};

/* `least_noise`: variance of a raw sample below which nothing can be known. */
void bank_init(struct bank *bank, const struct plan *plan, double threshold_db, double least_noise);

/* A whole bundle; returns how many candidates that makes, at most one of each band. */
size_t bank_push(struct bank *bank, const struct bundle *bundle,
                 struct told ret_told[1 + LOW_BANDS]);

/* The last `blocks` blocks turn out to be a gap. */
void bank_revoke(struct bank *bank, uint64_t blocks);

/* Blocks of the first band after which all candidates of all bands that begin with a block are
 * told. */
uint64_t bank_lag(const struct plan *plan);

#endif
