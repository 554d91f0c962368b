/* A log at one head. The tiles of the right edge are verified by the root; every other one by its
 * hash in the tile above, which was verified before. */
#include "tacet/record/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tile_file.h"

enum { WAYS = 4 }; /* tiles of one level that are kept */

struct kept_tile {
    bool filled;
    struct tct_tile tile;
    struct tct_hash hashes[TCT_TILE_WIDTH];
};

struct tct_view {
    const struct tct_storage *storage;
    struct tct_checkpoint head;
    uint8_t *note;
    size_t note_bytes;
    struct kept_tile kept[TCT_TILE_LEVELS][WAYS];
    struct {
        bool filled;
        uint64_t index;
        uint8_t *content;
        size_t bytes;
        size_t starts[TCT_TILE_WIDTH + 1]; /* of the entries' bytes behind their lengths */
    } bundle;
};

static struct tct_tile tile_at(const struct tct_view *view, int level, uint64_t index)
{
    return (struct tct_tile){level, index, tct_tile_width(level, index, view->head.size)};
}

static enum tct_status altered(const struct tct_tile *tile, struct tct_error *err)
{
    char path[TCT_TILE_PATH_MAX];
    tct_tile_path(tile, path);
    return tct_fail(err, TCT_ERR_INPUT, "%s: it does not fit the root of the log: it was altered",
                    path);
}

static enum tct_status read_tile(struct tct_view *view, int level, uint64_t index,
                                 const struct tct_hash **ret, struct tct_error *err);

/* A full tile is one hash of the tile above it. */
static enum tct_status verify_by_parent(struct tct_view *view, const struct tct_tile *tile,
                                        const struct tct_hash *hashes, struct tct_error *err)
{
    const struct tct_hash *above = NULL;
    struct tct_hash root;
    enum tct_status status =
        read_tile(view, tile->level + 1, tile->index / TCT_TILE_WIDTH, &above, err);
    if (status != TCT_OK)
        return status;
    tct_hash_full(hashes, TCT_TILE_WIDTH, &root);
    return tct_hash_equal(&root, &above[tile->index % TCT_TILE_WIDTH]) ? TCT_OK
                                                                       : altered(tile, err);
}

static enum tct_status read_tile(struct tct_view *view, int level, uint64_t index,
                                 const struct tct_hash **ret, struct tct_error *err)
{
    struct tct_tile tile = tile_at(view, level, index);
    TCT_ASSERT(tile.width > 0);
    struct kept_tile *kept = &view->kept[level][index % WAYS];
    *ret = kept->hashes;
    if (kept->filled && kept->tile.index == index)
        return TCT_OK;
    kept->filled = false;
    enum tct_status status = tile_file_hashes(view->storage, &tile, kept->hashes, err);
    if (status == TCT_OK && tile.width == TCT_TILE_WIDTH)
        status = verify_by_parent(view, &tile, kept->hashes, err);
    if (status != TCT_OK)
        return status;
    kept->filled = true;
    kept->tile = tile;
    return TCT_OK;
}

enum tct_status tct_view_read_hash(void *user, unsigned level, uint64_t index, struct tct_hash *ret,
                                   struct tct_error *err)
{
    struct tct_view *view = user;
    size_t first = 0, count = 0;
    struct tct_tile tile = tct_tile_of_hash(level, index, view->head.size, &first, &count);
    const struct tct_hash *hashes = NULL;
    enum tct_status status = read_tile(view, tile.level, tile.index, &hashes, err);
    if (status == TCT_OK)
        tct_hash_full(hashes + first, count, ret);
    return status;
}

/* The hashes of a partial tile are those that the root is made of, each once: so the root verifies
 * them, and there is nothing else to the right edge. */
static enum tct_status verify_edge(struct tct_view *view, struct tct_error *err)
{
    struct tct_hash root;
    enum tct_status status = tct_tree_root(view->head.size, tct_view_read_hash, view, &root, err);
    if (status == TCT_OK && !tct_hash_equal(&root, &view->head.root))
        status = tct_fail(err, TCT_ERR_INPUT,
                          "the tiles of %" PRIu64 " entries do not give the root that the "
                          "checkpoint states: the last tile of some level was altered",
                          view->head.size);
    return status;
}

