/* Time: int64 nanoseconds of UTC since 1970-01-01T00:00:00Z, without leap seconds (as POSIX
 * counts). */
#ifndef TACET_BASE_TIME_H
#define TACET_BASE_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base/status.h"

#define TCT_NS_PER_S INT64_C(1000000000)

enum { TCT_TIME_TEXT_BYTES = 40 };

/* Reads an RFC 3339 date-time of `bytes` bytes: "2018-12-19T00:49:27.467Z", up to nine decimals
 * (more are refused), 'Z' or a numeric offset, a space for the 'T' allowed. A leap second :60
 * becomes the second after. Years 1678 to 2261, so that every result fits. Errors: TCT_ERR_INPUT.
 */
TCT_API TCT_MUST_CHECK enum tct_status tct_time_parse(const char *text, size_t bytes,
                                                      int64_t *ret_ns);

/* Writes "YYYY-MM-DDTHH:MM:SS[.decimals]Z" with 0 to 9 decimals; the time is rounded down to them.
 */
TCT_API void tct_time_format(int64_t ns, int decimals, char ret_text[TCT_TIME_TEXT_BYTES]);

/* Seconds from `from_ns` to `to_ns`; exact to 1e-9 s over 100 days. */
TCT_API double tct_time_between_s(int64_t from_ns, int64_t to_ns);

/* Nanoseconds of a duration in seconds, rounded; saturates instead of overflowing; NaN gives 0. */
TCT_API int64_t tct_time_from_s(double seconds);

#endif
