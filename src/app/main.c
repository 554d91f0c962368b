/* tacet: one program, a table of subcommands. */
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

static const struct command *const commands[] = {
    &command_simulate, &command_detect,  &command_locate,   &command_score,  &command_plan,
    &command_record,   &command_tension, &command_incident, &command_report, &command_case,
    &command_policy,   &command_accord,  &command_sight,
};

static void print_usage(FILE *out)
{
    (void)fputs(
        "usage: tacet COMMAND [options]\n\n"
        "Hears gunfire in recordings, locates it with honest uncertainty, and says from which\n"
        "side of a line it came.\n\n",
        out);
    for (size_t i = 0; i < TCT_COUNT(commands); i++)
        (void)fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    (void)fputs("\n'tacet COMMAND --help' explains a command; so does 'man tacet-COMMAND'.\n", out);
}

/* A stream that was closed is filled with one on which it fails to read or write: else the next
 * file that is opened would take its number, and messages would go into it. */
static void fill_closed_streams(void)
{
    int descriptor;
    do {
        descriptor = open("/dev/null", O_WRONLY);
        if (descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO) {
            (void)close(descriptor);
            descriptor = open("/dev/null", O_RDONLY);
        }
    } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor >= 0)
        (void)close(descriptor);
}

/* Large blocks are mapped one by one: what a round of work frees goes back to the system, and what
 * of a block is never touched is never there. Left to itself malloc keeps them for later. */
enum { MAPPED_BYTES = 1 << 20 };

int main(int argc, char **argv)
{
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    fill_closed_streams();
    /* Text is UTF-8 where the user says so; numbers keep their decimal point everywhere. */
    (void)setlocale(LC_CTYPE, "");
    /* A reader that goes away is an error of writing, with a message, not a silent death. */
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_WRONG;
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)puts("tacet " TACET_VERSION);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < TCT_COUNT(commands); i++) {
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(commands[i], argc - 1, argv + 1);
    }
    struct tct_error err;
    (void)tct_fail(&err, TCT_ERR_USE, "unknown command '%.40s'", argv[1]);
    (void)fprintf(stderr, "tacet: %s\n\n", err.text);
    print_usage(stderr);
    return EXIT_WRONG;
}
