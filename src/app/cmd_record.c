/* tacet record: its subcommands. */
#include <stdio.h>
#include <string.h>

#include "record.h"

static const struct command *const commands[] = {
    &command_record_init,    &command_record_append, &command_record_prove,  &command_record_verify,
    &command_record_export,  &command_record_open,   &command_record_redact, &command_record_mirror,
    &command_record_witness, &command_record_check,
};

/* The last word of "record append". */
static const char *own_name(const struct command *command)
{
    const char *space = strrchr(command->name, ' ');
    return space == NULL ? command->name : space + 1;
}

static int print_usage(const struct command *self, FILE *out, int code)
{
    (void)fprintf(out, "usage: tacet %s %s\n\n%s\n\n", self->name, self->arguments,
                  self->explained);
    for (size_t i = 0; i < TCT_COUNT(commands); i++)
        (void)fprintf(out, "  %-10s %s\n", own_name(commands[i]), commands[i]->summary);
    (void)fputs("\n'tacet record COMMAND --help' explains a command; 'man tacet-record' all.\n",
                out);
    return out == stdout ? command_finish_output(self, code) : code;
}

static int run(const struct command *self, int argc, char **argv)
{
    if (argc < 2)
        return print_usage(self, stderr, EXIT_WRONG);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_usage(self, stdout, EXIT_DONE);
    if (strcmp(argv[1], "--version") == 0) {
        (void)puts("tacet " TACET_VERSION);
        return command_finish_output(self, EXIT_DONE);
    }
    for (size_t i = 0; i < TCT_COUNT(commands); i++)
        if (strcmp(argv[1], own_name(commands[i])) == 0)
            return commands[i]->run(commands[i], argc - 1, argv + 1);
    return command_wrong_use(self, "found '%.40s', expected one of its commands", argv[1]);
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
