/* Accuracy: how far onsets lie from the truth, and whether their standard errors say so. */
#include "accuracy.h"

#include <math.h>
#include <stdlib.h>

static const double NOISE = 0.001, SPACING_S = 0.25;

/* 2E/N0 beta^2 is the energy of the pulse's slope over the noise's variance, of the samples. */
static double bound_s(const struct trial *trial, const struct blast *blast)
{
    double rate_hz = trial->rate_hz, shift_s = 0.01 / rate_hz, energy = 0.0;
    double offset_s = blast->onset_s - floor(blast->onset_s * rate_hz) / rate_hz;
    size_t count = (size_t)((blast->rise_s + 12.0 * blast->tau_s) * rate_hz) + 2;
    for (size_t i = 0; i < count; i++) {
        double t = (double)i / rate_hz - offset_s;
        double slope = (blast_sample(t + shift_s, rate_hz, blast) -
                        blast_sample(t - shift_s, rate_hz, blast)) /
                       (2.0 * shift_s);
        energy += slope * slope;
    }
    return NOISE / (blast->peak * sqrt(energy));
}

/* Fronts of all kinds, so that a detector cannot learn what comes next. */
static void mix(struct blast *blast, size_t number)
{
    blast->front = number % 4 == 3 ? BLAST_COSINE : BLAST_STRAIGHT;
    if (number % 2 == 0)
        blast->rise_s = 0.0;
}

static struct blast draw(const struct trial *trial, size_t number, struct tct_random *random)
{
    double ratio = trial->tau_most_s / trial->tau_least_s;
    struct blast blast = {
        .onset_s = 0.5 + SPACING_S * (double)number + 0.05 * tct_random_uniform(random),
        .peak = NOISE * pow(10.0, trial->snr_db / 20.0),
        .tau_s = trial->tau_least_s * pow(ratio, tct_random_uniform(random)),
        .rise_s = trial->rise_s * tct_random_uniform(random),
        .front = trial->front,
    };
    if (trial->mixed)
        mix(&blast, number);
    return blast;
}

struct accuracy accuracy_measure(const struct trial *trial)
{
    static struct heard heard;
    struct accuracy a = {0};
    struct tct_random random;
    double length_s = 1.0 + SPACING_S * (double)trial->blasts;
    struct sound sound = trial->pink ? sound_new_pink(trial->rate_hz, length_s, NOISE, trial->seed)
                                     : sound_new(trial->rate_hz, length_s, NOISE, trial->seed);
    struct blast *blasts = calloc(trial->blasts, sizeof(*blasts));
    TCT_ASSERT(blasts != NULL);
    tct_random_init(&random, trial->seed, 1);
    for (size_t i = 0; i < trial->blasts; i++) {
        blasts[i] = draw(trial, i, &random);
        sound_add(&sound, blasts[i]);
    }
    listen_all(&sound, &heard);
    for (size_t i = 0; i < trial->blasts; i++) {
        const struct tct_pulse *pulse = heard_at(&heard, blasts[i].onset_s, trial->rate_hz);
        if (pulse == NULL)
            continue;
        double error_s = pulse->onset_sample / trial->rate_hz - blasts[i].onset_s;
        double sigma_s = pulse->sigma_sample / trial->rate_hz, bound = bound_s(trial, &blasts[i]);
        a.heard++;
        a.bias_s += error_s;
        a.rms_s += error_s * error_s;
        a.residual += error_s * error_s / (sigma_s * sigma_s);
        a.sigma_s += sigma_s * sigma_s;
        a.bound_s += bound * bound;
    }
    double count = fmax((double)a.heard, 1.0);
    a.bias_s /= count;
    a.rms_s = sqrt(a.rms_s / count);
    a.residual = sqrt(a.residual / count);
    a.sigma_s = sqrt(a.sigma_s / count);
    a.bound_s = sqrt(a.bound_s / count);
    free(blasts);
    sound_free(&sound);
    return a;
}
