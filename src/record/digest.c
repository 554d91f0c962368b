/* SHA-256 in small hexadecimal digits. */
#include "tacet/record/digest.h"

#include <sodium.h>
#include <stdio.h>

enum { PIECE_BYTES = 1 << 16 };

void tct_sha256_hex(const void *content, size_t bytes, char ret[TCT_SHA256_HEX_ROOM])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, content, bytes);
    (void)sodium_bin2hex(ret, TCT_SHA256_HEX_ROOM, hash, sizeof(hash));
}

enum tct_status tct_sha256_hex_file(const char *path, char ret[TCT_SHA256_HEX_ROOM],
                                    struct tct_error *err)
{
    uint8_t piece[PIECE_BYTES], hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return tct_fail_read(err, path, "a file");
    (void)crypto_hash_sha256_init(&state);
    for (size_t got; (got = fread(piece, 1, sizeof(piece), file)) > 0;)
        (void)crypto_hash_sha256_update(&state, piece, got);
    bool read = !ferror(file);
    enum tct_status status = read ? TCT_OK : tct_fail_read(err, path, "a file");
    (void)fclose(file);
    (void)crypto_hash_sha256_final(&state, hash);
    (void)sodium_bin2hex(ret, TCT_SHA256_HEX_ROOM, hash, sizeof(hash));
    return status;
}
