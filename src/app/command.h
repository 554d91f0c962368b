/* What a subcommand is, how its options are read, and how it ends. One file per subcommand, one row
 * in the table of main.c; the option table feeds both the parser and --help. */
#ifndef TACET_APP_COMMAND_H
#define TACET_APP_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "tacet/base.h"

/* Exit codes, as the contract with scripts has them. */
enum {
    EXIT_DONE = 0, /* done, perhaps with warnings */
    EXIT_NO = 1,   /* the answer is no: a check failed */
    EXIT_WRONG =
        2, /* wrong use, nothing usable in the input, or something skipped under --strict */
    EXIT_OUTSIDE = 3, /* something outside failed: disk, memory, a closed pipe */
};

struct option_spec {
    char letter;          /* 0 when there is only the long name */
    const char *name;     /* without the dashes */
    const char *argument; /* NULL for a switch */
    const char *help;
};

struct command {
    const char *name;
    const char *summary;   /* one line, for the list of commands */
    const char *arguments; /* what follows the options, for the usage line */
    const char *explained; /* a paragraph below the usage line */
    const struct option_spec *options;
    size_t option_count;
    int (*run)(const struct command *self, int argc, char **argv);
};

extern const struct command command_detect;
extern const struct command command_locate;
extern const struct command command_score;
extern const struct command command_simulate;

/* What option_next answers when it has no option to give. */
enum {
    OPTION_END = -1,   /* nothing is left */
    OPTION_HELP = -2,  /* --help was given and has been answered: end with EXIT_DONE */
    OPTION_WRONG = -3, /* a line on standard error says what was wrong: end with EXIT_WRONG */
    OPTION_NONE = -4,  /* an argument, in reader->value */
};

struct option_reader {
    const struct command *command;
    int argc;
    char **argv;
    int next;            /* index of the next word */
    const char *value;   /* of the option or argument just read */
    bool only_arguments; /* "--" was read */
};

/* Begins to read the words after the command's name (argv[0] is that name). */
struct option_reader option_reader(const struct command *command, int argc, char **argv);

/* The index in command->options of the next option, or one of the OPTION_ values. Options and
 * arguments may be mixed; after "--" all words are arguments, and "-" alone is one. */
int option_next(struct option_reader *reader);

/* Reads a finite number within [low, high]; else a line on standard error and false. */
bool option_number(const struct option_reader *reader, const struct option_spec *option, double low,
                   double high, double *ret_value);

/* Prints "tacet NAME: text" and how to get help, and answers EXIT_WRONG. */
TCT_PRINTF(2, 3) int command_wrong_use(const struct command *command, const char *text, ...);

/* Prints "tacet NAME: error" and answers the exit code that fits the error's status. */
int command_failed(const struct command *command, const struct tct_error *err);

/* How a command ends that reads no further options: answers `option`, one of OPTION_HELP and
 * OPTION_WRONG. */
int command_end_of_options(const struct command *command, int option);

/* Flushes standard output; EXIT_OUTSIDE with a line when what was written did not arrive. */
int command_finish_output(const struct command *command, int code);

#endif
