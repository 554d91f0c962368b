/* Fuzz: sector.yaml with any bytes, beside files that are good. */
#include "sector_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_arena arena;
    struct tct_sector sector;
    /* A name with a slash could lead to a device that never ends. */
    if (size > 0 && memchr(data, '/', size) != NULL)
        return 0;
    folder_make();
    folder_write("sector.yaml", data, size);
    tct_arena_init(&arena, (size_t)64 << 20);
    if (folder_open(&arena, &sector) == TCT_OK)
        tct_sector_close(&sector);
    tct_arena_free(&arena);
    return 0;
}
