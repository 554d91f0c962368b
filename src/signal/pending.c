/* Pending: candidates and pulses that wait for their turn. */
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

bool pending_has(const struct pending *pending, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < pending->candidate_count; i++)
        if (pending->candidates[i].block >= from && pending->candidates[i].block < to)
            return true;
    for (size_t i = 0; i < pending->pulse_count; i++)
        if (pending->pulses[i].block >= from && pending->pulses[i].block < to)
            return true;
    return false;
}

void pending_add_pulse(struct pending *pending, const struct waiting *waiting)
{
    TCT_ASSERT(pending->pulse_count < PULSES_MAX);
    double onset = waiting->pulse.onset_sample;
    if (onset < pending->told)
        return;
    size_t at = pending->pulse_count++;
    for (; at > 0 && pending->pulses[at - 1].pulse.onset_sample > onset; at--)
        pending->pulses[at] = pending->pulses[at - 1];
    pending->pulses[at] = *waiting;
}

bool pending_tell(struct pending *pending, uint64_t block, struct tct_pulse *ret_pulse)
{
    if (pending->pulse_count == 0)
        return false;
    if (pending->pulses[0].block > block && pending->pulse_count < PULSES_MAX - PULSES_ROOM)
        return false;
    *ret_pulse = pending->pulses[0].pulse;
    pending->told = ret_pulse->onset_sample;
    pending->pulse_count--;
    memmove(pending->pulses, pending->pulses + 1,
            pending->pulse_count * sizeof(pending->pulses[0]));
    return true;
}
