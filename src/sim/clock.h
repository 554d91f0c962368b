/* Clock: what a station's clock shows. */
#ifndef TACET_SIM_CLOCK_H
#define TACET_SIM_CLOCK_H

#include "tacet/sim.h"

/* Shown minus true `since_s` seconds of UTC after the scene's start; `off_s` with what was drawn.
 */
double clock_error_s(const struct tct_scene_clock *clock, double off_s, double since_s);

/* A moment of the station's clock as its recordings show it: where samples come faster than the
 * file says, later and later from the beginning of each window on. */
int64_t clock_in_recording(const struct tct_scene *scene, uint32_t station, int64_t shown_ns);

#endif
