/* What every command that computes stands on: its sector, the memory, the warnings. */
#ifndef TACET_APP_GROUND_H
#define TACET_APP_GROUND_H

#include <stdio.h>

#include "command.h"
#include "record_output.h"
#include "tacet/face.h"
#include "workers.h"

struct ground {
    const struct command *command;
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_sector sector;
    FILE *out;                    /* where lines of data go: standard output, or through a log */
    struct record_output *record; /* the log; NULL for none */
    struct workers *workers;      /* NULL: the network does one thing after another */
};

/* Opens the sector; warnings go to standard error. `sector_path` NULL is an error of use. Nothing
 * is to be closed after an error. */
TCT_MUST_CHECK enum tct_status ground_open(struct ground *ground, const struct command *command,
                                           const char *sector_path, struct tct_error *err);

/* Gives the network so many threads to work with; 0 stands for as many as there are processors. */
void ground_employ(struct ground *ground, size_t threads);

/* From now on lines of data become entries of the log in `folder` before anybody sees them; NULL
 * changes nothing. Errors: those of record_output_open. */
TCT_MUST_CHECK enum tct_status ground_record(struct ground *ground, const char *folder,
                                             struct tct_error *err);

/* Says what the warnings still have to say, and how much was skipped. */
void ground_tell_skipped(const struct command *command, const struct tct_warnings *warnings);

/* Says what is still to be said, frees everything and answers the exit code: that of `status`, else
 * EXIT_WRONG when `strict` and anything was skipped, else `code`. */
int ground_close(struct ground *ground, enum tct_status status, const struct tct_error *err,
                 bool strict, int code);

/* Opens a file to read; "-" and NULL mean standard input. `ret_name` is what messages call it. */
TCT_MUST_CHECK enum tct_status ground_read(const char *path, FILE **ret_file, const char **ret_name,
                                           struct tct_error *err);

/* Closes what ground_read opened. */
void ground_read_done(FILE *file);

/* Judges what was read of `name`: TCT_ERR_INPUT when it held something and all of it was skipped
 * (more than `skipped_before` is), a note when it held nothing. */
TCT_MUST_CHECK enum tct_status ground_usable(struct ground *ground, const char *name, size_t count,
                                             size_t skipped_before, struct tct_error *err);

/* Reads the events of a file (standard input for NULL, "-"). */
TCT_MUST_CHECK enum tct_status ground_events(struct ground *ground, const char *path,
                                             struct tct_event_set *ret_set, struct tct_error *err);

/* Reads the true shots of a file. */
TCT_MUST_CHECK enum tct_status ground_truth(struct ground *ground, const char *path,
                                            struct tct_shot **ret_shots, size_t *ret_count,
                                            struct tct_error *err);

#endif
