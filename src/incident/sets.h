/* Sets of numbers that are joined when two of their members belong together. */
#ifndef TACET_INCIDENT_SETS_H
#define TACET_INCIDENT_SETS_H

#include <stdint.h>

/* `parents` begins with every number its own. A set's smallest number is its root. */
static inline uint32_t sets_root(uint32_t *parents, uint32_t i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

static inline void sets_join(uint32_t *parents, uint32_t a, uint32_t b)
{
    a = sets_root(parents, a);
    b = sets_root(parents, b);
    if (a < b)
        parents[b] = a;
    else
        parents[a] = b;
}

#endif
