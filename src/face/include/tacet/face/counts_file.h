/* Counts by day, in files. */
#ifndef TACET_FACE_COUNTS_FILE_H
#define TACET_FACE_COUNTS_FILE_H

#include "tacet/face/warnings.h"
#include "tacet/tension.h"

struct tct_counts_file {
    int64_t first_day; /* since 1970-01-01 */
    struct tct_counts counts;
};

enum { TCT_DATE_TEXT_BYTES = 16 };

/* A CSV file with the columns `date` (YYYY-MM-DD) and `n`, and perhaps `exposure`: what share of
 * what happened would have been counted. Rows may be in any order. A day without a row, with no n
 * or an exposure of 0, is a day without data. A row that is wrong, or whose date was there already,
 * is told and skipped. The lists are the arena's. Errors: those of tct_table_open; TCT_ERR_INPUT
 * (no day at all), TCT_ERR_LIMIT (over TCT_COUNT_DAYS_MAX days from the first to the last),
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_counts_read(const char *path, struct tct_arena *arena,
                                                       struct tct_warnings *warnings,
                                                       struct tct_counts_file *ret,
                                                       struct tct_error *err);

/* The same from memory; `name` is for messages. */
TCT_API TCT_MUST_CHECK enum tct_status tct_counts_read_memory(const char *name, const char *text,
                                                              size_t bytes, struct tct_arena *arena,
                                                              struct tct_warnings *warnings,
                                                              struct tct_counts_file *ret,
                                                              struct tct_error *err);

/* Days since 1970-01-01 of YYYY-MM-DD. Errors: TCT_ERR_INPUT: no such date. */
TCT_API TCT_MUST_CHECK enum tct_status tct_date_parse(const char *text, int64_t *ret_day);

/* And back; the day is of the years 1678 to 2261. */
TCT_API void tct_date_format(int64_t day, char ret_text[TCT_DATE_TEXT_BYTES]);

#endif
