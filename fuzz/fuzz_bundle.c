/* Fuzz: any bytes as a bundle of so many entries as the first byte says; its entries must put
 * together the same bundle. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_bundle_reader reader;
    struct tct_error err;
    enum tct_status status = TCT_OK;
    const uint8_t *entry = NULL;
    size_t bytes = 0, used = 0;
    if (size == 0)
        return 0;
    unsigned width = 1U + data[0], entries = 0;
    uint8_t *again = malloc(size);
    TCT_ASSERT(again != NULL);
    tct_bundle_read(&reader, data + 1, size - 1, width);
    for (; tct_bundle_next(&reader, &entry, &bytes, &status, &err); entries++)
        used += tct_bundle_put(again + used, entry, bytes);
    TCT_ASSERT(used < size && memcmp(again, data + 1, used) == 0);
    if (status == TCT_OK)
        TCT_ASSERT(entries == width && used == size - 1);
    free(again);
    return 0;
}
