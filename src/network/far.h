/* Far: where a wave was made that arrays heard as infrasound, through the high air. */
#ifndef TACET_NETWORK_FAR_H
#define TACET_NETWORK_FAR_H

#include "gather.h"

/* An impulse is told to milliseconds, a wave that a window found to seconds. */
static const double WAVE_SIGMA_LEAST_S = 0.5;

/* How finely a posterior is worked out. */
enum { FAR_AZIMUTHS = 24, FAR_RANGES = 48, FAR_CELLS = FAR_AZIMUTHS * FAR_RANGES };

/* What bearings and times of some arrays say together: probabilities of cells around the surest
 * bearing's array. */
struct far {
    double x_m, y_m;                    /* of that array */
    double azimuth_rad, azimuth_step;   /* of the first cell's middle, and from one to the next */
    double log_range, log_range_step;   /* the same of the logarithm of the range in metres */
    double p[FAR_AZIMUTHS][FAR_RANGES]; /* sum 1 */
    double log_evidence; /* log density of all bearings and of all times after the first one */
    struct place mean;   /* x, y and time with their covariance */
};

/* False where the bearings have no place in common within reach. */
bool far_find(const struct sighting *sightings, size_t count, struct far *ret_far);

/* The evidence alone, from fewer cells; -INFINITY where there is no such place. */
double far_log_evidence(const struct sighting *sightings, size_t count);

/* Gives `event` its region95, of `arena`: the hull of the densest cells that hold 95 %. Places
 * count from (x_m, y_m). Errors: TCT_ERR_MEMORY. */
enum tct_status far_region(const struct far *far, double x_m, double y_m, struct tct_arena *arena,
                           struct tct_event *event, struct tct_error *err);

/* How much later than at `mean` expected, s. */
double far_residual_s(const struct sighting *sighting, const struct place *mean);

#endif
