/* Rhythm: what one station reports in a row, as the rounds of one weapon might be heard. */
#ifndef TACET_NETWORK_RHYTHM_H
#define TACET_NETWORK_RHYTHM_H

#include "judge.h"

enum { RHYTHM_MOST = 128 };

struct rhythm {
    uint32_t station;
    size_t count;
    double time_s[RHYTHM_MOST]; /* ascending */
};

/* A longer pause ends a burst, as far as one station hears it: it may miss rounds. */
#define RHYTHM_LULL_S 3.0

/* The picks that `rights` allow from one of them on, until a lull. */
struct rhythm rhythm_from(const struct judge *judge, struct rights rights, uint32_t pick);

/* The same from the first pick of those in a row around a time; none: count is 0. */
struct rhythm rhythm_around(const struct judge *judge, struct rights rights, uint32_t station,
                            double time_s);

/* Puts the times in order. */
void rhythm_sort(struct rhythm *rhythm);

#endif
