/* Wave: a sound as samples, after its way through the air. */
#ifndef TACET_SIM_WAVE_H
#define TACET_SIM_WAVE_H

#include "tacet/sim.h"

/* The positive phases of clutter, which no weapon made. */
#define CLUTTER_PHASE_MIN_S 0.0003
#define CLUTTER_PHASE_MAX_S 0.005

/* A filter of a maker, and what its taps are for. */
struct wave_filter {
    struct tct_air_filter filter;
    uint32_t air; /* that `filter` is for */
    bool tuned;   /* `taps` are those of `sound` */
    struct tct_scene_sound sound;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
};

struct wave_maker {
    const struct tct_scene *scene;
    double *source;            /* scratch */
    double *late;              /* scratch */
    double *wave;              /* the result of wave_make */
    size_t room;               /* samples in each */
    struct wave_filter air;    /* through nothing but air */
    struct wave_filter screen; /* air, and an obstacle */
    struct wave_filter ground; /* what the ground sends back, against what comes straight */
};

/* A maker for all sounds of a scene, in the arena. NULL: no memory. */
struct wave_maker *wave_maker_new(const struct tct_scene *scene, struct tct_arena *arena);

/* Makes the wave of a sound, of peak 1 before absorption, into maker->wave and answers its length.
 * Its first sample is taken `lead` samples (-0.5 to 0.5) after the onset. */
size_t wave_make(struct wave_maker *maker, const struct tct_scene_sound *sound, double lead);

/* Whether two sounds have the same wave. */
bool wave_same(const struct tct_scene_sound *a, const struct tct_scene_sound *b);

/* Samples of the longest wave that the scene can hold. */
size_t wave_longest(const struct tct_scene *scene);

#endif
