/* Noise: Gaussian samples by Box & Muller (1958) with polynomials of our own, so that every machine
 * draws the same and a compiler can take four at a time; wind as a cascade of poles and zeros. */
#include "noise.h"

#include <math.h>
#include <string.h>

#include "streams.h"

static const double pi = 3.14159265358979323846;

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

/* NOISE_BLOCK standard normal samples; the largest possible is 5.8. */
static void gaussian_block(struct tct_random *random, float *ret)
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

/* Turbulence in the inertial range: power falls as f^(-5/3) (Kolmogorov 1941; for microphones
 * Raspet, Webster & Dillion 2006). A pole and a zero a decade make that slope, on average: between
 * pole p and zero 10^(5/6) p the amplitude falls as 1 / f, from there to 10 p not at all. */
static void wind_filter_init(struct wind_filter *filter, double sample_rate_hz)
{
    memset(filter, 0, sizeof(*filter));
    double first_hz = 1.0, middle_hz = 0.0;
    for (int i = 0; i < WIND_SECTIONS; i++) {
        double pole_hz = first_hz * pow(10.0, i), zero_hz = pole_hz * pow(10.0, 5.0 / 6.0);
        filter->pole[i] = exp(-2.0 * pi * pole_hz / sample_rate_hz);
        filter->zero[i] = exp(-2.0 * pi * zero_hz / sample_rate_hz);
        if (pole_hz <= 20.0)
            middle_hz = sqrt(pole_hz * zero_hz); /* where the cascade meets the straight slope */
    }
    /* Density wanted at f: K f^(-5/3), with power above 20 Hz of 1: K = 2/3 20^(2/3). White noise
     * of power 1 has the density 2 / rate. */
    double wanted = 2.0 / 3.0 * pow(20.0, 2.0 / 3.0) * pow(middle_hz, -5.0 / 3.0);
    double power = 2.0 / sample_rate_hz;
    double turn = 2.0 * pi * middle_hz / sample_rate_hz;
    for (int i = 0; i < WIND_SECTIONS; i++) {
        double z = filter->zero[i], p = filter->pole[i];
        power *= (1.0 - 2.0 * z * cos(turn) + z * z) / (1.0 - 2.0 * p * cos(turn) + p * p);
    }
    filter->gain = sqrt(wanted / power);
}

static float wind_filter_next(struct wind_filter *filter, float white)
{
    double x = filter->gain * (double)white;
    for (int i = 0; i < WIND_SECTIONS; i++) {
        double y =
            x - filter->zero[i] * filter->before[i] + filter->pole[i] * filter->before[i + 1];
        filter->before[i] = x;
        x = y;
    }
    filter->before[WIND_SECTIONS] = x;
    return (float)x;
}

void noise_init(struct noise *noise, const struct tct_scene *scene, uint32_t station, size_t window)
{
    noise->white = stream_open(scene->seed, STREAM_WHITE, station, window);
    noise->wind = stream_open(scene->seed, STREAM_WIND, station, window);
    noise->white_pa = (float)scene->noise.white_pa;
    noise->wind_pa = (float)scene->noise.wind_pa;
    wind_filter_init(&noise->filter, scene->sample_rate_hz);
    if (noise->wind_pa > 0.0f) {
        /* Let the slowest pole forget that it began at rest: a second. */
        float passed[NOISE_BLOCK];
        for (double n = 0.0; n < scene->sample_rate_hz; n += NOISE_BLOCK)
            noise_next(noise, passed);
    }
}

void noise_next(struct noise *noise, float *ret_pa)
{
    float drawn[NOISE_BLOCK];
    gaussian_block(&noise->white, drawn);
    for (int i = 0; i < NOISE_BLOCK; i++)
        ret_pa[i] = noise->white_pa * drawn[i];
    if (noise->wind_pa > 0.0f) {
        gaussian_block(&noise->wind, drawn);
        for (int i = 0; i < NOISE_BLOCK; i++)
            ret_pa[i] += noise->wind_pa * wind_filter_next(&noise->filter, drawn[i]);
    }
}
