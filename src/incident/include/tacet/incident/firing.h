/* Firing: an event as far as incidents need to know it. */
#ifndef TACET_INCIDENT_FIRING_H
#define TACET_INCIDENT_FIRING_H

#include "tacet/network.h"

enum tct_firing_kind {
    TCT_FIRING_SMALL_ARMS,
    TCT_FIRING_LAUNCH,    /* of a heavy weapon */
    TCT_FIRING_EXPLOSION, /* where something went off: an impact, a mine, a charge */
    TCT_FIRING_OTHER,
    TCT_FIRING_KIND_COUNT,
};

struct tct_firing {
    int64_t time_ns;
    double time_sigma_s; /* > 0 */
    struct tct_plane place;
    double covariance_m2[3]; /* xx, xy, yy */
    bool placed;             /* false: heard, but nobody can say where; the place is not read */
    bool classified;
    double kind_p[TCT_FIRING_KIND_COUNT]; /* sum 1 where classified */
    bool has_side;
    double side_p[TCT_SIDE_COUNT]; /* on whose ground it stood; sum 1 */
};

/* The likeliest kind; OTHER when it is not classified. */
TCT_API enum tct_firing_kind tct_firing_kind(const struct tct_firing *firing);

/* The side that has `decided_p` or more, else UNDETERMINED. */
TCT_API enum tct_side tct_firing_side(const struct tct_firing *firing, double decided_p);

#endif
