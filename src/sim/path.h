/* Path: the ways of a sound from one source to one station, and what is drawn for them once. */
#ifndef TACET_SIM_PATH_H
#define TACET_SIM_PATH_H

#include "tacet/sim.h"

enum { RANDOM_ECHOES_MAX = 64 };

/* What lies between two places in one air. */
struct crossing {
    bool known;
    struct tct_terrain_point from;
    uint32_t air;
    float ground_late_s, ground_share, ground_sine;
    float detour_m, shadow_m, bending_per_s;
};

struct path {
    const struct tct_scene *scene;
    struct tct_terrain_point station; /* where it really stands */
    double travel_error;              /* in standard deviations of a travel time */
    double level_db;
    size_t echo_count;
    struct {
        double delay_s, loss_db, from_rad;
    } echoes[RANDOM_ECHOES_MAX];
    struct crossing crossing; /* of the latest direct sound: a burst looks once */
};

/* Draws what all shots of the source share at the station. Sources are numbered: the shooters, then
 * where their shells come down. */
void path_draw(struct path *path, const struct tct_scene *scene, uint32_t source, uint32_t station,
               const struct tct_scene_drawn_station *place);

/* What one shot adds to the error of its path. */
double path_shot_error_s(const struct tct_scene *scene, struct tct_random *random);

/* One way: direct, or by an echo. */
struct ray {
    double travel_s;
    double range_m;
    double gain; /* from the pressure at 1 m to that at the station, without absorption */
    struct tct_terrain_point from; /* the source, or its image */
    struct crossing crossing;      /* of the direct way */
};

/* Rays are numbered: 0 direct, then the random echoes, then the walls. */
size_t path_ray_count(const struct path *path);

/* Where the station stands as ray `number` sees it: behind the wall that mirrors, or where it is.
 * False for a wall of no length. */
bool path_ear(const struct path *path, size_t number, struct tct_terrain_point *ret_ear);

/* Ray `number` of a sound from `from` through `air` (an index); false when a wall does not mirror
 * it to the station or the direct range is beyond the reach of the model. */
bool path_ray(struct path *path, const struct tct_terrain_point *from, uint32_t air, size_t number,
              struct ray *ret_ray);

#endif
