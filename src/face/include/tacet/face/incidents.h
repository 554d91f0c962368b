/* Incidents, what was found of reports, and days, as JSON Lines (tacet-incident(5)). */
#ifndef TACET_FACE_INCIDENTS_H
#define TACET_FACE_INCIDENTS_H

#include <jansson.h>

#include "tacet/face/events.h"
#include "tacet/face/sector.h"
#include "tacet/incident.h"

/* An event as incidents need it. A place that is none, or on no side of a line, says so. */
TCT_API struct tct_firing tct_firing_of(const struct tct_event *event);

/* All that is written of an incident. Arrays are the caller's. */
struct tct_incident_view {
    const char *id;
    unsigned revision;
    const struct tct_summary *summary;
    const struct tct_firing *firings; /* as the summary has them */
    const char *const *event_ids;     /* by firing */
    size_t count;
    const char *activity;            /* id of the notified activity that it is of; NULL for none */
    const char *const *late_notices; /* ids of activities that would cover some of it, had they been
                                        declared before they began */
    size_t late_notice_count;
    const char *const *told[3]; /* ids of reports: of the left side, the right, of neither */
    size_t told_count[3];
};

/* Places are exact: who may see them is for tct_disclose to say. NULL when memory is out; give back
 * with json_decref. */
TCT_API json_t *tct_incident_json(const struct tct_sector *sector, const struct tct_rules *rules,
                                  const struct tct_incident_view *view);

/* What was found of a report; ids may be NULL. */
TCT_API json_t *tct_match_json(const char *report_id, const struct tct_match *match,
                               const char *incident_id, const char *runner_up_id);

/* A row of a day, "2027-01-15" by the mission's clock; `report_ids` are by the row's `told`. */
TCT_API json_t *tct_day_row_json(const struct tct_sector *sector, const char *day,
                                 const struct tct_day_row *row, const char *incident_id,
                                 const char *const *report_ids);

/* The name of the mission's day that holds a time. */
enum { TCT_DAY_BYTES = 11 };
TCT_API void tct_day_name(const struct tct_rules *rules, int64_t time_ns,
                          char ret_day[TCT_DAY_BYTES]);

/* "north", "south", "undetermined". */
TCT_API const char *tct_side_name(const struct tct_sector *sector, enum tct_side side);

#endif
