/* Whether what was heard bears out a report. */
#ifndef TACET_INCIDENT_VERDICT_H
#define TACET_INCIDENT_VERDICT_H

#include "tacet/incident/corroboration.h"

/* Fills in `heard_p`, `corroboration` and `reason` of a match. `nearest_p` is the probability of
 * the likeliest incident, whether the report was found to tell of it or not. */
void verdict(const struct tct_report *report, const struct tct_summary *const *candidates,
             size_t count, double nearest_p, const struct tct_coverage_port *coverage,
             struct tct_match *match);

#endif
