/* Tacet incident: events and what people report, put together into what happened.
 *
 * Pure: no files, no clocks, no threads, no mutable globals. Places are metres in the sector's
 * plane, x east and y north; times int64 nanoseconds of UTC; angles radians from the plane's y
 * axis. Every rule treats both sides alike: with left and right exchanged, what comes out is
 * exchanged and otherwise the same. Why it is so: docs/adr/0016-incidents.md. */
#ifndef TACET_INCIDENT_H
#define TACET_INCIDENT_H

#include "tacet/incident/activity.h"
#include "tacet/incident/book.h"
#include "tacet/incident/corroboration.h"
#include "tacet/incident/day.h"
#include "tacet/incident/firing.h"
#include "tacet/incident/opening.h"
#include "tacet/incident/report.h"
#include "tacet/incident/rules.h"
#include "tacet/incident/summary.h"

#endif
