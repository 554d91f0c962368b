/* A folder as storage: what is added waits, synced, in the staging folder, and is renamed to where
 * it belongs; then the folders are synced. So nothing is ever there in part. */
#include "folder_file.h"
#include "tacet/record/storage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WAITING_MAX = 512, /* files that wait to be renamed; then they are, without being asked */
    NUMBER_ROOM = 24,
    SHOWN_ROOM = 400,
};

struct tct_folder {
    char *path;
    int root, staging;
    size_t waiting_count;
    char *waiting[WAITING_MAX]; /* paths of the files that are called 0, 1, ... in staging */
    struct tct_storage port;
};

/* Name of a file in messages. */
static const char *show(const struct tct_folder *folder, const char *path, char room[SHOWN_ROOM])
{
    (void)snprintf(room, SHOWN_ROOM, "%.150s/%.200s", folder->path, path);
    return room;
}

static enum tct_status fail_write(const struct tct_folder *folder, const char *path,
                                  struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_IO, "%.150s/%.200s: cannot be written: %s", folder->path, path,
                    strerror(errno));
}

static enum tct_status check_path(const char *path, struct tct_error *err)
{
    if (folder_path_is_valid(path))
        return TCT_OK;
    return tct_fail_at(err, TCT_ERR_INPUT, "path", 0, path, "names with '/' between them");
}

static enum tct_status read_file(void *user, const char *path, size_t limit_bytes,
                                 uint8_t **ret_content, size_t *ret_bytes, struct tct_error *err)
{
    struct tct_folder *folder = user;
    char shown[SHOWN_ROOM];
    const char *name = NULL;
    *ret_content = NULL;
    *ret_bytes = 0;
    enum tct_status status = check_path(path, err);
    if (status != TCT_OK)
        return status;
    int parent = folder_open_parent(folder->root, path, false, &name);
    if (parent < 0 && errno == ENOENT)
        return TCT_OK;
    if (parent < 0)
        return tct_fail(err, TCT_ERR_INPUT, "%s: cannot be reached: %s", show(folder, path, shown),
                        errno == ELOOP || errno == ENOTDIR ? "a folder in it is none, or a link"
                                                           : strerror(errno));
    status = folder_read_file(parent, name, show(folder, path, shown), limit_bytes, ret_content,
                              ret_bytes, err);
    (void)close(parent);
    return status;
}

/* Whether the file that is there has this content; a smaller room would do, but this says why. */
static enum tct_status compare(struct tct_folder *folder, const char *path, const void *content,
                               size_t bytes, bool *ret_there, struct tct_error *err)
{
    uint8_t *there = NULL;
    size_t there_bytes = 0;
    char shown[SHOWN_ROOM];
    enum tct_status status = read_file(folder, path, SIZE_MAX - 1, &there, &there_bytes, err);
    *ret_there = there != NULL;
    if (status == TCT_OK && there != NULL &&
        (there_bytes != bytes || memcmp(there, content, bytes) != 0))
        status = tct_fail(err, TCT_ERR_INPUT,
                          "%s: it is there already and says something else: it was altered",
                          show(folder, path, shown));
    free(there);
    return status;
}

/* Renames one file that waits to where it belongs, and answers the folder it stands in. */
static int move_into_place(struct tct_folder *folder, size_t number)
{
    char waiting[NUMBER_ROOM];
    const char *name = NULL;
    (void)snprintf(waiting, sizeof(waiting), "%zu", number);
    int parent = folder_open_parent(folder->root, folder->waiting[number], true, &name);
    if (parent < 0 || renameat(folder->staging, waiting, parent, name) == 0)
        return parent;
    int why = errno;
    (void)close(parent);
    errno = why;
    return -1;
}

static bool same_parent(const char *a, const char *b)
{
    const char *a_end = strrchr(a, '/'), *b_end = strrchr(b, '/');
    size_t a_bytes = a_end == NULL ? 0 : (size_t)(a_end - a);
    size_t b_bytes = b_end == NULL ? 0 : (size_t)(b_end - b);
    return a_bytes == b_bytes && memcmp(a, b, a_bytes) == 0;
}

static void forget_waiting(struct tct_folder *folder)
{
    for (size_t i = 0; i < folder->waiting_count; i++)
        free(folder->waiting[i]);
    folder->waiting_count = 0;
}

/* A folder is synced when the last of its files has come; files of one folder are mostly added one
 * after another. */
static enum tct_status sync_all(void *user, struct tct_error *err)
{
    struct tct_folder *folder = user;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < folder->waiting_count && status == TCT_OK; i++) {
        int parent = move_into_place(folder, i);
        bool last = i + 1 == folder->waiting_count ||
                    !same_parent(folder->waiting[i], folder->waiting[i + 1]);
        if (parent < 0 || (last && fsync(parent) != 0))
            status = fail_write(folder, folder->waiting[i], err);
        if (parent >= 0)
            (void)close(parent);
    }
    forget_waiting(folder);
    return status;
}

