/* Status and error. */
#include "tacet/base/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOUND_SHOWN_BYTES = 60 };

static void make_printable(char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f)
            *text = '?';
    }
}

enum tct_status tct_fail(struct tct_error *err, enum tct_status status, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        err->status = status;
        (void)vsnprintf(err->text, sizeof(err->text), format, args);
        va_end(args);
        make_printable(err->text);
    }
    return status;
}

enum tct_status tct_fail_at(struct tct_error *err, enum tct_status status, const char *file,
                            size_t line, const char *found, const char *expected)
{
    char place[24] = "";
    if (line > 0)
        (void)snprintf(place, sizeof(place), ":%zu", line);
    size_t found_bytes = strlen(found);
    bool cut = found_bytes > FOUND_SHOWN_BYTES;
    int shown = (int)(cut ? FOUND_SHOWN_BYTES : found_bytes);
    return tct_fail(err, status, "%s%s: found %.*s%s, expected %s", file, place, shown, found,
                    cut ? "..." : "", expected);
}

const char *tct_status_name(enum tct_status status)
{
    switch (status) {
    case TCT_OK:
        return "ok";
    case TCT_ERR_USE:
        return "wrong use";
    case TCT_ERR_INPUT:
        return "bad input";
    case TCT_ERR_IO:
        return "input or output failed";
    case TCT_ERR_MEMORY:
        return "out of memory";
    case TCT_ERR_LIMIT:
        return "over a limit";
    case TCT_ERR_UNSUPPORTED:
        return "not supported";
    }
    return "unknown status";
}

void tct_assert_failed(const char *condition, const char *file, int line)
{
    (void)fprintf(stderr, "tacet: a mistake of the program at %s:%d: %s\n", file, line, condition);
    abort();
}
