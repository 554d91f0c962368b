/* Reports from a table, as forms are typed in: CSV, row by row (tacet-report(1)). */
#ifndef TACET_FACE_STATEMENT_CSV_H
#define TACET_FACE_STATEMENT_CSV_H

#include "tacet/face/warnings.h"

/* The answer to one row: its report as JSON, which holds until this returns. */
typedef enum tct_status tct_csv_row_fn(void *user, size_t line, const char *json,
                                       struct tct_error *err);

/* Rows of a file with a header: columns called as the members of a report (tacet-statement(5)), and
 * place_x_m, place_y_m, observer_x_m, observer_y_m; `count` as 12, ~12, 10-20 or many. Cells are
 * separated by commas, semicolons or tabs. Text is UTF-8, with or without its mark, or UTF-16 with
 * it; `encoding` (NULL: none of these) names another one as iconv knows it ("windows-1251"). A row
 * that is wrong is told to `warnings` with its line and left out whole; what a report may hold is
 * for tct_statement_read to say. Errors: TCT_ERR_INPUT (no such file, no header, another encoding),
 * TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY, TCT_ERR_USE (an encoding that is not known), those of
 * `take`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_statements_csv(const char *path, const char *encoding,
                                                          struct tct_warnings *warnings,
                                                          tct_csv_row_fn *take, void *user,
                                                          struct tct_error *err);

#endif
