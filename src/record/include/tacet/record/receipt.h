/* Receipts: the log's signed word that an entry was accepted, and by when a head will cover it. If
 * none does, the receipt is the evidence. */
#ifndef TACET_RECORD_RECEIPT_H
#define TACET_RECORD_RECEIPT_H

#include "tacet/record/note.h"
#include "tacet/record/tree.h"
#include "tacet/record/view.h"

enum { TCT_RECEIPT_MAX = 1024 }; /* bytes of the note, with the NUL */

struct tct_receipt {
    char origin[TCT_KEY_NAME_MAX + 1];
    uint64_t index;
    struct tct_hash leaf;
    uint64_t time_s;    /* by the log's clock, seconds since 1970 */
    uint64_t include_s; /* a head that covers the entry is there by then */
};

/* A signed note, whose first line keeps it apart from checkpoints; answers its bytes in *ret_bytes,
 * ended by a NUL. The origin is the signer's name. Errors: those of tct_note_sign. */
TCT_API TCT_MUST_CHECK enum tct_status tct_receipt_write(const struct tct_receipt *receipt,
                                                         const struct tct_signer *log,
                                                         char ret_note[TCT_RECEIPT_MAX],
                                                         size_t *ret_bytes, struct tct_error *err);

/* Signed by the log, in exactly that form. Errors: TCT_ERR_INPUT. */
TCT_API TCT_MUST_CHECK enum tct_status tct_receipt_open(const char *note, size_t bytes,
                                                        const struct tct_verifier *log,
                                                        struct tct_receipt *ret,
                                                        struct tct_error *err);

enum tct_receipt_state {
    TCT_RECEIPT_KEPT,    /* the log has the entry where it said */
    TCT_RECEIPT_WAITING, /* no head covers it yet, and the time has not come */
    TCT_RECEIPT_LATE,    /* none covers it, and the time is over */
    TCT_RECEIPT_BROKEN,  /* another entry stands there: the log is caught */
};

/* Whether a log keeps what it said, at `now_s`. Errors: those of tct_view_read_hash. */
TCT_API TCT_MUST_CHECK enum tct_status tct_receipt_judge(const struct tct_receipt *receipt,
                                                         struct tct_view *view, uint64_t now_s,
                                                         enum tct_receipt_state *ret,
                                                         struct tct_error *err);

#endif
