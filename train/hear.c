/* Hear: interim, cuts the surroundings out of the whole sound. */
#include "hear.h"

#include <math.h>
#include <stdlib.h>

struct ear {
    const struct sound *sound;
    heard_fn *found;
    void *user;
};

static bool is_gap(const struct sound *s, size_t i, size_t least)
{
    size_t a = i, b = i;
    if (s->samples[i] != 0.0f) return false;
    while (a > 0 && s->samples[a - 1] == 0.0f && i - a < least) a--;
    while (b + 1 < s->count && s->samples[b + 1] == 0.0f && b - i < least) b++;
    return b - a + 1 >= least;
}

static void take(const struct tct_pulse *pulse, void *user)
{
    const struct ear *ear = user;
    const struct sound *s = ear->sound;
    size_t decimate = 1;
    while (s->rate_hz / (double)decimate > 22500.0) decimate++;
    size_t least = (size_t)(0.005 * s->rate_hz), at = (size_t)pulse->onset_sample;
    size_t from = at, to = at;
    if (at >= s->count) return;
    while (from > 0 && at - from < (size_t)(0.0215 * s->rate_hz) && !is_gap(s, from - 1, least)) from--;
    while (to + decimate < s->count && to - at < (size_t)(0.1215 * s->rate_hz) && !is_gap(s, to, least)) to++;
    static float buf[8192];
    size_t count = (to - from) / decimate;
    for (size_t i = 0; i < count; i++) {
        float sum = 0;
        for (size_t k = 0; k < decimate; k++) sum += s->samples[from + i * decimate + k];
        buf[i] = sum / (float)decimate;
    }
    struct surroundings around = {buf, count, s->rate_hz / (double)decimate, (pulse->onset_sample - (double)from - ((double)decimate - 1) / 2) / (double)decimate};
    struct heard_pulse heard = {.onset_sample = pulse->onset_sample, .snr_db = pulse->snr_db, .peak = pulse->peak};
    heard.usable = features_take(&around, &heard.features);
    ear->found(&heard, ear->user);
}

void hear(const struct sound *sound, heard_fn *found, void *user)
{
    struct ear ear = {sound, found, user};
    struct tct_detector_config config = tct_detector_defaults(sound->rate_hz);
    struct tct_detector *detector;
    size_t bytes = tct_detector_bytes(&config);
    void *memory = malloc(bytes);
    TCT_ASSERT(memory != NULL);
    enum tct_status status = tct_detector_init(memory, bytes, &config, &detector, NULL);
    TCT_ASSERT(status == TCT_OK);
    tct_detector_feed(detector, sound->samples, sound->count, take, &ear);
    tct_detector_finish(detector, take, &ear);
    free(memory);
}
