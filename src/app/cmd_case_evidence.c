/* tacet case evidence: a file, taken in by its digest. */
#include <string.h>
#include <time.h>

#include "case.h"
#include "file_digest.h"

struct request {
    struct acting_request acting;
    const char *what, *why, *from, *taken, *keep;
};

static const struct option_spec options[] = {
    ACTING_OPTIONS,
    {0, "what", "TEXT", "what it is", OPTION_TEXT, offsetof(struct request, what), 0, 0},
    {0, "why", "TEXT", "why it is taken in", OPTION_TEXT, offsetof(struct request, why), 0, 0},
    {0, "from", "PERSON", "whom you have it from", OPTION_TEXT, offsetof(struct request, from), 0,
     0},
    {0, "taken", "TIME", "when it was taken (now)", OPTION_TEXT, offsetof(struct request, taken), 0,
     0},
    {0, "keep", "DIR", "also copy the file there, under its digest", OPTION_TEXT,
     offsetof(struct request, keep), 0, 0},
};

static json_t *act_of(const struct request *request, const char *id, const char *hex)
{
    char now[TCT_TIME_TEXT_BYTES];
    tct_time_format((int64_t)time(NULL) * TCT_NS_PER_S, 0, now);
    json_t *act = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "case", "act",
                            "evidence", "case", id, "sha256", hex, "what", request->what, "why",
                            request->why, "taken", request->taken == NULL ? now : request->taken);
    if (act != NULL && request->from != NULL)
        (void)json_object_set_new(act, "from", json_string(request->from));
    return act;
}

static enum tct_status take_in(struct acting *acting, const struct request *request, const char *id,
                               const char *path, struct tct_error *err)
{
    struct tct_case_told told;
    char hex[TCT_SHA256_HEX_ROOM];
    enum tct_status status = docket_case(&acting->docket, id, &told, err);
    if (status == TCT_OK)
        status = file_digest(path, request->keep, hex, err);
    return status == TCT_OK ? acting_do_object(acting, act_of(request, id, hex), err) : status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.what = NULL};
    struct arguments words;
    struct tct_error err;
    struct acting acting;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 2 || request.what == NULL || request.why == NULL)
        return command_wrong_use(self, "expected the id of a case, a file, --what and --why");
    enum tct_status status = acting_open(&acting, self, &request.acting, &err);
    if (status == TCT_OK)
        status = take_in(&acting, &request, words.words[0], words.words[1], &err);
    return acting_close(&acting, status, &err);
}

const struct command command_case_evidence = {
    .name = "case evidence",
    .summary = "take a file in as evidence, by its digest",
    .arguments = "-s SECTOR --record DIR --key FILE --what TEXT --why TEXT CASE FILE",
    .explained =
        "Puts the SHA-256 of a file on the record, with what it is, from whom and why; custody of\n"
        "it begins with who acts. The file itself stays where it is, or is copied to --keep.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
