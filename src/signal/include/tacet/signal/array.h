/* Array detector: samples of all microphones of a station, in step -> pulses with bearings.
 *
 * Beams into all directions are listened to by a detector each (tacet/signal.h): what every single
 * microphone would miss in its noise, their sum still tells. What beams heard at about one time is
 * one impulse; its bearing is found over all channels (bearing.h), and it is timed on the beam into
 * just that direction, at the station's place. Channels that are missing, dead or hold no numbers
 * are left out for as long; with fewer than three there is no bearing, with one left there still
 * are pulses.
 *
 * Memory is the caller's; feeding never allocates; the same samples give the same pulses however
 * they are cut into calls. One thread at a time. */
#ifndef TACET_SIGNAL_ARRAY_H
#define TACET_SIGNAL_ARRAY_H

#include "tacet/signal.h"

struct tct_array_config {
    struct tct_detector_config detector; /* of each beam; rate and scale of all channels */
    const struct tct_element *elements;  /* kept by value */
    size_t count;                        /* 2 to TCT_ELEMENTS_MAX */
};

struct tct_array_pulse {
    struct tct_pulse pulse; /* of the beam; the onset is that at the station's place */
    bool aimed;             /* whether there is a bearing */
    struct tct_bearing bearing;
    uint32_t live; /* channels that were listened to, a bit for each element */
};

/* In order of time but for pulses less than some ms apart. */
typedef void tct_array_pulse_fn(const struct tct_array_pulse *pulse, void *user);

/* Called for the air at a time, in samples since the first. */
typedef struct tct_bearing_air tct_array_air_fn(double sample, void *user);

struct tct_array_counts {
    uint64_t samples; /* fed, of each channel */
    uint64_t
        missing[TCT_ELEMENTS_MAX];    /* of them: not finite, or of blocks that are all one value */
    uint64_t wrong[TCT_ELEMENTS_MAX]; /* pulses that the element contradicted */
    uint64_t turned[TCT_ELEMENTS_MAX]; /* pulses for which its polarity was turned */
    uint64_t clipped_blocks;
    uint64_t pulses, bearings;
};

struct tct_array_detector;

TCT_API size_t tct_array_bytes(const struct tct_array_config *config);

/* Errors: TCT_ERR_USE for a value out of its range or memory too small; those of
 * tct_bearing_finder_init. */
TCT_API TCT_MUST_CHECK enum tct_status tct_array_init(void *memory, size_t bytes,
                                                      const struct tct_array_config *config,
                                                      struct tct_array_detector **ret_detector,
                                                      struct tct_error *err);

/* The next `count` samples of every channel; those that are missing are NAN. */
TCT_API void tct_array_feed(struct tct_array_detector *detector, const float *const *channels,
                            size_t count, tct_array_air_fn *air, tct_array_pulse_fn *found,
                            void *user);

/* The stream ends: reports what is pending. Nothing may be fed afterwards. */
TCT_API void tct_array_finish(struct tct_array_detector *detector, tct_array_air_fn *air,
                              tct_array_pulse_fn *found, void *user);

TCT_API struct tct_array_counts tct_array_counts(const struct tct_array_detector *detector);

#endif