enum tct_status tct_view_open_at(const struct tct_storage *storage,
                                 const struct tct_checkpoint *head, struct tct_view **ret_view,
                                 struct tct_error *err)
{
    *ret_view = NULL;
    struct tct_view *view = calloc(1, sizeof(*view));
    if (view == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    view->storage = storage;
    view->head = *head;
    enum tct_status status = verify_edge(view, err);
    if (status != TCT_OK) {
        tct_view_close(view);
        return status;
    }
    *ret_view = view;
    return TCT_OK;
}

static enum tct_status read_head(const struct tct_storage *storage, const struct tct_verifier *log,
                                 uint8_t **ret_note, size_t *ret_bytes, struct tct_checkpoint *head,
                                 struct tct_error *err)
{
    struct tct_note note;
    struct tct_error why;
    enum tct_status status =
        storage->read(storage->user, TCT_CHECKPOINT_PATH, TCT_NOTE_MAX, ret_note, ret_bytes, err);
    if (status != TCT_OK)
        return status;
    if (*ret_note == NULL)
        return tct_fail(err, TCT_ERR_INPUT, TCT_CHECKPOINT_PATH ": it is missing; is this a log?");
    status = tct_checkpoint_open((const char *)*ret_note, *ret_bytes, log, &note, head, &why);
    return status == TCT_OK ? TCT_OK : tct_fail(err, status, TCT_CHECKPOINT_PATH ": %s", why.text);
}

enum tct_status tct_view_open(const struct tct_storage *storage, const struct tct_verifier *log,
                              struct tct_view **ret_view, struct tct_error *err)
{
    *ret_view = NULL;
    uint8_t *note = NULL;
    size_t bytes = 0;
    struct tct_checkpoint head;
    enum tct_status status = read_head(storage, log, &note, &bytes, &head, err);
    if (status == TCT_OK)
        status = tct_view_open_at(storage, &head, ret_view, err);
    if (status != TCT_OK) {
        free(note);
        return status;
    }
    (*ret_view)->note = note;
    (*ret_view)->note_bytes = bytes;
    return TCT_OK;
}

void tct_view_close(struct tct_view *view)
{
    if (view == NULL)
        return;
    free(view->note);
    free(view->bundle.content);
    free(view);
}

const struct tct_checkpoint *tct_view_head(const struct tct_view *view)
{
    return &view->head;
}

const char *tct_view_note(const struct tct_view *view, size_t *ret_bytes)
{
    *ret_bytes = view->note_bytes;
    return (const char *)view->note;
}

/* Every entry of a bundle against its leaf. */
static enum tct_status verify_bundle(struct tct_view *view, const struct tct_tile *tile,
                                     const struct tct_hash *leaves, struct tct_error *err)
{
    struct tct_bundle_reader reader;
    const uint8_t *entry = NULL, *content = view->bundle.content;
    size_t bytes = 0;
    enum tct_status status = TCT_OK;
    tct_bundle_read(&reader, content, view->bundle.bytes, tile->width);
    for (unsigned i = 0; tct_bundle_next(&reader, &entry, &bytes, &status, err); i++) {
        struct tct_hash leaf;
        char path[TCT_TILE_PATH_MAX];
        tct_hash_leaf(entry, bytes, &leaf);
        if (!tct_hash_equal(&leaf, &leaves[i])) {
            tct_tile_path(tile, path);
            return tct_fail(err, TCT_ERR_INPUT, "%s: entry %" PRIu64 " was altered", path,
                            tile->index * TCT_TILE_WIDTH + i);
        }
        view->bundle.starts[i] = (size_t)(entry - content);
        view->bundle.starts[i + 1] = (size_t)(entry + bytes - content) + 2;
    }
    return status;
}

static enum tct_status read_bundle(struct tct_view *view, uint64_t index, struct tct_error *err)
{
    if (view->bundle.filled && view->bundle.index == index)
        return TCT_OK;
    struct tct_tile tile = tile_at(view, TCT_TILE_ENTRIES, index);
    const struct tct_hash *leaves = NULL;
    free(view->bundle.content);
    view->bundle.content = NULL;
    view->bundle.filled = false;
    enum tct_status status = read_tile(view, 0, index, &leaves, err);
    if (status == TCT_OK)
        status =
            tile_file_bundle(view->storage, &tile, &view->bundle.content, &view->bundle.bytes, err);
    if (status == TCT_OK)
        status = verify_bundle(view, &tile, leaves, err);
    view->bundle.filled = status == TCT_OK;
    view->bundle.index = index;
    return status;
}

enum tct_status tct_view_entry(struct tct_view *view, uint64_t index, const uint8_t **ret_entry,
                               size_t *ret_bytes, struct tct_error *err)
{
    if (index >= view->head.size)
        return tct_fail(err, TCT_ERR_USE,
                        "there is no entry %" PRIu64 " among %" PRIu64 ", counted from 0", index,
                        view->head.size);
    enum tct_status status = read_bundle(view, index / TCT_TILE_WIDTH, err);
    if (status != TCT_OK)
        return status;
    const size_t *starts = &view->bundle.starts[index % TCT_TILE_WIDTH];
    *ret_entry = view->bundle.content + starts[0];
    *ret_bytes = starts[1] - 2 - starts[0];
    return TCT_OK;
}

enum tct_status tct_view_verify(struct tct_view *view, uint64_t from,
                                tct_view_progress_fn *progress, void *user, struct tct_error *err)
{
    TCT_ASSERT(from % TCT_TILE_WIDTH == 0);
    for (uint64_t at = from; at < view->head.size; at += TCT_TILE_WIDTH) {
        enum tct_status status = read_bundle(view, at / TCT_TILE_WIDTH, err);
        if (status != TCT_OK)
            return status;
        if (progress != NULL && at / TCT_TILE_WIDTH % 64 == 63)
            progress(user, at + TCT_TILE_WIDTH);
    }
    return TCT_OK;
}

enum tct_status tct_view_tile(struct tct_view *view, const struct tct_tile *tile,
                              const uint8_t **ret_content, size_t *ret_bytes, struct tct_error *err)
{
    TCT_ASSERT(tile->width == tct_tile_width(tile->level, tile->index, view->head.size));
    enum tct_status status = TCT_OK;
    if (tile->level == TCT_TILE_ENTRIES) {
        status = read_bundle(view, tile->index, err);
        *ret_content = view->bundle.content;
        *ret_bytes = view->bundle.bytes;
        return status;
    }
    const struct tct_hash *hashes = NULL;
    status = read_tile(view, tile->level, tile->index, &hashes, err);
    *ret_content = (const uint8_t *)hashes;
    *ret_bytes = (size_t)tile->width * TCT_HASH_BYTES;
    return status;
}
