/* The lists of a bag: files and their SHA-256. */
#ifndef TACET_RECORD_BAG_LIST_H
#define TACET_RECORD_BAG_LIST_H

#include <sodium.h>

#include "tacet/record/bag.h"

struct bag_file {
    char *path; /* as it stands in the list */
    uint8_t hash[crypto_hash_sha256_BYTES];
};

struct bag_list {
    struct bag_file *files;
    size_t count, room;
};

/* Errors: TCT_ERR_MEMORY, TCT_ERR_LIMIT. */
enum tct_status bag_list_add(struct bag_list *list, const char *path, size_t path_bytes,
                             const uint8_t hash[crypto_hash_sha256_BYTES], struct tct_error *err);
void bag_list_free(struct bag_list *list);

/* Sorts by path. Errors: TCT_ERR_INPUT when a path stands twice. */
enum tct_status bag_list_sort(struct bag_list *list, struct tct_error *err);
const struct bag_file *bag_list_find(const struct bag_list *list, const char *path);

/* "HASH  PATH" lines. `name` is the list's, for messages. Errors: TCT_ERR_INPUT with name and line,
 * TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
enum tct_status bag_list_parse(const char *name, const char *text, size_t bytes,
                               struct bag_list *ret, struct tct_error *err);

/* The text for free(); NULL when memory is out. */
char *bag_list_write(const struct bag_list *list, size_t *ret_bytes);

/* Whether a path in a bag is one that we write: letters, digits, '-', '_', '.', '/', no empty
 * names, no "." or "..". */
bool bag_path_is_valid(const char *path);

#endif
