/* The heads that a witness has signed. Each stands twice, in "heads/" and, written after it, in
 * "private/heads/": one that was altered, taken away or put back to an older one is found out by
 * the other. */
#ifndef TACET_RECORD_WITNESS_HEADS_H
#define TACET_RECORD_WITNESS_HEADS_H

#include "tacet/record/checkpoint.h"
#include "tacet/record/storage.h"

struct witness_head {
    char *note; /* for free(); NULL when there is none yet: size 0 */
    size_t bytes;
    struct tct_checkpoint head;
};

/* The latest head of a log. A second copy that is one step behind, as after a crash, is put right.
 * Errors: TCT_ERR_INPUT (altered: says which file), those of storage. */
enum tct_status witness_head_read(const struct tct_storage *storage, const struct tct_verifier *log,
                                  const struct tct_verifier *witness, struct witness_head *ret,
                                  struct tct_error *err);

/* Both copies are durable when it answers. */
enum tct_status witness_head_keep(const struct tct_storage *storage, const char *origin,
                                  const char *note, size_t bytes, struct tct_error *err);

#endif
