/* Arena: a list of heap blocks, each at least twice the one before until they are large. */
#include "tacet/base/arena.h"

#include <stdlib.h>

enum { BLOCK_FIRST_BYTES = 4096, BLOCK_LARGEST_BYTES = 1 << 22, ALIGN_BYTES = 16 };

struct tct_arena_block {
    struct tct_arena_block *older;
    size_t capacity_bytes;
    size_t used_bytes;
    size_t padding; /* keeps `memory` aligned */
    unsigned char memory[];
};

_Static_assert(sizeof(struct tct_arena_block) % ALIGN_BYTES == 0, "blocks keep their alignment");

void tct_arena_init(struct tct_arena *arena, size_t limit_bytes)
{
    *arena = (struct tct_arena){.limit_bytes = limit_bytes};
}

static struct tct_arena_block *new_block(struct tct_arena *arena, size_t wanted_bytes)
{
    size_t capacity = BLOCK_FIRST_BYTES;
    if (arena->newest != NULL && arena->newest->capacity_bytes < BLOCK_LARGEST_BYTES)
        capacity = arena->newest->capacity_bytes * 2;
    else if (arena->newest != NULL)
        capacity = BLOCK_LARGEST_BYTES;
    if (capacity < wanted_bytes)
        capacity = wanted_bytes;
    size_t room = arena->limit_bytes - arena->used_bytes;
    if (capacity > room)
        capacity = room;
    if (capacity < wanted_bytes)
        return NULL;
    struct tct_arena_block *block = calloc(1, sizeof(*block) + capacity); /* large ones untouched */
    if (block == NULL)
        return NULL;
    *block = (struct tct_arena_block){.older = arena->newest, .capacity_bytes = capacity};
    arena->newest = block;
    arena->used_bytes += capacity;
    return block;
}

void *tct_arena_take(struct tct_arena *arena, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes) ||
        __builtin_add_overflow(bytes, (size_t)(ALIGN_BYTES - 1), &bytes))
        return NULL;
    bytes &= ~(size_t)(ALIGN_BYTES - 1);
    if (bytes == 0)
        bytes = ALIGN_BYTES;
    struct tct_arena_block *block = arena->newest;
    if (block == NULL || block->capacity_bytes - block->used_bytes < bytes) {
        block = new_block(arena, bytes);
        if (block == NULL)
            return NULL;
    }
    void *memory = block->memory + block->used_bytes;
    block->used_bytes += bytes;
    return memory;
}

void tct_arena_free(struct tct_arena *arena)
{
    struct tct_arena_block *block = arena->newest;
    while (block != NULL) {
        struct tct_arena_block *older = block->older;
        free(block);
        block = older;
    }
    tct_arena_init(arena, arena->limit_bytes);
}
