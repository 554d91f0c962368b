/* What the subcommands of tacet report have in common. */
#ifndef TACET_APP_REPORT_H
#define TACET_APP_REPORT_H

#include "ground.h"
#include "tacet/face/statement_file.h"

extern const struct command command_report_add;
extern const struct command command_report_author;
extern const struct command command_report_check;
extern const struct command command_report_import;
extern const struct command command_report_new;
extern const struct command command_report_sms;

/* Each line of a file (standard input for NULL, "-"); empty ones are passed over. An error of
 * `take` ends it. `text` may be altered. Errors: TCT_ERR_INPUT (no such file), TCT_ERR_IO,
 * TCT_ERR_MEMORY. */
typedef enum tct_status report_line_fn(void *user, const char *name, size_t line, char *text,
                                       size_t bytes, struct tct_error *err);
TCT_MUST_CHECK enum tct_status report_lines(const char *path, report_line_fn *take, void *user,
                                            struct tct_error *err);

/* "+04:00" as seconds; 0 for NULL. Errors: TCT_ERR_USE. */
TCT_MUST_CHECK enum tct_status report_utc_offset(const char *text, int *ret_s,
                                                 struct tct_error *err);

/* A line that was refused is told with its reason. */
void report_refused(struct ground *ground, const char *name, size_t line,
                    const struct tct_error *why);

#endif
