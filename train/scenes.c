/* Scenes: blasts and N-waves by the formulas of acoustics, through air and echoes; knocks, clicks,
 * claps, rings, cries and bursts of noise by the simplest models that have their physics. */
#include "scenes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ambience.h"
#include "tacet/acoustics.h"

static const double SECONDS = 1.2, LONG_S = 4.0;
static const double SPEED_M_S = 340.0, AMBIENT_PA = 101325.0;

struct maker {
    struct scene *scene;
    struct tct_random random;
};

static double uniform(struct maker *maker, double least, double most)
{
    return draw(&maker->random, least, most);
}

static double logarithmic(struct maker *maker, double least, double most)
{
    return draw_log(&maker->random, least, most);
}

static void add(struct sound *sound, long at, double value)
{
    if (at >= 0 && (size_t)at < sound->count)
        sound->samples[at] += (float)value;
}

/* The mean of a wave of one cycle over a sample: a quadrature that does not care for its edges. */
typedef double wave_fn(double t, double length_s);

static double n_wave(double t, double length_s)
{
    return t < 0.0 || t > length_s ? 0.0 : 1.0 - 2.0 * t / length_s;
}

static void add_wave(struct sound *sound, wave_fn *wave, double onset_s, double length_s,
                     double lasts_s, double peak)
{
    enum { PARTS = 16 };
    long from = (long)(onset_s * sound->rate_hz) - 1;
    long to = (long)((onset_s + lasts_s) * sound->rate_hz) + 2;
    for (long i = from; i < to; i++) {
        double sum = 0.0;
        for (int k = 0; k < PARTS; k++)
            sum += wave(((double)i + (k + 0.5) / PARTS - 0.5) / sound->rate_hz - onset_s, length_s);
        add(sound, i, peak * sum / PARTS);
    }
}

/* Adds what a path of `late` more samples, whole or not, makes of a sound. */
static void add_filtered(struct sound *to, const struct sound *from, const double *taps,
                         size_t tap_count, double gain, double late)
{
    long whole = (long)late;
    double part = late - (double)whole, least = 1e-5 * (double)sound_loudest(from);
    for (size_t i = 0; i < from->count; i++) {
        double sample = gain * (double)from->samples[i];
        if (fabs(sample) <= least)
            continue;
        for (size_t k = 0; k < tap_count; k++) {
            add(to, (long)(i + k) + whole, (1.0 - part) * taps[k] * sample);
            add(to, (long)(i + k) + whole + 1, part * taps[k] * sample);
        }
    }
}

/* What the ground between the muzzle and a microphone sends back: snow to asphalt. It comes so
 * little later that it takes the highs or the lows away from what came straight. */
static void add_ground(struct sound *to, const struct sound *from, struct tct_air_filter *filter,
                       const struct tct_air *air, double range_m, struct maker *maker)
{
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    double source_m = logarithmic(maker, 0.3, 2.5), ear_m = logarithmic(maker, 0.3, 8.0);
    double straight_m = hypot(range_m, source_m - ear_m);
    double reflected_m = hypot(range_m, source_m + ear_m);
    double speed_m_s = tct_sound_speed_m_s(air->temperature_c);
    enum tct_status status = tct_air_filter_init_long(filter, air, to->rate_hz, NULL);
    TCT_ASSERT(status == TCT_OK);
    tct_ground_taps(filter, logarithmic(maker, 10.0, 20000.0), (source_m + ear_m) / reflected_m,
                    reflected_m, speed_m_s, taps);
    add_filtered(to, from, taps, filter->tap_count, straight_m / reflected_m,
                 (reflected_m - straight_m) / speed_m_s * to->rate_hz);
}

