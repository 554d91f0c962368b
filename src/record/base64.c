/* Base 64: libsodium's, which takes the canonical form only, of ASCII. */
#include "tacet/record/base64.h"

#include <sodium.h>
#include <string.h>

#include "base64url.h"

enum { PIECE_CHARS = 1024 };

void tct_base64_write(const void *data, size_t bytes, char *ret)
{
    static const uint8_t nothing[1];
    (void)sodium_bin2base64(ret, TCT_BASE64_CHARS(bytes) + 1, bytes > 0 ? data : nothing, bytes,
                            sodium_base64_VARIANT_ORIGINAL);
}

bool base64_is_ascii(const char *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

bool tct_base64_read(const char *text, size_t chars, void *ret, size_t room, size_t *ret_bytes)
{
    return base64_is_ascii(text, chars) &&
           sodium_base642bin(ret, room, text, chars, NULL, ret_bytes, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0;
}

bool tct_base64_check(const char *text, size_t chars, size_t *ret_bytes)
{
    uint8_t piece[PIECE_CHARS / 4 * 3];
    size_t total = 0;
    for (size_t at = 0; at < chars; at += PIECE_CHARS) {
        size_t here = chars - at < PIECE_CHARS ? chars - at : PIECE_CHARS, bytes = 0;
        if (!tct_base64_read(text + at, here, piece, sizeof(piece), &bytes))
            return false;
        /* Padding is for the end alone. */
        if (bytes < sizeof(piece) && at + here < chars)
            return false;
        total += bytes;
    }
    *ret_bytes = total;
    return true;
}
