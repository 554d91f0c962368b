/* Asking the witnesses of a policy over HTTP: C2SP tlog-witness, the log's side of it. */
#ifndef TACET_FACE_WITNESS_CLIENT_H
#define TACET_FACE_WITNESS_CLIENT_H

#include "tacet/face/http_client.h"
#include "tacet/record.h"

typedef void tct_witness_warn_fn(void *user, const char *witness, const char *what);

/* A tct_cosign_fn's user. */
struct tct_witness_client {
    struct tct_http_client *http;
    const struct tct_policy *policy; /* its witnesses with a URL are asked, in their order */
    tct_witness_warn_fn *warn;       /* who could not be asked, or would not sign, and why */
    void *warn_user;
    uint64_t sizes[TCT_POLICY_WITNESSES_MAX]; /* that each is thought to have signed last */
};

/* Asks every witness, and gathers what they sign; who cannot be reached, or answers nonsense, is
 * passed over with a warning. Errors: TCT_ERR_INPUT when a witness shows a head of this log, truly
 * signed by it, that is larger or has another root: this log is older than what it has shown, as
 * from a backup, and the new head must not be published; TCT_ERR_MEMORY. A witness that only says
 * so cannot stop a log. */
enum tct_status tct_witness_client_cosign(void *user, struct tct_view *view, const char *note,
                                          size_t bytes, char **ret_lines, struct tct_error *err);

/* The latest head of a log that a witness shows, for free(); NULL with TCT_OK when it has none.
 * Errors: TCT_ERR_IO (not reached), TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status tct_witness_client_head(struct tct_http_client *http,
                                                       const char *url, const char *origin,
                                                       char **ret_note, size_t *ret_bytes,
                                                       struct tct_error *err);

#endif
