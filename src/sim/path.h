/* Path: the ways of a sound from one shooter to one station, and what is drawn for them once. */
#ifndef TACET_SIM_PATH_H
#define TACET_SIM_PATH_H

#include "tacet/sim.h"

enum { RANDOM_ECHOES_MAX = 64 };

/* Where a station really stands and how wrong its clock really is. */
struct place {
    double x_m, y_m, z_m;
    double clock_off_s;
};

struct place place_of_station(const struct tct_scene *scene, uint32_t station);

struct path {
    const struct tct_scene *scene;
    struct place station;
    double travel_error; /* in standard deviations of a travel time */
    double level_db;
    size_t echo_count;
    struct {
        double delay_s, loss_db;
    } echoes[RANDOM_ECHOES_MAX];
};

/* Draws what all shots of the shooter share at the station. */
void path_draw(struct path *path, const struct tct_scene *scene, uint32_t shooter, uint32_t station,
               const struct place *place);

/* One way: direct, or by an echo. */
struct ray {
    double travel_s;
    double range_m;
    double gain; /* from the pressure at 1 m to that at the station, without absorption */
};

/* Rays are numbered: 0 direct, then the random echoes, then the walls. */
size_t path_ray_count(const struct path *path);

/* Ray `number` of a shot through `air`; false when a wall does not mirror this shot to the station
 * or the direct range is beyond the reach of the model. */
bool path_ray(const struct path *path, const struct tct_scene_shot *shot,
              const struct tct_scene_air *air, size_t number, struct ray *ret_ray);

#endif
