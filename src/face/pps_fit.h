/* PPS fit: the counts of samples at the pulses of a satellite receiver -> when each sample was.
 *
 * Pulses come at whole seconds of UTC. Between two of them the rate is what was counted; the
 * nominal rate only says how many seconds lie between two counts. Pure: no files. */
#ifndef PPS_FIT_H
#define PPS_FIT_H

#include "time_map.h"

enum pps_fault {
    PPS_GOOD,
    PPS_REPEATED,     /* no samples since the pulse before */
    PPS_OFF_BEAT,     /* not a whole number of seconds from the others */
    PPS_WRONG_SECOND, /* its time is seconds from what the others say */
};

struct pps_row {
    size_t line;      /* of the table */
    uint64_t total;   /* samples counted when the pulse came */
    int64_t board_ns; /* what the recorder's own clock showed, some milliseconds or seconds off */
    bool fixed;       /* the receiver had a fix, and said so in a message that came when ... */
    int64_t fix_board_ns; /* ... the recorder's clock showed this: */
    int64_t fix_ns;       /* "it was this whole second" */
    enum pps_fault fault; /* filled by pps_fit */
    double jump_s;  /* by which the beat changed since the good row before, filled by pps_fit */
    int64_t second; /* on the beat, from the first good row; filled by pps_fit */
};

/* Fills the map from the rows in the order of the table, and the fault of each. `jumps` counts the
 * places where the beat of all that follows is another: samples were lost there. False, with
 * `*ret_why` a static text, when the rows give no time. Without any fix the seconds are those of
 * the recorder's clock, rounded, and the clock is TCT_CLOCK_FREE. */
bool pps_fit(struct pps_row *rows, size_t count, double nominal_hz, struct time_map *map,
             size_t *ret_jumps, const char **ret_why);

#endif
