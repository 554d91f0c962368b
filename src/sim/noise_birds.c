/* Birds: songs of some syllables, each a chirp that sweeps, from somewhere around. */
#include <math.h>
#include <string.h>

#include "noise.h"
#include "streams.h"

static const double pi = 3.14159265358979323846;

/* Songs are drawn so much ahead: farther than any array is wide, in seconds of sound. */
static const double ahead_s = 5.0;

void birds_init(struct birds *birds, const struct noise_place *place)
{
    const struct tct_scene *scene = place->scene;
    memset(birds, 0, sizeof(*birds));
    if (scene->noise.birds_pa <= 0.0 || scene->noise.songs_per_minute <= 0.0)
        return;
    birds->random = stream_open(scene->seed, STREAM_BIRDS, place->station, place->window);
    birds->sample_s = 1.0 / scene->sample_rate_hz;
    birds->highest_hz = 0.42 * scene->sample_rate_hz;
    /* Of a sine under a squared sine: power 3/8 of half its height squared. */
    birds->pa = scene->noise.birds_pa * sqrt(16.0 / 3.0);
    birds->gap_s = 60.0 / scene->noise.songs_per_minute;
    birds->x_s = place->x_m / place->speed_m_s;
    birds->y_s = place->y_m / place->speed_m_s;
    birds->next_s = birds->gap_s * tct_random_exponential(&birds->random) - ahead_s;
}

static void sing(struct birds *b)
{
    struct tct_random *r = &b->random;
    double side = 2.0 * pi * tct_random_uniform(r);
    double early_s = b->x_s * cos(side) + b->y_s * sin(side);
    double level = exp(0.5 * tct_random_normal(r) - 0.25);
    double voice_hz = 2000.0 * pow(2.5, tct_random_uniform(r));
    int syllables = 2 + (int)(7.0 * tct_random_uniform(r));
    double at_s = b->next_s - early_s;
    for (int i = 0; i < syllables; i++) {
        double length_s = 0.05 + 0.12 * tct_random_uniform(r);
        double from_hz = voice_hz * (0.8 + 0.4 * tct_random_uniform(r));
        double to_hz = from_hz * (0.6 + 0.9 * tct_random_uniform(r));
        double pause_s = 0.03 + 0.12 * tct_random_uniform(r);
        struct syllable s = {at_s, length_s, fmin(from_hz, b->highest_hz), 0.0, level * b->pa};
        s.sweep_hz_per_s = (fmin(to_hz, b->highest_hz) - s.hz) / length_s;
        if (b->count < SYLLABLES)
            b->syllables[b->count++] = s;
        at_s += length_s + pause_s;
    }
}

static void add_syllable(const struct birds *b, const struct syllable *s, float *pa)
{
    for (int i = 0; i < NOISE_BLOCK; i++) {
        double t = b->at_s + i * b->sample_s - s->from_s;
        if (t <= 0.0 || t >= s->length_s)
            continue;
        double swell = sin(pi * t / s->length_s);
        double turns = t * (s->hz + 0.5 * s->sweep_hz_per_s * t);
        pa[i] += (float)(s->pa * swell * swell * sin(2.0 * pi * turns));
    }
}

void birds_add(struct birds *b, float *pa)
{
    if (b->pa <= 0.0)
        return;
    while (b->next_s < b->at_s + ahead_s) {
        sing(b);
        b->next_s += b->gap_s * tct_random_exponential(&b->random);
    }
    double end_s = b->at_s + NOISE_BLOCK * b->sample_s;
    size_t kept = 0;
    for (size_t k = 0; k < b->count; k++) {
        const struct syllable *s = &b->syllables[k];
        if (s->from_s < end_s)
            add_syllable(b, s, pa);
        if (s->from_s + s->length_s > end_s)
            b->syllables[kept++] = *s;
    }
    b->count = kept;
    b->at_s = end_s;
}
