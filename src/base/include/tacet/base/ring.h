/* Ring: the last samples of a stream, addressed by their absolute number since the stream began.
 *
 * The memory is the caller's. One writer and readers in the same thread. */
#ifndef TACET_BASE_RING_H
#define TACET_BASE_RING_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base/status.h"

struct tct_ring {
    float *memory;
    size_t mask;  /* capacity - 1; the capacity is a power of two */
    uint64_t end; /* number of the sample that comes next */
};

/* `capacity` is a power of two and counts the samples that `memory` holds. */
TCT_API void tct_ring_init(struct tct_ring *ring, float *memory, size_t capacity);

/* The smallest power of two that holds `samples`. */
TCT_API size_t tct_ring_capacity_for(size_t samples);

/* Appends; the oldest samples are overwritten. */
TCT_API void tct_ring_push(struct tct_ring *ring, const float *samples, size_t count);

/* The number of the oldest sample still there. */
static inline uint64_t tct_ring_begin(const struct tct_ring *ring)
{
    return ring->end > ring->mask + 1 ? ring->end - (ring->mask + 1) : 0;
}

/* Sample number `index`, which lies in [tct_ring_begin, end). */
static inline float tct_ring_at(const struct tct_ring *ring, uint64_t index)
{
    return ring->memory[index & ring->mask];
}

#endif
