/* One spelling for every JSON value, so that whoever hashes or signs it hashes the same bytes: the
 * JSON Canonicalization Scheme, RFC 8785. */
#ifndef TACET_RECORD_CANONICAL_H
#define TACET_RECORD_CANONICAL_H

#include <stddef.h>

#include "tacet/base.h"

/* Numbers are IEEE 754 doubles there; what is whole and larger would be altered, and is refused,
 * and so are doubles below 1e21 that are larger, which are spelled as whole numbers. */
#define TCT_CANONICAL_INTEGER_MAX INT64_C(9007199254740992) /* 2^53 */

/* The canonical form of the JSON value in `text`. *ret_canonical is ended by a NUL that
 * *ret_bytes does not count, and is given back with free(). What is canonical already comes out as
 * it was. Errors: TCT_ERR_INPUT when it is no JSON of RFC 7493 (a name twice, broken UTF-8, a
 * character \u0000, a whole number beyond 2^53 below 1e21, a number beyond the doubles, nested
 * deeper than 64), TCT_ERR_LIMIT over `limit_bytes` in or out, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_canonical_json(const char *text, size_t bytes,
                                                          size_t limit_bytes, char **ret_canonical,
                                                          size_t *ret_bytes, struct tct_error *err);

/* A double as ECMAScript writes it (RFC 8785, 3.2.2.3): the shortest digits that read back as the
 * same number. Finite only. */
enum { TCT_NUMBER_TEXT_MAX = 48 };
TCT_API void tct_canonical_number(double number, char ret_text[TCT_NUMBER_TEXT_MAX]);

#endif
