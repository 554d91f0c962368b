/* Pending: candidates and pulses that wait for their turn. */
#ifndef TACET_SIGNAL_PENDING_H
#define TACET_SIGNAL_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bank.h"
#include "tacet/signal.h"

enum {
    CANDIDATES_MAX = 32, /* of the first band, until what follows them is known */
    PULSES_MAX = 64,     /* until all bands have been heard */
    PULSES_ROOM = 8,     /* that one bundle may need */
};

/* A pulse, and the blocks of the first band where it was found. */
struct waiting {
    struct tct_pulse pulse;
    uint64_t block;
    bool low; /* found in a low band alone */
};

struct pending {
    struct told candidates[CANDIDATES_MAX]; /* in order of their blocks */
    size_t candidate_count;
    struct waiting pulses[PULSES_MAX]; /* in order of their onsets */
    size_t pulse_count;
    double told; /* onset of the last pulse that was told */
};

void pending_add(struct pending *pending, const struct told *told);

/* The earliest candidate, if it lies at or before `block`. */
bool pending_take(struct pending *pending, uint64_t block, struct told *ret_told);

/* Whether anything waits whose block lies in [from, to). */
bool pending_has(const struct pending *pending, uint64_t from, uint64_t to);

/* What would be told before a pulse that has been told already is dropped. */
void pending_add_pulse(struct pending *pending, const struct waiting *waiting);

/* The earliest pulse, if it was found at or before `block`, or if room runs short. */
bool pending_tell(struct pending *pending, uint64_t block, struct tct_pulse *ret_pulse);

#endif
