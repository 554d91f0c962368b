/* Files below a folder: opened name by name, written, synced, renamed. */
#include "folder_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_ROOM = 256 };

bool folder_path_is_valid(const char *path)
{
    const char *at = path;
    for (;;) {
        size_t bytes = strcspn(at, "/");
        if (bytes == 0 || bytes >= NAME_ROOM || (bytes == 1 && at[0] == '.') ||
            (bytes == 2 && at[0] == '.' && at[1] == '.'))
            return false;
        if (at[bytes] == '\0')
            return true;
        at += bytes + 1;
    }
}

static int open_folder(int parent, const char *name)
{
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Opens, and makes where it may; a folder that was made is durable once its parent is synced. */
static int step_into(int parent, const char *name, bool create)
{
    int folder = open_folder(parent, name);
    if (folder >= 0 || errno != ENOENT || !create)
        return folder;
    if (mkdirat(parent, name, 0777) != 0 && errno != EEXIST)
        return -1;
    if (fsync(parent) != 0)
        return -1;
    return open_folder(parent, name);
}

int folder_open_parent(int root, const char *path, bool create, const char **ret_name)
{
    int folder = fcntl(root, F_DUPFD_CLOEXEC, 0);
    const char *at = path;
    for (const char *slash; folder >= 0 && (slash = strchr(at, '/')) != NULL; at = slash + 1) {
        char name[NAME_ROOM];
        (void)snprintf(name, sizeof(name), "%.*s", (int)(slash - at), at);
        int next = step_into(folder, name, create), why = errno;
        (void)close(folder);
        errno = why;
        folder = next;
    }
    *ret_name = at;
    return folder;
}

int folder_open_sub(int root, const char *path, bool create)
{
    const char *name = NULL;
    int parent = folder_open_parent(root, path, create, &name);
    if (parent < 0)
        return -1;
    int folder = step_into(parent, name, create), why = errno;
    (void)close(parent);
    errno = why;
    return folder;
}

static enum tct_status fail_read(struct tct_error *err, const char *shown)
{
    return tct_fail(err, errno == ELOOP ? TCT_ERR_INPUT : TCT_ERR_IO, "%s: cannot be read: %s",
                    shown, errno == ELOOP ? "it is a symbolic link" : strerror(errno));
}

/* Reads what stands in the file now; a file that shrinks meanwhile is an error. */
static enum tct_status read_all(int file, const char *shown, size_t bytes, uint8_t *ret,
                                struct tct_error *err)
{
    for (size_t done = 0; done < bytes;) {
        ssize_t got = read(file, ret + done, bytes - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_read(err, shown);
        if (got == 0)
            return tct_fail(err, TCT_ERR_IO, "%s: it became shorter while it was read", shown);
        done += (size_t)got;
    }
    return TCT_OK;
}

static enum tct_status read_open_file(int file, const char *shown, size_t limit, uint8_t **ret,
                                      size_t *ret_bytes, struct tct_error *err)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return fail_read(err, shown);
    if (!S_ISREG(about.st_mode))
        return tct_fail(err, TCT_ERR_INPUT, "%s: it is no regular file", shown);
    if ((uint64_t)about.st_size > limit)
        return tct_fail(err, TCT_ERR_LIMIT, "%s: it has %lld bytes, at most %zu are expected",
                        shown, (long long)about.st_size, limit);
    size_t bytes = (size_t)about.st_size;
    uint8_t *content = malloc(bytes + 1);
    if (content == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = read_all(file, shown, bytes, content, err);
    if (status != TCT_OK) {
        free(content);
        return status;
    }
    content[bytes] = '\0';
    *ret = content;
    *ret_bytes = bytes;
    return TCT_OK;
}

enum tct_status folder_read_file(int parent, const char *name, const char *shown, size_t limit,
                                 uint8_t **ret, size_t *ret_bytes, struct tct_error *err)
{
    *ret = NULL;
    *ret_bytes = 0;
    /* Not blocked by a pipe that somebody put there. */
    int file = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? TCT_OK : fail_read(err, shown);
    enum tct_status status = read_open_file(file, shown, limit, ret, ret_bytes, err);
    (void)close(file);
    return status;
}

bool folder_write_all(int file, const void *content, size_t bytes)
{
    const uint8_t *at = content;
    while (bytes > 0) {
        ssize_t done = write(file, at, bytes);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        at += done;
        bytes -= (size_t)done;
    }
    return true;
}

bool folder_write_file(int parent, const char *name, mode_t mode, const void *content, size_t bytes)
{
    /* What stands there under this name was left behind by a crash. */
    if (unlinkat(parent, name, 0) != 0 && errno != ENOENT)
        return false;
    int file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (file < 0)
        return false;
    bool written = folder_write_all(file, content, bytes) && fsync(file) == 0;
    int why = errno;
    bool closed = close(file) == 0;
    if (!written)
        errno = why;
    return written && closed;
}

bool folder_replace_file(int parent, const char *name, mode_t mode, const void *content,
                         size_t bytes)
{
    char beside[NAME_ROOM];
    int chars = snprintf(beside, sizeof(beside), ".%s.new", name);
    if (chars < 0 || (size_t)chars >= sizeof(beside)) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (folder_write_file(parent, beside, mode, content, bytes) &&
        renameat(parent, beside, parent, name) == 0)
        return fsync(parent) == 0;
    int why = errno;
    (void)unlinkat(parent, beside, 0);
    errno = why;
    return false;
}
