/* RFC 8785: names sorted as UTF-16, numbers as ECMAScript writes them, nothing else but what must
 * be escaped. Reading is jansson's. */
#include "canonical.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct out {
    char *text;
    size_t used, room, limit;
    enum tct_status status; /* of the first thing that went wrong */
};

static void put(struct out *out, const char *text, size_t bytes)
{
    if (out->status != TCT_OK)
        return;
    if (bytes > out->limit - out->used) {
        out->status = TCT_ERR_LIMIT;
        return;
    }
    if (bytes >= out->room - out->used) {
        size_t room = 2 * (out->used + bytes) + 64;
        char *grown = realloc(out->text, room);
        if (grown == NULL) {
            out->status = TCT_ERR_MEMORY;
            return;
        }
        out->text = grown;
        out->room = room;
    }
    memcpy(out->text + out->used, text, bytes);
    out->used += bytes;
    out->text[out->used] = '\0';
}

static void put_text(struct out *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_string(struct out *out, const char *text, size_t bytes)
{
    static const char letters[] = "btn?fr"; /* of 0x08 to 0x0d; 0x0b has none */
    put(out, "\"", 1);
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        char escaped[8];
        if (c == '"' || c == '\\') {
            snprintf(escaped, sizeof(escaped), "\\%c", c);
            put_text(out, escaped);
        } else if (c >= 0x08 && c <= 0x0d && c != 0x0b) {
            snprintf(escaped, sizeof(escaped), "\\%c", letters[c - 0x08]);
            put_text(out, escaped);
        } else if (c < 0x20) {
            snprintf(escaped, sizeof(escaped), "\\u%04x", c);
            put_text(out, escaped);
        } else {
            put(out, text + i, 1);
        }
    }
    put(out, "\"", 1);
}

/* The fewest digits that read back as `number`, correctly rounded, and the exponent of the first.
 */
static size_t shortest_digits(double number, char digits[18], int *exponent)
{
    char text[40];
    for (int precision = 0; precision < 17; precision++) {
        snprintf(text, sizeof(text), "%.*e", precision, number);
        if (strtod(text, NULL) == number)
            break;
    }
    char *mark = strchr(text, 'e');
    TCT_ASSERT(mark != NULL);
    *exponent = (int)strtol(mark + 1, NULL, 10);
    size_t count = 0;
    for (const char *at = text; at < mark; at++)
        if (*at >= '0' && *at <= '9' && count < 17)
            digits[count++] = *at;
    digits[count] = '\0';
    return count;
}

/* ECMAScript, Number::toString: k digits, and n, the place of the decimal point among them. */
void tct_canonical_number(double number, char ret_text[TCT_NUMBER_TEXT_MAX])
{
    TCT_ASSERT(isfinite(number));
    if (number == 0) {
        memcpy(ret_text, "0", 2); /* -0 as well */
        return;
    }
    char digits[18];
    int exponent;
    int k = (int)shortest_digits(fabs(number), digits, &exponent);
    int n = exponent + 1;
    const char *sign = number < 0 ? "-" : "";
    const char *zeros = "00000000000000000000";
    if (k <= n && n <= 21)
        snprintf(ret_text, TCT_NUMBER_TEXT_MAX, "%s%s%.*s", sign, digits, n - k, zeros);
    else if (n > 0 && n <= 21)
        snprintf(ret_text, TCT_NUMBER_TEXT_MAX, "%s%.*s.%s", sign, n, digits, digits + n);
    else if (n > -6 && n <= 0)
        snprintf(ret_text, TCT_NUMBER_TEXT_MAX, "%s0.%.*s%s", sign, -n, zeros, digits);
    else
        snprintf(ret_text, TCT_NUMBER_TEXT_MAX, "%s%.1s%s%se%+d", sign, digits, k > 1 ? "." : "",
                 digits + 1, n - 1);
}

/* The order of UTF-16 code units differs from that of UTF-8 only where one character lies beyond
 * the first 65,536 and the other does not: there surrogates (0xd800) count. */
static uint32_t utf16_rank(uint32_t character)
{
    return character < 0x10000 ? character << 10 : (0xd800u << 10) + (character - 0x10000);
}

static int by_utf16(const void *first, const void *second)
{
    const char *a = *(const char *const *)first;
    const char *b = *(const char *const *)second;
    while (*a != '\0' && *b != '\0') {
        uint32_t x = 0, y = 0;
        size_t a_bytes = tct_utf8_decode(a, strlen(a), &x);
        size_t b_bytes = tct_utf8_decode(b, strlen(b), &y);
        TCT_ASSERT(a_bytes > 0 && b_bytes > 0);
        if (x != y)
            return utf16_rank(x) < utf16_rank(y) ? -1 : 1;
        a += a_bytes;
        b += b_bytes;
    }
    return (*a != '\0') - (*b != '\0');
}

static void put_value(struct out *out, const json_t *value);

