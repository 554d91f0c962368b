/* Bags written and checked. Lists: manifest-sha256.txt of what is in data/, and
 * tagmanifest-sha256.txt of that and the other files beside data/. */
#include "tacet/record/bag.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bag_list.h"
#include "tacet/record/storage.h"

static const char DECLARATION[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
static const char DATA[] = "data/", MANIFEST[] = "manifest-sha256.txt",
                  TAG_MANIFEST[] = "tagmanifest-sha256.txt", STAGING[] = ".new";

enum { LIST_MAX = 1 << 28 }; /* bytes */

struct tct_bag {
    struct tct_folder *folder;
    const struct tct_storage *storage;
    struct bag_list files, tags;
    const char **paths; /* of the files, without "data/" */
};

static enum tct_status new_bag(const char *path, bool create, struct tct_bag **ret_bag,
                               struct tct_error *err)
{
    *ret_bag = NULL;
    struct tct_bag *bag = calloc(1, sizeof(*bag));
    if (bag == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = tct_folder_open(path, STAGING, create, &bag->folder, err);
    if (status != TCT_OK) {
        free(bag);
        return status;
    }
    bag->storage = tct_folder_storage(bag->folder);
    *ret_bag = bag;
    return TCT_OK;
}

void tct_bag_close(struct tct_bag *bag)
{
    if (bag == NULL)
        return;
    tct_folder_close(bag->folder);
    bag_list_free(&bag->files);
    bag_list_free(&bag->tags);
    free(bag->paths);
    free(bag);
}

enum tct_status tct_bag_create(const char *path, struct tct_bag **ret_bag, struct tct_error *err)
{
    /* Only what is empty can be removed: so it is new, or was empty. */
    if (rmdir(path) != 0 && access(path, F_OK) == 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%.300s: found something there, expected a new or empty "
                        "folder",
                        path);
    return new_bag(path, true, ret_bag, err);
}

static enum tct_status add(struct tct_bag *bag, struct bag_list *list, const char *path,
                           const void *content, size_t bytes, struct tct_error *err)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, content, bytes);
    enum tct_status status = bag_list_add(list, path, strlen(path), hash, err);
    return status == TCT_OK ? bag->storage->add(bag->storage->user, path, content, bytes, err)
                            : status;
}

enum tct_status tct_bag_add(struct tct_bag *bag, const char *path, const void *content,
                            size_t bytes, struct tct_error *err)
{
    char whole[TCT_BAG_PATH_MAX + 1];
    int chars = snprintf(whole, sizeof(whole), "%s%s", DATA, path);
    if (chars < 0 || (size_t)chars >= sizeof(whole) || !bag_path_is_valid(whole))
        return tct_fail(err, TCT_ERR_USE, "'%.100s' can be no path in a bag", path);
    return add(bag, &bag->files, whole, content, bytes, err);
}

static enum tct_status add_list(struct tct_bag *bag, const char *name, struct bag_list *list,
                                struct bag_list *listed_in, struct tct_error *err)
{
    size_t bytes = 0;
    enum tct_status status = bag_list_sort(list, err);
    if (status != TCT_OK)
        return status;
    char *text = bag_list_write(list, &bytes);
    if (text == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    status = listed_in != NULL ? add(bag, listed_in, name, text, bytes, err)
                               : bag->storage->add(bag->storage->user, name, text, bytes, err);
    free(text);
    return status;
}

enum tct_status tct_bag_finish(struct tct_bag *bag, const char *info, struct tct_error *err)
{
    enum tct_status status =
        add(bag, &bag->tags, "bagit.txt", DECLARATION, sizeof(DECLARATION) - 1, err);
    if (status == TCT_OK)
        status = add(bag, &bag->tags, "bag-info.txt", info, strlen(info), err);
    if (status == TCT_OK)
        status = add_list(bag, MANIFEST, &bag->files, &bag->tags, err);
    if (status == TCT_OK)
        status = add_list(bag, TAG_MANIFEST, &bag->tags, NULL, err);
    if (status == TCT_OK)
        status = bag->storage->sync(bag->storage->user, err);
    return status == TCT_OK ? bag->storage->drop(bag->storage->user, STAGING, err) : status;
}

static enum tct_status read_list(struct tct_bag *bag, const char *name, struct bag_list *ret,
                                 struct tct_error *err)
{
    uint8_t *text = NULL;
    size_t bytes = 0;
    enum tct_status status =
        bag->storage->read(bag->storage->user, name, LIST_MAX, &text, &bytes, err);
    if (status == TCT_OK && text == NULL)
        status = tct_fail(err, TCT_ERR_INPUT, "%s: it is missing", name);
    if (status == TCT_OK)
        status = bag_list_parse(name, (const char *)text, bytes, ret, err);
    free(text);
    return status;
}

/* A file of a list, which must have the hash that the list says. */
static enum tct_status read_listed(const struct tct_bag *bag, const struct bag_file *file,
                                   size_t limit_bytes, uint8_t **ret_content, size_t *ret_bytes,
                                   struct tct_error *err)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    const char *list = strncmp(file->path, DATA, sizeof(DATA) - 1) == 0 ? MANIFEST : TAG_MANIFEST;
    enum tct_status status = bag->storage->read(bag->storage->user, file->path, limit_bytes,
                                                ret_content, ret_bytes, err);
    if (status != TCT_OK)
        return status;
    if (*ret_content == NULL)
        return tct_fail(err, TCT_ERR_INPUT, "%s: it is missing; it stands in %s", file->path, list);
    (void)crypto_hash_sha256(hash, *ret_content, *ret_bytes);
    if (memcmp(hash, file->hash, sizeof(hash)) == 0)
        return TCT_OK;
    free(*ret_content);
    *ret_content = NULL;
    return tct_fail(err, TCT_ERR_INPUT, "%s: it was altered, or its SHA-256 in %s was", file->path,
                    list);
}

