/* C2SP tlog-checkpoint: the text of a note that says how large a log is, and what its root is. */
#ifndef TACET_RECORD_CHECKPOINT_H
#define TACET_RECORD_CHECKPOINT_H

#include "tacet/record/note.h"
#include "tacet/record/tree.h"

enum {
    TCT_ORIGIN_MAX = TCT_KEY_NAME_MAX, /* bytes */
    TCT_CHECKPOINT_TEXT_MAX = 352,     /* without extension lines, with the NUL */
};

struct tct_checkpoint {
    char origin[TCT_ORIGIN_MAX + 1];
    uint64_t size; /* entries, up to TCT_TREE_SIZE_MAX */
    struct tct_hash root;
    bool extended; /* when read: there were extension lines, which we neither write nor judge */
};

/* The text of a note, without signatures. Errors: TCT_ERR_INPUT for whatever is not exactly as the
 * specification says, for a size over TCT_TREE_SIZE_MAX, and for a tree of no entries with another
 * root than that has. */
TCT_API TCT_MUST_CHECK enum tct_status tct_checkpoint_parse(const char *text, size_t bytes,
                                                            struct tct_checkpoint *ret,
                                                            struct tct_error *err);

/* Answers the bytes written, without the NUL. The origin must be one that tct_key_name_check
 * takes. */
TCT_API size_t tct_checkpoint_write(const struct tct_checkpoint *checkpoint,
                                    char ret[TCT_CHECKPOINT_TEXT_MAX]);

/* A signed checkpoint of the log whose key this is: parsed, verified, and of the origin that the
 * key is named after. *ret_note points into `bytes`. Errors: TCT_ERR_INPUT, TCT_ERR_LIMIT,
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_checkpoint_open(const char *bytes, size_t count,
                                                           const struct tct_verifier *log,
                                                           struct tct_note *ret_note,
                                                           struct tct_checkpoint *ret,
                                                           struct tct_error *err);

#endif
