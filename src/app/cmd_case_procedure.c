/* tacet case procedure: whether a procedure can be bent by one side alone. */
#include <stdio.h>

#include "case.h"
#include "tacet/face/procedure_file.h"

struct request {
    bool json;
};

static const struct option_spec options[] = {
    {0, "json", NULL, "what was looked at as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {.json = false};
    struct arguments words;
    struct tct_error err;
    struct tct_procedure procedure;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count > 1)
        return command_wrong_use(self, "expected one procedure at most");
    tct_procedure_default(&procedure);
    enum tct_status status = words.count == 1 ? tct_procedure_load(words.words[0], &procedure, &err)
                                              : tct_procedure_check(&procedure, NULL, &err);
    if (status == TCT_OK && !request.json)
        status = tct_procedure_print(&procedure, stdout, &err);
    if (status != TCT_OK)
        return command_failed(self, &err);
    if (request.json)
        (void)printf("{\"steps\":%zu,\"transitions\":%zu}\n", procedure.step_count,
                     procedure.transition_count);
    return command_finish_output(self, EXIT_DONE);
}

const struct command command_case_procedure = {
    .name = "case procedure",
    .summary = "check a procedure, and print it",
    .arguments = "[FILE]",
    .explained =
        "Looks at every state that a case could be in by a procedure (the default one without a\n"
        "file) and refuses it when a case could be stuck, or one side alone could close it, block\n"
        "it past its deadlines, or see it before the other. Prints it when it is sound.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
