/* How much of a field somebody may see now. */
#include "tacet/disclosure/decide.h"

#include <math.h>

/* Whose paper it is, as seen by the viewer. The two parties are compared, never told apart. */
static enum tct_owner owner_for(const struct tct_viewer *viewer, const struct tct_subject *subject)
{
    if (subject->owner == TCT_NO_PARTY)
        return TCT_OWNER_NOBODY;
    return viewer->role->standing == TCT_STANDING_SIDE && viewer->party == subject->owner
               ? TCT_OWNER_OWN
               : TCT_OWNER_OTHER;
}

static bool over(double wait_s, const struct tct_subject *subject, int64_t now_ns)
{
    /* In seconds as doubles: a wait of months is exact, and the largest times do not overflow. */
    return isfinite(wait_s) &&
           (double)now_ns * 1e-9 - (double)subject->happened_ns * 1e-9 >= wait_s;
}

enum tct_seen tct_decide(const struct tct_viewer *viewer, const struct tct_subject *subject,
                         enum tct_field field, int64_t now_ns)
{
    TCT_ASSERT((viewer->role->standing == TCT_STANDING_SIDE) == (viewer->party != TCT_NO_PARTY));
    const struct tct_grant *grant = &viewer->role->grants[field][owner_for(viewer, subject)];
    if (over(grant->exact_after_s, subject, now_ns) ||
        (grant->exact_on_release && subject->released_ns <= now_ns) ||
        (grant->exact_on_finding && subject->finding_ns <= now_ns))
        return TCT_SEEN_EXACT;
    return over(grant->coarse_after_s, subject, now_ns) ? TCT_SEEN_COARSE : TCT_SEEN_NOT;
}
