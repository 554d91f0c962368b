/* Lists of files with their hashes. */
#include "bag_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder_file.h"
#include "lines.h"

enum { HEX_CHARS = 2 * crypto_hash_sha256_BYTES };

bool bag_path_is_valid(const char *path)
{
    size_t bytes = strlen(path);
    return bytes <= TCT_BAG_PATH_MAX && folder_path_is_valid(path) &&
           strspn(path, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./") ==
               bytes;
}

enum tct_status bag_list_add(struct bag_list *list, const char *path, size_t path_bytes,
                             const uint8_t hash[crypto_hash_sha256_BYTES], struct tct_error *err)
{
    if (list->count == TCT_BAG_FILES_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "more than %d files", TCT_BAG_FILES_MAX);
    if (list->count == list->room) {
        size_t room = 2 * list->room + 64;
        struct bag_file *grown = realloc(list->files, room * sizeof(*grown));
        if (grown == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        list->files = grown;
        list->room = room;
    }
    struct bag_file *file = &list->files[list->count];
    file->path = strndup(path, path_bytes);
    if (file->path == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    memcpy(file->hash, hash, crypto_hash_sha256_BYTES);
    list->count++;
    return TCT_OK;
}

void bag_list_free(struct bag_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->files[i].path);
    free(list->files);
    *list = (struct bag_list){0};
}

static int by_path(const void *first, const void *second)
{
    const struct bag_file *a = first, *b = second;
    return strcmp(a->path, b->path);
}

enum tct_status bag_list_sort(struct bag_list *list, struct tct_error *err)
{
    if (list->count > 0)
        qsort(list->files, list->count, sizeof(*list->files), by_path);
    for (size_t i = 1; i < list->count; i++)
        if (strcmp(list->files[i - 1].path, list->files[i].path) == 0)
            return tct_fail(err, TCT_ERR_INPUT, "%.200s: it stands twice in the list",
                            list->files[i].path);
    return TCT_OK;
}

const struct bag_file *bag_list_find(const struct bag_list *list, const char *path)
{
    union {
        const char *read;
        char *path;
    } as = {path};
    struct bag_file wanted = {.path = as.path};
    return list->count == 0 ? NULL
                            : bsearch(&wanted, list->files, list->count, sizeof(wanted), by_path);
}

static bool read_hash(const char *line, size_t bytes, uint8_t ret[crypto_hash_sha256_BYTES])
{
    size_t count = 0;
    return bytes > HEX_CHARS &&
           sodium_hex2bin(ret, crypto_hash_sha256_BYTES, line, HEX_CHARS, NULL, &count, NULL) ==
               0 &&
           count == crypto_hash_sha256_BYTES;
}

enum tct_status bag_list_parse(const char *name, const char *text, size_t bytes,
                               struct bag_list *ret, struct tct_error *err)
{
    struct lines lines = lines_of(text, bytes);
    const char *line = NULL;
    size_t count = 0;
    enum tct_status status = TCT_OK;
    while (status == TCT_OK && lines_take(&lines, &line, &count)) {
        uint8_t hash[crypto_hash_sha256_BYTES];
        char path[TCT_BAG_PATH_MAX + 1] = "";
        bool read = read_hash(line, count, hash);
        size_t at = HEX_CHARS;
        while (read && at < count && (line[at] == ' ' || line[at] == '\t'))
            at++;
        if (read && at > HEX_CHARS && count - at <= TCT_BAG_PATH_MAX)
            memcpy(path, line + at, count - at);
        if (!bag_path_is_valid(path) || strlen(path) != count - at)
            status = tct_fail(err, TCT_ERR_INPUT,
                              "%s:%zu: found no SHA-256 and path, expected both, the path without "
                              "'..' and other than letters, digits, - _ . /",
                              name, lines.number);
        else
            status = bag_list_add(ret, path, strlen(path), hash, err);
    }
    if (status == TCT_OK && lines.at < lines.end)
        status = tct_fail(err, TCT_ERR_INPUT, "%s: its last line is cut off", name);
    return status == TCT_OK ? bag_list_sort(ret, err) : status;
}

char *bag_list_write(const struct bag_list *list, size_t *ret_bytes)
{
    char *text = NULL, hex[HEX_CHARS + 1];
    FILE *out = open_memstream(&text, ret_bytes);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < list->count; i++)
        (void)fprintf(
            out, "%s  %s\n",
            sodium_bin2hex(hex, sizeof(hex), list->files[i].hash, sizeof(list->files[i].hash)),
            list->files[i].path);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
