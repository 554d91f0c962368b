/* Sound: what the training works on, and the recording chains that it goes through so that no model
 * can learn by which one a sound came. */
#ifndef TACET_TRAIN_SOUND_H
#define TACET_TRAIN_SOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "tacet/base.h"

struct sound {
    float *samples; /* from the heap */
    size_t count;
    double rate_hz;
    bool whole; /* exact zeros are silence, not missing data */
};

struct sound sound_new(double rate_hz, double seconds);
void sound_free(struct sound *sound);

/* A windowed sinc over 20 zero crossings; the original stays. Where nothing was recorded (exact
 * zeros for 5 ms and more) nothing is afterwards. */
struct sound sound_resample(const struct sound *sound, double rate_hz);

/* Root mean square, over 0. */
double sound_level(const struct sound *sound);

void sound_scale(struct sound *sound, double by);

/* White noise becomes pink. */
void sound_pink(struct sound *sound);

/* Adds `noise`, brought to a root mean square of `level`, but not where nothing was recorded; it is
 * changed. */
void sound_add_noise(struct sound *sound, struct sound *noise, double level);

/* First-order high-pass: a microphone's lower end. */
void sound_highpass(struct sound *sound, double corner_hz);

/* First-order shelf about 1 kHz: `tilt_db` at its upper end over its lower. */
void sound_tilt(struct sound *sound, double tilt_db);

/* A place: echoes that lost their highs, from 0.6 ms on, fewer and weaker with time. */
void sound_echo(struct sound *sound, struct tct_random *random);

/* A place of chance: hidden by an edge, scattered on near things and echoed, each or not. */
void sound_place(struct sound *sound, struct tct_random *random);

/* The part between two times, as a sound of its own. */
struct sound sound_cut(const struct sound *sound, double from_s, double to_s);

float sound_loudest(const struct sound *sound);

/* Uniform, and uniform on a logarithmic scale. */
double draw(struct tct_random *random, double least, double most);
double draw_log(struct tct_random *random, double least, double most);

#endif
