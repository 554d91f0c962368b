/* Plane waves: infrasound that crosses an array, window by window.
 *
 * In each window the slowness is found for which the elements add up to most power in a band (f-k
 * by Bartlett's beam, equal to a plane-wave fit by maximum likelihood), and Fisher's ratio F of
 * what is coherent to what is not (Smart & Flinn 1971). Noise that is coherent itself - wind,
 * surf, machines - makes F large all the time: it is judged against what it has been of late, by
 * scaling (Arrowsmith et al. 2008, 2009). Windows in a row that are significant and agree are one
 * detection. docs/adr/0009-arrays.md. Pure; memory is the caller's; feeding never allocates. */
#ifndef TACET_SIGNAL_PLANE_WAVE_H
#define TACET_SIGNAL_PLANE_WAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

/* Arrays of microphones whose rate is lower are listened to for waves, all others for impulses. */
#define TCT_WAVE_RATE_BELOW_HZ 1000.0

struct tct_wave_config {
    double rate_hz;                     /* 1 to TCT_WAVE_RATE_BELOW_HZ */
    const struct tct_element *elements; /* kept by value; heights are not used */
    size_t count;                       /* 3 to TCT_ELEMENTS_MAX, not all in one line */
    double window_s;                    /* 1 to 600; at most 2^16 samples */
    double overlap;                     /* of windows, 0 to 0.9 */
    double low_hz, high_hz;             /* the band, below 0.45 of the rate */
    double significance; /* of one window: F must be so improbable in noise; 1e-12 to 0.1 */
};

/* One detection. Angles as in tct_bearing. */
struct tct_wave {
    double onset_sample; /* since the first: the middle of the first window, which is known to half
                            a window */
    double onset_sigma_sample;
    double end_sample;  /* the middle of the last window */
    double peak_sample; /* of the window with the largest F, its middle */
    double azimuth_rad, azimuth_sigma_rad;
    double apparent_speed_m_s, apparent_speed_sigma_m_s;
    double f_statistic;   /* the largest */
    double f_scaled;      /* over what noise has made of it of late: 1 is noise */
    double improbability; /* that noise gives such an F in one window */
    double frequency_hz;  /* mean of the beam's power */
    double amplitude;     /* root mean square of the beam in the band, in the samples' unit */
    size_t windows;
    uint32_t used; /* elements, a bit each */
};

typedef void tct_wave_fn(const struct tct_wave *wave, void *user);

/* What every window said, for tables and plots; may be NULL. */
struct tct_wave_window {
    double middle_sample, f_statistic, azimuth_rad, apparent_speed_m_s;
};

struct tct_wave_detector;

/* Windows of 10 s that overlap by half, 0.5 to 5 Hz where the rate lets it, a window in 1,000. */
TCT_API struct tct_wave_config tct_wave_defaults(double rate_hz, const struct tct_element *elements,
                                                 size_t count);

TCT_API size_t tct_wave_bytes(const struct tct_wave_config *config);

/* Errors: TCT_ERR_USE for a value out of its range or memory too small; TCT_ERR_UNSUPPORTED for
 * elements in one line. */
TCT_API TCT_MUST_CHECK enum tct_status tct_wave_init(void *memory, size_t bytes,
                                                     const struct tct_wave_config *config,
                                                     struct tct_wave_detector **ret_detector,
                                                     struct tct_error *err);

/* The next `count` samples of every channel; those that are missing are NAN. A channel with any in
 * a window is left out of it. */
TCT_API void tct_wave_feed(struct tct_wave_detector *detector, const float *const *channels,
                           size_t count, tct_wave_fn *found, void *user);

TCT_API void tct_wave_finish(struct tct_wave_detector *detector, tct_wave_fn *found, void *user);

/* The window that was looked at last; false before the first. */
TCT_API bool tct_wave_last(const struct tct_wave_detector *detector,
                           struct tct_wave_window *ret_window);

#endif
