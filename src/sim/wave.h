/* Wave: a blast as samples, after its way through the air. */
#ifndef TACET_SIM_WAVE_H
#define TACET_SIM_WAVE_H

#include "tacet/sim.h"

/* The positive phases of clutter, which no weapon made. */
#define CLUTTER_PHASE_MIN_S 0.0003
#define CLUTTER_PHASE_MAX_S 0.005

struct wave_maker {
    const struct tct_scene *scene;
    double *blast; /* scratch */
    double *wave;  /* the result of wave_make */
    size_t room;   /* samples in each */
    struct tct_air_filter filter;
    uint32_t air;   /* that `filter` is for */
    double range_m; /* that `taps` are for; negative: none yet */
    double taps[TCT_AIR_FILTER_TAPS_MAX];
};

/* A maker for all sounds of a scene, in the arena. NULL: no memory. */
struct wave_maker *wave_maker_new(const struct tct_scene *scene, struct tct_arena *arena);

/* Makes the wave of a blast of peak 1 before absorption into maker->wave and answers its length.
 * Its first sample is taken `lead` samples (-0.5 to 0.5) after the onset. */
size_t wave_make(struct wave_maker *maker, uint32_t air, double range_m, double positive_phase_s,
                 double lead);

/* Samples of the longest wave that the scene can hold. */
size_t wave_longest(const struct tct_scene *scene);

#endif
