/* Entries of a log as a package that stands on its own. */
#ifndef TACET_APP_RECORD_PACKAGE_H
#define TACET_APP_RECORD_PACKAGE_H

#include "record.h"

/* Indices of entries of a log of so many, rising, for free(). */
typedef enum tct_status record_choose_fn(void *user, uint64_t size, uint64_t **ret,
                                         size_t *ret_count, struct tct_error *err);

struct record_package {
    const char *log, *output;
    const char *policy_path; /* that goes along, with its witnesses; NULL: one of the log alone */
    const char *beside_path; /* where files are that entries name by SHA-256; NULL: none go along */
    bool open;               /* sealed fields are opened */
    record_choose_fn *choose;
    void *user;
    const struct tct_export_file *reports; /* that go along */
    size_t report_count;
};

/* Writes it, and answers how many entries are in it. Errors: those of `choose`, of reading the log,
 * of tct_export_write. */
TCT_MUST_CHECK enum tct_status record_package_write(const struct record_package *package,
                                                    size_t *ret_count, struct tct_error *err);

#endif
