/* Solve: the most probable place and time of one source near a starting point.
 *
 * Works in a local frame: metres from an origin and seconds from a reference time that the caller
 * chose, so that neither large coordinates nor large times cost digits. */
#ifndef TACET_NETWORK_SOLVE_H
#define TACET_NETWORK_SOLVE_H

#include "air.h"

enum {
    UNKNOWN_X,
    UNKNOWN_Y,
    UNKNOWN_Z,
    UNKNOWN_TIME,
    UNKNOWN_WIND_X, /* this and the next two: deviation from the problem's air */
    UNKNOWN_WIND_Y,
    UNKNOWN_SPEED,
    UNKNOWN_COUNT,
    SOURCE_COUNT = UNKNOWN_WIND_X, /* what belongs to the source alone */
};

_Static_assert(UNKNOWN_COUNT - SOURCE_COUNT == TCT_AIR_COUNT, "the air comes last, in its order");

/* What one station says about one source. */
struct sighting {
    double x_m, y_m, z_m;
    bool timed;
    double time_s;
    double time_variance_s2; /* pick, clock and station position; the path's error comes on top */
    bool aimed;
    double azimuth_rad;
    double azimuth_variance_rad2;
    double position_variance_m2;
};

#define LEAVE_NONE_OUT SIZE_MAX

struct problem {
    const struct sighting *sightings;
    size_t count;
    size_t left_out; /* this sighting takes no part; LEAVE_NONE_OUT for none */
    struct air air;
    double air_information[TCT_AIR_COUNT][TCT_AIR_COUNT]; /* of the deviation from `air` */
    struct tct_propagation propagation;
    double wild_share; /* of the sightings, that are not what they seem; 0: all are trusted */
    double height_mean_m, height_variance_m2;
};

/* A local maximum of the posterior probability. */
struct place {
    double unknown[UNKNOWN_COUNT];
    double cost;                                   /* -log posterior density, nats */
    double log_volume;                             /* half log-determinant of covariance */
    double covariance[SOURCE_COUNT][SOURCE_COUNT]; /* air marginalised */
};

/* How well one sighting agrees with a place. */
struct fit {
    double residual_s;     /* NAN without a time */
    double time_weight;    /* 0 to 1; 0 without a time */
    double bearing_weight; /* 0 to 1; 0 without a bearing */
    double standard;       /* residual over its standard error; 0 without a time */
};

/* Climbs from `start` to the nearest maximum: its unknowns and its cost alone. False when there is
 * no finite way. */
bool solve_climb(const struct problem *problem, const double start[UNKNOWN_COUNT],
                 struct place *ret_place);

/* The same with covariance and volume. */
bool solve_place(const struct problem *problem, const double start[UNKNOWN_COUNT],
                 struct place *ret_place);

/* Covariance and volume where the place's unknowns are, without climbing. */
bool solve_covariance(const struct problem *problem, struct place *place);

/* The sightings' part of a place's cost: enough to compare starts. */
double solve_cost(const struct problem *problem, const double unknown[UNKNOWN_COUNT]);

/* The time that fits best when a place is given: sets unknown[UNKNOWN_TIME]. */
void solve_time(const struct problem *problem, double unknown[UNKNOWN_COUNT]);

struct fit solve_fit(const struct problem *problem, const struct sighting *sighting,
                     const double unknown[UNKNOWN_COUNT]);

/* How far off a sighting would be, in standard errors of its own, if the place were found without
 * it: its residual over one minus its leverage (Cook 1977), to first order. */
double solve_deletion_residual(const struct problem *problem, const struct sighting *sighting,
                               const struct place *place);

/* The part of a time's error that shows in its residual, 0 to 1: one minus its leverage. */
double solve_free_share(const struct problem *problem, const struct sighting *sighting,
                        const struct place *place);

/* What this source tells of the air when its own place and time are eliminated: near
 * `place`, -log likelihood of a deviation d from the problem's air is d'Id/2 - s'd. The prior of
 * the air is not in it. */
void solve_air_information(const struct problem *problem, const struct place *place,
                           double ret_information[TCT_AIR_COUNT][TCT_AIR_COUNT],
                           double ret_score[TCT_AIR_COUNT]);

#endif
