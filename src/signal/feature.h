/* Features: what a pulse looks and sounds like, in physical terms that do not depend on gain,
 * sample rate or calibration. */
#ifndef TACET_SIGNAL_FEATURE_H
#define TACET_SIGNAL_FEATURE_H

#include "aligned.h"
#include "tacet/signal.h"

enum feature {
    FEATURE_SNR,   /* dB, peak over noise before, 0 to 60 */
    FEATURE_FAINT, /* dB: by how much that is less than 20; what is faint shows no shape */
    FEATURE_RISE,  /* log2 of ms: from a quarter of the first great half-wave's peak to its peak */
    FEATURE_WIDTH, /* log2 of ms: length of that half-wave at half of its peak: a slow wave below
                      it, of wind, does not change that */
    FEATURE_SUCTION,   /* peak of the half-wave after it over its own, 0 to 2 */
    FEATURE_SYMMETRY,  /* log2: that length of the half-wave after it over its own */
    FEATURE_FIRST,     /* its peak over the highest of all, 0 to 1 */
    FEATURE_DECAY_5,   /* dB: power 2 to 5 ms after the onset over that of the loudest 2 ms ... */
    FEATURE_DECAY_10,  /* 5 to 10 ms */
    FEATURE_DECAY_20,  /* 10 to 20 ms */
    FEATURE_DECAY_40,  /* 20 to 40 ms */
    FEATURE_DECAY_70,  /* 40 to 70 ms */
    FEATURE_DECAY_110, /* 70 to 110 ms */
    FEATURE_RIPPLE,    /* dB: scatter of 4-ms levels about a straight decay, 10 to 100 ms */
    FEATURE_IMPULSES,  /* peaks of 2-ms levels within 12 dB of the loudest, in 100 ms */
    FEATURE_CREST,     /* dB: peak over root mean square of the first 20 ms */
    FEATURE_KURTOSIS,  /* log2 of the fourth moment over squared second, first 20 ms */
    FEATURE_OCTAVE_2,  /* dB: share of the octave from 219 Hz on in the first 16 ms; and so on */
    FEATURE_OCTAVE_3,
    FEATURE_OCTAVE_4,
    FEATURE_OCTAVE_5,
    FEATURE_CENTROID,      /* octaves over 62.5 Hz: mean of the first 16 ms */
    FEATURE_BANDWIDTH,     /* octaves: deviation about it */
    FEATURE_TAIL_CENTROID, /* octaves: the same mean 20 to 100 ms after the onset, less that of the
                              first 16 ms */
    FEATURE_TAIL_LOW,      /* dB: share below 469 Hz there */
    FEATURE_TONALITY,      /* 0 to 1: first 25 ms */
    FEATURE_TAIL_TONALITY, /* 0 to 1: 25 to 75 ms after the onset */
    FEATURE_BLAST,         /* 0 to 1: likeness of the first 5 ms to a blast */
    FEATURE_BLAST_LENGTH,  /* log2 of ms: its positive phase */
    FEATURE_N_WAVE,        /* likeness to an N-wave less that to a blast */
    FEATURE_STEP,  /* 0 to 1: share of the offset that stays, 10 to 40 ms after the onset, in the
                      peak */
    FEATURE_SWELL, /* dB: level 8 to 2 ms before the onset over that 20 to 10 ms before */
    FEATURE_RAISED_LOW,    /* dB: power of the first 16 ms below 219 Hz over the noise, 0 to 40 */
    FEATURE_RAISED_MID,    /* from there to 969 Hz */
    FEATURE_RAISED_HIGH,   /* above */
    FEATURE_BAND_POSITIVE, /* log2 of ms: length of the first great half-wave above 200 Hz, where
                              neither wind nor a slow microphone is */
    FEATURE_BAND_SUCTION,  /* as SUCTION there */
    FEATURE_ECHO,          /* 0 to 1: likeness of something 6 to 100 ms later to the first 3 ms */
    FEATURE_BEFORE,        /* dB: peak over root mean square of what was before */
    FEATURE_COUNT,
};

_Static_assert((int)FEATURE_COUNT == (int)TCT_FEATURES, "as many as the public header says");

struct features {
    float value[FEATURE_COUNT]; /* all finite */
};

/* False when the surroundings do not suffice (aligned_take says when) or hold no sound. */
bool features_take(const struct surroundings *around, struct features *ret);

#endif
