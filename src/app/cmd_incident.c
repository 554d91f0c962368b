/* tacet incident: its subcommands. */
#include <stdio.h>
#include <string.h>

#include "incident.h"
#include "tacet/face/rules_file.h"

static const struct command *const commands[] = {
    &command_incident_find, &command_incident_derive, &command_incident_list,
    &command_incident_show, &command_incident_day,    &command_incident_dump,
};

enum tct_status incident_rules(const char *path, struct tct_rules *ret, struct tct_error *err)
{
    *ret = tct_rules_default();
    return path == NULL ? TCT_OK : tct_rules_load(path, ret, err);
}

enum tct_status incident_store_open(const char *path, struct tct_store *ret, struct tct_error *err)
{
    *ret = (struct tct_store){0};
    return path == NULL ? tct_fail(err, TCT_ERR_USE, "expected --store FILE")
                        : tct_store_open(path, false, ret, err);
}

enum tct_status incident_day_of(const char *text, int64_t *ret_ns, struct tct_error *err)
{
    char whole[64];
    (void)snprintf(whole, sizeof(whole), "%.30sT00:00:00Z", text);
    return strlen(text) == 10 && tct_time_parse(whole, strlen(whole), ret_ns) == TCT_OK
               ? TCT_OK
               : tct_fail(err, TCT_ERR_USE, "found '%.40s', expected a day such as 2026-11-27",
                          text);
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
