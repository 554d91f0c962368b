/* JSON Lines, by jansson. */
#include "json_lines.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { SHOWN_BYTES = 80, EXPECTED_BYTES = 160 };

/* A line longer than this has no end (/dev/zero, a stuck pipe); reading it takes some ten seconds.
 */
static const size_t ENDLESS_BYTES = (size_t)4 << 30;

/* 15 digits give back every number that was rounded to fewer, without a tail of nines. */
enum { REAL_DIGITS = JSON_REAL_PRECISION(15) };

enum tct_status json_lines_open(struct json_lines *lines, FILE *file, const char *name,
                                const char *kind, size_t limit_bytes, struct tct_warnings *warnings,
                                struct tct_error *err)
{
    *lines = (struct json_lines){.file = file,
                                 .name = name,
                                 .kind = kind,
                                 .warnings = warnings,
                                 .limit_bytes = limit_bytes,
                                 .buffer = malloc(limit_bytes)};
    return lines->buffer != NULL ? TCT_OK
                                 : tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", name);
}

static void skip_line(struct json_lines *lines, const char *found, const char *expected)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, lines->name, lines->line, found, expected);
    tct_warnings_skip(lines->warnings, lines->kind, &err);
}

void json_lines_skip(struct json_lines *lines, const char *key, const json_t *value,
                     const char *expected)
{
    char named[EXPECTED_BYTES];
    char *shown =
        value == NULL ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | REAL_DIGITS);
    /* What is too long is cut: it is for a person to read. */
    if (snprintf(named, sizeof(named), "%s%s%s", key != NULL ? key : "", key != NULL ? " as " : "",
                 expected) < 0)
        named[0] = '\0';
    skip_line(lines, shown != NULL ? shown : "nothing", named);
    free(shown);
}

/* Reads a line into the buffer. False at the end of the stream. *ret_bytes is over the limit when
 * the line is. */
static bool take_line(struct json_lines *lines, size_t *ret_bytes)
{
    size_t bytes = 0;
    int c = getc_unlocked(lines->file);
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n' && bytes < ENDLESS_BYTES; c = getc_unlocked(lines->file)) {
        if (bytes < lines->limit_bytes)
            lines->buffer[bytes] = (char)c;
        bytes++;
    }
    lines->line++;
    lines->endless = bytes == ENDLESS_BYTES;
    *ret_bytes = bytes;
    return true;
}

static bool is_empty(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
            return false;
    return true;
}

static json_t *parse(struct json_lines *lines, size_t bytes)
{
    static const char EXPECTED[] = "one JSON object a line";
    json_error_t fault;
    char found[SHOWN_BYTES];
    size_t skip = lines->line == 1 ? text_bom_bytes(lines->buffer, bytes) : 0;
    if (bytes > lines->limit_bytes) {
        (void)snprintf(found, sizeof(found), "a line of over %zu KiB", lines->limit_bytes / 1024);
        skip_line(lines, found, EXPECTED);
        return NULL;
    }
    json_t *object = json_loadb(lines->buffer + skip, bytes - skip, JSON_REJECT_DUPLICATES, &fault);
    if (object == NULL) {
        if (json_error_code(&fault) == json_error_premature_end_of_input)
            (void)snprintf(found, sizeof(found), "a line that ends inside its object");
        else
            (void)snprintf(found, sizeof(found), "broken JSON (%.60s)", fault.text);
        skip_line(lines, found, EXPECTED);
        return NULL;
    }
    if (json_is_object(object))
        return object;
    skip_line(lines, "a list", EXPECTED);
    json_decref(object);
    return NULL;
}

json_t *json_lines_next(struct json_lines *lines)
{
    size_t bytes;
    while (!lines->endless && take_line(lines, &bytes)) {
        if (bytes <= lines->limit_bytes && is_empty(lines->buffer, bytes))
            continue;
        json_t *object = parse(lines, bytes);
        if (object != NULL)
            return object;
    }
    return NULL;
}

enum tct_status json_lines_close(struct json_lines *lines, struct tct_error *err)
{
    free(lines->buffer);
    lines->buffer = NULL;
    if (lines->endless)
        return tct_fail_at(err, TCT_ERR_LIMIT, lines->name, lines->line, "a line without end",
                           "one JSON object a line");
    if (ferror(lines->file))
        return tct_fail(err, TCT_ERR_IO, "%s: reading failed after line %zu", lines->name,
                        lines->line);
    return TCT_OK;
}

bool json_lines_number(struct json_lines *lines, const json_t *object, const char *key, double min,
                       double max, double *ret_number)
{
    char expected[EXPECTED_BYTES];
    const json_t *value = json_object_get(object, key);
    if (value == NULL || json_is_null(value))
        return true;
    double number = json_number_value(value);
    if (json_is_number(value) && number >= min && number <= max) {
        *ret_number = number;
        return true;
    }
    (void)snprintf(expected, sizeof(expected), "a number from %.10g to %.10g", min, max);
    json_lines_skip(lines, key, value, expected);
    return false;
}

bool json_lines_time(struct json_lines *lines, const json_t *object, int64_t *ret_ns)
{
    const json_t *value = json_object_get(object, "time");
    const char *text = json_string_value(value);
    if (text != NULL && tct_time_parse(text, strlen(text), ret_ns) == TCT_OK)
        return true;
    json_lines_skip(lines, "time", value, "text such as 2026-01-31T12:00:00.123Z");
    return false;
}

json_t *json_decimals(double value, int decimals)
{
    double scale = pow(10.0, decimals);
    double rounded = round(value * scale) / scale;
    return isfinite(rounded) ? json_real(rounded + 0.0) : NULL;
}

json_t *json_significant(double value, int digits)
{
    if (!isfinite(value) || value == 0.0)
        return isfinite(value) ? json_real(0.0) : NULL;
    int decimals = digits - 1 - (int)floor(log10(fabs(value)));
    if (decimals > 300)
        return json_real(0.0);
    return json_decimals(value, decimals);
}

json_t *json_time(int64_t ns)
{
    int decimals = 9;
    int64_t unit = 1;
    for (; decimals > 0 && ns % (unit * 10) == 0; decimals--)
        unit *= 10;
    char text[TCT_TIME_TEXT_BYTES];
    tct_time_format(ns, decimals, text);
    return json_string(text);
}

void json_set(json_t *object, const char *key, json_t *value)
{
    if (value != NULL)
        (void)json_object_set_new(object, key, value);
}

enum tct_status json_write_line(FILE *file, json_t *object, struct tct_error *err)
{
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    int failed = json_dumpf(object, file, JSON_COMPACT | REAL_DIGITS);
    json_decref(object);
    if (failed != 0 || putc('\n', file) == EOF)
        return tct_fail(err, TCT_ERR_IO, "writing failed: %s", strerror(errno));
    return TCT_OK;
}
