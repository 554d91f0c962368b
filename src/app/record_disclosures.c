/* Disclosures kept beside a log. */
#include "record_disclosures.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096, NAME_ROOM = 128, LINES_MAX = 1 << 24 };

enum tct_status record_disclosures_open(const char *log, bool create,
                                        struct record_disclosures *ret, struct tct_error *err)
{
    char path[PATH_ROOM];
    ret->folder = NULL;
    if (snprintf(path, sizeof(path), "%s/" TCT_LOG_PRIVATE, log) >= (int)sizeof(path))
        return tct_fail(err, TCT_ERR_USE, "the name of the folder is too long");
    return tct_folder_open(path, "sealing", create, &ret->folder, err);
}

void record_disclosures_close(struct record_disclosures *store)
{
    tct_folder_close(store->folder);
    store->folder = NULL;
}

static void name_of(const void *entry, size_t bytes, char ret[NAME_ROOM])
{
    struct tct_hash leaf;
    char hex[2 * TCT_HASH_BYTES + 1];
    tct_hash_leaf(entry, bytes, &leaf);
    (void)sodium_bin2hex(hex, sizeof(hex), leaf.bytes, sizeof(leaf.bytes));
    (void)snprintf(ret, NAME_ROOM, "disclosures/%s", hex);
}

enum tct_status record_disclosures_read(const struct record_disclosures *store, const void *entry,
                                        size_t bytes, char **ret_lines, size_t *ret_bytes,
                                        struct tct_error *err)
{
    char name[NAME_ROOM];
    uint8_t *content = NULL;
    const struct tct_storage *storage = tct_folder_storage(store->folder);
    name_of(entry, bytes, name);
    enum tct_status status =
        storage->read(storage->user, name, LINES_MAX, &content, ret_bytes, err);
    *ret_lines = (char *)content;
    if (status == TCT_OK && content != NULL && *ret_bytes == 0) {
        free(content); /* all of them were destroyed */
        *ret_lines = NULL;
    }
    return status;
}

enum tct_status record_disclosures_add(const struct record_disclosures *store, const void *entry,
                                       size_t bytes, const char *lines, size_t lines_bytes,
                                       struct tct_error *err)
{
    char name[NAME_ROOM];
    const struct tct_storage *storage = tct_folder_storage(store->folder);
    name_of(entry, bytes, name);
    return storage->add(storage->user, name, lines, lines_bytes, err);
}

enum tct_status record_disclosures_sync(const struct record_disclosures *store,
                                        struct tct_error *err)
{
    const struct tct_storage *storage = tct_folder_storage(store->folder);
    return storage->sync(storage->user, err);
}

enum tct_status record_disclosures_write(const struct record_disclosures *store, const void *entry,
                                         size_t bytes, const char *lines, size_t lines_bytes,
                                         struct tct_error *err)
{
    char name[NAME_ROOM];
    const struct tct_storage *storage = tct_folder_storage(store->folder);
    name_of(entry, bytes, name);
    return storage->replace(storage->user, name, lines, lines_bytes, err);
}

/* Parts between separators, which become NULs; a part that is not ended counts when it is not
 * empty. */
static enum tct_status split(char *text, size_t bytes, char separator, const char ***ret,
                             size_t *ret_count, struct tct_error *err)
{
    size_t most = 1;
    for (size_t i = 0; i < bytes; i++)
        most += text[i] == separator;
    const char **parts = calloc(most, sizeof(*parts));
    if (parts == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    *ret_count = 0;
    for (size_t at = 0; at < bytes;) {
        char *end = memchr(text + at, separator, bytes - at);
        size_t next = end == NULL ? bytes : (size_t)(end - text);
        text[next] = '\0';
        parts[(*ret_count)++] = text + at;
        at = next + 1;
    }
    *ret = parts;
    return TCT_OK;
}

enum tct_status record_pointers(char *text, const char ***ret_pointers, size_t *ret_count,
                                struct tct_error *err)
{
    return split(text, strlen(text), ',', ret_pointers, ret_count, err);
}

enum tct_status record_lines(char *text, size_t bytes, const char ***ret_lines, size_t *ret_count,
                             struct tct_error *err)
{
    return split(text, bytes, '\n', ret_lines, ret_count, err);
}
