/* tacet report check: whether statements would be taken, and what is wrong with them. */
#include <stdio.h>
#include <time.h>

#include "report.h"

struct request {
    const char *sector_path;
    bool json, strict;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "json", NULL, "ids as JSON objects", OPTION_SWITCH, offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if anything was refused", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

struct checking {
    const struct request *request;
    struct ground ground;
};

static enum tct_status check(void *user, const char *name, size_t line, char *text, size_t bytes,
                             struct tct_error *err)
{
    struct checking *to = user;
    struct tct_said said;
    struct tct_error why;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    enum tct_status status =
        tct_statement_read(&to->ground.sector, text, bytes, now_ns, &said, &why);
    if (status == TCT_ERR_MEMORY)
        return tct_fail(err, status, "%s", why.text);
    if (status != TCT_OK)
        report_refused(&to->ground, name, line, &why);
    else
        (void)printf(to->request->json ? "{\"line\":%zu,\"id\":\"%s\"}\n" : "%zu %s\n", line,
                     said.id);
    return TCT_OK;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    struct checking checking = {.request = &request};
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (ground_open(&checking.ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = TCT_OK;
    for (int i = 0; status == TCT_OK && (i < words.count || i == 0); i++)
        status = report_lines(words.count > 0 ? words.words[i] : NULL, check, &checking, &err);
    return ground_close(&checking.ground, status, &err, request.strict, EXIT_DONE);
}

const struct command command_report_check = {
    .name = "report check",
    .summary = "whether statements would be taken, and what is wrong",
    .arguments = "-s SECTOR [FILE...]",
    .explained = "Reads statements, one a line, and prints the line and id of each that would be\n"
                 "taken; of the others, what was found and what was expected. Writes nothing.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
