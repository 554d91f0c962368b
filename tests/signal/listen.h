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

/* How a front rises, and whether samples are means over their intervals, as a converter's, or
 * moments, as when somebody writes down a formula. */
enum blast_front { BLAST_STRAIGHT, BLAST_COSINE, BLAST_MOMENTS };

/* A pulse (1 - t/tau) exp(-t/tau) behind a rise. */
struct blast {
    double onset_s;
    double peak;
    double tau_s;
    double rise_s;
    enum blast_front front;
};

struct heard {
    struct tct_pulse pulses[HEARD_MAX];
    size_t count;
    struct tct_detector_counts counts;
};

/* White noise of standard deviation `sigma`; free with sound_free. */
struct sound sound_new(double rate_hz, double seconds, double sigma, uint64_t seed);
void sound_free(struct sound *sound);

/* The same with noise of 1/f, of the same standard deviation, whose spectrum is flat below the
 * thousandth of the rate. */
struct sound sound_new_pink(double rate_hz, double seconds, double sigma, uint64_t seed);

/* Pressure of a blast of peak 1 at `t` after its onset, and what a sample so long after it reads.
 */
double blast_pressure(double t, const struct blast *blast);
double blast_sample(double since_s, double rate_hz, const struct blast *blast);

/* Adds a blast. */
void sound_add(struct sound *sound, struct blast blast);

/* Feeds `chunk` samples at a time, and finishes. */
void listen_chunks(const struct sound *sound, const struct tct_detector_config *config,
                   size_t chunk, struct heard *ret_heard);

/* The same with the defaults and all at once. */
void listen_all(const struct sound *sound, struct heard *ret_heard);

/* The pulse nearest to `onset_s` within 5 ms, or NULL. */
const struct tct_pulse *heard_at(const struct heard *heard, double onset_s, double rate_hz);

#endif
