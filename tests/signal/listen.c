/* Listen: made-up sound, and what a detector hears in it. */
#include "listen.h"

#include <math.h>
#include <stdlib.h>

enum { STEPS = 64 };

struct sound sound_new(double rate_hz, double seconds, double sigma, uint64_t seed)
{
    struct sound sound = {.count = (size_t)(rate_hz * seconds), .rate_hz = rate_hz};
    struct tct_random random;
    tct_random_init(&random, seed, 0);
    sound.samples = malloc((sound.count + 1) * sizeof(float));
    TCT_ASSERT(sound.samples != NULL);
    for (size_t i = 0; i < sound.count; i++)
        sound.samples[i] = sigma > 0.0 ? (float)(sigma * tct_random_normal(&random)) : 0.0f;
    return sound;
}

void sound_free(struct sound *sound)
{
    free(sound->samples);
    sound->samples = NULL;
}

/* Poles and zeros in turn, half an octave and a bit apart: 10 dB a decade (Kellet's manner). */
struct sound sound_new_pink(double rate_hz, double seconds, double sigma, uint64_t seed)
{
    enum { STAGES = 7 };
    struct sound sound = sound_new(rate_hz, seconds, 1.0, seed);
    double in[STAGES] = {0}, out[STAGES] = {0}, square = 0.0;
    for (size_t i = 0; i < sound.count; i++) {
        double x = (double)sound.samples[i];
        double corner = 0.001;
        for (int k = 0; k < STAGES; k++, corner *= 2.5) {
            double pole = exp(-2.0 * M_PI * corner), zero = exp(-2.0 * M_PI * corner * 1.5811);
            double y = x - zero * in[k] + pole * out[k];
            in[k] = x;
            out[k] = x = y;
        }
        sound.samples[i] = (float)x;
        square += x * x;
    }
    float scale = (float)(sigma / sqrt(square / (double)sound.count));
    for (size_t i = 0; i < sound.count; i++)
        sound.samples[i] *= scale;
    return sound;
}

double blast_pressure(double t, const struct blast *blast)
{
    if (t < 0.0)
        return 0.0;
    if (t < blast->rise_s)
        return blast->front == BLAST_COSINE ? 0.5 - 0.5 * cos(M_PI * t / blast->rise_s)
                                            : t / blast->rise_s;
    double u = (t - blast->rise_s) / blast->tau_s;
    return (1.0 - u) * exp(-u);
}

double blast_sample(double since_s, double rate_hz, const struct blast *blast)
{
    double sum = 0.0;
    if (blast->front == BLAST_MOMENTS)
        return blast_pressure(since_s, blast);
    for (int k = 0; k < STEPS; k++)
        sum += blast_pressure(since_s + ((k + 0.5) / STEPS - 0.5) / rate_hz, blast);
    return sum / STEPS;
}

void sound_add(struct sound *sound, struct blast blast)
{
    size_t from = (size_t)fmax(blast.onset_s * sound->rate_hz - 1.0, 0.0);
    double end_s = blast.onset_s + blast.rise_s + 12.0 * blast.tau_s;
    for (size_t i = from; i < sound->count && (double)i < end_s * sound->rate_hz; i++) {
        double since_s = (double)i / sound->rate_hz - blast.onset_s;
        sound->samples[i] += (float)(blast.peak * blast_sample(since_s, sound->rate_hz, &blast));
    }
}

static void keep(const struct tct_pulse *pulse, void *user)
{
    struct heard *heard = user;
    if (heard->count < HEARD_MAX)
        heard->pulses[heard->count++] = *pulse;
}

void listen_chunks(const struct sound *sound, const struct tct_detector_config *config,
                   size_t chunk, struct heard *ret_heard)
{
    struct tct_detector *detector;
    size_t bytes = tct_detector_bytes(config);
    void *memory = malloc(bytes);
    TCT_ASSERT(tct_detector_init(memory, bytes, config, &detector, NULL) == TCT_OK);
    ret_heard->count = 0;
    for (size_t i = 0; i < sound->count; i += chunk) {
        size_t rest = sound->count - i;
        tct_detector_feed(detector, sound->samples + i, rest < chunk ? rest : chunk, keep,
                          ret_heard);
    }
    tct_detector_finish(detector, keep, ret_heard);
    ret_heard->counts = tct_detector_counts(detector);
    free(memory);
}

void listen_all(const struct sound *sound, struct heard *ret_heard)
{
    struct tct_detector_config config = tct_detector_defaults(sound->rate_hz);
    listen_chunks(sound, &config, sound->count, ret_heard);
}

const struct tct_pulse *heard_at(const struct heard *heard, double onset_s, double rate_hz)
{
    const struct tct_pulse *best = NULL;
    double least_s = 0.005;
    for (size_t i = 0; i < heard->count; i++) {
        double off_s = fabs(heard->pulses[i].onset_sample / rate_hz - onset_s);
        if (off_s < least_s) {
            least_s = off_s;
            best = &heard->pulses[i];
        }
    }
    return best;
}
