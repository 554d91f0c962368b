/* Fuzz: a GeoJSON file with any bytes, as the line and as the zones of a sector. */
#include "sector_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void open_as(const char *yaml)
{
    struct tct_arena arena;
    struct tct_sector sector;
    folder_write("sector.yaml", yaml, strlen(yaml));
    tct_arena_init(&arena, (size_t)64 << 20);
    if (folder_open(&arena, &sector) == TCT_OK) {
        for (size_t i = 0; i < sector.zone_count; i++)
            for (size_t k = 0; k < sector.zones[i].ring_count; k++)
                TCT_ASSERT(sector.zones[i].rings[k].count >= 3);
        tct_sector_close(&sector);
    }
    tct_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    folder_make();
    folder_write("fuzz.geojson", data, size);
    open_as("name: a\nframe: wgs84\nstations: stations.csv\nline: fuzz.geojson\n");
    open_as("name: a\nframe: local\nstations: stations.csv\nzones: fuzz.geojson\n");
    return 0;
}
