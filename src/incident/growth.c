/* Arrays that grow. */
#include "growth.h"

#include <stdlib.h>
#include <string.h>

enum tct_status grow(void *items, uint32_t *room, size_t wanted, size_t item_bytes,
                     struct tct_error *err)
{
    if (wanted <= *room)
        return TCT_OK;
    size_t more = (size_t)*room + *room / 2 + 16;
    if (more < wanted)
        more = wanted;
    if (more > UINT32_MAX - 1)
        more = UINT32_MAX - 1;
    void *moved;
    memcpy(&moved, items, sizeof(moved)); /* whatever it points to */
    moved = more < wanted ? NULL : realloc(moved, more * item_bytes);
    if (moved == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a book of incidents");
    memcpy(items, &moved, sizeof(moved));
    *room = (uint32_t)more;
    return TCT_OK;
}
