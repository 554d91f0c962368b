/* Listeners: who may hear a source, and how probably. */
#ifndef TACET_NETWORK_LISTENERS_H
#define TACET_NETWORK_LISTENERS_H

#include "level.h"

/* As many as association looks at around a source. */
enum { HEARERS_MOST = 96 };

/* So many standard deviations under its threshold a station no longer hears: one in ten thousand.
 */
#define HEARS_SIGMAS 3.72

/* A station as coverage sees it; sorted by x. */
struct listener {
    double x_m, y_m;
    double noise_db, threshold_db; /* over 1 Pa; of a sound's peak */
    double listening_p, height_m;
    double reach2_m2; /* farther off nothing is heard; 0: never */
    uint32_t station;
};

struct tct_coverage {
    struct tct_coverage_setup setup;
    struct level level;
    struct listener *listeners;
    uint32_t *listener_of; /* by station */
    double reach_m;        /* the farthest */
    double sound_speed_m_s;
    double warm_bending_per_s; /* of the sound speed with height, by warmth alone */
    struct tct_air_belief prior;
};

/* One station that hears with a probability worth counting. */
struct hearer {
    const struct listener *listener;
    double distance_m;
    double level_db;   /* over 1 Pa */
    double p;          /* that it hears */
    double if_event_p; /* the same when enough others do for an event; set by hearers_if_event */
};

/* Those that hear a source at `place`, at most HEARERS_MOST, the most probable, the nearest
 * first. `ret_mean` is the mean number of all that hear. */
size_t listeners_hearing(const struct tct_coverage *coverage, struct tct_plane place,
                         struct hearer ret_hearers[HEARERS_MOST], double *ret_mean);

/* That enough of them hear for an event, and how probable each is when they do. */
double hearers_if_event(struct hearer *hearers, size_t count);

#endif
