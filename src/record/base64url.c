/* Base64url into memory of its own. */
#include "base64url.h"

#include <stdlib.h>
#include <string.h>

char *base64url_write(const void *bytes, size_t count)
{
    size_t room = sodium_base64_ENCODED_LEN(count, BASE64URL_VARIANT);
    char *text = malloc(room);
    return text == NULL ? NULL : sodium_bin2base64(text, room, bytes, count, BASE64URL_VARIANT);
}

char *base64url_read(const char *text, size_t *ret_count)
{
    size_t length = strlen(text);
    size_t room = length / 4 * 3 + 3;
    char *bytes = malloc(room + 1);
    const char *end = NULL;
    if (bytes == NULL)
        return NULL;
    if (!base64_is_ascii(text, length) ||
        sodium_base642bin((unsigned char *)bytes, room, text, length, NULL, ret_count, &end,
                          BASE64URL_VARIANT) != 0 ||
        *end != '\0') {
        free(bytes);
        return NULL;
    }
    bytes[*ret_count] = '\0';
    return bytes;
}
