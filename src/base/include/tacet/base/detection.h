/* Detection: one station heard one impulse. The word that signal, network, sim and face share. */
#ifndef TACET_BASE_DETECTION_H
#define TACET_BASE_DETECTION_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "tacet/base/status.h"

enum tct_class {
    TCT_CLASS_MUZZLE_BLAST,
    TCT_CLASS_SHOCK_WAVE,
    TCT_CLASS_EXPLOSION,
    TCT_CLASS_OTHER,
    TCT_CLASS_COUNT,
};

enum tct_clock {
    TCT_CLOCK_UNKNOWN, /* nothing is said: the station's clock_sigma_s holds */
    TCT_CLOCK_GPS,     /* disciplined by satellite */
    TCT_CLOCK_NETWORK, /* disciplined over a network */
    TCT_CLOCK_FREE,    /* running free: not usable for location */
    TCT_CLOCK_COUNT,
};

/* Every optional number is NAN when it was not given. */
struct tct_detection {
    uint32_t station;         /* index into the sector's stations */
    int64_t onset_ns;         /* UTC */
    double time_sigma_s;      /* standard error of the onset, > 0 */
    double snr_db;            /* peak over noise */
    double peak_pa;           /* >= 0 */
    double duration_s;        /* from the onset until the level falls 10 dB below its highest */
    double frequency_hz;      /* root mean square frequency of the pulse */
    double since_louder_s;    /* since a louder pulse of this station, of which it may be an echo */
    double likeness;          /* of its waveform to that pulse's, 0 to 1 */
    double azimuth_rad;       /* where the sound comes from, clockwise from the frame's y axis */
    double azimuth_sigma_rad; /* > 0 wherever azimuth_rad is given */
    double elevation_rad;     /* of the sound's path over the horizontal, -pi/2 to pi/2 */
    double elevation_sigma_rad;
    double apparent_speed_m_s; /* with which the wave front runs over the array's ground */
    double f_statistic;        /* of a plane wave over what differs between the array's elements */
    bool clipped;              /* good for time, not for pressure */
    bool classified;           /* whether class_p holds anything */
    double class_p[TCT_CLASS_COUNT]; /* probabilities, sum 1 */
    enum tct_clock clock;
};

/* A detection of `station` at `onset_ns` with everything else not given. */
static inline struct tct_detection tct_detection_at(uint32_t station, int64_t onset_ns)
{
    return (struct tct_detection){.station = station,
                                  .onset_ns = onset_ns,
                                  .time_sigma_s = (double)NAN,
                                  .snr_db = (double)NAN,
                                  .peak_pa = (double)NAN,
                                  .duration_s = (double)NAN,
                                  .frequency_hz = (double)NAN,
                                  .since_louder_s = (double)NAN,
                                  .likeness = (double)NAN,
                                  .azimuth_rad = (double)NAN,
                                  .azimuth_sigma_rad = (double)NAN,
                                  .elevation_rad = (double)NAN,
                                  .elevation_sigma_rad = (double)NAN,
                                  .apparent_speed_m_s = (double)NAN,
                                  .f_statistic = (double)NAN};
}

#endif
