/* C2SP signed-note: keys, and texts with signature lines under them.
 *
 * Two types of key: Ed25519 (0x01), with which a log signs, and cosignature/v1 (0x04), with which a
 * witness says that it saw a checkpoint, and when. Keys of other types are refused as
 * TCT_ERR_UNSUPPORTED, so that a caller can pass over them; signature lines of unknown keys stay
 * in a note and count for nothing. Ed25519 is verified as strictly as libsodium does: no small
 * orders, no second forms. */
#ifndef TACET_RECORD_NOTE_H
#define TACET_RECORD_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base/status.h"

enum {
    TCT_KEY_NAME_MAX = 255, /* bytes */
    TCT_KEY_BYTES = 32,
    TCT_KEY_SECRET_BYTES = 64,
    TCT_KEY_SEED_BYTES = 32,
    TCT_KEY_TEXT_MAX = 352,       /* a key as a line of text, with the NUL */
    TCT_SIGNATURE_LINE_MAX = 384, /* with its newline and the NUL */
    TCT_NOTE_MAX = 1 << 20,       /* bytes */
    TCT_NOTE_SIGNATURES_MAX = 100,
};

enum tct_key_type {
    TCT_KEY_ED25519 = 0x01,
    TCT_KEY_COSIGNATURE = 0x04,
};

/* A public key. Name and id together say which. */
struct tct_verifier {
    char name[TCT_KEY_NAME_MAX + 1];
    enum tct_key_type type;
    uint32_t id;
    uint8_t key[TCT_KEY_BYTES];
};

struct tct_signer {
    struct tct_verifier verifier;
    uint8_t secret[TCT_KEY_SECRET_BYTES];
};

/* Refuses what cannot name a key: nothing, more than TCT_KEY_NAME_MAX bytes, not UTF-8, a space of
 * any kind, a plus, or a character that is not printable. Errors: TCT_ERR_INPUT. */
TCT_API TCT_MUST_CHECK enum tct_status tct_key_name_check(const char *name, struct tct_error *err);

/* "NAME+ID+BASE64", the whole of `text`. Errors: TCT_ERR_INPUT; TCT_ERR_UNSUPPORTED for a type of
 * key that is unknown here. */
TCT_API TCT_MUST_CHECK enum tct_status tct_verifier_parse(const char *text, size_t chars,
                                                          struct tct_verifier *ret,
                                                          struct tct_error *err);
TCT_API void tct_verifier_write(const struct tct_verifier *verifier, char ret[TCT_KEY_TEXT_MAX]);

/* The key of a seed, which must be random and secret. Errors: TCT_ERR_INPUT for its name. */
TCT_API TCT_MUST_CHECK enum tct_status tct_signer_new(const char *name, enum tct_key_type type,
                                                      const uint8_t seed[TCT_KEY_SEED_BYTES],
                                                      struct tct_signer *ret,
                                                      struct tct_error *err);

/* "PRIVATE+KEY+NAME+ID+BASE64", as Go's x/mod/sumdb/note has it; errors as tct_verifier_parse,
 * which never repeat any of the key. */
TCT_API TCT_MUST_CHECK enum tct_status tct_signer_parse(const char *text, size_t chars,
                                                        struct tct_signer *ret,
                                                        struct tct_error *err);
TCT_API void tct_signer_write(const struct tct_signer *signer, char ret[TCT_KEY_TEXT_MAX]);

/* Leaves nothing of the key in memory. */
TCT_API void tct_signer_wipe(struct tct_signer *signer);

/* A signature line: who signed, and with what. Texts point into the note, without a NUL. */
struct tct_signature {
    const char *name;
    size_t name_bytes;
    uint32_t id;
    const char *base64; /* of the id, four bytes, and what the type of key makes of the rest */
    size_t chars;
};

/* A note as it was parsed; points into the caller's buffer. */
struct tct_note {
    const char *text; /* with its last newline */
    size_t text_bytes;
    size_t count;
    struct tct_signature signatures[TCT_NOTE_SIGNATURES_MAX];
};

/* Strict: UTF-8, no control characters but newline, canonical base64, at least one signature, and
 * nothing after the last. No signature has been verified then. Errors: TCT_ERR_INPUT;
 * TCT_ERR_LIMIT beyond TCT_NOTE_MAX bytes and TCT_NOTE_SIGNATURES_MAX signatures. */
TCT_API TCT_MUST_CHECK enum tct_status tct_note_parse(const char *bytes, size_t count,
                                                      struct tct_note *ret, struct tct_error *err);

/* Whether a signature line has the name and id of this key; says nothing of its truth. */
TCT_API bool tct_signature_is_by(const struct tct_signature *signature,
                                 const struct tct_verifier *verifier);

/* Whether any of a note has. */
TCT_API bool tct_note_names(const struct tct_note *note, const struct tct_verifier *verifier);

/* TCT_OK when the note is signed by this key, and every line in its name is a true signature.
 * *ret_time_s (may be NULL) is the time that a cosignature states, seconds since 1970, of several
 * the earliest; 0 for a plain signature. Errors: TCT_ERR_INPUT with why; TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_note_verify(const struct tct_note *note,
                                                       const struct tct_verifier *verifier,
                                                       uint64_t *ret_time_s, struct tct_error *err);

/* The signature line for a text that ends with a newline; a note is the text, a newline, and one or
 * more such lines. A cosignature states `time_s`, seconds since 1970; for a plain signature it is
 * not read. Errors: TCT_ERR_USE when no note can have that text or time; TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_note_sign(const char *text, size_t text_bytes,
                                                     const struct tct_signer *signer,
                                                     uint64_t time_s,
                                                     char ret_line[TCT_SIGNATURE_LINE_MAX],
                                                     struct tct_error *err);

#endif
