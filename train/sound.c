/* Sound: samples on the heap and what a recording chain does to them. */
#include "sound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CROSSINGS = 10, PHASES = 256 };

static const double GAP_S = 0.005, SPEED_M_S = 340.0;

double draw(struct tct_random *random, double least, double most)
{
    return least + (most - least) * tct_random_uniform(random);
}

double draw_log(struct tct_random *random, double least, double most)
{
    return least * pow(most / least, tct_random_uniform(random));
}

struct sound sound_new(double rate_hz, double seconds)
{
    struct sound sound = {.rate_hz = rate_hz, .count = (size_t)(rate_hz * seconds)};
    sound.samples = calloc(sound.count + 1, sizeof(float));
    TCT_ASSERT(sound.samples != NULL);
    return sound;
}

void sound_free(struct sound *sound)
{
    free(sound->samples);
    *sound = (struct sound){0};
}

/* Calls `silence` for each run of exact zeros that is long enough to be missing data. */
static void each_gap(const struct sound *sound, void (*silence)(void *, double, double), void *user)
{
    size_t least = (size_t)(GAP_S * sound->rate_hz), run = 0;
    if (sound->whole)
        return;
    for (size_t i = 0; i <= sound->count; i++) {
        if (i < sound->count && sound->samples[i] == 0.0f) {
            run++;
            continue;
        }
        if (run >= least)
            silence(user, (double)(i - run) / sound->rate_hz, (double)i / sound->rate_hz);
        run = 0;
    }
}

static void fill_zeros(void *user, double from_s, double to_s)
{
    struct sound *sound = user;
    size_t from = (size_t)ceil(from_s * sound->rate_hz), to = (size_t)(to_s * sound->rate_hz);
    for (size_t i = from; i < to && i < sound->count; i++)
        sound->samples[i] = 0.0f;
}

struct sound sound_resample(const struct sound *sound, double rate_hz)
{
    double ratio = sound->rate_hz / rate_hz, cutoff = fmin(1.0, 1.0 / ratio) * 0.95;
    double half = CROSSINGS / cutoff;
    size_t steps = (size_t)ceil(half) * PHASES;
    float *kernel = calloc(steps + 2, sizeof(float));
    TCT_ASSERT(kernel != NULL);
    for (size_t i = 0; i < steps; i++) {
        double t = (double)i / PHASES, x = M_PI * cutoff * t;
        if (t < half)
            kernel[i] =
                (float)(cutoff * (i == 0 ? 1.0 : sin(x) / x) * (0.5 + 0.5 * cos(M_PI * t / half)));
    }
    struct sound made = sound_new(rate_hz, (double)sound->count / sound->rate_hz);
    for (size_t i = 0; i < made.count; i++) {
        double at = (double)i * ratio;
        size_t from = (size_t)fmax(ceil(at - half), 0.0);
        size_t to = (size_t)fmin(floor(at + half), (double)sound->count - 1.0);
        float place = (float)(((double)from - at) * PHASES), sum = 0.0f;
        for (size_t k = from; k <= to; k++, place += (float)PHASES)
            sum += sound->samples[k] * kernel[(int)fabsf(place)];
        made.samples[i] = sum;
    }
    free(kernel);
    each_gap(sound, fill_zeros, &made);
    return made;
}

/* Three poles and zeros that fall 3 dB an octave (Kellet). */
void sound_pink(struct sound *sound)
{
    double state[3] = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < sound->count; i++) {
        double white = (double)sound->samples[i];
        state[0] = 0.99765 * state[0] + white * 0.0990460;
        state[1] = 0.96300 * state[1] + white * 0.2965164;
        state[2] = 0.57000 * state[2] + white * 1.0526913;
        sound->samples[i] = (float)(state[0] + state[1] + state[2] + white * 0.1848);
    }
}

double sound_level(const struct sound *sound)
{
    double square = 0.0;
    for (size_t i = 0; i < sound->count; i++)
        square += (double)sound->samples[i] * (double)sound->samples[i];
    return sqrt(square / fmax((double)sound->count, 1.0)) + 1e-15;
}

void sound_scale(struct sound *sound, double by)
{
    for (size_t i = 0; i < sound->count; i++)
        sound->samples[i] *= (float)by;
}

void sound_add_noise(struct sound *sound, struct sound *noise, double level)
{
    sound_scale(noise, level / sound_level(noise));
    each_gap(sound, fill_zeros, noise);
    for (size_t i = 0; i < noise->count && i < sound->count; i++)
        sound->samples[i] += noise->samples[i];
}

/* One pole and one zero: y = b0 x + b1 x' - a1 y'. A gap ends the memory. */
static void first_order(struct sound *sound, double b0, double b1, double a1)
{
    double before = (double)sound->samples[0], out = before * (b0 + b1) / (1.0 + a1);
    for (size_t i = 0; i < sound->count; i++) {
        double in = (double)sound->samples[i];
        bool gap = in == 0.0 && before == 0.0;
        out = gap ? 0.0 : b0 * in + b1 * before - a1 * out;
        before = in;
        sound->samples[i] = (float)out;
    }
}

