/* Statements: a JSON object that its author has signed, as an entry.
 *
 * An entry {"signature": "— NAME BASE64", "statement": {...}}. What is signed is the C2SP
 * signed-note text of two lines, "tacet statement v1" and the statement in canonical JSON: whoever
 * has the author's key can check it with any tool for such notes. Sealed fields must be opened
 * first: the author signed what he said, not what was hidden of it. */
#ifndef TACET_RECORD_STATEMENT_H
#define TACET_RECORD_STATEMENT_H

#include "tacet/record/note.h"

enum { TCT_STATED_MAX = 49152 }; /* bytes of a statement in canonical JSON */

/* The entry for a JSON object, canonical, for free(). Errors: TCT_ERR_INPUT (no JSON object, or one
 * that RFC 7493 does not allow), TCT_ERR_LIMIT, TCT_ERR_USE (a key that does not sign notes),
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_statement_sign(const char *text, size_t bytes,
                                                          const struct tct_signer *author,
                                                          char **ret_entry, size_t *ret_bytes,
                                                          struct tct_error *err);

/* An entry taken apart; nothing has been verified yet. */
struct tct_statement {
    char *text; /* the statement in canonical JSON, ended by a NUL */
    size_t bytes;
    char *note; /* that with its signature line */
    size_t note_bytes;
    char name[TCT_KEY_NAME_MAX + 1]; /* that the signature line gives */
};

/* Whether an entry is such a thing, and its parts, for tct_statement_free. Errors: TCT_ERR_INPUT
 * (it is none, or not rightly formed), TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_statement_open(const void *entry, size_t bytes,
                                                          struct tct_statement *ret,
                                                          struct tct_error *err);
TCT_API void tct_statement_free(struct tct_statement *statement);

/* TCT_OK when this key signed it. Errors: TCT_ERR_INPUT with why; TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_statement_verify(const struct tct_statement *statement,
                                                            const struct tct_verifier *author,
                                                            struct tct_error *err);

#endif
