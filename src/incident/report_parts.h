/* What the comparison of reports needs of them beyond the public header. */
#ifndef TACET_INCIDENT_REPORT_PARTS_H
#define TACET_INCIDENT_REPORT_PARTS_H

#include "tacet/incident/report.h"

/* Ends the program on numbers that the header rules out: those of files are checked before. */
void report_assert(const struct tct_report *report);

/* Standard error of each coordinate with which a report names a place that it gives. */
double report_place_sigma_m(const struct tct_report *report);

enum { REPORT_SPOTS = 54 };

/* Places that stand for where it says that it was, each as likely; answers false when it does not
 * say where. */
bool report_spots(const struct tct_report *report, struct tct_plane ret[REPORT_SPOTS]);

#endif
