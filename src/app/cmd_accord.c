/* tacet accord: its subcommands. */
#include "accord.h"

static const struct command *const commands[] = {
    &command_accord_check,
    &command_accord_sign,
    &command_accord_assess,
    &command_accord_plan,
};

static int run(const struct command *self, int argc, char **argv)
{
    return command_run_one_of(self, commands, TCT_COUNT(commands), argc, argv);
}

const struct command command_accord = {
    .name = "accord",
    .summary = "what was agreed, and whether it is kept",
    .arguments = "COMMAND [options]",
    .explained = "Agreements as files that both parties sign: whether they hold together, and for\n"
                 "each clause, side and day whether it was kept, broken, or could not be seen.",
    .run = run,
};
