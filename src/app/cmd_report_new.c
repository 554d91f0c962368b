/* tacet report new: a report, asked for question by question. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report.h"
#include "tacet/face/statement_form.h"

struct request {
    const char *sector_path, *channel, *party, *observer, *offset, *now;
    bool json;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "channel", "NAME", "patrol, post, hotline, ...: is then not asked", OPTION_TEXT,
     offsetof(struct request, channel), 0, 0},
    {0, "party", "ID", "whose report it is, if a side's", OPTION_TEXT,
     offsetof(struct request, party), 0, 0},
    {0, "observer", "POSITION", "where you stand: is then not asked", OPTION_TEXT,
     offsetof(struct request, observer), 0, 0},
    {0, "utc-offset", "+HH:MM", "of your clock (+00:00)", OPTION_TEXT,
     offsetof(struct request, offset), 0, 0},
    {0, "now", "TIME", "when it is told (now)", OPTION_TEXT, offsetof(struct request, now), 0, 0},
    {0, "json", NULL, "the statement, which is JSON as it is", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

static void ask(const struct tct_question *question)
{
    (void)fprintf(stderr, "%s (%s)\n", question->ask, question->hint);
    for (size_t i = 0; i < question->word_count; i++)
        (void)fprintf(stderr, "  %zu %s\n", i + 1, question->words[i]);
    (void)fputs("> ", stderr);
    (void)fflush(stderr);
}

static void trim(char *line, ssize_t bytes)
{
    while (bytes > 0 && strchr(" \t\r\n", line[bytes - 1]) != NULL)
        bytes--;
    line[bytes] = '\0';
    memmove(line, line + strspn(line, " \t"), strlen(line + strspn(line, " \t")) + 1);
}

/* What has been told is shown before it is given up. */
static enum tct_status ended(const struct tct_form *form, const struct tct_question *question,
                             struct tct_error *err)
{
    char *text = tct_form_json(form);
    (void)fprintf(stderr, "\nso far: %s\n", text == NULL ? "" : text);
    free(text);
    return tct_fail(err, TCT_ERR_INPUT, "found the end of the answers, expected one to: %s",
                    question->ask);
}

static enum tct_status converse(struct tct_form *form, struct tct_error *err)
{
    const struct tct_question *question = NULL;
    char *line = NULL;
    size_t room = 0;
    enum tct_status status = TCT_OK;
    while (status == TCT_OK && (question = tct_form_question(form)) != NULL) {
        struct tct_error why;
        ask(question);
        ssize_t bytes = getline(&line, &room, stdin);
        if (bytes < 0) {
            status = ended(form, question, err);
            break;
        }
        trim(line, bytes);
        if (strcmp(line, "back") == 0) {
            (void)tct_form_back(form);
            continue;
        }
        enum tct_status answered = tct_form_answer(form, line, &why);
        if (answered == TCT_ERR_INPUT)
            (void)fprintf(stderr, "%s\n", why.text);
        else if (answered != TCT_OK)
            status = tct_fail(err, answered, "%s", why.text);
    }
    free(line);
    return status;
}

static enum tct_status preset(struct tct_form *form, const struct request *request,
                              struct tct_error *err)
{
    const struct {
        const char *name, *text;
    } ALL[] = {
        {"channel", request->channel}, {"party", request->party}, {"observer", request->observer}};
    for (size_t i = 0; i < TCT_COUNT(ALL); i++) {
        struct tct_error why;
        if (ALL[i].text == NULL)
            continue;
        enum tct_status status = tct_form_preset(form, ALL[i].name, ALL[i].text, &why);
        if (status != TCT_OK)
            return tct_fail(err, status == TCT_ERR_INPUT ? TCT_ERR_USE : status, "--%s: %s",
                            ALL[i].name, why.text);
    }
    return TCT_OK;
}

/* A whole report: the reader has the last word. */
static enum tct_status tell(const struct tct_form *form, const struct tct_sector *sector,
                            int64_t now_ns, struct tct_error *err)
{
    struct tct_said said;
    char *text = tct_form_json(form);
    enum tct_status status =
        text == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                     : tct_statement_read(sector, text, strlen(text), now_ns, &said, err);
    if (status == TCT_OK)
        status = puts(text) >= 0 && fflush(stdout) == 0
                     ? TCT_OK
                     : tct_fail(err, TCT_ERR_IO, "writing failed");
    free(text);
    return status;
}

static enum tct_status make(const struct request *request, const struct tct_sector *sector,
                            struct tct_error *err)
{
    int offset_s = 0;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    if (request->now != NULL &&
        tct_time_parse(request->now, strlen(request->now), &now_ns) != TCT_OK)
        return tct_fail(err, TCT_ERR_USE, "--now: found '%.60s', expected a time", request->now);
    enum tct_status status = report_utc_offset(request->offset, &offset_s, err);
    if (status != TCT_OK)
        return status;
    struct tct_form *form = tct_form_open(sector, now_ns, offset_s);
    if (form == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    status = preset(form, request, err);
    if (status == TCT_OK)
        status = converse(form, err);
    if (status == TCT_OK)
        status = tell(form, sector, now_ns, err);
    tct_form_close(form);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct ground ground;
    struct tct_error err;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 0)
        return command_wrong_use(self, "expected no further words: answers come one a line");
    if (ground_open(&ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = make(&request, &ground.sector, &err);
    return ground_close(&ground, status, &err, false, EXIT_DONE);
}

const struct command command_report_new = {
    .name = "report new",
    .summary = "a report, asked for question by question",
    .arguments = "-s SECTOR [--channel NAME] [--observer POSITION]",
    .explained =
        "Asks one by one for what a report needs, on standard error; answers come one a line, and\n"
        "each is checked at once. 'back' goes back one question. The statement goes to standard\n"
        "output, for 'tacet report add'.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
