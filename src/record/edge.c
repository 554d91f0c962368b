/* The right edge: grows leaf by leaf, and hands out tiles as they become full. */
#include "edge.h"

#include <stdlib.h>
#include <string.h>

#include "tile_file.h"

static enum tct_status load_bundle(struct tct_view *view, struct edge *ret, struct tct_error *err)
{
    unsigned width = (unsigned)(ret->size % TCT_TILE_WIDTH);
    const uint8_t *content = NULL;
    if (width == 0)
        return TCT_OK;
    struct tct_tile tile = {TCT_TILE_ENTRIES, ret->size / TCT_TILE_WIDTH, width};
    enum tct_status status = tct_view_tile(view, &tile, &content, &ret->bundle_bytes, err);
    if (status != TCT_OK)
        return status;
    ret->bundle_room = ret->bundle_bytes;
    ret->bundle = malloc(ret->bundle_room);
    if (ret->bundle == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    memcpy(ret->bundle, content, ret->bundle_bytes);
    return TCT_OK;
}

enum tct_status edge_load(struct tct_view *view, struct edge *ret, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    ret->size = tct_view_head(view)->size;
    for (int level = 0; level < TCT_TILE_LEVELS && status == TCT_OK; level++) {
        uint64_t hashes = ret->size >> (TCT_TILE_HEIGHT * level);
        struct tct_tile tile = {level, hashes / TCT_TILE_WIDTH,
                                (unsigned)(hashes % TCT_TILE_WIDTH)};
        const uint8_t *content = NULL;
        size_t bytes = 0;
        if (tile.width == 0)
            continue;
        status = tct_view_tile(view, &tile, &content, &bytes, err);
        if (status != TCT_OK)
            break;
        memcpy(ret->levels[level].hashes, content, bytes);
        ret->levels[level].count = tile.width;
    }
    return status == TCT_OK ? load_bundle(view, ret, err) : status;
}

void edge_free(struct edge *edge)
{
    free(edge->bundle);
    edge->bundle = NULL;
}

/* One hash more at a level, and, where a tile becomes full, one at the level above. */
static enum tct_status add_hash(struct edge *edge, const struct tct_storage *storage,
                                const struct tct_hash *leaf, struct tct_error *err)
{
    struct tct_hash hash = *leaf;
    for (int level = 0; level < TCT_TILE_LEVELS; level++) {
        unsigned count = edge->levels[level].count;
        struct tct_hash *hashes = edge->levels[level].hashes;
        hashes[count++] = hash;
        edge->levels[level].count = count % TCT_TILE_WIDTH;
        if (count < TCT_TILE_WIDTH)
            return TCT_OK;
        uint64_t index = (edge->size - 1) >> (TCT_TILE_HEIGHT * (level + 1));
        struct tct_tile tile = {level, index, TCT_TILE_WIDTH};
        enum tct_status status = tile_file_add_hashes(storage, &tile, hashes, err);
        if (status != TCT_OK)
            return status;
        tct_hash_full(hashes, TCT_TILE_WIDTH, &hash);
    }
    return TCT_OK;
}

static bool make_room(struct edge *edge, size_t bytes)
{
    if (edge->bundle_room - edge->bundle_bytes >= bytes)
        return true;
    size_t room = 2 * edge->bundle_room + bytes;
    uint8_t *grown = realloc(edge->bundle, room);
    if (grown == NULL)
        return false;
    edge->bundle = grown;
    edge->bundle_room = room;
    return true;
}

enum tct_status edge_append(struct edge *edge, const struct tct_storage *storage, const void *entry,
                            size_t bytes, struct tct_error *err)
{
    TCT_ASSERT(edge->size < TCT_TREE_SIZE_MAX);
    if (!make_room(edge, bytes + 2))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    edge->bundle_bytes += tct_bundle_put(edge->bundle + edge->bundle_bytes, entry, bytes);
    edge->size++;
    enum tct_status status = TCT_OK;
    if (edge->size % TCT_TILE_WIDTH == 0) {
        status = tile_file_add_bundle(storage, edge->size / TCT_TILE_WIDTH - 1, TCT_TILE_WIDTH,
                                      edge->bundle, edge->bundle_bytes, err);
        edge->bundle_bytes = 0;
    }
    struct tct_hash leaf;
    tct_hash_leaf(entry, bytes, &leaf);
    return status == TCT_OK ? add_hash(edge, storage, &leaf, err) : status;
}

enum tct_status edge_add_partial(const struct edge *edge, const struct tct_storage *storage,
                                 struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    unsigned width = edge->levels[0].count;
    if (width > 0)
        status = tile_file_add_bundle(storage, edge->size / TCT_TILE_WIDTH, width, edge->bundle,
                                      edge->bundle_bytes, err);
    for (int level = 0; level < TCT_TILE_LEVELS && status == TCT_OK; level++) {
        uint64_t index = edge->size >> (TCT_TILE_HEIGHT * level) >> TCT_TILE_HEIGHT;
        struct tct_tile tile = {level, index, edge->levels[level].count};
        if (tile.width > 0)
            status = tile_file_add_hashes(storage, &tile, edge->levels[level].hashes, err);
    }
    return status;
}

/* The hashes of the tiles at the edge are all that a root is made of. */
static enum tct_status read_edge_hash(void *source, unsigned level, uint64_t index,
                                      struct tct_hash *ret, struct tct_error *err)
{
    (void)err;
    const struct edge *edge = source;
    size_t first = 0, count = 0;
    struct tct_tile tile = tct_tile_of_hash(level, index, edge->size, &first, &count);
    TCT_ASSERT(tile.width == edge->levels[tile.level].count);
    tct_hash_full(edge->levels[tile.level].hashes + first, count, ret);
    return TCT_OK;
}

void edge_root(const struct edge *edge, struct tct_hash *ret)
{
    union {
        const struct edge *edge;
        void *source;
    } from = {edge};
    enum tct_status status = tct_tree_root(edge->size, read_edge_hash, from.source, ret, NULL);
    TCT_ASSERT(status == TCT_OK);
}

static enum tct_status drop_one(const struct tct_storage *storage, int level, uint64_t index,
                                struct tct_error *err)
{
    char path[TCT_TILE_PATH_MAX];
    tct_tile_path(&(struct tct_tile){level, index, 1}, path);
    *strrchr(path, '/') = '\0';
    return storage->drop(storage->user, path, err);
}

enum tct_status edge_drop_outgrown(const struct tct_storage *storage, uint64_t old_size,
                                   uint64_t size, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (int level = TCT_TILE_ENTRIES; level < TCT_TILE_LEVELS && status == TCT_OK; level++) {
        unsigned shift = level < 0 ? 0 : (unsigned)(TCT_TILE_HEIGHT * level);
        uint64_t index = old_size >> shift >> TCT_TILE_HEIGHT;
        bool was_partial = (old_size >> shift) % TCT_TILE_WIDTH != 0;
        if (was_partial && tct_tile_width(level, index, size) == TCT_TILE_WIDTH)
            status = drop_one(storage, level, index, err);
    }
    return status;
}
