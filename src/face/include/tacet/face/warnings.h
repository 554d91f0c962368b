/* Warnings: what a reader left out of its input or wondered about, said in one line each.
 *
 * A bad row never stops a reader: it is told here and skipped. Lines of one kind are capped, so
 * that a wrong file of a million rows does not bury the terminal. One thread at a time. */
#ifndef TACET_FACE_WARNINGS_H
#define TACET_FACE_WARNINGS_H

#include <stddef.h>
#include <stdio.h>

#include "tacet/base.h"

enum {
    TCT_WARNINGS_SHOWN = 10, /* lines of a kind that are written out */
    TCT_WARNINGS_KINDS = 32, /* kinds that are told apart; all others count as one */
};

struct tct_warning_kind {
    const char *name; /* static text of the reader */
    size_t count;
};

struct tct_warnings {
    FILE *out; /* where lines go; NULL: counted only */
    size_t skipped;
    size_t kind_count;
    struct tct_warning_kind kinds[TCT_WARNINGS_KINDS];
};

TCT_API void tct_warnings_init(struct tct_warnings *warnings, FILE *out);

/* Something of the input was left out because of `err`. `kind` is static text that names what was
 * left out, in the plural: "detections of unknown stations". `warnings` may be NULL. */
TCT_API void tct_warnings_skip(struct tct_warnings *warnings, const char *kind,
                               const struct tct_error *err);

/* The same for many things at once, told in one line. Nothing happens when `count` is 0. */
TCT_API void tct_warnings_skip_many(struct tct_warnings *warnings, const char *kind, size_t count,
                                    const struct tct_error *err);

/* Nothing was left out, but a person should know. `warnings` may be NULL. */
TCT_API void tct_warnings_note(struct tct_warnings *warnings, const char *kind,
                               const struct tct_error *err);

/* Says how many more there were of each kind that was capped. Call once, after reading. */
TCT_API void tct_warnings_finish(const struct tct_warnings *warnings);

/* How many things were left out; --strict refuses when it is not 0. */
TCT_API size_t tct_warnings_skipped(const struct tct_warnings *warnings);

#endif
