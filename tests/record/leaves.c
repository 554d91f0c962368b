/* A tree for tests. */
#include "leaves.h"

struct tct_hash leaves_root(const struct leaves *leaves, uint64_t begin, uint64_t end)
{
    struct tct_hash hash;
    if (begin == end) {
        tct_hash_empty(&hash);
        return hash;
    }
    if (end - begin == 1)
        return leaves->hashes[begin];
    uint64_t left = 1;
    while (left * 2 < end - begin)
        left *= 2;
    struct tct_hash a = leaves_root(leaves, begin, begin + left),
                    b = leaves_root(leaves, begin + left, end);
    tct_hash_node(&a, &b, &hash);
    return hash;
}

enum tct_status leaves_read(void *source, unsigned level, uint64_t index, struct tct_hash *ret,
                            struct tct_error *err)
{
    const struct leaves *leaves = source;
    (void)err;
    TCT_ASSERT(((index + 1) << level) <= leaves->count);
    *ret = leaves_root(leaves, index << level, (index + 1) << level);
    return TCT_OK;
}

struct tct_hash leaf_of_number(uint64_t index)
{
    struct tct_hash hash;
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(index >> (8 * i));
    tct_hash_leaf(bytes, sizeof(bytes), &hash);
    return hash;
}
