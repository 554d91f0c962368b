/* Pending: candidates that wait until what follows them is known. */
#include "pending.h"

#include <string.h>

#include "tacet/base.h"

void pending_add(struct pending *pending, struct candidate candidate)
{
    TCT_ASSERT(pending->count < PENDING_MAX);
    size_t at = pending->count++;
    for (; at > 0 && pending->waiting[at - 1].block > candidate.block; at--)
        pending->waiting[at] = pending->waiting[at - 1];
    pending->waiting[at] = candidate;
}

bool pending_take(struct pending *pending, uint64_t block, struct candidate *ret_candidate)
{
    if (pending->count == 0 || pending->waiting[0].block > block)
        return false;
    *ret_candidate = pending->waiting[0];
    pending->count--;
    memmove(pending->waiting, pending->waiting + 1, pending->count * sizeof(pending->waiting[0]));
    return true;
}
