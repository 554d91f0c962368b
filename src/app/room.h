/* Room for one more item of a list that grows by doubling. */
#ifndef TACET_APP_ROOM_H
#define TACET_APP_ROOM_H

#include <stdbool.h>
#include <stddef.h>

/* `list` is the address of a pointer. False: memory is out, and the list as it was. */
bool have_room(void *list, size_t item_bytes, size_t count, size_t *room);
#define HAVE_ROOM(list, count, room) have_room(&(list), sizeof(*(list)), (count), &(room))

#endif
