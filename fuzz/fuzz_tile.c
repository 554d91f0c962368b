/* Fuzz: any text as the path of a tile; only what we would write ourselves is read. */
#include <string.h>

#include "tacet/record/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[256], written[TCT_TILE_PATH_MAX];
    struct tct_tile tile;
    struct tct_error err;
    if (size >= sizeof(path))
        return 0;
    if (size > 0)
        memcpy(path, data, size);
    path[size] = '\0';
    if (tct_tile_parse(path, &tile, &err) != TCT_OK)
        return 0;
    tct_tile_path(&tile, written);
    TCT_ASSERT(strcmp(path, written) == 0);
    if (tile.level <= 0) {
        uint64_t in_tree = tile.index * TCT_TILE_WIDTH + tile.width;
        TCT_ASSERT(in_tree > TCT_TREE_SIZE_MAX ||
                   tct_tile_width(tile.level, tile.index, in_tree) == tile.width);
    }
    return 0;
}
