/* Background: a recording of elsewhere, again and again, from a random place in it. */
#include <math.h>

#include "noise.h"
#include "streams.h"

void background_init(struct background *b, const struct noise_place *place)
{
    const struct tct_scene_background *recorded = &place->scene->noise.background;
    struct tct_random random = stream_open(place->scene->seed, STREAM_BACKGROUND, place->station,
                                           stream_window(place->channel, place->window));
    b->recorded = recorded->samples != NULL && recorded->pa > 0.0 ? recorded : NULL;
    b->step = recorded->rate_hz / place->scene->sample_rate_hz;
    b->at = (double)recorded->count * tct_random_uniform(&random);
}

/* Between samples by Catmull & Rom's cubic. */
static double sample_at(const struct tct_scene_background *r, double at)
{
    size_t n = r->count, i = (size_t)at % n;
    double a = (double)r->samples[(i + n - 1) % n], b = (double)r->samples[i];
    double c = (double)r->samples[(i + 1) % n], d = (double)r->samples[(i + 2) % n];
    double t = at - floor(at);
    return b +
           0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
}

void background_add(struct background *b, float *pa)
{
    if (b->recorded == NULL)
        return;
    for (int i = 0; i < NOISE_BLOCK; i++) {
        pa[i] += (float)(b->recorded->pa * sample_at(b->recorded, b->at));
        b->at += b->step;
        while (b->at >= (double)b->recorded->count)
            b->at -= (double)b->recorded->count;
    }
}
