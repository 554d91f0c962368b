/* Beliefs: what an association has learned, without the detections that taught it, so that another
 * one can begin with it. */
#ifndef TACET_NETWORK_BELIEFS_H
#define TACET_NETWORK_BELIEFS_H

#include "learning.h"

struct beliefs {
    bool known; /* false: nothing was learned yet, and what follows says nothing */
    struct hearing hearing;
    double echoes, echo_decay_s, unrest; /* of the clutter */
    struct salience loudness;
    double *station_rate; /* [stations], the owner's: by rank */
    double liking[PAUSE_BINS], recurring_share;
    double stray_share, dark_share, source_rate, ground_m, path_scale;
    struct shared_air shared;
};

/* What a judge believes. `ret_beliefs->station_rate` has room for all stations. */
void beliefs_take(const struct judge *judge, struct beliefs *ret_beliefs);

/* Lets a judge of new detections believe it; nothing is explained yet. Errors: TCT_ERR_MEMORY. */
enum tct_status beliefs_give(const struct beliefs *beliefs, struct judge *judge,
                             struct tct_arena *scratch, struct tct_error *err);

/* Where sources come again, as learn_places; how many do, and in what rhythm, stays as it is
 * believed: a few minutes tell less of that. Errors: TCT_ERR_MEMORY. */
enum tct_status beliefs_learn_places(struct judge *judge, const struct accepted *accepted,
                                     struct tct_arena *memory, struct tct_error *err);

/* After a selection: all stays as it is believed, but for what the sources found say of their own
 * picks and places. Errors: TCT_ERR_MEMORY. */
enum tct_status beliefs_explain(struct judge *judge, const struct accepted *accepted,
                                struct tct_arena *scratch, struct tct_error *err);

#endif
