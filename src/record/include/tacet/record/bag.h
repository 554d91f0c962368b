/* BagIt (RFC 8493): a folder whose files stand in a list with their SHA-256, so that anybody can
 * check with sha256sum that nothing was altered, added or taken away. */
#ifndef TACET_RECORD_BAG_H
#define TACET_RECORD_BAG_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base/status.h"

enum {
    TCT_BAG_PATH_MAX = 255, /* bytes of a file's path, without the NUL */
    TCT_BAG_FILES_MAX = 1000000,
};

#define TCT_BAG_FILE_MAX ((size_t)1 << 30) /* bytes of a file */

struct tct_bag;

/* A new bag, in a folder that is new or empty. Errors: TCT_ERR_INPUT (something is in it),
 * TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_bag_create(const char *path, struct tct_bag **ret_bag,
                                                      struct tct_error *err);

/* A file of it; `path` without "data/" before it, of letters, digits, '-', '_', '.' and '/'. */
TCT_API TCT_MUST_CHECK enum tct_status tct_bag_add(struct tct_bag *bag, const char *path,
                                                   const void *content, size_t bytes,
                                                   struct tct_error *err);

/* Writes the lists; without them it is no bag. `info` are lines for bag-info.txt, "Name: value". */
TCT_API TCT_MUST_CHECK enum tct_status tct_bag_finish(struct tct_bag *bag, const char *info,
                                                      struct tct_error *err);

/* Opens a bag and checks all of it: each file in the lists is there and unaltered, nothing else is
 * there, no links, no paths that lead out. Errors: TCT_ERR_INPUT with the file, TCT_ERR_LIMIT,
 * TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_bag_open(const char *path, struct tct_bag **ret_bag,
                                                    struct tct_error *err);
TCT_API void tct_bag_close(struct tct_bag *bag); /* NULL is fine */

/* The paths of an open bag, sorted, without "data/". They stay the bag's. */
TCT_API const char *const *tct_bag_paths(const struct tct_bag *bag, size_t *ret_count);

/* A file of it, hashed again while it is read, for free(); NULL with TCT_OK when it has none such.
 */
TCT_API TCT_MUST_CHECK enum tct_status tct_bag_read(const struct tct_bag *bag, const char *path,
                                                    size_t limit_bytes, uint8_t **ret_content,
                                                    size_t *ret_bytes, struct tct_error *err);

#endif
