/* Ambience: the noise that something is heard in, as the simulator makes it (src/sim), so that the
 * classifier is taught in all of it. */
#ifndef TACET_TRAIN_AMBIENCE_H
#define TACET_TRAIN_AMBIENCE_H

#include "sound.h"

enum ambience {
    AMBIENCE_WHITE,
    AMBIENCE_PINK, /* not the simulator's */
    AMBIENCE_WIND,
    AMBIENCE_RAIN,
    AMBIENCE_TRAFFIC,
    AMBIENCE_BIRDS,
    AMBIENCE_ENGINE,
    AMBIENCE_RECORDED,
    AMBIENCE_KINDS,
};

/* One word. */
const char *ambience_name(enum ambience kind);

/* As loud as it comes. `recorded` is heard, from a random place in it, when that is the kind;
 * otherwise it may be NULL. */
struct sound ambience_make(enum ambience kind, double rate_hz, double seconds,
                           const struct sound *recorded, struct tct_random *random);

#endif
