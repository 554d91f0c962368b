/* tacet record: its subcommands. */
#include "record.h"

static const struct command *const commands[] = {
    &command_record_init,    &command_record_append, &command_record_prove,  &command_record_verify,
    &command_record_export,  &command_record_open,   &command_record_redact, &command_record_mirror,
    &command_record_witness, &command_record_check,
};

static int run(const struct command *self, int argc, char **argv)
{
    return command_run_one_of(self, commands, TCT_COUNT(commands), argc, argv);
}

const struct command command_record = {
    .name = "record",
    .summary = "keep a log that nobody can alter unseen",
    .arguments = "COMMAND [options]",
    .explained =
        "A log to which entries are only ever added: whoever has its key can check that nothing\n"
        "was altered, left out, or shown to others otherwise.",
    .run = run,
};
