/* How well an incident fits a report. */
#ifndef TACET_INCIDENT_FIT_H
#define TACET_INCIDENT_FIT_H

#include "tacet/incident/report.h"
#include "tacet/incident/summary.h"

/* Densities, per m2 and s, with which a report of the incident says where and when it says, times
 * how much likelier the rest of it is than that of an unrelated report. */
struct fit {
    double said; /* without a slip of the pen */
    double slip; /* with one of those that people make, times the share of reports that have it */
    const char *which; /* static: the likeliest of these; NULL without */
};

/* What is below `negligible` in all may be left out. */
struct fit fit_of(const struct tct_report *report, const struct tct_summary *incident,
                  double negligible);

#endif
