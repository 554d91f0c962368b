/* Private keys in files: for the owner alone, encrypted when a passphrase is given. */
#ifndef TACET_RECORD_KEY_FILE_H
#define TACET_RECORD_KEY_FILE_H

#include "tacet/record/note.h"

enum { TCT_PASSPHRASE_MAX = 1024 }; /* bytes */

/* A new file of mode 0600, durable. With a passphrase (not NULL) the key is encrypted by it:
 * Argon2id at libsodium's moderate cost, XSalsa20-Poly1305. Errors: TCT_ERR_IO (there is such a
 * file already, too), TCT_ERR_LIMIT (a passphrase of nothing, or too long), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_key_file_write(const char *path,
                                                          const struct tct_signer *signer,
                                                          const char *passphrase,
                                                          struct tct_error *err);

/* The same for whatever else is private: a new file, for its owner alone, durable. Errors:
 * TCT_ERR_IO. */
TCT_API TCT_MUST_CHECK enum tct_status tct_private_file_write(const char *path, const char *content,
                                                              struct tct_error *err);

/* `ask` is called when the key is encrypted, and writes the passphrase; NULL when there is nobody
 * to ask. Errors: TCT_ERR_INPUT (others may read the file, not a key, another passphrase),
 * TCT_ERR_USE (encrypted, and nobody to ask), TCT_ERR_IO, TCT_ERR_MEMORY, and those of `ask`. */
typedef enum tct_status tct_passphrase_fn(void *user, char ret[TCT_PASSPHRASE_MAX + 1],
                                          struct tct_error *err);
TCT_API TCT_MUST_CHECK enum tct_status tct_key_file_read(const char *path, tct_passphrase_fn *ask,
                                                         void *user, struct tct_signer *ret,
                                                         struct tct_error *err);

#endif
