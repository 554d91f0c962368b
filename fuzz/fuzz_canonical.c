/* Fuzz: any bytes as JSON; its canonical form must be canonical. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/canonical.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LIMIT_BYTES = 1 << 16 };
    char *canonical = NULL, *again = NULL;
    size_t bytes = 0, again_bytes = 0;
    struct tct_error err;
    if (tct_canonical_json((const char *)data, size, LIMIT_BYTES, &canonical, &bytes, &err) !=
        TCT_OK)
        return 0;
    TCT_ASSERT(bytes <= LIMIT_BYTES && canonical[bytes] == '\0' && strlen(canonical) == bytes);
    enum tct_status status =
        tct_canonical_json(canonical, bytes, LIMIT_BYTES, &again, &again_bytes, &err);
    TCT_ASSERT(status == TCT_OK && again_bytes == bytes && memcmp(again, canonical, bytes) == 0);
    free(again);
    free(canonical);
    return 0;
}