static enum tct_status add_file(void *user, const char *path, const void *content, size_t bytes,
                                struct tct_error *err)
{
    struct tct_folder *folder = user;
    bool there = false;
    enum tct_status status = check_path(path, err);
    if (status == TCT_OK)
        status = compare(folder, path, content, bytes, &there, err);
    if (status == TCT_OK && folder->waiting_count == WAITING_MAX)
        status = sync_all(folder, err);
    if (status != TCT_OK || there)
        return status;
    char waiting[NUMBER_ROOM];
    (void)snprintf(waiting, sizeof(waiting), "%zu", folder->waiting_count);
    char *copy = strdup(path);
    if (copy == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (!folder_write_file(folder->staging, waiting, 0666, content, bytes)) {
        free(copy);
        return fail_write(folder, path, err);
    }
    folder->waiting[folder->waiting_count++] = copy;
    return TCT_OK;
}

static enum tct_status replace_file(void *user, const char *path, const void *content, size_t bytes,
                                    struct tct_error *err)
{
    struct tct_folder *folder = user;
    const char *name = NULL;
    enum tct_status status = check_path(path, err);
    if (status != TCT_OK)
        return status;
    int parent = folder_open_parent(folder->root, path, true, &name);
    if (parent < 0 || !folder_replace_file(parent, name, 0666, content, bytes))
        status = fail_write(folder, path, err);
    if (parent >= 0)
        (void)close(parent);
    return status;
}

static bool remove_files(int at)
{
    DIR *list = fdopendir(at);
    if (list == NULL) {
        (void)close(at);
        return false;
    }
    bool removed = true;
    for (struct dirent *entry; removed && (entry = readdir(list)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            removed = unlinkat(dirfd(list), entry->d_name, 0) == 0;
    (void)closedir(list);
    return removed;
}

static enum tct_status drop_folder(void *user, const char *path, struct tct_error *err)
{
    struct tct_folder *folder = user;
    const char *name = NULL;
    enum tct_status status = check_path(path, err);
    if (status != TCT_OK)
        return status;
    int parent = folder_open_parent(folder->root, path, false, &name);
    int at =
        parent < 0 ? -1 : openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool gone = at < 0 && errno == ENOENT;
    if (!gone && (at < 0 || !remove_files(at) || unlinkat(parent, name, AT_REMOVEDIR) != 0))
        status = tct_fail(err, TCT_ERR_IO, "%.150s/%.200s: cannot be removed: %s", folder->path,
                          path, strerror(errno));
    if (parent >= 0)
        (void)close(parent);
    return status;
}

/* The folder itself, made when it may be. Its name becomes durable with the folder above it. */
static int open_root(const char *path, bool create)
{
    if (create && mkdir(path, 0777) != 0 && errno != EEXIST)
        return -1;
    int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0 || !create)
        return root;
    int above = openat(root, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (above >= 0) {
        (void)fsync(above); /* not everywhere may one read the folder above */
        (void)close(above);
    }
    return root;
}

enum tct_status tct_folder_open(const char *path, const char *staging, bool create,
                                struct tct_folder **ret_folder, struct tct_error *err)
{
    *ret_folder = NULL;
    TCT_ASSERT(folder_path_is_valid(staging));
    struct tct_folder *folder = calloc(1, sizeof(*folder));
    if (folder == NULL || (folder->path = strdup(path)) == NULL) {
        free(folder);
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    folder->port = (struct tct_storage){.user = folder,
                                        .read = read_file,
                                        .add = add_file,
                                        .sync = sync_all,
                                        .replace = replace_file,
                                        .drop = drop_folder};
    folder->staging = -1;
    folder->root = open_root(path, create);
    enum tct_status status = TCT_OK;
    if (folder->root < 0)
        status = tct_fail_read(err, path, "a folder");
    /* Who only reads has no staging folder, and needs none. */
    if (status == TCT_OK) {
        folder->staging = folder_open_sub(folder->root, staging, create);
        if (folder->staging < 0 && create)
            status = fail_write(folder, staging, err);
    }
    if (status != TCT_OK) {
        tct_folder_close(folder);
        return status;
    }
    if (folder->staging < 0)
        folder->port.add = NULL;
    *ret_folder = folder;
    return TCT_OK;
}

void tct_folder_close(struct tct_folder *folder)
{
    if (folder == NULL)
        return;
    forget_waiting(folder);
    if (folder->staging >= 0)
        (void)close(folder->staging);
    if (folder->root >= 0)
        (void)close(folder->root);
    free(folder->path);
    free(folder);
}

const struct tct_storage *tct_folder_storage(struct tct_folder *folder)
{
    return &folder->port;
}

const char *tct_folder_path(const struct tct_folder *folder)
{
    return folder->path;
}
