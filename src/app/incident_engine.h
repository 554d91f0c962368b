/* The engine of incidents: takes what was heard and what was said, entry by entry, in any order,
 * and keeps incidents, what reports tell of, and their history up to date.
 *
 * What comes out follows from the entries and their order alone, never from when it was asked for.
 */
#ifndef TACET_APP_INCIDENT_ENGINE_H
#define TACET_APP_INCIDENT_ENGINE_H

#include "tacet/face/incidents.h"
#include "tacet/face/statement_file.h"

enum { INCIDENT_ID_BYTES = 24 };

struct incident_engine;

struct incident_engine_options {
    const struct tct_sector *sector;
    const struct tct_rules *rules;
    const struct tct_coverage_port *coverage; /* NULL: not known */
};

/* The options' things must stay. Errors: TCT_ERR_USE (rules), TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_engine_new(const struct incident_engine_options *options,
                                                   struct incident_engine **ret,
                                                   struct tct_error *err);
void incident_engine_free(struct incident_engine *engine); /* NULL is fine */

/* An event as it is known now; of an older revision than one that came before nothing is taken.
 * `firing` NULL: there was no such event. Errors: TCT_ERR_MEMORY, TCT_ERR_LIMIT, TCT_ERR_INPUT. */
TCT_MUST_CHECK enum tct_status incident_engine_event(struct incident_engine *engine, const char *id,
                                                     unsigned revision,
                                                     const struct tct_firing *firing,
                                                     struct tct_error *err);

/* What somebody said. A correction or a withdrawal takes the place of what it names, which must be
 * there, of the same party and not corrected before. Errors: TCT_ERR_INPUT (refused, with the
 * reason; nothing is changed), TCT_ERR_MEMORY, TCT_ERR_LIMIT. */
TCT_MUST_CHECK enum tct_status incident_engine_said(struct incident_engine *engine,
                                                    const struct tct_said *said,
                                                    struct tct_error *err);

/* Works out what is not known yet: sums of changed incidents, what reports tell of now. Errors:
 * TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_engine_settle(struct incident_engine *engine,
                                                      struct tct_error *err);

/* All that follows: of a settled engine. */

/* Numbers of the incidents that there are, by time and then by id; the arena's. */
TCT_MUST_CHECK enum tct_status incident_engine_list(const struct incident_engine *engine,
                                                    struct tct_arena *arena, uint32_t **ret,
                                                    size_t *ret_count, struct tct_error *err);
/* NULL for TCT_NO_INCIDENT. */
const char *incident_engine_id(const struct incident_engine *engine, uint32_t incident);
int64_t incident_engine_from(const struct incident_engine *engine, uint32_t incident);

/* What is written of one, for json_decref. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_engine_json(struct incident_engine *engine,
                                                    uint32_t incident, json_t **ret,
                                                    struct tct_error *err);

/* Reports that stand (neither withdrawn nor corrected), in the order in which they came. */
size_t incident_engine_reports(const struct incident_engine *engine);
const char *incident_engine_report_id(const struct incident_engine *engine, size_t report);
const struct tct_report *incident_engine_report(const struct incident_engine *engine,
                                                size_t report);
const struct tct_match *incident_engine_match(const struct incident_engine *engine, size_t report,
                                              uint32_t *ret_incident, uint32_t *ret_runner_up);
bool incident_engine_stands(const struct incident_engine *engine, size_t report);

/* Rows of one of the mission's days, of which `within_ns` is any time; incidents are counted to the
 * day on which they begin, reports to that of their time. `ret_told` are reports by the rows'
 * `told`. The arena's. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_engine_day(const struct incident_engine *engine,
                                                   int64_t within_ns, struct tct_arena *arena,
                                                   struct tct_day_row **ret_rows, size_t *ret_count,
                                                   uint32_t **ret_told, struct tct_error *err);

/* What became of incidents: changes in the order in which they happened. */
struct incident_change {
    uint32_t incident;
    unsigned revision; /* of the incident, with this change */
    enum tct_change change;
    uint32_t other; /* number of a firing, or of an incident */
};
const struct incident_change *incident_engine_history(const struct incident_engine *engine,
                                                      size_t *ret_count);
const char *incident_engine_event_id(const struct incident_engine *engine, uint32_t firing);

#endif
