/* Recurrence: who fired once fires again from there. Sources known from the round before make
 * others likelier near them in place and time, as far as the data show that they do. */
#ifndef TACET_NETWORK_RECURRENCE_H
#define TACET_NETWORK_RECURRENCE_H

#include "source.h"

struct known_source {
    double x_m, y_m, time_s;
    uint32_t nearest; /* station */
};

/* Pauses are counted by their length, a factor of 2 a bin from 40 ms. */
enum { PAUSE_BINS = 14 };

struct recurrence {
    double liking[PAUSE_BINS];  /* how much commoner such pauses are than the kernel says */
    double share;               /* further sources expected of each known one */
    struct known_source *known; /* by nearest station, then time */
    uint32_t *first;            /* [stations + 1]; NULL when nothing is known */
};

/* Sources per square metre and second that the known ones let expect where `source` is, each of
 * them having one to come. `source` itself may be among them: what is at the same time is left
 * out. */
double recurrence_density(const struct recurrence *recurrence, const struct source *source);

/* The same per second alone, at the place of the known ones that are near. */
double recurrence_rate(const struct recurrence *recurrence, const struct source *source);

/* How likely a further source comes after a pause (or came before, when negative), per second. */
double recurrence_pause_density(const struct recurrence *recurrence, double pause_s);

/* The rhythm of fire: nothing known; then for each source, which recurs with probability `weight`,
 * adds to `pauses` how long before or after known ones it is; then learns from these. */
void recurrence_init_rhythm(struct recurrence *recurrence);
void recurrence_count_pauses(const struct recurrence *recurrence, const struct source *source,
                             double weight, double pauses[PAUSE_BINS]);
void recurrence_learn_rhythm(struct recurrence *recurrence, const double pauses[PAUSE_BINS]);

/* Sorts `known` (kept, not copied) and forgets what was known before. Errors: TCT_ERR_MEMORY. */
enum tct_status recurrence_know(struct recurrence *recurrence, struct known_source *known,
                                size_t count, size_t station_count, struct tct_arena *arena,
                                struct tct_error *err);

#endif