/* Air and ground over a distance, from one sound into another. */
static void add_through_air(struct sound *to, const struct sound *from, double range_m,
                            struct maker *maker)
{
    struct tct_air air = {.temperature_c = uniform(maker, -15.0, 35.0),
                          .relative_humidity = uniform(maker, 0.15, 0.95),
                          .pressure_pa = AMBIENT_PA};
    static struct tct_air_filter filter;
    double taps[TCT_AIR_FILTER_TAPS_MAX];
    enum tct_status status = tct_air_filter_init(&filter, &air, to->rate_hz, NULL);
    TCT_ASSERT(status == TCT_OK);
    tct_air_filter_taps(&filter, range_m, taps);
    size_t tap_count = filter.tap_count; /* add_ground makes another filter of it */
    struct sound both = sound_new(to->rate_hz, SECONDS);
    memcpy(both.samples, from->samples, both.count * sizeof(float));
    if (tct_random_uniform(&maker->random) < 0.75)
        add_ground(&both, from, &filter, &air, range_m, maker);
    add_filtered(to, &both, taps, tap_count, 1.0, 0.0);
    sound_free(&both);
}

static void tell(struct maker *maker, double onset_s, enum tct_class is)
{
    struct scene *scene = maker->scene;
    if (scene->event_count < SCENE_EVENTS)
        scene->events[scene->event_count++] = (struct scene_event){onset_s, is};
}

/* Blast after blast of one weapon, each with its own strength; rifles put a shock wave before. */
static void make_shots(struct maker *maker, bool supersonic)
{
    struct sound *sound = &maker->scene->sound;
    struct sound dry = sound_new(sound->rate_hz, SECONDS);
    double phase_s = logarithmic(maker, 0.0003, 0.005), range_m = logarithmic(maker, 20.0, 2000.0);
    double every_s = uniform(maker, 0.063, 0.6), at_s = uniform(maker, 0.3, 0.4);
    double mach = uniform(maker, 1.2, 2.9), miss_m = logarithmic(maker, 1.0, 80.0);
    double diameter_m = logarithmic(maker, 0.0055, 0.0145), length_m = 3.4 * diameter_m;
    double squared = mach * mach - 1.0;
    double shock_s = 1.82 * mach * pow(miss_m, 0.25) * diameter_m /
                     (SPEED_M_S * pow(squared, 0.375) * pow(length_m, 0.25));
    double lead_s = uniform(maker, 0.02, 0.25), strength = logarithmic(maker, 0.5, 20.0);
    int count = (int)uniform(maker, 1.0, 4.99);
    for (int n = 0; n < count && at_s < SECONDS - 0.2; n++, at_s += every_s) {
        double peak = uniform(maker, 0.7, 1.0), sample_s = 1.0 / sound->rate_hz;
        for (long i = (long)(at_s / sample_s); (double)i * sample_s < at_s + 12.0 * phase_s; i++)
            add(&dry, i,
                peak * tct_friedlander_mean((double)i * sample_s - at_s, sample_s, phase_s));
        tell(maker, at_s, TCT_CLASS_MUZZLE_BLAST);
    }
    add_through_air(sound, &dry, range_m, maker);
    if (supersonic)
        for (size_t n = maker->scene->event_count; n-- > 0;) {
            double onset_s = maker->scene->events[n].onset_s - lead_s;
            add_wave(sound, n_wave, onset_s, shock_s, shock_s, strength);
            tell(maker, onset_s, TCT_CLASS_SHOCK_WAVE);
        }
    sound_place(sound, &maker->random);
    sound_free(&dry);
}

static void make_explosion(struct maker *maker)
{
    struct sound *sound = &maker->scene->sound;
    struct sound dry = sound_new(sound->rate_hz, SECONDS);
    double phase_s = logarithmic(maker, 0.006, 0.1), at_s = uniform(maker, 0.3, 0.5);
    double sample_s = 1.0 / sound->rate_hz;
    for (long i = (long)(at_s / sample_s); (size_t)i < dry.count; i++)
        add(&dry, i, tct_friedlander_mean((double)i * sample_s - at_s, sample_s, phase_s));
    tell(maker, at_s, TCT_CLASS_EXPLOSION);
    add_through_air(sound, &dry, logarithmic(maker, 50.0, 4000.0), maker);
    sound_place(sound, &maker->random);
    sound_free(&dry);
}

