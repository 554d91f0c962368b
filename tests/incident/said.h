/* What was said and what happened, in few words, for tests. */
#ifndef TACET_TESTS_INCIDENT_SAID_H
#define TACET_TESTS_INCIDENT_SAID_H

#include "tacet/incident.h"

#define SAID_BACKGROUND_M2S (60e3 * 6e3 * 86400.0)

/* So many seconds after some moment of 2027. */
int64_t after(double s);

/* A patrol's report of shots at a place, and at a bearing and a distance from the origin. */
struct tct_report said_at(double x_m, double y_m, double s);
struct tct_report heard_at(double bearing_deg, double distance_m, double s);

/* Small arms, surely of this side, and an incident of such. */
struct tct_engagement engagement(double x_m, double y_m, double from_s, double until_s,
                                 enum tct_side side, uint32_t shots);
struct tct_summary summary(const struct tct_engagement *parts, size_t count);

/* Where fire is heard with this probability everywhere. */
struct tct_match matched(const struct tct_report *report,
                         const struct tct_summary *const *candidates, size_t count, double p);

#endif
