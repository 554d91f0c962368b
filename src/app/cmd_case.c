/* tacet case: its subcommands. */
#include "case.h"

static const struct command *const commands[] = {
    &command_case_open, &command_case_act,  &command_case_consent, &command_case_evidence,
    &command_case_list, &command_case_show, &command_case_export,  &command_case_procedure,
};

static int run(const struct command *self, int argc, char **argv)
{
    return command_run_one_of(self, commands, TCT_COUNT(commands), argc, argv);
}

const struct command command_case = {
    .name = "case",
    .summary = "investigate an incident jointly, by signed steps",
    .arguments = "COMMAND [options]",
    .explained = "The mission and both sides work a case from the first alarm to a finding: every\n"
                 "step is an entry of the log, signed by the person who takes it.",
    .run = run,
};
