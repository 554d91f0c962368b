/* Element: one microphone of a station: where it hangs, and what it makes of what it hears. */
#ifndef TACET_SIM_ELEMENT_H
#define TACET_SIM_ELEMENT_H

#include "tacet/sim.h"

struct element {
    double x_m, y_m, z_m; /* from the station */
    double late_s;        /* in the instrument */
    double gain;
    bool dead;
    bool plain; /* a station's only microphone, where the station is, with nothing wrong */
};

struct element element_of(const struct tct_scene *scene, uint32_t station, uint32_t channel);

/* Seconds from the arrival at its station to its arrival here: exact for the wave front's shape, a
 * sphere around its source or the cone of a bullet. */
double element_late_s(const struct element *element, const struct tct_scene *scene,
                      const struct tct_scene_arrival *arrival);

/* No arrival comes farther from its station's than this. */
double element_reach_s(const struct element *element);

#endif
