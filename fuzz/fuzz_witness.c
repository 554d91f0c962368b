/* Fuzz: any bytes as a request to a witness; what is read must be what it was written from. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_witness_request request;
    struct tct_error err;
    char *written = NULL;
    size_t bytes = 0;
    if (tct_witness_request_parse((const char *)data, size, &request, &err) != TCT_OK)
        return 0;
    TCT_ASSERT(request.old_size <= TCT_TREE_SIZE_MAX);
    TCT_ASSERT(request.proof.count <= TCT_PROOF_HASHES_MAX);
    enum tct_status status = tct_witness_request_write(&request, &written, &bytes, &err);
    TCT_ASSERT(status == TCT_OK && bytes == size && memcmp(written, data, size) == 0);
    free(written);
    return 0;
}
