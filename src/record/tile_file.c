/* Tiles and bundles read from storage and added to it. */
#include "tile_file.h"

#include <stdlib.h>
#include <string.h>

/* The file of a tile, or of the full one that replaced it; *ret_width is that of what was read. */
static enum tct_status read_file(const struct tct_storage *storage, const struct tct_tile *tile,
                                 size_t limit, uint8_t **ret, size_t *ret_bytes,
                                 unsigned *ret_width, struct tct_error *err)
{
    char path[TCT_TILE_PATH_MAX], full_path[TCT_TILE_PATH_MAX];
    struct tct_tile full = *tile;
    full.width = TCT_TILE_WIDTH;
    tct_tile_path(tile, path);
    tct_tile_path(&full, full_path);
    *ret_width = tile->width;
    enum tct_status status = storage->read(storage->user, path, limit, ret, ret_bytes, err);
    if (status == TCT_OK && *ret == NULL && tile->width < TCT_TILE_WIDTH) {
        *ret_width = TCT_TILE_WIDTH;
        status = storage->read(storage->user, full_path, limit, ret, ret_bytes, err);
    }
    if (status == TCT_OK && *ret == NULL)
        status = tct_fail(err, TCT_ERR_INPUT, "%s: it is missing", path);
    return status;
}

enum tct_status tile_file_hashes(const struct tct_storage *storage, const struct tct_tile *tile,
                                 struct tct_hash ret[TCT_TILE_WIDTH], struct tct_error *err)
{
    uint8_t *content = NULL;
    size_t bytes = 0;
    unsigned width = 0;
    char path[TCT_TILE_PATH_MAX];
    tct_tile_path(tile, path);
    enum tct_status status = read_file(storage, tile, (size_t)TCT_TILE_WIDTH * TCT_HASH_BYTES,
                                       &content, &bytes, &width, err);
    if (status == TCT_OK && bytes != (size_t)width * TCT_HASH_BYTES)
        status = tct_fail(err, TCT_ERR_INPUT, "%s: found %zu bytes, expected %u hashes of %d", path,
                          bytes, width, TCT_HASH_BYTES);
    if (status == TCT_OK)
        memcpy(ret, content, (size_t)tile->width * TCT_HASH_BYTES);
    free(content);
    return status;
}

/* Where a bundle's first `width` entries end. */
static enum tct_status measure(const uint8_t *content, size_t bytes, unsigned all, unsigned width,
                               size_t *ret_bytes, struct tct_error *err)
{
    struct tct_bundle_reader reader;
    const uint8_t *entry = NULL;
    size_t entry_bytes = 0;
    enum tct_status status = TCT_OK;
    tct_bundle_read(&reader, content, bytes, all);
    for (unsigned i = 0; tct_bundle_next(&reader, &entry, &entry_bytes, &status, err); i++)
        if (i < width)
            *ret_bytes = (size_t)(entry + entry_bytes - content);
    return status;
}

enum tct_status tile_file_bundle(const struct tct_storage *storage, const struct tct_tile *tile,
                                 uint8_t **ret, size_t *ret_bytes, struct tct_error *err)
{
    size_t bytes = 0;
    unsigned width = 0;
    char path[TCT_TILE_PATH_MAX];
    tct_tile_path(tile, path);
    enum tct_status status = read_file(storage, tile, TCT_BUNDLE_MAX, ret, &bytes, &width, err);
    struct tct_error why;
    if (status == TCT_OK && measure(*ret, bytes, width, tile->width, ret_bytes, &why) != TCT_OK)
        status = tct_fail(err, TCT_ERR_INPUT, "%s: %s", path, why.text);
    if (status != TCT_OK) {
        free(*ret);
        *ret = NULL;
    }
    return status;
}

enum tct_status tile_file_add_hashes(const struct tct_storage *storage, const struct tct_tile *tile,
                                     const struct tct_hash *hashes, struct tct_error *err)
{
    char path[TCT_TILE_PATH_MAX];
    tct_tile_path(tile, path);
    return storage->add(storage->user, path, hashes, (size_t)tile->width * TCT_HASH_BYTES, err);
}

enum tct_status tile_file_add_bundle(const struct tct_storage *storage, uint64_t index,
                                     unsigned width, const uint8_t *bundle, size_t bytes,
                                     struct tct_error *err)
{
    char path[TCT_TILE_PATH_MAX];
    tct_tile_path(&(struct tct_tile){TCT_TILE_ENTRIES, index, width}, path);
    return storage->add(storage->user, path, bundle, bytes, err);
}
