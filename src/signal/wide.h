/* Wide: the last samples of a channel at up to 22 kHz, so that what follows an onset can be looked
 * at with more than the trigger's band when a pulse is there.
 *
 * The front makes these samples anyhow on its way down; keeping them is a copy. They are not
 * filtered but for the averaging of neighbours: all that the microphone gave, offset included. */
#ifndef TACET_SIGNAL_WIDE_H
#define TACET_SIGNAL_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"
#include "tacet/base.h"

enum {
    WIDE_SAMPLES = 4096, /* 186 ms at the highest wide rate */
    WIDE_BLOCKS = 1024,  /* no block is shorter than four samples */
    WIDE_WINDOW_MAX = 3200,
};

/* A window begins so long before an onset and ends so long after it. */
static const double WIDE_BEFORE_S = 0.020, WIDE_AFTER_S = 0.120;

struct wide_trace {
    double rate_hz;
    size_t block;         /* samples a block */
    size_t before, after; /* the onset in a window */
    struct tct_ring ring; /* full scale 1; block b begins with sample b * block; zeros in a gap */
    float memory[WIDE_SAMPLES];
    bool missing[WIDE_BLOCKS]; /* by block number modulo WIDE_BLOCKS */
};

/* Samples around an onset in one piece. Sample i is the mean of the raw samples that begin in
 * [i, i + 1): an onset of i lies on the first of them. */
struct wide_window {
    double rate_hz;                 /* plan.wide_hz: 11 to 22 kHz, or the raw rate below that */
    size_t count;                   /* some 0.140 s * rate_hz, 15 at least */
    double onset;                   /* its index in `samples`, between samples too */
    size_t missing_count;           /* of them that are missing */
    bool missing[WIDE_WINDOW_MAX];  /* not heard, or longer ago than a detector remembers */
    float samples[WIDE_WINDOW_MAX]; /* full scale 1; 0 where missing */
};

void wide_init(struct wide_trace *wide, const struct plan *plan);

/* The bundle that comes next; `samples` holds BUNDLE blocks of them. */
void wide_push(struct wide_trace *wide, const float *samples, const bool gap[BUNDLE]);

/* The last `count` blocks turn out to be a gap. */
void wide_revoke(struct wide_trace *wide, uint64_t count);

/* The window around `onset` (number of a wide sample, between samples too). What lies outside of
 * what is remembered is missing. */
void wide_window(const struct wide_trace *wide, double onset, struct wide_window *ret_window);

#endif
