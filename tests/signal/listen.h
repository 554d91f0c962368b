/* Listen: made-up sound for the tests of the signal floor, and what a detector hears in it. */
#ifndef TEST_SIGNAL_LISTEN_H
#define TEST_SIGNAL_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/signal.h"

enum { HEARD_MAX = 4096 };

struct sound {
    float *samples;
    size_t count;
    double rate_hz;
};

/* A pulse (1 - t/tau) exp(-t/tau) behind a straight rise. */
struct blast {
    double onset_s;
    double peak;
    double tau_s;
    double rise_s;
};

struct heard {
    struct tct_pulse pulses[HEARD_MAX];
    size_t count;
    struct tct_detector_counts counts;
};

/* White noise of standard deviation `sigma`; free with sound_free. */
struct sound sound_new(double rate_hz, double seconds, double sigma, uint64_t seed);
void sound_free(struct sound *sound);

/* Adds a blast, averaged over each sample's interval as a converter does. */
void sound_add(struct sound *sound, struct blast blast);

/* Feeds `chunk` samples at a time, and finishes. */
void listen_chunks(const struct sound *sound, const struct tct_detector_config *config,
                   size_t chunk, struct heard *ret_heard);

/* The same with the defaults and all at once. */
void listen_all(const struct sound *sound, struct heard *ret_heard);

/* The pulse nearest to `onset_s` within 5 ms, or NULL. */
const struct tct_pulse *heard_at(const struct heard *heard, double onset_s, double rate_hz);

#endif
