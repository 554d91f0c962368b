/* Sample level: how large the samples of a file are that does not say what the largest can be. */
#ifndef SAMPLE_LEVEL_H
#define SAMPLE_LEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LEVEL_BINS = 256 };

/* Starts as all zero. */
struct sample_level {
    uint32_t blocks[LEVEL_BINS]; /* by the power of two above their largest sample */
    uint64_t block_count;        /* that hold anything but zeros */
    uint64_t samples, absurd;    /* that are not zero; of them, far from whatever is measured */
};

/* Takes in samples; those of one call are seen in blocks of about a thousand. */
void sample_level_take(struct sample_level *level, const float *samples, size_t count);

/* Whether so many samples are absurd, over a quarter, as when the bytes of floats are taken in the
 * wrong order: their exponents are then any. */
bool sample_level_is_absurd(const struct sample_level *level);

/* The full scale to reckon with: a power of two, at least twice the largest sample. A block whose
 * samples are over 120 dB above those of the usual block is rubbish and not counted. 1 when there
 * is nothing but zeros. Always within 1e-12 to 1e12. */
double sample_level_full_scale(const struct sample_level *level);

#endif
