/* Plan: what follows from the sample rate. Everything after the front end counts in blocks of
 * about a millisecond, or of six samples where the rate is too low for that. */
#ifndef TACET_SIGNAL_PLAN_H
#define TACET_SIGNAL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

enum {
    BLOCK_MIN = 6,     /* trigger samples a block, at least: fewer give no level */
    BLOCK_MAX = 9,     /* and at most, by the way the decimation is chosen */
    DECIMATE_MAX = 32, /* 192 kHz to 6 kHz */
    RAW_BLOCK_MAX = DECIMATE_MAX * BLOCK_MIN,
    WIDE_BLOCK_MAX = 24, /* wide samples a block */
    BUNDLE = 8,          /* blocks that are worked on together */
    LOW_BANDS = 2,       /* below the first, at most */
};

struct plan {
    double rate_hz;
    size_t wide;        /* raw samples averaged into one wide sample, a power of two */
    double wide_hz;     /* wide samples a second: 11 to 22 kHz, or the raw rate below that */
    size_t narrow;      /* wide samples averaged into one trigger sample */
    size_t decimate;    /* raw samples in one trigger sample: wide * narrow */
    size_t block;       /* trigger samples a block */
    size_t wide_block;  /* wide samples a block */
    size_t raw_block;   /* raw samples a block */
    double trigger_hz;  /* trigger samples a second */
    double highpass_hz; /* lower edge of the band; the upper one is half of trigger_hz */
    bool high;          /* whether there is a band above that */
    size_t low_bands;   /* bands below, each with an eighth of the rate of the one above it */
    size_t gap_samples; /* so many exact zeros in a row are missing data */
};

/* `rate_hz` lies in the range that tct_detector_init checked. */
struct plan plan_for_rate(double rate_hz);

#endif