static void put_object(struct out *out, const json_t *object)
{
    size_t count = json_object_size(object);
    const char **names = malloc((count + 1) * sizeof(*names));
    if (names == NULL) {
        out->status = TCT_ERR_MEMORY;
        return;
    }
    size_t filled = 0;
    json_t *all = (json_t *)(uintptr_t)object; /* jansson's iterators take no const */
    for (void *at = json_object_iter(all); at != NULL; at = json_object_iter_next(all, at))
        names[filled++] = json_object_iter_key(at);
    qsort(names, filled, sizeof(*names), by_utf16);
    put(out, "{", 1);
    for (size_t i = 0; i < filled && out->status == TCT_OK; i++) {
        put(out, ",", i > 0);
        put_string(out, names[i], strlen(names[i]));
        put(out, ":", 1);
        put_value(out, json_object_get(object, names[i]));
    }
    put(out, "}", 1);
    free(names);
}

static void put_array(struct out *out, const json_t *array)
{
    put(out, "[", 1);
    for (size_t i = 0; i < json_array_size(array) && out->status == TCT_OK; i++) {
        put(out, ",", i > 0);
        put_value(out, json_array_get(array, i));
    }
    put(out, "]", 1);
}

static void put_value(struct out *out, const json_t *value)
{
    char number[TCT_NUMBER_TEXT_MAX];
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        put_object(out, value);
        break;
    case JSON_ARRAY:
        put_array(out, value);
        break;
    case JSON_STRING:
        put_string(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        tct_canonical_number(json_number_value(value), number);
        put_text(out, number);
        break;
    case JSON_TRUE:
        put_text(out, "true");
        break;
    case JSON_FALSE:
        put_text(out, "false");
        break;
    case JSON_NULL:
        put_text(out, "null");
        break;
    }
}

enum tct_status canonical_write(const json_t *value, size_t limit_bytes, char **ret_canonical,
                                size_t *ret_bytes, struct tct_error *err)
{
    struct out out = {.limit = limit_bytes};
    put_value(&out, value);
    if (out.status == TCT_OK) {
        *ret_canonical = out.text;
        *ret_bytes = out.used;
        return TCT_OK;
    }
    free(out.text);
    if (out.status == TCT_ERR_LIMIT)
        return tct_fail(err, TCT_ERR_LIMIT, "found over %zu bytes of JSON, expected fewer",
                        limit_bytes);
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu bytes of JSON", out.used);
}

/* Whether it is a number that would be altered, or that is spelled as a whole number which would
 * not be read again: ECMAScript writes an exponent from 1e21 on. */
static bool is_too_large(const json_t *value)
{
    json_int_t whole = json_integer_value(value);
    double real = fabs(json_real_value(value));
    return whole > TCT_CANONICAL_INTEGER_MAX || whole < -TCT_CANONICAL_INTEGER_MAX ||
           (real > (double)TCT_CANONICAL_INTEGER_MAX && real < 1e21);
}

/* Whether doubles hold all whole numbers in it, and whether it is nested no deeper than wanted. */
static enum tct_status look_through(const json_t *value, int depth, struct tct_error *err)
{
    if (depth > CANONICAL_DEPTH_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found JSON nested deeper than %d, expected less",
                        CANONICAL_DEPTH_MAX);
    if (is_too_large(value))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found the number %.0f, expected at most 2^53, or from 1e21 on (write "
                        "larger ones as text)",
                        json_number_value(value));
    enum tct_status status = TCT_OK;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value) && status == TCT_OK; i++)
        status = look_through(json_array_get(value, i), depth + 1, err);
    if (json_is_object(value)) {
        json_t *all = (json_t *)(uintptr_t)value;
        for (void *at = json_object_iter(all); at != NULL && status == TCT_OK;
             at = json_object_iter_next(all, at))
            status = look_through(json_object_iter_value(at), depth + 1, err);
    }
    return status;
}

json_t *canonical_read(const char *text, size_t bytes, struct tct_error *err)
{
    json_error_t why;
    json_t *value = json_loadb(text, bytes, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
    if (value == NULL) {
        (void)tct_fail(err, TCT_ERR_INPUT, "line %d, column %d: found %s, expected JSON", why.line,
                       why.column, why.text);
        return NULL;
    }
    if (look_through(value, 1, err) != TCT_OK) {
        json_decref(value);
        return NULL;
    }
    return value;
}

enum tct_status tct_canonical_json(const char *text, size_t bytes, size_t limit_bytes,
                                   char **ret_canonical, size_t *ret_bytes, struct tct_error *err)
{
    if (bytes > limit_bytes)
        return tct_fail(err, TCT_ERR_LIMIT, "found %zu bytes of JSON, expected at most %zu", bytes,
                        limit_bytes);
    json_t *value = canonical_read(text, bytes, err);
    if (value == NULL)
        return TCT_ERR_INPUT;
    enum tct_status status = canonical_write(value, limit_bytes, ret_canonical, ret_bytes, err);
    json_decref(value);
    return status;
}
