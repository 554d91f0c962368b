/* Noise: the background of one recording, fast and the same everywhere: white, wind, rain, traffic,
 * birds, an engine, and what was recorded elsewhere. Each kind adds itself, block by block. */
#ifndef TACET_SIM_NOISE_H
#define TACET_SIM_NOISE_H

#include "tacet/sim.h"

enum {
    NOISE_BLOCK = 512,
    WIND_SECTIONS = 6,
    RAIN_TAIL = 4096,
    VEHICLES = 32,
    SYLLABLES = 96,
    HARMONICS = 20,
};

/* Whose noise it is. */
struct noise_place {
    const struct tct_scene *scene;
    uint32_t station, channel;
    size_t window;
    double x_m, y_m;  /* of the microphone, from the station */
    double speed_m_s; /* of sound */
};

/* First-order sections in a row: y[n] = x[n] - zero x[n-1] + pole y[n-1]. */
struct wind {
    struct tct_random random, gust_random;
    float pa;
    double gain;
    double pole[WIND_SECTIONS], zero[WIND_SECTIONS];
    double before[WIND_SECTIONS + 1]; /* inputs of the sections one sample ago; the last output */
    double gusts, kept, swell;        /* how much they swell it; what a block keeps of the last */
};

struct rain {
    struct tct_random random;
    double sample_s, rate_hz;
    double drop_pa, gap_s; /* gap: mean time from drop to drop */
    double next_s;         /* from the block's start to the next drop */
    float hiss_pa, before; /* before: the last white sample */
    float tail[NOISE_BLOCK + RAIN_TAIL];
};

struct vehicle {
    double nearest_s, length_s; /* length: how long it takes to get as far again as it comes near */
};

struct traffic {
    struct tct_random random, white;
    double pa, gap_s, next_s, at_s, sample_s;
    struct vehicle vehicles[VEHICLES];
    size_t count;
    double low, kept, ring[2], ring_1, ring_2; /* low: state; kept: its pole; a resonance */
};

struct syllable {
    double from_s, length_s, hz, sweep_hz_per_s, pa;
};

struct birds {
    struct tct_random random;
    double pa, gap_s, next_s, at_s, sample_s, highest_hz;
    double x_s, y_s; /* the microphone's place, in seconds of sound */
    struct syllable syllables[SYLLABLES];
    size_t count;
};

struct engine {
    struct tct_random random;
    double pa, hz, sample_s, wander, turns; /* turns: of the fundamental so far */
    double early_s; /* this microphone hears it so much before the station */
    size_t harmonics;
    double height[HARMONICS], phase[HARMONICS];
};

struct background {
    const struct tct_scene_background *recorded;
    double at, step; /* sample of the recording; how many of them a sample of ours is */
};

struct noise {
    struct tct_random white;
    float white_pa;
    struct wind wind;
    struct rain rain;
    struct traffic traffic;
    struct birds birds;
    struct engine engine;
    struct background background;
};

void noise_init(struct noise *noise, const struct noise_place *place);

/* The next NOISE_BLOCK samples, Pa. */
void noise_next(struct noise *noise, float *ret_pa);

/* NOISE_BLOCK standard normal samples; the largest possible is 5.8. */
void gaussian_block(struct tct_random *random, float *ret);

/* Every kind: made ready, and its next NOISE_BLOCK samples added; nothing when its level is 0. */
void wind_init(struct wind *wind, const struct noise_place *place);
void wind_add(struct wind *wind, float *pa);
void rain_init(struct rain *rain, const struct noise_place *place);
void rain_add(struct rain *rain, float *pa);
void traffic_init(struct traffic *traffic, const struct noise_place *place);
void traffic_add(struct traffic *traffic, float *pa);
void birds_init(struct birds *birds, const struct noise_place *place);
void birds_add(struct birds *birds, float *pa);
void engine_init(struct engine *engine, const struct noise_place *place);
void engine_add(struct engine *engine, float *pa);
void background_init(struct background *background, const struct noise_place *place);
void background_add(struct background *background, float *pa);

#endif