/* Sums of damped modes, struck by something soft or hard: wood, metal, glass, a drum. */
static void strike(struct maker *maker, double at_s, double low_hz, double high_hz, double decay_s,
                   int modes, double contact_s)
{
    struct sound *sound = &maker->scene->sound;
    for (int m = 0; m < modes; m++) {
        double hz = logarithmic(maker, low_hz, high_hz), phase = uniform(maker, 0.0, 6.28);
        double fade_s = decay_s * pow(hz / low_hz, -uniform(maker, 0.0, 1.0));
        double gain = tct_random_normal(&maker->random) / (1.0 + pow(hz * contact_s * 2.0, 2.0));
        for (double t = 0.0; t < 8.0 * fade_s + contact_s; t += 1.0 / sound->rate_hz) {
            double rise = t < contact_s ? 0.5 - 0.5 * cos(M_PI * t / contact_s) : 1.0;
            add(sound, (long)((at_s + t) * sound->rate_hz),
                gain * rise * exp(-t / fade_s) * sin(2.0 * M_PI * hz * t + phase));
        }
    }
}

static void make_strikes(struct maker *maker)
{
    double low_hz = logarithmic(maker, 60.0, 2500.0), wide = logarithmic(maker, 1.3, 12.0);
    double decay_s = logarithmic(maker, 0.002, 0.3), contact_s = logarithmic(maker, 0.0001, 0.006);
    int modes = (int)logarithmic(maker, 2.0, 25.0), count = (int)uniform(maker, 1.0, 5.99);
    double every_s = logarithmic(maker, 0.05, 0.5), at_s = 0.3;
    for (int n = 0; n < count && at_s < SECONDS - 0.1;
         n++, at_s += every_s * uniform(maker, 0.8, 1.2))
        strike(maker, at_s, low_hz, low_hz * wide, decay_s, modes, contact_s);
    sound_place(&maker->scene->sound, &maker->random);
}

/* Noise with an envelope: claps, steps, splashes, crackle, sneezes; the colour by two one-pole
 * filters. */
static void make_bursts(struct maker *maker)
{
    struct sound *sound = &maker->scene->sound;
    double rise_s = logarithmic(maker, 0.0005, 0.06), fade_s = logarithmic(maker, 0.001, 0.25);
    double high_hz = logarithmic(maker, 500.0, 9000.0), low_hz = logarithmic(maker, 100.0, 4000.0);
    double every_s = logarithmic(maker, 0.01, 0.5), at_s = 0.3;
    double up = 1.0 - exp(-2.0 * M_PI * fmin(high_hz / sound->rate_hz, 0.4));
    double down = 1.0 - exp(-2.0 * M_PI * fmin(low_hz / sound->rate_hz, 0.4));
    int count = (int)logarithmic(maker, 1.0, 20.0);
    for (int n = 0; n < count && at_s < SECONDS - 0.1;
         n++, at_s += every_s * uniform(maker, 0.3, 1.7)) {
        double gain = logarithmic(maker, 0.3, 1.0), a = 0.0, b = 0.0;
        for (double t = 0.0; t < rise_s + 7.0 * fade_s; t += 1.0 / sound->rate_hz) {
            double shape = t < rise_s ? t / rise_s : exp(-(t - rise_s) / fade_s);
            a += up * (tct_random_normal(&maker->random) - a);
            b += down * (a - b);
            add(sound, (long)((at_s + t) * sound->rate_hz), gain * shape * (a - b));
        }
    }
    sound_place(sound, &maker->random);
}

