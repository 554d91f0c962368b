/* Repeats: further shots from a place that was found. Their sounds take the same paths, so their
 * picks stand behind (or before) those of the shot that is known by one and the same pause, to
 * within milliseconds, at every station: far closer than a new source could be asked to fit. */
#ifndef TACET_NETWORK_REPEATS_H
#define TACET_NETWORK_REPEATS_H

#include "candidates.h"
#include "family.h"

/* Three arrivals: one unknown time and two checks, since the place is known. */
enum { REPEAT_PICKS_LEAST = 3, REPEATS_MOST = 64 };

/* The shot of the same place about `pause_s` after that of reference (before it when negative),
 * from the picks that `rights` allow, with its log odds. False when there is none. */
bool repeat_settle(const struct judge *judge, struct rights rights, const struct family *family,
                   double pause_s, struct source *ret_source, struct shift *ret_shift);

/* Pauses after which the picks of `family` may come again, as the free picks of its nearest
 * stations propose them; at most REPEATS_MOST, the shortest first. */
size_t repeats_propose(const struct judge *judge, struct rights rights, const struct family *family,
                       double ret_pauses_s[REPEATS_MOST]);

/* One pick of a member's station, seen as a shot after a pause. */
struct proposal {
    double pause_s;
    uint32_t member, pick;
};

/* How many picks the stations of a family have. */
size_t repeats_asked(const struct judge *judge, const struct family *family);

/* All pauses after which three stations or more agree, as free picks propose them. `room` and
 * `ret_pauses_s` have room for repeats_asked. */
size_t repeats_propose_any(const struct judge *judge, struct rights rights,
                           const struct family *family, struct proposal *room,
                           double *ret_pauses_s);

#endif
