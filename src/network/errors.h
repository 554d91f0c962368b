/* Errors: how large those of arrivals really are, learned from the sources of an hour. */
#ifndef TACET_NETWORK_ERRORS_H
#define TACET_NETWORK_ERRORS_H

#include "solve.h"

/* How much wider than stated the errors of arrivals are that are not what they seem. */
#define WILD_WIDTH 10.0

struct errors {
    double wild_share; /* of the arrivals, that are not what they seem: reflections, chance */
    double path_scale; /* path errors over what the sector says */
};

/* What is believed before any source was located. */
struct errors errors_prior(void);

/* What located sources have shown: residuals in standard errors, each over the root of the part of
 * an error that it shows, and counted as that part. */
enum { ERROR_BINS = 400 };

struct error_counts {
    double bin[ERROR_BINS];
};

/* Adds one source, located at `place`; `share` of it counts, when others came by the same paths. */
void errors_count(struct error_counts *counts, const struct problem *problem,
                  const struct place *place, double share);

struct errors errors_believed(const struct error_counts *counts);

#endif
