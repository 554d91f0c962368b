/* Wave: a sound with an onset anywhere between two samples, by way of the ground, too, filtered by
 * what lies between. */
#include "wave.h"

#include <math.h>
#include <string.h>

#include "crossing.h"
#include "impact_sound.h"

/* After so many positive phases the suction has died away to 5e-4 of the peak. */
static const double phases_drawn = 10.0;

static double length_of(const struct tct_scene_sound *sound)
{
    switch (sound->kind) {
    case TCT_SCENE_SHOCK_WAVE:
        return sound->length_s + 2.0 * (double)sound->rise_s;
    case TCT_SCENE_DOOR:
    case TCT_SCENE_HAMMER:
        return IMPACT_SOUND_S;
    default:
        return phases_drawn * sound->length_s;
    }
}

static size_t samples_in(const struct tct_scene *scene, double seconds)
{
    return 2 + (size_t)ceil(seconds * scene->sample_rate_hz);
}

/* The longest N-wave of a bullet: far away, and very slow or in very cold air. */
static double longest_shock_s(const struct tct_bullet *bullet)
{
    static const double cold_m_s = 290.0, thin_pa = 20000.0;
    if (bullet->diameter_m <= 0.0)
        return 0.0;
    struct tct_shock slow = tct_shock_wave(bullet, 1.0, TCT_SCENE_REACH_M, cold_m_s, thin_pa);
    struct tct_shock fast =
        tct_shock_wave(bullet, bullet->speed_m_s / cold_m_s, TCT_SCENE_REACH_M, cold_m_s, thin_pa);
    return fmax(slow.duration_s, fast.duration_s) + 2.0 * fmax(slow.rise_s, fast.rise_s);
}

size_t wave_longest(const struct tct_scene *scene)
{
    double longest_s = phases_drawn * CLUTTER_PHASE_MAX_S;
    for (size_t i = 0; i < scene->weapon_count; i++) {
        const struct tct_scene_weapon *w = &scene->weapons[i];
        double phase_s = w->positive_phase_s;
        if (w->kind == TCT_SCENE_CHARGE) /* thin air stretches it, by a cube root of 5 at most */
            phase_s = tct_explosion(w->charge_kg, TCT_SCENE_REACH_M, 20000.0).positive_phase_s;
        longest_s = fmax(longest_s, fmax(phases_drawn * phase_s, longest_shock_s(&w->bullet)));
    }
    if (scene->distractors.doors_per_hour > 0.0 || scene->distractors.hammers_per_hour > 0.0)
        longest_s = fmax(longest_s, IMPACT_SOUND_S);
    if (scene->ground.flow_resistivity > 0.0)
        longest_s += GROUND_LATEST_S;
    return samples_in(scene, longest_s) + 2 * TCT_AIR_FILTER_TAPS_MAX;
}

struct wave_maker *wave_maker_new(const struct tct_scene *scene, struct tct_arena *arena)
{
    struct wave_maker *maker = TCT_ARENA_NEW(arena, struct wave_maker, 1);
    size_t room = wave_longest(scene);
    double *memory = TCT_ARENA_NEW(arena, double, 3 * room);
    if (maker == NULL || memory == NULL)
        return NULL;
    maker->scene = scene;
    maker->source = memory;
    maker->late = memory + room;
    maker->wave = memory + 2 * room;
    maker->room = room;
    maker->air.air = UINT32_MAX;
    maker->screen.air = UINT32_MAX;
    maker->ground.air = UINT32_MAX;
    return maker;
}

/* The compared members are copies of each other or differ: no arithmetic lies between. */
bool wave_same(const struct tct_scene_sound *a, const struct tct_scene_sound *b)
{
    return a->kind == b->kind && a->air == b->air && a->length_s == b->length_s &&
           a->range_m == b->range_m && a->rise_s == b->rise_s && a->pick == b->pick &&
           a->ground_late_s == b->ground_late_s && a->ground_share == b->ground_share &&
           a->ground_sine == b->ground_sine && a->detour_m == b->detour_m &&
           a->shadow_m == b->shadow_m && a->bending_per_s == b->bending_per_s;
}

static bool same_path(const struct tct_scene_sound *a, const struct tct_scene_sound *b)
{
    struct tct_scene_sound alike = *a;
    alike.kind = b->kind;
    alike.length_s = b->length_s;
    alike.rise_s = b->rise_s;
    alike.pick = b->pick;
    return wave_same(&alike, b);
}

typedef enum tct_status init_function(struct tct_air_filter *, const struct tct_air *, double,
                                      struct tct_error *);