/* Harmonic sounds that begin: barks, crows, cries, horns, engines. */
static void make_cries(struct maker *maker)
{
    struct sound *sound = &maker->scene->sound;
    double hz = logarithmic(maker, 25.0, 2500.0), glide = uniform(maker, -0.5, 0.5);
    double rise_s = logarithmic(maker, 0.001, 0.05), fade_s = logarithmic(maker, 0.02, 0.5);
    double slope = uniform(maker, 0.0, 2.0), rough = uniform(maker, 0.0, 0.4), phase = 0.0;
    int parts = (int)logarithmic(maker, 2.0, 40.0);
    for (double t = 0.0; t < SECONDS - 0.3; t += 1.0 / sound->rate_hz) {
        double shape = t < rise_s ? t / rise_s : exp(-(t - rise_s) / fade_s), sum = 0.0;
        double now_hz = hz * (1.0 + glide * t);
        phase += 2.0 * M_PI * now_hz / sound->rate_hz;
        for (int k = 1; k <= parts && k * now_hz < 0.45 * sound->rate_hz; k++)
            sum += pow(k, -slope) * sin(k * phase + 1.7 * k * k);
        add(sound, (long)((0.3 + t) * sound->rate_hz),
            shape * sum * (1.0 + rough * tct_random_normal(&maker->random)));
    }
    sound_place(sound, &maker->random);
}

/* Nothing but noise: drops, songs, gusts, cars and engines are no shots. */
static void make_ambience(struct maker *maker)
{
    struct sound *sound = &maker->scene->sound;
    enum ambience kind = (enum ambience)(int)uniform(maker, AMBIENCE_WIND, AMBIENCE_RECORDED);
    double rate_hz = sound->rate_hz;
    sound_free(sound);
    *sound = ambience_make(kind, rate_hz, LONG_S, NULL, &maker->random);
    sound->whole = true;
    sound_place(sound, &maker->random);
}

static void add_ambience(struct maker *maker, const struct sound *recorded)
{
    struct sound *sound = &maker->scene->sound;
    double level = (double)sound_loudest(sound) * pow(10.0, -uniform(maker, 15.0, 50.0) / 20.0);
    enum ambience kind = (enum ambience)(int)uniform(maker, 0.0, AMBIENCE_KINDS);
    maker->scene->ambience = ambience_name(kind);
    double seconds = (double)sound->count / sound->rate_hz;
    struct sound noise = ambience_make(kind, sound->rate_hz, seconds, recorded, &maker->random);
    sound_add_noise(sound, &noise, level);
    sound_free(&noise);
}

struct scene scene_make(uint64_t seed, uint64_t number, const struct sound *recorded)
{
    static const double rates_hz[] = {12000.0, 16000.0, 24000.0, 44100.0, 48000.0};
    struct scene scene = {0};
    struct maker maker = {.scene = &scene};
    tct_random_init(&maker.random, seed, number);
    scene.sound = sound_new(rates_hz[(size_t)uniform(&maker, 0.0, 5.0)], SECONDS);
    scene.sound.whole = true;
    switch (number % SCENE_KINDS) {
    case 0:
    case 1:
        make_shots(&maker, false);
        scene.kind = TCT_CLASS_MUZZLE_BLAST, scene.name = "shots";
        break;
    case 2:
    case 3:
        make_shots(&maker, true);
        scene.kind = TCT_CLASS_SHOCK_WAVE, scene.name = "rifle";
        break;
    case 4:
        make_explosion(&maker);
        scene.kind = TCT_CLASS_EXPLOSION, scene.name = "explosion";
        break;
    case 5:
    case 6:
        make_strikes(&maker);
        scene.kind = TCT_CLASS_OTHER, scene.name = "strikes";
        break;
    case 7:
    case 8:
        make_bursts(&maker);
        scene.kind = TCT_CLASS_OTHER, scene.name = "bursts";
        break;
    case 9:
    case 10:
        make_ambience(&maker);
        scene.kind = TCT_CLASS_OTHER, scene.name = "ambience";
        break;
    default:
        make_cries(&maker);
        scene.kind = TCT_CLASS_OTHER, scene.name = "cries";
    }
    sound_highpass(&scene.sound, logarithmic(&maker, 5.0, 100.0));
    sound_tilt(&scene.sound, uniform(&maker, -6.0, 6.0));
    add_ambience(&maker, recorded);
    /* Full scale is 1, with room. */
    sound_scale(&scene.sound, 0.5 / fmax((double)sound_loudest(&scene.sound), 1e-9));
    return scene;
}
