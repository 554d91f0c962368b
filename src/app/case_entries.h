/* Which entries of the record a case rests on. */
#ifndef TACET_APP_CASE_ENTRIES_H
#define TACET_APP_CASE_ENTRIES_H

#include <jansson.h>

#include "case_docket.h"
#include "incident_viewer.h"
#include "tacet/store.h"

/* Those that name authors, the case's acts, whether taken or refused, and, of `incident` (NULL:
 * none), as the store has it, what was heard and said of it: rising, for free(). Errors: those of
 * finding, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status case_entries(const struct docket *docket, const char *id,
                                            const struct tct_store *store, const json_t *incident,
                                            uint64_t **ret, size_t *ret_count,
                                            struct tct_error *err);

/* The events among these entries as `viewer` may see them, an array in the order of the record, to
 * be given back. Errors: those of reading the log, of tct_disclose. */
TCT_MUST_CHECK enum tct_status case_events(const char *folder, const struct incident_viewer *viewer,
                                           const struct tct_sector *sector, const uint64_t *indices,
                                           size_t count, json_t **ret, struct tct_error *err);

#endif
