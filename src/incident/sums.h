/* Sums that do not depend on the order of adding. */
#ifndef TACET_INCIDENT_SUMS_H
#define TACET_INCIDENT_SUMS_H

#include <math.h>
#include <stdint.h>

/* In units of 2^-52, in two words: `low` below 2^52. */
struct exact_sum {
    uint64_t high, low;
};

/* `p` within [0, 1]; what is beyond its 52nd binary place is rounded away. */
static inline void exact_add(struct exact_sum *sum, double p)
{
    sum->low += (uint64_t)rint(fmin(1.0, fmax(0.0, p)) * 0x1p52);
    sum->high += sum->low >> 52;
    sum->low &= (UINT64_C(1) << 52) - 1;
}

#define EXACT_MOST 0x1p40

/* Within [0, EXACT_MOST], as finely. */
static inline void exact_add_number(struct exact_sum *sum, double number)
{
    double whole = floor(fmin(EXACT_MOST, fmax(0.0, number)));
    sum->high += (uint64_t)whole;
    exact_add(sum, number - whole);
}

static inline double exact_value(const struct exact_sum *sum)
{
    return (double)sum->high + (double)sum->low * 0x1p-52;
}

#endif
