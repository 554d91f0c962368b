/* Lists that grow. */
#include "room.h"

#include <stdlib.h>

bool have_room(void *list, size_t item_bytes, size_t count, size_t *room)
{
    void **items = list;
    if (count < *room)
        return true;
    size_t wanted = *room == 0 ? 64 : 2 * *room;
    void *grown = realloc(*items, wanted * item_bytes);
    if (grown == NULL)
        return false;
    *items = grown;
    *room = wanted;
    return true;
}
