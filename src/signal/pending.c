/* Pending: candidates that wait for their turn, and where pulses were found lately. */
#include "pending.h"

#include <string.h>

#include "tacet/base.h"

void pending_add(struct pending *pending, const struct told *told)
{
    TCT_ASSERT(pending->candidate_count < CANDIDATES_MAX);
    pending->candidates[pending->candidate_count++] = *told;
}

bool pending_take(struct pending *pending, uint64_t block, struct told *ret_told)
{
    if (pending->candidate_count == 0 || pending->candidates[0].block > block)
        return false;
    *ret_told = pending->candidates[0];
    pending->candidate_count--;
    memmove(pending->candidates, pending->candidates + 1,
            pending->candidate_count * sizeof(pending->candidates[0]));
    return true;
}

void pending_found(struct pending *pending, uint64_t block)
{
    pending->pulses[pending->pulse_count++ % LATELY] = block;
}

bool pending_has(const struct pending *pending, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < pending->candidate_count; i++)
        if (pending->candidates[i].block >= from && pending->candidates[i].block < to)
            return true;
    for (uint64_t i = 0; i < pending->pulse_count && i < LATELY; i++)
        if (pending->pulses[i] >= from && pending->pulses[i] < to)
            return true;
    return false;
}
