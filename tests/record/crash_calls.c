/* Put before the system's calls by LD_PRELOAD: ends the process, or lets a call fail, at the Nth
 * change to the file system. TACET_CRASH=HOW:N:FOLDER; FOLDER is for what crash_undo.h keeps. HOW:
 *   kill   the process is killed before the call
 *   half   it is killed behind the call, of which, if it writes, only half was done
 *   power  the power is lost before the call, or when the process has ended: what is not synced is
 *          gone
 *   fail   the call fails, and later ones do not
 *   full   from this one on nothing more can be written */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "crash_undo.h"

#define VISIBLE __attribute__((visibility("default")))

enum { FAILED_TO_UNDO = 99 }; /* exit code */

enum how { NOTHING, KILL, HALF, POWER, FAIL, FULL };

static struct {
    enum how how;
    long at, count;
    pthread_mutex_t mutex;
} plan = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static enum how read_how(const char *text, size_t chars)
{
    static const char *const names[] = {"", "kill", "half", "power", "fail", "full"};
    for (size_t i = 1; i < sizeof(names) / sizeof(*names); i++)
        if (strlen(names[i]) == chars && memcmp(names[i], text, chars) == 0)
            return (enum how)i;
    abort();
}

__attribute__((constructor)) static void read_plan(void)
{
    const char *text = getenv("TACET_CRASH");
    char *end = NULL;
    if (text == NULL)
        return;
    size_t chars = strcspn(text, ":");
    plan.how = read_how(text, chars);
    plan.at = strtol(text + chars + 1, &end, 10);
    if (*end != ':')
        abort();
    undo_begin(end + 1);
}

static void die(void)
{
    if (plan.how == POWER && !undo_all())
        _exit(FAILED_TO_UNDO);
    (void)kill(getpid(), SIGKILL);
    for (;;)
        (void)pause();
}

/* The power may as well be lost when the process has just ended. */
__attribute__((destructor)) static void lose_power_at_the_end(void)
{
    if (plan.how == POWER && !undo_all())
        _exit(FAILED_TO_UNDO);
}

enum verdict { GO_ON, REFUSE, DO_HALF };

/* Counts a change that is about to be made. */
static enum verdict judge(bool writes)
{
    if (plan.how == NOTHING)
        return GO_ON;
    plan.count++;
    if (plan.how == FULL && plan.count >= plan.at && writes) {
        errno = ENOSPC;
        return REFUSE;
    }
    if (plan.count != plan.at)
        return GO_ON;
    if (plan.how == FAIL) {
        errno = EIO;
        return REFUSE;
    }
    if (plan.how == HALF)
        return DO_HALF;
    if (plan.how != FULL)
        die();
    return GO_ON;
}

static enum verdict begin(bool writes)
{
    (void)pthread_mutex_lock(&plan.mutex);
    return judge(writes);
}

/* After the call; answers what it did. */
static int end(enum verdict verdict, int answer)
{
    int why = errno;
    if (verdict == DO_HALF)
        die();
    (void)pthread_mutex_unlock(&plan.mutex);
    errno = why;
    return answer;
}

static void *real(const char *name)
{
    void *call = dlsym(RTLD_NEXT, name);
    if (call == NULL)
        abort();
    return call;
}

static bool is_regular(int file)
{
    struct stat about;
    return fstat(file, &about) == 0 && S_ISREG(about.st_mode);
}

VISIBLE ssize_t write(int file, const void *bytes, size_t count)
{
    ssize_t (*call)(int, const void *, size_t);
    *(void **)&call = real("write");
    if (!is_regular(file))
        return call(file, bytes, count);
    enum verdict verdict = begin(true);
    if (verdict != REFUSE)
        undo_note_write(file);
    ssize_t done =
        verdict == REFUSE ? -1 : call(file, bytes, verdict == DO_HALF ? count / 2 : count);
    (void)end(verdict, 0);
    return done;
}

static int sync_by(const char *name, int file)
{
    int (*call)(int);
    *(void **)&call = real(name);
    enum verdict verdict = begin(false);
    int answer = verdict == REFUSE ? -1 : call(file);
    if (answer == 0)
        undo_note_sync(file);
    return end(verdict, answer);
}

VISIBLE int fsync(int file)
{
    return sync_by("fsync", file);
}

VISIBLE int fdatasync(int file)
{
    return sync_by("fdatasync", file);
}

/* Cutting off is taken to last at once. */
static int truncate_by(const char *name, int file, off_t bytes)
{
    int (*call)(int, off_t);
    *(void **)&call = real(name);
    enum verdict verdict = begin(false);
    return end(verdict, verdict == REFUSE ? -1 : call(file, bytes));
}

VISIBLE int ftruncate(int file, off_t bytes)
{
    return truncate_by("ftruncate", file, bytes);
}

VISIBLE int ftruncate64(int file, off_t bytes);
VISIBLE int ftruncate64(int file, off_t bytes)
{
    return truncate_by("ftruncate64", file, bytes);
}

VISIBLE int renameat(int from, const char *old_name, int to, const char *name)
{
    int (*call)(int, const char *, int, const char *);
    *(void **)&call = real("renameat");
    enum verdict verdict = begin(true);
    if (verdict != REFUSE)
        undo_note_rename(from, old_name, to, name);
    return end(verdict, verdict == REFUSE ? -1 : call(from, old_name, to, name));
}

VISIBLE int unlinkat(int folder, const char *name, int flags)
{
    int (*call)(int, const char *, int);
    struct stat about;
    *(void **)&call = real("unlinkat");
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return call(folder, name, flags); /* changes nothing */
    enum verdict verdict = begin(false);
    if (verdict != REFUSE)
        undo_note_removal(folder, name, (flags & AT_REMOVEDIR) != 0);
    return end(verdict, verdict == REFUSE ? -1 : call(folder, name, flags));
}

VISIBLE int mkdirat(int folder, const char *name, mode_t mode)
{
    int (*call)(int, const char *, mode_t);
    *(void **)&call = real("mkdirat");
    enum verdict verdict = begin(true);
    int answer = verdict == REFUSE ? -1 : call(folder, name, mode);
    if (answer == 0)
        undo_note_made(folder, name, true);
    return end(verdict, answer);
}

static int open_by(const char *name_of_call, int folder, const char *name, int flags, mode_t mode)
{
    int (*call)(int, const char *, int, ...);
    struct stat about;
    *(void **)&call = real(name_of_call);
    bool makes = (flags & O_CREAT) != 0 && folder != AT_FDCWD && strchr(name, '/') == NULL &&
                 fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0;
    if (!makes)
        return call(folder, name, flags, mode);
    enum verdict verdict = begin(true);
    int file = verdict == REFUSE ? -1 : call(folder, name, flags, mode);
    if (file >= 0)
        undo_note_made(folder, name, false);
    return end(verdict, file);
}

VISIBLE int openat(int folder, const char *name, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_by("openat", folder, name, flags, mode);
}

VISIBLE int openat64(int folder, const char *name, int flags, ...);
VISIBLE int openat64(int folder, const char *name, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_by("openat64", folder, name, flags, mode);
}
