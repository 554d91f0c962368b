/* Noise: the background of one recording, white and of wind, fast and the same everywhere. */
#ifndef TACET_SIM_NOISE_H
#define TACET_SIM_NOISE_H

#include "tacet/sim.h"

enum { NOISE_BLOCK = 512, WIND_SECTIONS = 6 };

/* First-order sections in a row: y[n] = x[n] - zero x[n-1] + pole y[n-1]. */
struct wind_filter {
    double gain;
    double pole[WIND_SECTIONS], zero[WIND_SECTIONS];
    double before[WIND_SECTIONS + 1]; /* inputs of the sections one sample ago; the last output */
};

struct noise {
    struct tct_random white, wind;
    float white_pa, wind_pa;
    struct wind_filter filter;
};

void noise_init(struct noise *noise, const struct tct_scene *scene, uint32_t station,
                size_t window);

/* The next NOISE_BLOCK samples, Pa. */
void noise_next(struct noise *noise, float *ret_pa);

#endif
