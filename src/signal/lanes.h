/* Lanes: eight numbers that are worked on at once.
 *
 * Compilers make of these what the machine has: two registers of SSE or NEON, one of AVX, or eight
 * numbers one after the other. Every lane is rounded by itself, so that the answer is the same. */
#ifndef TACET_SIGNAL_LANES_H
#define TACET_SIGNAL_LANES_H

#include <string.h>

enum { LANES = 8 };

typedef float lanes_half __attribute__((vector_size(16)));

struct lanes {
    lanes_half low, high;
};

static inline struct lanes lanes_load(const float *from)
{
    struct lanes lanes;
    memcpy(&lanes.low, from, sizeof(lanes.low));
    memcpy(&lanes.high, from + 4, sizeof(lanes.high));
    return lanes;
}

static inline void lanes_store(struct lanes lanes, float *ret_to)
{
    memcpy(ret_to, &lanes.low, sizeof(lanes.low));
    memcpy(ret_to + 4, &lanes.high, sizeof(lanes.high));
}

static inline struct lanes lanes_add(struct lanes a, struct lanes b)
{
    return (struct lanes){a.low + b.low, a.high + b.high};
}

static inline struct lanes lanes_times(struct lanes a, struct lanes b)
{
    return (struct lanes){a.low * b.low, a.high * b.high};
}

static inline struct lanes lanes_scale(struct lanes a, float by)
{
    return (struct lanes){a.low * by, a.high * by};
}

/* Their sum, in pairs of pairs. */
static inline float lanes_sum(struct lanes a)
{
    lanes_half half = a.low + a.high;
    return (half[0] + half[2]) + (half[1] + half[3]);
}

#endif
