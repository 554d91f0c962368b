/* Processes: started, waited for, judged by how they ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash_process.h"

enum { EXIT_OUTSIDE = 3 };

/* In the child. */
static void become(const char *const *words, const char *calls, const char *plan, const char *said)
{
    union {
        const char *const *given;
        char *const *taken;
    } as = {words};
    int error = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (dup2(error, STDERR_FILENO) < 0)
        _exit(126);
    if (plan != NULL && (setenv("LD_PRELOAD", calls, 1) | setenv("TACET_CRASH", plan, 1)) != 0)
        _exit(126);
    (void)execv(words[0], as.taken);
    _exit(127);
}

void process_start(const char *const *words, const char *calls, const char *plan, const char *said,
                   struct process *ret)
{
    int in[2], out[2];
    assert_true(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0)
            _exit(126);
        become(words, calls, plan, said);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    *ret = (struct process){pid, in[1], fdopen(out[0], "r")};
    assert_non_null(ret->out);
}

int process_wait(struct process *process)
{
    int status = 0;
    if (process->in >= 0)
        (void)close(process->in);
    (void)fclose(process->out);
    assert_true(waitpid(process->pid, &status, 0) == process->pid);
    return status;
}

static void show(const char *said)
{
    char text[1000];
    FILE *file = fopen(said, "r");
    size_t bytes = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
    text[bytes] = '\0';
    if (file != NULL)
        (void)fclose(file);
    print_message("# %s\n", text);
}

enum process_end process_judge(int status, bool may_fail, const char *said)
{
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == 0)
        return PROCESS_WENT_THROUGH;
    if (may_fail ? code == EXIT_OUTSIDE : WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return PROCESS_ENDED;
    show(said);
    if (code == PROCESS_FAILED_TO_UNDO)
        fail_msg("something was synced in a folder that was not");
    fail_msg("it ended with status %#x", (unsigned)status);
    return PROCESS_ENDED;
}
