/* Clocks: which stations' clocks are off and which stations were moved, learned from the sources
 * that stand; picks are corrected by it. */
#ifndef TACET_NETWORK_CLOCKS_H
#define TACET_NETWORK_CLOCKS_H

#include "clock_fit.h"

struct clocks {
    struct shown shown;
    struct clock_fit *fits; /* [stations] by rank */
    struct moment *order;   /* [picks] to sort them by time */
    struct picks *picks;    /* what is corrected: the judge's own, */
    struct station_index *index;
};

/* Before anything is learned: every clock is right. Errors: TCT_ERR_MEMORY. */
enum tct_status clocks_new(struct picks *picks, struct station_index *index,
                           struct tct_arena *arena, struct clocks *ret_clocks,
                           struct tct_error *err);

/* Learns anew from the sources that stand, and corrects times of picks, their variances and places
 * of stations by it. The order of each station's picks stays. Errors: TCT_ERR_MEMORY. */
enum tct_status clocks_learn(struct clocks *clocks, const struct judge *judge,
                             const struct accepted *accepted, struct tct_arena *scratch,
                             struct tct_error *err);

/* What is to be told of every station, by the caller's index. Errors: TCT_ERR_MEMORY. */
enum tct_status clocks_hand_out(const struct clocks *clocks, struct tct_arena *arena,
                                const struct tct_station_health **ret_health,
                                struct tct_error *err);

#endif
