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
    double azimuth_rad;       /* where the sound comes from, clockwise from the frame's y axis */
    double azimuth_sigma_rad; /* > 0 wherever azimuth_rad is given */
    bool classified;          /* whether class_p holds anything */
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
                                  .azimuth_rad = (double)NAN,
                                  .azimuth_sigma_rad = (double)NAN};
}

#endif
