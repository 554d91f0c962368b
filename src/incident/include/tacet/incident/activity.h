/* Notified activities: what a side declares beforehand is labelled, and not counted. */
#ifndef TACET_INCIDENT_ACTIVITY_H
#define TACET_INCIDENT_ACTIVITY_H

#include "tacet/incident/firing.h"

enum tct_activity_kind {
    TCT_ACTIVITY_LIVE_FIRE_EXERCISE,
    TCT_ACTIVITY_DEMINING,
    TCT_ACTIVITY_QUARRY_BLAST,
    TCT_ACTIVITY_OTHER,
    TCT_ACTIVITY_KIND_COUNT,
};

struct tct_activity {
    enum tct_activity_kind kind;
    enum tct_side party; /* who declared it; UNDETERMINED: neither side, as the mission */
    int64_t from_ns, until_ns;
    int64_t notified_ns; /* when it reached the mission */
    struct tct_plane place;
    double radius_m;
};

/* Whether the firing can be of the activity: in its time, give or take two standard errors, and its
 * 95 % ellipse reaches into the circle; a kind that contradicts (small arms at a quarry) does not
 * fit. */
TCT_API bool tct_activity_covers(const struct tct_activity *activity,
                                 const struct tct_firing *firing);

/* Covered, and declared in advance: nobody can notify what has begun. */
TCT_API bool tct_activity_fits(const struct tct_activity *activity,
                               const struct tct_firing *firing);

/* Declared in time: before it began. What was told later is shown, and excuses nothing. */
TCT_API bool tct_activity_in_advance(const struct tct_activity *activity);

#endif
