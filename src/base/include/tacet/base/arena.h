/* Arena: memory that is taken in small pieces and given back all at once, with a hard upper limit.
 *
 * Blocks grow from the heap as needed up to `limit_bytes`; past it an allocation answers NULL,
 * never aborts, so that hostile input ends in TCT_ERR_LIMIT. Not for several threads at once. */
#ifndef TACET_BASE_ARENA_H
#define TACET_BASE_ARENA_H

#include <stddef.h>

#include "tacet/base/status.h"

struct tct_arena_block;

struct tct_arena {
    struct tct_arena_block *newest; /* blocks form a list; the newest is allocated from */
    size_t used_bytes;              /* in all blocks, capacity not content */
    size_t limit_bytes;
};

/* An empty arena; takes no memory yet. */
TCT_API void tct_arena_init(struct tct_arena *arena, size_t limit_bytes);

/* `count` zeroed items of `item_bytes`, aligned for any type, or NULL when memory or the limit is
 * reached or the product overflows. count 0 gives a valid pointer to nothing. */
TCT_API TCT_MUST_CHECK void *tct_arena_take(struct tct_arena *arena, size_t count,
                                            size_t item_bytes);

/* Gives everything back; the arena is empty and usable again. */
TCT_API void tct_arena_free(struct tct_arena *arena);

#define TCT_ARENA_NEW(arena, type, count) ((type *)tct_arena_take((arena), (count), sizeof(type)))

#endif
