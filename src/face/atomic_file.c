/* Atomic file: write beside, sync, rename. */
#include "atomic_file.h"

#include <errno.h>
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

/* mkstemp makes files that only the owner may read; give what open(2) would have given. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

enum tct_status atomic_file_write(const char *path, const void *content, size_t bytes,
                                  struct tct_error *err)
{
    char *beside = NULL;
    if (asprintf(&beside, "%s.XXXXXX", path) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    int fd = mkstemp(beside);
    bool made = fd >= 0;
    bool written =
        made && fchmod(fd, usual_mode()) == 0 && write_all(fd, content, bytes) && fsync(fd) == 0;
    int why = errno;
    if (made && close(fd) != 0 && written) {
        written = false;
        why = errno;
    }
    if (written && rename(beside, path) != 0) {
        written = false;
        why = errno;
    }
    if (made && !written)
        (void)unlink(beside);
    free(beside);
    return written ? TCT_OK
                   : tct_fail(err, TCT_ERR_IO, "%s: cannot be written: %s", path, strerror(why));
}
