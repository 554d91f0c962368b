/* tacet case consent: somebody agrees to a transition, which is made once all have who must. */
#include "case.h"

struct request {
    struct acting_request acting;
    const char *reason;
};

static const struct option_spec options[] = {
    ACTING_OPTIONS,
    {0, "reason", "TEXT", "why", OPTION_TEXT, offsetof(struct request, reason), 0, 0},
};

/* From the step in which the case is, or from the session beside it when the transition is of that.
 */
static const char *step_of(const struct tct_case *inquiry, const char *transition)
{
    const struct tct_procedure *procedure = inquiry->procedure;
    size_t index = tct_procedure_transition_named(procedure, transition), step = inquiry->step;
    if (index < procedure->transition_count && inquiry->beside != TCT_NO_STEP &&
        (procedure->transitions[index].from >> inquiry->beside & 1) != 0)
        step = inquiry->beside;
    return procedure->steps[step].id;
}

static enum tct_status consent(struct acting *acting, const struct request *request, const char *id,
                               const char *transition, struct tct_error *err)
{
    struct tct_case_told told;
    enum tct_status status = docket_case(&acting->docket, id, &told, err);
    if (status != TCT_OK)
        return status;
    json_t *act =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "kind", "case", "act", "consent", "case", id,
                  "transition", transition, "from", step_of(told.inquiry, transition));
    if (act != NULL && request->reason != NULL)
        (void)json_object_set_new(act, "reason", json_string(request->reason));
    return acting_do_object(acting, act, err);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.reason = NULL};
    struct arguments words;
    struct tct_error err;
    struct acting acting;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 2)
        return command_wrong_use(self, "expected the id of a case and the name of a transition");
    enum tct_status status = acting_open(&acting, self, &request.acting, &err);
    if (status == TCT_OK)
        status = consent(&acting, &request, words.words[0], words.words[1], &err);
    return acting_close(&acting, status, &err);
}

const struct command command_case_consent = {
    .name = "case consent",
    .summary = "agree to a transition of a case",
    .arguments = "-s SECTOR --record DIR --key FILE CASE TRANSITION",
    .explained =
        "Puts somebody's consent to a transition, from the step in which the case is now, on the\n"
        "record; once all have consented whom the procedure asks for, the case goes on.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
