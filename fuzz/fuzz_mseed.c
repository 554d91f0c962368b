/* Fuzz: miniSEED records with any bytes, read to the end. */
#include "bytes_as_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_format(mseed_open, data, size);
    return 0;
}
