/* The paths and contents of C2SP tlog-tiles: tiles of hashes, 256 wide, and bundles of entries with
 * lengths of 16 bits before them. */
#ifndef TACET_RECORD_TILE_H
#define TACET_RECORD_TILE_H

#include "tacet/record/tree.h"

enum {
    TCT_TILE_HEIGHT = 8,
    TCT_TILE_WIDTH = 256,   /* hashes or entries of a full tile */
    TCT_TILE_LEVELS = 8,    /* that a tree of TCT_TREE_SIZE_MAX entries has */
    TCT_TILE_ENTRIES = -1,  /* as a level: the bundle of entries under a tile of level 0 */
    TCT_TILE_PATH_MAX = 64, /* bytes, with the NUL */
    TCT_ENTRY_MAX = 65535,  /* bytes */
    TCT_BUNDLE_MAX = TCT_TILE_WIDTH * (2 + TCT_ENTRY_MAX), /* bytes */
};

struct tct_tile {
    int level;      /* 0 to TCT_TILE_LEVELS - 1, or TCT_TILE_ENTRIES */
    uint64_t index; /* from the left, within its level; below 2^55 */
    unsigned width; /* 1 to TCT_TILE_WIDTH, which is full */
};

/* "tile/0/x001/067", "tile/entries/000.p/5". The tile must be within its ranges. */
TCT_API void tct_tile_path(const struct tct_tile *tile, char ret[TCT_TILE_PATH_MAX]);

/* Reads what tct_tile_path writes, and no other spelling of it. Errors: TCT_ERR_INPUT. */
TCT_API TCT_MUST_CHECK enum tct_status tct_tile_parse(const char *path, struct tct_tile *ret,
                                                      struct tct_error *err);

/* How wide this tile is in a tree of so many entries; 0 when it has none such. */
TCT_API unsigned tct_tile_width(int level, uint64_t index, uint64_t tree_size);

/* The tile in which a tree of so many entries keeps the full subtree (level, index), as
 * tct_read_hash_fn counts them: tct_hash_full over `*ret_count` hashes from `*ret_first` is its
 * hash. The subtree must be a full one of the tree. */
TCT_API struct tct_tile tct_tile_of_hash(unsigned level, uint64_t index, uint64_t tree_size,
                                         size_t *ret_first, size_t *ret_count);

/* Writes an entry of up to TCT_ENTRY_MAX bytes as it stands in a bundle and answers the bytes
 * written: 2 more than it has. */
TCT_API size_t tct_bundle_put(uint8_t *room, const void *entry, size_t bytes);

/* A walk over the entries of a bundle, which stays the caller's. */
struct tct_bundle_reader {
    const uint8_t *at, *end;
    unsigned left; /* entries */
};

TCT_API void tct_bundle_read(struct tct_bundle_reader *reader, const void *bundle, size_t bytes,
                             unsigned width);

/* Whether there is another entry: *ret_entry points into the bundle. After the last it answers
 * false with TCT_OK in *ret_status, and TCT_ERR_INPUT where an entry is cut off or bytes are left
 * over. */
TCT_API TCT_MUST_CHECK bool tct_bundle_next(struct tct_bundle_reader *reader,
                                            const uint8_t **ret_entry, size_t *ret_bytes,
                                            enum tct_status *ret_status, struct tct_error *err);

#endif
