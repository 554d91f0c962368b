/* Custody: who has each piece of evidence now, by its digest. A chain begins with who took it in
 * and goes on only from who has it: given by that person's own act, then received by the other's.
 */
#ifndef TACET_INQUIRY_CUSTODY_H
#define TACET_INQUIRY_CUSTODY_H

#include "tacet/inquiry/act.h"

struct tct_piece {
    const struct tct_act *taken_in; /* the act of evidence */
    const char *holder;
    int64_t since_ns;
    const char *given_to; /* on its way to; NULL: with its holder */
    size_t hands;         /* people that have held it */
};

struct tct_custody {
    struct tct_piece *pieces; /* in the order in which they were taken in; the arena's */
    size_t count, room;
    uint32_t *slots; /* open addressing by digest: index of a piece + 1; 0: free */
    size_t slot_count;
};

/* The piece with this digest, or NULL; holds until the next is taken in. */
TCT_API const struct tct_piece *tct_custody_find(const struct tct_custody *custody,
                                                 const unsigned char digest[TCT_DIGEST_BYTES]);

/* Takes in a piece by an act of evidence. Errors, with custody as it was: TCT_ERR_INPUT when it is
 * there already, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_custody_take_in(struct tct_custody *custody,
                                                           const struct tct_act *act,
                                                           struct tct_arena *arena,
                                                           struct tct_error *err);

/* Hands a piece over by an act of handover. Errors, with custody as it was: TCT_ERR_INPUT when the
 * chain does not connect. */
TCT_API TCT_MUST_CHECK enum tct_status tct_custody_hand_over(struct tct_custody *custody,
                                                             const struct tct_act *act,
                                                             struct tct_error *err);

#endif
