/* Base64url without padding (RFC 4648, 5), as RFC 9901 wants it, on libsodium. */
#ifndef TACET_RECORD_BASE64URL_H
#define TACET_RECORD_BASE64URL_H

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

enum { BASE64URL_VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

/* libsodium decodes bytes over 0x7f as letters where char is signed, so that one key or hash would
 * have many spellings: what is not ASCII must be refused before. */
bool base64_is_ascii(const char *text, size_t chars);

/* Both give what free() takes back, ended by a NUL, or NULL: memory is out, or `text` spells
 * nothing. */
char *base64url_write(const void *bytes, size_t count);
char *base64url_read(const char *text, size_t *ret_count);

#endif
