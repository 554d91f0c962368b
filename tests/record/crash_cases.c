/* Ends of processes, as tests. */
#include "crash_cases.h"

#include <signal.h>
#include <stdlib.h>

struct crash_case {
    const char *how;
    bool may_fail;
    crash_end_fn *end;
};

static void run_case(void **state)
{
    const struct crash_case *it = *state;
    it->end(it->how, it->may_fail);
}

int crash_cases_run(const char *name, int argc, char **argv, crash_end_fn *end,
                    const struct CMUnitTest *more, struct crash_arguments *ret_arguments)
{
    struct crash_case kill = {"kill", false, end}, half = {"half", false, end},
                      power = {"power", false, end}, fail = {"fail", true, end},
                      full = {"full", true, end};
    const struct CMUnitTest tests[] = {
        {"killed_at_every_change", run_case, NULL, NULL, &kill},
        {"killed_half_way_through_every_write", run_case, NULL, NULL, &half},
        {"without_power_at_every_change", run_case, NULL, NULL, &power},
        {"every_change_fails_once", run_case, NULL, NULL, &fail},
        {"the_disk_is_full_from_every_change_on", run_case, NULL, NULL, &full},
        more != NULL ? *more : (struct CMUnitTest){0}, /* passed over without a function */
    };
    if (argc < 3)
        return 2;
    *ret_arguments = (struct crash_arguments){argv[1], argv[2], 1, 50};
    if (argc > 3)
        ret_arguments->stride = (unsigned)strtoul(argv[3], NULL, 10);
    if (argc > 4)
        ret_arguments->instants = (unsigned)strtoul(argv[4], NULL, 10);
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
