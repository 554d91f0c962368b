/* Submissions: each source numbers what it hands in and names the one before by its digest, so that
 * nothing can be left out unseen; it promises when it will be heard of again, so that silence is
 * seen; and it names the head that it knew, so that the entry is not older than that.
 *
 * An entry {"entry": what is handed in, "submission": {"source": "S01", "number": 17, "previous":
 * base64url of SHA-256, "time": RFC 3339, "next_s": 600, "known": {"origin": ..., "size": ...,
 * "root": base64}}}, in canonical JSON. Numbers begin at 0, which has no "previous". */
#ifndef TACET_RECORD_SUBMISSION_H
#define TACET_RECORD_SUBMISSION_H

#include "tacet/record/view.h"

enum { TCT_SOURCE_MAX = 128 }; /* bytes of a source's name */

/* Where a source stands. All zeros but the name: at its beginning. */
struct tct_submitter {
    char source[TCT_SOURCE_MAX + 1];
    uint64_t number;          /* of the next submission */
    struct tct_hash previous; /* SHA-256 of the entry of the last one */
};

struct tct_submission_facts {
    int64_t time_ns;                    /* by the source's clock: a claim */
    uint64_t next_s;                    /* promised until the next one; 0 for no promise */
    const struct tct_checkpoint *known; /* the latest head that the source knew; NULL for none */
};

/* Wraps a JSON value as the next submission, for free(). The submitter goes on only with
 * tct_submitter_done. Errors: TCT_ERR_INPUT (no JSON; a source's name that is empty, too long or
 * not printable), TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_submission_write(
    const struct tct_submitter *submitter, const char *payload, size_t bytes,
    const struct tct_submission_facts *facts, char **ret_entry, size_t *ret_bytes,
    struct tct_error *err);

/* The entry has been handed in, in these bytes: fields of it may have been sealed meanwhile. */
TCT_API void tct_submitter_done(struct tct_submitter *submitter, const void *entry, size_t bytes);

/* What following the submissions in a log finds. */
enum tct_submission_event {
    TCT_SUBMISSION_MISSING, /* numbers from `number` on, `count` of them, are not there */
    TCT_SUBMISSION_BROKEN,  /* it does not name the one before it */
    TCT_SUBMISSION_TWICE,   /* its number was there before, with other content */
    TCT_SUBMISSION_SILENT,  /* it came `count` seconds after the promised time, or, at the end, has
                               not come yet */
    TCT_SUBMISSION_OTHER_HEAD, /* the head that it knew, of `count` entries, is none that this log
                                  had before it */
};

struct tct_submission_finding {
    enum tct_submission_event event;
    const char *source;
    uint64_t index; /* of the entry in the log; the last one of the source for SILENT at the end */
    uint64_t number, count;
};

typedef void tct_submission_found_fn(void *user, const struct tct_submission_finding *finding);

struct tct_submissions;

/* Follows the submissions of all sources. `log`, whose entries they are, is borrowed; without it
 * (NULL) the heads that sources knew are not compared. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_submissions_open(struct tct_view *log,
                                                            tct_submission_found_fn *found,
                                                            void *user,
                                                            struct tct_submissions **ret,
                                                            struct tct_error *err);
TCT_API void tct_submissions_close(struct tct_submissions *submissions); /* NULL is fine */

/* The next entry of the log; what is no submission is passed over. Errors: TCT_ERR_MEMORY,
 * TCT_ERR_LIMIT (more than 65,536 sources), and those of reading the log. */
TCT_API TCT_MUST_CHECK enum tct_status tct_submissions_see(struct tct_submissions *submissions,
                                                           uint64_t index, const void *entry,
                                                           size_t bytes, struct tct_error *err);

/* At the end of the log, at this time: who is silent for longer than was promised. Answers how many
 * submissions of how many sources there were. */
TCT_API void tct_submissions_end(struct tct_submissions *submissions, int64_t now_ns,
                                 uint64_t *ret_count, size_t *ret_sources);

#endif
