/* The program as a process that is to be ended somewhere. */
#ifndef TESTS_RECORD_CRASH_PROCESS_H
#define TESTS_RECORD_CRASH_PROCESS_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

enum { PROCESS_FAILED_TO_UNDO = 99 /* its exit code: see crash_undo.h */ };

struct process {
    pid_t pid;
    int in; /* its standard input */
    FILE *out;
};

/* Starts the program words[0] with its words, the last NULL; standard error goes to the file
 * `said`. With a plan (TACET_CRASH, see crash_calls.c; may be NULL) `calls` is put before it. */
void process_start(const char *const *words, const char *calls, const char *plan, const char *said,
                   struct process *ret);

/* Waits for its end; the status of wait(). */
int process_wait(struct process *process);

/* Whether it was ended where the plan wanted; other ends are shown with what it said, and end the
 * test. `may_fail`: the plan lets calls fail, and the program says so. */
enum process_end { PROCESS_WENT_THROUGH, PROCESS_ENDED };
enum process_end process_judge(int status, bool may_fail, const char *said);

#endif
