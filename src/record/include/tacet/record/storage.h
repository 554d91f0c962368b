/* Where the files of a log are: a port, and the folder that fits it.
 *
 * A path is relative, of names with '/' between them: "checkpoint", "tile/0/000". Files that were
 * added never change; only what `replace` writes does. */
#ifndef TACET_RECORD_STORAGE_H
#define TACET_RECORD_STORAGE_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base/status.h"

/* One thread at a time. Members behind `read` are NULL where nothing can be written. */
struct tct_storage {
    void *user;

    /* The whole file, for free(); TCT_OK with *ret_content NULL when there is none. Errors:
     * TCT_ERR_LIMIT (it is larger), TCT_ERR_INPUT (no regular file), TCT_ERR_IO,
     * TCT_ERR_MEMORY. */
    enum tct_status (*read)(void *user, const char *path, size_t limit_bytes, uint8_t **ret_content,
                            size_t *ret_bytes, struct tct_error *err);

    /* A file more. It is not there before `sync`, and whole and durable afterwards. One that is
     * there already with the same content is fine; another content is TCT_ERR_INPUT. */
    enum tct_status (*add)(void *user, const char *path, const void *content, size_t bytes,
                           struct tct_error *err);

    /* All that was added is durable, with the folders it stands in. */
    enum tct_status (*sync)(void *user, struct tct_error *err);

    /* The whole new content or what stood there before, durable when it answers. */
    enum tct_status (*replace)(void *user, const char *path, const void *content, size_t bytes,
                               struct tct_error *err);

    /* Removes a folder that holds nothing but files; fine when there is none. */
    enum tct_status (*drop)(void *user, const char *path, struct tct_error *err);
};

/* A folder of the file system. No symbolic link is followed below it, and no ".." */
struct tct_folder;

/* Makes the folder when `create` and it is not there; what is being added stands in its subfolder
 * `staging` ("private/new") until it is synced. Errors: TCT_ERR_INPUT (no folder), TCT_ERR_IO,
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_folder_open(const char *path, const char *staging,
                                                       bool create, struct tct_folder **ret_folder,
                                                       struct tct_error *err);
TCT_API void tct_folder_close(struct tct_folder *folder); /* NULL is fine */

/* The port of it; stays the folder's. */
TCT_API const struct tct_storage *tct_folder_storage(struct tct_folder *folder);

/* As given to tct_folder_open. */
TCT_API const char *tct_folder_path(const struct tct_folder *folder);

#endif
