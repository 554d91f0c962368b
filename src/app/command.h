/* What a subcommand is, how its options are read, and how it ends. One file per subcommand, one row
 * in the table of main.c; one table of options feeds the parser and --help. */
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

enum option_kind {
    OPTION_SWITCH, /* into a bool */
    OPTION_TEXT,   /* into a const char * */
    OPTION_NUMBER, /* into a double, from low to high */
    OPTION_GIVEN,  /* a switch for what is done anyway; sets nothing */
};

struct option_spec {
    char letter;          /* 0 when there is only the long name */
    const char *name;     /* without the dashes */
    const char *argument; /* NULL for a switch */
    const char *help;
    enum option_kind kind;
    size_t offset; /* of the member of the command's request that it sets */
    double low, high;
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

extern const struct command command_accord;
extern const struct command command_case;
extern const struct command command_detect;
extern const struct command command_incident;
extern const struct command command_locate;
extern const struct command command_plan;
extern const struct command command_policy;
extern const struct command command_record;
extern const struct command command_report;
extern const struct command command_score;
extern const struct command command_sight;
extern const struct command command_simulate;
extern const struct command command_tension;

/* The words of a command line that are no options, in their order. */
struct arguments {
    char **words;
    int count;
};

enum { OPTIONS_READ = -1 };

/* Reads the words after the command's name (argv[0] is that name) into `request`. Options and
 * arguments may be mixed; after "--" all words are arguments, and "-" alone is one. The arguments
 * are gathered at the front of argv. Answers OPTIONS_READ, or the code to end with: --help or
 * --version has then been answered, or a line on standard error says what was wrong. */
int command_read_options(const struct command *command, int argc, char **argv, void *request,
                         struct arguments *ret_arguments);

/* Runs the one of a command's own commands that its first word names, or says which there are. The
 * name of each begins with that of `self` and a space: "record append". */
int command_run_one_of(const struct command *self, const struct command *const *commands,
                       size_t count, int argc, char **argv);

/* Prints "tacet NAME: text" and how to get help, and answers EXIT_WRONG. */
TCT_PRINTF(2, 3) int command_wrong_use(const struct command *command, const char *text, ...);

/* Prints "tacet NAME: error" and answers the exit code that fits the error's status. */
int command_failed(const struct command *command, const struct tct_error *err);

/* Flushes standard output; EXIT_OUTSIDE with a line when what was written did not arrive. */
int command_finish_output(const struct command *command, int code);

#endif
