/* Proof of fraud: two heads of one size with different roots, both signed by the log. No honest
 * operator ever makes them; whoever has the log's key can check it, and needs nobody else. (That
 * one head of a larger size does not go on from a smaller one cannot be shown by the two alone.) */
#ifndef TACET_RECORD_FRAUD_H
#define TACET_RECORD_FRAUD_H

#include "tacet/record/checkpoint.h"
#include "tacet/record/storage.h"

enum { TCT_FRAUD_MAX = 2 * TCT_NOTE_MAX + 128 }; /* bytes */

/* As it was opened; the notes point into the caller's buffer. */
struct tct_fraud {
    const char *notes[2];
    size_t bytes[2];
    struct tct_checkpoint heads[2];
};

/* Whether two signed heads of this log prove fraud. Errors: TCT_ERR_INPUT (they do not: says why),
 * those of tct_checkpoint_open. */
TCT_API TCT_MUST_CHECK enum tct_status tct_fraud_check(const char *a, size_t a_bytes, const char *b,
                                                       size_t b_bytes,
                                                       const struct tct_verifier *log,
                                                       struct tct_fraud *ret,
                                                       struct tct_error *err);

/* The proof as a text for free(). Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_fraud_write(const struct tct_fraud *fraud,
                                                       char **ret_text, size_t *ret_bytes,
                                                       struct tct_error *err);

/* Errors: TCT_ERR_INPUT when it proves nothing. */
TCT_API TCT_MUST_CHECK enum tct_status tct_fraud_open(const char *text, size_t bytes,
                                                      const struct tct_verifier *log,
                                                      struct tct_fraud *ret, struct tct_error *err);

/* Keeps a proof in storage, as FOLDER/HASH.fraud, durable when it answers; the same proof once. */
TCT_API TCT_MUST_CHECK enum tct_status tct_fraud_keep(const struct tct_fraud *fraud,
                                                      const struct tct_storage *storage,
                                                      const char *folder, struct tct_error *err);

#endif
