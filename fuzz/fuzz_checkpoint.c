/* Fuzz: any bytes as the text of a checkpoint; what is read must be what it was written from. */
#include <string.h>

#include "tacet/record/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_checkpoint head;
    struct tct_error err;
    char written[TCT_CHECKPOINT_TEXT_MAX];
    if (tct_checkpoint_parse((const char *)data, size, &head, &err) != TCT_OK)
        return 0;
    TCT_ASSERT(head.size <= TCT_TREE_SIZE_MAX && strlen(head.origin) <= TCT_ORIGIN_MAX);
    if (tct_key_name_check(head.origin, &err) != TCT_OK)
        return 0; /* of others, whose names we would not give */
    size_t bytes = tct_checkpoint_write(&head, written);
    TCT_ASSERT(bytes <= size && memcmp(written, data, bytes) == 0);
    TCT_ASSERT(head.extended == (bytes < size));
    return 0;
}
