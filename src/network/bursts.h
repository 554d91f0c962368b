/* Bursts: rounds of one weapon at one place, found and judged whole.
 *
 * A burst has a rhythm of its own. At wrong places single rounds fit as well as at the right one,
 * each station a round further; all of its rounds together, at all stations, fit at one place. */
#ifndef TACET_NETWORK_BURSTS_H
#define TACET_NETWORK_BURSTS_H

#include "selection.h"

/* Finds bursts among free picks and accepts their shots, the surest burst first. What they need
 * stays in the arena of `accepted`. Errors: TCT_ERR_MEMORY. */
enum tct_status bursts_find(struct judge *judge, struct accepted *accepted, struct tct_error *err);

#endif
