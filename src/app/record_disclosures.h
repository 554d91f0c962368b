/* The disclosures of sealed fields that the keeper of a log has: private/disclosures/LEAF, a file
 * for each entry, called by its leaf hash, for the owner alone. */
#ifndef TACET_APP_RECORD_DISCLOSURES_H
#define TACET_APP_RECORD_DISCLOSURES_H

#include "record.h"

struct record_disclosures {
    struct tct_folder *folder; /* the log's private one */
};

/* Errors: those of tct_folder_open; `create` where they are to be added. */
TCT_MUST_CHECK enum tct_status record_disclosures_open(const char *log, bool create,
                                                       struct record_disclosures *ret,
                                                       struct tct_error *err);
void record_disclosures_close(struct record_disclosures *store);

/* Lines of disclosures of an entry, for free(); NULL with TCT_OK when there are none. */
TCT_MUST_CHECK enum tct_status record_disclosures_read(const struct record_disclosures *store,
                                                       const void *entry, size_t bytes,
                                                       char **ret_lines, size_t *ret_bytes,
                                                       struct tct_error *err);

/* Those of a new entry; durable once record_disclosures_sync answers. */
TCT_MUST_CHECK enum tct_status record_disclosures_add(const struct record_disclosures *store,
                                                      const void *entry, size_t bytes,
                                                      const char *lines, size_t lines_bytes,
                                                      struct tct_error *err);
TCT_MUST_CHECK enum tct_status record_disclosures_sync(const struct record_disclosures *store,
                                                       struct tct_error *err);

/* In place of what is there, durable when it answers; no lines at all leave nothing to open. */
TCT_MUST_CHECK enum tct_status record_disclosures_write(const struct record_disclosures *store,
                                                        const void *entry, size_t bytes,
                                                        const char *lines, size_t lines_bytes,
                                                        struct tct_error *err);

/* Pointers such as "/x_m,/reporter/name" taken apart, in place; for free(). */
TCT_MUST_CHECK enum tct_status record_pointers(char *text, const char ***ret_pointers,
                                               size_t *ret_count, struct tct_error *err);

/* Splits lines in place; for free(). Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status record_lines(char *text, size_t bytes, const char ***ret_lines,
                                            size_t *ret_count, struct tct_error *err);

#endif
