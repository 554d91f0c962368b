/* What somebody else's program does with the installed libtacet-record: a tree of two entries, and
 * the proof of the second. */
#include "tacet/record.h"

int main(void)
{
    struct tct_frontier frontier = {0};
    struct tct_hash leaves[2], root;
    struct tct_error err;
    tct_hash_leaf("one", 3, &leaves[0]);
    tct_hash_leaf("two", 3, &leaves[1]);
    tct_frontier_add(&frontier, &leaves[0]);
    tct_frontier_add(&frontier, &leaves[1]);
    tct_frontier_root(&frontier, &root);
    return tct_check_inclusion(1, 2, &leaves[1], &leaves[0], 1, &root, &err) == TCT_OK ? 0 : 1;
}
