/* Element: one microphone of a station: where it hangs, and what it makes of what it hears. */
#ifndef TACET_SIM_ELEMENT_H
#define TACET_SIM_ELEMENT_H

#include "tacet/sim.h"

/* Seconds from the arrival at its station to its arrival here: exact for the wave front's shape, a
 * sphere around its source or the cone of a bullet. */
double element_late_s(const struct tct_scene_microphone *element, const struct tct_scene *scene,
                      const struct tct_scene_arrival *arrival);

/* No arrival comes farther from its station's than this. */
double element_reach_s(const struct tct_scene_microphone *element);

#endif
