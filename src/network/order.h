/* Order of doubles, for qsort. */
#ifndef TACET_NETWORK_ORDER_H
#define TACET_NETWORK_ORDER_H

static inline int order_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

#endif
