/* Fuzz: a SAC file with any bytes, read to the end. */
#include <stddef.h>
#include <stdint.h>

#include "bytes_as_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct recording_file file;
    struct recording_stream stream = {0};
    struct tct_error err;
    if (!bytes_as_file(data, size, &file))
        return 0;
    if (sac_open(&file, 0, &stream, &err) == TCT_OK) {
        check_stream(&stream);
        read_to_the_end(&stream, 1 + size % 1000);
        stream.close(stream.state);
    }
    time_map_free(&stream.map);
    return 0;
}
