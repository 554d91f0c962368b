/* Fuzz: any bytes as a procedure; one that is taken is printed and read back as the same. */
#include <stdlib.h>
#include <string.h>

#include "tacet/face/procedure_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(const struct tct_procedure *procedure, char **ret_text, size_t *ret_bytes)
{
    FILE *out = open_memstream(ret_text, ret_bytes);
    TCT_ASSERT(out != NULL);
    TCT_ASSERT(tct_procedure_print(procedure, out, NULL) == TCT_OK);
    TCT_ASSERT(fclose(out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tct_procedure first, again;
    struct tct_error err;
    char *text = NULL, *again_text = NULL;
    size_t bytes = 0, again_bytes = 0;
    if (tct_procedure_parse("p.yaml", (const char *)data, size, &first, &err) != TCT_OK)
        return 0;
    print(&first, &text, &bytes);
    TCT_ASSERT(tct_procedure_parse("p.yaml", text, bytes, &again, &err) == TCT_OK);
    print(&again, &again_text, &again_bytes);
    TCT_ASSERT(bytes == again_bytes && memcmp(text, again_text, bytes) == 0);
    free(text);
    free(again_text);
    return 0;
}
