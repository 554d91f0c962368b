/* Fuzz: counts by day with any bytes. What is read is what the models take. */
#include <stddef.h>
#include <stdint.h>

#include "tacet/face/counts_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_arena arena;
    struct tct_counts_file file;
    struct tct_warnings warnings;
    tct_arena_init(&arena, (size_t)16 << 20);
    tct_warnings_init(&warnings, NULL);
    if (tct_counts_read_memory("fuzz.csv", (const char *)data, size, &arena, &warnings, &file,
                               NULL) == TCT_OK)
        TCT_ASSERT(tct_counts_check(&file.counts, NULL) == TCT_OK);
    tct_arena_free(&arena);
    return 0;
}
