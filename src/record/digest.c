/* SHA-256 in small hexadecimal digits. */
#include "tacet/record/digest.h"

#include <sodium.h>

void tct_sha256_hex(const void *content, size_t bytes, char ret[TCT_SHA256_HEX_ROOM])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, content, bytes);
    (void)sodium_bin2hex(ret, TCT_SHA256_HEX_ROOM, hash, sizeof(hash));
}
