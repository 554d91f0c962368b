/* tacet incident: its subcommands. */
#include "incident.h"
#include "tacet/face/rules_file.h"

static const struct command *const commands[] = {
    &command_incident_find,
};

enum tct_status incident_rules(const char *path, struct tct_rules *ret, struct tct_error *err)
{
    *ret = tct_rules_default();
    return path == NULL ? TCT_OK : tct_rules_load(path, ret, err);
}

static int run(const struct command *self, int argc, char **argv)
{
    return command_run_one_of(self, commands, TCT_COUNT(commands), argc, argv);
}

const struct command command_incident = {
    .name = "incident",
    .summary = "put what was heard and what was said together",
    .arguments = "COMMAND [options]",
    .explained = "Shots become bursts, engagements, exchanges of fire; reports and the claims of\n"
                 "both sides are compared with them, each in its own column.",
    .run = run,
};
