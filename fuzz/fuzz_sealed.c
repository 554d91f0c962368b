/* Fuzz: the first line as an entry with sealed fields, the lines after it as disclosures; and the
 * entry is sealed, where it has fields "a" and "b" in "a", and opened again. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/canonical.h"
#include "tacet/record/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_canonical(const char *entry, size_t bytes)
{
    char *canonical = NULL;
    size_t canonical_bytes = 0;
    struct tct_error err;
    enum tct_status status =
        tct_canonical_json(entry, bytes, (size_t)1 << 24, &canonical, &canonical_bytes, &err);
    TCT_ASSERT(status == TCT_OK && canonical_bytes == bytes);
    TCT_ASSERT(memcmp(canonical, entry, bytes) == 0);
    free(canonical);
}

static void no_salt(void *user, void *bytes, size_t count)
{
    (void)user;
    memset(bytes, 0, count);
}

static void seal_and_open(const char *text, size_t bytes)
{
    static const char *const POINTERS[] = {"/a", "/a/b"};
    struct tct_sealed sealed;
    struct tct_opened opened;
    struct tct_error err;
    char *canonical = NULL;
    size_t canonical_bytes = 0;
    if (tct_seal(text, bytes, POINTERS, TCT_COUNT(POINTERS), no_salt, NULL, &sealed, &err) !=
        TCT_OK)
        return;
    enum tct_status status =
        tct_open_sealed(sealed.entry, sealed.entry_bytes, (const char *const *)sealed.disclosures,
                        sealed.count, &opened, &err);
    TCT_ASSERT(status == TCT_OK && opened.still_sealed == 0);
    status = tct_canonical_json(text, bytes, (size_t)1 << 24, &canonical, &canonical_bytes, &err);
    TCT_ASSERT(status == TCT_OK && canonical_bytes == opened.entry_bytes);
    TCT_ASSERT(memcmp(canonical, opened.entry, canonical_bytes) == 0);
    free(canonical);
    free(opened.entry);
    tct_sealed_free(&sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LINES_MAX = 16 };
    const char *disclosures[LINES_MAX];
    size_t count = 0;
    struct tct_opened opened;
    struct tct_error err;
    char *text = malloc(size + 1), *rest = text;
    TCT_ASSERT(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    const char *entry = strsep(&rest, "\n");
    while (rest != NULL && count < LINES_MAX)
        disclosures[count++] = strsep(&rest, "\n");
    if (tct_open_sealed(entry, strlen(entry), disclosures, count, &opened, &err) == TCT_OK) {
        check_canonical(opened.entry, opened.entry_bytes);
        free(opened.entry);
    }
    seal_and_open(entry, strlen(entry));
    free(text);
    return 0;
}
