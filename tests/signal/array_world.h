/* Array world: what the microphones of an array hear of made-up impulses. */
#ifndef TEST_SIGNAL_ARRAY_WORLD_H
#define TEST_SIGNAL_ARRAY_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/signal.h"

/* How the converter turns pressure into samples. */
enum sampling {
    SAMPLING_AVERAGED, /* over each sample's interval */
    SAMPLING_BARE,     /* the pressure at the sample's instant: a sharp front is late by chance */
    SAMPLING_ROUNDED,  /* a front that rises over 0.1 ms, averaged */
};

struct array_shot {
    double azimuth_rad, elevation_rad; /* where it comes from */
    double onset_s;                    /* at the station's place */
    double peak, tau_s;
};

struct array_world {
    struct tct_element elements[TCT_ELEMENTS_MAX]; /* where the table says they stand */
    struct tct_element truth[TCT_ELEMENTS_MAX];    /* where they do */
    double late_s[TCT_ELEMENTS_MAX];               /* clock error */
    double gain[TCT_ELEMENTS_MAX];                 /* below 0: wrong polarity; 0: deaf */
    double noise[TCT_ELEMENTS_MAX];                /* standard deviation */
    size_t count;
    double rate_hz, sound_speed_m_s;
    enum sampling sampling;
    float *samples[TCT_ELEMENTS_MAX];
    size_t length;
};

/* `count` elements on a level circle, the first at angle `turn` from x. */
void world_ring(struct array_world *world, size_t count, double radius_m, double turn,
                double rate_hz);

/* Room for `length` samples of white noise in each channel; free with world_free. */
void world_noise(struct array_world *world, size_t length, struct tct_random *random);
void world_free(struct array_world *world);

void world_add(struct array_world *world, const struct array_shot *shot);

/* The least standard error of the azimuth that any unbiased method can have, whatever it knows of
 * the pulse (Cramer-Rao), for averaged samples: the inverse of Fisher's information on azimuth,
 * elevation and onset. */
double world_bound_rad(const struct array_world *world, const struct array_shot *shot);

#endif
