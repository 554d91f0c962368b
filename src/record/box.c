/* A disclosure on its way to one reader. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base64url.h"
#include "tacet/record/seal.h"

enum { BLOCK_BYTES = 64 };

void tct_opening_keys(uint8_t ret_public[TCT_OPENING_KEY_BYTES],
                      uint8_t ret_secret[TCT_OPENING_KEY_BYTES])
{
    crypto_box_keypair(ret_public, ret_secret);
}

enum tct_status tct_box_disclosure(const char *disclosure,
                                   const uint8_t public_key[TCT_OPENING_KEY_BYTES], char **ret_box,
                                   struct tct_error *err)
{
    size_t bytes = strlen(disclosure);
    size_t padded = (bytes / BLOCK_BYTES + 1) * BLOCK_BYTES;
    unsigned char *plain = malloc(padded);
    unsigned char *box = malloc(padded + crypto_box_SEALBYTES);
    *ret_box = NULL;
    if (plain != NULL && box != NULL) {
        size_t filled = 0;
        memcpy(plain, disclosure, bytes);
        TCT_ASSERT(sodium_pad(&filled, plain, bytes, BLOCK_BYTES, padded) == 0);
        if (crypto_box_seal(box, plain, filled, public_key) == 0)
            *ret_box = base64url_write(box, filled + crypto_box_SEALBYTES);
        sodium_memzero(plain, padded);
    }
    free(plain);
    free(box);
    return *ret_box == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory for a sealed value")
                            : TCT_OK;
}

enum tct_status tct_unbox_disclosure(const char *box,
                                     const uint8_t public_key[TCT_OPENING_KEY_BYTES],
                                     const uint8_t secret_key[TCT_OPENING_KEY_BYTES],
                                     char **ret_disclosure, struct tct_error *err)
{
    size_t bytes = 0, plain_bytes = 0;
    char *sealed = base64url_read(box, &bytes);
    unsigned char *plain = calloc(bytes + 1, 1);
    bool opened = sealed != NULL && plain != NULL && bytes > crypto_box_SEALBYTES &&
                  crypto_box_seal_open(plain, (const unsigned char *)sealed, bytes, public_key,
                                       secret_key) == 0 &&
                  sodium_unpad(&plain_bytes, plain, bytes - crypto_box_SEALBYTES, BLOCK_BYTES) == 0;
    free(sealed);
    if (!opened) {
        free(plain);
        return tct_fail(err, TCT_ERR_INPUT,
                        "found a sealed value that this key does not open, expected one for it");
    }
    plain[plain_bytes] = '\0';
    *ret_disclosure = (char *)plain;
    return TCT_OK;
}
