/* Noise: Gaussian samples by Box & Muller (1958) with polynomials of our own, so that every machine
 * draws the same and a compiler can take four at a time; and all kinds of noise in a row. */
#include "noise.h"

#include <math.h>
#include <string.h>

#include "streams.h"

/* Natural logarithm of u in (0, 1), to 1e-7: u = m 2^e with m around 1, then the series of
 * 2 artanh((m - 1) / (m + 1)). */
static inline float log_of(float u)
{
    int32_t bits;
    memcpy(&bits, &u, sizeof(bits));
    int32_t exponent = (bits - 0x3f3504f3) >> 23; /* 0x3f3504f3: the square root of 1/2 */
    bits -= exponent * (1 << 23);
    float m;
    memcpy(&m, &bits, sizeof(m));
    float s = (m - 1.0f) / (m + 1.0f), s2 = s * s;
    float series = 2.0f * s * (1.0f + s2 * (1.0f / 3 + s2 * (0.2f + s2 * (1.0f / 7))));
    return series + (float)exponent * 0.69314718f;
}

/* Sine and cosine for |x| <= pi / 4, to 4e-7: Taylor. */
static inline float sin_of(float x)
{
    float x2 = x * x;
    return x * (1.0f + x2 * (-1.0f / 6 + x2 * (1.0f / 120 + x2 * (-1.0f / 5040))));
}

static inline float cos_of(float x)
{
    float x2 = x * x;
    return 1.0f + x2 * (-0.5f + x2 * (1.0f / 24 + x2 * (-1.0f / 720 + x2 * (1.0f / 40320))));
}

void gaussian_block(struct tct_random *random, float *ret)
{
    enum { PAIRS = NOISE_BLOCK / 2 };
    int32_t radius_bits[PAIRS], angle_bits[PAIRS], swap[PAIRS], flip[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
        uint64_t bits = tct_random_bits(random);
        radius_bits[i] = (int32_t)(bits >> 40);
        angle_bits[i] = (int32_t)(bits >> 16 & 0xffffff);
        swap[i] = (int32_t)(bits & 1);
        flip[i] = (int32_t)(bits >> 1 & 1);
    }
    for (int i = 0; i < PAIRS; i++) {
        float u = ((float)radius_bits[i] + 0.5f) * 0x1p-24f;
        float radius = sqrtf(-2.0f * log_of(u));
        radius = flip[i] ? -radius : radius; /* the other half of the circle */
        float turn = ((float)angle_bits[i] + 0.5f) * 0x1p-24f - 0.5f;
        float angle = turn * 1.57079633f; /* a quarter of it; with the swap, a half */
        float c = cos_of(angle), s = sin_of(angle);
        ret[i] = radius * (swap[i] ? s : c);
        ret[i + PAIRS] = radius * (swap[i] ? c : s);
    }
}

void noise_init(struct noise *noise, const struct noise_place *place)
{
    const struct tct_scene *scene = place->scene;
    size_t window = stream_window(place->channel, place->window);
    noise->white = stream_open(scene->seed, STREAM_WHITE, place->station, window);
    noise->white_pa = (float)scene->noise.white_pa;
    wind_init(&noise->wind, place);
    if (noise->wind.pa > 0.0f) {
        /* Let the slowest pole forget that it began at rest: a second. */
        float passed[NOISE_BLOCK];
        for (double n = 0.0; n < scene->sample_rate_hz; n += NOISE_BLOCK) {
            gaussian_block(&noise->white, passed);
            wind_add(&noise->wind, passed);
        }
    }
    rain_init(&noise->rain, place);
    traffic_init(&noise->traffic, place);
    birds_init(&noise->birds, place);
    engine_init(&noise->engine, place);
    background_init(&noise->background, place);
}

void noise_next(struct noise *noise, float *ret_pa)
{
    float drawn[NOISE_BLOCK];
    gaussian_block(&noise->white, drawn);
    for (int i = 0; i < NOISE_BLOCK; i++)
        ret_pa[i] = noise->white_pa * drawn[i];
    wind_add(&noise->wind, ret_pa);
    rain_add(&noise->rain, ret_pa);
    traffic_add(&noise->traffic, ret_pa);
    birds_add(&noise->birds, ret_pa);
    engine_add(&noise->engine, ret_pa);
    background_add(&noise->background, ret_pa);
}
