/* Tacet signal: samples of one microphone -> pulses.
 *
 * Pure: no files, no clocks, no threads, no memory of its own, no globals that change. A detector
 * lives in memory that the caller gives; its size is fixed and feeding it never allocates. The same
 * samples give the same pulses bit for bit, however they are cut into calls. One thread at a time
 * for one detector; any number of detectors.
 *
 * What it looks for: a sudden rise of the level over the one just before, in bands from infrasound
 * to 8 kHz and beyond, as far as the sample rate reaches. Echoes are pulses too, and say how like
 * they are to the louder pulse before: whoever associates decides. What each is follows from
 * its features, as probabilities. docs/adr/0002-detector.md and 0008-classes.md say why it is built
 * so and how good it is. */
#ifndef TACET_SIGNAL_H
#define TACET_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"
#include "tacet/signal/bearing.h"
#include "tacet/signal/plane_wave.h"
#include "tacet/signal/spectrogram.h"

#define TCT_RATE_MIN_HZ               100.0
#define TCT_RATE_MAX_HZ               192000.0
#define TCT_DETECTOR_THRESHOLD_DB     9.0
#define TCT_DETECTOR_THRESHOLD_MIN_DB 3.0
#define TCT_DETECTOR_THRESHOLD_MAX_DB 40.0

/* Fill with tct_detector_defaults, then change what is known better. */
struct tct_detector_config {
    double rate_hz;      /* samples a second, TCT_RATE_MIN_HZ to TCT_RATE_MAX_HZ */
    double full_scale;   /* largest magnitude that a sample can have, > 0, in the samples' unit */
    double resolution;   /* smallest step between two samples, >= 0; 0 when not known */
    double threshold_db; /* rise of the mean level over four blocks (4 ms) that makes a pulse in an
                            unsteady background such as reverberation; a steady one needs less */
};

enum { TCT_FEATURES = 39 };

struct tct_pulse {
    double onset_sample;   /* since the first sample fed, gaps included; between samples too */
    double sigma_sample;   /* its standard error, > 0 */
    double snr_db;         /* in the band: peak over the rms level just before */
    double peak;           /* in the band, in the samples' unit, >= 0; a lower bound when clipped */
    double rise_s;         /* from the onset to the peak */
    double duration_s;     /* until the level falls 10 dB below its highest; at most some 10 ms */
    double center_hz;      /* root mean square frequency of the pulse, within the band */
    bool clipped;          /* good for time, not for pressure */
    double since_louder_s; /* time since a louder pulse within the last 3 s; NAN without one */
    double likeness; /* 0 to 1: correlation of the two in the band; NAN without, or of a low band */
    /* What it is: docs/model-card.md says how that is known, and what was never heard. Not given of
     * pulses of a low band, of rates below 10.5 kHz, and where less than 18 ms before or 40 ms
     * after the onset are known. */
    bool classified;
    double class_p[TCT_CLASS_COUNT]; /* probabilities, sum 1; all 0 when not classified */
    float features[TCT_FEATURES];    /* what they rest on (src/signal/feature.h); all 0 as well */
};

/* What went by, for whoever has to say how much of a recording could be heard. */
struct tct_detector_counts {
    uint64_t samples;        /* fed, and missing by tct_detector_gap */
    uint64_t missing;        /* of them: gaps told, runs of exact zeros, not finite */
    uint64_t not_finite;     /* of them: NaN, infinite or over 1,000 times full scale */
    uint64_t clipped_blocks; /* blocks (about 1 ms) that touched full scale or had a flat top */
    uint64_t pulses;
    bool silent; /* not one block held sound: a dead channel, not a quiet hour */
};

struct tct_detector;

/* Called for each pulse, 125 ms after it (later below 4,000 samples a second), in order of time.
 * What is heard in the lowest bands alone comes when those have heard what follows: 0.2 s and 1.4 s
 * after it in audio, up to 12 s where the rate is 100 Hz, out of order. */
typedef void tct_pulse_fn(const struct tct_pulse *pulse, void *user);

/* Full scale 1, resolution not known, the usual threshold. */
TCT_API struct tct_detector_config tct_detector_defaults(double rate_hz);

/* Bytes of memory that a detector needs, the same for every valid configuration. */
TCT_API size_t tct_detector_bytes(const struct tct_detector_config *config);

/* Makes a detector in `memory` (aligned as malloc aligns), which the caller keeps until done and
 * then simply drops. Errors: TCT_ERR_USE for a value out of its range or memory too small or not
 * aligned. */
TCT_API TCT_MUST_CHECK enum tct_status tct_detector_init(void *memory, size_t bytes,
                                                         const struct tct_detector_config *config,
                                                         struct tct_detector **ret_detector,
                                                         struct tct_error *err);

/* The next `count` samples. Runs of exact zeros of 5 ms and more are taken as missing, and so is
 * the neighbourhood of every sample that is not finite. */
TCT_API void tct_detector_feed(struct tct_detector *detector, const float *samples, size_t count,
                               tct_pulse_fn *found, void *user);

/* `count` samples are missing here. What is pending is reported first: more will never be known
 * of it. */
TCT_API void tct_detector_gap(struct tct_detector *detector, uint64_t count, tct_pulse_fn *found,
                              void *user);

/* The stream ends: reports what is pending. Feeding may go on afterwards as after a gap. */
TCT_API void tct_detector_finish(struct tct_detector *detector, tct_pulse_fn *found, void *user);

/* What feature number `feature` of a pulse is called, NULL beyond the last. */
TCT_API const char *tct_feature_name(size_t feature);

TCT_API struct tct_detector_counts tct_detector_counts(const struct tct_detector *detector);

#endif
