/* Pending: candidates that wait for their turn, and where pulses were found lately. */
#ifndef TACET_SIGNAL_PENDING_H
#define TACET_SIGNAL_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bank.h"

enum {
    CANDIDATES_MAX = 32, /* of the first band, until what follows them is known */
    LATELY = 256,        /* pulses, as dense as they can be until all bands have heard them */
};

_Static_assert((TRIGGER_LAG + 2 * BUNDLE) * (1 << (3 * LOW_BANDS)) / TRIGGER_SPACING < LATELY,
               "a pulse is not forgotten before the lowest band has heard it");

struct pending {
    struct told candidates[CANDIDATES_MAX]; /* in order of their blocks */
    size_t candidate_count;
    uint64_t pulses[LATELY]; /* blocks where they were found, by number modulo LATELY */
    uint64_t pulse_count;
};

void pending_add(struct pending *pending, const struct told *told);

/* The earliest candidate, if it lies at or before `block`. */
bool pending_take(struct pending *pending, uint64_t block, struct told *ret_told);

/* A pulse was found in `block`. */
void pending_found(struct pending *pending, uint64_t block);

/* Whether a candidate waits or a pulse was found in the blocks [from, to). */
bool pending_has(const struct pending *pending, uint64_t from, uint64_t to);

#endif
