/* Standard output by way of a log: every line becomes an entry, in canonical JSON, and is durable
 * before anybody sees it. Where and when exactly it was heard is sealed in the entry. Recordings
 * are named by their SHA-256 and kept beside. */
#ifndef TACET_APP_RECORD_OUTPUT_H
#define TACET_APP_RECORD_OUTPUT_H

#include <stdio.h>

#include "tacet/base.h"

struct record_output;

/* Opens the log in `folder`; its key is asked for at the terminal when it is encrypted. Errors:
 * those of tct_log_open, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status record_output_open(const char *folder,
                                                  struct record_output **ret_output,
                                                  struct tct_error *err);

/* Where to write lines; a line counts when it is ended and flushed. */
FILE *record_output_file(struct record_output *output);

/* A copy of a recording in private/beside/SHA256, and an entry that names it; once for each. The
 * digest is what later tells whether it was altered. Errors: those of reading it, of
 * tct_log_append; TCT_ERR_LIMIT over 1 GiB. */
TCT_MUST_CHECK enum tct_status record_output_recording(struct record_output *output,
                                                       const char *path, struct tct_error *err);

/* Publishes and closes; NULL is fine. Errors: what went wrong before, and those of
 * tct_log_publish. */
TCT_MUST_CHECK enum tct_status record_output_close(struct record_output *output,
                                                   struct tct_error *err);

#endif
