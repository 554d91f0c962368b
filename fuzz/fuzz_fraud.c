/* Fuzz: any bytes as a proof of fraud by a log whose key the corpus was signed with. What proves
 * fraud must still prove it when it was written again. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/fraud.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t SEED[TCT_KEY_SEED_BYTES] = {1};
    static struct tct_signer log;
    struct tct_fraud fraud, again;
    struct tct_error err;
    char *written = NULL;
    size_t bytes = 0;
    if (log.verifier.id == 0) {
        enum tct_status made = tct_signer_new("log.example", TCT_KEY_ED25519, SEED, &log, &err);
        TCT_ASSERT(made == TCT_OK);
    }
    if (tct_fraud_open((const char *)data, size, &log.verifier, &fraud, &err) != TCT_OK)
        return 0;
    TCT_ASSERT(fraud.heads[0].size > 0 && fraud.heads[0].size <= fraud.heads[1].size);
    enum tct_status status = tct_fraud_write(&fraud, &written, &bytes, &err);
    TCT_ASSERT(status == TCT_OK && bytes <= size);
    status = tct_fraud_open(written, bytes, &log.verifier, &again, &err);
    TCT_ASSERT(status == TCT_OK);
    free(written);
    return 0;
}
