/* Slips of the pen that a report may contain. */
#ifndef TACET_INCIDENT_SLIPS_H
#define TACET_INCIDENT_SLIPS_H

#include "tacet/incident/report.h"

/* A time that is wrong by something people get wrong. */
struct slip_time {
    double by_s; /* to be added to the written time */
    double share;
    const char *text; /* static */
};

enum { SLIP_TIMES_MOST = 12 };

/* Those that this report can have; answers their number. */
size_t slip_times(const struct tct_report *report, struct slip_time ret[SLIP_TIMES_MOST]);

/* A place that is wrong so. */
struct slip_place {
    double density; /* per m2, times the share of reports */
    const char *text;
};

/* The likelier of the slips by which a report of `place`, of which `spread_m2` is the variance of
 * each coordinate, names what it names; 0 without. */
struct slip_place slip_place(const struct tct_report *report, struct tct_plane place,
                             double spread_m2);

#endif
