/* Echo: how long ago a louder pulse was, and how much alike the two are. */
#ifndef TACET_SIGNAL_ECHO_H
#define TACET_SIGNAL_ECHO_H

#include <stddef.h>

#include "plan.h"

enum {
    ECHO_BLOCKS = 6,       /* of a pulse that are compared */
    ECHO_SHIFT_BLOCKS = 1, /* by which one may be shifted, either way */
    ECHO_WAVE = ECHO_BLOCKS * BLOCK_MAX,
    ECHO_SEEN = (ECHO_BLOCKS + 2 * ECHO_SHIFT_BLOCKS) * BLOCK_MAX,
    ECHO_PAST = 8,
};

/* Pulses that may still be the louder one before another, from loud to quiet. */
struct echo_memory {
    struct {
        double at_s, peak;
        float wave[ECHO_WAVE]; /* from the onset on */
    } past[ECHO_PAST];
    size_t count;
};

struct echo {
    double since_louder_s; /* NAN when no louder pulse was within three seconds */
    double likeness;       /* 0 to 1; NAN with it */
};

/* The pulse at `at_s` (not before the last), `seen` being its ECHO_BLOCKS from the onset on with
 * ECHO_SHIFT_BLOCKS more on either side, `block` samples each. Remembers it. */
struct echo echo_compare(struct echo_memory *memory, double at_s, double peak, const float *seen,
                         size_t block);

#endif
