/* Text: what every reader of this floor needs - strict numbers, UTF-8, whole files, near misses. */
#ifndef TACET_FACE_TEXT_H
#define TACET_FACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

/* Reads a decimal number that fills all `bytes`: sign, digits, fraction, exponent. Never
 * hexadecimal, infinite or NaN, and the same in every locale. */
bool text_number(const char *text, size_t bytes, double *ret_number);

/* Reads a decimal integer that fills all `bytes`. */
bool text_integer(const char *text, size_t bytes, int64_t *ret_number);

/* Whether the bytes are UTF-8 (RFC 3629: shortest forms, no surrogates) without NUL. */
bool text_is_utf8(const char *text, size_t bytes);

/* Whether the bytes are UTF-8 and all of it printable (tct_is_printable). */
bool text_is_printable(const char *text, size_t bytes);

/* The name that `word` most likely meant, or NULL: at most two letters added, lost or changed, and
 * fewer than half of them. */
const char *text_nearest(const char *word, const char *const *names, size_t count);

/* Reads a whole file, ended by a NUL that `ret_bytes` does not count. Free with free(). Errors:
 * TCT_ERR_INPUT when there is no such file, TCT_ERR_LIMIT over `limit_bytes`, TCT_ERR_IO. */
TCT_MUST_CHECK enum tct_status text_read_file(const char *path, size_t limit_bytes, char **ret_text,
                                              size_t *ret_bytes, struct tct_error *err);

/* Copies into the arena and ends with a NUL; NULL when the arena is full. */
char *text_copy(struct tct_arena *arena, const char *text, size_t bytes);

/* "'text'" for a message, cut at 40 bytes; "nothing" when empty. */
enum { TEXT_QUOTED_BYTES = 48 };
const char *text_quote(const char *text, size_t bytes, char ret_quoted[TEXT_QUOTED_BYTES]);

/* "one, two or three" for a message; cut to the room. */
void text_join(const char *const *words, size_t count, char *ret_text, size_t room);

/* FNV-1a (Fowler, Noll, Vo) of some bytes after those that gave `hash`; start with TEXT_HASH_START.
 */
#define TEXT_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t text_hash(uint64_t hash, const char *text, size_t bytes);

/* Bytes of the byte order mark at the start, 0 when there is none. */
size_t text_bom_bytes(const char *text, size_t bytes);

#endif
