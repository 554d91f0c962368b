/* tacet tension: its subcommands. */
#include "tension.h"

#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_tension_fit,
    &command_tension_score,
    &command_tension_daily,
    &command_tension_changes,
};

enum tct_status tension_times(const char *path, bool strict, struct tct_arena *arena,
                              double **ret_times, size_t *ret_count, struct tct_error *err)
{
    struct tct_warnings warnings;
    bool standard = path == NULL || strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    FILE *file = standard ? stdin : fopen(path, "re");
    if (file == NULL)
        return tct_fail_read(err, path, "a file of times, one a line");
    tct_warnings_init(&warnings, stderr);
    enum tct_status status =
        tct_times_read(file, name, arena, &warnings, ret_times, ret_count, err);
    if (!standard)
        (void)fclose(file);
    tct_warnings_finish(&warnings);
    if (status != TCT_OK)
        return status;
    if (*ret_count == 0)
        return tct_fail(err, TCT_ERR_INPUT, "%.300s: found no times, expected one a line", name);
    if (strict && tct_warnings_skipped(&warnings) > 0)
        return tct_fail(err, TCT_ERR_INPUT, "%.300s: %zu lines were skipped", name,
                        tct_warnings_skipped(&warnings));
    return TCT_OK;
}

enum tct_status tension_counts(const char *path, bool strict, struct tct_arena *arena,
                               struct tct_counts_file *ret, struct tct_error *err)
{
    struct tct_warnings warnings;
    tct_warnings_init(&warnings, stderr);
    enum tct_status status = tct_counts_read(path, arena, &warnings, ret, err);
    tct_warnings_finish(&warnings);
    if (status == TCT_OK && strict && tct_warnings_skipped(&warnings) > 0)
        return tct_fail(err, TCT_ERR_INPUT, "%.300s: %zu lines were skipped", path,
                        tct_warnings_skipped(&warnings));
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    return command_run_one_of(self, commands, TCT_COUNT(commands), argc, argv);
}

const struct command command_tension = {
    .name = "tension",
    .summary = "how tense it is, and what is to be expected",
    .arguments = "COMMAND [options]",
    .explained = "Rates of events, how far one answers another, and how well that foretells the\n"
                 "next: always beside what a simple average would have said.",
    .run = run,
};
