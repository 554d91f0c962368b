/* Text: strict numbers, UTF-8, whole files, near misses. */
#include "text.h"

#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    NUMBER_BYTES_MAX = 400, /* a double written out in full has at most 327 characters */
    WORD_BYTES_MAX = 63,    /* of names that are compared */
    QUOTED_SHOWN_BYTES = 40,
    READ_CHUNK_BYTES = 1 << 16,
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The parts of a decimal number: digits x 10^exponent, the digits without a point. */
struct decimal {
    bool negative;
    bool exact; /* `digits` holds all of them */
    uint64_t digits;
    int64_t exponent;
};

static const char *take_mantissa(const char *at, const char *end, struct decimal *number)
{
    static const uint64_t DIGITS_MAX = (UINT64_C(1) << 53) / 10 - 1;
    bool any = false, point = false;
    for (; at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        if (number->digits > DIGITS_MAX)
            number->exact = false;
        else
            number->digits = number->digits * 10 + (uint64_t)(*at - '0');
        number->exponent -= point;
    }
    return any ? at : NULL;
}

static const char *take_exponent(const char *at, const char *end, struct decimal *number)
{
    if (at == end || (*at != 'e' && *at != 'E'))
        return at;
    at++;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end)
        return NULL;
    int64_t exponent = 0;
    for (; at < end && is_digit(*at); at++)
        if (exponent < 100000)
            exponent = exponent * 10 + (*at - '0');
    number->exponent += negative ? -exponent : exponent;
    return at;
}

/* What the short way cannot do exactly: the C library, in the C locale whatever the program's is.
 */
static bool number_by_library(const char *text, size_t bytes, double *ret_number)
{
    char copy[NUMBER_BYTES_MAX + 1];
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c_locale == (locale_t)0)
        return false;
    memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    *ret_number = strtod_l(copy, NULL, c_locale);
    freelocale(c_locale);
    return isfinite(*ret_number);
}

bool text_number(const char *text, size_t bytes, double *ret_number)
{
    /* Powers of ten that a double holds exactly: digits up to 2^53 times or over one of them is
     * rounded once (W. D. Clinger, "How to read floating point numbers accurately", 1990). */
    static const double TEN_TO[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    static const int64_t TEN_TO_LAST = (int64_t)TCT_COUNT(TEN_TO) - 1;
    const char *end = text + bytes, *at = text;
    struct decimal number = {.exact = true};
    if (bytes == 0 || bytes > NUMBER_BYTES_MAX)
        return false;
    number.negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    at = take_mantissa(at, end, &number);
    if (at != NULL)
        at = take_exponent(at, end, &number);
    if (at != end)
        return false;
    if (!number.exact || number.exponent < -TEN_TO_LAST || number.exponent > TEN_TO_LAST)
        return number_by_library(text, bytes, ret_number);
    double value = (double)number.digits;
    value =
        number.exponent < 0 ? value / TEN_TO[-number.exponent] : value * TEN_TO[number.exponent];
    *ret_number = number.negative ? -value : value;
    return true;
}

bool text_integer(const char *text, size_t bytes, int64_t *ret_number)
{
    size_t at = 0;
    bool negative = bytes > 0 && text[0] == '-';
    if (bytes > 0 && (text[0] == '-' || text[0] == '+'))
        at++;
    if (at == bytes)
        return false;
    int64_t value = 0;
    for (; at < bytes; at++) {
        if (!is_digit(text[at]))
            return false;
        int digit = text[at] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *ret_number = value;
    return true;
}

bool text_is_utf8(const char *text, size_t bytes)
{
    uint32_t character;
    for (size_t i = 0, step; i < bytes; i += step) {
        step = tct_utf8_decode(text + i, bytes - i, &character);
        if (step == 0 || character == 0)
            return false;
    }
    return true;
}

bool text_is_printable(const char *text, size_t bytes)
{
    uint32_t character;
    for (size_t i = 0, step; i < bytes; i += step) {
        step = tct_utf8_decode(text + i, bytes - i, &character);
        if (step == 0 || !tct_is_printable(character))
            return false;
    }
    return true;
}

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to add, lose or change (Levenshtein 1966). Both words have at most WORD_BYTES_MAX. */
static size_t edit_distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
    size_t row[WORD_BYTES_MAX + 1];
    for (size_t j = 0; j <= b_bytes; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_bytes; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = min_size(changed, 1 + min_size(row[j], row[j - 1]));
        }
    }
    return row[b_bytes];
}

