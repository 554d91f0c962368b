/* A tile or bundle as a file of storage, not verified. */
#ifndef TACET_RECORD_TILE_FILE_H
#define TACET_RECORD_TILE_FILE_H

#include "tacet/record/storage.h"
#include "tacet/record/tile.h"

/* The hashes of a tile, `tile->width` of them. A partial tile that is gone is read from a wider
 * one that is full (tlog-tiles lets a log remove partial ones). */
enum tct_status tile_file_hashes(const struct tct_storage *storage, const struct tct_tile *tile,
                                 struct tct_hash ret[TCT_TILE_WIDTH], struct tct_error *err);

/* A bundle, to be freed, cut after its `tile->width` entries; well formed. */
enum tct_status tile_file_bundle(const struct tct_storage *storage, const struct tct_tile *tile,
                                 uint8_t **ret, size_t *ret_bytes, struct tct_error *err);

enum tct_status tile_file_add_hashes(const struct tct_storage *storage, const struct tct_tile *tile,
                                     const struct tct_hash *hashes, struct tct_error *err);
enum tct_status tile_file_add_bundle(const struct tct_storage *storage, uint64_t index,
                                     unsigned width, const uint8_t *bundle, size_t bytes,
                                     struct tct_error *err);

#endif
