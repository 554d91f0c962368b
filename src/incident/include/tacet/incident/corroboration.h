/* Whether what was heard bears out what is reported, and which incident a report tells of. */
#ifndef TACET_INCIDENT_CORROBORATION_H
#define TACET_INCIDENT_CORROBORATION_H

#include "tacet/incident/report.h"
#include "tacet/incident/summary.h"

enum tct_corroboration {
    TCT_OPEN,              /* neither: it does not say enough, or chances were even */
    TCT_SUPPORTED,         /* sensors heard what it tells of */
    TCT_CONTRADICTED,      /* they would have heard it, and did not */
    TCT_NOBODY_COULD_HEAR, /* no sensor would have: its silence says nothing */
    TCT_CORROBORATION_COUNT,
};

/* Probability that a firing of this kind at this place and time would have been detected; NAN:
 * not known. */
struct tct_coverage_port {
    double (*heard_p)(void *user, struct tct_plane place, int64_t time_ns,
                      enum tct_firing_kind kind);
    void *user;
};

/* Probability that somebody who fires some rounds with small arms within some hundreds of metres of
 * this place is not heard at all; NAN: not known. */
TCT_API double tct_unheard_p(const struct tct_coverage_port *coverage, struct tct_plane place,
                             int64_t time_ns);

enum { TCT_NO_INCIDENT = UINT32_MAX };

struct tct_match {
    uint32_t candidate; /* index, or TCT_NO_INCIDENT */
    double p;           /* that it tells of this one; of none of them when none */
    uint32_t runner_up; /* index, or TCT_NO_INCIDENT */
    double runner_up_p;
    const char *slip; /* static text: the slip of the pen that it takes to tell of this one ("its
                         time is 12 hours early"); NULL: it fits as it was said */
    enum tct_corroboration corroboration;
    double heard_p;     /* that fire as reported would have been heard; NAN: not known, or it makes
                           no sound */
    const char *reason; /* static text, for people */
};

/* Compares a report with the incidents that it could mean: all that have a firing within
 * TCT_MATCH_WITHIN_S of its time, in any order; what comes out does not depend on that but for the
 * indices. It tells of the likeliest when that has a probability of a half or more. What is left
 * beside is that it tells of none: of what no sensor heard, or of what never was. A slip that would
 * make it fit is said, and never applied.
 *
 * `background_m2s` (above 0) is the area and the duration over which a report that tells of none
 * could have named any place and time: of the sector and a day. `coverage` may be NULL. SUPPORTED:
 * it tells of fire, and of an incident, without a slip. CONTRADICTED: it tells of none, none comes
 * near, and fire as reported would have been heard with TCT_WOULD_HEAR_P or more, in the mean over
 * where and when it says. One comes near when it has a probability of a tenth or more, or fire
 * within TCT_NEAR_S of its time and TCT_NEAR_M of its place: of a launch and its impact only one
 * may have been heard. NOBODY_COULD_HEAR: it tells of none, and that was TCT_WOULD_NOT_HEAR_P or
 * less. Many reported rounds are heard together or not at all, nearly: they count as three at most.
 * Reports of damage, casualties and flares are compared, but no sensor can bear them out; those of
 * other things are not compared. Takes time in proportion to the candidates' engagements. Method:
 * docs/adr/0016-incidents.md. */
#define TCT_MATCH_WITHIN_S   90000.0
#define TCT_WOULD_HEAR_P     0.9
#define TCT_WOULD_NOT_HEAR_P 0.1
#define TCT_NEAR_S           600.0
#define TCT_NEAR_M           5000.0
TCT_API void tct_match_report(const struct tct_report *report,
                              const struct tct_summary *const *candidates, size_t count,
                              double background_m2s, const struct tct_coverage_port *coverage,
                              struct tct_match *ret);

#endif
