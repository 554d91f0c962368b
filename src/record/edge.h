/* The right edge of a log that grows: the tiles that are not full yet, one of each level. */
#ifndef TACET_RECORD_EDGE_H
#define TACET_RECORD_EDGE_H

#include "tacet/record/storage.h"
#include "tacet/record/tile.h"
#include "tacet/record/view.h"

struct edge {
    uint64_t size; /* entries */
    struct {
        unsigned count;
        struct tct_hash hashes[TCT_TILE_WIDTH];
    } levels[TCT_TILE_LEVELS];
    uint8_t *bundle; /* of size % TCT_TILE_WIDTH entries */
    size_t bundle_bytes, bundle_room;
};

/* That of the view's head; *ret comes in as zeros. Errors: those of the view. */
enum tct_status edge_load(struct tct_view *view, struct edge *ret, struct tct_error *err);
void edge_free(struct edge *edge);

/* One entry more; tiles and the bundle that become full are added to storage. After an error the
 * edge is of no more use. */
enum tct_status edge_append(struct edge *edge, const struct tct_storage *storage, const void *entry,
                            size_t bytes, struct tct_error *err);

/* Adds the partial tiles and the partial bundle to storage. */
enum tct_status edge_add_partial(const struct edge *edge, const struct tct_storage *storage,
                                 struct tct_error *err);

void edge_root(const struct edge *edge, struct tct_hash *ret);

/* Removes the partial tiles of a tree of `old_size` entries that are full in one of `size`. */
enum tct_status edge_drop_outgrown(const struct tct_storage *storage, uint64_t old_size,
                                   uint64_t size, struct tct_error *err);

#endif
