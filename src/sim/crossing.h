/* Crossing: what a sound meets between two places: bent air, the ground, hills. */
#ifndef TACET_SIM_CROSSING_H
#define TACET_SIM_CROSSING_H

#include "path.h"

/* Later than this after the direct sound, what comes from the ground would be an echo of its own:
 * sources and receivers that high are rare, and their direct sound is hardly changed. */
#define GROUND_LATEST_S 0.05

/* Seconds from one place to another along the arc that the air makes of the straight line. */
double crossing_leg_s(const struct tct_scene_air *air, const struct tct_terrain_point *from,
                      const struct tct_terrain_point *to);

/* Finds what lies between, unless *crossing is already that of the same place and air. */
void crossing_find(const struct tct_scene *scene, const struct tct_terrain_point *from,
                   const struct tct_terrain_point *to, uint32_t air, struct crossing *crossing);

#endif
