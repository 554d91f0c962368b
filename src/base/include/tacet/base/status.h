/* Status and error: how every function says that it could not do what was asked.
 *
 * Input from outside never asserts: it ends in a status and one line of text in the caller's
 * struct tct_error. Our own mistakes always assert, in release builds too (TCT_ASSERT). */
#ifndef TACET_BASE_STATUS_H
#define TACET_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TCT_API                 __attribute__((visibility("default")))
#define TCT_MUST_CHECK          __attribute__((warn_unused_result))
#define TCT_PRINTF(text, first) __attribute__((format(printf, text, first)))

enum tct_status {
    TCT_OK = 0,
    TCT_ERR_USE = -1,    /* the call itself is wrong: an option, a parameter out of its range */
    TCT_ERR_INPUT = -2,  /* data from outside is not what its format says */
    TCT_ERR_IO = -3,     /* the operating system said no: open, read, write, rename */
    TCT_ERR_MEMORY = -4, /* out of memory */
    TCT_ERR_LIMIT = -5,  /* more than a stated limit allows */
    TCT_ERR_UNSUPPORTED = -6, /* valid, but nothing here can do it */
};

/* Room for one line that a person reads. `text` always ends with a NUL and holds no newline. */
struct tct_error {
    enum tct_status status;
    char text[512];
};

/* Writes a formatted line into `err` (may be NULL) and returns `status`, so that a caller can say
 * `return tct_fail(err, TCT_ERR_INPUT, "...")`. What is not printable (tct_is_printable) and bytes
 * that are not UTF-8 become '?': what arrives in a file must not drive a terminal. */
TCT_API TCT_PRINTF(3, 4) enum tct_status
    tct_fail(struct tct_error *err, enum tct_status status, const char *format, ...);

/* The form for input files: "FILE:LINE: found FOUND, expected EXPECTED". `line` counts from 1; 0
 * leaves it out. Long `found` text is cut at 60 bytes and marked with "...", and of a path of over
 * 200 bytes the end is shown. */
TCT_API enum tct_status tct_fail_at(struct tct_error *err, enum tct_status status, const char *file,
                                    size_t line, const char *found, const char *expected);

/* Says why a file could not be opened or read, from errno. The caller's mistake (no such file, a
 * folder, a name that can be none) is TCT_ERR_INPUT, all else TCT_ERR_IO. `expected` is what was
 * hoped for: "a sound file". */
TCT_API enum tct_status tct_fail_read(struct tct_error *err, const char *file,
                                      const char *expected);

/* Whether a Unicode character may be shown as it is: no control character (C0, DEL, C1), none that
 * ends a line or turns the direction of what follows. */
TCT_API bool tct_is_printable(uint32_t character);

/* Reads the UTF-8 character at `text`, of which `bytes` can be read, and answers its bytes; 0, and
 * *ret_character as it was, when there is none: malformed, overlong, a surrogate, cut off. NUL is a
 * character. */
TCT_API size_t tct_utf8_decode(const char *text, size_t bytes, uint32_t *ret_character);

/* Ends the program with file and line: for our own mistakes only, never for input. */
TCT_API _Noreturn void tct_assert_failed(const char *condition, const char *file, int line);

#define TCT_ASSERT(condition)                                                                      \
    ((condition) ? (void)0 : tct_assert_failed(#condition, __FILE__, __LINE__))

#define TCT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
