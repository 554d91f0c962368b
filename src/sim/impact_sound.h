/* Impact sound: a slammed door, a hammer on iron: what rings after a blow. */
#ifndef TACET_SIM_IMPACT_SOUND_H
#define TACET_SIM_IMPACT_SOUND_H

#include "tacet/sim.h"

/* After so long all of it has died away. */
#define IMPACT_SOUND_S 0.4

/* `count` samples of one whose blow falls `late` samples after the first; its highest point is
 * about
 * 1. `pick` says which door or hammer. */
void impact_sound(enum tct_scene_kind kind, uint32_t pick, double sample_s, double late,
                  size_t count, double *ret);

#endif
