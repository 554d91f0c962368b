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

/* An incident that a report may tell of. */
struct tct_candidate {
    const struct tct_summary *summary;
    const struct tct_firing *firings;
    size_t firing_count;
};

enum { TCT_NO_INCIDENT = UINT32_MAX };

struct tct_match {
    uint32_t candidate; /* index, or TCT_NO_INCIDENT */
    double p;           /* that it tells of this one; of none when none */
    uint32_t runner_up; /* index, or TCT_NO_INCIDENT */
    double runner_up_p;
    enum tct_corroboration corroboration;
    double heard_p;     /* that fire as reported would have been heard; NAN: not known */
    const char *reason; /* static text, for people */
    const char *slip;   /* static text: a slip of the pen that would make it fit ("the day after",
                           "12 hours later"), never applied; NULL: none */
    uint32_t slip_candidate; /* which it would then tell of, or TCT_NO_INCIDENT */
};

/* Compares a report with the incidents that its time and place could mean. `background_m2s` is the
 * area and duration over which an unrelated report could have named any place: of the sector and of
 * a day. What comes out does not depend on the order of the candidates but for their indices.
 * `coverage` may be NULL. Errors: TCT_ERR_MEMORY. Method: docs/adr/0016-incidents.md. */
TCT_API TCT_MUST_CHECK enum tct_status tct_match_report(
    const struct tct_rules *rules, const struct tct_report *report,
    const struct tct_candidate *candidates, size_t count, double background_m2s,
    const struct tct_coverage_port *coverage, struct tct_arena *arena, struct tct_match *ret,
    struct tct_error *err);

#endif
