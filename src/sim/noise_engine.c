/* Engine: a generator or a tank that stands somewhere: the harmonics of its firing rate, which
 * wanders a little. */
#include <math.h>
#include <string.h>

#include "noise.h"
#include "streams.h"

static const double two_pi = 6.28318530717958647692;

/* Its rate wanders by this share, within so many seconds. */
static const double wander_share = 0.01, wander_s = 3.0;

void engine_init(struct engine *e, const struct noise_place *place)
{
    const struct tct_scene *scene = place->scene;
    memset(e, 0, sizeof(*e));
    if (scene->noise.engine_pa <= 0.0)
        return;
    /* The engine is the same in all windows but for where it is in its turn. */
    struct tct_random build = stream_open(scene->seed, STREAM_ENGINE, place->station, 0);
    e->random = stream_open(scene->seed, STREAM_ENGINE, place->station, place->window + 1);
    e->sample_s = 1.0 / scene->sample_rate_hz;
    e->hz = scene->noise.engine_hz;
    double side = two_pi * tct_random_uniform(&build), power = 0.0;
    e->early_s = (place->x_m * cos(side) + place->y_m * sin(side)) / place->speed_m_s;
    while (e->harmonics < HARMONICS &&
           (double)(e->harmonics + 1) * e->hz * 1.1 < 0.45 * scene->sample_rate_hz) {
        size_t h = e->harmonics++;
        e->height[h] = exp(0.5 * tct_random_normal(&build)) * pow((double)h + 1.0, -0.8);
        e->phase[h] = tct_random_uniform(&build);
        power += 0.5 * e->height[h] * e->height[h];
    }
    e->pa = scene->noise.engine_pa / sqrt(fmax(power, 1e-12));
    e->turns = tct_random_uniform(&e->random);
}

void engine_add(struct engine *e, float *pa)
{
    if (e->pa <= 0.0)
        return;
    double kept = exp(-NOISE_BLOCK * e->sample_s / wander_s);
    e->wander = kept * e->wander + sqrt(1.0 - kept * kept) * tct_random_normal(&e->random);
    double hz = e->hz * (1.0 + wander_share * fmin(fmax(e->wander, -3.0), 3.0));
    for (size_t h = 0; h < e->harmonics; h++) {
        double order = (double)h + 1.0;
        double start = two_pi * (order * (e->turns + hz * e->early_s) + e->phase[h]);
        double step = two_pi * order * hz * e->sample_s;
        double c = cos(step), s = sin(step), re = cos(start), im = sin(start);
        double height = e->pa * e->height[h];
        for (int i = 0; i < NOISE_BLOCK; i++) {
            pa[i] += (float)(height * im);
            double next = re * c - im * s;
            im = re * s + im * c;
            re = next;
        }
    }
    e->turns = fmod(e->turns + hz * NOISE_BLOCK * e->sample_s, 1e6);
}
