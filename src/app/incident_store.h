/* What the engine of incidents has worked out, as rows of the store. */
#ifndef TACET_APP_INCIDENT_STORE_H
#define TACET_APP_INCIDENT_STORE_H

#include "incident_engine.h"
#include "tacet/store.h"

/* Puts everything of a settled engine: within a round. Errors: those of the store, TCT_ERR_MEMORY.
 */
TCT_MUST_CHECK enum tct_status incident_store_put(const struct tct_store *store,
                                                  const struct tct_sector *sector,
                                                  const struct tct_rules *rules,
                                                  struct incident_engine *engine,
                                                  struct tct_error *err);

/* A change of an incident as JSON, for json_decref; NULL when memory is out. */
json_t *incident_change_json(const struct incident_engine *engine,
                             const struct incident_change *change);

/* The days, as their beginnings, on which an incident began or of which a report tells; the
 * arena's, ascending. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_days(const struct incident_engine *engine,
                                             const struct tct_rules *rules, struct tct_arena *arena,
                                             int64_t **ret, size_t *ret_count,
                                             struct tct_error *err);

/* A day's rows as JSON, an array for json_decref. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_day_json(const struct incident_engine *engine,
                                                 const struct tct_sector *sector,
                                                 const struct tct_rules *rules, int64_t day_ns,
                                                 json_t **ret, struct tct_error *err);

/* What a report tells of, for json_decref; NULL when memory is out. */
json_t *incident_match_json(const struct incident_engine *engine, size_t report);

#endif
