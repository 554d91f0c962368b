/* Clutter: how often a station reports something that belongs to no source: a steady rate of its
 * own; echoes, whose rate decays after each impulse; and unrest, when the stations around report
 * much that nothing explains. */
#ifndef TACET_NETWORK_CLUTTER_H
#define TACET_NETWORK_CLUTTER_H

#include "picks.h"
#include "salience.h"

/* A station that reports anything this close in time was listening. */
#define ATTENTIVE_S 2.0

struct clutter {
    double *station_rate; /* [stations] per second */
    double echoes;        /* expected after each impulse */
    double echo_decay_s;
    double unrest;    /* share of the rate at the stations around that a station has as well */
    double *activity; /* [picks] rate of what is unexplained at the stations around, per second */
    float *calm;      /* [picks] how likely a station around reports nothing within ATTENTIVE_S */
    float *quiet;     /* [picks + stations] the same of the pauses before each pick, and of each
                         station's last, by its own steady rate */
    double *log_rate; /* [picks] log of the rate, per second, when each pick came */
    struct salience loudness;
    double *salience; /* [picks] log odds of an arrival being as far above the noise as each pick */
};

/* Of the pause before the pick `next`, or after the last one of its station. */
static inline double clutter_quiet(const struct clutter *clutter, uint32_t station, uint32_t next)
{
    return (double)clutter->quiet[next + station];
}

/* Errors: TCT_ERR_MEMORY. */
enum tct_status clutter_new(const struct picks *picks, const struct station_index *index,
                            struct tct_arena *arena, struct clutter *ret_clutter,
                            struct tct_error *err);

/* Learns the rates from the picks that no source explains; `explained` NULL: none is explained,
 * which comes first.
 * Takes scratch memory. Errors: TCT_ERR_MEMORY. */
enum tct_status clutter_learn(struct clutter *clutter, const struct picks *picks,
                              const struct station_index *index, double listened_s,
                              const bool *explained, struct tct_arena *scratch,
                              struct tct_error *err);

/* Keeps the rates as they were learned elsewhere, and works out what they make of these picks.
 * Takes scratch memory. Errors: TCT_ERR_MEMORY. */
enum tct_status clutter_apply(struct clutter *clutter, const struct picks *picks,
                              const struct station_index *index, const bool *explained,
                              struct tct_arena *scratch, struct tct_error *err);

#endif
