/* A log that grows: appends that are durable once answered, and heads that are signed.
 *
 * Many threads may append at once; they share one fdatasync of the journal. `tct_log_publish`
 * moves what was appended into tiles, reads them back, hashes them again, and only then signs the
 * new head. After a crash at any instant every answered entry is there: opening the log again
 * finds those in the journal that no head covers yet, and the next head does.
 *
 * Layout: "checkpoint" and "tile/" are C2SP tlog-tiles, to be served as they are; "log.vkey" is the
 * key to verify them; "private/", which only the owner may enter, is nobody else's. */
#ifndef TACET_RECORD_LOG_H
#define TACET_RECORD_LOG_H

#include "tacet/record/checkpoint.h"
#include "tacet/record/storage.h"
#include "tacet/record/view.h"

#define TCT_LOG_KEY_PATH "log.vkey"
#define TCT_LOG_PRIVATE  "private"
#define TCT_LOG_STAGING  TCT_LOG_PRIVATE "/new"

struct tct_log;

enum { TCT_APPEND_MAX = 1 << 26 }; /* bytes of entries that are appended at once */

struct tct_entry {
    const void *bytes;
    size_t count; /* up to TCT_ENTRY_MAX */
};

/* Asks witnesses for their cosignatures under a head that is about to be published; `view` is the
 * log at it, `note` its signed checkpoint. Answers signature lines for free(), or NULL when there
 * are none: the head is then provisional. An error means that the head must not be published: a
 * witness has seen this log larger, or otherwise. */
typedef enum tct_status tct_cosign_fn(void *user, struct tct_view *view, const char *note,
                                      size_t bytes, char **ret_lines, struct tct_error *err);

struct tct_log_options {
    const char *path; /* the folder */
    const struct tct_signer *signer;
    tct_cosign_fn *cosign; /* NULL: no witnesses */
    void *cosign_user;
};

/* A log without entries in a folder that is new or empty, with its first, empty head. `origin` is
 * the signer's name. Errors: TCT_ERR_INPUT (something is in the folder), TCT_ERR_IO,
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_log_create(const struct tct_log_options *options,
                                                      struct tct_error *err);

/* Opens a log to append, and publishes what an earlier crash left unpublished. The log is locked
 * against a second process. Errors: TCT_ERR_INPUT (no log, another one's key, damaged, a copy from
 * a backup, in use), TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_log_open(const struct tct_log_options *options,
                                                    struct tct_log **ret_log,
                                                    struct tct_error *err);

/* Does not publish; what was appended stays in the journal. NULL is fine. */
TCT_API void tct_log_close(struct tct_log *log);

/* Appends entries one behind the other, and answers the index of the first when all are durable.
 * Any thread. Errors: TCT_ERR_LIMIT (an entry is too large, or all of them; none is appended),
 * TCT_ERR_IO and TCT_ERR_MEMORY: then nothing is known of the entries until the log was opened
 * again, and all later appends fail. */
TCT_API TCT_MUST_CHECK enum tct_status tct_log_append(struct tct_log *log,
                                                      const struct tct_entry *entries, size_t count,
                                                      uint64_t *ret_first, struct tct_error *err);

/* Publishes a head over all that is durable; without anything new nothing happens. Any thread.
 * Errors: TCT_ERR_INPUT (what was read back is not what was written), TCT_ERR_IO, TCT_ERR_MEMORY,
 * and those of `cosign`: the log must be opened again then. */
TCT_API TCT_MUST_CHECK enum tct_status tct_log_publish(struct tct_log *log, struct tct_error *err);

/* Entries that are durable, and how many of them the published head covers. */
TCT_API uint64_t tct_log_size(struct tct_log *log);
TCT_API uint64_t tct_log_published(struct tct_log *log);

/* The head that was published last. Waits for a publication that is under way. */
TCT_API void tct_log_head(struct tct_log *log, struct tct_checkpoint *ret);

#endif
