/* Seeding: from picks to candidates. */
#ifndef TACET_NETWORK_SEEDING_H
#define TACET_NETWORK_SEEDING_H

#include "candidates.h"

/* Every usable pick tries to be the first arrival of a source that two later picks at stations
 * around agree with; what grows to a source is added. With owners, two of the three must be free:
 * that finds what stood behind the sources already accepted, and may yet take picks back from them.
 * Linear in picks; bounded for each of them.
 * Errors: TCT_ERR_MEMORY. */
enum tct_status seed_candidates(const struct judge *judge, const uint32_t *owner,
                                struct candidates *candidates, struct tct_error *err);

/* The same with one pick as the first, whatever stands already. */
enum tct_status seed_from_pick(const struct judge *judge, const uint32_t *owner, uint32_t first,
                               struct candidates *candidates, struct tct_error *err);

#endif
