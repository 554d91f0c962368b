/* Ring: the last samples of a stream. */
#include "tacet/base/ring.h"

#include <string.h>

void tct_ring_init(struct tct_ring *ring, float *memory, size_t capacity)
{
    TCT_ASSERT(capacity > 0 && (capacity & (capacity - 1)) == 0);
    *ring = (struct tct_ring){.memory = memory, .mask = capacity - 1};
}

size_t tct_ring_capacity_for(size_t samples)
{
    size_t capacity = 1;
    while (capacity < samples)
        capacity *= 2;
    return capacity;
}

void tct_ring_push(struct tct_ring *ring, const float *samples, size_t count)
{
    size_t capacity = ring->mask + 1;
    if (count > capacity) {
        ring->end += count - capacity;
        samples += count - capacity;
        count = capacity;
    }
    size_t at = ring->end & ring->mask;
    size_t first = count < capacity - at ? count : capacity - at;
    memcpy(ring->memory + at, samples, first * sizeof(float));
    memcpy(ring->memory, samples + first, (count - first) * sizeof(float));
    ring->end += count;
}
