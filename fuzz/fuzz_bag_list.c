/* Fuzz: any bytes as the list of a bag's files. What is read is sorted, leads nowhere out of the
 * bag, and is read again as it was written. */
#include <stdlib.h>
#include <string.h>

#include "bag_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bag_list list = {NULL, 0, 0}, again = {NULL, 0, 0};
    struct tct_error err;
    size_t bytes = 0;
    if (bag_list_parse("list", (const char *)data, size, &list, &err) == TCT_OK) {
        for (size_t i = 0; i < list.count; i++) {
            TCT_ASSERT(bag_path_is_valid(list.files[i].path));
            TCT_ASSERT(strstr(list.files[i].path, "/../") == NULL &&
                       strncmp(list.files[i].path, "../", 3) != 0);
            TCT_ASSERT(i == 0 || strcmp(list.files[i - 1].path, list.files[i].path) < 0);
            TCT_ASSERT(bag_list_find(&list, list.files[i].path) == &list.files[i]);
        }
        char *text = bag_list_write(&list, &bytes);
        TCT_ASSERT(text != NULL);
        TCT_ASSERT(bag_list_parse("again", text, bytes, &again, &err) == TCT_OK);
        TCT_ASSERT(again.count == list.count);
        free(text);
    }
    bag_list_free(&again);
    bag_list_free(&list);
    return 0;
}
