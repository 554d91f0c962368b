/* Atomic file: write beside, sync, rename. */
#include "tacet/face/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const unsigned char *at, size_t bytes)
{
    while (bytes > 0) {
        ssize_t done = write(fd, at, bytes);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        at += done;
        bytes -= (size_t)done;
    }
    return true;
}

/* Closes and answers whether all went well until here; errno is that of the first failure. */
static bool close_after(int fd, bool written)
{
    int why = errno;
    bool closed = close(fd) == 0;
    if (!written)
        errno = why;
    return written && closed;
}

/* mkstemp makes files that only the owner may read; give what open(2) would have given. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool replace(const char *path, const void *content, size_t bytes)
{
    char *beside = NULL;
    if (asprintf(&beside, "%s.XXXXXX", path) < 0)
        return false;
    int fd = mkstemp(beside);
    bool written = fd >= 0;
    if (written) {
        written = fchmod(fd, usual_mode()) == 0 && write_all(fd, content, bytes) && fsync(fd) == 0;
        written = close_after(fd, written) && rename(beside, path) == 0;
        int why = errno;
        if (!written)
            (void)unlink(beside);
        errno = why;
    }
    free(beside);
    return written;
}

/* A device or a pipe is written to: renaming would put a file in its place, for everyone. */
static bool write_through(const char *path, const void *content, size_t bytes)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return fd >= 0 && close_after(fd, write_all(fd, content, bytes));
}

enum tct_status tct_atomic_file_write(const char *path, const void *content, size_t bytes,
                                      struct tct_error *err)
{
    struct stat about;
    bool there = stat(path, &about) == 0;
    bool through = there && !S_ISREG(about.st_mode); /* a folder fails at once in open(2) */
    /* A link stays one: what it leads to is replaced. */
    char *target = there && !through ? realpath(path, NULL) : NULL;
    bool written = through ? write_through(path, content, bytes)
                           : replace(target != NULL ? target : path, content, bytes);
    int why = errno;
    free(target);
    return written ? TCT_OK
                   : tct_fail(err, TCT_ERR_IO, "%s: cannot be written: %s", path, strerror(why));
}
