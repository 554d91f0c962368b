/* Order of doubles, for qsort. */
#ifndef TACET_NETWORK_ORDER_H
#define TACET_NETWORK_ORDER_H

#include <stddef.h>

static inline int order_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* Brings `more` ascending values into the `count` ascending ones before them. `room` is for
 * as many as `more`. */
static inline void order_merge(double *values, size_t count, size_t more, double *room)
{
    for (size_t i = 0; i < more; i++)
        room[i] = values[count + i];
    for (size_t at = count + more; more > 0;)
        values[--at] =
            count > 0 && values[count - 1] > room[more - 1] ? values[--count] : room[--more];
}

#endif
