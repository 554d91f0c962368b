/* What may befall a process at a change that it makes to the file system, each a test. */
#ifndef TESTS_RECORD_CRASH_CASES_H
#define TESTS_RECORD_CRASH_CASES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* From the command line TACET CALLS [STRIDE [INSTANTS]]. */
struct crash_arguments {
    const char *tacet, *calls; /* the program, what LD_PRELOAD puts before the system's calls */
    unsigned stride;           /* 1: ended at every change; 5: at every fifth */
    unsigned instants;         /* times that it is killed at any instant */
};

/* Ends processes at one change after the other, as `how` says (see crash_calls.c). `may_fail`:
 * calls fail instead, and the process says so. */
typedef void crash_end_fn(const char *how, bool may_fail);

/* Runs `end` in every way, and `more` after them (NULL: nothing); the exit code. */
int crash_cases_run(const char *name, int argc, char **argv, crash_end_fn *end,
                    const struct CMUnitTest *more, struct crash_arguments *ret_arguments);

#endif
