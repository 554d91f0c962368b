/* Likeness: normalised correlation with templates that went through the same filter. Microphones
 * have a lower end of their own: each blast is tried through one more high-pass, too. */
#include "likeness.h"

#include <math.h>
#include <stdbool.h>

#include "aligned.h"

enum { WAVE = 5 * ALIGNED_PER_MS, PARTS = 8 };

static const double MS_S = 0.001;

static double blast_at(double t_ms, double phase_ms, double rise_ms)
{
    if (t_ms < rise_ms)
        return t_ms > 0.0 ? t_ms / rise_ms : 0.0;
    double u = (t_ms - rise_ms) / phase_ms;
    return (1.0 - u) * exp(-u);
}

static double n_wave_at(double t_ms, double length_ms)
{
    return t_ms >= 0.0 && t_ms <= length_ms ? 1.0 - 2.0 * t_ms / length_ms : 0.0;
}

struct shape {
    bool n_wave;
    double length_ms, rise_ms;
};

/* The wave as sampled, filtered `times` times, of energy 1. */
static void make_wave(const struct shape *shape, const struct biquad *highpass, int times,
                      float wave[WAVE])
{
    for (size_t i = 0; i < WAVE; i++) {
        double sum = 0.0;
        for (int k = 0; k < PARTS; k++) {
            double t_ms = ((double)i + (k + 0.5) / PARTS - 0.5) / ALIGNED_PER_MS;
            sum += shape->n_wave ? n_wave_at(t_ms, shape->length_ms)
                                 : blast_at(t_ms, shape->length_ms, shape->rise_ms);
        }
        wave[i] = (float)(sum / PARTS);
    }
    double energy = 0.0;
    for (int n = 0; n < times; n++) {
        struct biquad_state state = {0};
        biquad_run(highpass, &state, wave, WAVE, wave);
    }
    for (size_t i = 0; i < WAVE; i++)
        energy += (double)wave[i] * (double)wave[i];
    float scale = (float)(1.0 / sqrt(energy));
    for (size_t i = 0; i < WAVE; i++)
        wave[i] *= scale;
}

static double best_match(const float *band, size_t from, size_t to, const float wave[WAVE])
{
    double best = 0.0;
    for (size_t at = from; at < to; at++) {
        float product = 0.0f, energy = 0.0f;
        for (size_t i = 0; i < WAVE; i++) {
            product += band[at + i] * wave[i];
            energy += band[at + i] * band[at + i];
        }
        if (energy > 0.0f)
            best = fmax(best, fabs((double)product) / sqrt((double)energy));
    }
    return fmin(best, 1.0);
}

struct likeness likeness_of(const float *band, size_t from, size_t to,
                            const struct biquad *highpass)
{
    static const double blast_ms[] = {0.3, 0.5, 0.9, 1.6, 3.0}, rise_ms[] = {0.05, 0.4};
    static const double n_wave_ms[] = {0.2, 0.35, 0.6};
    struct likeness likeness = {.length_s = blast_ms[0] * MS_S};
    float wave[WAVE];
    for (size_t b = 0; b < sizeof(blast_ms) / sizeof(blast_ms[0]); b++)
        for (int form = 0; form < 4; form++) {
            struct shape shape = {.length_ms = blast_ms[b], .rise_ms = rise_ms[form % 2]};
            make_wave(&shape, highpass, 1 + form / 2, wave);
            double match = best_match(band, from, to, wave);
            if (match > likeness.blast) {
                likeness.blast = match;
                likeness.length_s = blast_ms[b] * MS_S;
            }
        }
    for (size_t n = 0; n < sizeof(n_wave_ms) / sizeof(n_wave_ms[0]); n++) {
        struct shape shape = {.n_wave = true, .length_ms = n_wave_ms[n]};
        make_wave(&shape, highpass, 1, wave);
        likeness.n_wave = fmax(likeness.n_wave, best_match(band, from, to, wave));
    }
    return likeness;
}
