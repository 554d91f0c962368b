/* tacet report import: rows of a table to statements, with an answer to each row. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report.h"
#include "tacet/face/atomic_file.h"
#include "tacet/face/statement_csv.h"

struct request {
    const char *sector_path, *encoding, *answers_path;
    bool json, strict;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "encoding", "NAME", "of the table's text, as windows-1251 (UTF-8, or UTF-16 with its mark)",
     OPTION_TEXT, offsetof(struct request, encoding), 0, 0},
    {0, "answers", "FILE",
     "also write an answer to each row: its line, and its id or what is wrong", OPTION_TEXT,
     offsetof(struct request, answers_path), 0, 0},
    {0, "json", NULL, "JSON Lines, the default", OPTION_SWITCH, offsetof(struct request, json), 0,
     0},
    {0, "strict", NULL, "end with 2 if anything was refused", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

struct importing {
    const char *path;
    struct ground ground;
    FILE *answers; /* NULL: none are wanted */
    size_t taken;
};

static enum tct_status take(void *user, size_t line, const char *json, struct tct_error *err)
{
    struct importing *to = user;
    struct tct_said said;
    struct tct_error why;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    enum tct_status status =
        tct_statement_read(&to->ground.sector, json, strlen(json), now_ns, &said, &why);
    if (status == TCT_ERR_MEMORY)
        return tct_fail(err, status, "%s", why.text);
    if (status != TCT_OK)
        report_refused(&to->ground, to->path, line, &why);
    else
        (void)puts(json);
    if (to->answers != NULL)
        (void)fprintf(to->answers, "%zu\t%s%s\n", line, status == TCT_OK ? "ok " : "refused: ",
                      status == TCT_OK ? said.id : why.text);
    to->taken += status == TCT_OK;
    return TCT_OK;
}

static enum tct_status import(struct importing *to, const struct request *request,
                              struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    if (request->answers_path != NULL && (to->answers = open_memstream(&text, &bytes)) == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status =
        tct_statements_csv(to->path, request->encoding, &to->ground.warnings, take, to, err);
    if (to->answers != NULL && fclose(to->answers) != 0 && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status == TCT_OK && request->answers_path != NULL)
        status = tct_atomic_file_write(request->answers_path, text, bytes, err);
    free(text);
    if (status == TCT_OK && to->taken == 0)
        status = tct_fail(err, TCT_ERR_INPUT, "%.300s: found no row that can be taken", to->path);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct importing importing = {.taken = 0};
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected one table");
    importing.path = words.words[0];
    if (ground_open(&importing.ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = import(&importing, &request, &err);
    return ground_close(&importing.ground, status, &err, request.strict, EXIT_DONE);
}

const struct command command_report_import = {
    .name = "report import",
    .summary = "rows of a table to statements, with an answer to each",
    .arguments = "-s SECTOR TABLE.csv",
    .explained =
        "Reads a table of reports, as forms are typed in, checks every row, and writes those\n"
        "that can be taken as statements, for 'tacet report add'. A row that is wrong is\n"
        "told with its line, what was found and what was expected, and left out whole.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
