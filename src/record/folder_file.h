/* Files below a folder, reached without following a symbolic link, and made durable. */
#ifndef TACET_RECORD_FOLDER_FILE_H
#define TACET_RECORD_FOLDER_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tacet/base/status.h"

/* Whether it is a path as tct_storage has them: no empty names, no "." and "..", not absolute. */
bool folder_path_is_valid(const char *path);

/* The folder in which `path` stands, and in *ret_name the name in it, which points into `path`;
 * -1 with errno. Folders that are missing are made, durably, when `create`. To be closed. */
int folder_open_parent(int root, const char *path, bool create, const char **ret_name);

/* A folder itself; as folder_open_parent. */
int folder_open_sub(int root, const char *path, bool create);

/* Whole content to be freed; *ret NULL with TCT_OK when it is not there. `shown` is the name in
 * errors. */
enum tct_status folder_read_file(int parent, const char *name, const char *shown, size_t limit,
                                 uint8_t **ret, size_t *ret_bytes, struct tct_error *err);

/* A new file of this mode, synced; false with errno. */
bool folder_write_file(int parent, const char *name, mode_t mode, const void *content,
                       size_t bytes);

/* The whole new content under this name or what stood there before, durable; false with errno. */
bool folder_replace_file(int parent, const char *name, mode_t mode, const void *content,
                         size_t bytes);

bool folder_write_all(int file, const void *content, size_t bytes);

#endif
