/* An index of a log, for an archive that has none of our software. */
#ifndef TACET_APP_RECORD_INDEX_H
#define TACET_APP_RECORD_INDEX_H

#include "record.h"

/* CSV, a row for each entry: its index, its kind, who it is of, what it is of, when it was taken;
 * of what is sealed, nothing. For free(). Errors: those of reading the log, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status record_index_csv(const char *folder, char **ret, size_t *ret_bytes,
                                                struct tct_error *err);

#endif