/* Makes the filter ready for the sound; false when its taps are right already. */
static bool tune(const struct tct_scene *scene, struct wave_filter *f,
                 const struct tct_scene_sound *sound, init_function *init)
{
    if (f->tuned && same_path(&f->sound, sound))
        return false;
    if (f->air != sound->air) {
        enum tct_status status =
            init(&f->filter, &scene->airs[sound->air].air, scene->sample_rate_hz, NULL);
        TCT_ASSERT(status == TCT_OK); /* the scene was checked */
        f->air = sound->air;
    }
    f->sound = *sound;
    f->tuned = true;
    return true;
}

static double sound_speed_of(const struct tct_scene *scene, const struct tct_scene_sound *sound)
{
    return tct_sound_speed_m_s(scene->airs[sound->air].air.temperature_c);
}

/* The filter of the way: air, and what stands in it. */
static const struct wave_filter *tuned_way(struct wave_maker *maker,
                                           const struct tct_scene_sound *sound)
{
    if (sound->detour_m <= 0.0f && sound->shadow_m <= 0.0f) {
        if (tune(maker->scene, &maker->air, sound, tct_air_filter_init))
            tct_air_filter_taps(&maker->air.filter, sound->range_m, maker->air.taps);
        return &maker->air;
    }
    struct tct_obstacle obstacle = {sound_speed_of(maker->scene, sound), (double)sound->detour_m,
                                    (double)sound->shadow_m, (double)sound->bending_per_s};
    if (tune(maker->scene, &maker->screen, sound, tct_air_filter_init_long))
        tct_obstacle_taps(&maker->screen.filter, sound->range_m, &obstacle, maker->screen.taps);
    return &maker->screen;
}

static const struct wave_filter *tuned_ground(struct wave_maker *maker,
                                              const struct tct_scene_sound *sound)
{
    double c = sound_speed_of(maker->scene, sound);
    if (tune(maker->scene, &maker->ground, sound, tct_air_filter_init_long))
        tct_ground_taps(&maker->ground.filter, maker->scene->ground.flow_resistivity,
                        (double)sound->ground_sine,
                        sound->range_m + c * (double)sound->ground_late_s, c, maker->ground.taps);
    return &maker->ground;
}

/* The sound at its source as it would arrive `late` samples after the first sample. */
static size_t draw(const struct wave_maker *maker, const struct tct_scene_sound *sound, double late,
                   double *ret)
{
    double sample_s = 1.0 / maker->scene->sample_rate_hz;
    double wait_s = late > 1.0 ? late * sample_s : 0.0;
    size_t count = samples_in(maker->scene, length_of(sound) + wait_s);
    if (sound->kind == TCT_SCENE_DOOR || sound->kind == TCT_SCENE_HAMMER) {
        impact_sound(sound->kind, sound->pick, sample_s, late, count, ret);
        return count;
    }
    for (size_t i = 0; i < count; i++) {
        double at_s = ((double)i - late) * sample_s;
        ret[i] = sound->kind == TCT_SCENE_SHOCK_WAVE
                     ? tct_n_wave_mean(at_s, sample_s, sound->length_s, (double)sound->rise_s)
                     : tct_friedlander_mean(at_s, sample_s, sound->length_s);
    }
    return count;
}

/* Adds gain times the convolution of `source` with `taps`. */
static void convolve(const double *source, size_t count, const double *taps, size_t tap_count,
                     double gain, double *add_to)
{
    for (size_t k = 0; k < tap_count; k++) {
        double tap = gain * taps[k];
        if (tap == 0.0)
            continue;
        for (size_t i = 0; i < count; i++)
            add_to[i + k] += tap * source[i];
    }
}

/* Adds what comes by way of the ground to the `count` samples of the source; answers how many there
 * are then. */
static size_t add_ground(struct wave_maker *maker, const struct tct_scene_sound *sound, double lead,
                         size_t count)
{
    const struct wave_filter *ground = tuned_ground(maker, sound);
    double late = (double)sound->ground_late_s * maker->scene->sample_rate_hz - lead;
    size_t later = draw(maker, sound, late, maker->late);
    size_t both = later + ground->filter.tap_count - 1;
    TCT_ASSERT(count <= both && both <= maker->room);
    memset(maker->source + count, 0, (both - count) * sizeof(*maker->source));
    convolve(maker->late, later, ground->taps, ground->filter.tap_count,
             (double)sound->ground_share, maker->source);
    return both;
}

size_t wave_make(struct wave_maker *maker, const struct tct_scene_sound *sound, double lead)
{
    const struct wave_filter *way = tuned_way(maker, sound);
    size_t count = draw(maker, sound, -lead, maker->source);
    if (sound->ground_share > 0.0f)
        count = add_ground(maker, sound, lead, count);
    size_t all = count + way->filter.tap_count - 1;
    TCT_ASSERT(all <= maker->room);
    memset(maker->wave, 0, all * sizeof(*maker->wave));
    convolve(maker->source, count, way->taps, way->filter.tap_count, 1.0, maker->wave);
    return all;
}
