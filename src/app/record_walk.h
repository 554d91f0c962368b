/* A walk through a log: every entry of it up to its signed head, with everything in its place that
 * its keeper can open. */
#ifndef TACET_APP_RECORD_WALK_H
#define TACET_APP_RECORD_WALK_H

#include <jansson.h>

#include "record.h"

#define RECORD_NOT_SAID INT64_MIN

/* One entry: what was handed in, without what its source or the log's keeper put around it; NULL
 * when it is no JSON object. `taken_ns` is when the keeper says that he took it, or
 * RECORD_NOT_SAID. An error ends the walk. */
typedef enum tct_status record_entry_fn(void *user, uint64_t index, const json_t *entry,
                                        int64_t taken_ns, struct tct_error *err);

/* `ret_head` is where the log stands. Errors: those of record_open, of reading it, of `take`. */
TCT_MUST_CHECK enum tct_status record_walk(const char *folder, record_entry_fn *take, void *user,
                                           struct tct_checkpoint *ret_head, struct tct_error *err);

/* {"entry": ..., "taken": ...} around an entry that is JSON, canonical, for free(). Errors:
 * TCT_ERR_INPUT, TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status record_taken(const char *entry, size_t bytes, int64_t now_ns,
                                            char **ret_entry, size_t *ret_bytes,
                                            struct tct_error *err);

#endif
