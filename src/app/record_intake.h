/* What is done to entries before they are appended: they are numbered as the submissions of a
 * source, and fields of them are sealed. */
#ifndef TACET_APP_RECORD_INTAKE_H
#define TACET_APP_RECORD_INTAKE_H

#include "record_disclosures.h"

struct record_intake_options {
    const char *folder;               /* of the log */
    const char *seal;                 /* JSON Pointers with commas between; NULL for none */
    const char *const *seal_if_there; /* members of the entry itself, the last NULL; or NULL */
    const char *source;               /* NULL: the entries are no submissions */
    uint64_t next_s;                  /* that the source promises; 0 for none */
};

struct record_intake;

/* Submissions that were under way when an earlier process ended are handed in first. `log` must
 * stay. Errors: TCT_ERR_INPUT (a source's name, damaged state), those of tct_log_append. */
TCT_MUST_CHECK enum tct_status record_intake_open(const struct record_intake_options *options,
                                                  struct tct_log *log,
                                                  struct record_intake **ret_intake,
                                                  struct tct_error *err);
void record_intake_close(struct record_intake *intake); /* NULL is fine */

/* The entries as they are to be appended; they stay the intake's until the next call. What opens
 * sealed fields, and what number comes next, is durable when it answers. Errors: those of
 * tct_seal and tct_submission_write, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status record_intake_prepare(struct record_intake *intake,
                                                     const struct tct_entry *entries, size_t count,
                                                     const struct tct_entry **ret_entries,
                                                     struct tct_error *err);

/* They have been appended. */
TCT_MUST_CHECK enum tct_status record_intake_done(struct record_intake *intake,
                                                  struct tct_error *err);

#endif
