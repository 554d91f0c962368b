/* Proof of fraud: two heads that are both signed by the log and cannot be of one log. Either they
 * have one size and different roots; or a proof of consistency shows that the tree of the larger
 * one had another root at the smaller one's size. No honest operator ever makes them; whoever has
 * the log's key can check the proof, and needs nobody else. */
#ifndef TACET_RECORD_FRAUD_H
#define TACET_RECORD_FRAUD_H

#include "tacet/record/checkpoint.h"
#include "tacet/record/storage.h"
#include "tacet/record/view.h"

enum { TCT_FRAUD_MAX = 2 * TCT_NOTE_MAX + (1 << 13) }; /* bytes */

/* The notes are the caller's. */
struct tct_fraud {
    const char *notes[2]; /* signed heads, the smaller one first */
    size_t bytes[2];
    struct tct_checkpoint heads[2];
    struct tct_hash before; /* for different sizes: the root that the larger tree had, */
    struct tct_proof proof; /* and the proof that it goes on from that */
};

enum tct_heads_state {
    TCT_HEADS_AGREE,
    TCT_HEADS_FRAUD,
    TCT_HEADS_UNKNOWN, /* of different sizes, and nobody shows the larger tree */
};

/* Compares two signed heads of one log. `view` (may be NULL) is the log at the larger one; where it
 * is at neither, it says nothing. *ret_fraud is filled when there is fraud. Errors: those of
 * tct_checkpoint_open for either, and of the view. */
TCT_API TCT_MUST_CHECK enum tct_status tct_heads_compare(
    const char *a, size_t a_bytes, const char *b, size_t b_bytes, const struct tct_verifier *log,
    struct tct_view *view, enum tct_heads_state *ret_state, struct tct_fraud *ret_fraud,
    struct tct_error *err);

/* The proof as a text for free(). Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_fraud_write(const struct tct_fraud *fraud,
                                                       char **ret_text, size_t *ret_bytes,
                                                       struct tct_error *err);

/* Errors: TCT_ERR_INPUT when it proves nothing: says why. */
TCT_API TCT_MUST_CHECK enum tct_status tct_fraud_open(const char *text, size_t bytes,
                                                      const struct tct_verifier *log,
                                                      struct tct_fraud *ret, struct tct_error *err);

/* Keeps a proof in storage, as FOLDER/HASH.fraud, durable when it answers; the same proof once. */
TCT_API TCT_MUST_CHECK enum tct_status tct_fraud_keep(const struct tct_fraud *fraud,
                                                      const struct tct_storage *storage,
                                                      const char *folder, struct tct_error *err);

#endif
