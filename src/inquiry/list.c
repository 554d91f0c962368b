/* Lists that grow in an arena. */
#include "list.h"

#include <string.h>

enum { FIRST_ITEMS = 4 };

void *list_with_room(void *list, size_t count, size_t *room, size_t item_bytes,
                     struct tct_arena *arena)
{
    if (count < *room)
        return list;
    size_t larger = *room == 0 ? FIRST_ITEMS : 2 * *room;
    void *ret = tct_arena_take(arena, larger, item_bytes);
    if (ret == NULL)
        return NULL;
    if (count > 0)
        memcpy(ret, list, count * item_bytes);
    *room = larger;
    return ret;
}
