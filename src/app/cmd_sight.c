/* tacet sight: its subcommands. */
#include "sight.h"

static const struct command *const commands[] = {
    &command_sight_los,
    &command_sight_viewshed,
    &command_sight_exposure,
};

static int run(const struct command *self, int argc, char **argv)
{
    return command_run_one_of(self, commands, TCT_COUNT(commands), argc, argv);
}

const struct command command_sight = {
    .name = "sight",
    .summary = "who can be seen from where, and is exposed",
    .arguments = "COMMAND [options]",
    .explained =
        "Lines of sight over an elevation model, for the protection of people: which homes,\n"
        "schools and roads are exposed, before and after a withdrawal. It never says where\n"
        "anybody should stand.",
    .run = run,
};
