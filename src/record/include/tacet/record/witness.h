/* A witness of logs: C2SP tlog-witness. It signs each head of a log that goes on from the one it
 * signed before, and no other: never two roots of one size, whatever is asked in whatever order,
 * also after a crash at any instant. What it signs is on the disk before it answers.
 *
 * Its folder: "heads/", the latest head of each log with its own cosignature, to be served as they
 * are; "fraud/", proofs that a log signed two heads of one size; "refused/", the latest requests
 * with a log's true signature that were refused; "private/" for the owner alone. */
#ifndef TACET_RECORD_WITNESS_H
#define TACET_RECORD_WITNESS_H

#include "tacet/record/policy.h"

enum {
    TCT_WITNESS_REQUEST_MAX = 1 << 16, /* bytes */
    TCT_WITNESS_REFUSED_MAX = 1000,    /* requests that are kept */
    TCT_HEAD_PATH_MAX = 80,            /* bytes, with the NUL */
};

struct tct_witness;

struct tct_witness_options {
    const char *path;                /* the folder; made when it is not there */
    const struct tct_signer *signer; /* of type TCT_KEY_COSIGNATURE */
    const struct tct_policy *policy; /* its logs are witnessed; it must stay */
    uint64_t (*now_s)(void *user);   /* seconds since 1970 */
    void *clock_user;
};

/* Errors: TCT_ERR_INPUT (the folder is a copy, as from a backup: a witness that forgot what it
 * signed must not sign; what it keeps is damaged; in use), TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_witness_open(const struct tct_witness_options *options,
                                                        struct tct_witness **ret_witness,
                                                        struct tct_error *err);
TCT_API void tct_witness_close(struct tct_witness *witness); /* NULL is fine */

struct tct_witness_answer {
    unsigned status;  /* of HTTP */
    const char *type; /* Content-Type, static */
    char *body;       /* for free(); NULL when memory is out */
    size_t bytes;
};

/* Answers the body of a POST to add-checkpoint: 200 with signature lines; 400 (no such request),
 * 403 (not signed by the log), 404 (a log that is not known), 409 (it does not start at the size
 * that was signed last, which is the body; or another root of that size), 422 (not proved to go
 * on), 500 (it cannot be kept, or what is kept was altered: nothing is signed). Any thread. */
TCT_API void tct_witness_add_checkpoint(struct tct_witness *witness, const char *request,
                                        size_t bytes, struct tct_witness_answer *ret);

/* Where the latest head of a log stands, "heads/HEX": the SHA-256 of its origin. */
TCT_API void tct_witness_head_path(const char *origin, char ret[TCT_HEAD_PATH_MAX]);

/* A request of add-checkpoint as it was parsed; `note` points into the caller's buffer. */
struct tct_witness_request {
    uint64_t old_size;
    struct tct_proof proof;
    const char *note;
    size_t note_bytes;
};
TCT_API TCT_MUST_CHECK enum tct_status tct_witness_request_parse(const char *text, size_t bytes,
                                                                 struct tct_witness_request *ret,
                                                                 struct tct_error *err);

/* The text for free(). Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_witness_request_write(
    const struct tct_witness_request *request, char **ret_text, size_t *ret_bytes,
    struct tct_error *err);

#endif
