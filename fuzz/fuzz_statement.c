/* Fuzz: each line as an entry that may be a signed statement, and as what somebody wants to sign.
 */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/statement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_entry(const char *line, size_t bytes)
{
    struct tct_statement statement;
    if (tct_statement_open(line, bytes, &statement, NULL) != TCT_OK)
        return;
    TCT_ASSERT(strlen(statement.text) == statement.bytes && statement.name[0] != '\0');
    tct_statement_free(&statement);
}

/* What can be signed is taken apart and verified. */
static void try_signing(const char *line, size_t bytes, const struct tct_signer *author)
{
    struct tct_statement statement;
    char *entry = NULL;
    size_t count = 0;
    if (tct_statement_sign(line, bytes, author, &entry, &count, NULL) != TCT_OK)
        return;
    TCT_ASSERT(tct_statement_open(entry, count, &statement, NULL) == TCT_OK);
    TCT_ASSERT(tct_statement_verify(&statement, &author->verifier, NULL) == TCT_OK);
    tct_statement_free(&statement);
    free(entry);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t SEED[TCT_KEY_SEED_BYTES] = {7};
    struct tct_signer author;
    TCT_ASSERT(tct_signer_new("author", TCT_KEY_ED25519, SEED, &author, NULL) == TCT_OK);
    const char *at = (const char *)data, *end = at + size;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t bytes = (size_t)((newline == NULL ? end : newline) - at);
        try_entry(at, bytes);
        try_signing(at, bytes, &author);
        at += bytes + 1;
    }
    return 0;
}
