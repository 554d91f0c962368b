/* Reading options, answering --help, ending with the right code. */
#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 26 };

/* The words of one command line while they are read. */
struct reader {
    const struct command *command;
    int argc;
    char **argv;
    int next; /* index of the next word */
    void *request;
};

static void print_option(const struct option_spec *option)
{
    char left[64], letter[8] = "    ";
    if (option->letter != 0)
        (void)snprintf(letter, sizeof(letter), "-%c, ", option->letter);
    (void)snprintf(left, sizeof(left), "  %s--%s%s%s", letter, option->name,
                   option->argument != NULL ? " " : "",
                   option->argument != NULL ? option->argument : "");
    (void)printf("%-*s  %s\n", HELP_COLUMN, left, option->help);
}

static int print_help(const struct command *command)
{
    (void)printf("usage: tacet %s [options] %s\n\n%s\n\n", command->name, command->arguments,
                 command->explained);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
    print_option(&(struct option_spec){.letter = 'h', .name = "help", .help = "show this and end"});
    print_option(&(struct option_spec){.name = "version", .help = "show the version and end"});
    return command_finish_output(command, EXIT_DONE);
}

static int print_version(const struct command *command)
{
    (void)puts("tacet " TACET_VERSION);
    return command_finish_output(command, EXIT_DONE);
}

static int set_number(const struct reader *reader, const struct option_spec *option,
                      const char *text, double *ret_number)
{
    char *end = NULL;
    double value = strtod(text, &end);
    /* Only decimal numbers: strtod would take " 9", "0x9" and "nan" as well. */
    bool decimal = text[strspn(text, "+-.0123456789eE")] == '\0';
    if (!decimal || end == text || *end != '\0' || !(value >= option->low && value <= option->high))
        return command_wrong_use(reader->command,
                                 "--%s: found '%.60s', expected a number from %g to %g",
                                 option->name, text, option->low, option->high);
    *ret_number = value;
    return OPTIONS_READ;
}

/* `value` is what was joined to the option, or NULL: then it is the next word, if it wants one. */
static int set_option(struct reader *reader, const struct option_spec *option, const char *value)
{
    void *member = (char *)reader->request + option->offset;
    if (option->argument == NULL) {
        if (value != NULL)
            return command_wrong_use(reader->command, "--%s takes no value", option->name);
        if (option->kind == OPTION_SWITCH)
            *(bool *)member = true;
        return OPTIONS_READ;
    }
    if (value == NULL && reader->next < reader->argc)
        value = reader->argv[reader->next++];
    if (value == NULL)
        return command_wrong_use(reader->command, "--%s wants %s", option->name, option->argument);
    if (value[0] == '\0') /* most often a variable of a script that was not set */
        return command_wrong_use(reader->command, "found an empty word for --%s, expected %s",
                                 option->name, option->argument);
    if (option->kind == OPTION_NUMBER)
        return set_number(reader, option, value, member);
    *(const char **)member = value;
    return OPTIONS_READ;
}

/* "--name=value" and "--name value" are both read; `word` is past the dashes. */
static int read_long_option(struct reader *reader, const char *word)
{
    size_t name_bytes = strcspn(word, "=");
    const char *value = word[name_bytes] == '=' ? word + name_bytes + 1 : NULL;
    if (strcmp(word, "help") == 0)
        return print_help(reader->command);
    if (strcmp(word, "version") == 0)
        return print_version(reader->command);
    for (size_t i = 0; i < reader->command->option_count; i++) {
        const struct option_spec *option = &reader->command->options[i];
        if (strlen(option->name) == name_bytes && strncmp(option->name, word, name_bytes) == 0)
            return set_option(reader, option, value);
    }
    return command_wrong_use(reader->command, "unknown option --%.60s", word);
}

/* "-sVALUE" and "-s VALUE"; switches are not joined to each other. */
static int read_short_option(struct reader *reader, const char *word)
{
    if (strcmp(word, "h") == 0)
        return print_help(reader->command);
    for (size_t i = 0; i < reader->command->option_count; i++) {
        const struct option_spec *option = &reader->command->options[i];
        if (option->letter == word[0])
            return set_option(reader, option, word[1] != '\0' ? word + 1 : NULL);
    }
    return command_wrong_use(reader->command, "unknown option -%.60s", word);
}

int command_read_options(const struct command *command, int argc, char **argv, void *request,
                         struct arguments *ret_arguments)
{
    struct reader reader = {command, argc, argv, 1, request};
    bool only_arguments = false;
    *ret_arguments = (struct arguments){.words = argv};
    while (reader.next < argc) {
        char *word = argv[reader.next++];
        int code = OPTIONS_READ;
        if (word[0] == '\0')
            code =
                command_wrong_use(command, "found an empty word, expected %s", command->arguments);
        else if (only_arguments || word[0] != '-' || word[1] == '\0')
            argv[ret_arguments->count++] = word;
        else if (strcmp(word, "--") == 0)
            only_arguments = true;
        else if (word[1] == '-')
            code = read_long_option(&reader, word + 2);
        else
            code = read_short_option(&reader, word + 1);
        if (code != OPTIONS_READ)
            return code;
    }
    return OPTIONS_READ;
}

int command_wrong_use(const struct command *command, const char *text, ...)
{
    char line[256];
    struct tct_error err;
    va_list args;
    va_start(args, text);
    (void)vsnprintf(line, sizeof(line), text, args);
    va_end(args);
    (void)tct_fail(&err, TCT_ERR_USE, "%s (see tacet %s --help)", line, command->name);
    (void)fprintf(stderr, "tacet %s: %s\n", command->name, err.text);
    return EXIT_WRONG;
}

int command_failed(const struct command *command, const struct tct_error *err)
{
    (void)fprintf(stderr, "tacet %s: %s\n", command->name, err->text);
    bool outside = err->status == TCT_ERR_IO || err->status == TCT_ERR_MEMORY;
    return outside ? EXIT_OUTSIDE : EXIT_WRONG;
}

int command_finish_output(const struct command *command, int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    (void)fprintf(stderr, "tacet %s: writing to standard output failed: %s\n", command->name,
                  strerror(errno));
    return EXIT_OUTSIDE;
}

/* The last word of "record append". */
static const char *own_name(const struct command *command)
{
    const char *space = strrchr(command->name, ' ');
    return space == NULL ? command->name : space + 1;
}

static int print_commands(const struct command *self, const struct command *const *commands,
                          size_t count, FILE *out, int code)
{
    (void)fprintf(out, "usage: tacet %s %s\n\n%s\n\n", self->name, self->arguments,
                  self->explained);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "  %-10s %s\n", own_name(commands[i]), commands[i]->summary);
    (void)fprintf(out, "\n'tacet %s COMMAND --help' explains a command; 'man tacet-%s' all.\n",
                  self->name, self->name);
    return out == stdout ? command_finish_output(self, code) : code;
}

int command_run_one_of(const struct command *self, const struct command *const *commands,
                       size_t count, int argc, char **argv)
{
    if (argc < 2)
        return print_commands(self, commands, count, stderr, EXIT_WRONG);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_commands(self, commands, count, stdout, EXIT_DONE);
    if (strcmp(argv[1], "--version") == 0) {
        (void)puts("tacet " TACET_VERSION);
        return command_finish_output(self, EXIT_DONE);
    }
    for (size_t i = 0; i < count; i++)
        if (strcmp(argv[1], own_name(commands[i])) == 0)
            return commands[i]->run(commands[i], argc - 1, argv + 1);
    return command_wrong_use(self, "found '%.40s', expected one of its commands", argv[1]);
}
