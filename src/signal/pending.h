/* Pending: candidates that wait until what follows them is known. */
#ifndef TACET_SIGNAL_PENDING_H
#define TACET_SIGNAL_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trigger.h"

enum { PENDING_MAX = 32 };

/* In order of their blocks. */
struct pending {
    struct candidate waiting[PENDING_MAX];
    size_t count;
};

void pending_add(struct pending *pending, struct candidate candidate);

/* The earliest candidate, if it lies at or before `block`. */
bool pending_take(struct pending *pending, uint64_t block, struct candidate *ret_candidate);

#endif