const char *text_nearest(const char *word, const char *const *names, size_t count)
{
    size_t word_bytes = strlen(word), best = 3;
    const char *nearest = NULL;
    if (word_bytes > WORD_BYTES_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t name_bytes = strlen(names[i]);
        if (name_bytes > WORD_BYTES_MAX)
            continue;
        size_t distance = edit_distance(word, word_bytes, names[i], name_bytes);
        if (distance < best && 2 * distance < name_bytes) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

static enum tct_status read_stream(FILE *file, const char *path, size_t limit_bytes,
                                   char **ret_text, size_t *ret_bytes, struct tct_error *err)
{
    size_t used = 0, room = 0;
    char *text = NULL;
    for (;;) {
        if (used + READ_CHUNK_BYTES + 1 > room) {
            room = 2 * room + READ_CHUNK_BYTES + 1;
            char *larger = realloc(text, room);
            if (larger == NULL) {
                free(text);
                return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", path);
            }
            text = larger;
        }
        size_t got = fread(text + used, 1, READ_CHUNK_BYTES, file);
        used += got;
        if (got == 0 || used > limit_bytes)
            break;
    }
    enum tct_status status = TCT_OK;
    if (ferror(file))
        status = tct_fail_read(err, path, "a file");
    else if (used > limit_bytes)
        status =
            tct_fail(err, TCT_ERR_LIMIT, "%s: found more than %zu bytes, expected a smaller file",
                     path, limit_bytes);
    if (status != TCT_OK) {
        free(text);
        return status;
    }
    text[used] = '\0';
    *ret_text = text;
    *ret_bytes = used;
    return TCT_OK;
}

/* A pipe without a writer, left where a file should be, would be waited for: opened like this it is
 * an empty file. */
static FILE *open_file(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return NULL;
    int flags = fcntl(descriptor, F_GETFL);
    FILE *file = NULL;
    if (flags >= 0 && fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0)
        file = fdopen(descriptor, "rb");
    if (file == NULL)
        (void)close(descriptor);
    return file;
}

enum tct_status text_read_file(const char *path, size_t limit_bytes, char **ret_text,
                               size_t *ret_bytes, struct tct_error *err)
{
    FILE *file = open_file(path);
    if (file == NULL)
        return tct_fail_read(err, path, "a file");
    enum tct_status status = read_stream(file, path, limit_bytes, ret_text, ret_bytes, err);
    (void)fclose(file);
    return status;
}

char *text_copy(struct tct_arena *arena, const char *text, size_t bytes)
{
    char *copy = TCT_ARENA_NEW(arena, char, bytes + 1);
    if (copy != NULL)
        memcpy(copy, text, bytes);
    return copy;
}

const char *text_quote(const char *text, size_t bytes, char ret_quoted[TEXT_QUOTED_BYTES])
{
    if (bytes == 0)
        return "nothing";
    bool cut = bytes > QUOTED_SHOWN_BYTES;
    (void)snprintf(ret_quoted, TEXT_QUOTED_BYTES, "'%.*s%s'", cut ? QUOTED_SHOWN_BYTES : (int)bytes,
                   text, cut ? "..." : "");
    return ret_quoted;
}

void text_join(const char *const *words, size_t count, char *ret_text, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < count && used < room; i++) {
        const char *between = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        int written = snprintf(ret_text + used, room - used, "%s%s", between, words[i]);
        used += (size_t)written;
    }
}

uint64_t text_hash(uint64_t hash, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return hash;
}

size_t text_bom_bytes(const char *text, size_t bytes)
{
    return bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}
