/* Status and error. */
#include "tacet/base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOUND_SHOWN_BYTES = 60, FILE_SHOWN_BYTES = 200 };

bool tct_is_printable(uint32_t character)
{
    bool control = character < 0x20 || (character >= 0x7f && character < 0xa0);
    bool ends_line = character == 0x2028 || character == 0x2029;
    /* Marks, embeddings, overrides and isolates (UAX #9): they turn the rest of a line. */
    bool turns = character == 0x061c || character == 0x200e || character == 0x200f ||
                 (character >= 0x202a && character <= 0x202e) ||
                 (character >= 0x2066 && character <= 0x2069);
    return !control && !ends_line && !turns;
}

size_t tct_utf8_decode(const char *text, size_t bytes, uint32_t *ret_character)
{
    const unsigned char *at = (const unsigned char *)text;
    unsigned char first = bytes > 0 ? at[0] : 0;
    size_t count = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    /* The least character of each length: what is below was written longer than it is. */
    static const uint32_t LEAST[] = {0, 1, 0x80, 0x800, 0x10000};
    if (count > bytes || (first >= 0x80 && first < 0xc2) || first > 0xf4)
        return 0;
    uint32_t character = count == 1 ? first : first & (0x7fU >> count);
    for (size_t i = 1; i < count; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        character = character << 6 | (at[i] & 0x3fU);
    }
    bool surrogate = character >= 0xd800 && character < 0xe000;
    if (character < LEAST[count] || surrogate || character > 0x10ffff)
        return 0;
    *ret_character = character;
    return count;
}

/* Each character that is not printable, and each byte that is not UTF-8, becomes one '?'. */
static void make_printable(char *text)
{
    size_t bytes = strlen(text), used = 0;
    for (size_t at = 0, step; at < bytes; at += step) {
        uint32_t character = 0;
        step = tct_utf8_decode(text + at, bytes - at, &character);
        if (step > 0 && tct_is_printable(character)) {
            memmove(text + used, text + at, step);
            used += step;
        } else {
            text[used++] = '?';
            step = step > 0 ? step : 1;
        }
    }
    text[used] = '\0';
}

/* At most so many bytes that no character is cut. */
static size_t whole_characters(const char *text, size_t most)
{
    while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--;
    return most;
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
    size_t found_bytes = strlen(found), file_bytes = strlen(file);
    bool cut = found_bytes > FOUND_SHOWN_BYTES;
    int shown = (int)(cut ? whole_characters(found, FOUND_SHOWN_BYTES) : found_bytes);
    /* Of a long path the end tells more, and the rest of the line must fit. */
    const char *ellipsis = "";
    if (file_bytes > FILE_SHOWN_BYTES) {
        ellipsis = "...";
        file += whole_characters(file, file_bytes - FILE_SHOWN_BYTES);
    }
    return tct_fail(err, status, "%s%s%s: found %.*s%s, expected %s", ellipsis, file, place, shown,
                    found, cut ? "..." : "", expected);
}

enum tct_status tct_fail_read(struct tct_error *err, const char *file, const char *expected)
{
    switch (errno) {
    case ENOENT:
        return tct_fail_at(err, TCT_ERR_INPUT, file, 0, "no such file", expected);
    case EISDIR:
        return tct_fail_at(err, TCT_ERR_INPUT, file, 0, "a folder", expected);
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
        return tct_fail_at(err, TCT_ERR_INPUT, file, 0, strerror(errno), expected);
    default:
        return tct_fail(err, TCT_ERR_IO, "%s: cannot be read: %s", file, strerror(errno));
    }
}

void tct_assert_failed(const char *condition, const char *file, int line)
{
    (void)fprintf(stderr, "tacet: a mistake of the program at %s:%d: %s\n", file, line, condition);
    abort();
}
