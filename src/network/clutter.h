/* Clutter: how often a station reports something that belongs to no source: a steady rate of its
 * own, and echoes, whose rate decays after each impulse. */
#ifndef TACET_NETWORK_CLUTTER_H
#define TACET_NETWORK_CLUTTER_H

#include "picks.h"

struct clutter {
    double *station_rate; /* [stations] per second */
    double echoes;        /* expected after each impulse */
    double echo_decay_s;
    double *log_rate; /* [picks] log of the rate, per second, when each pick came */
};

/* Errors: TCT_ERR_MEMORY. */
enum tct_status clutter_new(const struct picks *picks, size_t station_count,
                            struct tct_arena *arena, struct clutter *ret_clutter,
                            struct tct_error *err);

/* Learns the rates from the picks that no source explains. `explained` NULL: none is explained. */
void clutter_learn(struct clutter *clutter, const struct picks *picks, size_t station_count,
                   double listened_s, const bool *explained);

#endif
