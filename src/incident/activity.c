/* Whether a firing can be of a notified activity. */
#include "tacet/incident/activity.h"

#include <math.h>

#include "ellipse95.h"

static const double TIME_SIGMAS = 2.0;

bool tct_activity_in_advance(const struct tct_activity *activity)
{
    return activity->notified_ns <= activity->from_ns;
}

static bool in_time(const struct tct_activity *activity, const struct tct_firing *firing)
{
    double give_s = TIME_SIGMAS * firing->time_sigma_s;
    /* Before it, and after it, as doubles: the ends of time may be far from each other. */
    double before_s = 1e-9 * ((double)activity->from_ns - (double)firing->time_ns);
    double after_s = 1e-9 * ((double)firing->time_ns - (double)activity->until_ns);
    bool inside = firing->time_ns >= activity->from_ns && firing->time_ns <= activity->until_ns;
    return inside || (before_s <= give_s && after_s <= give_s);
}

static bool kind_fits(enum tct_activity_kind activity, enum tct_firing_kind firing)
{
    if (activity == TCT_ACTIVITY_DEMINING || activity == TCT_ACTIVITY_QUARRY_BLAST)
        return firing == TCT_FIRING_EXPLOSION || firing == TCT_FIRING_OTHER;
    return true;
}

bool tct_activity_covers(const struct tct_activity *activity, const struct tct_firing *firing)
{
    return firing->placed && in_time(activity, firing) &&
           kind_fits(activity->kind, tct_firing_kind(firing)) &&
           ellipse95_reaches(firing->place, firing->covariance_m2, activity->place,
                             activity->radius_m);
}

bool tct_activity_fits(const struct tct_activity *activity, const struct tct_firing *firing)
{
    return tct_activity_in_advance(activity) && tct_activity_covers(activity, firing);
}
