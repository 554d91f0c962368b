/* Lists that grow in an arena. */
#ifndef TACET_INQUIRY_LIST_H
#define TACET_INQUIRY_LIST_H

#include "tacet/base.h"

/* The list with room for one more after its `count` items: itself, or a larger copy, whose room is
 * then in *room. NULL: out of memory, and nothing is changed. */
void *list_with_room(void *list, size_t count, size_t *room, size_t item_bytes,
                     struct tct_arena *arena);

#endif
