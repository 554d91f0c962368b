/* Fuzz: recordings.csv with any bytes. Files that it names are looked for in a folder that does not
 * exist, so that nothing outside is opened by a relative name. */
#include <stddef.h>
#include <stdint.h>

#include "tacet/face/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_arena arena;
    struct tct_warnings warnings;
    struct tct_recordings recordings;
    struct tct_error err;
    tct_arena_init(&arena, (size_t)16 << 20);
    tct_warnings_init(&warnings, NULL);
    enum tct_status status =
        tct_recordings_read_memory("fuzz.csv", "/nonexistent", (const char *)data, size, NULL,
                                   &arena, &warnings, &recordings, &err);
    if (status == TCT_OK)
        for (size_t i = 1; i < recordings.count; i++)
            TCT_ASSERT(!recordings.items[i].timed || recordings.items[i - 1].timed);
    tct_arena_free(&arena);
    return 0;
}
