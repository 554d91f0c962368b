/* Repeats: further shots from a place that was found. Their sounds take the same paths, so their
 * picks stand behind (or before) those of the shot that is known by one and the same pause, to
 * within milliseconds, at every station: far closer than a new source could be asked to fit. */
#ifndef TACET_NETWORK_REPEATS_H
#define TACET_NETWORK_REPEATS_H

#include "candidates.h"
#include "family.h"

/* Three arrivals: one unknown time and two checks, since the place is known. */
enum { REPEAT_PICKS_LEAST = 3, REPEATS_MOST = 64 };

/* The shot of the same place about `pause_s` after the parent (before it when negative), from the
 * picks that `rights` allow, with its log odds. False when there is none. */
bool repeat_settle(const struct judge *judge, struct rights rights, const struct family *family,
                   double pause_s, struct source *ret_source);

/* Pauses after which the picks of `family` may come again, as the free picks of its nearest
 * stations propose them; at most REPEATS_MOST, the shortest first. */
size_t repeats_propose(const struct judge *judge, struct rights rights, const struct family *family,
                       double ret_pauses_s[REPEATS_MOST]);

/* Pauses after which any picks, at all of its members, may be further shots of a position.
 * Errors: TCT_ERR_MEMORY. */
enum tct_status repeats_propose_all(const struct judge *judge, const struct family *family,
                                    struct tct_arena *arena, double **ret_pauses_s,
                                    size_t *ret_count, struct tct_error *err);

#endif
