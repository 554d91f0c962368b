/* A full copy of a log, which follows it and verifies whatever it copies. It refuses heads that do
 * not go on from the one it has, and keeps them. */
#ifndef TACET_RECORD_MIRROR_H
#define TACET_RECORD_MIRROR_H

#include "tacet/record/fraud.h"
#include "tacet/record/view.h"

#define TCT_MIRROR_STAGING ".new"

enum tct_mirror_state {
    TCT_MIRROR_SAME, /* nothing new */
    TCT_MIRROR_GREW,
    TCT_MIRROR_SMALLER, /* the source shows an older head of this log; nothing is done */
    TCT_MIRROR_FRAUD,   /* the source shows what cannot be this log: the proof is kept */
};

struct tct_mirror_report {
    enum tct_mirror_state state;
    uint64_t had, shown; /* entries */
};

/* Brings the copy in `to` up to what `from` shows now. The files of the copy are those of the log,
 * and "heads/SIZE", every head it has had; "fraud/", proofs of fraud. It is at every instant whole
 * at some head. `progress` as in tct_view_verify. Errors: TCT_ERR_INPUT (what is shown is no such
 * log, or was altered: says which file; so is the copy), those of both storages. */
TCT_API TCT_MUST_CHECK enum tct_status tct_mirror_update(const struct tct_storage *from,
                                                         const struct tct_storage *to,
                                                         const struct tct_verifier *log,
                                                         tct_view_progress_fn *progress, void *user,
                                                         struct tct_mirror_report *ret_report,
                                                         struct tct_error *err);

#endif
