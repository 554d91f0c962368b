/* C2SP tlog-proof: that an entry is in a log, as a text that can be checked with the log's key
 * alone. */
#ifndef TACET_RECORD_PROOF_H
#define TACET_RECORD_PROOF_H

#include "tacet/record/checkpoint.h"
#include "tacet/record/policy.h"
#include "tacet/record/view.h"

enum { TCT_TLOG_PROOF_MAX = TCT_NOTE_MAX + (1 << 17) }; /* bytes */

/* As it was parsed; texts point into the caller's buffer, without a NUL. */
struct tct_tlog_proof {
    const char *extra; /* base64 that nobody signed; NULL when there is none */
    size_t extra_chars;
    uint64_t index;
    struct tct_proof path;
    const char *note; /* the signed checkpoint */
    size_t note_bytes;
};

/* Errors: TCT_ERR_INPUT with the line that is not as it must be, TCT_ERR_LIMIT. */
TCT_API TCT_MUST_CHECK enum tct_status tct_tlog_proof_parse(const char *text, size_t bytes,
                                                            struct tct_tlog_proof *ret,
                                                            struct tct_error *err);

/* The text for free(), ended by a NUL that *ret_bytes does not count. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_tlog_proof_write(const struct tct_tlog_proof *proof,
                                                            char **ret_text, size_t *ret_bytes,
                                                            struct tct_error *err);

/* The proof of an entry of a view that was opened with its note. Errors: TCT_ERR_USE (no such
 * entry), those of the view, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_tlog_proof_make(struct tct_view *view, uint64_t index,
                                                           char **ret_text, size_t *ret_bytes,
                                                           struct tct_error *err);

/* Whether the leaf is where the proof says under this head, whose signatures the caller has
 * verified. Errors: TCT_ERR_INPUT with why. */
TCT_API TCT_MUST_CHECK enum tct_status tct_tlog_proof_check(const struct tct_tlog_proof *proof,
                                                            const struct tct_hash *leaf,
                                                            const struct tct_checkpoint *head,
                                                            struct tct_error *err);

/* All of it: that `text` proves this very entry to be in a log of the policy. *ret says under which
 * head, who cosigned it and when; without its quorum that head is provisional, which is TCT_OK.
 * Errors: those of tct_tlog_proof_parse, tct_policy_judge and tct_tlog_proof_check. */
TCT_API TCT_MUST_CHECK enum tct_status tct_tlog_proof_verify(const char *text, size_t bytes,
                                                             const void *entry, size_t entry_bytes,
                                                             const struct tct_policy *policy,
                                                             struct tct_policy_judgement *ret,
                                                             struct tct_error *err);

#endif
