/* Fuzz: a PPS table with any bytes, through the fit to the times of samples. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "pps_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct time_map map = {0};
    bool fits = pps_table_read_memory("fuzz.CSV", (const char *)data, size, 48000.0, NULL, &map);
    TCT_ASSERT(fits == (map.count > 0));
    double last = -INFINITY;
    for (size_t i = 0; i < map.count; i++) {
        const struct time_piece *piece = &map.pieces[i];
        TCT_ASSERT(piece->sample >= last && piece->rate_hz > 0.0 && isfinite(piece->rate_hz));
        TCT_ASSERT(piece->sigma_s > 0.0 && isfinite(piece->sigma_s));
        last = piece->sample;
        struct tct_sample_time time = time_map_at(&map, piece->sample + 1000.0);
        TCT_ASSERT(!time.known || time.sigma_s > 0.0);
    }
    time_map_free(&map);
    return 0;
}
