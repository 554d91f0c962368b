/* The mission's rules of grouping and counting: stated, printed with every result, alike for both
 * sides. */
#ifndef TACET_INCIDENT_RULES_H
#define TACET_INCIDENT_RULES_H

#include "tacet/base.h"

/* What a mission counts. */
enum tct_unit {
    TCT_UNIT_SHOT,
    TCT_UNIT_BURST,
    TCT_UNIT_TRAJECTORY, /* a launch and its impact are one */
    TCT_UNIT_ENGAGEMENT,
    TCT_UNIT_INCIDENT,
    TCT_UNIT_EXCHANGE_24H, /* fire of one neighbourhood within one of the mission's days */
    TCT_UNIT_COUNT,
};

/* Two firings belong to one incident when they are at most `quiet_s` and `reach_m` apart, or when a
 * chain of such pairs joins them; heavy ones (launches, explosions) may be `heavy_reach_m` from
 * each other. Within it, a burst is fire from one place without a gap, an engagement the bursts of
 * one side from one neighbourhood. Distances are those between the best estimates. */
struct tct_rules {
    double burst_gap_s, burst_reach_m; /* the reach grows with the errors of both places */
    double engagement_gap_s, engagement_reach_m;
    double quiet_s, reach_m, heavy_reach_m;
    double decided_p;     /* "opened fire" and sides are said from this probability on */
    int64_t day_starts_s; /* of the mission's day, seconds after midnight UTC, 0 to 86,399 */
    enum tct_unit unit;   /* of the number that stands first */
};

/* 2 s, 30 m; 120 s, 500 m; 900 s, 2 km, 5 km; 0.9; midnight; bursts. */
TCT_API struct tct_rules tct_rules_default(void);

/* Each below its own bound and the finer ones not beyond the coarser. Errors: TCT_ERR_INPUT, which
 * names the rule, what was found, what was expected. */
TCT_API TCT_MUST_CHECK enum tct_status tct_rules_check(const struct tct_rules *rules,
                                                       struct tct_error *err);

#endif
