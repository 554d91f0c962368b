/* Fuzz: the chunks of a WAV file with any bytes, the guan and bext chunks among them. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes_as_file.h"
#include "wave_notes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct recording_file file;
    struct wave_notes notes;
    if (!bytes_as_file(data, size, &file))
        return 0;
    wave_notes_read(&file, 48000.0, &notes);
    TCT_ASSERT(isnan(notes.rate_hz) || notes.rate_hz > 0.0);
    TCT_ASSERT(!notes.timed || notes.source != NULL);
    (void)close(file.descriptor);
    return 0;
}
