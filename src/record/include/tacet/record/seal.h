/* Sealed fields: what must not be read by everybody stands in an entry as a salted digest, in the
 * pattern of RFC 9901 (selective disclosure). Its disclosure - salt, name and value - travels
 * apart; whoever has it can show what the entry said, and prove it against the log. Without salt
 * and value nobody can, ever: destroying all copies of a disclosure redacts the field.
 *
 * A disclosure is one line of text, base64url of the JSON array [salt, name, value]. */
#ifndef TACET_RECORD_SEAL_H
#define TACET_RECORD_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum {
    TCT_SALT_BYTES = 16,
    TCT_SEALED_MAX = 256, /* fields of an entry */
    TCT_OPENING_KEY_BYTES = 32,
};

/* Fills `bytes` with what nobody can guess. */
typedef void tct_random_fn(void *user, void *bytes, size_t count);

struct tct_sealed {
    char *entry; /* canonical JSON, ended by a NUL */
    size_t entry_bytes;
    size_t count;
    char **disclosures; /* one for each field, in the order asked for */
};

/* Seals fields of the JSON object in `text`. `pointers` are JSON Pointers (RFC 6901) to members of
 * objects: "/x_m", "/reporter/name"; a field within another one that is sealed too is sealed first.
 * `fill` makes the salts. Give back with tct_sealed_free. Errors: TCT_ERR_INPUT (no JSON object,
 * a pointer to nothing, the names "_sd" and "..." of RFC 9901), TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_seal(const char *text, size_t bytes,
                                                const char *const *pointers, size_t count,
                                                tct_random_fn *fill, void *user,
                                                struct tct_sealed *ret_sealed,
                                                struct tct_error *err);
TCT_API void tct_sealed_free(struct tct_sealed *sealed);

struct tct_opened {
    char *entry; /* canonical JSON with the disclosed fields in their places; what stays
                    sealed stands in it as digests */
    size_t entry_bytes;
    size_t still_sealed; /* digests without a disclosure */
};

/* Puts disclosed fields back. Each disclosure must fit a digest of the entry, or of another
 * disclosure. Give back opened->entry with free(). Errors: TCT_ERR_INPUT, which says which
 * disclosure and why: fits nothing, is none, names a field that is there; a digest twice. */
TCT_API TCT_MUST_CHECK enum tct_status tct_open_sealed(const char *text, size_t bytes,
                                                       const char *const *disclosures, size_t count,
                                                       struct tct_opened *ret_opened,
                                                       struct tct_error *err);

/* The digest of a disclosure as it stands in the entry: base64url of its SHA-256, 43 letters. */
enum { TCT_DIGEST_TEXT_BYTES = 44 };
TCT_API void tct_disclosure_digest(const char *disclosure, char ret_digest[TCT_DIGEST_TEXT_BYTES]);

/* Whether it is a disclosure, and of a field of this name. */
TCT_API bool tct_disclosure_has_name(const char *disclosure, const char *name);

/* A disclosure on its way to one reader: sealed box of libsodium (X25519, XSalsa20-Poly1305) for
 * the reader's public key, padded to a multiple of 64 bytes so that its length tells little. As
 * base64url text, free(). Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_box_disclosure(
    const char *disclosure, const uint8_t public_key[TCT_OPENING_KEY_BYTES], char **ret_box,
    struct tct_error *err);

/* And back. Errors: TCT_ERR_INPUT (not for this key, or altered), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_unbox_disclosure(
    const char *box, const uint8_t public_key[TCT_OPENING_KEY_BYTES],
    const uint8_t secret_key[TCT_OPENING_KEY_BYTES], char **ret_disclosure, struct tct_error *err);

/* A pair of keys for it. */
TCT_API void tct_opening_keys(uint8_t ret_public[TCT_OPENING_KEY_BYTES],
                              uint8_t ret_secret[TCT_OPENING_KEY_BYTES]);

#endif
