/* Wave: Friedlander's pulse with an onset anywhere between two samples, filtered by the air. */
#include "wave.h"

#include <math.h>
#include <string.h>

/* After so many positive phases the suction has died away to 5e-4 of the peak. */
static const double phases_drawn = 10.0;

static size_t blast_samples(const struct tct_scene *scene, double positive_phase_s)
{
    return 2 + (size_t)ceil(phases_drawn * positive_phase_s * scene->sample_rate_hz);
}

size_t wave_longest(const struct tct_scene *scene)
{
    double phase_s = CLUTTER_PHASE_MAX_S;
    for (size_t i = 0; i < scene->weapon_count; i++)
        phase_s = fmax(phase_s, scene->weapons[i].positive_phase_s);
    return blast_samples(scene, phase_s) + TCT_AIR_FILTER_TAPS_MAX;
}

struct wave_maker *wave_maker_new(const struct tct_scene *scene, struct tct_arena *arena)
{
    struct wave_maker *maker = TCT_ARENA_NEW(arena, struct wave_maker, 1);
    size_t room = wave_longest(scene);
    double *memory = TCT_ARENA_NEW(arena, double, 2 * room);
    if (maker == NULL || memory == NULL)
        return NULL;
    maker->scene = scene;
    maker->blast = memory;
    maker->wave = memory + room;
    maker->room = room;
    maker->air = UINT32_MAX;
    maker->range_m = -1.0;
    return maker;
}

static void tune(struct wave_maker *maker, uint32_t air, double range_m)
{
    if (maker->air != air) {
        const struct tct_scene *scene = maker->scene;
        enum tct_status status =
            tct_air_filter_init(&maker->filter, &scene->airs[air].air, scene->sample_rate_hz, NULL);
        TCT_ASSERT(status == TCT_OK); /* the scene was checked */
        maker->air = air;
        maker->range_m = -1.0;
    }
    if (maker->range_m != range_m) {
        tct_air_filter_taps(&maker->filter, range_m, maker->taps);
        maker->range_m = range_m;
    }
}

size_t wave_make(struct wave_maker *maker, uint32_t air, double range_m, double positive_phase_s,
                 double lead)
{
    tune(maker, air, range_m);
    size_t blast_count = blast_samples(maker->scene, positive_phase_s);
    size_t count = blast_count + maker->filter.tap_count - 1;
    TCT_ASSERT(count <= maker->room);

    double sample_s = 1.0 / maker->scene->sample_rate_hz;
    for (size_t i = 0; i < blast_count; i++)
        maker->blast[i] =
            tct_friedlander_mean(((double)i + lead) * sample_s, sample_s, positive_phase_s);

    memset(maker->wave, 0, count * sizeof(*maker->wave));
    for (size_t k = 0; k < maker->filter.tap_count; k++) {
        double tap = maker->taps[k];
        for (size_t i = 0; i < blast_count; i++)
            maker->wave[i + k] += tap * maker->blast[i];
    }
    return count;
}
