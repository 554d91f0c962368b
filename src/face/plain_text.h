/* What people type, in the plainest letters that say the same: ASCII digits, capitals, straight
 * quotes, single blanks. */
#ifndef TACET_FACE_PLAIN_TEXT_H
#define TACET_FACE_PLAIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* In the result 'D', 'M' and 'S' never stand for signs: degrees are '*', minutes '\'', seconds '"'.
 * False when it is no UTF-8, holds a character that has no plain form, or does not fit in `room`.
 */
bool plain_text(const char *text, size_t bytes, char *ret_text, size_t room);

/* A number of such a text: digits, at most PLAIN_DIGITS_MOST before an optional point, no sign and
 * no exponent. The value, the unit of its last digit, and the end; NULL when none stands here. */
enum { PLAIN_DIGITS_MOST = 9 };
const char *plain_number(const char *at, double *ret, double *ret_unit);

#endif
