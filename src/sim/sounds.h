/* Sounds: what one shot makes one station hear, before it is known how much of it is left. */
#ifndef TACET_SIM_SOUNDS_H
#define TACET_SIM_SOUNDS_H

#include "path.h"

/* A shot on its way to one station. */
struct voice {
    const struct tct_scene *scene;
    const struct tct_scene_weapon *weapon;
    const struct tct_scene_shot *shot;
    struct path *path;
    uint32_t air;
    double late_s; /* drawn for this shot at this station */
};

/* The blast by ray `number`; false when it does not reach the station. Answers an arrival without
 * station, shot and heard_pa, whose onset is true time, and seconds after the shot. */
bool sound_of_blast(const struct voice *voice, size_t number, struct tct_scene_arrival *ret,
                    double *ret_after_s);

/* The bullet's shock wave by ray `number`; false when there is none, or none is heard here. */
bool sound_of_bullet(const struct voice *voice, size_t number, struct tct_scene_arrival *ret,
                     double *ret_after_s);

/* Clutter and distractors of one station, in the order in which they are drawn; `add` gets each and
 * ends it by an answer other than TCT_OK. */
enum tct_status sounds_of_others(const struct tct_scene *scene, uint32_t station,
                                 enum tct_status (*add)(void *context,
                                                        const struct tct_scene_arrival *arrival),
                                 void *context);

/* The air at a moment of the scene. */
uint32_t sound_air_at(const struct tct_scene *scene, double at_s);

#endif
