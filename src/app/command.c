/* Reading options, answering --help, ending with the right code. */
#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 26 };

struct option_reader option_reader(const struct command *command, int argc, char **argv)
{
    return (struct option_reader){.command = command, .argc = argc, .argv = argv, .next = 1};
}

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

static void print_help(const struct command *command)
{
    (void)printf("usage: tacet %s [options] %s\n\n%s\n\n", command->name, command->arguments,
                 command->explained);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
    print_option(&(struct option_spec){'h', "help", NULL, "show this and end"});
}

/* "--name=value" and "--name value" are both read; `word` is past the dashes. */
static int read_long_option(struct option_reader *reader, const char *word)
{
    size_t name_bytes = strcspn(word, "=");
    const char *joined = word[name_bytes] == '=' ? word + name_bytes + 1 : NULL;
    if (strcmp(word, "help") == 0) {
        print_help(reader->command);
        return OPTION_HELP;
    }
    for (size_t i = 0; i < reader->command->option_count; i++) {
        const struct option_spec *option = &reader->command->options[i];
        if (strlen(option->name) != name_bytes || strncmp(option->name, word, name_bytes) != 0)
            continue;
        if (option->argument == NULL && joined != NULL) {
            (void)command_wrong_use(reader->command, "--%s takes no value", option->name);
            return OPTION_WRONG;
        }
        if (option->argument != NULL && joined == NULL) {
            if (reader->next >= reader->argc) {
                (void)command_wrong_use(reader->command, "--%s wants %s", option->name,
                                        option->argument);
                return OPTION_WRONG;
            }
            joined = reader->argv[reader->next++];
        }
        reader->value = joined;
        return (int)i;
    }
    (void)command_wrong_use(reader->command, "unknown option --%.60s", word);
    return OPTION_WRONG;
}

/* "-sVALUE" and "-s VALUE"; switches are not joined to each other. */
static int read_short_option(struct option_reader *reader, const char *word)
{
    if (strcmp(word, "h") == 0) {
        print_help(reader->command);
        return OPTION_HELP;
    }
    for (size_t i = 0; i < reader->command->option_count; i++) {
        const struct option_spec *option = &reader->command->options[i];
        if (option->letter != word[0])
            continue;
        if (option->argument == NULL) {
            if (word[1] != '\0')
                break;
            return (int)i;
        }
        reader->value = word + 1;
        if (word[1] == '\0') {
            if (reader->next >= reader->argc) {
                (void)command_wrong_use(reader->command, "-%c wants %s", option->letter,
                                        option->argument);
                return OPTION_WRONG;
            }
            reader->value = reader->argv[reader->next++];
        }
        return (int)i;
    }
    (void)command_wrong_use(reader->command, "unknown option -%.60s", word);
    return OPTION_WRONG;
}

static int read_word(struct option_reader *reader, const char *word)
{
    reader->value = NULL;
    if (reader->only_arguments || word[0] != '-' || word[1] == '\0') {
        reader->value = word;
        return OPTION_NONE;
    }
    return word[1] == '-' ? read_long_option(reader, word + 2)
                          : read_short_option(reader, word + 1);
}

int option_next(struct option_reader *reader)
{
    if (reader->next < reader->argc && !reader->only_arguments &&
        strcmp(reader->argv[reader->next], "--") == 0) {
        reader->only_arguments = true;
        reader->next++;
    }
    if (reader->next >= reader->argc)
        return OPTION_END;
    const char *word = reader->argv[reader->next++];
    int option = read_word(reader, word);
    if (option < OPTION_END && option != OPTION_NONE)
        return option;
    /* Most often a variable of a script that was not set. */
    if (reader->value != NULL && reader->value[0] == '\0') {
        (void)command_wrong_use(reader->command, "found an empty word%s%s, expected a value",
                                option == OPTION_NONE ? "" : " for ",
                                option == OPTION_NONE ? "" : word);
        return OPTION_WRONG;
    }
    return option;
}

bool option_number(const struct option_reader *reader, const struct option_spec *option, double low,
                   double high, double *ret_value)
{
    char *end = NULL;
    double value = strtod(reader->value, &end);
    /* Only decimal numbers: strtod would take " 9", "0x9" and "nan" as well. */
    bool decimal = reader->value[strspn(reader->value, "+-.0123456789eE")] == '\0';
    if (!decimal || end == reader->value || *end != '\0' || !(value >= low && value <= high)) {
        (void)command_wrong_use(reader->command,
                                "--%s: found '%.60s', expected a number from %g to %g",
                                option->name, reader->value, low, high);
        return false;
    }
    *ret_value = value;
    return true;
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

int command_end_of_options(const struct command *command, int option)
{
    return option == OPTION_HELP ? command_finish_output(command, EXIT_DONE) : EXIT_WRONG;
}

int command_finish_output(const struct command *command, int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    (void)fprintf(stderr, "tacet %s: writing to standard output failed: %s\n", command->name,
                  strerror(errno));
    return EXIT_OUTSIDE;
}
