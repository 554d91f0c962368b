/* tacet case act: acts as JSON, checked, signed, on the record. */
#include "case.h"
#include "report.h"

struct request {
    struct acting_request acting;
};

static const struct option_spec options[] = {
    ACTING_OPTIONS,
    {0, "strict", NULL, "end with 2 if anything was refused", OPTION_SWITCH,
     offsetof(struct request, acting.strict), 0, 0},
};

static enum tct_status act(void *user, const char *name, size_t line, char *text, size_t bytes,
                           struct tct_error *err)
{
    struct acting *acting = user;
    struct tct_error why;
    enum tct_status status = acting_do(acting, text, bytes, &why);
    if (status == TCT_ERR_INPUT || status == TCT_ERR_LIMIT) {
        report_refused(&acting->ground, name, line, &why);
        return TCT_OK;
    }
    return status == TCT_OK ? TCT_OK : tct_fail(err, status, "%s", why.text);
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {{0}};
    struct arguments words;
    struct tct_error err;
    struct acting acting;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    enum tct_status status = acting_open(&acting, self, &request.acting, &err);
    for (int i = 0; status == TCT_OK && (i < words.count || i == 0); i++)
        status = report_lines(words.count > 0 ? words.words[i] : NULL, act, &acting, &err);
    return acting_close(&acting, status, &err);
}

const struct command command_case_act = {
    .name = "case act",
    .summary = "acts of a case, as JSON",
    .arguments = "-s SECTOR --record DIR --key FILE [FILE...]",
    .explained =
        "Reads acts, one a line (tacet-case(5)), checks each against its case as it stands, signs\n"
        "it and puts it on the record; what tells places or names is sealed there. Prints case\n"
        "and index of each once it will survive a crash. What is refused is told with its reason\n"
        "and left out whole.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
