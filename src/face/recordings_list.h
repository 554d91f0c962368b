/* Recordings list: what reading a table and reading a folder have in common. */
#ifndef RECORDINGS_LIST_H
#define RECORDINGS_LIST_H

#include "tacet/face/recording.h"

enum { PATH_BYTES = 4096 };

struct list_reader {
    const char *file; /* the table or folder, for messages */
    const char *folder;
    const char *only;                /* the one file that is asked for, or NULL */
    const struct tct_sector *sector; /* may be NULL */
    struct tct_arena *arena;
    struct tct_warnings *warnings;
};

/* What follows the last slash of a path. */
const char *list_name_of(const char *path);

/* "FOLDER/NAME", or the name alone when it begins at the root. */
TCT_MUST_CHECK enum tct_status list_join_path(const char *folder, const char *name,
                                              char ret_path[PATH_BYTES], struct tct_error *err);

/* Opens the file for what it says: rate, time and length, as far as the table does not. */
TCT_MUST_CHECK enum tct_status list_measure(struct tct_recording_entry *entry,
                                            struct tct_error *err);

/* The same from what is open. */
TCT_MUST_CHECK enum tct_status list_measure_open(struct tct_recording_entry *entry,
                                                 const struct tct_recording *recording,
                                                 struct tct_error *err);

/* Tells why an entry is left out: by its line, or by its path where no table is. */
void list_leave_out(const struct list_reader *reader, const struct tct_recording_entry *entry,
                    const char *why);

/* Puts entries in order and leaves out those that overlap an earlier one of their station and
 * channel. */
void list_finish(const struct list_reader *reader, struct tct_recordings *recordings);

/* Reads recordings.csv, `reader->file`. */
TCT_MUST_CHECK enum tct_status list_read_table(const struct list_reader *reader,
                                               struct tct_recordings *ret_recordings,
                                               struct tct_error *err);

/* Reads the files of a folder that has no table, and of those below it. */
TCT_MUST_CHECK enum tct_status list_read_folder(const struct list_reader *reader,
                                                struct tct_recordings *ret_recordings,
                                                struct tct_error *err);

/* Reads one file of which no table speaks. */
TCT_MUST_CHECK enum tct_status list_read_file(const struct list_reader *reader, const char *path,
                                              struct tct_recordings *ret_recordings,
                                              struct tct_error *err);

#endif
