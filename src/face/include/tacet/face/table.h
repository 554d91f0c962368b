/* Table: a CSV file (RFC 4180) with a header, read row by row.
 *
 * Columns are found by name, in any order. A row that is wrong is told to the warnings with its
 * line and left out; the rest goes on:
 *
 *     while (tct_table_next(table)) {
 *         struct tct_station s = {.clock_sigma_s = 0.0};
 *         if (!tct_table_number(table, X, -1e7, 1e7, &s.x_m) || ...)
 *             continue;
 *         ...
 *     }
 *
 * Limits: 64 MiB a file, 64 KiB a row, 4 KiB a cell, 256 columns. One thread at a time. */
#ifndef TACET_FACE_TABLE_H
#define TACET_FACE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"
#include "tacet/face/warnings.h"

struct tct_column {
    const char *name;
    bool required; /* the column must be there and none of its cells empty */
};

struct tct_table;

/* Opens a file and reads its header. `columns` and `warnings` must outlive the table; getters take
 * a column's index in `columns`. `kind` is static text that names a row in the plural for the
 * warnings: "stations". Unknown columns are left unread; one that looks like a slip of a known name
 * is noted. Errors: TCT_ERR_INPUT for no such file, no header, a required column missing or any
 * given twice; TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_table_open(
    const char *path, const char *kind, const struct tct_column *columns, size_t column_count,
    struct tct_warnings *warnings, struct tct_table **ret_table, struct tct_error *err);

/* The same from memory, which must outlive the table; `file` is the name for messages. */
TCT_API TCT_MUST_CHECK enum tct_status tct_table_open_memory(
    const char *file, const char *text, size_t bytes, const char *kind,
    const struct tct_column *columns, size_t column_count, struct tct_warnings *warnings,
    struct tct_table **ret_table, struct tct_error *err);

TCT_API void tct_table_close(struct tct_table *table);

/* No more rows than this are left; for room to read them into. */
TCT_API size_t tct_table_rows_at_most(const struct tct_table *table);

/* Goes to the next row that is well formed; false at the end. Empty lines are passed over. */
TCT_API bool tct_table_next(struct tct_table *table);

/* Line of the file on which the row begins, from 1. */
TCT_API size_t tct_table_line(const struct tct_table *table);

/* Whether the header has the column. */
TCT_API bool tct_table_has(const struct tct_table *table, size_t column);

/* The cell without the blanks around it, "" when it is empty or the column is not there. Valid
 * until the next row. */
TCT_API const char *tct_table_text(const struct tct_table *table, size_t column);

/* Reads the cell as a number from `min` to `max`. An empty optional cell leaves the result as it
 * was and is fine. On false the row has been told to the warnings: go on with the next. */
TCT_API TCT_MUST_CHECK bool tct_table_number(struct tct_table *table, size_t column, double min,
                                             double max, double *ret_number);

TCT_API TCT_MUST_CHECK bool tct_table_integer(struct tct_table *table, size_t column, int64_t min,
                                              int64_t max, int64_t *ret_number);

/* Reads the cell as an RFC 3339 time. */
TCT_API TCT_MUST_CHECK bool tct_table_time(struct tct_table *table, size_t column, int64_t *ret_ns);

/* Tells the warnings that this row is left out: "FILE:LINE: found (the cell), expected EXPECTED".
 */
TCT_API void tct_table_skip(struct tct_table *table, size_t column, const char *expected);

/* The same where no one cell is to blame. */
TCT_API void tct_table_skip_row(struct tct_table *table, const char *found, const char *expected);

#endif
