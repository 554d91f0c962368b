/* JSON Lines: one object a line, in and out. A line that is none is told and skipped. */
#ifndef TACET_FACE_JSON_LINES_H
#define TACET_FACE_JSON_LINES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "tacet/base.h"
#include "tacet/face/warnings.h"

struct json_lines {
    FILE *file;
    const char *name;
    const char *kind; /* of what a line holds, in the plural, for the warnings */
    struct tct_warnings *warnings;
    size_t limit_bytes; /* of a line */
    size_t line;        /* of the current object, from 1 */
    bool endless;       /* that line had no end: reading stopped there */
    char *buffer;
};

/* `file`, `name` and `warnings` must outlive the reading. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status json_lines_open(struct json_lines *lines, FILE *file,
                                               const char *name, const char *kind,
                                               size_t limit_bytes, struct tct_warnings *warnings,
                                               struct tct_error *err);

/* The next object, to be given back with json_decref; NULL at the end. Empty lines are passed over.
 */
json_t *json_lines_next(struct json_lines *lines);

/* Gives the buffer back. TCT_ERR_IO when the stream failed, TCT_ERR_LIMIT when a line had no end:
 * what was read is not all. */
TCT_MUST_CHECK enum tct_status json_lines_close(struct json_lines *lines, struct tct_error *err);

/* Tells the warnings that the current line is left out because of `value` of `key` (may be NULL).
 */
void json_lines_skip(struct json_lines *lines, const char *key, const json_t *value,
                     const char *expected);

/* Takes a number from `min` to `max`; false when it is there and wrong, which has then been told.
 * Absent or null leaves the result as it was. */
bool json_lines_number(struct json_lines *lines, const json_t *object, const char *key, double min,
                       double max, double *ret_number);

/* Takes the RFC 3339 time that must be there. */
bool json_lines_time(struct json_lines *lines, const json_t *object, int64_t *ret_ns);

/* A number rounded to `decimals`; NULL when it is not finite, and setting NULL leaves a key out. */
json_t *json_decimals(double value, int decimals);

/* A number rounded to `digits` significant digits. */
json_t *json_significant(double value, int digits);

/* A time with as many decimals as it needs. */
json_t *json_time(int64_t ns);

/* Sets `key` unless `value` is NULL. */
void json_set(json_t *object, const char *key, json_t *value);

/* Writes the object as one line and gives it back. Errors: TCT_ERR_IO, TCT_ERR_MEMORY for NULL. */
TCT_MUST_CHECK enum tct_status json_write_line(FILE *file, json_t *object, struct tct_error *err);

#endif
