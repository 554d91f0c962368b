/* tacet report: its subcommands. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_report_author, &command_report_new,    &command_report_check,
    &command_report_add,    &command_report_import, &command_report_sms,
};

enum tct_status report_lines(const char *path, report_line_fn *take, void *user,
                             struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    char *text = NULL;
    size_t room = 0, line = 0;
    enum tct_status status = ground_read(path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    for (ssize_t bytes; status == TCT_OK && (bytes = getline(&text, &room, file)) >= 0;) {
        line++;
        if (strspn(text, " \t\r\n") < (size_t)bytes)
            status = take(user, name, line, text, (size_t)bytes, err);
    }
    if (status == TCT_OK && ferror(file) != 0)
        status = tct_fail_read(err, name, "statements, one a line");
    free(text);
    ground_read_done(file);
    return status;
}

void report_refused(struct ground *ground, const char *name, size_t line,
                    const struct tct_error *why)
{
    struct tct_error told;
    (void)tct_fail(&told, TCT_ERR_INPUT, "%.200s:%zu: %s", name, line, why->text);
    tct_warnings_skip(&ground->warnings, "statements", &told);
}

enum tct_status report_utc_offset(const char *text, int *ret_s, struct tct_error *err)
{
    *ret_s = 0;
    if (text == NULL)
        return TCT_OK;
    bool form = strlen(text) == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
                strspn(text + 1, "0123456789") == 2 && strspn(text + 4, "0123456789") == 2;
    int minutes =
        form ? 60 * (10 * (text[1] - '0') + text[2] - '0') + 10 * (text[4] - '0') + text[5] - '0'
             : 9999;
    if (minutes > 14 * 60)
        return tct_fail(err, TCT_ERR_USE, "--utc-offset: found '%.40s', expected such as +04:00",
                        text);
    *ret_s = (text[0] == '-' ? -60 : 60) * minutes;
    return TCT_OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    return command_run_one_of(self, commands, TCT_COUNT(commands), argc, argv);
}

const struct command command_report = {
    .name = "report",
    .summary = "what people say happened, signed and on the record",
    .arguments = "COMMAND [options]",
    .explained = "Reports of patrols, posts and the public, claims of both sides, notified\n"
                 "activities: each is an entry of the log, signed by its author.",
    .run = run,
};
