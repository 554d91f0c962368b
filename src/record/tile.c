/* Paths and contents of C2SP tlog-tiles. */
#include "tacet/record/tile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "decimal.h"

#define INDEX_LIMIT (UINT64_C(1) << 55) /* of a tree of 2^63 entries, at level 0 */

static void put_index(uint64_t index, char *text, size_t room)
{
    /* Groups of three digits; all but the last begin with an x. */
    unsigned groups[8], count = 0;
    do {
        groups[count++] = (unsigned)(index % 1000);
        index /= 1000;
    } while (index > 0);
    for (size_t used = 0; count > 0; count--)
        used += (size_t)snprintf(text + used, room - used, count > 1 ? "x%03u/" : "%03u",
                                 groups[count - 1]);
}

void tct_tile_path(const struct tct_tile *tile, char ret[TCT_TILE_PATH_MAX])
{
    TCT_ASSERT(tile->level >= TCT_TILE_ENTRIES && tile->level < TCT_TILE_LEVELS);
    TCT_ASSERT(tile->index < INDEX_LIMIT && tile->width >= 1 && tile->width <= TCT_TILE_WIDTH);
    char level[8] = "entries", index[32], width[8] = "";
    if (tile->level >= 0)
        (void)snprintf(level, sizeof(level), "%d", tile->level);
    put_index(tile->index, index, sizeof(index));
    if (tile->width < TCT_TILE_WIDTH)
        (void)snprintf(width, sizeof(width), ".p/%u", tile->width);
    (void)snprintf(ret, TCT_TILE_PATH_MAX, "tile/%s/%s%s", level, index, width);
}

/* The parts of a path are read by their meaning; that they are spelled in the one way is shown by
 * writing them again. */
static bool read_path(const char *path, struct tct_tile *ret)
{
    static const char TILE[] = "tile/", ENTRIES[] = "entries/", PARTIAL[] = ".p/";
    if (strncmp(path, TILE, sizeof(TILE) - 1) != 0)
        return false;
    path += sizeof(TILE) - 1;
    *ret = (struct tct_tile){TCT_TILE_ENTRIES, 0, TCT_TILE_WIDTH};
    if (strncmp(path, ENTRIES, sizeof(ENTRIES) - 1) == 0) {
        path += sizeof(ENTRIES) - 1;
    } else {
        if (path[0] < '0' || path[0] >= '0' + TCT_TILE_LEVELS || path[1] != '/')
            return false;
        ret->level = path[0] - '0';
        path += 2;
    }
    for (; *path != '\0' && *path != '.'; path++)
        if (*path >= '0' && *path <= '9') {
            ret->index = 10 * ret->index + (uint64_t)(*path - '0');
            if (ret->index >= INDEX_LIMIT)
                return false;
        }
    if (*path == '\0')
        return true;
    if (strncmp(path, PARTIAL, sizeof(PARTIAL) - 1) != 0)
        return false;
    path += sizeof(PARTIAL) - 1;
    uint64_t width = 0;
    if (!decimal_read(path, strlen(path), TCT_TILE_WIDTH - 1, &width) || width == 0)
        return false;
    ret->width = (unsigned)width;
    return true;
}

enum tct_status tct_tile_parse(const char *path, struct tct_tile *ret, struct tct_error *err)
{
    char written[TCT_TILE_PATH_MAX];
    struct tct_tile tile;
    if (strlen(path) < sizeof(written) && read_path(path, &tile)) {
        tct_tile_path(&tile, written);
        if (strcmp(path, written) == 0) {
            *ret = tile;
            return TCT_OK;
        }
    }
    return tct_fail_at(err, TCT_ERR_INPUT, "path", 0, path,
                       "that of a tile, such as tile/0/x001/067 or tile/entries/000.p/5");
}

unsigned tct_tile_width(int level, uint64_t index, uint64_t tree_size)
{
    TCT_ASSERT(level >= TCT_TILE_ENTRIES && level < TCT_TILE_LEVELS);
    uint64_t hashes = level <= 0 ? tree_size : tree_size >> (TCT_TILE_HEIGHT * level);
    if (index > hashes / TCT_TILE_WIDTH)
        return 0;
    uint64_t from = hashes - index * TCT_TILE_WIDTH;
    return from < TCT_TILE_WIDTH ? (unsigned)from : TCT_TILE_WIDTH;
}

struct tct_tile tct_tile_of_hash(unsigned level, uint64_t index, uint64_t tree_size,
                                 size_t *ret_first, size_t *ret_count)
{
    unsigned within = level % TCT_TILE_HEIGHT;
    uint64_t first = index << within;
    struct tct_tile tile = {.level = (int)(level / TCT_TILE_HEIGHT),
                            .index = first / TCT_TILE_WIDTH};
    tile.width = tct_tile_width(tile.level, tile.index, tree_size);
    *ret_first = (size_t)(first % TCT_TILE_WIDTH);
    *ret_count = (size_t)1 << within;
    TCT_ASSERT(*ret_first + *ret_count <= tile.width);
    return tile;
}

size_t tct_bundle_put(uint8_t *room, const void *entry, size_t bytes)
{
    TCT_ASSERT(bytes <= TCT_ENTRY_MAX);
    room[0] = (uint8_t)(bytes >> 8);
    room[1] = (uint8_t)(bytes & 0xff);
    if (bytes > 0)
        memcpy(room + 2, entry, bytes);
    return 2 + bytes;
}

void tct_bundle_read(struct tct_bundle_reader *reader, const void *bundle, size_t bytes,
                     unsigned width)
{
    const uint8_t *at = bundle;
    *reader = (struct tct_bundle_reader){at, at + bytes, width};
}

bool tct_bundle_next(struct tct_bundle_reader *reader, const uint8_t **ret_entry, size_t *ret_bytes,
                     enum tct_status *ret_status, struct tct_error *err)
{
    size_t have = (size_t)(reader->end - reader->at);
    *ret_status = TCT_OK;
    if (reader->left == 0) {
        if (have > 0)
            *ret_status =
                tct_fail(err, TCT_ERR_INPUT, "the bundle has %zu bytes after its last entry", have);
        return false;
    }
    size_t bytes = have < 2 ? 0 : (size_t)(reader->at[0] << 8 | reader->at[1]);
    if (have < 2 || bytes > have - 2) {
        *ret_status =
            tct_fail(err, TCT_ERR_INPUT, "the bundle ends within an entry, with %u more to come",
                     reader->left - 1);
        return false;
    }
    *ret_entry = reader->at + 2;
    *ret_bytes = bytes;
    reader->at += 2 + bytes;
    reader->left--;
    return true;
}
