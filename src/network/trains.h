/* Trains: how the picks of one station fit the rhythm of a burst that another one heard.
 *
 * A train is a pick made of many: when the first shot of the rhythm arrives, to a few milliseconds,
 * and how much the station's picks speak for it. The trains of many stations are a scene of their
 * own, in which a burst is one source. */
#ifndef TACET_NETWORK_TRAINS_H
#define TACET_NETWORK_TRAINS_H

#include "rhythm.h"

enum {
    TRAIN_STATIONS = 32,  /* the nearest to the one that gave the rhythm */
    TRAINS_A_STATION = 5, /* shifts by a round or two */
    TRAINS_MOST = TRAIN_STATIONS * TRAINS_A_STATION,
};

/* The scene of trains: `judge` sees trains in place of picks, and believes what the judge of picks
 * does. Its salience is the evidence of each train. */
struct trains {
    struct judge judge;
    struct picks picks;
    uint32_t reference; /* the train of the rhythm's own station; NOBODY: it has none */
};

/* Room for the scene of one rhythm after another. Errors: TCT_ERR_MEMORY. */
enum tct_status trains_new(const struct judge *judge, struct tct_arena *arena,
                           struct trains *ret_trains, struct tct_error *err);

/* Aligns the free picks of the stations around with the rhythm. */
void trains_align(struct trains *trains, const struct judge *judge, struct rights rights,
                  const struct rhythm *rhythm);

#endif