void sound_highpass(struct sound *sound, double corner_hz)
{
    double k = tan(M_PI * corner_hz / sound->rate_hz);
    first_order(sound, 1.0 / (1.0 + k), -1.0 / (1.0 + k), (k - 1.0) / (k + 1.0));
}

void sound_tilt(struct sound *sound, double tilt_db)
{
    double k = tan(M_PI * 1000.0 / sound->rate_hz), g = pow(10.0, tilt_db / 40.0);
    first_order(sound, (g + k / g) / (1.0 + k), (k / g - g) / (1.0 + k), (k - 1.0) / (k + 1.0));
}

void sound_echo(struct sound *sound, struct tct_random *random)
{
    struct sound dry = sound_cut(sound, 0.0, 1e9);
    double fade_s = draw_log(random, 0.02, 0.4), level = draw_log(random, 0.003, 1.0);
    double lost = draw(random, 0.0, 0.8) * fmin(12000.0 / sound->rate_hz, 1.0);
    int count = (int)draw(random, 0.0, 30.0);
    for (int n = 0; n < count; n++) {
        double delay_s = draw_log(random, 0.0006, 0.5);
        float gain = (float)(level * exp(-delay_s / fade_s) * tct_random_normal(random));
        float held = 0.0f, keep = (float)lost;
        size_t delay = (size_t)(delay_s * sound->rate_hz);
        for (size_t i = 0; i + delay < dry.count; i++) {
            held = keep * held + (1.0f - keep) * dry.samples[i];
            sound->samples[i + delay] += gain * held;
        }
    }
    each_gap(&dry, fill_zeros, sound);
    sound_free(&dry);
}

/* -3 dB an octave from `corner_hz` on: pole and zero by turns, an octave apart. */
static void shade(struct sound *sound, double corner_hz)
{
    double least_hz = fmin(corner_hz, 0.2 * sound->rate_hz);
    for (double pole_hz = least_hz; pole_hz < 0.3 * sound->rate_hz; pole_hz *= 4.0) {
        double pole = tan(M_PI * pole_hz / sound->rate_hz);
        double zero = tan(M_PI * fmin(2.0 * pole_hz / sound->rate_hz, 0.45));
        double share = pole / zero;
        first_order(sound, share * (1.0 + zero) / (1.0 + pole), share * (zero - 1.0) / (1.0 + pole),
                    (pole - 1.0) / (1.0 + pole));
    }
}

/* An edge between: the half-order low-pass of a detour of 1 cm to 10 m (Maekawa, Applied Acoustics
 * 1, 1968: 3 dB for each doubling of frequency in the deep shadow). */
static void hide(struct sound *sound, struct tct_random *random)
{
    double detour_m = draw_log(random, 0.01, 10.0);
    shade(sound, SPEED_M_S / (2.0 * M_PI * detour_m));
}

/* Trees, walls, cars close to the path: up to 60 arrivals, most within 4 to 100 ms, every other of
 * them shaded; together a tenth to twice what came straight. */
static void scatter(struct sound *sound, struct tct_random *random)
{
    enum { PATHS = 60, SHADES = 2 };
    struct sound dry[SHADES] = {sound_cut(sound, 0.0, 1e9), sound_cut(sound, 0.0, 1e9)};
    shade(&dry[1], draw_log(random, 100.0, 2000.0));
    double fade_s = draw_log(random, 0.004, 0.1), paths = draw_log(random, 4.0, PATHS);
    double level = draw_log(random, 0.1, 2.0) / sqrt(paths);
    for (int n = 0; n < (int)paths; n++) {
        double delay_s = 0.0002 - fade_s * log(1.0 - 0.999 * tct_random_uniform(random));
        float gain = (float)(level * tct_random_normal(random));
        const struct sound *from = &dry[n % SHADES];
        size_t delay = (size_t)(delay_s * sound->rate_hz);
        for (size_t i = 0; i + delay < from->count; i++)
            sound->samples[i + delay] += gain * from->samples[i];
    }
    each_gap(&dry[0], fill_zeros, sound);
    for (int n = 0; n < SHADES; n++)
        sound_free(&dry[n]);
}

void sound_place(struct sound *sound, struct tct_random *random)
{
    if (tct_random_uniform(random) < 0.4)
        hide(sound, random);
    if (tct_random_uniform(random) < 0.4)
        scatter(sound, random);
    if (tct_random_uniform(random) < 0.6)
        sound_echo(sound, random);
}

struct sound sound_cut(const struct sound *sound, double from_s, double to_s)
{
    double rate_hz = sound->rate_hz, last_s = (double)sound->count / rate_hz;
    size_t from = (size_t)(fmax(from_s, 0.0) * rate_hz),
           to = (size_t)(fmin(to_s, last_s) * rate_hz);
    struct sound cut = {
        .rate_hz = rate_hz, .count = to > from ? to - from : 0, .whole = sound->whole};
    cut.samples = calloc(cut.count + 1, sizeof(float));
    TCT_ASSERT(cut.samples != NULL);
    if (cut.count > 0)
        memcpy(cut.samples, sound->samples + from, cut.count * sizeof(float));
    return cut;
}

float sound_loudest(const struct sound *sound)
{
    float most = 0.0f;
    for (size_t i = 0; i < sound->count; i++)
        most = fmaxf(most, fabsf(sound->samples[i]));
    return most;
}