static enum tct_status check_listed(const struct tct_bag *bag, const struct bag_list *list,
                                    bool within_data, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < list->count && status == TCT_OK; i++) {
        uint8_t *content = NULL;
        size_t bytes = 0;
        bool in_data = strncmp(list->files[i].path, DATA, sizeof(DATA) - 1) == 0;
        if (in_data != within_data)
            return tct_fail(err, TCT_ERR_INPUT, "%s: it stands in the wrong list",
                            list->files[i].path);
        status = read_listed(bag, &list->files[i], TCT_BAG_FILE_MAX, &content, &bytes, err);
        free(content);
    }
    return status;
}

/* Whether what is on the disk stands in a list. */
static enum tct_status check_entry(const struct tct_bag *bag, const FTSENT *entry, size_t root,
                                   struct tct_error *err)
{
    const char *path = entry->fts_path + root;
    while (*path == '/')
        path++;
    if (entry->fts_info == FTS_D || entry->fts_info == FTS_DP)
        return TCT_OK;
    if (entry->fts_info != FTS_F)
        return tct_fail(err, TCT_ERR_INPUT, "%.300s: it is no file: a link or something else",
                        path);
    bool known = strcmp(path, TAG_MANIFEST) == 0 || bag_list_find(&bag->files, path) != NULL ||
                 bag_list_find(&bag->tags, path) != NULL;
    return known ? TCT_OK
                 : tct_fail(err, TCT_ERR_INPUT, "%.300s: it stands in no list: it was added", path);
}

static enum tct_status check_nothing_else(const struct tct_bag *bag, struct tct_error *err)
{
    char *root = strdup(tct_folder_path(bag->folder));
    char *roots[] = {root, NULL};
    FTS *walk = root == NULL ? NULL : fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    enum tct_status status =
        walk == NULL ? tct_fail(err, TCT_ERR_IO, "the folder cannot be read") : TCT_OK;
    for (FTSENT *entry; status == TCT_OK && (entry = fts_read(walk)) != NULL;)
        status = check_entry(bag, entry, strlen(root), err);
    if (walk != NULL)
        (void)fts_close(walk);
    free(root);
    return status;
}

static enum tct_status check_declaration(const struct tct_bag *bag, struct tct_error *err)
{
    const struct bag_file *file = bag_list_find(&bag->tags, "bagit.txt");
    uint8_t *text = NULL;
    size_t bytes = 0;
    if (file == NULL || bag_list_find(&bag->tags, MANIFEST) == NULL)
        return tct_fail(err, TCT_ERR_INPUT, "%s: it does not list bagit.txt and %s", TAG_MANIFEST,
                        MANIFEST);
    enum tct_status status = read_listed(bag, file, sizeof(DECLARATION), &text, &bytes, err);
    if (status == TCT_OK &&
        (bytes != sizeof(DECLARATION) - 1 || memcmp(text, DECLARATION, bytes) != 0))
        status = tct_fail(err, TCT_ERR_INPUT, "bagit.txt: it does not declare BagIt 1.0 in UTF-8");
    free(text);
    return status;
}

static enum tct_status list_paths(struct tct_bag *bag, struct tct_error *err)
{
    bag->paths = calloc(bag->files.count + 1, sizeof(*bag->paths));
    if (bag->paths == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < bag->files.count; i++)
        bag->paths[i] = bag->files.files[i].path + sizeof(DATA) - 1;
    return TCT_OK;
}

static enum tct_status check_all(struct tct_bag *bag, struct tct_error *err)
{
    enum tct_status status = read_list(bag, TAG_MANIFEST, &bag->tags, err);
    if (status == TCT_OK)
        status = check_declaration(bag, err);
    if (status == TCT_OK)
        status = check_listed(bag, &bag->tags, false, err);
    if (status == TCT_OK)
        status = read_list(bag, MANIFEST, &bag->files, err);
    if (status == TCT_OK)
        status = check_nothing_else(bag, err);
    if (status == TCT_OK)
        status = check_listed(bag, &bag->files, true, err);
    return status == TCT_OK ? list_paths(bag, err) : status;
}

enum tct_status tct_bag_open(const char *path, struct tct_bag **ret_bag, struct tct_error *err)
{
    struct tct_error why;
    struct tct_bag *bag = NULL;
    *ret_bag = NULL;
    enum tct_status status = new_bag(path, false, &bag, err);
    if (status != TCT_OK)
        return status;
    status = check_all(bag, &why);
    if (status != TCT_OK) {
        tct_bag_close(bag);
        return tct_fail(err, status, "%.150s: %s", path, why.text);
    }
    *ret_bag = bag;
    return TCT_OK;
}

const char *const *tct_bag_paths(const struct tct_bag *bag, size_t *ret_count)
{
    *ret_count = bag->files.count;
    return bag->paths;
}

enum tct_status tct_bag_read(const struct tct_bag *bag, const char *path, size_t limit_bytes,
                             uint8_t **ret_content, size_t *ret_bytes, struct tct_error *err)
{
    char whole[TCT_BAG_PATH_MAX + sizeof(DATA)];
    *ret_content = NULL;
    *ret_bytes = 0;
    if (strlen(path) > TCT_BAG_PATH_MAX)
        return TCT_OK;
    (void)snprintf(whole, sizeof(whole), "%s%s", DATA, path);
    const struct bag_file *file = bag_list_find(&bag->files, whole);
    return file == NULL ? TCT_OK : read_listed(bag, file, limit_bytes, ret_content, ret_bytes, err);
}
