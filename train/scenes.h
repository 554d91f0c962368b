/* Scenes: simulated sounds of known kind for the training: what no open recording holds (shock
 * waves, explosions), shots under other conditions than the recorded ones, and everyday impulses.
 */
#ifndef TACET_TRAIN_SCENES_H
#define TACET_TRAIN_SCENES_H

#include "sound.h"

enum { SCENE_EVENTS = 16 };

struct scene_event {
    double onset_s;
    enum tct_class is;
};

/* Everything in it that is a pulse is one of the events or an echo of them; a scene of class
 * `other` has no event told: all of it is other. */
struct scene {
    struct sound sound;
    struct scene_event events[SCENE_EVENTS];
    size_t event_count;
    enum tct_class kind;
    const char *name, *ambience;
};

enum { SCENE_KINDS = 12 };

/* `number` modulo SCENE_KINDS chooses what it is; all that is random follows from it and the seed.
 * `recorded`, of root mean square 1, is one of the backgrounds that it may be heard in. */
struct scene scene_make(uint64_t seed, uint64_t number, const struct sound *recorded);

#endif
