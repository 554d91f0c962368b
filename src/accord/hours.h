/* Hours: when within a day a commitment holds. */
#ifndef TACET_ACCORD_HOURS_H
#define TACET_ACCORD_HOURS_H

#include "tacet/accord/commitment.h"

#define DAY_NS (INT64_C(86400) * TCT_NS_PER_S)

struct stretch {
    int64_t from_ns, until_ns;
};

/* The stretches of [from_ns, until_ns), at most a day and a half long, in which the commitment
 * holds, in order and apart. */
enum { STRETCHES_MOST = 64, WINDOWS_MOST = 16 };
size_t hours_of(const struct tct_commitment *commitment, int64_t from_ns, int64_t until_ns,
                struct stretch ret[STRETCHES_MOST]);

double hours_s(const struct stretch *stretches, size_t count);

/* That a time known with an error is within one of them. */
double hours_hold_p(const struct stretch *stretches, size_t count, int64_t time_ns, double sigma_s);

/* Seconds of [from_ns, until_ns) that are within them. */
double hours_shared_s(const struct stretch *stretches, size_t count, int64_t from_ns,
                      int64_t until_ns);

#endif
