/* Fuzz: any bytes as a table of places, or as GeoJSON. */
#include <math.h>

#include "sector_folder.h"

#include "tacet/face/shapes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_shapes shapes;
    struct tct_error err;
    char path[128];
    folder_make();
    folder_write("fuzz.geojson", data, size);
    (void)snprintf(path, sizeof(path), "%s/fuzz.geojson", folder);
    tct_arena_init(&arena, (size_t)64 << 20);
    tct_warnings_init(&warnings, NULL);
    if (tct_shapes_read(path, &arena, &warnings, &shapes, &err) == TCT_OK) {
        TCT_ASSERT(shapes.count > 0);
        for (size_t i = 0; i < shapes.count; i++) {
            const struct tct_shape *shape = &shapes.items[i];
            TCT_ASSERT(shape->count >= (shape->shape == TCT_SHAPE_AREA   ? 3u
                                        : shape->shape == TCT_SHAPE_LINE ? 2u
                                                                         : 1u));
            for (size_t k = 0; k < shape->count; k++)
                TCT_ASSERT(isfinite(shape->x[k]) && isfinite(shape->y[k]));
            TCT_ASSERT(isnan(shape->people) || shape->people >= 0.0);
            (void)tct_shape_holds(shape, 0.5, 0.5);
        }
    }
    tct_arena_free(&arena);
    (void)folder_open; /* the sector's own is not asked for */
    return 0;
}
