/* tacet case open: a new case. */
#include "case.h"

struct request {
    struct acting_request acting;
    const char *about, *incident, *id;
};

static const struct option_spec options[] = {
    ACTING_OPTIONS,
    {0, "about", "TEXT", "what it is about", OPTION_TEXT, offsetof(struct request, about), 0, 0},
    {0, "incident", "ID", "the incident that it is about", OPTION_TEXT,
     offsetof(struct request, incident), 0, 0},
    {0, "id", "ID", "of the case (it follows from its content)", OPTION_TEXT,
     offsetof(struct request, id), 0, 0},
};

static json_t *act_of(const struct request *request)
{
    json_t *act =
        json_pack("{s:s, s:s, s:s}", "kind", "case", "act", "open", "about", request->about);
    if (act != NULL && request->incident != NULL)
        (void)json_object_set_new(act, "incident", json_string(request->incident));
    if (act != NULL && request->id != NULL)
        (void)json_object_set_new(act, "case", json_string(request->id));
    return act;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.about = NULL};
    struct arguments words;
    struct tct_error err;
    struct acting acting;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 0 || request.about == NULL)
        return command_wrong_use(self, "expected --about TEXT, and options alone");
    enum tct_status status = acting_open(&acting, self, &request.acting, &err);
    if (status == TCT_OK)
        status = acting_do_object(&acting, act_of(&request), &err);
    return acting_close(&acting, status, &err);
}

const struct command command_case_open = {
    .name = "case open",
    .summary = "open a case",
    .arguments = "-s SECTOR --record DIR --key FILE --about TEXT [--incident ID]",
    .explained =
        "Opens a case in the first step of the procedure, and prints its id and the index\n"
        "of the entry.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
