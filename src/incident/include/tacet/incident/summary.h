/* What is said of one incident: its bursts, engagements, counts, sides, who opened fire. */
#ifndef TACET_INCIDENT_SUMMARY_H
#define TACET_INCIDENT_SUMMARY_H

#include "tacet/incident/opening.h"
#include "tacet/incident/rules.h"

/* Bursts of one side from one neighbourhood; places and radii are NAN and 0 where none was placed.
 */
struct tct_engagement {
    int64_t from_ns, until_ns;
    struct tct_plane middle;       /* mean of its firings */
    double radius_m;               /* farthest of them from it */
    double side_p[TCT_SIDE_COUNT]; /* means over its shots, each as sure as its place is known */
    double kind_p[TCT_FIRING_KIND_COUNT];
    uint32_t shots, bursts;
};

struct tct_summary {
    int64_t from_ns, until_ns;
    struct tct_plane middle;
    double radius_m;
    double counts[TCT_UNIT_COUNT];        /* in every unit; EXCHANGE_24H is 1 */
    double shots_by_side[TCT_SIDE_COUNT]; /* expected numbers: sums of probabilities */
    double kind_p[TCT_FIRING_KIND_COUNT]; /* share of each kind */
    double exchange_p;                    /* that both sides fired; undetermined speaks for none */
    struct tct_opening opening;
    const struct tct_engagement *engagements; /* by time; the arena's, as all below */
    size_t engagement_count;
    const uint32_t *burst, *engagement; /* by firing: number of its burst, of its engagement */
};

/* Of the firings of one incident, at least one, in any order (as `burst` and `engagement` then
 * are); what comes out does not depend on it. Takes firings one by one in the order of time to the
 * nearest burst that has not ended, bursts to the nearest engagement; those of a surely other side
 * are not joined. A trajectory is a launch and the impact 2 to 180 s later, or either alone, or a
 * shot. `heard_p` and `unheard_p` as for tct_opened_fire. What `ret` points to is the arena's.
 * Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_summarise(const struct tct_rules *rules,
                                                     const struct tct_firing *firings,
                                                     const double *heard_p, double unheard_p,
                                                     size_t count, struct tct_arena *arena,
                                                     struct tct_summary *ret,
                                                     struct tct_error *err);

#endif
