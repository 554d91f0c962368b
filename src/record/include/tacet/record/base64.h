/* Base 64 (RFC 4648 section 4) in its one canonical form: padded, no other characters, no bits left
 * over. */
#ifndef TACET_RECORD_BASE64_H
#define TACET_RECORD_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base/status.h"

/* Characters for so many bytes, without the NUL. */
#define TCT_BASE64_CHARS(bytes) (((bytes) + 2) / 3 * 4)

/* Writes TCT_BASE64_CHARS(bytes) characters and a NUL. */
TCT_API void tct_base64_write(const void *data, size_t bytes, char *ret);

/* Reads all of `text`; false when it is not canonical or has more than `room` bytes. */
TCT_API TCT_MUST_CHECK bool tct_base64_read(const char *text, size_t chars, void *ret, size_t room,
                                            size_t *ret_bytes);

/* Whether it is canonical, whatever its length; *ret_bytes as it would decode to. */
TCT_API TCT_MUST_CHECK bool tct_base64_check(const char *text, size_t chars, size_t *ret_bytes);

#endif
